"""The words a man is told: a set for each version, route and language, which never changes once it is released."""

from __future__ import annotations

import pytest

from programme.offers.told.conditions import LegalPoints, Signing, TellingState, When
from programme.offers.told.released import (
    every_set,
    language_code,
    newest_for,
    newest_version,
    routes_with_words,
    words_for,
)
from programme.offers.told.shapes import RouteWords, Screen, only
from programme.offers.words_refusals import NoWordsForRoute
from tests.support.words import FACTS, told

RELEASED = {
    ("2026-1", "", "en"): "135f98b02463137974d55683d837638b3c3bcab47c710020d27b5444a06c4e4e",
    ("2026-2", "", "en"): "f327627f5c490ca28dedb8d34e4456a548ad47737a409565fa3dcff1e45cc3b1",
    ("2026-3", "conditional_caution", "en"): "d535a13ac7d50416b9ac9e41a6d8148e526c21fda55ab9462cd8d0b1f24050f0",
    ("2026-3", "deferred_prosecution", "en"): "574c6c056f2a9d32db28944f2ffeacb5064c4b579e6f796d3df9dcce10ab8207",
    ("2026-3", "community_resolution", "en"): "8d9760ebfc2bcac568958b06f73b5c2ab649c912e122d16c56e8787d5f213912",
    ("2026-4", "conditional_caution", "en"): "6c2c47cc5e490ebca4a5d62ba949e408ab7c130e46d3982adb03e2365c4d5f48",
    ("2026-4", "deferred_prosecution", "en"): "0431a29450205563212a9144fb90453184ec47983c02ff5e45ab98bbd573b941",
    ("2026-4", "community_resolution", "en"): "0bba5fcebb56f7f0d390279348514ff52abc70844c4754d6b903636c1c561da7",
    ("2026-5", "conditional_caution", "en"): "3474cc84160733f86765efd8bb1f19d6df7b952d474f6af594a01063c6fef8a6",
    ("2026-5", "deferred_prosecution", "en"): "3fc4cd379d7a3ebcb88eea72511d6256136fa4cae7ebffa8589c4c064279e309",
    ("2026-5", "community_resolution", "en"): "b4933aa60c633d9794b1d21aa1cfabd9b1210122a1a75f3d9dbb136a52034561",
}
ROUTES = ("conditional_caution", "deferred_prosecution", "community_resolution")
KEYS = [
    "before_you_answer", "not_sure", "sign", "day", "fee", "finish", "no_or_miss", "changing_mind", "details",
    "reaching", "complain",
]  # fmt: skip
TO_SIGN, SIGNED = TellingState(Signing.TO_SIGN), TellingState(Signing.SIGNED, said_yes=True)
POINTS = LegalPoints()


def test_a_released_set_never_changes() -> None:
    assert {(one.version, one.route, one.language): one.fingerprint for one in every_set()} == RELEASED


def test_each_route_has_its_own_words_and_no_other_has_any() -> None:
    assert routes_with_words() == ROUTES
    for route in ROUTES:
        assert newest_for(route).route == route
    for route in ("diversionary_caution", "community_caution", "", "elsewhere"):
        with pytest.raises(NoWordsForRoute):
            newest_version(route)


def test_an_offer_of_before_reads_the_version_that_it_names_on_every_route() -> None:
    for route in ("conditional_caution", "community_caution"):
        assert (words_for(route, "2026-2").version, words_for(route, "2026-2").route) == ("2026-2", "")
    earlier = told(words_for("conditional_caution", "2026-2"), SIGNED, FACTS, POINTS)
    assert earlier.summary == ()
    assert f"you can answer until {FACTS['advice_by']}, but no longer" in " ".join(earlier.screen("rights").paragraphs)
    for unknown in ("1999-1", ""):
        with pytest.raises(KeyError):
            words_for("conditional_caution", unknown)


def test_where_there_are_no_words_in_a_language_he_reads_the_english_ones() -> None:
    route = "conditional_caution"
    assert newest_for(route, "ro") == newest_for(route)
    assert (language_code(route, "Romanian"), language_code(route, " english ")) == ("en", "en")


@pytest.mark.parametrize("route", ROUTES)
def test_a_set_has_a_summary_and_a_screen_for_each_matter(route: str) -> None:
    one = told(newest_for(route), TO_SIGN, FACTS, POINTS)
    assert [screen.key for screen in one.screens] == KEYS
    assert one.summary
    assert all(screen.heading and screen.paragraphs for screen in one.screens)
    assert (one.version, one.route, one.language) == ("2026-5", route, "en")


def test_a_paragraph_stands_where_all_its_conditions_hold_and_a_screen_only_with_one() -> None:
    words = _words(
        Screen("a", "A", ("always", only("both", When.SIGNED, When.SAID_YES))),
        Screen("b", "B", (only("no ban", When.DRIVING_BAN),)),
    )
    assert told(words, SIGNED, FACTS, POINTS).text.split("\n") == ["A", "always", "both", "B", "no ban"]
    no_ban = LegalPoints(driving_ban=False)
    assert told(words, TO_SIGN, FACTS, no_ban).text.split("\n") == ["A", "always"]
    with pytest.raises(KeyError):
        told(words, TO_SIGN, FACTS, no_ban).screen("b")


def test_a_fact_that_is_empty_or_unknown_is_never_printed_as_a_hole() -> None:
    bare = {**FACTS, "signed_on": ""}
    signed = _words(Screen("a", "A", (only("on {signed_on}", When.SIGNED),)))
    assert told(signed, TO_SIGN, bare, POINTS).screens == ()
    with pytest.raises(ValueError, match="signed_on"):
        told(signed, SIGNED, bare, POINTS)
    with pytest.raises(KeyError):
        told(_words(Screen("a", "A", ("{judge}",))), SIGNED, FACTS, POINTS)


def test_what_the_lawyer_answered_decides_what_is_said_of_checks() -> None:
    caution = newest_for("conditional_caution")
    checks = "Standard and enhanced checks can show it"
    for points, said in (
        (LegalPoints(spent_after_months=1), "counts as spent after 1 month."),
        (LegalPoints(checks_show_years=11), f"{checks}, normally for 11 years."),
        (LegalPoints(checks_show_years=0), f"{checks} for good."),
        (LegalPoints(finishing_ends_it=False), "the police do not normally prosecute you"),
    ):
        assert said in told(caution, TO_SIGN, FACTS, points).text
        assert said not in told(caution, TO_SIGN, FACTS, POINTS).text


def _words(*screens: Screen) -> RouteWords:
    first = newest_for("conditional_caution")
    return RouteWords("t", "t", "en", first.from_on, screens)
