"""Paying, in a browser: to the payment page and back, whatever happens on the way; and the gateway's messages."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, text

from programme.actions.cancel_booking import cancel_booking
from programme.jobs.payments import handle_notifications
from programme.notices.discretion import give_aways
from programme.offers.models import Offer
from programme.payments.gateway import ObjectKind
from programme.payments.models import Checkout, Fee, GatewayEvent, LedgerEntry, Refund
from programme.storage.database import Database
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import main_words
from tests.support.stripe_stand_in import HandClock, listening, running_stand_in, wait_until
from tests.support.till import Man, Till


@pytest.fixture
def till(database: Database) -> Till:
    return Till.on(database)


@pytest.fixture
def man(till: Till) -> Man:
    man = till.a_man()
    till.book(man, till.a_date())
    return man


@pytest.fixture
def browser(till: Till, man: Man) -> Browser:
    wiring = a_wiring(till.database, payments=till.gateway, clock=till.clock)
    return Browser(an_app(wiring)).sign_in_as(offer_of(till, man))


def offer_of(till: Till, man: Man) -> Offer:
    return till.database.read_now(lambda db: db.get_one(Offer, man.actor.id))


def test_he_sees_what_it_costs_until_when_and_what_his_bank_will_show(browser: Browser) -> None:
    words = main_words(browser.get("/my-booking").text)

    assert "£95" in words
    assert "CRS BOOKING" in words
    assert "10:45am" in words
    assert give_aways(words) == []


def test_pay_leads_to_the_payment_page_and_a_second_press_to_the_same(till: Till, browser: Browser) -> None:
    first, second = browser.post("/my-booking/pay"), browser.post("/my-booking/pay")

    [page] = till.gateway.pages.values()
    assert (first.status_code, first.headers["location"]) == (303, page.url)
    assert second.headers["location"] == page.url


CARD_FIELDS = re.compile(r"<(?:input|select|iframe)\b[^>]*\b(?:cc-|card|cvc|expiry|stripe)", re.IGNORECASE)
"""Where a number of a card could be typed, or a frame in which one is."""


def test_no_page_of_ours_asks_for_a_card_and_nothing_of_it_is_kept(till: Till, browser: Browser) -> None:
    """Of what the gateway tells only names of objects are kept (`GatewayEvent`), none of a card."""
    browser.post("/my-booking/pay")
    for path in ("/my-booking", "/my-booking/dates", "/my-booking/booking", "/my-booking/paid"):
        assert not CARD_FIELDS.search(browser.get(path).text), path
    rooms = (Fee, Checkout, LedgerEntry, Refund, GatewayEvent)
    columns = [name for room in rooms for name in room.__table__.columns.keys()]  # noqa: SIM118 - by its names
    assert [name for name in columns if re.search("card|last4|brand|expiry", name)] == []
    assert CARD_FIELDS.search('<input id="number" autocomplete="cc-number">'), "one would be seen"


def test_coming_back_shows_what_is_recorded_and_sets_nothing(till: Till, browser: Browser, man: Man) -> None:
    browser.post("/my-booking/pay")
    [session] = till.gateway.pages
    till.gateway.pay(session)

    for looks, waits_long in ((0, False), (7, False), (8, True)):
        waiting = browser.get(f"/my-booking/paid?looks={looks}" if looks else "/my-booking/paid").text
        assert "We are waiting to hear about your payment" in main_words(waiting)
        assert ("go back and pay" in main_words(waiting)) is waits_long, "who has just paid is not told to pay"
        assert waiting.count(f"/my-booking/paid?looks={looks + 1}") == 3, "scripts, no scripts, and the button"
    assert "go back" not in main_words(browser.get("/my-booking/paid?looks=x").text)
    assert till.fees(man)[0].state.value == "due"

    till.deliver()
    till.handle()
    paid = main_words(browser.get("/my-booking/paid").text)
    assert "Your place is confirmed" in paid
    assert "You have paid £95" in paid
    assert "CRS BOOKING" in paid
    assert "Come at 9:15am" in paid
    assert "What to bring" in paid
    assert "/my-booking/booking/appointment.ics" in browser.get("/my-booking/paid").text


def test_a_gateway_that_is_away_is_said_so_and_costs_him_nothing(till: Till, browser: Browser, man: Man) -> None:
    till.gateway.away = True
    answer = browser.post("/my-booking/pay")

    assert answer.status_code == 503
    assert "Nothing was taken" in main_words(answer.text)
    till.gateway.away = False
    assert browser.post("/my-booking/pay").status_code == 303
    assert len(till.pages(man)) == 1


def test_an_answer_that_was_lost_leads_to_the_same_page_at_the_next_press(till: Till, browser: Browser) -> None:
    till.gateway.loses_answers = True
    assert browser.post("/my-booking/pay").status_code == 503
    till.gateway.loses_answers = False

    answer = browser.post("/my-booking/pay")

    [page] = till.gateway.pages.values()
    assert answer.headers["location"] == page.url


@pytest.mark.parametrize("times", [1, 2, 3, 4, 7])
def test_a_failure_that_the_gateway_keeps_under_a_key_keeps_him_from_paying_no_longer_than_it_lasts(
    till: Till, browser: Browser, man: Man, times: int
) -> None:
    """Each press tries twice, each time under a key of its own."""
    till.gateway.breaks_and_keeps_it = times
    answers = [browser.post("/my-booking/pay").status_code for _ in range(times // 2 + 1)]

    assert answers == [503] * (times // 2) + [303]
    [page] = till.gateway.pages.values()
    till.gateway.pay(page.session_id)
    till.deliver()
    till.handle()
    assert till.gateway.taken_pence == 9500
    assert till.fees(man)[0].state.value == "paid"


def test_a_page_that_was_opened_although_the_gateway_said_that_it_failed_is_the_one_he_pays_on(
    till: Till, browser: Browser, man: Man
) -> None:
    till.gateway.breaks_and_keeps_it, till.gateway.breaks_after_the_work = 1, True

    answer = browser.post("/my-booking/pay")

    [page] = till.gateway.pages.values()
    assert (answer.status_code, answer.headers["location"]) == (303, page.url)
    assert [one.state.value for one in till.pages(man)] == ["open"]


def test_a_line_that_is_cut_is_no_failure_and_keeps_its_key(till: Till, browser: Browser, man: Man) -> None:
    till.gateway.loses_answers = True
    for _ in range(3):
        assert browser.post("/my-booking/pay").status_code == 503
    till.gateway.loses_answers = False

    assert browser.post("/my-booking/pay").status_code == 303
    assert len(till.pages(man)) == len(till.gateway.pages) == 1


def test_a_page_that_a_crash_left_too_old_is_replaced_in_the_same_press(till: Till, browser: Browser, man: Man) -> None:
    till.prepare(man)  # and the process dies before the gateway hears of it
    till.clock.move(minutes=4)

    assert browser.post("/my-booking/pay").status_code == 303
    assert [page.state.value for page in till.pages(man)] == ["expired", "open"]


def test_wrong_credentials_of_ours_are_not_his_fault(till: Till, browser: Browser, man: Man) -> None:
    till.gateway.credentials_wrong = True
    for _ in range(6):
        assert browser.post("/my-booking/pay").status_code == 503
    till.gateway.credentials_wrong = False

    assert browser.post("/my-booking/pay").status_code == 303


def test_a_hold_that_is_over_says_so_and_what_to_do(till: Till, browser: Browser) -> None:
    till.clock.move(minutes=46)

    assert "Pay £95" not in main_words(browser.get("/my-booking").text)
    answer = browser.post("/my-booking/pay")

    assert answer.status_code == 409
    assert "Your place was released" in main_words(answer.text)
    assert "Choose a date again" in main_words(answer.text)


def test_a_place_given_up_in_another_tab_is_not_paid_for(till: Till, browser: Browser, man: Man) -> None:
    till.database.write_now(cancel_booking, actor=man.actor, now=till.clock.now())

    assert browser.post("/my-booking/pay").status_code == 409
    assert till.gateway.pages == {}
    assert "Choose a date" in main_words(browser.get("/my-booking").text)


# ---- from the dates to the card page at once


@pytest.fixture
def chooser(till: Till) -> tuple[Man, Browser]:
    """Somebody who said yes and has no place yet."""
    man = till.a_man()
    wiring = a_wiring(till.database, payments=till.gateway, clock=till.clock)
    return man, Browser(an_app(wiring)).sign_in_as(offer_of(till, man))


DATES = "/my-booking/dates"


def test_a_date_leads_to_the_card_page_and_a_second_press_to_the_same(till: Till, chooser: tuple[Man, Browser]) -> None:
    man, browser = chooser
    chosen = {"date": till.a_date().reference, "then": "pay"}
    page = browser.get(DATES)
    assert "Book this date and pay £95" in main_words(page.text)
    assert "If you cancel later, it is not paid back, but another date in time costs" in main_words(page.text)
    assert 'name="then" value="pay"' in page.text

    first, second = browser.post(DATES, chosen), browser.post(DATES, chosen)

    [opened] = till.gateway.pages.values()
    assert (first.status_code, first.headers["location"]) == (303, opened.url)
    assert (second.status_code, second.headers["location"]) == (303, opened.url)
    assert len(till.pages(man)) == 1
    words = main_words(browser.get("/my-booking").text)
    assert "Pay £95 to keep your place" in words, "who comes back without paying pays from his first page"


def test_who_holds_another_place_is_not_led_to_pay_for_that(till: Till, chooser: tuple[Man, Browser]) -> None:
    _, browser = chooser
    browser.post(DATES, {"date": till.a_date().reference})
    other = browser.post(DATES, {"date": till.a_date(days=26).reference, "then": "pay"})
    assert (other.status_code, "You already have a place" in main_words(other.text)) == (409, True)
    assert till.gateway.pages == {}


def test_a_date_that_cannot_be_had_leads_to_no_card_page(till: Till, chooser: tuple[Man, Browser]) -> None:
    _, browser = chooser
    till.a_date()
    answer = browser.post(DATES, {"date": "NO-SUCH-DATE", "then": "pay"})
    assert (answer.status_code, "Choose a date" in main_words(answer.text)) == (422, True)
    assert till.gateway.pages == {}


def test_the_place_stays_held_where_the_card_page_cannot_be_opened(till: Till, chooser: tuple[Man, Browser]) -> None:
    _, browser = chooser
    till.gateway.away = True
    answer = browser.post(DATES, {"date": till.a_date().reference, "then": "pay"})
    assert answer.status_code == 503
    assert "Nothing was taken from your card. Your place is still kept for you" in main_words(answer.text)
    till.gateway.away = False
    assert "Pay £95 to keep your place" in main_words(browser.get("/my-booking").text)
    assert browser.post("/my-booking/pay").status_code == 303


# ---- the gateway's messages


def kept(database: Database) -> list[tuple[str, bool]]:
    wanted = select(GatewayEvent.event_reference, GatewayEvent.handled_at).order_by(GatewayEvent.id)
    return [(row[0], row[1] is not None) for row in database.read_now(lambda db: db.execute(wanted).all())]


@pytest.fixture
def told(till: Till, browser: Browser) -> str:
    """The name of a notification of a payment."""
    browser.post("/my-booking/pay")
    [session] = till.gateway.pages
    till.gateway.pay(session)
    return till.gateway.told[-1].event_id


def tell(browser: Browser, event: str, signature: str = "signed") -> int:
    answer = browser.send("POST", "/webhooks/stripe", content=event, headers={"Stripe-Signature": signature})
    return answer.status_code


def test_a_notification_is_kept_once_and_acted_on_by_the_worker(
    till: Till, browser: Browser, told: str, man: Man
) -> None:
    assert [tell(browser, told) for _ in range(3)] == [200, 200, 200]
    assert kept(till.database) == [(told, False)]
    assert till.fees(man)[0].state.value == "due"

    assert handle_notifications(till.database, till.gateway, now=till.clock.now()).done == 1

    assert kept(till.database) == [(told, True)]
    assert till.fees(man)[0].state.value == "paid"


@pytest.mark.parametrize("signature", ["", "forged"])
def test_a_forged_notification_is_refused_and_not_kept(till: Till, browser: Browser, told: str, signature: str) -> None:
    assert tell(browser, told, signature) == 400
    assert kept(till.database) == []


def test_a_notification_that_cannot_be_kept_is_not_acknowledged(till: Till, browser: Browser, told: str) -> None:
    def rename(here: str, there: str) -> None:
        till.database.write_now(lambda db: db.execute(text(f"ALTER TABLE {here} RENAME TO {there}")))

    rename("gateway_events", "gateway_events_away")
    try:
        assert tell(browser, told) == 500
    finally:
        rename("gateway_events_away", "gateway_events")
    assert tell(browser, told) == 200
    assert kept(till.database) == [(told, False)]


def test_one_that_cannot_be_acted_on_now_holds_up_no_other_and_is_tried_again(
    till: Till, browser: Browser, told: str, man: Man
) -> None:
    unknown = till.gateway.tell("checkout.session.completed", ObjectKind.CHECKOUT, "cs_unknown", None)
    assert [tell(browser, unknown), tell(browser, told)] == [200, 200]
    till.gateway.away = True
    assert handle_notifications(till.database, till.gateway, now=till.clock.now()).failed == 2
    till.gateway.away = False

    handle_notifications(till.database, till.gateway, now=till.clock.now())

    assert [done for _, done in kept(till.database)] == [True, True]
    assert till.fees(man)[0].state.value == "paid"


# ---- over Stripe's own HTTP


def test_the_whole_way_over_real_http(till: Till, man: Man) -> None:
    """Our page, Stripe's HTTP as the stand-in speaks it, its signed webhook, our endpoint, the worker, our page."""
    clock = HandClock(till.clock.now())
    with listening() as listener, running_stand_in(webhooks_to=listener.url, clock=clock) as stand_in:
        gateway = stand_in.gateway()
        wiring = a_wiring(till.database, payments=gateway, clock=till.clock)
        browser = Browser(an_app(wiring)).sign_in_as(offer_of(till, man))

        pressed = browser.post("/my-booking/pay")
        assert pressed.status_code == 303
        paid = stand_in.pay(pressed.headers["location"])
        assert paid.status_code == 303
        assert paid.headers["location"].endswith("/my-booking/paid")
        completed = b"checkout.session.completed"
        wait_until(lambda: any(completed in heard.payload for heard in listener.heard), "the webhook")
        for message in list(listener.heard):
            headers = {"Stripe-Signature": message.signature, "Content-Type": "application/json"}
            answer = browser.send("POST", "/webhooks/stripe", content=message.payload, headers=headers)
            assert answer.status_code == 200
        handle_notifications(till.database, gateway, now=till.clock.now())
        gateway.close()

    assert "Your place is confirmed" in main_words(browser.get("/my-booking/paid").text)
    assert till.balance_pence(man) == 0
