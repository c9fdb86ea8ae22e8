"""His day once its register says what happened to him: what he reads until it is signed. Pure."""

from __future__ import annotations

from datetime import datetime

from programme.attendance.rules import counts_against_nobody
from programme.attendance.states import Mark
from programme.insight.own_case import OwnCase
from programme.insight.own_places import OwnPlace
from programme.notices.counting import OUR_DOING
from programme.outcomes.rules import REASON_OF
from programme.outcomes.words import OWN_REASON_WORDS
from programme.shared.dates import spoken_time
from programme.shared.money import spoken_pounds

REASON = "/my-booking/reason"
EXPLAIN = ("Write to us here", REASON)
"""The button and its page, beside the number to ring, wherever he is asked what stopped him."""
_NO_BUTTON = ("", "")
_NOT_LET_IN = "You were not let in"
_SAID_SHORT = {
    Mark.NO_SHOW: "You are down as not there",
    Mark.LATE_REFUSED: _NOT_LET_IN,
    Mark.IDENTITY_REFUSED: _NOT_LET_IN,
    Mark.LEFT_EARLY: "You are down as gone early",
    Mark.REMOVED: "You were asked to leave",
    Mark.TURNED_AWAY: "You could not take part",
    Mark.INTERPRETER_ABSENT: "You could not take part",
}


def words_of_day(case: OwnCase, place: OwnPlace, now: datetime) -> tuple[str, str, str, str, str] | None:
    """The event, its time and the rest, as the open register says it, and a button where he may explain; None where it
    says nothing of him."""
    mark = place.mark
    if mark is None or not place.is_marked:
        return None
    if mark is Mark.ARRIVED:
        if now >= place.ends_at:
            return None
        return (
            "You are there",
            f"Your day ends at {spoken_time(place.ends_at)}.",
            "Stay to the end: that is all.",
            *_NO_BUTTON,
        )
    if mark is Mark.COMPLETED:
        return "You stayed to the end", "", "We are writing down the result. Your page says it then.", *_NO_BUTTON
    ring = case.help_line.to_ring(now, "now")
    says = f"The list of your day says: {OWN_REASON_WORDS[REASON_OF[mark]]}."
    if counts_against_nobody(mark):
        return _SAID_SHORT[mark], OUR_DOING, f"{says} {_then(case, now)}", *_NO_BUTTON
    return (
        _SAID_SHORT[mark],
        "",
        f"{says} Is that wrong, or did something stop you? {ring} Keep anything that shows why. Until the list is "
        "signed it can be put right.",
        *EXPLAIN,
    )


def _then(case: OwnCase, now: datetime) -> str:
    money = case.money(now)
    paid = f"The {spoken_pounds(money.paid_pence)} that you paid goes back to {money.back_to}"
    back = f"{paid} once the list is signed. " if money.paid_pence else ""
    ring = case.help_line.to_ring(now, "now")
    return f"{back}Then your page says whether you can choose another date. Is that wrong? {ring}"
