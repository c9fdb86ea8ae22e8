"""Nothing that is true on one route is told on another, and nothing of him that is not so."""

from __future__ import annotations

from itertools import product

import pytest

from programme.offers.told.conditions import Signing, TellingState
from programme.offers.told.released import newest_for, routes_with_words
from programme.offers.told.route_facts import ROUTE_FACTS
from programme.offers.told.shapes import ToldWords
from programme.policies.models import AdmissionNeed, FailureMeans, Paper
from tests.support.route_claims import CLAIMS, wrong_claims, wrong_of_him
from tests.support.words import ANSWERS, states_of, told


def every(route: str) -> list[tuple[TellingState, ToldWords]]:
    return [
        (state, told(newest_for(route), state, points=points))
        for state, points in product(states_of(CLAIMS[route].signing), ANSWERS)
    ]


def test_there_are_claims_for_every_route_that_has_words_and_they_are_the_routes_rules() -> None:
    assert set(CLAIMS) == set(routes_with_words()) == set(ROUTE_FACTS)
    for route, is_so in CLAIMS.items():
        rules = ROUTE_FACTS[route]
        assert is_so.is_caution == (rules.paper is Paper.CAUTION)
        assert is_so.is_admitted == (rules.admission is AdmissionNeed.ADMITS)
        assert is_so.accepts_responsibility == (rules.admission is AdmissionNeed.ACCEPTS_RESPONSIBILITY)
        assert is_so.failing_is_a_ground == (rules.on_failure is not FailureMeans.NO_PROSECUTION)
        assert is_so.decision_revives == (rules.on_failure is FailureMeans.DECISION_REVIVES)


@pytest.mark.parametrize("route", CLAIMS)
def test_no_sentence_says_what_is_not_so_on_its_route(route: str) -> None:
    assert {wrong for _, words in every(route) for wrong in wrong_claims(route, words.text)} == set()


@pytest.mark.parametrize("route", CLAIMS)
def test_no_sentence_says_what_is_not_so_of_him(route: str) -> None:
    assert {wrong for state, words in every(route) for wrong in wrong_of_him(state, words.text)} == set()


@pytest.mark.parametrize(
    ("route", "said"),
    [
        ("conditional_caution", ("conditional caution", "accept that you did", "criminal record", "can be prosecuted")),
        (
            "deferred_prosecution",
            ("do not have to say that you did it", "no caution and no conviction", "decide again"),
        ),
        (
            "community_resolution",
            ("accept that you were responsible", "not a caution and not a conviction", "not by itself a reason"),
        ),
    ],
)
def test_the_summary_alone_says_what_the_route_is(route: str, said: tuple[str, ...]) -> None:
    for state, words in every(route):
        summary = "\n".join(words.summary)
        missing = [one for one in said if one not in summary and not (state.said_yes and one.startswith("accept"))]
        assert missing == []
        assert "fine you up to £1,000" in summary


@pytest.mark.parametrize(
    ("route", "sentence"),
    [
        ("deferred_prosecution", "A caution goes on your record."),
        ("deferred_prosecution", "A form you signed can be used there."),
        ("deferred_prosecution", "A conditional caution counts as spent after 3 months."),
        ("deferred_prosecution", "You accept that you were responsible."),
        ("deferred_prosecution", "You can be arrested."),
        ("deferred_prosecution", "If it goes to court, your yes and what you signed can be used there."),
        ("community_resolution", "You have 16 weeks from signing."),
        ("community_resolution", "You can be prosecuted."),
        ("community_resolution", "The police then take no further action."),
        ("community_resolution", "The police must look at a good reason."),
        ("community_resolution", "Say yes only if you accept that you did it."),
        ("conditional_caution", "The police keep a note of it."),
        ("conditional_caution", "Not finishing is not by itself a reason to prosecute you."),
    ],
)
def test_a_sentence_of_another_route_is_found(route: str, sentence: str) -> None:
    assert wrong_claims(route, f"The course takes one day. {sentence}") != []
    assert wrong_claims(route, "The course takes one day.") == []


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (TellingState(Signing.SIGNED), "Saying no admits nothing."),
        (TellingState(Signing.TO_SIGN), "You signed the form on Monday."),
        (TellingState(Signing.SIGNED), "There is a form to sign, in person."),
        (TellingState(Signing.SIGNED), "Sign by Friday."),
        (TellingState(Signing.TO_SIGN, said_yes=True), "Answer by Friday."),
        (TellingState(Signing.TO_SIGN, more_time=False), "You can answer until Friday, but no longer."),
        (TellingState(Signing.TO_SIGN), "There is no more time than this."),
        (TellingState(Signing.TO_SIGN, fee_waived=True), "The fee is £95."),
        (TellingState(Signing.TO_SIGN), "There is no fee to pay."),
    ],
)
def test_a_sentence_for_somebody_else_is_found(state: TellingState, sentence: str) -> None:
    assert wrong_of_him(state, sentence) != []


def test_what_is_said_of_others_that_have_a_caution_is_allowed_on_a_route_without_one() -> None:
    for route in ("deferred_prosecution", "community_resolution"):
        assert wrong_claims(route, "It is not a caution. You get no caution and no conviction.") == []
