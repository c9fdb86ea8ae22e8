"""The part of custody's pages about a place at a neighbouring programme."""

from __future__ import annotations

from typing import Any

from programme.bookings.words import ELSEWHERE_WORDS
from programme.insight.case_file import CaseFile
from programme.shared.dates import spoken_day, spoken_instant

DONE_ELSEWHERE = {
    "elsewhere": "The place at the neighbouring programme is recorded",
    "elsewhere-off": "The place at the neighbouring programme is called off",
    "elsewhere-result": "The result is recorded",
}
"""The sentence on the page of the case when it comes after one of the forms about it."""


def elsewhere_rows(case: CaseFile, contact: str = "") -> list[dict[str, Any]]:
    """The place at a neighbouring programme, whom to ask there, and what they told."""
    place = case.elsewhere
    if place is None:
        return []
    told = f"By {place.told_by}, {spoken_day(place.told_on)}" if place.told_on is not None else ""
    ended = spoken_instant(place.ended_at) if place.ended_at is not None and not place.stands else ""
    return [
        {"key": "Place", "lines": [line for line in (ELSEWHERE_WORDS[place.state], ended) if line]},
        {"key": "Programme", "value": place.neighbour},
        {"key": "Contact there", "lines": [contact] if contact else ["None is set up: ask the coordinator"]},
        {"key": "Day", "value": spoken_day(place.course_on)},
        {"key": "Their reference", "value": place.their_reference or "None given"},
        {"key": "Arranged", "lines": [spoken_instant(place.arranged_at), place.arranged_by]},
        {"key": "Fee", "value": "Paid to them. Nothing is charged here"},
        *([{"key": "Result told", "value": told}] if told else []),
    ]
