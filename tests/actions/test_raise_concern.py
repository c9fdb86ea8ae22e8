"""Stopping a case for safeguarding: the offer ends, everything goes back, the named role is told, and he never why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from programme.actions.cancel_course_date import cancel_course_date
from programme.actions.make_offer import make_offer
from programme.actions.raise_concern import RaisedConcern, raise_concern
from programme.actions.settle_eligibility import settle_eligibility
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.concerns.models import Concern, Sign
from programme.concerns.refusals import (
    HasItsResult,
    NotYoursToRaise,
    SignsNeeded,
    StoppedAlready,
    StoppedForSafeguarding,
)
from programme.concerns.settling import Answers
from programme.concerns.states import ConcernState
from programme.courses.models import CourseDate
from programme.history.models import HistoryRow
from programme.history.timeline import timeline
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.notices.outbox import owe
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.outcomes.models import Result, ResultReason
from programme.payments.models import Fee, Refund
from programme.payments.states import FeeState
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door, Role
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_force,
    a_referral,
    a_world,
    an_account,
    an_exchange,
    an_offer,
    read,
    told,
)

TELLING = ("under", "traffick", "controlled", "Under 18", "sign")


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def stop(database: Database, referral: Referral, actor: Actor, *signs: Sign, now: datetime = NOW) -> RaisedConcern:
    return database.write_now(
        raise_concern, actor=actor, now=now, reference=referral.reference, signs=signs or (Sign.TRAFFICKED,)
    )


def case_now(database: Database, referral: Referral) -> Referral:
    found: Referral = read(database, lambda db: db.get_one(Referral, referral.id))
    return found


def messages(database: Database) -> list[OutboxMessage]:
    return list(read(database, lambda db: db.execute(select(OutboxMessage).order_by(OutboxMessage.id)).scalars().all()))


def test_a_paid_place_the_offer_and_the_whole_fee_go_back_at_once(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    offer = an_offer(database, referral)
    date = a_course_date(database, world, starts_at=NOW + timedelta(days=1))
    booking = a_booking(database, world, date, referral)

    done = stop(database, referral, world.custody)

    assert (done.stopped, done.place_given_back, done.refund_pence) == (True, True, 9500)
    assert read(database, lambda db: db.get_one(Booking, booking.id)).state is BookingState.CANCELLED
    assert read(database, lambda db: db.get_one(CourseDate, date.id)).places_taken == 0
    assert read(database, lambda db: db.get_one(Offer, offer.id)).state is OfferState.WITHDRAWN
    assert read(database, lambda db: db.execute(select(Refund.amount_pence)).scalar_one()) == 9500
    case = case_now(database, referral)
    assert (case.state, case.clock_stopped_at, case.finalised_at) == (ReferralState.INELIGIBLE, None, None)


def test_an_unpaid_place_goes_back_and_nothing_is_owed(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    an_offer(database, referral)
    a_booking(database, world, a_course_date(database, world), referral, state=BookingState.HELD)

    assert stop(database, referral, world.custody).refund_pence == 0
    assert read(database, lambda db: db.execute(select(Fee.state)).scalar_one()) is FeeState.VOID


def test_what_was_still_owed_to_him_is_not_sent(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    an_offer(database, referral)
    facts = {"reference": referral.reference, "answer_by_at": NOW}
    for notice in ("offer_made", "contact_changed"):
        database.write_now(
            owe,
            notice=notice,
            cause=notice,
            channel=Channel.EMAIL,
            address="a@example.org",
            facts=facts,
            now=NOW,
            referral_id=referral.id,
        )

    stop(database, referral, world.custody)

    assert {m.notice: m.state for m in messages(database) if m.notice not in ("offer_withdrawn", "concern_raised")} == {
        "offer_made": Delivery.STALE,
        "contact_changed": Delivery.QUEUED,
    }


def test_he_is_told_only_that_the_offer_was_taken_back(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    an_offer(database, referral)

    assert stop(database, referral, world.custody).he_is_told_by is Channel.EMAIL
    (told,) = [one for one in messages(database) if one.notice != "concern_raised"]
    assert told.notice == "offer_withdrawn"
    assert told.facts == {"refund_pence": 0}


def test_somebody_who_was_never_offered_anything_is_told_nothing(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.UNDECIDED)

    assert stop(database, referral, world.custody).he_is_told_by is None
    assert {message.notice for message in messages(database)} <= {"concern_raised"}
    assert case_now(database, referral).state is ReferralState.INELIGIBLE


def test_every_safeguarding_account_of_the_force_is_told_at_once_and_only_the_reference(
    database: Database, world: World
) -> None:
    role = frozenset({Role.SAFEGUARDING})
    a_force(database, "16")
    at_custody = an_account(database, Door.CUSTODY, force_code="43", roles=role, name="DS Guard")
    at_admin = an_account(database, Door.ADMIN, force_code="43", roles=role | {Role.COORDINATOR})
    an_account(database, Door.CUSTODY, force_code="43", roles=role, active=False)
    an_account(database, Door.CUSTODY, force_code="16", roles=role)
    an_account(database, Door.CUSTODY, force_code="43", roles=frozenset({Role.SUPERVISOR}))
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)

    done = stop(database, referral, world.custody)

    told = messages(database)
    assert {m.address for m in told} == {at_custody.email, at_admin.email}
    assert {(m.notice, m.state, m.next_try_at) for m in told} == {("concern_raised", Delivery.QUEUED, NOW)}
    assert [m.facts for m in told] == [{"reference": referral.reference, "stopped": True, "signs_in": True}] * 2
    assert done.told.is_safeguarding
    assert "DS Guard" in done.told.names


def test_a_force_that_has_named_nobody_has_its_supervisors_told(database: Database, world: World) -> None:
    supervisor = an_account(database, Door.CUSTODY, force_code="43", roles=frozenset({Role.SUPERVISOR}))
    an_account(database, Door.CUSTODY, force_code="43")
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)

    done = stop(database, referral, world.custody)

    assert [m.address for m in messages(database)] == [supervisor.email]
    assert not done.told.is_safeguarding


def test_a_force_that_has_nobody_at_all_has_the_fall_back_address_told_and_says_so(
    database: Database, world: World
) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, officer_email="")
    stop(database, referral, world.custody)

    assert [m.address for m in messages(database)] == ["fallback@example.org"]
    words = next(one.words for one in read(database, lambda db: timeline(db, referral.id)) if "fall-back" in one.words)
    assert words == "Nobody is named for safeguarding, or supervises: the programme's fall-back address was told."


def test_the_history_says_that_it_was_stopped_and_nothing_of_the_signs(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)

    stop(database, referral, world.custody, *Sign)

    moments = read(database, lambda db: timeline(db, referral.id))
    assert [moment.event for moment in moments] == ["eligibility_decided", "concern_raised"]
    kept = str(read(database, lambda db: [row.facts for row in db.execute(select(HistoryRow)).scalars()]))
    assert not [
        word for word in TELLING if word in kept + " ".join(moment.headline + moment.words for moment in moments)
    ]
    concern = read(database, lambda db: db.execute(select(Concern)).scalar_one())
    assert (concern.signs, concern.state) == (frozenset(Sign), ConcernState.OPEN)


def test_on_the_day_of_the_course_the_register_goes_on_and_nobody_there_learns_of_it(
    database: Database, world: World
) -> None:
    referral = a_referral(database, world)
    offer = an_offer(database, referral)
    booking = a_booking(database, world, a_course_date(database, world, starts_at=NOW), referral)

    done = stop(database, referral, world.custody)

    assert not done.stopped
    assert read(database, lambda db: db.get_one(Booking, booking.id)).state is BookingState.CONFIRMED
    assert read(database, lambda db: db.get_one(Offer, offer.id)).state is OfferState.ACCEPTED
    assert case_now(database, referral).state is ReferralState.BOOKED
    assert read(database, lambda db: db.execute(select(Concern.state)).scalar_one()) is ConcernState.OPEN


def test_a_stopped_case_does_not_choose_another_date_when_the_course_falls_out(
    database: Database, world: World
) -> None:
    date = a_course_date(database, world, starts_at=NOW)
    stopped, other = a_referral(database, world), a_referral(database, world)
    for referral in (stopped, other):
        an_offer(database, referral)
        a_booking(database, world, date, referral)
    a_course_date(database, world)
    stop(database, stopped, world.custody)

    done = database.write_now(cancel_course_date, actor=world.provider_staff, now=NOW, reference=date.reference)

    assert (done.can_book_again, done.returned) == (1, 1)
    assert case_now(database, other).state is ReferralState.ACCEPTED
    assert case_now(database, stopped).state is ReferralState.RETURNED
    assert read(database, lambda db: db.execute(select(Result.reason)).scalar_one()) is ResultReason.COURSE_CANCELLED


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.SAFEGUARDING])
def test_officers_and_safeguarding_raise_one(database: Database, world: World, role: Role) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)

    assert stop(database, referral, replace(world.custody, roles=frozenset({role}))).stopped


def test_an_account_of_neither_role_does_not(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)

    with pytest.raises(NotYoursToRaise):
        stop(database, referral, replace(world.custody, roles=frozenset({Role.FINANCE})))


def test_another_forces_case_is_not_found(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)

    with pytest.raises(NotFound):
        stop(database, referral, replace(world.custody, force_code="16"))


def test_at_least_one_sign_is_said(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)

    with pytest.raises(SignsNeeded):
        database.write_now(raise_concern, actor=world.custody, now=NOW, reference=referral.reference, signs=())


def test_a_case_is_stopped_once(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)
    stop(database, referral, world.custody)

    with pytest.raises(StoppedAlready):
        stop(database, referral, world.custody)


@pytest.mark.parametrize(
    "state", [ReferralState.RETURNED, ReferralState.ACKNOWLEDGED, ReferralState.CLOSED, ReferralState.WITHDRAWN]
)
def test_after_the_result_there_is_nothing_to_stop(database: Database, world: World, state: ReferralState) -> None:
    with pytest.raises(HasItsResult):
        stop(database, a_referral(database, world, state=state), world.custody)


def test_nothing_is_offered_or_settled_while_it_stands(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)
    stop(database, referral, world.custody)

    with pytest.raises(StoppedForSafeguarding):
        database.write_now(
            settle_eligibility,
            actor=world.custody,
            now=NOW,
            reference=referral.reference,
            answers=Answers(earlier_course=False),
        )

    def reopened(db: object) -> None:  # as if another way had led back to eligible
        db.get_one(Referral, referral.id).state = ReferralState.ELIGIBLE  # type: ignore[attr-defined]

    database.write_now(reopened)
    with pytest.raises(StoppedForSafeguarding):
        database.write_now(
            make_offer, actor=world.custody, now=NOW, reference=referral.reference, secret_hash="-", told=told()
        )


def test_a_neighbours_case_says_to_its_force_that_the_place_is_lost_and_no_more(
    database: Database, world: World
) -> None:
    a_force(database, "34")
    referral = a_referral(database, world, force_code="34")
    an_exchange(database, referral, "34", state="booked")
    an_offer(database, referral)
    a_booking(database, world, a_course_date(database, world), referral)
    neighbour = Actor(Door.PARTNER, 9, "Sgt Next", "Next Door", frozenset({Role.PARTNER_STAFF}), "Sgt", force_code="34")

    assert stop(database, referral, neighbour).place_given_back
    with pytest.raises(NotFound):
        stop(database, referral, world.custody)


def test_a_case_that_shared_the_place_of_a_stopped_one_stands_on_its_own_again(
    database: Database, world: World
) -> None:
    lead = a_referral(database, world)
    tied = a_referral(database, world, state=ReferralState.TIED, tied_to_id=lead.id)

    stop(database, lead, world.custody)

    assert (case_now(database, tied).state, case_now(database, tied).tied_to_id) == (ReferralState.UNDECIDED, None)


def test_a_concern_in_one_of_two_offences_of_a_night_stops_both(database: Database, world: World) -> None:
    """He goes to no course for that night while safeguarding looks at it."""
    lead = a_referral(database, world)
    booking = a_booking(database, world, a_course_date(database, world), lead)
    tied = a_referral(database, world, state=ReferralState.TIED, tied_to_id=lead.id)

    done = stop(database, tied, world.custody)

    assert (done.stopped, done.place_given_back, done.refund_pence) == (True, True, 9500)
    assert (case_now(database, tied).state, case_now(database, tied).tied_to_id) == (ReferralState.INELIGIBLE, None)
    assert case_now(database, lead).state is ReferralState.INELIGIBLE
    assert read(database, lambda db: db.get_one(Booking, booking.id)).state is BookingState.CANCELLED
    stopped = read(database, lambda db: db.execute(select(Concern.referral_id)).scalars().all())
    assert set(stopped) == {lead.id, tied.id}
