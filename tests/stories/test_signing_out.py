"""Whoever signs out leaves nothing behind: Back shows no record."""

from __future__ import annotations

import pytest

from tests.support.earlier import Earlier
from tests.support.people import CUSTODY, Cast, step

pytestmark = pytest.mark.only_on("sqlite", reason="what a browser shows at Back is no affair of the database")


def test_after_signing_out_back_shows_nothing_of_him(cast: Cast, earlier: Earlier) -> None:
    with step("Given a man who has read his offer on a phone he shares"):
        him = earlier.a_man_with_an_offer()
        man = cast.man("the man", him.slip)
        man.press("Show it")
        man.sees("Details, in short")

    with step("When he signs out and somebody presses Back"):
        man.press("Sign out")
        man.back()

    with step("Then nothing of his is shown, and nothing that he typed"):
        man.sees_nothing_of("Details, in short", him.reference)
        assert man.page.locator("input[type=text]").first.input_value() == ""


def test_after_signing_out_back_shows_no_case(cast: Cast, earlier: Earlier) -> None:
    with step("Given a sergeant who has opened a case"):
        him = earlier.a_man_with_an_offer()
        sergeant = cast.staff(CUSTODY)
        sergeant.open(f"/custody/referrals/{him.reference}")
        sergeant.sees(him.surname)

    with step("When he signs out and the next one presses Back"):
        sergeant.press("Sign out")
        sergeant.back()

    with step("Then the case is not shown"):
        sergeant.sees_nothing_of(him.surname, him.reference)
