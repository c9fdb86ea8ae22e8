"""One place is left and two want it: one has it, the other is told what he can do."""

from __future__ import annotations

from programme.shared.dates import spoken_day
from tests.support.earlier import Earlier
from tests.support.people import Cast, step


def test_the_last_place_goes_to_one_of_two(cast: Cast, earlier: Earlier) -> None:
    with step("Given a date with one place, and two men who both look at it"):
        on = earlier.a_date(days_ahead=12, capacity=1)
        first, second = (earlier.a_man_with_an_offer(accepted=True) for _ in range(2))
        quick, slow = cast.man("the quicker man", first.slip), cast.man("the slower man", second.slip)
        for man in (quick, slow):
            man.press("See the dates")
            man.main.get_by_role("radio", name=f"{spoken_day(on)} 10am").check()

    with step("When one books it, and then the other"):
        quick.press("Book this date and pay £95")
        slow.press("Book this date and pay £95")

    with step("Then the quicker one holds it"):
        quick.open("/my-booking")
        quick.sees("Pay £95 to keep your place")

    with step("And the slower one reads why not, sees what is left, and can take that"):
        slow.sees("full")
        assert slow.main.get_by_role("radio", name=f"{spoken_day(on)} 10am").count() == 0
        slow.main.get_by_role("radio").first.check()
        slow.press("Book this date and pay £95")
        slow.open("/my-booking")
        slow.sees("Pay £95 to keep your place")
