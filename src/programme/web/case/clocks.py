"""Every running clock of the force, the shortest first, with the warning it stands on and who has seen it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.duties.words import ROLE_WORDS
from programme.insight.clock_lines import WatchedClock
from programme.insight.clocks import RungFilter, all_clocks, clock_page
from programme.insight.list_pages import COUNT_UP_TO
from programme.referrals.words import CASE_STATE_TONES, CASE_STATE_WORDS, OWNER_WORDS
from programme.shared.dates import london_date
from programme.shared.page_key import DayKey, read_day_key
from programme.shared.refusal import NotFound, Refusal
from programme.web.case.clock import chip_of
from programme.web.case.rungs import rung_words
from programme.web.kit.csv_file import csv_response, instant_cell
from programme.web.kit.forms import Option
from programme.web.kit.visit import Visit

FILTERS = (
    Option(RungFilter.WAITING.value, "Nobody has acknowledged it"),
    Option(RungFilter.ACKNOWLEDGED.value, "Acknowledged"),
    Option(RungFilter.NONE.value, "No warning yet"),
)
MOST_ROWS = 5000


class TooManyRows(Refusal):
    """A file is whole or it is not made."""

    code = "too_many_rows"
    headline = "There are too many cases for one file"
    explanation = f"A file holds at most {MOST_ROWS:,} cases, and is never cut off without saying so."
    remedy = "Go back and choose one of the lists, then export again."


class ClockPages(Controller):
    """`/custody/clocks`, `/admin/clocks`, and their files."""

    path = "/clocks"

    @get()
    async def show(
        self,
        visit: NamedDependency[Visit],
        warning: FromQuery[str] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """A page of running clocks."""
        wanted, today, path = _read_filter(warning), london_date(visit.now), f"{visit.home}/clocks"
        page = await visit.look(
            clock_page,
            visit.the_actor,
            wanted,
            after=read_day_key(after),
            before=read_day_key(before),
            subjects=lambda found: found.references,
        )
        mine = {clock.line.id for clock in page.clocks if clock.line.is_for(visit.the_actor)}
        return visit.page(
            "custody/clocks.html",
            title="Clocks",
            clocks=[(clock.line, clock.next_action(visit.now)) for clock in page.clocks],
            mine=mine,
            wanted=wanted,
            filters=FILTERS,
            here=_address(path, wanted, after=read_day_key(after), before=read_day_key(before)),
            export_href=_address(f"{path}/export", wanted),
            count=f"more than {COUNT_UP_TO:,}" if page.count > COUNT_UP_TO else f"{page.count:,}",
            one=page.count == 1,
            previous_href=_address(path, wanted, before=page.earlier) if page.earlier else None,
            next_href=_address(path, wanted, after=page.later) if page.later else None,
            chip=partial(chip_of, today=today),
            today=today,
            rung_words=rung_words,
            state_words=CASE_STATE_WORDS,
            state_tones=CASE_STATE_TONES,
            owner_words=OWNER_WORDS,
        )

    @get("/export")
    async def export(self, visit: NamedDependency[Visit], warning: FromQuery[str] = "") -> Response[bytes]:
        """The same clocks as a file. Making it is logged as a look at each of them."""
        found = await visit.look(
            all_clocks,
            visit.the_actor,
            _read_filter(warning),
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
    line, step, rung = clock.line, clock.next_action(now), clock.line.rung
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


def _read_filter(text: str) -> RungFilter | None:
    if text and text not in set(RungFilter):
        raise NotFound(headline="There is no such list of clocks", remedy="Choose one of the lists on the page Clocks.")
    return RungFilter(text) if text else None


def _address(path: str, wanted: RungFilter | None, **key: DayKey | None) -> str:
    asked = {"warning": wanted.value if wanted else "", **{name: str(one) for name, one in key.items() if one}}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{query}" if query else path
