"""Covers: from a day until a day somebody is told and asked in an officer's place, in all his cases or in some.

Nothing is moved and nothing has to be moved back: `duties/recipients.py` asks here who covers on the day.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.duties.forces import CaseForces
from programme.duties.models import Cover
from programme.duties.refusals import (
    CoverDaysRefused,
    CoverIsAway,
    CoversForNobody,
    CoversOthers,
    CoversOverlap,
    SameOfficer,
)
from programme.people.officers import Officer
from programme.shared.actor import Actor
from programme.shared.dates import spoken_day
from programme.storage.rows import columns_of, reads, rows

LATEST_FIRST_DAY = LONGEST_COVER = timedelta(days=366)
"""Whoever is away for longer gives his cases to somebody else."""


@reads(Cover)
@dataclass(frozen=True, slots=True)
class CoverLine:
    """A cover that was not ended. Without `case_ids` it is of every case."""

    id: int
    force_code: str
    officer_id: int | None
    officer_email: str
    officer: str
    covered_by_id: int
    covered_by: str
    from_on: date
    until_on: date
    case_ids: list[int]

    def runs_on(self, on: date) -> bool:
        """Whether this is one of its days."""
        return self.from_on <= on <= self.until_on

    def overlaps(self, other: CoverLine) -> bool:
        """Whether they have a day in common."""
        return self.from_on <= other.until_on and other.from_on <= self.until_on

    def is_of(self, officer_id: int | None, email: str) -> bool:
        """Whether this officer is covered for."""
        if officer_id is not None and self.officer_id is not None:
            return officer_id == self.officer_id
        return bool(email) and email.lower() == self.officer_email

    def has(self, case: CaseForces) -> bool:
        """Whether it is of this case, as long as that is with the officer."""
        his = case.force_code == self.force_code and self.is_of(case.officer_id, case.officer_email)
        return his and (not self.case_ids or case.case_id in self.case_ids)

    @property
    def days(self) -> str:
        """ "from Monday 1 June 2026 to Friday 12 June 2026"."""
        return f"from {spoken_day(self.from_on)} to {spoken_day(self.until_on)}"


def finds_every_case(actor: Actor, force_code: str) -> bool:
    """Whether all of an officer's cases at this force are the actor's business: a coordinator of another force finds
    those alone that it sent him."""
    return actor.force_code in (None, force_code)


def standing_covers(db: Session, force_codes: Collection[str], *, from_on: date) -> list[CoverLine]:
    """The covers at these forces that have a day on `from_on` or later, the first to begin first."""
    wanted = (
        select(*columns_of(CoverLine))
        .where(Cover.force_code.in_(sorted(force_codes)), Cover.until_on >= from_on, Cover.ended_at.is_(None))
        .order_by(Cover.from_on, Cover.id)
    )
    return rows(db, CoverLine, wanted)


def covers_on(db: Session, force_codes: Collection[str], on: date) -> list[CoverLine]:
    """The covers at these forces that run on this day."""
    return [one for one in standing_covers(db, force_codes, from_on=on) if one.runs_on(on)]


def can_cover_for(from_on: date, until_on: date, *, today: date) -> None:
    """Raises CoverDaysRefused."""
    if from_on < today:
        raise CoverDaysRefused("The first day must be today or later", field="from_on")
    if from_on - today > LATEST_FIRST_DAY:
        raise CoverDaysRefused("The first day must be within a year", field="from_on")
    if until_on < from_on:
        raise CoverDaysRefused("The last day must be the first day or later", field="until_on")
    if until_on - from_on > LONGEST_COVER:
        raise CoverDaysRefused("The last day must be within a year: give his cases to somebody else", field="until_on")


def can_cover(wanted: CoverLine, standing: Sequence[CoverLine]) -> None:
    """Nobody is covered for twice on one day in one case, and nobody covers while he is covered for himself. Raises
    CoversOverlap, CoverIsAway, CoversOthers."""
    for one in (each for each in standing if each.overlaps(wanted)):
        if one.is_of(wanted.officer_id, wanted.officer_email) and _share_a_case(one, wanted):
            raise CoversOverlap(one.covered_by, one.days)
        if one.is_of(wanted.covered_by_id, ""):
            raise CoverIsAway(one.covered_by, one.days)
        if wanted.is_of(one.covered_by_id, ""):
            raise CoversOthers(one.officer, one.days)


def check_standing(db: Session, wanted: CoverLine, *, today: date) -> None:
    """The same against the covers that stand."""
    can_cover(wanted, standing_covers(db, [wanted.force_code], from_on=today))


def wanted_cover(
    force_code: str, away: Officer, by: Officer, from_on: date, until_on: date, case_ids: Sequence[int]
) -> CoverLine:
    """A cover as it would be. Raises SameOfficer, CoversForNobody."""
    if by.account_id is None or by.account_id == away.account_id:
        raise SameOfficer()
    if away.account_id is None and not away.email:
        raise CoversForNobody()
    return CoverLine(
        id=0,
        force_code=force_code,
        officer_id=away.account_id,
        officer_email=away.email.lower(),
        officer=away.words or away.email,
        covered_by_id=by.account_id,
        covered_by=by.words,
        from_on=from_on,
        until_on=until_on,
        case_ids=list(case_ids),
    )


def _share_a_case(one: CoverLine, other: CoverLine) -> bool:
    return not one.case_ids or not other.case_ids or not set(one.case_ids).isdisjoint(other.case_ids)
