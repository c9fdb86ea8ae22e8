"""Correcting contact details: what is still owed goes to the right address, or waits for somebody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.correct_contact import Contact, ContactCorrected, correct_contact
from programme.actions.tell_by_hand import tell_by_hand
from programme.audit.models import AccessRow, Operation
from programme.history.timeline import timeline
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.notices.outbox import owe
from programme.outcomes.refusals import ToldAlready
from programme.people.models import Person, SafeContact
from programme.people.telling import tell_person
from programme.referrals.models import Referral
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_person, a_referral, a_world, an_offer, read

RIGHT = Contact("07700 900123", "", "", "", SafeContact.MOBILE_ONLY, "after 6pm")


def correct(database: Database, world: World, referral: Referral, contact: Contact = RIGHT) -> ContactCorrected:
    return database.write_now(
        correct_contact, actor=world.custody, now=NOW, reference=referral.reference, contact=contact
    )


def owed(database: Database, referral: Referral, person: Person, notice: str = "offer_made") -> None:
    an_offer(database, referral)
    database.write_now(
        tell_person, person, notice=notice, cause=referral.reference, referral_id=referral.id, facts={}, now=NOW
    )


def messages(database: Database) -> dict[str, Any]:
    rows = read(database, lambda db: db.execute(select(OutboxMessage)).scalars().all())
    return {row.notice: (row.channel, row.address, row.state) for row in rows}


def test_messages_still_owed_go_to_the_corrected_address_in_every_case_of_his(database: Database) -> None:
    world = a_world(database)
    person = a_person(database)
    first, second = a_referral(database, world, person), a_referral(database, world, person)
    owed(database, first, person)
    owed(database, second, person, "course_reminder")
    assert correct(database, world, first).told_by is Channel.TEXT
    there = (Channel.TEXT, "07700 900123", Delivery.QUEUED)
    assert messages(database) == {"offer_made": there, "course_reminder": there}
    assert read(database, lambda db: db.get_one(Person, person.id)).safe_hours == "after 6pm"


def test_when_nothing_is_safe_any_more_they_wait_for_somebody_to_tell_him(database: Database) -> None:
    world = a_world(database)
    person = a_person(database)
    referral = a_referral(database, world, person)
    owed(database, referral, person)
    correct(database, world, referral, replace(RIGHT, safe_contact=SafeContact.NONE))
    assert messages(database)["offer_made"] == (Channel.HAND, "", Delivery.BY_HAND)


def test_messages_to_the_officer_stay_where_they_were(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    database.write_now(
        owe, notice="deadline_warning", cause="x", channel=Channel.EMAIL, address="officer@example.org", facts={},
        now=NOW, referral_id=referral.id,
    )  # fmt: skip
    correct(database, world, referral)
    assert messages(database)["deadline_warning"][1] == "officer@example.org"


def test_the_change_is_on_record_without_what_was_changed(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    correct(database, world, referral)
    (moment,) = read(database, lambda db: timeline(db, referral.id))
    assert (moment.event, moment.facts) == ("contact_changed", {})
    assert read(database, lambda db: db.execute(select(AccessRow.operation)).scalar_one()) is Operation.ALTERATION


def test_saving_the_same_again_changes_nothing(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    assert correct(database, world, referral).changed
    assert not correct(database, world, referral).changed
    assert len(read(database, lambda db: timeline(db, referral.id))) == 1


def test_somebody_tells_him_by_hand_once(database: Database) -> None:
    world = a_world(database)
    person = a_person(database, safe_contact=SafeContact.NONE)
    referral = a_referral(database, world, person)
    owed(database, referral, person)
    message_id = read(database, lambda db: db.execute(select(OutboxMessage.id)).scalar_one())
    told = {"actor": world.custody, "now": NOW, "reference": referral.reference, "message_id": message_id}
    assert database.write_now(tell_by_hand, **told).notice == "offer_made"
    assert messages(database)["offer_made"] == (Channel.HAND, "", Delivery.SENT)
    with pytest.raises(ToldAlready):
        database.write_now(tell_by_hand, **told)
