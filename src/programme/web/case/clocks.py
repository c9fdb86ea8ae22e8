"""Every running clock of the force, the shortest first, with the warning it stands on and who has seen it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.duties.words import ROLE_WORDS
from programme.insight.case_filter import CaseFilter
from programme.insight.clock_lines import ClockLine, ClockPage, WatchedClock
from programme.insight.clocks import RungFilter, all_clocks, clock_page
from programme.intake.drafts import DatedDraft, drafts_with_clock
from programme.referrals.bites import bites_next
from programme.referrals.next_action import next_action
from programme.referrals.words import CASE_STATE_TONES, CASE_STATE_WORDS, OWNER_WORDS
from programme.shared.actor import Door
from programme.shared.dates import london_date
from programme.shared.page_key import DayKey, read_day_key
from programme.shared.refusal import Refusal
from programme.web.case.asked_list import AskedList, OwnFilter, filters_context, read_asked
from programme.web.case.clock import Chip, charge_words, chip_of, draft_chip
from programme.web.case.list_ends import PageLinks, counted, page_links
from programme.web.case.narrowing import narrowed
from programme.web.case.rungs import rung_words
from programme.web.kit.csv_file import csv_response, instant_cell
from programme.web.kit.forms import Option
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor

BY_WARNING = OwnFilter(
    "warning",
    [
        Option(RungFilter.WAITING.value, "Nobody has acknowledged it"),
        Option(RungFilter.ACKNOWLEDGED.value, "Acknowledged"),
        Option(RungFilter.NONE.value, "No warning yet"),
    ],
    "Deadline warning",
    "Every running clock",
)
MOST_ROWS = 5000


class TooManyRows(Refusal):
    """A file is whole or it is not made."""

    code = "too_many_rows"
    headline = "There are too many cases for one file"
    explanation = f"A file holds at most {MOST_ROWS:,} cases, and is never cut off without saying so."
    remedy = "Go back and narrow the list, then export again."


def _clocks_and_drafts(
    db: Session,
    actor: Actor,
    wanted: RungFilter | None,
    cases: CaseFilter,
    *,
    today: date,
    after: DayKey | None,
    before: DayKey | None,
) -> tuple[ClockPage, list[DatedDraft]]:
    """The page, and on the first at the desk of a force its drafts, whose clocks run too."""
    page = clock_page(db, actor, wanted, cases, today=today, after=after, before=before)
    shows_drafts = after is None and before is None and actor.door is Door.CUSTODY
    return page, drafts_with_clock(db, actor, today=today) if shows_drafts else []


class ClockPages(Controller):
    """`/custody/clocks`, `/admin/clocks`, and their files."""

    path = "/clocks"

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """A page of running clocks."""
        asked, path, sent = _asked(visit), f"{visit.home}/clocks", visit.request.query_params
        after, before = read_day_key(sent.get("after", "")), read_day_key(sent.get("before", ""))
        page, drafts = await visit.look(
            _clocks_and_drafts,
            visit.the_actor,
            _rung(asked),
            await narrowed(visit, asked),
            today=asked.today,
            after=after,
            before=before,
            subjects=lambda found: found[0].references,
        )
        mine = {clock.line.id for clock in page.clocks if clock.line.is_for(visit.the_actor)}
        return visit.page(
            "custody/clocks.html",
            title="Clocks",
            clocks=[(*clock_with_chip(clock, visit.now), next_action(clock.at(visit.now))) for clock in page.clocks],
            mine=mine,
            drafts=[(one, draft_chip(one, asked.today)) for one in drafts],
            **filters_context(asked, path, page.choices, visit.the_actor.force_code),
            here=asked.address(path, after=after, before=before),
            export_href=asked.address(f"{path}/export"),
            count=counted(page.totals.count, "clock"),
            totals=page.totals,
            **page_links(
                asked,
                path,
                PageLinks(sent.get("after", ""), sent.get("before", ""), page.earlier, page.later),
                begins=page.begins,
                count=page.totals.count,
            ),
            charge_words=charge_words,
            today=asked.today,
            rung_words=rung_words,
            state_words=CASE_STATE_WORDS,
            state_tones=CASE_STATE_TONES,
            owner_words=OWNER_WORDS,
        )

    @get("/export")
    async def export(self, visit: NamedDependency[Visit]) -> Response[bytes]:
        """The same clocks as a file. Making it is logged as a look at each of them."""
        asked = _asked(visit)
        found = await visit.look(
            all_clocks,
            visit.the_actor,
            _rung(asked),
            await narrowed(visit, asked),
            at_most=MOST_ROWS + 1,
            subjects=lambda clocks: [clock.line.reference for clock in clocks[:MOST_ROWS]],
        )
        if len(found) > MOST_ROWS:
            raise TooManyRows()
        return csv_response(_COLUMNS, (_row(clock, visit.now) for clock in found))


def clock_with_chip(clock: WatchedClock, now: datetime) -> tuple[ClockLine, Chip]:
    """A line with its chip."""
    return clock.line, chip_of(clock.line, london_date(now), bites_next(clock.at(now)))


_COLUMNS = (
    "Reference",
    "State",
    "Surname",
    "Forenames",
    "Days left",
    "Charge by",
    "Return by",
    "Next step",
    "Whose",
    "By",
    "Warning at days left",
    "With",
    "Since",
    "Seen by",
    "Seen",
    "Officer",
)


def _row(clock: WatchedClock, now: datetime) -> tuple[str, ...]:
    line, step, rung = clock.line, next_action(clock.at(now)), clock.line.rung
    return (
        line.reference,
        CASE_STATE_WORDS[line.state],
        line.surname,
        line.forenames,
        str((line.charge_by_on - london_date(now)).days),
        line.charge_by_on.isoformat(),
        line.return_by_on.isoformat(),
        step.what,
        OWNER_WORDS[step.whose],
        step.by_on.isoformat(),
        str(rung.days_left) if rung else "",
        ROLE_WORDS[rung.role] if rung and rung.waits else "",
        instant_cell(rung.since_at) if rung and rung.waits else "",
        rung.acknowledged_by or "" if rung else "",
        instant_cell(rung.acknowledged_at) if rung else "",
        line.officer_name,
    )


def _asked(visit: Visit) -> AskedList:
    return read_asked(visit.request.query_params, today=london_date(visit.now), own=BY_WARNING)


def _rung(asked: AskedList) -> RungFilter | None:
    return RungFilter(asked.status) if asked.status else None
