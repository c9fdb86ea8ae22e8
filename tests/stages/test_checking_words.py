"""The words as whoever signs them reads them: which answers they rest on, and what has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programme.offers.told.checking import as_answered, compared, left_open, points_asked, version_before
from programme.offers.told.conditions import LegalPoints, When
from programme.offers.told.released import newest_for, routes_with_words, words_for
from programme.offers.told.shapes import Screen, only
from programme.offers.told.words import TOLD_FACTS, WHEN_WORDS
from tests.support.words import FACTS

CAUTION = newest_for("conditional_caution")


@pytest.mark.parametrize(
    ("route", "asked"),
    [
        (
            "conditional_caution",
            (
                "finishing_ends_it",
                "driving_ban",
                "free_advice_at_signing",
                "spent_after_months",
                "checks_show_years",
                "free_advice_from_home",
                "counts_from_signing",
                "caution_ends_if_charged",
                "police_register",
            ),
        ),
        (
            "deferred_prosecution",
            ("driving_ban", "check_may_mention", "free_advice_from_home", "police_register", "note_years"),
        ),
        (
            "community_resolution",
            (
                "driving_ban",
                "check_may_mention",
                "free_advice_from_home",
                "yes_can_be_used",
                "police_register",
                "note_years",
            ),
        ),
    ],
)
def test_the_lawyer_is_asked_what_the_words_of_the_route_rest_on_and_nothing_else(
    route: str, asked: tuple[str, ...]
) -> None:
    assert points_asked(newest_for(route)) == asked


def test_every_condition_and_every_fact_has_words() -> None:
    assert set(WHEN_WORDS) == set(When)
    assert set(TOLD_FACTS) == {*FACTS, "spent_after", "checks_for", "note_for"}


def test_words_are_compared_with_those_before_and_the_first_of_a_route_with_the_last_that_all_routes_shared() -> None:
    for route in routes_with_words():
        assert version_before(words_for(route, "2026-3")).version == "2026-2"
        assert version_before(newest_for(route)).version == "2026-4"


def test_answers_that_the_lawyer_left_open_are_named() -> None:
    resolution = newest_for("community_resolution")
    assert left_open(resolution, LegalPoints()) == ("yes_can_be_used", "police_register", "note_years")
    answered_all = LegalPoints(yes_can_be_used=False, police_register=False, note_years=10)
    assert left_open(resolution, answered_all) == ()
    assert left_open(CAUTION, LegalPoints(police_register=True)) == (), "a note is nothing that its words speak of"


def test_words_as_answered_are_without_what_the_answers_leave_out() -> None:
    screen = Screen("a", "A", ("always", only("ban", When.DRIVING_BAN), only("signed", When.SIGNED)))
    words = replace(CAUTION, summary=screen.paragraphs, screens=(screen,))
    no_ban = as_answered(words, LegalPoints(driving_ban=False))
    assert no_ban.summary == no_ban.screens[0].paragraphs == ("always", only("signed", When.SIGNED))
    assert as_answered(words, LegalPoints(driving_ban=True)) == words


def test_equal_paragraphs_stand_beside_each_other_and_others_beside_what_took_their_place() -> None:
    before = replace(
        CAUTION, version="a", screens=(Screen("day", "The day", ("one", "two", "three")), Screen("x", "X", ("gone",)))
    )
    new = only("2", When.SIGNED)
    now = replace(CAUTION, version="b", screens=(Screen("day", "The day", ("one", new, "three", "four")),))
    summary, day, gone = compared(before, now)
    assert (summary.heading, summary.is_changed) == ("In short", False)
    assert day.rows == (("one", "one"), ("two", new), ("three", "three"), (None, "four"))
    assert day.is_changed
    assert (gone.heading, gone.rows) == ("X", (("gone", None),))


def test_a_section_of_before_stands_beside_the_screen_that_says_it_now() -> None:
    first = words_for(CAUTION.route, "2026-3")
    found = compared(version_before(first), first)
    fee = next(one for one in found if one.heading == "The fee")
    assert any(before is not None and now is not None for before, now in fee.rows)
    assert found[0].heading == "In short"
