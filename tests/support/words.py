"""RouteWords as he is told them, filled with the facts of an offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from programme.offers.told.conditions import LegalPoints, Signing, TellingState
from programme.offers.told.shapes import RouteWords, ToldWords

FACTS = {
    "fee": "£95",
    "answer_by": "Friday 9 October 2026",
    "advice_by": "Friday 16 October 2026",
    "finish_by": "Monday 1 March 2027",
    "helpline": "+44 1632 960 001 (Monday to Friday 9:30am to 4:30pm, Saturday 9:30am to 12:30pm, Sunday 10:30am to "
    "12:30pm, not on bank holidays)",
    "happened": "Sunday 27 September 2026 (Oxford Road, Reading)",
    "signed_on": "Monday 28 September 2026",
    "last_day": "Wednesday 29 September 2027",
    "weeks": "16 weeks",
    "sign_by": "Wednesday 22 September 2027",
}


def told(
    words: RouteWords, state: TellingState, facts: Mapping[str, str] = FACTS, points: LegalPoints | None = None
) -> ToldWords:
    """The words in this state, as the lawyer answered (as the authors believe unless said)."""
    answered = points or LegalPoints()
    return words.printed(state.holds | answered.holds, {**facts, **answered.figures})


ANSWERS = (
    LegalPoints(),
    LegalPoints(False, False, False, False, 12, 0, True, True, True, yes_can_be_used=True, police_register=True),
    LegalPoints(yes_can_be_used=False, police_register=False, note_years=10),
)
"""The lawyer's answers as the authors believe, everything the other way round, and the rest of what can be answered."""


def states_of(signings: Iterable[Signing]) -> list[TellingState]:
    """Every way in which somebody can stand, where it can stand so with what he signs."""
    two = (False, True)
    every = product(signings, two, two, two, two, two)
    return [
        TellingState(signing, yes, more_time=more, fee_waived=waived, little_time=little, weeks_run=weeks)
        for signing, yes, more, waived, little, weeks in every
        if not weeks or signing is Signing.TO_SIGN
    ]
