"""Cases whose eligibility waits for answers, the shortest clock first: those of one export, or all of a force."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from programme.concerns.settling import missing_in
from programme.courses.queries import our_programme
from programme.eligibility.terms import dated_terms
from programme.insight.list_pages import beyond
from programme.intake.imports import one_import
from programme.intake.models import ImportRow
from programme.people.models import Person
from programme.policies.rules import Route
from programme.referrals.criteria import KeptCriterion, Status
from programme.referrals.models import Referral
from programme.referrals.queries import CaseLine, lock_his_cases, visible_to
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.storage.many_rows import columns_in
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import written

WAITING_AT_ONCE = 200
"""So many are shown, and answered together, at once."""
_ORDER = (Referral.charge_by_on, Referral.id)


def waiting_in(actor: Actor, wanted: Select[*tuple[Any, ...]], import_id: int | None) -> Select[*tuple[Any, ...]]:
    """`wanted` (over referrals) bounded to the actor's cases that wait, of one export where its number is given."""
    waits = visible_to(actor, wanted).where(Referral.state == ReferralState.UNDECIDED)
    if import_id is None:
        return waits
    taken = select(ImportRow.referral_id).where(ImportRow.import_id == import_id, ImportRow.referral_id.is_not(None))
    return waits.where(Referral.id.in_(taken))


def how_many_wait(db: Session, actor: Actor, import_id: int | None, *, besides: str = "") -> int:
    """How many wait, `besides` the case of that reference."""
    wanted = waiting_in(actor, select(func.count(Referral.id)), import_id)
    return int(db.execute(wanted.where(Referral.reference != besides)).scalar_one())


def next_that_waits(db: Session, actor: Actor, import_id: int | None, *, after: str, from_top: bool) -> str | None:
    """The reference of the first that waits behind the case `after`, which need not wait itself any more; `from_top`,
    the first of all others. None where none is left."""
    wanted = waiting_in(actor, select(Referral.reference), import_id).where(Referral.reference != after)
    behind = None if from_top else _place_of(db, actor, after)
    if behind is not None:
        wanted = wanted.where(beyond(_ORDER, behind, back=False))
    return db.execute(wanted.order_by(*_ORDER).limit(written(1))).scalar_one_or_none()


def _place_of(db: Session, actor: Actor, reference: str) -> tuple[date, int] | None:
    found = db.execute(visible_to(actor, select(*_ORDER).where(Referral.reference == reference))).one_or_none()
    return (found.charge_by_on, found.id) if found is not None else None


@reads(Referral)
@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case that waits, what for, and by which route it would be dealt with."""

    line: CaseLine
    route: str
    eligibility: list[KeptCriterion]
    flags: list[str]

    @property
    def missing(self) -> list[str]:
        """The criteria that can be answered for many at once."""
        return missing_in(self.eligibility, self.flags)

    @property
    def alone(self) -> list[str]:
        """The others that are in its way: each is decided in the case alone."""
        stand = (Status.UNKNOWN, Status.NOT_MET)
        return [one.code for one in self.eligibility if one.status in stand and one.code not in self.missing]


@dataclass(frozen=True, slots=True)
class WaitingCases:
    """Those of an export, at most WAITING_AT_ONCE, the shortest clock first, how many there are, and whether its rows
    are forgotten, so that nobody knows which they were. `routes` are those that the force uses today."""

    cases: list[WaitingCase]
    count: int
    forgotten: bool
    routes: Sequence[Route] = ()

    @property
    def references(self) -> list[str]:
        return [case.line.reference for case in self.cases]


def waiting_of_import(db: Session, import_id: int, actor: Actor, *, now: datetime) -> WaitingCases:
    """The cases of an export that wait. Raises NotFound where it is another force's."""
    found = one_import(db, import_id, actor)
    wanted = select(*columns_of(WaitingCase)).select_from(Referral).join(Person, Person.id == Referral.person_id)
    wanted = waiting_in(actor, wanted, import_id).order_by(*_ORDER).limit(written(WAITING_AT_ONCE))
    return WaitingCases(rows(db, WaitingCase, wanted), how_many_wait(db, actor, import_id), found.is_forgotten(now))


def waiting_with_routes(db: Session, import_id: int, actor: Actor, *, now: datetime) -> WaitingCases:
    """The same, with the routes that one may be chosen from for many of them."""
    found = waiting_of_import(db, import_id, actor, now=now)
    routes = dated_terms(db, our_programme(db, force_code=actor.force_code)).routes_on(london_date(now))
    return replace(found, routes=routes)


def waits_for_many(db: Session, import_id: int, actor: Actor, *, now: datetime) -> bool:
    """Whether one of them lacks an answer that can be given for many at once."""
    return any(case.missing for case in waiting_of_import(db, import_id, actor, now=now).cases)


def lock_waiting_cases(db: Session, import_id: int, actor: Actor, references: Collection[str]) -> list[Referral]:
    """Those of these cases of an export that wait, their rows locked with all cases of their men."""
    lock_his_cases(db, references, actor)
    wanted = waiting_in(actor, select(Referral), import_id).where(columns_in(db, [Referral.reference], [*references]))
    return list(db.execute(wanted.order_by(Referral.id).with_for_update()).scalars())
