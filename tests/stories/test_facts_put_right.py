"""The offence was on another day than was entered: it is said what moves before it moves, and the clock follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import ViewportSize

from programme.shared.dates import add_months_corresponding, london_date, spoken_day
from programme.web.kit.templating import short_date
from tests.support.browser import PHONE
from tests.support.earlier import Earlier
from tests.support.people import CUSTODY, Cast, step

OFFICER = "rowe@example.org"
TALL_DESK: ViewportSize = {"width": 1280, "height": 1024}


@pytest.mark.only_on("postgresql", reason="test_one_night.py puts records right on both")
def test_the_offence_was_days_earlier_and_he_is_on_bail(cast: Cast, earlier: Earlier) -> None:
    with step("Given a man with an offer, whose offence was entered five days ago"):
        him = earlier.a_man_with_an_offer(days_ago=5)
        today = london_date(cast.rehearsal.now())
        # Four days apart: at the end of a month fewer may have the same day six months on.
        entered_on, true_on = today - timedelta(days=5), today - timedelta(days=9)
        was_on, is_on = (add_months_corresponding(on, 6) for on in (entered_on, true_on))

    with step("When the sergeant finds that it was four days before, and says what shows it"):
        sergeant = cast.staff(CUSTODY)
        sergeant.open(f"/custody/referrals/{him.reference}")
        sergeant.sees(short_date(was_on))
        sergeant.follow("Correct the offence date")
        sergeant.fill_date("Date of the offence", true_on)
        sergeant.fill("Time of the offence", "23:40")
        sergeant.press("Check what this changes")
        sergeant.sees_errors("Enter what shows that it was then")
        sergeant.fill("What shows that it was then?", "The custody record has it on that night.")
        sergeant.press("Check what this changes")

    with step("Then he reads what moves and what follows, before anything is changed"):
        sergeant.sees("Until now", spoken_day(was_on), spoken_day(is_on), "It goes on as it is")
        sergeant.press("Correct the offence")

    with step("And the case has the new dates, with what stood there before and why"):
        sergeant.unfolds("Offence and custody")
        sergeant.sees("The offence is corrected", short_date(is_on), "The custody record has it on that night.")
        cast.waits_for_message(OFFICER, f"{him.reference}: the last day has changed")

    with step("When he is bailed until next week"):
        sergeant.follow("Change the bail date")
        sergeant.choose("Is he on bail now?", "On bail")
        sergeant.fill_date("Date he has to return", today + timedelta(days=7))
        sergeant.press("Check what this changes")
        sergeant.sees("It needs no higher rank", "Bail does not move it")
        sergeant.press("Record it")

    with step("Then the bail date stands beside the last day to charge, and on the clock"):
        sergeant.sees("The bail is recorded", "Bail date", short_date(today + timedelta(days=7)), short_date(is_on))

    with step("And all of it stands on one screen of a desk, and on four of a phone"):
        sergeant.open(f"/custody/referrals/{him.reference}")
        screens = {"desk": sergeant.height_at(TALL_DESK), "phone": sergeant.height_at(PHONE)}
        assert screens["desk"] <= 1, screens
        assert screens["phone"] <= 4, screens
        sergeant.unfolds("Eligibility", "What happened")
        assert sergeant.height_at(TALL_DESK) > 1, "the control: unfolded it does not"
