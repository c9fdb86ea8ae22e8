"""The lines on top of a case's page, above its next step: what has gone wrong, what waits for somebody. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from programme.concerns.rules import holds_up
from programme.insight.case_file import CaseFile
from programme.insight.possible import DEEDS_AT
from programme.outcomes.states import ReturnState
from programme.outcomes.words import REASON_WORDS, VERDICT_WORDS
from programme.referrals.deeds import Deed
from programme.shared.actor import Door
from programme.web.case.clock import days_away


class TopLine(NamedTuple):
    """A sentence, and the page of the case (`part` of its address) on which somebody sees to it."""

    words: str
    part: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class TopFacts:
    """The facts that they hang on. `is_done`: it is on record what was done with the case. `stopped` by a concern: one
    that `holds_up` what is still to come, is `decided`, and whose page the reader `opens_concern`. `result` is in words
    while nobody has acknowledged it; `bail_on` is None where he has no bail date, `course_on` where he has no place."""

    is_done: bool = False
    stopped: bool = False
    opens_concern: bool = True
    holds_up: bool = True
    decided: bool = False
    result: str = ""
    bail_on: date | None = None
    course_on: date | None = None


def top_facts(case: CaseFile, door: Door) -> TopFacts:
    """Those of a case, for a reader at this door."""
    referral, result = case.referral, case.result
    waits = result is not None and result.state is ReturnState.SENT
    return TopFacts(
        is_done=referral.done is not None,
        stopped=case.stopped,
        opens_concern=Deed.RAISE_CONCERN in DEEDS_AT[door],
        holds_up=holds_up(referral.state),
        decided=case.concern is not None and case.concern.decided_at is not None,
        result=f"{VERDICT_WORDS[result.verdict]}: {REASON_WORDS[result.reason].lower()}" if result and waits else "",
        bail_on=referral.bail_return_on,
        course_on=case.course_on,
    )


def on_top(case: TopFacts, today: date) -> list[TopLine]:
    """The lines, worst first; of a case that is done with nothing but that it was stopped."""
    return list(_lines(case, today))


def _lines(case: TopFacts, today: date) -> Iterator[TopLine]:
    if case.stopped:
        what = "Stopped for safeguarding" if case.holds_up else "Safeguarding concern"
        decided = f": {'it stays stopped' if case.holds_up else 'it remains'}" if case.decided else ""
        seen = ("/concern", "See what was seen and who was told") if case.opens_concern else ("", "")
        yield TopLine(f"{what}{decided}.", *seen)
    if case.is_done:
        return
    if case.result:
        yield TopLine(f"{case.result}. Nobody has acknowledged this result.")
    if case.bail_on is not None and case.bail_on < today:
        yield TopLine(f"His bail date passed {days_away(case.bail_on, today)}.", "/bail", "Record what became of it")
    elif case.bail_on is not None and case.course_on is not None and case.bail_on < case.course_on:
        yield TopLine(
            "His bail date is before the course. Ask for the bail to be extended in good time, or he must answer it "
            "before he has been on the course.",
            "/bail",
            "Record the new bail date",
        )
