"""A form that came back wrong survives Back, Forward and reload: the browser never asks whether to send it again, and
nothing typed is lost. With scripts and without."""

from __future__ import annotations

import pytest

from tests.support.earlier import Earlier
from tests.support.people import CUSTODY, Cast, step

pytestmark = pytest.mark.only_on("sqlite", reason="tests/doors/test_form_page.py asks both what they keep of a form")
WRONG = "Enter the date he has to return"
TYPED = "Chief Inspector Lamb"


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_back_forward_and_reload_show_the_page_and_what_was_typed(
    cast: Cast, earlier: Earlier, javascript: bool
) -> None:
    with step("Given a sergeant who bails a man and forgets the date"):
        him = earlier.a_man_with_an_offer(days_ago=5)
        cast.javascript = javascript
        sergeant = cast.staff(CUSTODY)
        sergeant.open(f"/custody/referrals/{him.reference}/bail")
        sergeant.choose("Is he on bail now?", "On bail")
        sergeant.fill("Who authorised it", TYPED)
        sergeant.press("Check what this changes")

    with step("Then the error stands beside its field, and what he typed is in its box"):
        sergeant.sees_errors(WRONG)
        assert sergeant.page.get_by_label("Who authorised it").input_value() == TYPED
        assert TYPED not in sergeant.page.url

    with step("And reload, Back and Forward show pages of ours, and it again"):
        sergeant.page.reload()
        sergeant.sees_errors(WRONG)
        sergeant.back()
        sergeant.sees("Change the bail date")
        sergeant.page.go_forward()
        sergeant.sees_errors(WRONG)
        assert sergeant.page.get_by_label("Who authorised it").input_value() == TYPED
        sergeant.look()

    with step("When he puts it right, and goes back from the page that says what follows"):
        tomorrow = cast.rehearsal.now().date()
        sergeant.fill_date("Date he has to return", tomorrow)
        sergeant.press("Check what this changes")
        sergeant.sees("Record this bail?")
        sergeant.page.reload()
        sergeant.sees("Record this bail?", "On bail until")
        sergeant.follow("Change the bail date")

    with step("Then his answers are still there, and he records them"):
        assert sergeant.page.get_by_label("Who authorised it").input_value() == TYPED
        sergeant.press("Check what this changes")
        sergeant.press("Record it")
        sergeant.sees("The bail is recorded")

    with step("And Back from there asks for nothing to be sent again, and nothing is recorded twice"):
        sergeant.back()
        sergeant.sees("Change the bail date")
        assert "chrome-error" not in sergeant.page.url
