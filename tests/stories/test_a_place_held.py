"""A place is held for three quarters of an hour; then it is somebody else's to take."""

from __future__ import annotations

from datetime import timedelta

import pytest

from programme.shared.dates import spoken_day
from tests.support.earlier import Earlier
from tests.support.people import Cast, step


@pytest.mark.only_on(
    "sqlite", reason="test_the_whole_case.py tells its pages on both, and tests/race who gets the last place"
)
def test_a_place_not_paid_for_goes_back(cast: Cast, earlier: Earlier) -> None:
    with step("Given a man who holds the only place of a date, and one who would like it"):
        on = earlier.a_date(days_ahead=13, capacity=1)
        first, second = (earlier.a_man_with_an_offer(accepted=True) for _ in range(2))
        holder, waiting = cast.man("the man who holds it", first.slip), cast.man("the man who waits", second.slip)
        holder.press("See the dates")
        holder.main.get_by_role("radio", name=f"{spoken_day(on)} 10am").check()
        holder.press("Book this date and pay £95")
        holder.open("/my-booking")
        holder.sees("Pay £95 to keep your place")
        waiting.open("/my-booking/dates")
        waiting.sees_nothing_of(f"{spoken_day(on)}\n10am")

    with step("When he does not pay in the time he was given"):
        cast.move_clock_to(cast.rehearsal.now() + timedelta(minutes=46))

    with step("Then he is asked to choose a date again, and owes nothing"):
        holder.waits_for("Choose a date", at="/my-booking")
        holder.sees_nothing_of("is held for you")

    with step("And the other one finds the place free"):
        waiting.waits_for(f"{spoken_day(on)}\n10am", at="/my-booking/dates")
