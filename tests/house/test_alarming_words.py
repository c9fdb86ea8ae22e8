"""Words that alarm, scold or call him guilty stand in no sentence that he reads; legal words only behind the question
whether he is alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from programme.notices.discretion import give_aways
from tests.support.his_words import every_sentence

ALARMING = re.compile(
    r"\bsober\b|things like this|gave you your sheet|\bpunters?\b|\bthese women\b|\bcaught\b|\byour victim"
    r"|\boffenders?\b|\bguilty\b|something has changed|serious consequences|\bfailed\b|\byour failure\b|too often"
    r"|would rather go to court|spoken to about",
    re.IGNORECASE,
)
BEHIND_THE_QUESTION = {
    "privacy_notice.py",
    "conditional_caution.py",
    "deferred_prosecution.py",
    "community_resolution.py",
    "every_route.py",
    "route_facts.py",
    "conditions.py",
    "telling.py",
    "words.py",
    "checking.py",
    "over_2026_4.py",
    "released.py",
    "shapes.py",
    "paper.py",
    "paper_words.py",
    "details.html",
    "in_short.html",
    "on_one_page.html",
    "screen.html",
    "copy.html",  # behind the same question as the details
    "reply.html",
    "end.html",
    "_standing.html",  # on these alone
    "_version.html",
}
"""Files whose words he reads after it, or on what he signs."""


def alarming(sentences: Mapping[str, str]) -> dict[str, str]:
    return {one: file for one, file in sentences.items() if ALARMING.search(one)}


def telling(sentences: Mapping[str, str]) -> dict[str, str]:
    return {one: file for one, file in sentences.items() if file not in BEHIND_THE_QUESTION and give_aways(one)}


def test_nothing_that_he_reads_alarms_scolds_or_calls_him_guilty() -> None:
    assert alarming(every_sentence()) == {}


def test_legal_words_stand_only_behind_the_question() -> None:
    assert telling(every_sentence()) == {}


@pytest.mark.parametrize("sentence", ["Come alone, and sober.", "You failed.", "It can have serious consequences."])
def test_such_a_sentence_would_be_noticed(sentence: str) -> None:
    assert alarming({sentence: "home.html"}) != {}


def test_a_legal_word_before_the_question_would_be_noticed() -> None:
    assert telling({"The police are told.": "home.html"}) != {}
    assert telling({"The police are told.": "screen.html"}) == {}
