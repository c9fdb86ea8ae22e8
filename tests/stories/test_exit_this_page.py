""" "Exit this page", as somebody presses it who hears steps on the stairs: nothing afterwards shows his pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.browser import Somebody
from tests.support.earlier import Earlier
from tests.support.people import Cast, step

pytestmark = pytest.mark.only_on("sqlite", reason="tests/doors/test_exit.py asks both how the sign-in ends")
WEATHER = "https://www.bbc.co.uk/weather"


def forecast(person: Somebody) -> None:
    """The page that he flees to, without a network."""

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<title>Weather</title><h1>Rain at times</h1>")

    person.page.context.route(f"{WEATHER}**", answer)


def sees_the_weather(page: Page) -> None:
    expect(page.get_by_role("heading", name="Rain at times")).to_be_visible()


def shows_nothing_of_him(person: Somebody, reference: str) -> None:
    """The sign-in page, and nothing else."""
    expect(person.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    person.sees_nothing_of("Your offer", reference)


def presses_exit(person: Somebody) -> None:
    person.page.get_by_role("button", name="Emergency Exit this page").click()


def presses_shift_three_times(person: Somebody) -> None:
    for _ in range(3):
        person.page.keyboard.press("Shift")


@pytest.mark.parametrize("way", [presses_exit, presses_shift_three_times], ids=["button", "Shift"])
@pytest.mark.parametrize("network", ["there", "gone"])
def test_after_exit_back_and_a_copy_of_the_tab_show_the_sign_in_page(
    cast: Cast, earlier: Earlier, way: object, network: str
) -> None:
    with step("Given a man who reads his offer, in two tabs"):
        him = earlier.a_man_with_an_offer()
        man = cast.man("the man", him.slip)
        forecast(man)
        man.press("Show it")
        man.sees("Details, in short")
        other = man.page.context.new_page()
        other.goto(f"{man.home_url}/my-booking")
        man.page.bring_to_front()
        if network == "gone":
            man.page.context.route("**/exit", lambda route: route.abort())

    with step("When he leaves in a hurry"):
        assert callable(way)
        way(man)
        sees_the_weather(man.page)

    with step("Then Back shows the sign-in page, a new tab too, and the other tab has left with him"):
        man.back()
        shows_nothing_of_him(man, him.slip.reference)
        expect(other.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
        again = man.page.context.new_page()
        again.goto(f"{man.home_url}/my-booking/1")
        expect(again.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_a_capital_letter_is_no_way_out(cast: Cast) -> None:
    man = cast.stranger("the man")
    forecast(man)
    man.page.get_by_label("Reference", exact=True).focus()

    for letter in "ABC":
        man.page.keyboard.press(f"Shift+{letter}")

    assert man.path == "/"


def test_exit_needs_no_script(cast: Cast, earlier: Earlier) -> None:
    with step("Given a man whose browser runs no scripts"):
        him = earlier.a_man_with_an_offer()
        cast.javascript = False
        man = cast.man("the man", him.slip)
        forecast(man)

    with step("When he leaves, and somebody presses Back"):
        presses_exit(man)
        sees_the_weather(man.page)
        man.back()

    with step("Then the sign-in page is there"):
        shows_nothing_of_him(man, him.slip.reference)


def test_exit_is_in_sight_at_the_end_of_the_longest_page_and_hides_nothing(cast: Cast, earlier: Earlier) -> None:
    man = cast.man("the man", earlier.a_man_with_an_offer().slip)
    man.open("/my-booking/all")
    button = man.page.get_by_role("button", name="Emergency Exit this page")

    man.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(button).to_be_in_viewport(ratio=1)
    assert not man.page.get_by_text("pressing the Shift key").is_visible()  # a phone has none

    links = man.main.get_by_role("link").or_(man.main.get_by_role("button")).all()
    bar = button.bounding_box()
    assert bar is not None
    for link in reversed(links):  # backwards, as with Shift+Tab: each comes in from above, where the bar is
        link.focus()
        box = link.bounding_box()
        assert box is not None
        assert box["y"] >= bar["y"] + bar["height"]

    man.page.emulate_media(media="print")
    assert not button.is_visible()


def test_exit_works_before_anybody_has_signed_in(cast: Cast) -> None:
    man = cast.stranger("the man")
    forecast(man)

    presses_exit(man)

    sees_the_weather(man.page)
