"""The corrections of a case on its pages, at every door that has its cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from programme.duties.models import TaskKind
from programme.history.events import OtherTimeSaid, PointSeenTo, SaidRecordedTwice, SaidReferredInError
from programme.history.timeline import Moment
from programme.insight.case_corrections import CaseCorrection, CaseRecordCorrection
from programme.insight.case_parts import CaseTask
from programme.outcomes.models import Mistake
from programme.outcomes.points_to_see import Point, still_open
from programme.outcomes.words import MISTAKE_WORDS
from programme.referrals.deeds import Deed
from programme.referrals.words import FACT_WORDS, fact_said
from programme.shared.dates import spoken_day, spoken_instant

_SAID_FIRST = {
    OtherTimeSaid.name: Deed.CORRECT_OFFENCE,
    SaidRecordedTwice.name: Deed.END_MISTAKEN_CASE,
    SaidReferredInError.name: Deed.END_MISTAKEN_CASE,
}


def corrected(corrections: Sequence[CaseCorrection]) -> list[str]:
    """The corrections of the time of the offence, newest first: by whom, when and why."""
    return [
        f"Corrected from {spoken_instant(one.was_at)} by {one.corrected_by}, {spoken_instant(one.corrected_at)}: "
        f"{one.reason}"
        for one in reversed(corrections)
    ]


def record_corrections(corrections: Sequence[CaseRecordCorrection]) -> list[dict[str, Any]]:
    """The facts put right or added, newest first: each from what to what, by whom and why."""
    return [
        {
            "key": spoken_instant(one.corrected_at),
            "lines": [
                *(
                    f"{FACT_WORDS[change.fact]}: {fact_said(change.fact, change.becomes)}"
                    + ("" if change.is_added else f", not {fact_said(change.fact, change.was)}")
                    for change in one.changes
                ),
                f"By {one.corrected_by}",
                *([one.reason] if one.reason else []),
            ],
        }
        for one in reversed(corrections)
    ]


def mistakes_said(put_to_a_human: Sequence[Moment]) -> list[tuple[datetime, list[str]]]:
    """Each time that somebody said that it is no case of its own: when, why, who, and how he knows."""
    return [
        (
            one.recorded_at,
            [f"{one.headline}: {_mistake(one)}", f"By {one.who}", str(one.facts["reason"])],
        )
        for one in put_to_a_human
        if _SAID_FIRST.get(one.event) is Deed.END_MISTAKEN_CASE
    ]


def _mistake(said: Moment) -> str:
    mistake = Mistake(said.facts.get("mistake", Mistake.RECORDED_TWICE))
    return f"case {said.facts['right']}" if mistake is Mistake.RECORDED_TWICE else MISTAKE_WORDS[mistake].lower()


def said_first(points: Sequence[Point], put_to_a_human: Sequence[Moment]) -> dict[str, Deed]:
    """The points that wait for a second person, because one has said so, each with its deed."""
    sayings = _open_sayings(points, put_to_a_human)
    return {one.facts["said"]: _SAID_FIRST[one.event] for one in sayings if one.event in _SAID_FIRST}


def said_clock(points: Sequence[Point], put_to_a_human: Sequence[Moment], offence_at: datetime) -> str:
    """The last day to charge by a time of the offence that one person has said and that waits for another; empty where
    none does."""
    sayings = _open_sayings(points, put_to_a_human)
    said = next((one.facts for one in sayings if one.event == OtherTimeSaid.name), None)
    if said is None or "charge_by_on" not in said or said["said_of"] != offence_at.isoformat():
        return ""
    return (
        f"The offence is said to have been on {spoken_instant(datetime.fromisoformat(said['said_to_be']))}: charge by "
        f"{spoken_day(date.fromisoformat(said['charge_by_on']))}"
    )


def to_look_at(
    tasks: Sequence[CaseTask],
    put_to_a_human: Sequence[Moment],
    *corrections: Sequence[CaseCorrection] | Sequence[CaseRecordCorrection],
) -> list[Point]:
    """The things that somebody has to look at because something was put right, or another case of his is open again,
    since the task for it was raised, and that nobody has seen to."""
    raised_at = next((one.raised_at for one in tasks if one.kind is TaskKind.LOOK_AGAIN), None)
    if raised_at is None:
        return []
    made = sorted((one for each in corrections for one in each), key=lambda one: one.corrected_at)
    points = [Point(line, one.corrected_at) for one in made for line in one.to_look_at]
    points += [Point(one.facts["said"], one.happened_at) for one in reversed(put_to_a_human) if "said" in one.facts]
    seen = [(one.facts["point"], one.happened_at) for one in put_to_a_human if one.event == PointSeenTo.name]
    return still_open(points, seen, raised_at)


def _open_sayings(points: Sequence[Point], put_to_a_human: Sequence[Moment]) -> Iterator[Moment]:
    """The sayings of the case that nobody has seen to, the newest first."""
    is_open = {(one.words, one.asked_at) for one in points}
    return (one for one in put_to_a_human if (one.facts.get("said"), one.happened_at) in is_open)
