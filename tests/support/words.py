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
    "helpline": "01632 960 001 (Monday to Friday, 9am to 5pm)",
    "happened": "Sunday 27 September 2026 (Oxford Road, Reading)",
    "signed_on": "Monday 28 September 2026",
}


def told(
    words: RouteWords, state: TellingState, facts: Mapping[str, str] = FACTS, points: LegalPoints | None = None
) -> ToldWords:
    """The words in this state, as the lawyer answered (as the authors believe unless said)."""
    answered = points or LegalPoints()
    return words.printed(state.holds | answered.holds, {**facts, **answered.figures})


ANSWERS = (LegalPoints(), LegalPoints(False, False, False, False, 12, 0))
"""The lawyer's answers as the authors believe, and everything the other way round."""


def states_of(signings: Iterable[Signing]) -> list[TellingState]:
    """Every way in which somebody can stand, where it can stand so with what he signs."""
    no_or_yes = (False, True)
    return [
        TellingState(signing, said_yes=said_yes, more_time=more_time, fee_waived=fee_waived)
        for signing, said_yes, more_time, fee_waived in product(signings, no_or_yes, no_or_yes, no_or_yes)
    ]
