"""Queries about concerns. Whose detail it is, is in the query: not yours is not found.

The force of the offence finds its own, and its safeguarding role at the admin door. A provider, the person himself
and every other force find nothing here, and no query of theirs joins these tables.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from programme.concerns.models import Concern, Sign
from programme.concerns.states import ConcernState
from programme.concerns.words import SIGN_WORDS
from programme.duties.recipients import Recipients, told_about
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.queries import STILL_TO_DECIDE, lock_his_cases
from programme.shared.actor import Actor, Door, Role
from programme.shared.refusal import NotFound
from programme.storage.rows import columns_of, reads, rows

STOPPING = (ConcernState.OPEN, ConcernState.UPHELD)
"""While the newest concern is in one of these, nothing is offered."""
WAITS_FOR_SAFEGUARDING = (
    exists().where(Concern.referral_id == Referral.id, Concern.state == ConcernState.OPEN).correlate(Referral)
)
"""Whether safeguarding has to decide first."""
IS_STOPPED = exists().where(Concern.referral_id == Referral.id, Concern.state.in_(STOPPING)).correlate(Referral)
"""Whether a concern stops the case; over referrals."""
LISTED = 200


def of_own_force(actor: Actor, wanted: Select) -> Select:  # type: ignore[type-arg]
    """`wanted` (over referrals) bounded to the cases whose concerns this actor may read."""
    safeguarding = actor.door is Door.ADMIN and Role.SAFEGUARDING in actor.roles
    if actor.door in (Door.CUSTODY, Door.PARTNER) or safeguarding:
        return wanted.where(Referral.force_code == actor.force_code)
    return wanted.where(Referral.id.is_(None))


def find_standing(db: Session, referral_id: int) -> Concern | None:
    """The concern that stops the case, its row locked; None when nothing does. Lock the case first."""
    newest = db.execute(
        select(Concern).where(Concern.referral_id == referral_id).order_by(Concern.id.desc()).limit(1).with_for_update()
    ).scalar_one_or_none()
    return newest if newest is not None and newest.state in STOPPING else None


def stopped_among(db: Session, referral_ids: Collection[int]) -> frozenset[int]:
    """Those of these cases that a concern stops: they do not choose another date."""
    newest = select(func.max(Concern.id)).where(Concern.referral_id.in_(referral_ids)).group_by(Concern.referral_id)
    rows = db.execute(select(Concern.referral_id).where(Concern.id.in_(newest), Concern.state.in_(STOPPING)))
    return frozenset(rows.scalars())


@dataclass(frozen=True, slots=True)
class ToldOfConcern:
    """Who is told of a concern: the named safeguarding role, or whoever is there for it."""

    to: Recipients

    @property
    def names(self) -> tuple[str, ...]:
        """As a page says them: an address where no account gives a name."""
        return tuple(one.name or one.address for one in self.to.people)

    @property
    def is_safeguarding(self) -> bool:
        """Whether they are named for it."""
        return self.to.role is Role.SAFEGUARDING

    @property
    def sentence(self) -> str:
        """For the timeline."""
        if self.is_safeguarding:
            return "The named safeguarding role was told."
        if self.to.nobody:
            return "Nobody could be told."
        if self.to.role is Role.SUPERVISOR:
            return "Nobody is named for safeguarding: supervisors were told."
        if self.to.role is None:
            return "Nobody is named for safeguarding, or supervises: the programme's fall-back address was told."
        return f"Nobody is named for safeguarding, or supervises: {self.to.words} was told."


def whom_to_tell(db: Session, referral_id: int, *, today: date) -> ToldOfConcern:
    """Those who are named for safeguarding at the force of the offence; where nobody is, those who supervise, and on
    as every message to staff goes on."""
    return ToldOfConcern(told_about(db, referral_id, Role.SAFEGUARDING, today=today))


@reads(Concern)
@dataclass(frozen=True, slots=True)
class ConcernFacts:
    """One concern, in full."""

    signs: frozenset[Sign]
    state: ConcernState
    raised_at: datetime
    raised_by: str
    decided_at: datetime | None
    decided_by: str | None
    reason: str

    @property
    def sign_words(self) -> list[str]:
        """The signs as a page says them."""
        return [SIGN_WORDS[sign] for sign in Sign if sign in self.signs]


def concerns_of(db: Session, referral_id: int) -> list[ConcernFacts]:
    """Every concern of the case, newest first. The caller has found the case by `of_own_force`."""
    of_case = select(*columns_of(ConcernFacts)).where(Concern.referral_id == referral_id)
    return rows(db, ConcernFacts, of_case.order_by(Concern.id.desc()))


def concerns_open(actor: Actor) -> Select:  # type: ignore[type-arg]
    """The actor's cases that wait for safeguarding, to be counted."""
    wanted = select(literal(1)).select_from(Concern).join(Referral, Referral.id == Concern.referral_id)
    return of_own_force(actor, wanted.where(Concern.state == ConcernState.OPEN))


@reads(
    Concern,
    Person,
    reference=Referral.reference,
    offence_at=Referral.offence_at,
    charge_by_on=Referral.charge_by_on,
)
@dataclass(frozen=True, slots=True)
class ConcernLine:
    """A stopped case as the list shows it: never the signs."""

    reference: str
    surname: str
    forenames: str
    state: ConcernState
    raised_at: datetime
    raised_by: str
    offence_at: datetime
    charge_by_on: date


def stopped_cases(db: Session, actor: Actor) -> list[ConcernLine]:
    """The actor's cases that are stopped: those to be decided, oldest first, then those that stay stopped while the
    clock runs; at most LISTED."""
    wanted = (
        of_own_force(
            actor,
            select(*columns_of(ConcernLine))
            .join(Referral, Referral.id == Concern.referral_id)
            .join(Person, Person.id == Referral.person_id)
            .where(
                or_(Concern.state == ConcernState.OPEN, and_(Concern.state == ConcernState.UPHELD, STILL_TO_DECIDE))
            ),
        )
        .order_by(Concern.state, Concern.raised_at, Concern.id)
        .limit(LISTED)
    )
    return rows(db, ConcernLine, wanted)


def lock_own_case(db: Session, reference: str, actor: Actor) -> Referral:
    """The row of a case whose concerns this actor may decide, locked with all of its man's; NotFound when it is not his
    force's."""
    lock_his_cases(db, [reference], actor)
    wanted = select(Referral).where(Referral.reference == reference)
    found: Referral | None = db.execute(of_own_force(actor, wanted).with_for_update()).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True, slots=True)
class ConcernCase:
    """A case as the page of its concerns shows it. `told` are those of its force who are told, as named today."""

    referral: Referral
    person: Person
    concerns: list[ConcernFacts]
    told: ToldOfConcern

    @property
    def references(self) -> list[str]:
        return [self.referral.reference]

    @property
    def standing(self) -> ConcernFacts | None:
        """The concern that stops the case."""
        newest = self.concerns[0] if self.concerns else None
        return newest if newest is not None and newest.state in STOPPING else None


def one_concern_case(db: Session, reference: str, actor: Actor, *, today: date) -> ConcernCase:
    """The case with every concern in full; NotFound for everybody but the force of the offence."""
    row = db.execute(
        of_own_force(
            actor,
            select(Referral, Person)
            .join(Person, Person.id == Referral.person_id)
            .where(Referral.reference == reference),
        )
    ).one_or_none()
    if row is None:
        raise NotFound()
    number = row.Referral.id
    return ConcernCase(row.Referral, row.Person, concerns_of(db, number), whom_to_tell(db, number, today=today))
