"""Changing where he can be reached: kept, recorded, and told to the address he had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.actions.change_contact import ChangedContact, change_contact
from programme.audit.models import AccessRow, Operation
from programme.history.timeline import timeline
from programme.jobs.outbox import send_owed
from programme.notices.carriers import Carried, Carrier, Cause, Rendered
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.notices.rendering import Words
from programme.notices.sending import SEND_TRIES
from programme.offers.models import Offer
from programme.people.models import Person, SafeContact
from programme.people.telling import tell_person
from programme.storage.database import Database
from tests.support.builders import NOW, a_person, a_referral, a_world, an_offer, himself, read

WORDS = Words(Path(__file__).resolve().parents[2] / "notifications", "http://127.0.0.1:8000", "Course bookings")


def reached(database: Database, **facts: Any) -> tuple[Person, Offer]:
    person = a_person(database, **facts)
    return person, an_offer(database, a_referral(database, a_world(database), person))


def change(database: Database, offer: Offer, **to: Any) -> ChangedContact:
    new = {"mobile": "07700 900123", "email": "", "safe_contact": SafeContact.MOBILE_ONLY, **to}
    return database.write_now(change_contact, actor=himself(offer), now=NOW, **new)


def test_the_new_details_are_kept_and_nothing_is_said_to_the_old_address(database: Database) -> None:
    person, offer = reached(database, email="old@example.org")
    assert change(database, offer) == ChangedContact(changed=True, old_address_told=False)
    row = read(database, lambda db: db.get_one(Person, person.id))
    assert (row.mobile, row.email, row.safe_contact) == ("07700 900123", "", SafeContact.MOBILE_ONLY)
    assert read(database, lambda db: db.execute(select(OutboxMessage)).first()) is None


def test_the_old_address_is_told_where_he_allows_it_and_nothing_but_that(database: Database) -> None:
    person, offer = reached(database, email="old@example.org")
    assert change(database, offer, tell_old_address=True) == ChangedContact(changed=True, old_address_told=True)
    row = read(database, lambda db: db.get_one(Person, person.id))
    assert (row.mobile, row.email, row.safe_contact) == ("07700 900123", "", SafeContact.MOBILE_ONLY)
    message = read(database, lambda db: db.execute(select(OutboxMessage)).scalar_one())
    assert (message.notice, message.channel, message.address) == ("contact_changed", Channel.EMAIL, "old@example.org")
    assert message.facts == {"changed_on": "2027-03-01", "by_telephone": False}, "it may go days later"
    (moment,) = read(database, lambda db: timeline(db, offer.referral_id))
    assert (moment.event, moment.facts) == ("contact_changed", {})
    looks = read(database, lambda db: db.execute(select(AccessRow.operation)).scalars().all())
    assert list(looks) == [Operation.ALTERATION]


def test_what_is_still_owed_him_goes_to_the_new_address(database: Database) -> None:
    person, offer = reached(database, email="old@example.org")

    def owe_him(db: Session) -> None:
        tell_person(
            db,
            db.get_one(Person, person.id),
            notice="offer_made",
            cause="one",
            referral_id=offer.referral_id,
            facts={},
            now=NOW,
        )

    database.write_now(owe_him)
    change(database, offer, tell_old_address=True)
    addresses = select(OutboxMessage.notice, OutboxMessage.channel, OutboxMessage.address).order_by(OutboxMessage.id)
    assert read(database, lambda db: [tuple(row) for row in db.execute(addresses)]) == [
        ("offer_made", Channel.TEXT, "07700 900123"),
        ("contact_changed", Channel.EMAIL, "old@example.org"),
    ]


@pytest.mark.parametrize("safe", [SafeContact.NONE, SafeContact.NOT_ASKED])
def test_an_old_address_that_was_not_safe_is_not_written_to(database: Database, safe: SafeContact) -> None:
    _, offer = reached(database, safe_contact=safe)
    assert change(database, offer, tell_old_address=True) == ChangedContact(changed=True, old_address_told=False)
    assert read(database, lambda db: db.execute(select(OutboxMessage)).first()) is None


@pytest.mark.parametrize(
    "was",
    [
        {"state": Delivery.QUEUED},
        {"state": Delivery.QUEUED, "cause": Cause.SERVICE_REFUSED, "problem": "554", "attempts": 3},
        {"state": Delivery.SENDING, "claimed_by": "a worker that died", "attempts": 1},
        {"state": Delivery.FAILED, "cause": Cause.ADDRESS_REFUSED, "problem": "550", "attempts": 1},
    ],
)
@pytest.mark.parametrize("to", [SafeContact.MOBILE_ONLY, SafeContact.NONE])
def test_whatever_has_not_gone_yet_does_not_go_to_the_address_he_called_unsafe(
    database: Database, was: dict[str, Any], to: SafeContact
) -> None:
    person, offer = reached(database, email="old@example.org")

    def owe_him(db: Session) -> None:
        one = db.get_one(Person, person.id)
        for notice in ("offer_made", "contact_changed"):
            tell_person(db, one, notice=notice, cause="1", referral_id=offer.referral_id, facts={}, now=NOW)
        db.execute(update(OutboxMessage).values(next_try_at=NOW + timedelta(hours=5), **was))

    database.write_now(owe_him)
    change(database, offer, safe_contact=to)

    rows = read(database, lambda db: list(db.execute(select(OutboxMessage).order_by(OutboxMessage.id)).scalars()))
    moved = rows[0]
    if to is SafeContact.NONE:
        assert (moved.channel, moved.address, moved.state) == (Channel.HAND, "", Delivery.BY_HAND)
    else:
        assert (moved.channel, moved.address, moved.state) == (Channel.TEXT, "07700 900123", Delivery.QUEUED)
        assert moved.next_try_at == (NOW + timedelta(hours=5) if was == {"state": Delivery.QUEUED} else NOW)
    assert (moved.claimed_by, moved.cause, moved.attempts) == (None, None, 0)
    assert rows[1].state is Delivery.STALE or rows[1].address != "old@example.org"


def test_a_carrier_that_comes_back_late_does_not_write_that_the_new_address_has_it(database: Database) -> None:
    """The message was claimed and is on its way to the old address when he changes it: it is owed to the new one."""
    person, offer = reached(database, email="old@example.org")
    facts = {"answer_by_at": NOW, "reference": "K7M2-9QXD"}

    def owe_him(db: Session) -> None:
        one = db.get_one(Person, person.id)
        tell_person(db, one, notice="offer_made", cause="1", referral_id=offer.referral_id, facts=facts, now=NOW)

    database.write_now(owe_him)

    class Slow:
        def carry(self, messages: Sequence[Rendered]) -> list[Carried]:
            change(database, offer)
            return [Carried(message.key) for message in messages]

    send_owed(database, {Channel.EMAIL: Slow()}, WORDS, holder="slow", now=NOW)

    row = read(database, lambda db: db.execute(select(OutboxMessage)).scalar_one())
    assert (row.state, row.channel, row.address) == (Delivery.QUEUED, Channel.TEXT, "07700 900123")


NEW = {"email": "new@example.org", "safe_contact": SafeContact.ANY}


def owed_for_the_last_time(database: Database) -> Offer:
    """An offer of which one message is still owed to his old address, with one try left."""
    person, offer = reached(database, email="old@example.org")
    facts = {"answer_by_at": NOW, "reference": "K7M2-9QXD"}

    def owe_him(db: Session) -> None:
        one = db.get_one(Person, person.id)
        tell_person(db, one, notice="offer_made", cause="1", referral_id=offer.referral_id, facts=facts, now=NOW)
        db.execute(update(OutboxMessage).values(attempts=SEND_TRIES - 1))

    database.write_now(owe_him)
    return offer


def begins_anew(database: Database, offer: Offer) -> bool:
    """Whether it is owed to the new address as if never tried, and the case says of no failure."""
    row = read(database, lambda db: db.execute(select(OutboxMessage)).scalar_one())
    events = [moment.event for moment in read(database, lambda db: timeline(db, offer.referral_id))]
    stands = (row.state, row.address, row.attempts, row.cause)
    return stands == (Delivery.QUEUED, "new@example.org", 0, None) and "message_failed" not in events


def test_a_message_that_was_claimed_goes_to_no_address_that_he_gave_up_since(database: Database) -> None:
    offer = owed_for_the_last_time(database)
    went: list[str] = []

    class Emails:
        def carry(self, messages: Sequence[Rendered]) -> list[Carried]:
            went.extend(message.address for message in messages)
            return [Carried(message.key) for message in messages]

    class Meanwhile(dict[Channel, Carrier]):
        def items(self) -> Any:
            change(database, offer, **NEW)
            return super().items()

    send_owed(database, Meanwhile({Channel.EMAIL: Emails()}), WORDS, holder="a", now=NOW)
    assert went == []
    assert begins_anew(database, offer)
    send_owed(database, {Channel.EMAIL: Emails()}, WORDS, holder="a", now=NOW)
    assert went == ["new@example.org"]


@pytest.mark.parametrize("cause", [Cause.ADDRESS_REFUSED, Cause.SERVICE_AWAY])
def test_what_failed_at_the_address_before_is_no_failure_at_the_new_one(database: Database, cause: Cause) -> None:
    """It was on its way there when he changed it, and for the last time."""
    offer = owed_for_the_last_time(database)

    class Slow:
        def carry(self, messages: Sequence[Rendered]) -> list[Carried]:
            change(database, offer, **NEW)
            return [Carried(message.key, "unknown", cause) for message in messages]

    send_owed(database, {Channel.EMAIL: Slow()}, WORDS, holder="slow", now=NOW)
    assert begins_anew(database, offer)


def test_the_same_details_change_nothing(database: Database) -> None:
    person, offer = reached(database)
    same = {"mobile": person.mobile, "email": person.email, "safe_contact": person.safe_contact}
    assert change(database, offer, **same) == ChangedContact(changed=False, old_address_told=False)
    assert read(database, lambda db: timeline(db, offer.referral_id)) == []
