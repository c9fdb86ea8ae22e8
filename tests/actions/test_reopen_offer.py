"""Opening a case again: an officer, with a reason, before the return date, and only where a course was not come to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.accept_offer import accept_offer
from programme.actions.correct_offence import correct_offence
from programme.actions.decline_offer import decline_offer
from programme.actions.lapse_offer import lapse_offer
from programme.actions.make_offer import make_offer
from programme.actions.reopen_offer import reopen_offer
from programme.actions.return_unbooked import return_unbooked
from programme.concerns.refusals import StoppedForSafeguarding
from programme.duties.models import Task, TaskKind
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.history.timeline import timeline
from programme.offers.models import Offer
from programme.offers.queries import find_offer_to_sign_in, find_signed_in
from programme.offers.refusals import TooLateToOffer
from programme.offers.states import OfferState
from programme.offers.told.released import newest_version
from programme.outcomes.models import Result, ResultReason
from programme.outcomes.refusals import NoLongerEligible, NotToBeReopened, ReopenReasonMissing
from programme.outcomes.returning import return_case
from programme.outcomes.rules import REOPENABLE
from programme.outcomes.states import ReturnState
from programme.people.sign_ins import begin_sign_in
from programme.referrals.models import Admission, Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER, Actor, Door
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_concern,
    a_force,
    a_person,
    a_referral,
    a_world,
    an_exchange,
    an_offer,
    himself,
    read,
    told,
)
from tests.support.consent import ALL_SETTLED
from tests.support.versions import a_second_version

CURRENT = newest_version("conditional_caution")
WHY = "He was in hospital until yesterday."


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def reopen(database: Database, world: World, referral: Referral, **more: Any) -> None:
    database.write_now(
        reopen_offer,
        actor=more.pop("actor", world.custody),
        now=more.pop("now", NOW),
        reference=referral.reference,
        reason=more.pop("reason", WHY),
    )


def offered(database: Database, world: World, **facts: Any) -> tuple[Referral, Offer]:
    referral = a_referral(database, world, **{"state": ReferralState.OFFERED, "eligibility": ALL_SETTLED, **facts})
    return referral, an_offer(database, referral, state=OfferState.OPEN, answer_by_at=NOW)


def lapsed(database: Database, world: World, **facts: Any) -> tuple[Referral, Offer]:
    referral, offer = offered(database, world, **facts)
    database.write_now(lapse_offer, actor=WORKER, now=NOW, offer_id=offer.id)
    return referral, offer


def test_a_lapsed_offer_can_be_made_again_and_it_keeps_why(database: Database, world: World) -> None:
    referral, offer = lapsed(database, world)
    reopen(database, world, referral)
    row = read(database, lambda db: db.get_one(Referral, referral.id))
    assert (row.state, row.charge_by_on) == (ReferralState.ELIGIBLE, referral.charge_by_on)
    assert read(database, lambda db: db.execute(select(Result.state)).scalar_one()) is ReturnState.SUPERSEDED
    (moment,) = [one for one in read(database, lambda db: timeline(db, referral.id)) if one.event == "offer_reopened"]
    assert "hospital" not in moment.words
    again = database.write_now(
        make_offer, actor=world.custody, now=NOW, reference=referral.reference, secret_hash="-", told=told()
    )
    assert again.offer_id != offer.id
    assert read(database, lambda db: db.get_one(Offer, offer.id)).reopened_reason == WHY


def test_a_second_result_is_returned_and_told_like_the_first(database: Database, world: World) -> None:
    referral, _ = lapsed(database, world)
    reopen(database, world, referral)
    again = database.write_now(
        make_offer, actor=world.custody, now=NOW, reference=referral.reference, secret_hash="-", told=told()
    )
    database.write_now(lapse_offer, actor=WORKER, now=again.answer_by_at, offer_id=again.offer_id)
    results = read(database, lambda db: db.execute(select(Result.state).order_by(Result.id)).scalars().all())
    assert results == [ReturnState.SUPERSEDED, ReturnState.SENT]
    second = "He was in hospital once more."
    reopen(database, world, referral, now=again.answer_by_at, reason=second)
    reasons = read(database, lambda db: db.execute(select(Offer.reopened_reason).order_by(Offer.id)).scalars().all())
    assert reasons == [WHY, second], "each says why it was opened again after it"


def test_nobody_signs_in_to_an_offer_after_which_the_case_was_opened_again(database: Database, world: World) -> None:
    referral, offer = offered(database, world)
    early = NOW - timedelta(hours=1)
    database.write_now(decline_offer, actor=himself(offer), now=early, words_version=CURRENT)
    cookie = database.write_now(begin_sign_in, offer_id=offer.id, now=NOW, longest=timedelta(hours=1))
    idle = {"staff_idle": timedelta(minutes=15), "offender_idle": timedelta(minutes=10)}
    assert database.write_now(find_signed_in, cookie, now=NOW, **idle) is not None
    reopen(database, world, referral)
    assert database.write_now(find_signed_in, cookie, now=NOW, **idle) is None
    assert read(database, lambda db: find_offer_to_sign_in(db, referral.reference)) is None
    again = database.write_now(
        make_offer, actor=world.custody, now=NOW, reference=referral.reference, secret_hash="-", told=told()
    )
    found = read(database, lambda db: find_offer_to_sign_in(db, referral.reference))
    assert found is not None
    assert found.offer_id == again.offer_id
    database.write_now(lapse_offer, actor=WORKER, now=again.answer_by_at, offer_id=again.offer_id)
    assert read(database, lambda db: find_offer_to_sign_in(db, referral.reference)) is not None, (
        "he reads that it ended"
    )


def test_who_said_no_can_be_offered_again_after_a_yes_too(database: Database, world: World) -> None:
    referral, offer = offered(database, world)
    early = NOW - timedelta(hours=1)
    database.write_now(accept_offer, actor=himself(offer), now=early, words_version=CURRENT)
    database.write_now(decline_offer, actor=himself(offer), now=early, words_version=CURRENT)
    reopen(database, world, referral)
    assert read(database, lambda db: db.get_one(Offer, offer.id)).state is OfferState.DECLINED


def test_an_accepted_offer_that_was_never_booked_is_taken_back_so_that_the_next_can_stand(
    database: Database, world: World
) -> None:
    referral, offer = offered(database, world)
    database.write_now(accept_offer, actor=himself(offer), now=NOW - timedelta(hours=1), words_version=CURRENT)
    database.write_now(_give_back, referral.id, ResultReason.NO_PLACE_IN_TIME)
    reopen(database, world, referral)
    assert read(database, lambda db: db.get_one(Offer, offer.id)).state is OfferState.WITHDRAWN
    database.write_now(
        make_offer, actor=world.custody, now=NOW, reference=referral.reference, secret_hash="-", told=told()
    )


def _give_back(db: Any, referral_id: int, reason: ResultReason) -> None:
    return_case(db, lock_referral_by_id(db, referral_id), reason, actor=WORKER, now=NOW)


@pytest.mark.parametrize("reason", sorted(set(ResultReason) - REOPENABLE))
def test_no_other_result_is_opened_again(database: Database, world: World, reason: ResultReason) -> None:
    referral = a_referral(database, world, eligibility=ALL_SETTLED)
    database.write_now(_give_back, referral.id, reason)
    with pytest.raises(NotToBeReopened):
        reopen(database, world, referral)


def test_from_the_return_date_on_and_without_a_result_it_is_refused(database: Database, world: World) -> None:
    referral, _ = lapsed(database, world)
    on_the_day = datetime(2027, 7, 9, 8, 0, tzinfo=UTC)
    with pytest.raises(NotToBeReopened):
        reopen(database, world, referral, now=on_the_day)
    with pytest.raises(NotToBeReopened):
        reopen(database, world, a_referral(database, world))


def test_without_time_for_a_course_it_is_refused_and_the_result_stands(database: Database, world: World) -> None:
    referral, _ = lapsed(database, world, complete_by_on=date(2027, 3, 5))
    with pytest.raises(TooLateToOffer):
        reopen(database, world, referral)
    assert read(database, lambda db: db.execute(select(Result.state)).scalar_one()) is ReturnState.SENT


def test_eligibility_is_asked_again_first(database: Database, world: World) -> None:
    referral, _ = lapsed(database, world, admission=Admission.DENIED, route="conditional_caution")
    with pytest.raises(NoLongerEligible):
        reopen(database, world, referral)
    assert read(database, lambda db: db.get_one(Referral, referral.id)).state is ReferralState.RETURNED


@pytest.mark.parametrize("reason", ["", "  "])
def test_there_is_a_reason_or_nothing_happens(database: Database, world: World, reason: str) -> None:
    referral, _ = lapsed(database, world)
    with pytest.raises(ReopenReasonMissing):
        reopen(database, world, referral, reason=reason)


def test_the_exchange_follows_and_another_force_finds_no_such_case(database: Database, world: World) -> None:
    a_force(database, "34")
    referral, offer = offered(database, world, force_code="34")
    exchange = an_exchange(database, referral, "34", state=ExchangeState.ACCEPTED)
    database.write_now(lapse_offer, actor=WORKER, now=NOW, offer_id=offer.id)
    with pytest.raises(NotFound):
        reopen(database, world, referral)
    reopen(database, world, referral, actor=Actor(Door.PARTNER, 9, "D. Price", force_code="34"))
    assert read(database, lambda db: db.get_one(Exchange, exchange.id)).state is ExchangeState.ACCEPTED


def test_a_case_of_the_same_night_is_opened_with_it_and_never_alone(database: Database, world: World) -> None:
    referral, offer = offered(database, world)
    tied = a_referral(
        database, world, a_person(database), state=ReferralState.TIED, tied_to_id=referral.id, eligibility=ALL_SETTLED
    )
    database.write_now(lapse_offer, actor=WORKER, now=NOW, offer_id=offer.id)
    with pytest.raises(NotToBeReopened):
        reopen(database, world, tied)
    reopen(database, world, referral)
    states = read(database, lambda db: db.execute(select(Referral.state).order_by(Referral.id)).scalars().all())
    assert states == [ReferralState.ELIGIBLE, ReferralState.TIED]
    assert set(read(database, lambda db: db.execute(select(Result.state)).scalars().all())) == {ReturnState.SUPERSEDED}


def corrected(database: Database, world: World, referral: Referral, **earlier: int) -> None:
    """The offence was earlier than that of `offered`, by so much."""
    database.write_now(
        correct_offence,
        actor=world.custody,
        now=NOW,
        reference=referral.reference,
        offence_at=referral.offence_at - timedelta(**earlier),
        was_at=referral.offence_at,
        reason="The custody record says so.",
    )


def a_lapsed_pair(database: Database, world: World, **facts: Any) -> tuple[Referral, Referral]:
    """A case whose offer lapsed, and one of the same man and night that came back with it."""
    him = a_person(database)
    lead = a_referral(database, world, him, state=ReferralState.OFFERED, eligibility=ALL_SETTLED)
    offer = an_offer(database, lead, state=OfferState.OPEN, answer_by_at=NOW)
    facts = {"offence_at": lead.offence_at + timedelta(hours=1), **facts}
    tied = a_referral(
        database, world, him, state=ReferralState.TIED, tied_to_id=lead.id, eligibility=ALL_SETTLED, **facts
    )
    database.write_now(lapse_offer, actor=WORKER, now=NOW, offer_id=offer.id)
    return lead, tied


def now_of(database: Database, referral: Referral) -> Referral:
    row: Referral = read(database, lambda db: db.get_one(Referral, referral.id))
    return row


def test_the_course_of_a_case_that_is_opened_again_is_in_time_for_the_shorter_clock_of_its_night(
    database: Database, world: World
) -> None:
    shorter = date(2027, 7, 1), date(2027, 6, 28)
    lead, tied = a_lapsed_pair(database, world, return_by_on=shorter[0], complete_by_on=shorter[1])
    reopen(database, world, lead)
    row = now_of(database, lead)
    assert (row.return_by_on, row.complete_by_on) == shorter
    assert now_of(database, tied).state is ReferralState.TIED


def test_one_of_the_night_without_time_for_a_course_refuses_it_for_both(database: Database, world: World) -> None:
    lead, tied = a_lapsed_pair(database, world, complete_by_on=NOW.date())
    with pytest.raises(TooLateToOffer):
        reopen(database, world, lead)
    assert {now_of(database, one).state for one in (lead, tied)} == {ReferralState.RETURNED}


def test_one_that_is_not_of_the_night_any_more_stays_as_it_came_back_and_a_human_looks_at_it(
    database: Database, world: World
) -> None:
    lead, tied = a_lapsed_pair(database, world)
    corrected(database, world, tied, days=60)
    reopen(database, world, lead)
    assert now_of(database, lead).complete_by_on == lead.complete_by_on
    assert now_of(database, tied).state is ReferralState.RETURNED
    wanted = select(Task.referral_id).where(Task.kind == TaskKind.LOOK_AGAIN)
    assert read(database, lambda db: db.execute(wanted).scalars().all()) == [tied.id]
    said = [one.facts["said"] for one in read(database, lambda db: timeline(db, tied.id)) if "said" in one.facts]
    assert len(said) == 1
    assert lead.reference in said[0]


def test_who_could_not_book_because_nobody_had_him_sign_has_not_failed(database: Database, world: World) -> None:
    referral = a_referral(database, world, route="conditional_caution", complete_by_on=date(2027, 2, 26))
    an_offer(database, referral)
    assert database.write_now(return_unbooked, actor=WORKER, now=NOW, referral_id=referral.id)
    assert read(database, lambda db: db.execute(select(Result.reason)).scalar_one()) is ResultReason.TIME_RAN_OUT


def test_a_case_that_a_concern_stops_is_not_opened_again(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    an_offer(database, referral)
    a_concern(database, referral)
    database.write_now(
        lambda db: return_case(
            db, lock_referral_by_id(db, referral.id), ResultReason.COURSE_CANCELLED, actor=WORKER, now=NOW
        )
    )
    with pytest.raises(StoppedForSafeguarding):
        reopen(database, world, referral)


def test_after_a_correction_the_next_offer_is_of_the_true_day(database: Database, world: World) -> None:
    """The offer that lapsed kept the version by which it was made; a case that was never corrected keeps its own."""
    a_second_version(database, "deferred_prosecution", from_on=date(2027, 2, 5))
    facts = {"route": "deferred_prosecution_2", "rules_id": 2, "referred_at": NOW - timedelta(days=5)}
    corrected, _ = lapsed(database, world, **facts)
    other, _ = lapsed(database, world, **facts)
    database.write_now(
        correct_offence,
        actor=world.custody,
        now=NOW,
        reference=corrected.reference,
        offence_at=datetime(2027, 2, 1, 10, 0, tzinfo=UTC),
        was_at=corrected.offence_at,
        reason="The custody record says so.",
    )
    kept = read(database, lambda db: db.get_one(Referral, corrected.id))
    assert (kept.route, kept.rules_id) == ("deferred_prosecution_2", 2)
    for referral, terms in ((corrected, ("deferred_prosecution", 1)), (other, ("deferred_prosecution_2", 2))):
        reopen(database, world, referral)
        row = read(database, lambda db: db.get_one(Referral, referral.id))  # noqa: B023 - run at once
        assert (row.state, row.route, row.rules_id) == (ReferralState.ELIGIBLE, *terms)
