"""A whole case by telephone: he never opens a browser, and what it takes at the desk is counted."""

from __future__ import annotations

import re
from datetime import date

from programme.shared.dates import spoken_day
from tests.support.browser import Somebody
from tests.support.by_keyboard import SECONDS_A_KEY, SECONDS_A_PRESS
from tests.support.case_pages import pays
from tests.support.earlier import Earlier, Man
from tests.support.people import CUSTODY, Cast, step

DESK_SECONDS = 60
"""At most so long hands are at keys and mouse, from his ringing up to the end of the call."""
MOST_WORDS = 400
"""Of the offer, read aloud in short and with what he asked about: most of the time that the call takes."""


def test_a_whole_case_by_telephone(cast: Cast, earlier: Earlier) -> None:
    with step("Given a man with a slip and no web, two dates, and a desk"):
        first, second = earlier.a_date(days_ahead=14), earlier.a_date(days_ahead=21)
        man = earlier.a_man_with_an_offer(route="deferred_prosecution")
        desk = cast.staff(CUSTODY)
        hands, letters = desk.hands, desk.letters

    with step("When he rings, and says what stands on his sheet"):
        desk.follow("Telephone")
        says_who_he_is(desk, man)
        desk.sees("What he can do now")
        assert man.reference in desk.page.get_by_role("region", name="The call").inner_text()

    with step(
        "Then the words are read to him in short, and what he asks about, he says them back, and his yes is taken down"
    ):
        desk.press("Read the words to him, and take his answer")
        desk.sees("The words to explain to him")
        desk.unfolds("The fee")
        read_aloud = len(desk.main.locator(".govuk-inset-text").inner_text().split())
        desk.tick("The fee")
        desk.choose("Can he decide now?", "Yes: he is sober and well, and understood what he was told")
        desk.tick("These words were read to him, or he read them himself")
        desk.fill("What is he offered?", "day course")
        desk.fill("What goes on his record, and what happens if he does not finish?", "police record; court")
        desk.fill("May he say no, and where is advice free?", "yes; station")
        desk.choose("What does he answer?", "Yes")
        desk.press("Record it for him")
        desk.sees("His yes is recorded")

    with step("And the first date is held for him, and he is sent a link, with which his brother pays"):
        chooses(desk, "Choose a date with him", first, "Book this date for him")
        desk.sees("The place is held for him", "Never take the number of a card on the telephone")
        assert "on the telephone" in cast.waits_for_message(man.email, "You chose")
        desk.press("Send him a link to pay")
        desk.sees("A link to pay is on its way to him")
        link = re.search(r"/pay/\w+", cast.waits_for_message(man.email, "/pay/"))
        assert link is not None
        brother = cast.stranger("his brother")
        brother.open(link[0])
        assert man.reference not in brother.main.inner_text()
        brother.press("Pay £95")
        pays(brother, "4242 4242 4242 4242")
        cast.waits_for_message(man.email, "is confirmed")
        brother.open(link[0])
        brother.sees("This link cannot be used any more")

    with step("And moved to the other one, and he is reached in another way from now on"):
        desk.open(desk.path)
        chooses(desk, "Move his place to another date", second, "Move his place")
        desk.sees("His place is moved", spoken_day(second))
        desk.follow("Change how he is reached")
        desk.fill("Mobile number", "07700 900123")
        desk.choose("What is safe to use?", "His mobile only")
        desk.tick("I read this to him, and he said yes")
        desk.press("Change how he is reached")
        desk.sees("How he is reached is changed")

    with step("And the call is ended: nothing more can be done for him"):
        call = desk.path
        desk.press("End the call")
        desk.sees("The call is over")
        hands_used, keys_used = desk.hands - hands, desk.letters - letters
        took = keys_used * SECONDS_A_KEY + hands_used * SECONDS_A_PRESS
        desk.open(call)
        desk.sees("This call is over")

    with step("Then it took little of the desk's hands, and the case says who did it on whose behalf"):
        assert took <= DESK_SECONDS, f"{took:.0f} s: {hands_used} presses, {keys_used} keys"
        assert read_aloud <= MOST_WORDS
        desk.open(f"/custody/referrals/{man.reference}")
        desk.unfolds("What happened")
        desk.sees("On the telephone with him", "on his behalf by telephone")


def says_who_he_is(desk: Somebody, man: Man) -> None:
    """He reads his sheet out."""
    desk.fill("Reference", man.slip.reference)
    desk.fill_date("Date of birth", man.slip.born_on)
    desk.fill("The word on his sheet", man.slip.word)
    desk.press("Begin")


def chooses(desk: Somebody, way: str, on: date, then: str) -> None:
    """One date out of the list, read back to him."""
    link = desk.page.get_by_role("link", name=way, exact=True).or_(
        desk.page.get_by_role("button", name=way, exact=True)
    )
    desk.hands += 2
    link.first.click()
    desk.main.get_by_role("radio", name=spoken_day(on)).first.check()
    desk.tick("I read the day, the times and the place back to him, and he said yes")
    desk.press(then)
