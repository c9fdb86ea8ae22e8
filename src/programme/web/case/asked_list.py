"""The request in the address of a list of cases: filters, order and page, as far as they make sense. Cases, clocks,
results and what a neighbour sent are narrowed alike; each has one filter of its own besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode

from programme.courses.models import LONGEST_AREA
from programme.insight.case_filter import CaseFilter, CaseOrder, charge_days_of_month
from programme.insight.case_lists import CaseKey
from programme.insight.list_choices import Choice, ChoiceKind
from programme.people.reference import station_name
from programme.referrals.states import ReferralState
from programme.referrals.words import CASE_STATE_WORDS
from programme.shared.dates import add_months_corresponding, spoken_date
from programme.shared.page_key import InstantKey, read_day_key
from programme.shared.plain_text import plain_line
from programme.web.kit.forms import Option

MONTHS_SHOWN = 12
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_DIGITS = 19
_LONGEST = 100
"""Letters of an officer's name."""
CLOCKS = (
    Option("over", "The time to charge is over"),
    Option("14", "Charge by within 14 days"),
    Option("28", "Charge by within 28 days"),
    Option("60", "Charge by within 60 days"),
    Option("bail", "His bail date has passed"),
)
ORDER_OPTIONS = (
    Option(CaseOrder.CLOCK.value, "The shortest clock first"),
    Option(CaseOrder.NAME.value, "Name"),
    Option(CaseOrder.RECEIVED.value, "Newest received first"),
    Option(CaseOrder.OFFICER.value, "Officer in the case"),
)


@dataclass(frozen=True, slots=True)
class OwnFilter:
    """A filter that one list alone has: its name in the address, its answers, and their words on the page; without a
    label they are tabs. `in_order`: whether the list can be sorted."""

    name: str
    options: Sequence[Option]
    label: str = ""
    anything: str = ""
    in_order: bool = False


STOPPED_CASES = "stopped"
"""Beside the states of a case: those that wait for safeguarding."""
BY_STATE = OwnFilter(
    "status",
    [
        *(Option(state.value, CASE_STATE_WORDS[state]) for state in ReferralState),
        Option(STOPPED_CASES, "Stopped: to decide"),
    ],
    "State",
    "Every running clock",
    in_order=True,
)


