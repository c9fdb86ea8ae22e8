"""The words that he is told can be read by whoever reads little: measured, in every state on every route."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import Any, get_type_hints

import pytest
import textstat
from msgspec.structs import fields

from programme.offers.told.conditions import LegalPoints, Signing, When
from programme.offers.told.released import newest_for, routes_with_words
from programme.offers.told.shapes import If, ToldWords
from tests.support.route_claims import CLAIMS, sentences
from tests.support.words import ANSWERS, FACTS, states_of, told

MOST_OF_SUMMARY, MOST_OF_SENTENCE, HIGHEST_GRADE = 150, 30, 6.0
EVERY = [
    told(newest_for(route), state, points=points)
    for route, state, points in product(routes_with_words(), states_of(Signing), ANSWERS)
]


def longest(texts: list[str]) -> str:
    return max((one for text in texts for one in sentences(text)), key=lambda one: len(one.split()))


def pages(words: ToldWords) -> dict[str, str]:
    """Each page that he can open: the summary, and a screen for each matter."""
    screens = {screen.key: "\n".join(screen.paragraphs) for screen in words.screens}
    return {"summary": "\n".join(words.summary), **screens}


def every_answer() -> set[frozenset[When]]:
    """All that the lawyer can have answered, whatever else he did."""
    can_be: dict[Any, Any] = {bool: (True, False), bool | None: (True, False, None), int: (0, 20)}
    of_each = [can_be[get_type_hints(LegalPoints)[one.name]] for one in fields(LegalPoints)]
    return {LegalPoints(*answers).holds for answers in product(*of_each)}


@pytest.mark.parametrize("route", routes_with_words())
def test_a_summary_is_at_most_a_hundred_and_fifty_words_whatever_the_lawyer_answered(route: str) -> None:
    words = newest_for(route)
    rest_on = {when for one in words.summary if isinstance(one, If) for when in one.when}
    stand = {
        (state.holds | answers) & rest_on
        for state, answers in product(states_of(CLAIMS[route].signing), every_answer())
    }
    assert len(stand) > 10
    said = [" ".join(replace(words, screens=()).printed(holds, FACTS).summary) for holds in stand]
    assert len(max(said, key=lambda one: len(one.split())).split()) <= MOST_OF_SUMMARY


def test_no_sentence_is_longer_than_thirty_words() -> None:
    found = longest([words.text for words in EVERY])
    assert len(found.split()) <= MOST_OF_SENTENCE, found


def test_every_page_can_be_read_at_the_sixth_grade() -> None:
    grades = {
        (words.route, key): textstat.flesch_kincaid_grade(page) for words in EVERY for key, page in pages(words).items()
    }
    assert {page: grade for page, grade in grades.items() if grade > HIGHEST_GRADE} == {}


def test_the_measures_tell_hard_words_from_easy_ones() -> None:
    hard = "Notwithstanding eligibility considerations, noncompliance necessitates prosecutorial reconsideration."
    assert textstat.flesch_kincaid_grade(hard) > HIGHEST_GRADE
    assert longest([f"Short. {'word ' * 31}end. Short."]) == f"{'word ' * 31}end."


@pytest.mark.parametrize("route", routes_with_words())
def test_nothing_says_what_the_matter_is_or_what_he_is(route: str) -> None:
    telling = re.compile(
        r"\b(kerb|crawl|solicit(?!or)|prostitut|sex|guilt|offen[cd]|victim|abus|rehabilit|punter|caught)", re.IGNORECASE
    )
    assert telling.search("an offence of soliciting")
    assert telling.search("a solicitor") is None
    found = {match.group() for words in EVERY if words.route == route if (match := telling.search(words.text))}
    assert found == set()
