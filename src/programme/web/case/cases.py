"""The force's cases: filtered in the address, in the order of the clock, paged by key, and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.insight.case_lists import (
    COUNT_UP_TO,
    CaseFilter,
    CasePage,
    all_cases,
    case_page,
    charge_days_of_month,
)
from programme.referrals.queries import CaseLine
from programme.referrals.states import ReferralState
from programme.referrals.words import CASE_STATE_TONES, CASE_STATE_WORDS
from programme.shared.dates import add_months_corresponding, london_date, spoken_date, spoken_instant
from programme.shared.page_key import DayKey, read_day_key
from programme.shared.refusal import Refusal
from programme.web.case.clock import chip_of
from programme.web.kit.csv_file import csv_response
from programme.web.kit.forms import Option
from programme.web.kit.visit import Visit

MOST_ROWS = 5000
MONTHS_SHOWN = 12
CLOCKS = (
    Option("over", "The time to charge is over"),
    Option("14", "Charge by within 14 days"),
    Option("28", "Charge by within 28 days"),
    Option("60", "Charge by within 60 days"),
)


class TooManyRows(Refusal):
    """A file is whole or it is not made."""

    code = "too_many_rows"
    headline = "There are too many cases for one file"
    explanation = f"A file holds at most {MOST_ROWS:,} cases, and is never cut off without saying so."
    remedy = "Go back and choose a state or a month, then export again."


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as far as it makes sense: anything else in it is left out."""

    state: ReferralState | None
    month: str
    clock: str
    today: date

    @property
    def filter(self) -> CaseFilter:
        """The same as days to charge. The month of the offence and the clock both bound them."""
        first, last = self._month_days() or (None, None)
        if self.clock == "over":
            last = min(last or self.today, self.today - timedelta(days=1))
        elif self.clock:
            first = max(first or self.today, self.today)
            until = self.today + timedelta(days=int(self.clock))
            last = min(last or until, until)
        return CaseFilter(self.state, first, last)

    def address(self, path: str, **key: DayKey | None) -> str:
        """The address of this list, from a key on."""
        asked = {"status": self.state.value if self.state else "", "month": self.month, "clock": self.clock}
        keys = {name: str(value) for name, value in key.items() if value is not None}
        query = urlencode({name: value for name, value in {**asked, **keys}.items() if value})
        return f"{path}?{query}" if query else path

    def _month_days(self) -> tuple[date, date] | None:
        if not self.month:
            return None
        year, _, month = self.month.partition("-")
        return charge_days_of_month(int(year), int(month))


def read_asked(status: str, month: str, clock: str, *, today: date) -> Asked:
    """What the filters say. An unknown state, month or clock is no filter."""
    return Asked(
        ReferralState(status) if status in set(ReferralState) else None,
        month if month in {option.value for option in months(today)} else "",
        clock if clock in {option.value for option in CLOCKS} else "",
        today,
    )


def months(today: date) -> list[Option]:
    """The months of the offence that can be asked for, newest first."""
    first = today.replace(day=1)
    days = [add_months_corresponding(first, -back) for back in range(MONTHS_SHOWN)]
    return [Option(f"{day:%Y-%m}", spoken_date(day).split(" ", 1)[1]) for day in days]


class CasePages(Controller):
    """`/custody/referrals`, `/admin/referrals`, and their files."""

    path = "/referrals"

    @get()
    async def show(
        self,
        visit: NamedDependency[Visit],
        status: FromQuery[str] = "",
        month: FromQuery[str] = "",
        clock: FromQuery[str] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """A page of cases."""
        asked = read_asked(status, month, clock, today=london_date(visit.now))
        page = await _look_at_page(visit, asked.filter, after, before)
        return visit.page(
            "custody/cases.html",
            title="Cases",
            asked=asked,
            months=months(asked.today),
            clocks=CLOCKS,
            states=list(ReferralState),
            export_href=asked.address(f"{visit.home}/referrals/export"),
            **_shown(page, asked, f"{visit.home}/referrals"),
        )

    @get("/export")
    async def export(
        self,
        visit: NamedDependency[Visit],
        status: FromQuery[str] = "",
        month: FromQuery[str] = "",
        clock: FromQuery[str] = "",
    ) -> Response[bytes]:
        """The same cases as a file. Making it is logged as a look at each of them."""
        asked = read_asked(status, month, clock, today=london_date(visit.now))
        lines = await visit.look(
            all_cases,
            visit.the_actor,
            asked.filter,
            at_most=MOST_ROWS + 1,
            subjects=lambda found: [line.reference for line in found[:MOST_ROWS]],
        )
        if len(lines) > MOST_ROWS:
            raise TooManyRows()
        return csv_response(_COLUMNS, (_row(line) for line in lines))


async def _look_at_page(visit: Visit, wanted: CaseFilter, after: str, before: str) -> CasePage:
    return await visit.look(
        case_page,
        visit.the_actor,
        wanted,
        after=read_day_key(after),
        before=read_day_key(before),
        subjects=lambda found: found.references,
    )


def _shown(page: CasePage, asked: Asked, path: str) -> dict[str, Any]:
    return {
        "lines": page.lines,
        "count": f"more than {COUNT_UP_TO:,}" if page.count > COUNT_UP_TO else f"{page.count:,}",
        "one": page.count == 1,
        "previous_href": asked.address(path, before=page.earlier) if page.earlier else None,
        "next_href": asked.address(path, after=page.later) if page.later else None,
        "chip": partial(chip_of, today=asked.today),
        "state_words": CASE_STATE_WORDS,
        "state_tones": CASE_STATE_TONES,
        "today": asked.today,
    }


_COLUMNS = (
    "Reference",
    "State",
    "Surname",
    "Forenames",
    "Date of birth",
    "Offence",
    "Last safe course day",
    "Return by",
    "Charge by",
    "Clock stopped",
    "Officer",
    "Custody number",
    "Came by",
)


def _row(line: CaseLine) -> tuple[str, ...]:
    return (
        line.reference,
        CASE_STATE_WORDS[line.state],
        line.surname,
        line.forenames,
        line.born_on.isoformat() if line.born_on else "",
        spoken_instant(line.offence_at),
        line.complete_by_on.isoformat(),
        line.return_by_on.isoformat(),
        line.charge_by_on.isoformat(),
        spoken_instant(line.over_at) if line.over_at else "",
        line.officer_name,
        line.custody_reference or "",
        line.origin,
    )
