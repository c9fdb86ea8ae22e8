"""The clock of a case on its page: the chip, the bar with every date on it, and in words where there is no bar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from programme.bookings.states import BookingState
from programme.insight.case_file import CaseFile
from programme.insight.case_now import CaseNow
from programme.offers.states import OfferState
from programme.outcomes.models import Disposal
from programme.outcomes.words import DISPOSAL_WORDS
from programme.referrals.bites import Bite, bites_next
from programme.shared.dates import london_date, previous_working_day, spoken_day
from programme.web.case.clock import Chip, days_away, ended_chip, running_chip
from programme.web.case.clock_bar import BarMark, ClockBar, clock_bar_in_order

_PLACE_STANDS = frozenset({BookingState.HELD, BookingState.CONFIRMED, BookingState.USED})
_NAMES = {
    "Answer by": "his last day to answer",
    "Place held": "the day of the course",
    "Booked course": "the day of the course",
    "Course elsewhere": "the day of the course",
    "Bail date": "the day of his bail",
}
"""A day of the bar within a sentence: its date stands on the bar, and nowhere else."""


_MEANS = {
    "Answer by": "After that day the offer lapses.",
    "Place held": "Held until he has paid.",
    "Booked course": "The day of his course.",
    "Bail date": "He has to return to the police station, unless his bail is changed.",
}


@dataclass(frozen=True, slots=True)
class DateRow:
    """A date of the case and how far off it is."""

    what: str
    on: date
    left: str
    note: str = ""


def case_clock(case: CaseFile, stands: CaseNow, now: datetime) -> dict[str, Any]:
    """The context of the clock. `dates` are there where there is no bar, `named_days` where there is one; `ended` says
    of a case that is done with how."""
    referral, today = case.referral, london_date(now)
    arranged = [] if referral.done else list(_arranged(case))
    bar = _bar(case, today, arranged)
    return {
        "chip": case_chip(case, today, bites_next(stands.step_facts(now))),
        "bar": bar,
        "dates": [] if bar else _dates(case, today, arranged),
        "named_days": _named_days(case, arranged) if bar else {},
        "ended": ended_words(referral.done, referral.over_at, referral.charge_by_on) if referral.done else None,
    }


def case_chip(case: CaseFile, today: date, bites: Bite | None = None) -> Chip:
    """The chip of a case, by its programme's ladder."""
    referral = case.referral
    if referral.done is not None:
        return ended_chip(referral.done)
    return running_chip(referral.charge_by_on, today, bites, case.programme.ladder)


def ended_words(done: str, over_at: datetime | None, charge_by_on: date) -> tuple[str, str]:
    """How a case ended, for its headline, and when: of a charge also how long before the last day. After no further
    action that can be looked at again until that day."""
    disposal = Disposal(done)
    words = DISPOSAL_WORDS[disposal]
    words = words if words.startswith("Ended ") else f"Ended: {words}"
    if over_at is None:
        return words, f"Until {spoken_day(charge_by_on)} this can be looked at again: the clock runs on."
    over_on = london_date(over_at)
    if disposal is not Disposal.CHARGE_ISSUED:  # only a charge stops the six months
        return words, f"Since {spoken_day(over_on)} nobody is warned of it any more."
    when = f"The clock stopped on {spoken_day(over_on)}"
    days = (charge_by_on - over_on).days
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    left = f"{count} before the last day" if days > 0 else f"{count} after the last day" if days else "the last day"
    return words, f"{when}, {left} to charge."


def _arranged(case: CaseFile) -> Iterator[BarMark]:
    offer, booking = case.offer, case.booking
    if offer is not None:
        yield BarMark("Offer made", london_date(offer.made_at))
        if offer.state is OfferState.OPEN:
            note = "he wants legal advice first" if offer.advice_wanted_at else ""
            yield BarMark("Answer by", london_date(offer.answer_by_at), note)
    if case.course_date is not None and booking is not None and booking.state in _PLACE_STANDS:
        held = booking.state is BookingState.HELD
        yield BarMark("Place held" if held else "Booked course", london_date(case.course_date.starts_at))
    if case.elsewhere is not None and case.elsewhere.stands:
        yield BarMark("Course elsewhere", case.elsewhere.course_on, f"at {case.elsewhere.neighbour}")
    if case.referral.bail_return_on is not None:
        yield BarMark("Bail date", case.referral.bail_return_on)


def _bar(case: CaseFile, today: date, arranged: list[BarMark]) -> ClockBar | None:
    """None once it is on record what was done, and where the dates are not in their order (an offence with no time left
    for any course): the dates in words have to do."""
    referral = case.referral
    if referral.done is not None:
        return None
    return clock_bar_in_order(
        london_date(referral.offence_at),
        today,
        referral.complete_by_on,
        referral.return_by_on,
        referral.charge_by_on,
        arranged,
    )


def _named_days(case: CaseFile, arranged: list[BarMark]) -> dict[date, str]:
    """The days of the bar, named within a sentence."""
    referral = case.referral
    return {
        previous_working_day(referral.charge_by_on): "the last working day to charge",
        referral.charge_by_on: "the last day to charge",
        referral.return_by_on: "the day it has to be back",
        referral.complete_by_on: "the last safe course day",
        **{mark.on: _NAMES[mark.label] for mark in arranged if mark.label in _NAMES},
    }


def _dates(case: CaseFile, today: date, arranged: list[BarMark]) -> list[DateRow]:
    """The law's dates and those arranged, in the order of time."""
    referral = case.referral
    act_on = previous_working_day(referral.charge_by_on)
    named = [
        ("Last safe course day", referral.complete_by_on, "A course later leaves too little time."),
        ("Return by", referral.return_by_on, "The case must be back with the force."),
        ("Charge by", referral.charge_by_on, "The last day of the six months. Nothing extends it."),
        *((mark.label, mark.on, _MEANS.get(mark.label, "")) for mark in arranged),
    ]
    if act_on != referral.charge_by_on:
        named.append(("Last working day to charge", act_on, "The last day is not a working day."))
    done = referral.done is not None  # then nobody counts the days any more
    rows = [DateRow(what, on, "" if done else days_away(on, today), note) for what, on, note in named]
    return sorted(rows, key=lambda row: row.on)