@dataclass(frozen=True, slots=True)
class AskedList:
    """The filters and the order, each as its word in the address. `status` is that of the list's own filter."""

    today: date
    own: OwnFilter = BY_STATE
    status: str = ""
    month: str = ""
    clock: str = ""
    station: str = ""
    area: str = ""
    officer: str = ""
    mine: str = ""
    sort: str = ""

    @property
    def state(self) -> ReferralState | None:
        is_state = self.own is BY_STATE and self.status not in ("", STOPPED_CASES)
        return ReferralState(self.status) if is_state else None

    @property
    def order(self) -> CaseOrder:
        return CaseOrder(self.sort) if self.sort else CaseOrder.CLOCK

    @property
    def filter(self) -> CaseFilter:
        """The same as conditions. The month of the offence and the clock both bound the days to charge."""
        first, last = self._month_days() or (None, None)
        bail = self.clock == "bail"
        if self.clock == "over":
            last = min(last or self.today, self.today - timedelta(days=1))
        elif self.clock and not bail:
            first = max(first or self.today, self.today)
            until = self.today + timedelta(days=int(self.clock))
            last = min(last or until, until)
        return CaseFilter(
            state=self.state,
            charge_from_on=first,
            charge_to_on=last,
            officer=self.officer,
            mine=bool(self.mine),
            station=self.station,
            area=self.area,
            bail_passed_on=self.today if bail else None,
            stopped=self.own is BY_STATE and self.status == STOPPED_CASES,
            order=self.order,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for but another order or another tab."""
        return bool(self._words().keys() - {"sort", "" if self.own.label else self.own.name})

    def tab(self, status: str) -> AskedList:
        """The same narrowed list under another tab."""
        return replace(self, status=status)

    @property
    def query(self) -> str:
        """The filters and the order as the address has them."""
        return urlencode(self._words())

    def address(self, path: str, **key: CaseKey | InstantKey | None) -> str:
        """The address of this list, from a key on."""
        keys = {name: str(value) for name, value in key.items() if value is not None}
        query = urlencode({**self._words(), **keys})
        return f"{path}?{query}" if query else path

    def by_officer(self, path: str) -> Callable[[str], str]:
        """Gives the address of this list narrowed to an officer's cases: a list names one in every row."""
        everybodys = replace(self, officer="", mine="").address(path)
        begins = f"{everybodys}{'&' if '?' in everybodys else '?'}officer="
        return lambda officer: begins + quote_plus(officer)

    def key(self, text: str) -> CaseKey | None:
        """The key that the address holds, in this order; None when it holds none."""
        return read_day_key(text) if self.order is CaseOrder.CLOCK else _number(text)

    def _words(self) -> dict[str, str]:
        words = {
            self.own.name: self.status,
            "month": self.month,
            "clock": self.clock,
            "station": self.station,
            "area": self.area,
            "officer": self.officer,
            "mine": self.mine,
            "sort": self.sort,
        }
        return {name: value for name, value in words.items() if value}

    def _month_days(self) -> tuple[date, date] | None:
        if not self.month:
            return None
        year, _, month = self.month.partition("-")
        return charge_days_of_month(int(year), int(month))


def read_asked(sent: Mapping[str, str], *, today: date, own: OwnFilter = BY_STATE) -> AskedList:
    """The request in an address. A part that makes no sense is no filter."""
    station, sort = sent.get("station", "").upper(), sent.get("sort", "")
    return AskedList(
        today,
        own,
        status=_one_of(sent.get(own.name, ""), {option.value for option in own.options}),
        month=_month(sent.get("month", "")),
        clock=_one_of(sent.get("clock", ""), {option.value for option in CLOCKS}),
        station=station if len(station) == 2 and station.isascii() and station.isalpha() else "",
        area=plain_line(sent.get("area", ""))[:LONGEST_AREA],
        officer=plain_line(sent.get("officer", ""))[:_LONGEST],
        mine="1" if sent.get("mine") else "",
        sort=_one_of(sort, set(CaseOrder) - {CaseOrder.CLOCK}) if own.in_order else "",
    )


def filters_context(asked: AskedList, address: str, found: Sequence[Choice], force_code: str | None) -> dict[str, Any]:
    """The context of `lists/_filters.html`: where the list is, what was asked for, and what each filter can be
    set to."""
    stations = _with(asked.station, [one.value for one in found if one.kind == ChoiceKind.STATION])
    areas = _with(asked.area, [one.value for one in found if one.kind == ChoiceKind.AREA])
    return {
        "asked": asked,
        "list_url": address,
        "choices": {
            asked.own.name: asked.own.options,
            "month": months(asked),
            "clock": CLOCKS,
            "station": [Option(one, station_name(force_code, one)) for one in stations],
            "area": [Option(one, one) for one in areas],
            "sort": ORDER_OPTIONS,
        },
    }


def _with(asked: str, words: list[str]) -> list[str]:
    """The value that narrows a list stands among the choices, also where it is of no case."""
    return words if not asked or asked in words else [*words, asked]


def months(asked: AskedList) -> list[Option]:
    """The months of the offence that can be asked for, newest first; an older one that is asked for at the end."""
    first = asked.today.replace(day=1)
    days = [add_months_corresponding(first, -back) for back in range(MONTHS_SHOWN)]
    shown = {f"{day:%Y-%m}": day for day in days}
    if asked.month:
        shown.setdefault(asked.month, date.fromisoformat(f"{asked.month}-01"))
    return [Option(value, spoken_date(day).split(" ", 1)[1]) for value, day in shown.items()]


def _one_of(text: str, words: set[str] | set[CaseOrder]) -> str:
    return text if text in words else ""


def _month(text: str) -> str:
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return ""
    return text if text.isascii() and _FIRST_YEAR <= day.year <= _LAST_YEAR else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else None
