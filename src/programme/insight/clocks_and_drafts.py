"""The list of running clocks with the drafts among them: the clock of a half-filled form runs from its offence, too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from programme.insight.case_filter import CaseFilter
from programme.insight.clock_lines import ClockPage
from programme.insight.clocks import RungFilter, clock_page, day_of_clock_before
from programme.intake.drafts import DatedDraft, drafts_with_clock
from programme.shared.actor import Actor
from programme.shared.page_key import DayKey


@dataclass(frozen=True, slots=True)
class ClocksAndDrafts:
    """A page of running clocks, and the drafts whose last day to charge falls among them."""

    page: ClockPage
    drafts: list[DatedDraft]


def clocks_and_drafts(
    db: Session,
    actor: Actor,
    wanted: RungFilter | None,
    cases: CaseFilter,
    *,
    today: date,
    after: DayKey | None,
    before: DayKey | None,
) -> ClocksAndDrafts:
    """As `clock_page`. A draft stands on the page of the first clock that runs at least as long; a narrowed list, which
    asks for what a draft does not say, has none."""
    page = clock_page(db, actor, wanted, cases, today=today, after=after, before=before)
    drafts = drafts_with_clock(db, actor, today=today) if wanted is None and cases == CaseFilter() else []
    if not drafts:
        return ClocksAndDrafts(page, [])
    from_on, to_on = _days_of(db, actor, page, after)
    return ClocksAndDrafts(page, [one for one in drafts if from_on < one.charge_by_on <= to_on])


def _days_of(db: Session, actor: Actor, page: ClockPage, after: DayKey | None) -> tuple[date, date]:
    """The last day of the page before, and that of this one; the first and the last that there are, at its ends."""
    to_on = page.clocks[-1].line.charge_by_on if page.clocks and page.later is not None else date.max
    if after is not None:
        return after.on, to_on
    return (day_of_clock_before(db, actor, page.earlier) if page.earlier else date.min), to_on
