"""Making the offer: eligible, in time, once, in the current words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.make_offer import MadeOffer, make_offer
from programme.history.timeline import timeline
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.offers.authorising import Authoriser
from programme.offers.models import ExplainedHow, ExplanationGiven, Offer
from programme.offers.refusals import (
    AuthoriserNeeded,
    AuthoriserRankTooLow,
    CautionDateWrong,
    NotToBeOffered,
    OfferStands,
    TooLateToOffer,
    WordsChanged,
)
from programme.offers.states import OfferState
from programme.offers.told.released import newest_version
from programme.offers.told_at_refusals import ExplainedAtWrong
from programme.people.models import SafeContact
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_person, a_referral, a_world, read, signed, told


def offer(database: Database, world: World, referral: Referral, *, now: datetime = NOW, **more: Any) -> MadeOffer:
    return database.write_now(
        make_offer,
        actor=more.pop("actor", world.custody),
        now=now,
        reference=referral.reference,
        secret_hash="$argon2id$hash",
        **{"told": told(), **more},
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
    assert row.words_version == newest_version("conditional_caution") == made.words_version
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


def test_a_caution_signed_with_the_offer_is_his_yes_and_ends_sixteen_weeks_from_it(database: Database) -> None:
    world = a_world(database)
    referral = eligible(database, world, route="conditional_caution")
    then = datetime(2027, 2, 26, 9, 0, tzinfo=UTC)
    made = offer(database, world, referral, told=told(at=then), caution=signed(signed_at=then))
    assert made.complete_by_on == date(2027, 6, 18)
    signed_offer = read(database, lambda db: db.get_one(Offer, made.offer_id))
    assert (signed_offer.state, signed_offer.answered_at) == (OfferState.ACCEPTED, datetime(2027, 2, 26, 9, tzinfo=UTC))
    owed = read(database, lambda db: {one.notice: one for one in db.scalars(select(OutboxMessage))})
    assert "offer_made" not in owed, "he has answered, and is not asked to"
    assert owed["offer_accepted"].stale_at == datetime(2027, 6, 18, 23, tzinfo=UTC), "until the day to finish is over"
    row = read(database, lambda db: db.get_one(Referral, referral.id))
    assert (row.cautioned_on, row.complete_by_on) == (date(2027, 2, 26), date(2027, 6, 18))
    assert row.state is ReferralState.ACCEPTED
    sooner = eligible(database, world, route="conditional_caution")
    paper = signed(signed_at=then, conditions="I finish it by Thursday 17 June 2027.")
    assert offer(database, world, sooner, told=told(at=then), caution=paper).complete_by_on == date(2027, 6, 17)


@pytest.mark.parametrize("signed_at", [NOW + timedelta(minutes=1), NOW - timedelta(days=22)])
def test_a_caution_before_the_offence_or_in_the_future_is_refused(database: Database, signed_at: datetime) -> None:
    world = a_world(database)
    referral = eligible(database, world, route="conditional_caution")
    with pytest.raises(CautionDateWrong):
        offer(database, world, referral, caution=signed(signed_at=signed_at))
    assert read(database, lambda db: db.get_one(Referral, referral.id)).cautioned_on is None


def test_how_it_was_explained_by_whom_and_on_whose_authority_is_kept(database: Database) -> None:
    world = a_world(database)
    offer(
        database,
        world,
        eligible(database, world),
        told=told(
            how=ExplainedHow.BY_VIDEO,
            at=NOW - timedelta(hours=1),
            by="PC B. Other",
            language="Romanian",
            interpreter="A. Ionescu",
            solicitor="S. Rao",
            appropriate_adult="His sister",
        ),
    )
    kept = read(database, lambda db: db.execute(select(ExplanationGiven)).scalar_one())
    assert (kept.how, kept.given_at, kept.given_by) == (ExplainedHow.BY_VIDEO, NOW - timedelta(hours=1), "PC B. Other")
    assert (kept.words_version, kept.language) == (newest_version("conditional_caution"), "Romanian")
    assert (kept.interpreter, kept.solicitor, kept.appropriate_adult) == ("A. Ionescu", "S. Rao", "His sister")
    row = read(database, lambda db: db.execute(select(Offer)).scalar_one())
    assert (row.authorised_by, row.authorised_rank) == ("Sgt A. Desk, Custody", "Sgt")


@pytest.mark.parametrize("at", [NOW + timedelta(minutes=1), NOW - timedelta(days=22)])
def test_an_explanation_before_the_offence_or_in_the_future_is_refused(database: Database, at: datetime) -> None:
    world = a_world(database)
    with pytest.raises(ExplainedAtWrong):
        offer(database, world, eligible(database, world), told=told(at=at))


def test_words_that_are_not_the_current_ones_are_not_what_he_was_told(database: Database) -> None:
    world = a_world(database)
    with pytest.raises(WordsChanged):
        offer(database, world, eligible(database, world), told=told(words_version="1999-1"))


def test_below_the_rank_of_the_route_somebody_who_may_has_to_be_named(database: Database) -> None:
    world = a_world(database)
    constable = replace(world.custody, rank="PC", name="PC C. New")
    referral = eligible(database, world)
    with pytest.raises(AuthoriserNeeded, match="it takes a sergeant or above"):
        offer(database, world, referral, actor=constable)
    with pytest.raises(AuthoriserNeeded):
        offer(database, world, referral, actor=constable, authorised=Authoriser("", "sergeant"))
    with pytest.raises(AuthoriserRankTooLow) as refused:
        offer(database, world, referral, actor=constable, authorised=Authoriser("PC D. Old", "constable"))
    assert refused.value.field == "authorised_rank"
    offer(database, world, referral, actor=constable, authorised=Authoriser("Insp E. High", "inspector"))
    row = read(database, lambda db: db.execute(select(Offer)).scalar_one())
    assert (row.made_by, row.authorised_by, row.authorised_rank) == (
        "PC C. New, Custody", "Insp E. High", "inspector",
    )  # fmt: skip


def test_where_the_route_lets_a_constable_decide_his_own_rank_is_enough(database: Database) -> None:
    world = a_world(database)
    referral = eligible(database, world, route="community_resolution")
    offer(database, world, referral, actor=replace(world.custody, rank="PC"))
    assert read(database, lambda db: db.execute(select(Offer.authorised_rank)).scalar_one()) == "PC"


def test_the_day_that_legal_advice_can_move_the_answer_to_is_fixed_from_the_start(database: Database) -> None:
    world = a_world(database)
    offer(database, world, eligible(database, world))
    row = read(database, lambda db: db.execute(select(Offer)).scalar_one())
    assert (london_date(row.answer_by_at), london_date(row.answer_limit_at)) == (date(2027, 3, 15), date(2027, 3, 22))


def test_near_the_last_safe_day_there_is_no_more_time_for_advice_than_to_answer(database: Database) -> None:
    world = a_world(database)
    offer(database, world, eligible(database, world, complete_by_on=date(2027, 3, 10)))
    row = read(database, lambda db: db.execute(select(Offer)).scalar_one())
    assert row.answer_limit_at == row.answer_by_at


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
