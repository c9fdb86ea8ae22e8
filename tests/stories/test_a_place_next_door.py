"""The neighbouring programme has a place for him: it is recorded, he is told the day, and the result comes to us."""

from __future__ import annotations

from datetime import time, timedelta

from programme.people.reference import force_name
from programme.sandbox.world import NEIGHBOUR as NEIGHBOURING_FORCE
from programme.shared.dates import london_date, london_instant, spoken_day
from programme.web.kit.templating import short_date
from tests.support.earlier import Earlier
from tests.support.people import CUSTODY, NEIGHBOUR, Cast, step

NEXT_DOOR = force_name(NEIGHBOURING_FORCE)


def test_he_goes_to_the_course_next_door_and_the_case_stays_ours(cast: Cast, earlier: Earlier) -> None:
    with step("Given a man who has said yes, and a neighbouring programme that has a place for him"):
        him = earlier.a_man_with_an_offer(accepted=True)
        today = london_date(cast.rehearsal.now())
        on = today + timedelta(days=9)

    with step("When the sergeant records the place, and first types a day that is too late"):
        sergeant = cast.staff(CUSTODY)
        sergeant.open(f"/custody/referrals/{him.reference}")
        sergeant.follow("Record a place at a neighbouring programme")
        sergeant.choose("Which programme?", NEXT_DOOR)
        sergeant.fill_date("Day of the course", today + timedelta(days=200))
        sergeant.fill("Their reference for him", "NEXT-7")
        sergeant.press("Check what this changes")
        sergeant.sees("The course is too late: the last possible day is")
        sergeant.fill_date("Day of the course", on)
        sergeant.press("Check what this changes")
        sergeant.sees("Record this place?", NEXT_DOOR, spoken_day(on), "NEXT-7", "He pays them")
        sergeant.press("Record it")

    with step("Then the case has it, on its clock too, with whom to ask there"):
        sergeant.sees("Placed elsewhere", f"Come to the course of {NEXT_DOOR}", f"Course elsewhere: {short_date(on)}")
        sergeant.sees(NEIGHBOUR)

    with step("And he is told the day, and reads that others write to him and that he pays them"):
        cast.waits_for_message(him.email, f"We have arranged a date for you: {spoken_day(on)}")
        man = cast.man("the man", him.slip)
        man.sees("Come to your appointment", spoken_day(on), "You pay the other organisation, and nothing here")

    with step("When the day is over and they say that he was there throughout"):
        cast.move_clock_to(london_instant(on + timedelta(days=1), time(10, 0)))
        sergeant.open(f"/custody/referrals/{him.reference}")
        sergeant.sees(f"Ask {NEXT_DOOR} for the result")
        sergeant.press("Record the result from the neighbouring programme")
        sergeant.choose("What did they tell you?", "Identity checked, on time, present throughout")
        sergeant.fill("Who told you?", "D Price, course manager")
        sergeant.fill_date("Day you were told", on + timedelta(days=1))
        sergeant.press("Record the result")

    with step("Then the result waits in our tray, and he has finished"):
        sergeant.sees("The result is recorded", "Acknowledge the result")
        man.open("/my-booking")
        man.sees("You have finished")
