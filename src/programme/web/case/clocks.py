"""Every running clock of the force, the shortest first, with the warning it stands on and who has seen it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.duties.words import ROLE_WORDS
from programme.insight.clock_lines import ClockLine, WatchedClock
from programme.insight.clocks import RungFilter, all_clocks
from programme.insight.clocks_and_drafts import clocks_and_drafts
from programme.intake.drafts import DatedDraft, DraftFacts
from programme.referrals.bites import bites_next
from programme.referrals.next_action import NextAction, next_action
from programme.referrals.words import OWNER_WORDS, StateWords, state_words
from programme.shared.actor import Door
from programme.shared.dates import london_date
from programme.shared.page_key import read_day_key
from programme.shared.refusal import Refusal
from programme.web.case.asked_list import AskedList, OwnFilter, filters_context, read_asked
from programme.web.case.clock import Chip, charge_words, chip_of, draft_chip
from programme.web.case.list_ends import PageLinks, counted, page_links
from programme.web.case.narrowing import narrowed
from programme.web.case.rungs import rung_words
from programme.web.kit.csv_file import csv_response, instant_cell
from programme.web.kit.forms import Option
from programme.web.kit.visit import Visit

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


@dataclass(frozen=True, slots=True)
class ShownClock:
    """A line of a list of clocks: of a case, or of a draft. `on` is its last day to charge, by which they stand."""

    on: date
    chip: Chip
    line: ClockLine | None = None
    draft: DraftFacts | None = None
    step: NextAction | None = None
    state: StateWords | None = None


def in_one_list(clocks: list[WatchedClock], drafts: list[DatedDraft], now: datetime) -> list[ShownClock]:
    """Cases and drafts, the shortest clock first."""
    today = london_date(now)
    stand = [(clock.line, clock.at(now)) for clock in clocks]
    shown = [
        ShownClock(
            facts.watched_on,
            chip_of(line, today, bites_next(facts)),
            line,
            step=next_action(facts),
            state=state_words(line.state, stopped=facts.stopped),
        )
        for line, facts in stand
    ]
    of_drafts = ((one, draft_chip(one, today)) for one in drafts)
    shown += [ShownClock(one.charge_by_on, chip, draft=one.draft) for one, chip in of_drafts if chip is not None]
    return sorted(shown, key=lambda line: line.on)


class ClockPages(Controller):
    """`/custody/clocks`, `/admin/clocks`, and their files."""

    path = "/clocks"

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """A page of running clocks."""
        asked, path, sent = _asked(visit), f"{visit.home}/clocks", visit.request.query_params
        after, before = read_day_key(sent.get("after", "")), read_day_key(sent.get("before", ""))
        found = await visit.look(
            clocks_and_drafts,
            visit.the_actor,
            _rung(asked),
            await narrowed(visit, asked),
            today=asked.today,
            after=after,
            before=before,
            subjects=lambda found: found.page.references,
        )
        page = found.page
        mine = {clock.line.id for clock in page.clocks if clock.line.is_for(visit.the_actor)}
        return visit.page(
            "custody/clocks.html",
            title="Clocks",
            clocks=in_one_list(page.clocks, found.drafts, visit.now),
            mine=mine,
            goes_on_with_drafts=visit.the_actor.door is Door.CUSTODY,
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
    line, facts, rung = clock.line, clock.at(now), clock.line.rung
    step = next_action(facts)
    return (
        line.reference,
        state_words(line.state, stopped=facts.stopped).words,
        line.surname,
        line.forenames,
        str((facts.watched_on - london_date(now)).days),
        facts.watched_on.isoformat(),
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
