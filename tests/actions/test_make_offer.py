"""Making the offer: eligible, in time, once, in the current words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.make_offer import OfferMade, make_offer
from programme.history.timeline import timeline
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.offers.explanations import current_explanation
from programme.offers.models import Offer
from programme.offers.refusals import CautionDateWrong, NotToBeOffered, OfferStands, TooLateToOffer
from programme.people.models import SafeContact
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_person, a_referral, a_world, read


def offer(database: Database, world: World, referral: Referral, *, now: datetime = NOW, **more: Any) -> OfferMade:
    return database.write_now(
        make_offer,
        actor=more.pop("actor", world.custody),
        now=now,
        reference=referral.reference,
        secret_hash="$argon2id$hash",
        **more,
    )


def eligible(database: Database, world: World, **facts: Any) -> Referral:
    return a_referral(database, world, **{"state": ReferralState.ELIGIBLE, **facts})


def test_an_eligible_case_is_offered_in_the_current_words_and_he_is_told(database: Database) -> None:
    world = a_world(database)
    person = a_person(database, email="somebody@example.org")
    referral = eligible(database, world, person=person)
    made = offer(database, world, referral)
    row = read(database, lambda db: db.execute(select(Offer)).scalar_one())
    assert row.secret_hash == "$argon2id$hash"
    assert row.words_version == current_explanation().version == made.words_version
    assert read(database, lambda db: db.get_one(Referral, referral.id)).state is ReferralState.OFFERED
    message = read(database, lambda db: db.execute(select(OutboxMessage)).scalar_one())
    assert (message.notice, message.channel, message.address) == ("offer_made", Channel.EMAIL, "somebody@example.org")
    assert message.stale_at == made.answer_by_at
    assert [moment.event for moment in read(database, lambda db: timeline(db, referral.id))] == ["offer_made"]


def test_he_has_to_the_end_of_the_london_day_two_weeks_on(database: Database) -> None:
    world = a_world(database)
    made = offer(database, world, eligible(database, world))
    assert made.answer_by_at == datetime(2027, 3, 15, 23, 59, tzinfo=UTC)


def test_near_the_last_safe_day_he_has_less_time_and_a_week_is_kept_to_book_and_come(database: Database) -> None:
    world = a_world(database)
    made = offer(database, world, eligible(database, world, complete_by_on=date(2027, 3, 10)))
    assert london_date(made.answer_by_at) == date(2027, 3, 3)


def test_when_he_would_not_have_the_whole_of_tomorrow_it_is_too_late(database: Database) -> None:
    world = a_world(database)
    referral = eligible(database, world, complete_by_on=date(2027, 3, 8))
    with pytest.raises(TooLateToOffer):
        offer(database, world, referral)
    assert read(database, lambda db: db.execute(select(Offer)).first()) is None


def test_a_caution_moves_the_last_safe_course_day_to_sixteen_weeks_from_it(database: Database) -> None:
    world = a_world(database)
    referral = eligible(database, world)
    made = offer(database, world, referral, cautioned_on=date(2027, 2, 26))
    assert made.complete_by_on == date(2027, 6, 18)
    row = read(database, lambda db: db.get_one(Referral, referral.id))
    assert (row.cautioned_on, row.complete_by_on) == (date(2027, 2, 26), date(2027, 6, 18))


@pytest.mark.parametrize("cautioned_on", [date(2027, 3, 2), date(2027, 2, 7)])
def test_a_caution_before_the_offence_or_in_the_future_is_refused(database: Database, cautioned_on: date) -> None:
    world = a_world(database)
    with pytest.raises(CautionDateWrong):
        offer(database, world, eligible(database, world), cautioned_on=cautioned_on)


@pytest.mark.parametrize("state", sorted(set(ReferralState) - {ReferralState.ELIGIBLE}))
def test_no_other_case_is_offered(database: Database, state: ReferralState) -> None:
    world = a_world(database)
    with pytest.raises((NotToBeOffered, OfferStands)):
        offer(database, world, eligible(database, world, state=state))


def test_a_second_offer_is_refused_while_the_first_stands(database: Database) -> None:
    world = a_world(database)
    referral = eligible(database, world)
    offer(database, world, referral)
    with pytest.raises(OfferStands):
        offer(database, world, referral, now=NOW + timedelta(minutes=1))


def test_without_a_safe_address_the_message_waits_for_somebody_to_tell_him(database: Database) -> None:
    world = a_world(database)
    person = a_person(database, safe_contact=SafeContact.NOT_ASKED)
    made = offer(database, world, eligible(database, world, person=person))
    assert made.told_by is Channel.HAND
    assert read(database, lambda db: db.execute(select(OutboxMessage.state)).scalar_one()) is Delivery.BY_HAND


def test_another_force_finds_no_such_case(database: Database) -> None:
    world = a_world(database)
    stranger = Actor(Door.CUSTODY, 9, "X", force_code="44")
    with pytest.raises(NotFound):
        offer(database, world, eligible(database, world), actor=stranger)
