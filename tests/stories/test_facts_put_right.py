"""The offence was on another day than was entered: it is said what moves before it moves, and the clock follows."""

from __future__ import annotations

from datetime import timedelta

from programme.shared.dates import add_months_corresponding, london_date, spoken_day
from tests.support.earlier import Earlier
from tests.support.people import CUSTODY, Cast, step

OFFICER = "rowe@example.org"


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
        sergeant.sees(spoken_day(was_on))
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
        sergeant.sees("The offence is corrected", spoken_day(is_on), "The custody record has it on that night.")
        cast.waits_for_message(OFFICER, f"{him.reference}: the last day has changed")

    with step("When he is bailed until next week"):
        sergeant.follow("Change the bail date")
        sergeant.choose("Is he on bail now?", "On bail")
        sergeant.fill_date("Date he has to return", today + timedelta(days=7))
        sergeant.press("Check what this changes")
        sergeant.sees("It needs no higher rank", "Bail does not move it")
        sergeant.press("Record it")

    with step("Then the bail date stands beside the last day to charge, and on the clock"):
        sergeant.sees("The bail is recorded", "Bail date", spoken_day(today + timedelta(days=7)), spoken_day(is_on))
