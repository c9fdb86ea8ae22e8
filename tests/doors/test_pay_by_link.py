"""A link to pay, sent while he is on the telephone: it pays for one held place, once, and shows nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from programme.actions.record_payment import record_payment
from programme.audit.models import AccessRow
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.notices.discretion import give_aways
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.payments.models import PayLink
from programme.payments.pay_links import PAY_LINK_LASTS
from programme.people.models import Person, SafeContact
from programme.shared.actor import WORKER
from programme.storage.database import Database
from tests.support.builders import NOW
from tests.support.by_telephone import BORN_ON, Desk
from tests.support.clients import Browser
from tests.support.links import PUBLIC_URL, Postman, post
from tests.support.page_reader import main_words, words_on

OVER = "This link cannot be used any more"


@pytest.fixture
def desk(database: Database) -> Desk:
    desk = Desk(database).begins()
    desk.sends("/dates", date=desk.a_date().reference, agreed="y")
    return desk


def sent_link(desk: Desk) -> str:
    assert desk.sends("/pay-link").headers["location"] == f"{desk.at}?done=link"
    postman = Postman()
    post(desk.database, postman, now=desk.clock.now())
    found = re.search(rf"{PUBLIC_URL}(/pay/\w+)", postman.letters[-1].body)
    assert found is not None
    return found[1]


def place(desk: Desk) -> Booking:
    [found] = desk.rows(Booking)
    assert isinstance(found, Booking)
    return found


def test_whoever_has_the_link_pays_for_the_place_once_and_sees_the_amount_alone(desk: Desk) -> None:
    assert "by email, at once" in main_words(desk.page())
    path, payer = sent_link(desk), Browser(desk.app)

    page = payer.get(path)
    words = words_on(page)
    assert "Pay £95" in words
    assert "CRS BOOKING" in words
    person = desk.rows(Person)[0]
    kept_secret = (desk.referral.reference, person.surname, person.forenames, str(BORN_ON.year), "1 March", "Hall")
    assert [one for one in kept_secret if one in page.text] == []
    assert give_aways(words) == []
    assert payer.get("/my-booking").status_code == 303  # nobody is signed in with it

    first, second = payer.post(path), payer.post(path)
    [card_page] = desk.gateway.pages.values()
    assert first.headers["location"] == second.headers["location"] == card_page.url
    assert "Nothing was paid" in main_words(payer.get("/pay/after"))
    after = f"/pay/after?page={card_page.session_id}"
    assert "We are waiting" in main_words(payer.get(after))

    desk.gateway.pay(card_page.session_id)
    told = desk.gateway.read_checkout(card_page.session_id)
    desk.database.write_now(record_payment, actor=WORKER, now=NOW, facts=told)
    assert place(desk).state is BookingState.CONFIRMED
    assert "Paid" in main_words(payer.get(after))
    assert "Paid" not in main_words(payer.get("/pay/after?page=cs_made_up"))
    assert OVER in words_on(payer.get(path))
    assert OVER in words_on(payer.post(path))
    assert len(desk.gateway.pages) == 1
    assert "There is nothing more to pay" in main_words(desk.page())


def test_what_makes_the_link_is_in_the_message_that_leaves_and_nowhere_else(desk: Desk) -> None:
    token = sent_link(desk).rpartition("/")[2]
    Browser(desk.app).get(f"/pay/{token}")

    kept = [str(vars(one)) for of in (OutboxMessage, PayLink, AccessRow) for one in desk.rows(of)]
    assert not any(token in one for one in kept)
    assert any("/pay/(not kept)" in one for one in kept)
    looks = [(one.what, one.actor_label) for one in desk.rows(AccessRow) if one.what == "/pay/{token}"]
    assert looks == [("/pay/{token}", "whoever has the link to pay")]
    assert "pay_link_sent" in [one.event for one in desk.history()]


@pytest.mark.parametrize("ends", ["its time", "the hold", "another", "made up"])
def test_a_link_ends_with_its_time_with_the_hold_and_with_a_newer_one(desk: Desk, ends: str) -> None:
    path, payer = sent_link(desk), Browser(desk.app)
    assert payer.get(path).status_code == 200  # the control: it is good
    held_for = PAY_LINK_LASTS * 2 if ends == "its time" else place(desk).held_until_at - NOW
    desk.database.write_now(lambda db: db.execute(update(Booking).values(held_until_at=NOW + held_for)))
    if ends == "another":
        assert sent_link(desk) != path
    elif ends == "made up":
        path = "/pay/" + "a" * 48
    else:
        desk.clock.at = NOW + min(held_for, PAY_LINK_LASTS) + timedelta(seconds=1)

    assert OVER in words_on(payer.get(path))
    payer.post(path)
    assert desk.gateway.pages == {}


def test_nothing_is_sent_where_no_address_is_safe_and_a_link_on_its_way_stops_where_the_address_changes(
    desk: Desk,
) -> None:
    desk.sends("/pay-link")
    contact = {"mobile": "07700 900123", "safe_contact": "mobile_only", "tell_old": "no", "agreed": "y"}
    assert desk.sends("/contact", **contact).headers["location"].endswith("done=contact")
    [message] = [one for one in desk.rows(OutboxMessage) if one.notice == "pay_link_sent"]
    assert message.state is Delivery.STALE

    nothing = update(Person).values(safe_contact=SafeContact.NONE)
    desk.database.write_now(lambda db: db.execute(nothing))
    assert "No link can be sent" in main_words(desk.page())
    refused = desk.sends("/pay-link")
    assert "There is nowhere to send a link" in words_on(refused)
    assert [one.channel for one in desk.rows(OutboxMessage) if one.notice == "pay_link_sent"] == [Channel.TEXT]
