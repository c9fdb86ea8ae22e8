"""The page before a correction names what is taken from him only where he has it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from programme.outcomes.correcting import STOPS, Then, WhatFollows
from programme.referrals.states import ReferralState
from programme.web.case.words import CASE_THEN_WORDS, case_then_words

ON = date(2027, 3, 1)


@pytest.mark.parametrize("then", sorted(STOPS))
@pytest.mark.parametrize(
    ("state", "has", "lost"),
    [
        (ReferralState.ELIGIBLE, {}, []),
        (ReferralState.OFFERED, {"has_offer": True}, ["His offer is taken back"]),
        (ReferralState.ACCEPTED, {"has_offer": True}, ["His offer is taken back. Anything he paid goes back"]),
        (
            ReferralState.PLACED_ELSEWHERE,
            {"has_offer": True, "elsewhere_on": ON},
            ["His offer is taken back, and his place given up. Anything he paid goes back"],
        ),
    ],
)
def test_only_what_he_has_is_taken_back(then: Then, state: ReferralState, has: dict[str, Any], lost: list[str]) -> None:
    facts: dict[str, Any] = {"course_at": None, "elsewhere_on": None, "answer_by_on": None, "to_look_at": (), **has}
    assert case_then_words(WhatFollows(then, **facts), state) == [CASE_THEN_WORDS[then], *lost]


def test_a_case_that_goes_on_loses_nothing() -> None:
    follows = WhatFollows(Then.GOES_ON, None, ON, None, (), has_offer=True)
    assert case_then_words(follows, ReferralState.PLACED_ELSEWHERE) == ["It goes on as it is"]
