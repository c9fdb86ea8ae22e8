"""He declines, and the case is back with custody at once."""

from __future__ import annotations

import pytest

from tests.support.earlier import Earlier
from tests.support.people import CUSTODY, Cast, step


@pytest.mark.only_on(
    "postgresql", reason="test_the_whole_case.py tells his answer on both, test_an_offer_lapses.py the tray"
)
def test_a_no_is_back_with_custody_at_once(cast: Cast, earlier: Earlier) -> None:
    with step("Given a man who has his slip and has read nothing"):
        him = earlier.a_man_with_an_offer()
        man = cast.man("the man", him.slip)
        man.sees("The next page is private")
        man.follow("Not now")
        man.sees("Read the details and reply")

    with step("When he says no, after reading what a no means"):
        man.press("Read the details")
        man.press("Show it")
        man.press("Go to your answer")
        man.press("No")
        man.sees("You cannot undo this here", "You have paid nothing, and you owe nothing.")
        man.press("No, I do not accept")

    with step("Then his page says so, and asks nothing more of him"):
        man.sees("Your answer was passed on", "There is one thing to do")

    with step("And custody finds the result in its tray, with no fee taken and the clock running"):
        sergeant = cast.staff(CUSTODY)
        sergeant.open("/custody/returns")
        sergeant.follow(him.reference, within=sergeant.row(him.reference))
        sergeant.sees("The clock runs: charge by", him.surname)
        sergeant.press("I have received this")
        sergeant.sees("Received on")

    with step("And he is written to in neutral words"):
        cast.waits_for_message(him.email, "You told us that you do not want to go on")
