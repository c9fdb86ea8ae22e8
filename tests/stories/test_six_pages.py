"""From his sheet to the paid place in six pages of ours, on a phone, counted.

The card page is the card company's, and not counted. A programme that asks for a signed form first breaks the way
after the answer: what comes then is a sign-in, his first page, the dates and the paid page.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from programme.shared.dates import spoken_day
from tests.support.browser import Somebody
from tests.support.case_pages import pays
from tests.support.earlier import Earlier
from tests.support.people import Cast, sign_in, step
from tests.support.reading_ease import grade, word_count

SIX = ["/", "/my-booking/read", "/my-booking/1", "/my-booking/reply", "/my-booking/dates", "/my-booking/paid"]
TAPS, MOST_WORDS, HARDEST = 7, 1050, 6.0
"""From the sign-in to the card page; on all six pages, the list of dates apart; the grade of the hardest page. The
figures stand in docs/look.md."""


@dataclass
class Way:
    """The pages of ours that he went through."""

    man: Somebody
    words: dict[str, int] = field(default_factory=dict)
    grades: dict[str, float] = field(default_factory=dict)

    def look(self) -> None:
        """He reads the page that he is on; one that changes by itself counts once."""
        if self.man.page.url.startswith(self.man.home_url):
            main = self.man.main
            dates = sum(word_count(each) for each in main.locator(".govuk-radios").all_inner_texts())
            self.words[self.man.path] = word_count(main.inner_text()) - dates
            self.grades[self.man.path] = grade("\n\n".join(main.locator("p").all_inner_texts()))

    def press(self, button: str) -> None:
        self.man.press(button)
        self.look()


@pytest.mark.only_on("sqlite", reason="what his pages lead to is no affair of the database")
def test_from_the_sheet_to_the_paid_place_he_goes_through_six_pages(cast: Cast, earlier: Earlier) -> None:
    with step("Given a man with his sheet, and a date in two weeks"):
        on = earlier.a_date(days_ahead=14)
        him = earlier.a_man_with_an_offer(route="deferred_prosecution")
        man = cast.stranger("the man")
        way = Way(man)
        way.look()

    with step("When he signs in, he is led to his offer, and answers it"):
        sign_in(man, him.slip)
        way.look()
        way.press("Show it")
        way.press("Go to your answer")
        man.tick("I have read this or had it read to me. I understand it, and I had the chance to take advice.")
        way.press("Yes")

    with step("And chooses a date, and pays for it on the card page"):
        man.main.get_by_role("radio", name=f"{spoken_day(on)} 10am").check()
        man.hands += 1
        way.press("Book this date and pay £95")
        ours = man.hands
        pays(man, "4242 4242 4242 4242")

    with step("Then he reads that he has paid, when and where it is, and what to bring"):
        man.sees("Your place is confirmed", "You have paid £95", "Come at", "What to bring", "Put it in your calendar")
        way.look()

    with step("And it took six pages, in words that he can read"):
        assert list(way.words) == SIX
        assert ours == TAPS
        assert sum(way.words.values()) <= MOST_WORDS, way.words
        assert {path: hard for path, hard in way.grades.items() if hard > HARDEST} == {}, way.grades
