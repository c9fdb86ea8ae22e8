"""The words a man is told: complete, honest, discreet, and never changed after release."""

from __future__ import annotations

import re

import pytest

from programme.offers.explanations import (
    current_explanation,
    every_explanation,
    explanation,
    language_code,
)

RELEASED = {
    "2026-2": "f327627f5c490ca28dedb8d34e4456a548ad47737a409565fa3dcff1e45cc3b1",
    "2026-1": "135f98b02463137974d55683d837638b3c3bcab47c710020d27b5444a06c4e4e",
}
FACTS = {
    "fee": "£95",
    "answer_by": "Friday 9 October 2026",
    "advice_by": "Friday 16 October 2026",
    "finish_by": "Monday 1 March 2027",
    "helpline": "01234 5",
}
TELLING = re.compile(
    r"\b(police|kerb|crawl|solicit|prostitut|sex|arrest|custody|offence|offender|guilty|convicted|rehabilit)",
    re.IGNORECASE,
)


def test_a_released_version_never_changes_in_any_language() -> None:
    assert {(one.version, one.language): one.fingerprint for one in every_explanation()} == {
        (version, "en"): fingerprint for version, fingerprint in RELEASED.items()
    }


def test_where_there_are_no_words_in_a_language_he_reads_the_english_ones() -> None:
    assert current_explanation("ro") == current_explanation()
    assert (language_code("Romanian"), language_code(" english ")) == ("en", "en")
    with pytest.raises(KeyError):
        explanation(max(RELEASED), "ro")


def test_the_newest_version_says_advice_first_court_at_any_time_and_what_signing_means() -> None:
    told = current_explanation().told(**FACTS)
    rights, paper = (" ".join(told.section(key).paragraphs) for key in ("rights", "paper"))
    assert f"you can answer until {FACTS['advice_by']}, but no longer" in rights
    assert "go to court instead, at any time before the course begins" in rights
    assert "does not mean that you did anything" in rights
    assert "Nobody can make you sign" in paper


def test_new_offers_are_explained_in_the_newest_version() -> None:
    assert current_explanation().version == max(RELEASED)


def test_a_version_that_was_never_released_is_not_found() -> None:
    with pytest.raises(KeyError):
        explanation("1999-1")


@pytest.mark.parametrize("version", RELEASED)
def test_every_version_says_what_it_is_what_it_costs_both_consequences_his_rights_and_his_data(version: str) -> None:
    told = explanation(version).told(**FACTS)
    assert [section.key for section in told.sections if section.key != "paper"] == [
        "what", "cost", "if_you_do", "if_you_do_not", "rights", "data",
    ]  # fmt: skip
    assert "£95" in " ".join(told.section("cost").paragraphs)
    failing = " ".join(told.section("if_you_do_not").paragraphs)
    assert "prosecuted" in failing
    assert "court" in failing
    assert FACTS["answer_by"] in failing
    assert "free and independent legal advice" in " ".join(told.section("rights").paragraphs)
    assert "result" in " ".join(told.section("data").paragraphs)


@pytest.mark.parametrize("version", RELEASED)
def test_no_version_names_the_matter_or_leaves_a_fact_open(version: str) -> None:
    words = " ".join(
        text
        for section in explanation(version).told(**FACTS).sections
        for text in (section.heading, *section.paragraphs)
    )
    assert not TELLING.search(words)
    assert "{" not in words
