"""A church hall with a poor network: a mark that is pressed is not lost, and counts by the time it was pressed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Route, expect

from programme.shared.dates import london_date
from tests.support.browser import Somebody
from tests.support.earlier import Earlier
from tests.support.people import PROVIDER, Cast, step
from tests.support.rehearsal import Rehearsal

in_the_browser = pytest.mark.only_on(
    "sqlite", reason="the browser keeps the marks; what the database is sent is told last"
)


def at_the_open_register(cast: Cast, earlier: Earlier, rehearsal: Rehearsal) -> Somebody:
    """A trainer on a phone, on the morning of a day with two men."""
    starts_at, reference = earlier.a_paid_date(men=2)
    assert london_date(starts_at) >= london_date(rehearsal.now())
    cast.move_clock_to(starts_at - timedelta(minutes=20))
    trainer = cast.staff(PROVIDER, phone=True)
    trainer.open(f"/provider/dates/{reference}/register")
    trainer.press("Open the register")
    return trainer


@in_the_browser
def test_marks_without_a_network_are_kept_and_sent_when_it_is_back(
    cast: Cast, earlier: Earlier, rehearsal: Rehearsal
) -> None:
    with step("Given a trainer whose phone loses the network with a man's card open"):
        trainer = at_the_open_register(cast, earlier, rehearsal)
        register = trainer.path
        trainer.open(f"{register}/1")
        trainer.choose("Photo identity shown", "Driving licence")
        trainer.page.context.set_offline(True)

    with step("When he presses Arrived, and marks the next by his seat"):
        trainer.page.get_by_role("button", name="Arrived", exact=True).last.click()
        trainer.sees("No network.", "1 not sent yet", "Seat 1: Arrived")
        panel = trainer.page.locator("#no-network")
        expect(panel.get_by_role("status")).to_be_in_viewport()
        panel.get_by_label("Seat", exact=True).fill("2")
        panel.get_by_label("Photo identity shown").select_option(label="Blue Badge")
        panel.get_by_role("button", name="Arrived", exact=True).click()
        trainer.sees("2 not sent yet")
        trainer.look()

    with step("Then no link leads into the browser's own error, and what is kept names nobody"):
        trainer.page.get_by_role("link", name="Register", exact=True).click()
        assert trainer.path == f"{register}/1"
        stored = str(trainer.page.evaluate("JSON.stringify(window.localStorage)"))
        assert not any(name in stored for name in trainer.page.locator("h1").inner_text().split()[2:])

    with step("And both are sent when the network is back, once each"):
        trainer.page.context.set_offline(False)
        expect(trainer.page.locator("#no-network")).to_contain_text("2 sent")
        trainer.open(register)
        trainer.sees("2 of 2 in")
        assert "not sent" not in trainer.main.inner_text()
        assert trainer.page.evaluate("window.localStorage.length") == 0


@in_the_browser
def test_what_a_colleague_marked_meanwhile_is_told(cast: Cast, earlier: Earlier, rehearsal: Rehearsal) -> None:
    with step("Given two phones at one door, one of them without a network"):
        first = at_the_open_register(cast, earlier, rehearsal)
        register = first.path
        first.open(f"{register}/1")
        first.page.context.set_offline(True)
        first.page.get_by_role("button", name="No identity shown").last.click()
        first.sees("1 not sent yet")

    with step("When the other marks the man, and the network comes back"):
        second = cast.staff(PROVIDER, phone=True)
        second.open(f"{register}/1")
        second.choose("Photo identity shown", "Driving licence")
        second.press("Arrived")
        first.page.context.set_offline(False)

    with step("Then the first is told what stands, until he has seen it"):
        expect(first.page.locator("#no-network")).to_contain_text("Not taken: You marked this person “In”")
        first.page.get_by_role("button", name="I have seen this").click()
        expect(first.page.locator("#no-network")).to_be_hidden()


@in_the_browser
def test_a_halls_own_page_in_place_of_our_answer_is_not_taken_for_one(
    cast: Cast, earlier: Earlier, rehearsal: Rehearsal
) -> None:
    trainer = at_the_open_register(cast, earlier, rehearsal)
    register = trainer.path
    trainer.open(f"{register}/1")
    trainer.choose("Photo identity shown", "Driving licence")
    trainer.page.route(
        f"**{register}/1",
        lambda route: route.fulfill(status=200, body="Sign in to the hall") if is_post(route) else route.fallback(),
    )
    trainer.page.get_by_role("button", name="Arrived", exact=True).last.click()
    trainer.sees("No network.", "1 not sent yet", "Seat 1: Arrived")
    trainer.page.unroute_all()
    expect(trainer.page.locator("#no-network")).to_contain_text("1 sent", timeout=20_000)


@in_the_browser
def test_a_mark_that_is_not_taken_is_shown_on_the_card_and_can_be_reloaded(
    cast: Cast, earlier: Earlier, rehearsal: Rehearsal
) -> None:
    trainer = at_the_open_register(cast, earlier, rehearsal)
    register = trainer.path
    trainer.open(f"{register}/1")
    trainer.page.get_by_role("button", name="Arrived", exact=True).last.click()
    trainer.page.wait_for_url("**?kept=*")
    trainer.sees("Choose what photo identity was shown")
    trainer.look()
    trainer.page.reload()
    trainer.sees("Choose what photo identity was shown")
    trainer.choose("Photo identity shown", "Driving licence")
    trainer.press("Arrived")
    trainer.sees("1 of 2 in")


def is_post(route: Route) -> bool:
    return bool(route.request.method == "POST")


def test_a_tap_whose_answer_was_lost_counts_once(cast: Cast, earlier: Earlier, rehearsal: Rehearsal) -> None:
    trainer = at_the_open_register(cast, earlier, rehearsal)
    register = trainer.path
    trainer.open(f"{register}/1")
    trainer.choose("Photo identity shown", "Driving licence")
    lost: list[str] = []

    def loses_the_answer(route):  # type: ignore[no-untyped-def]
        if route.request.method != "POST" or lost:
            route.fallback()
            return
        lost.append(str(route.fetch().status))
        route.abort()

    trainer.page.route(f"**{register}/1", loses_the_answer)
    trainer.page.get_by_role("button", name="Arrived", exact=True).last.click()
    trainer.sees("1 not sent yet")
    expect(trainer.page.locator("#no-network")).to_contain_text("1 sent", timeout=20_000)

    trainer.page.goto(f"{trainer.home_url}{register}")  # the browser noted that an answer was lost
    trainer.sees("1 of 2 in")
    assert lost == ["200"]
