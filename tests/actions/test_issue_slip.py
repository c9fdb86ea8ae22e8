"""Printing a slip: a new code each time, and the old one is void."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from programme.actions.issue_slip import IssuedSlip, issue_slip
from programme.audit.models import AccessRow
from programme.bookings.states import BookingState
from programme.history.timeline import timeline
from programme.notices.models import Channel
from programme.offers.models import Offer
from programme.offers.refusals import NoOfferStands
from programme.offers.states import OfferState
from programme.people.models import SignIn
from programme.people.sign_ins import begin_sign_in
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_person,
    a_place_elsewhere,
    a_referral,
    a_world,
    an_offer,
    read,
)


def slip(database: Database, world: World, referral: Referral, secret_hash: str = "new", **more: Actor) -> IssuedSlip:
    return database.write_now(
        issue_slip,
        actor=more.get("actor", world.custody),
        now=NOW,
        reference=referral.reference,
        secret_hash=secret_hash,
    )


def test_a_new_slip_replaces_the_code_ends_sign_ins_and_is_on_record(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world, a_person(database, forenames="Łukasz", surname="Ólafur"))
    offer = an_offer(database, referral, secret_hash="old")
    database.write_now(begin_sign_in, offer_id=offer.id, now=NOW, longest=timedelta(hours=1))
    issued = slip(database, world, referral)
    assert (issued.channel, issued.fee_pence, issued.answered) == (Channel.EMAIL, 9500, True)
    assert "Ólafur" not in str(issued)
    assert read(database, lambda db: db.get_one(Offer, offer.id)).secret_hash == "new"
    assert read(database, lambda db: db.execute(select(func.count()).select_from(SignIn)).scalar_one()) == 0
    assert [moment.event for moment in read(database, lambda db: timeline(db, referral.id))] == ["slip_issued"]
    assert read(database, lambda db: db.execute(select(AccessRow.subjects)).scalar_one()) == referral.reference


def test_the_slip_names_the_next_days_in_time_that_have_a_place_and_none_to_who_has_one(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world, complete_by_on=NOW.date() + timedelta(days=40))
    an_offer(database, referral)
    for days in (10, 12, 20, 30, 60):
        a_course_date(database, world, starts_at=NOW + timedelta(days=days))
    issued = slip(database, world, referral)
    assert [day.starts_at - NOW for day in issued.days] == [timedelta(days=days) for days in (10, 12, 20)]
    booked = a_referral(database, world, state=ReferralState.BOOKED)
    an_offer(database, booked)
    assert slip(database, world, booked).days == ()
    assert not slip(database, world, booked).goes_elsewhere
    for state in (BookingState.HELD, BookingState.CONFIRMED):
        with_place = a_referral(database, world, state=ReferralState.BOOKED)
        an_offer(database, with_place)
        a_booking(database, world, a_course_date(database, world), with_place, state=state)
        assert slip(database, world, with_place).booked == (state is BookingState.CONFIRMED)
    placed = a_referral(database, world)
    an_offer(database, placed)
    a_place_elsewhere(database, placed)
    assert (slip(database, world, placed).days, slip(database, world, placed).goes_elsewhere) == ((), True)


def test_it_says_whether_a_form_is_missing_and_names_no_day_that_signing_today_would_leave_too_late(
    database: Database,
) -> None:
    world = a_world(database)
    late = NOW + timedelta(days=113)  # a caution of today ends after 16 weeks
    a_course_date(database, world, starts_at=late)
    found = {}
    for route in ("conditional_caution", "deferred_prosecution"):
        referral = a_referral(database, world, route=route, complete_by_on=late.date())
        an_offer(database, referral)
        issued = slip(database, world, referral)
        found[route] = (issued.paper_owed, len(issued.days))
    assert found == {"conditional_caution": (True, 0), "deferred_prosecution": (False, 1)}


@pytest.mark.parametrize("state", [OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN])
def test_an_offer_that_has_ended_gets_no_slip(database: Database, state: OfferState) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    an_offer(database, referral, state=state)
    with pytest.raises(NoOfferStands):
        slip(database, world, referral)


def test_an_open_offer_past_its_time_gets_no_slip_even_before_it_is_swept(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    an_offer(database, referral, state=OfferState.OPEN, answer_by_at=NOW)
    with pytest.raises(NoOfferStands):
        slip(database, world, referral)


def test_another_force_prints_nothing(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    an_offer(database, referral)
    with pytest.raises(NotFound):
        slip(database, world, referral, actor=Actor(Door.PARTNER, 4, "X", force_code="44"))


@pytest.mark.parametrize("state", [ReferralState.RETURNED, ReferralState.ACKNOWLEDGED, ReferralState.CLOSED])
def test_a_case_that_is_back_gets_no_slip_although_its_offer_was_accepted(
    database: Database, state: ReferralState
) -> None:
    referral = a_referral(database, world := a_world(database), state=state)
    an_offer(database, referral, state=OfferState.ACCEPTED)
    with pytest.raises(NoOfferStands):
        slip(database, world, referral)
