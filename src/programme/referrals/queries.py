"""Queries about cases. Whose case it is, is in the query: not yours is not found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import Session, with_expression

from programme.courses.models import Programme
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.states import BEFORE_OFFER, ReferralState
from programme.shared.actor import Actor, Door, Role
from programme.shared.dates import london_date
from programme.shared.references import new_reference
from programme.shared.refusal import NotFound
from programme.storage.many_rows import columns_in
from programme.storage.rows import columns_of, reads

CLOCK_RUNS = and_(Referral.clock_stopped_at.is_(None), Referral.finalised_at.is_(None))
"""Neither charged nor finished: the law's six months still count."""
STILL_TO_DECIDE = and_(CLOCK_RUNS, Referral.finalised_by.is_(None))
"""The clock runs, and the force has not decided what becomes of the case. After no further action it has: he can be
charged until the last day, and when that passes nothing went wrong."""
CLOCK_OVER_AT = func.coalesce(Referral.clock_stopped_at, Referral.finalised_at)
"""When the clock was over; NULL while it runs."""
DONE = func.coalesce(Referral.clock_stopped_by, Referral.finalised_by)
"""The disposal that stands; NULL while the force has still to decide."""
LADDER = select(Programme.ladder).where(Programme.id == Referral.programme_id).correlate(Referral).scalar_subquery()
"""The ladder of warnings of the case's programme, as that keeps it."""


def visible_to(actor: Actor, wanted: Select) -> Select:  # type: ignore[type-arg]
    """`wanted` (over referrals) bounded to the cases this actor may find.

    Custody and partner staff find the cases of their own force's offences, a coordinator those of his force's
    programme (of every programme, where he has no force), safeguarding at the admin door those of its own force, the
    service every case; the person, and whoever acts for him while he is on the telephone, his own case; a provider
    finds people through registers only.
    """
    if actor.door in (Door.CUSTODY, Door.PARTNER):
        return wanted.where(Referral.force_code == actor.force_code)
    if actor.for_him:
        return wanted.where(Referral.id == actor.referral_id)
    if actor.door in (Door.WORKER, Door.COMMAND_LINE):
        return wanted
    if actor.door is Door.ADMIN and Role.COORDINATOR in actor.roles:
        return wanted.where(of_the_programme(actor))
    if actor.door is Door.ADMIN and Role.SAFEGUARDING in actor.roles:
        return wanted.where(Referral.force_code == actor.force_code)
    return wanted.where(Referral.id.is_(None))


def of_the_programme(coordinator: Actor) -> ColumnElement[bool]:
    """Whether a case is of the coordinator's own force's programme; every case, where he is of no force."""
    if coordinator.force_code is None:
        return true()
    own = select(Programme.id).where(Programme.force_code == coordinator.force_code)
    return Referral.programme_id.in_(own.scalar_subquery())


def one_referral(db: Session, reference: str, actor: Actor) -> Referral:
    """The case, or NotFound when there is none or it is not the actor's."""
    found: Referral | None = db.execute(
        visible_to(actor, select(Referral).where(Referral.reference == reference)).options(
            with_expression(Referral.ladder, LADDER)
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found


def references_open_to(db: Session, references: Collection[str], actor: Actor) -> set[str]:
    """Those of these cases that the actor may find."""
    wanted = visible_to(actor, select(Referral.reference).where(Referral.reference.in_(references)))
    return set(db.execute(wanted).scalars())


def lock_referral(db: Session, reference: str, actor: Actor) -> Referral:
    """The case's row, locked to the end of the transaction; NotFound as `one_referral`.

    All cases of its man are locked with it (`lock_his_cases`).
    """
    lock_his_cases(db, [reference], actor)
    found: Referral | None = db.execute(
        visible_to(actor, select(Referral).where(Referral.reference == reference)).with_for_update()
    ).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found


def lock_his_cases(db: Session, references: Collection[str], actor: Actor) -> None:
    """Lock every case of the men whose cases these are, as far as the actor finds them, in the order of their numbers.

    The one way to take them: a case is decided by how the others of its man stand, and what ends one is asked of those
    that waited for it. So of two who do that at once the second finds what the first did, and neither waits for the
    other.
    """
    _lock_cases_of(db, visible_to(actor, select(Referral.person_id).where(Referral.reference.in_(references))))


def lock_cases_beside(db: Session, numbers: Collection[int]) -> None:
    """The same by the numbers of cases, for what follows by itself: whoever acted need not find the others."""
    _lock_cases_of(db, select(Referral.person_id).where(Referral.id.in_(numbers)))


def _lock_cases_of(db: Session, men: Select[Any]) -> None:
    wanted = select(Referral.id).where(Referral.person_id.in_(men.scalar_subquery()))
    db.execute(wanted.order_by(Referral.id).with_for_update())


def lock_referral_by_id(db: Session, referral_id: int) -> Referral:
    """The case's row by number, locked."""
    return db.execute(select(Referral).where(Referral.id == referral_id).with_for_update()).scalar_one()


def person_of(db: Session, referral: Referral) -> Person:
    """The man the case is about."""
    return db.execute(select(Person).where(Person.id == referral.person_id)).scalar_one()


@reads(Referral, Person, id=Referral.id, over_at=CLOCK_OVER_AT, done=DONE, ladder=LADDER)
@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a list shows it."""

    id: int
    reference: str
    state: ReferralState
    surname: str
    forenames: str
    born_on: date | None
    offence_at: datetime
    charge_by_on: date
    said_charge_by_on: date | None
    return_by_on: date
    complete_by_on: date
    bail_return_on: date | None
    over_at: datetime | None
    done: str | None
    ladder: list[dict[str, Any]]
    referred_at: datetime
    officer_collar: str
    officer_name: str
    origin: str
    custody_reference: str | None
    station: str
    area: str


CASE_LINES = select(*columns_of(CaseLine)).join(Person, Person.id == Referral.person_id)


def running_cases(db: Session, references: Collection[str]) -> list[int]:
    """The numbers of those of these cases whose clock runs."""
    wanted = select(Referral.id).where(Referral.reference.in_(references), CLOCK_RUNS)
    return list(db.execute(wanted.order_by(Referral.id)).scalars())


def unoffered_due(db: Session, *, now: datetime, after_id: int, at_most: int) -> list[int]:
    """Cases without an offer whose last safe course day is over, by state: the numbers above `after_id`, in order."""
    return list(
        db.execute(
            select(Referral.id)
            .where(
                Referral.state.in_(BEFORE_OFFER),
                Referral.complete_by_on < london_date(now),
                Referral.id > after_id,
            )
            .order_by(Referral.id)
            .limit(at_most)
        ).scalars()
    )


def is_past_offering(referral: Referral, now: datetime) -> bool:
    """Whether no offer was made, and none can be: a course could not be completed in time any more."""
    return referral.state in BEFORE_OFFER and referral.complete_by_on < london_date(now)


def fresh_references(db: Session, count: int) -> list[str]:
    """References that no case has. With a hundred thousand cases, chance repeats one now and then."""
    fresh: set[str] = set()
    while len(fresh) < count:
        made = {new_reference() for _ in range(count - len(fresh))} - fresh
        known = db.execute(select(Referral.reference).where(columns_in(db, [Referral.reference], sorted(made))))
        fresh |= made - set(known.scalars())
    return list(fresh)
