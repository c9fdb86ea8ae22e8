"""Changing where he can be reached: kept, recorded, and told to the address he had."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.actions.change_contact import ContactChanged, change_contact
from programme.audit.models import AccessRow, Operation
from programme.history.timeline import timeline
from programme.notices.models import Channel, OutboxMessage
from programme.offers.models import Offer
from programme.people.models import Person, SafeContact
from programme.people.telling import tell_person
from programme.storage.database import Database
from tests.support.builders import NOW, a_person, a_referral, a_world, an_offer, himself, read


def reached(database: Database, **facts: Any) -> tuple[Person, Offer]:
    person = a_person(database, **facts)
    return person, an_offer(database, a_referral(database, a_world(database), person))


def change(database: Database, offer: Offer, **to: Any) -> ContactChanged:
    new = {"mobile": "07700 900123", "email": "", "safe_contact": SafeContact.MOBILE_ONLY, **to}
    return database.write_now(change_contact, actor=himself(offer), now=NOW, **new)


def test_the_new_details_are_kept_and_the_old_address_is_told_nothing_but_that(database: Database) -> None:
    person, offer = reached(database, email="old@example.org")
    assert change(database, offer) == ContactChanged(changed=True, old_address_told=True)
    row = read(database, lambda db: db.get_one(Person, person.id))
    assert (row.mobile, row.email, row.safe_contact) == ("07700 900123", "", SafeContact.MOBILE_ONLY)
    message = read(database, lambda db: db.execute(select(OutboxMessage)).scalar_one())
    assert (message.notice, message.channel, message.address) == ("contact_changed", Channel.EMAIL, "old@example.org")
    assert set(message.facts) == {"reference"}
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
    change(database, offer)
    addresses = select(OutboxMessage.notice, OutboxMessage.channel, OutboxMessage.address).order_by(OutboxMessage.id)
    assert read(database, lambda db: [tuple(row) for row in db.execute(addresses)]) == [
        ("offer_made", Channel.TEXT, "07700 900123"),
        ("contact_changed", Channel.EMAIL, "old@example.org"),
    ]


@pytest.mark.parametrize("safe", [SafeContact.NONE, SafeContact.NOT_ASKED])
def test_an_old_address_that_was_not_safe_is_not_written_to(database: Database, safe: SafeContact) -> None:
    _, offer = reached(database, safe_contact=safe)
    assert change(database, offer) == ContactChanged(changed=True, old_address_told=False)
    assert read(database, lambda db: db.execute(select(OutboxMessage)).first()) is None


def test_the_same_details_change_nothing(database: Database) -> None:
    person, offer = reached(database)
    same = {"mobile": person.mobile, "email": person.email, "safe_contact": person.safe_contact}
    assert change(database, offer, **same) == ContactChanged(changed=False, old_address_told=False)
    assert read(database, lambda db: timeline(db, offer.referral_id)) == []
