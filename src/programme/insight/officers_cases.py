"""Officers and the cases that are with them: who has how many, and those of one.

An officer is named by one of his cases, so that no name stands in an address.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from programme.duties.forces import HAS_NO_OFFICER
from programme.duties.handing_over import officer_in
from programme.people.models import Force
from programme.people.officers import KnownOfficers, Officer, officers_of
from programme.referrals.models import Referral
from programme.referrals.queries import CASE_LINES, CLOCK_RUNS, CaseLine, one_referral, visible_to
from programme.shared.actor import Actor
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import written

OFFICERS_LISTED = 500
CASES_AT_ONCE = 500
_NAMED = (
    Referral.force_code,
    Referral.officer_id,
    Referral.officer_rank,
    Referral.officer_collar,
    Referral.officer_name,
    Referral.officer_email,
)


@reads(
    Referral,
    force=Force.name,
    cases=func.count(Referral.id),
    reference=func.min(Referral.reference),
    first_on=func.min(Referral.charge_by_on),
    unreachable=func.count(Referral.id).filter(HAS_NO_OFFICER),
)
@dataclass(frozen=True, slots=True)
class OfficerLine:
    """An officer with how many running cases are with him. `unreachable`: those in which he cannot be told, as he has
    left or names no address."""

    officer_rank: str
    officer_collar: str
    officer_name: str
    force: str
    cases: int
    reference: str
    first_on: date
    unreachable: int

    @property
    def words(self) -> str:
        """As pages name him."""
        named = " ".join(part for part in (self.officer_rank, self.officer_collar, self.officer_name) if part)
        return named or "Nobody is named"


def officers_with_cases(db: Session, actor: Actor) -> list[OfficerLine]:
    """Everybody who is the officer in a running case that the actor may find; whoever cannot be told first."""
    wanted = (
        select(*columns_of(OfficerLine))
        .select_from(Referral)
        .join(Force, Force.code == Referral.force_code)
        .where(CLOCK_RUNS)
        .group_by(Force.name, *_NAMED)
        .order_by(func.count(Referral.id).filter(HAS_NO_OFFICER).desc(), Referral.officer_name, Referral.officer_email)
        .limit(written(OFFICERS_LISTED))
    )
    return rows(db, OfficerLine, visible_to(actor, wanted))


@dataclass(frozen=True, slots=True)
class OfficersCases:
    """An officer, his running cases, the shortest clock first, and the officers of the same force."""

    force_code: str
    officer: Officer
    lines: list[CaseLine]
    officers: KnownOfficers

    @property
    def references(self) -> list[str]:
        return [line.reference for line in self.lines]


def cases_of_officer(db: Session, reference: str, actor: Actor) -> OfficersCases:
    """Those of the officer in this case, at most CASES_AT_ONCE. Raises NotFound."""
    named = one_referral(db, reference, actor)
    wanted = CASE_LINES.where(_same_officer(named), CLOCK_RUNS).order_by(Referral.charge_by_on, Referral.id)
    lines = rows(db, CaseLine, visible_to(actor, wanted).limit(written(CASES_AT_ONCE)))
    known = officers_of(db, named.force_code)
    officer = known.with_account(named.officer_id) or officer_in(named)
    return OfficersCases(named.force_code, officer, lines, known)


def lock_cases_of(
    db: Session, reference: str, actor: Actor, references: Collection[str] | None = None
) -> list[Referral]:
    """The running cases that are with the officer in the case `reference`, only these `references` where they are
    given, their rows locked in the order of their numbers. Raises NotFound where that case is not the actor's."""
    named = one_referral(db, reference, actor)
    wanted: Any = select(Referral).where(_same_officer(named), CLOCK_RUNS)
    if references is not None:
        wanted = wanted.where(Referral.reference.in_(references))
    found = db.execute(visible_to(actor, wanted).order_by(Referral.id).with_for_update()).scalars().all()
    return list(found)


def _same_officer(named: Referral) -> ColumnElement[bool]:
    return and_(*(column.is_not_distinct_from(getattr(named, column.key)) for column in _NAMED))
