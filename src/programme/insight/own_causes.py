"""Why he has to choose a date once more, and why his case ended: what happened, whose doing it was, whether it counts
against him, and what became of his money, each in one form for every page. Pure.

Whose doing it was and whether it counts is said in the words of the message that told him (`notices.counting`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from programme.attendance.states import Mark
from programme.bookings.states import PlaceLost
from programme.courses.states import DateState
from programme.insight.own_case import OwnCase
from programme.insight.own_places import LostPlace, WhyAgain
from programme.insight.words import WHY_AGAIN_WORDS
from programme.notices.counting import NO_FAULT, OUR_DOING, STILL_IN_TIME
from programme.payments.money import back_to_you
from programme.shared.dates import london_date, spoken_day

_COUNTS: Mapping[WhyAgain, str] = {
    WhyAgain.ASKED: STILL_IN_TIME,
    WhyAgain.HOLD_RAN_OUT: STILL_IN_TIME,
    WhyAgain.DATE_CANCELLED: OUR_DOING,
    WhyAgain.NO_LONGER_IN_TIME: OUR_DOING,
    WhyAgain.TURNED_AWAY: OUR_DOING,
    WhyAgain.NO_INTERPRETER: OUR_DOING,
    WhyAgain.ENDED_BEFORE: "",
    WhyAgain.OFF_BY_HIM: STILL_IN_TIME,
    WhyAgain.OFF_BY_US: OUR_DOING,
    WhyAgain.OFF_BY_THEM: NO_FAULT,
}
_OFF_BY = {"you": WhyAgain.OFF_BY_HIM, "us": WhyAgain.OFF_BY_US, "the other organisation": WhyAgain.OFF_BY_THEM}


def why_again(case: OwnCase) -> WhyAgain | None:
    """The last that happened to a place of his, here or at a neighbouring programme; None where he had none, or where
    its reason is not known."""
    lost, off = case.lost, case.off_elsewhere
    if off is not None and (lost is None or lost.ended_at is None or (off.ended_at or lost.ended_at) > lost.ended_at):
        return _OFF_BY.get(off.by)
    return _lost(lost) if lost is not None else None


def _lost(lost: LostPlace) -> WhyAgain | None:
    match lost.lost_because:
        case PlaceLost.ASKED:
            return WhyAgain.ASKED
        case PlaceLost.HOLD_RAN_OUT:
            return WhyAgain.HOLD_RAN_OUT
        case PlaceLost.CANCELLED if lost.date_state is DateState.CANCELLED:
            return WhyAgain.DATE_CANCELLED
        case PlaceLost.CANCELLED:
            return WhyAgain.NO_LONGER_IN_TIME
        case PlaceLost.NOT_TAKEN_IN if lost.mark is Mark.INTERPRETER_ABSENT:
            return WhyAgain.NO_INTERPRETER
        case PlaceLost.NOT_TAKEN_IN:
            return WhyAgain.TURNED_AWAY
        case PlaceLost.CASE_ENDED:
            return WhyAgain.ENDED_BEFORE
        case None:
            return None


def said_again(case: OwnCase, now: datetime) -> str:
    """Why he has to choose once more, whether it counts, and what became of what he paid for the place before; empty
    where he had none."""
    why = why_again(case)
    if why is None:
        return ""
    happened = WHY_AGAIN_WORDS[why].format(day=spoken_day(_day(case, why)))
    return " ".join(part for part in (happened, _COUNTS[why], _money(case, why, now)) if part)


def _money(case: OwnCase, why: WhyAgain, now: datetime) -> str:
    if back := back_to_you(case.money(now)):
        return back
    if why in _OFF_BY.values():
        return "If you paid them, ask them for it back."
    return "" if case.has_paid or not case.fee_pence else "You owe nothing for it."


def _day(case: OwnCase, why: WhyAgain) -> date:
    if why in _OFF_BY.values() and case.off_elsewhere is not None:
        return case.off_elsewhere.course_on
    assert case.lost is not None
    return london_date(case.lost.starts_at)
