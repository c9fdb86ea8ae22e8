"""No date is in time for him: whoever can do something is told at once, and it is never his fault."""

from __future__ import annotations

from datetime import timedelta

from tests.support.earlier import Earlier
from tests.support.people import COORDINATOR, CUSTODY, Cast, step

OFFICER = "rowe@example.org"


def test_no_date_in_time_is_said_at_once_and_the_case_goes_back_without_fault(cast: Cast, earlier: Earlier) -> None:
    with step("Given a man with little time left, who has said yes and has not chosen a date"):
        him = earlier.a_man_with_an_offer(days_ago=115, accepted=True)

    with step("When the last date that was in time for him has begun without him"):
        begun_at = earlier.no_date_fits_from(him.reference)
        cast.move_clock_to(max(begun_at, cast.rehearsal.now() + timedelta(minutes=1)))

    with step("Then the officer in the case and the coordinator are told at once"):
        for address in (OFFICER, COORDINATOR):
            cast.waits_for_message(address, f"{him.reference}: there is no date in time")

    with step("And he reads that there is no date, and that it is not his fault"):
        man = cast.man("the man", him.slip)
        man.sees("There is no date for you at the moment", "That is not your fault")

    with step("And custody sees what can be done: a neighbour, an extra date, or returning it now"):
        officer = cast.staff(CUSTODY)
        officer.open(f"/custody/referrals/{him.reference}")
        officer.sees("Ask a neighbouring programme for a place", "Ask the provider for an extra date")
        officer.follow("Return the case now")
        officer.sees("No place on a course in time, through no fault of his")
        officer.press("Return the case now")

    with step("Then the result says that it was no fault of his, and stays so"):
        officer.open(f"/custody/returns/{him.reference}")
        officer.sees("Not completed, through no fault of his", "No place on a course in time", "The clock runs")
        man.open("/my-booking")
        man.sees("through no fault of yours")
