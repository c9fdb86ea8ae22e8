"""A place at a neighbouring programme: in time by the same clock, agreed, told to him; the case waits for no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from programme.actions.book_place import book_place
from programme.actions.correct_offence import correct_offence
from programme.actions.decline_offer import decline_offer
from programme.actions.place_elsewhere import PlaceGivenElsewhere, place_elsewhere
from programme.actions.raise_concern import raise_concern
from programme.actions.record_bail import record_bail
from programme.actions.watch_places import watch_places
from programme.actions.withdraw_referral import withdraw_referral
from programme.bookings.elsewhere import Arranged
from programme.bookings.models import PlaceElsewhere
from programme.bookings.refusals import AlreadyBegun, PlacedAlready
from programme.bookings.states import BookingState, ElsewhereState
from programme.clock.bail import Bail
from programme.concerns.models import Sign
from programme.courses.models import CourseDate, Programme
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.exchange.placing import what_would_be_wrong
from programme.exchange.refusals import (
    AnotherNeighbour,
    DayIsPast,
    NoAgreementOnThatDay,
    NotForElsewhere,
    PlaceHereFirst,
    SamePlaceElsewhere,
    SentByNeighbour,
    SignFirst,
    TooLateElsewhere,
)
from programme.history.timeline import timeline
from programme.jobs.rerun_clocks import rerun_clocks
from programme.jobs.runner import SweepCount
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.offers.models import Offer
from programme.offers.told.released import newest_version
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.outcomes.refusals import CourseHasBegun
from programme.payments.models import Fee, Refund
from programme.payments.states import FeeState
from programme.people.models import SafeContact
from programme.people.reference import force_name
from programme.referrals.models import Origin, Referral, Release
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import Door
from programme.shared.refusal import NotFound, Refusal
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
    an_agreement,
    an_offer,
    himself,
    read,
)

DAY = date(2027, 3, 20)
LAST_DAY = date(2027, 7, 6)
NEIGHBOUR = "34"


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def case(database: Database, world: World) -> Referral:
    an_agreement(database, NEIGHBOUR)
    referral = a_referral(database, world)
    an_offer(database, referral)
    return referral


def arrange(
    database: Database,
    world: World,
    case: Referral,
    course_on: date = DAY,
    *,
    force_code: str = NEIGHBOUR,
    their_reference: str = "",
    now: datetime = NOW,
) -> PlaceGivenElsewhere:
    arranged = Arranged(force_code, course_on, their_reference)
    return database.write_now(
        place_elsewhere, actor=world.custody, now=now, reference=case.reference, arranged=arranged
    )


def the(database: Database, row: Any) -> Any:
    return read(database, lambda db: db.get_one(type(row), row.id))


def places(database: Database) -> list[PlaceElsewhere]:
    return list(read(database, lambda db: db.scalars(select(PlaceElsewhere).order_by(PlaceElsewhere.id)).all()))


def messages(database: Database, notice: str) -> list[OutboxMessage]:
    wanted = select(OutboxMessage).where(OutboxMessage.notice == notice).order_by(OutboxMessage.id)
    return list(read(database, lambda db: db.scalars(wanted).all()))


def tasks(database: Database, kind: TaskKind) -> list[TaskState]:
    return list(read(database, lambda db: db.scalars(select(Task.state).where(Task.kind == kind)).all()))


# ---- recording it


def test_the_case_has_its_place_and_everybody_can_see_when_and_where(
    database: Database, world: World, case: Referral
) -> None:
    placed = arrange(database, world, case, their_reference="NEXT-7")
    assert placed == PlaceGivenElsewhere(case.reference, NEIGHBOUR, DAY, 0, Channel.EMAIL)
    (row,) = places(database)
    assert (row.force_code, row.course_on, row.their_reference) == (NEIGHBOUR, DAY, "NEXT-7")
    assert (row.state, row.arranged_at, row.arranged_by) == (ElsewhereState.PLACED, NOW, world.custody.label)
    assert the(database, case).state is ReferralState.PLACED_ELSEWHERE
    newest, *_ = read(database, lambda db: timeline(db, case.id))
    assert (newest.event, newest.who, newest.happened_at) == ("placed_elsewhere", world.custody.label, NOW)
    name, rest = force_name(NEIGHBOUR), "Their reference NEXT-7. Last safe course day Tuesday 6 July 2027."
    assert newest.words == f"{name}, on Saturday 20 March 2027. {rest}"


def test_nothing_is_charged_here(database: Database, world: World, case: Referral) -> None:
    arrange(database, world, case)
    assert read(database, lambda db: db.scalars(select(Fee)).all()) == []


def test_he_is_told_the_day_and_nothing_else(database: Database, world: World, case: Referral) -> None:
    arrange(database, world, case)
    (message,) = messages(database, "placed_elsewhere")
    assert message.facts == {"course_on": "2027-03-20"}
    assert message.stale_at == datetime(2027, 3, 21, tzinfo=UTC)


def test_who_must_not_be_written_to_is_told_by_hand(database: Database, world: World, case: Referral) -> None:
    silent = a_referral(database, world, a_person(database, safe_contact=SafeContact.NONE))
    an_offer(database, silent)
    assert arrange(database, world, silent).told_by is Channel.HAND
    assert [message.state for message in messages(database, "placed_elsewhere")] == [Delivery.BY_HAND]


def test_the_task_that_no_date_fits_is_done_with_it_and_does_not_come_back(
    database: Database, world: World, case: Referral
) -> None:
    database.write_now(watch_places, actor=world.custody, now=NOW, batch=200)
    assert tasks(database, TaskKind.NO_PLACE_IN_TIME) == [TaskState.OPEN]
    arrange(database, world, case)
    database.write_now(watch_places, actor=world.custody, now=NOW, batch=200)
    assert tasks(database, TaskKind.NO_PLACE_IN_TIME) == [TaskState.DONE]


def test_what_stayed_paid_for_a_place_here_goes_back(database: Database, world: World, case: Referral) -> None:
    """He gave a paid place here up too late: the fee stayed good for another place here, and there will be none."""
    course = a_course_date(database, world, starts_at=NOW + timedelta(days=3))
    booking = a_booking(database, world, course, case)

    def given_up_late(db: Any) -> None:
        db.get_one(type(booking), booking.id).state = BookingState.CANCELLED
        db.get_one(Referral, case.id).state = ReferralState.ACCEPTED

    database.write_now(given_up_late)
    assert arrange(database, world, case).refund_pence == 9500
    fee = read(database, lambda db: db.execute(select(Fee)).scalar_one())
    refund = read(database, lambda db: db.execute(select(Refund)).scalar_one())
    assert (fee.state, refund.reason) == (FeeState.REFUND_DUE, "placed_elsewhere")


# ---- what is in the way


def test_a_place_here_comes_first(database: Database, world: World, case: Referral) -> None:
    a_booking(database, world, a_course_date(database, world), case)
    with pytest.raises(PlaceHereFirst, match="place_here_first"):
        arrange(database, world, case)


@pytest.mark.parametrize(
    "state",
    [
        state
        for state in ReferralState
        if state not in (ReferralState.ACCEPTED, ReferralState.BOOKED, ReferralState.PLACED_ELSEWHERE)
    ],
)
def test_only_a_case_that_waits_for_a_place_gets_one(database: Database, world: World, state: ReferralState) -> None:
    an_agreement(database, NEIGHBOUR)
    with pytest.raises(NotForElsewhere):
        arrange(database, world, a_referral(database, world, state=state))
    assert places(database) == []


def test_a_clock_that_is_over_needs_no_place(database: Database, world: World) -> None:
    an_agreement(database, NEIGHBOUR)
    with pytest.raises(NotForElsewhere):
        arrange(database, world, a_referral(database, world, finalised_at=NOW, finalised_by="no_further_action"))


def test_the_document_is_signed_first(database: Database, world: World) -> None:
    an_agreement(database, NEIGHBOUR)
    referral = a_referral(database, world, route="conditional_caution")
    an_offer(database, referral)
    with pytest.raises(SignFirst):
        arrange(database, world, referral)


def test_a_neighbours_own_case_is_the_neighbours_to_send(database: Database, world: World) -> None:
    an_agreement(database, NEIGHBOUR)
    sent = a_referral(database, world, force_code=NEIGHBOUR, origin=Origin.PARTNER)
    with pytest.raises(NotFound):
        arrange(database, world, sent)
    theirs = type(world.custody)(Door.PARTNER, 9, "Their desk", force_code=NEIGHBOUR)
    with pytest.raises(SentByNeighbour):
        database.write_now(
            place_elsewhere, actor=theirs, now=NOW, reference=sent.reference, arranged=Arranged(NEIGHBOUR, DAY)
        )


def test_another_forces_case_is_not_found(database: Database, world: World, case: Referral) -> None:
    stranger = a_world(database, force_code="16")
    with pytest.raises(NotFound):
        arrange(database, stranger, case)


@pytest.mark.parametrize(
    ("course_on", "refusal"),
    [
        (date(2027, 2, 28), DayIsPast),
        (date(2027, 3, 1), None),  # today: it can be agreed in the morning
        (LAST_DAY, None),
        (LAST_DAY + timedelta(days=1), TooLateElsewhere),
    ],
)
def test_the_day_is_in_time_to_the_day(
    database: Database, world: World, case: Referral, course_on: date, refusal: type[Refusal] | None
) -> None:
    if refusal is None:
        arrange(database, world, case, course_on)
        return
    with pytest.raises(refusal) as found:
        arrange(database, world, case, course_on)
    assert "Tuesday 6 July 2027" in found.value.headline
    assert (found.value.field, places(database)) == ("course_on", [])


def test_the_clock_is_run_again_first(database: Database, world: World, case: Referral) -> None:
    """The programme has decided to need more time since the case's dates were kept."""
    longer = update(Programme).where(Programme.id == world.programme.id).values(charging_reserve_days=58)
    database.write_now(lambda db: db.execute(longer).close())
    with pytest.raises(TooLateElsewhere, match="the last possible day is"):
        arrange(database, world, case, LAST_DAY)
    assert the(database, case).complete_by_on == LAST_DAY  # what was refused changed nothing
    arrange(database, world, case)
    assert the(database, case).complete_by_on < LAST_DAY


@pytest.mark.parametrize(
    ("from_on", "until_on", "agreed"),
    [
        (date(2027, 1, 1), None, True),
        (DAY, DAY, True),
        (DAY + timedelta(days=1), None, False),
        (date(2027, 1, 1), DAY - timedelta(days=1), False),
    ],
)
def test_the_agreement_is_in_force_on_the_day_of_the_course(
    database: Database, world: World, from_on: date, until_on: date | None, agreed: bool
) -> None:
    an_agreement(database, NEIGHBOUR, from_on=from_on, until_on=until_on)
    referral = a_referral(database, world)
    if agreed:
        arrange(database, world, referral)
        return
    with pytest.raises(NoAgreementOnThatDay):
        arrange(database, world, referral)


def test_everything_that_is_wrong_is_said_at_once(database: Database, world: World, case: Referral) -> None:
    wrong = read(
        database,
        lambda db: what_would_be_wrong(
            db, case.reference, world.custody, Arranged("16", LAST_DAY + timedelta(days=1)), now=NOW
        ),
    )
    assert [type(one) for one in wrong] == [NoAgreementOnThatDay, TooLateElsewhere]
    assert {one.field for one in wrong} == {"force_code", "course_on"}


def test_two_that_stand_are_refused_by_the_database(database: Database, world: World, case: Referral) -> None:
    a_place_elsewhere(database, case)
    with pytest.raises((PlacedAlready, IntegrityError)):
        a_place_elsewhere(database, case)


def test_who_is_placed_elsewhere_books_nothing_here(database: Database, world: World, case: Referral) -> None:
    course = a_course_date(database, world)
    arrange(database, world, case)
    offer = read(database, lambda db: db.scalars(select(Offer).where(Offer.referral_id == case.id)).one())
    with pytest.raises(PlacedAlready):
        database.write_now(book_place, actor=himself(offer), now=NOW, date_reference=course.reference)


# ---- another day


def test_another_day_is_the_same_place_and_he_is_told_anew(database: Database, world: World, case: Referral) -> None:
    arrange(database, world, case)
    later = NOW + timedelta(hours=1)
    arrange(database, world, case, DAY + timedelta(days=7), their_reference="NEXT-8", now=later)
    (row,) = places(database)
    assert (row.course_on, row.their_reference, row.arranged_at) == (date(2027, 3, 27), "NEXT-8", later)
    first, second = messages(database, "placed_elsewhere")
    assert (first.state, second.state) == (Delivery.STALE, Delivery.QUEUED)
    newest, *_ = read(database, lambda db: timeline(db, case.id))
    assert "now on Saturday 27 March 2027, before on Saturday 20 March 2027." in newest.words


@pytest.mark.parametrize(
    ("force_code", "course_on", "refusal"),
    [
        (NEIGHBOUR, DAY, SamePlaceElsewhere),
        (NEIGHBOUR, LAST_DAY + timedelta(days=1), TooLateElsewhere),
        ("16", DAY + timedelta(days=7), AnotherNeighbour),
    ],
)
def test_another_day_has_to_be_in_time_as_well_and_at_the_same_neighbour(
    database: Database, world: World, case: Referral, force_code: str, course_on: date, refusal: type[Refusal]
) -> None:
    an_agreement(database, "16")
    arrange(database, world, case)
    with pytest.raises(refusal):
        arrange(database, world, case, course_on, force_code=force_code)


# ---- bail


def test_bail_is_compared_with_the_course_wherever_it_is(database: Database, world: World) -> None:
    an_agreement(database, NEIGHBOUR)
    referral = a_referral(database, world, release=Release.BAIL, bail_return_on=DAY - timedelta(days=1))
    arrange(database, world, referral)
    assert tasks(database, TaskKind.BAIL_EXTENSION) == [TaskState.OPEN]
    database.write_now(watch_places, actor=world.custody, now=NOW, batch=200)
    assert tasks(database, TaskKind.BAIL_EXTENSION) == [TaskState.OPEN]
    recorded = database.write_now(
        record_bail, actor=world.custody, now=NOW, reference=referral.reference, bail=Bail(Release.BAIL, DAY)
    )
    assert not recorded.course_is_later
    assert tasks(database, TaskKind.BAIL_EXTENSION) == [TaskState.DONE]
    arrange(database, world, referral, DAY + timedelta(days=7))
    assert tasks(database, TaskKind.BAIL_EXTENSION) == [TaskState.DONE, TaskState.OPEN]
    database.write_now(watch_places, actor=world.custody, now=NOW + timedelta(days=60), batch=200)
    assert tasks(database, TaskKind.BAIL_EXTENSION) == [TaskState.DONE, TaskState.NOT_NEEDED]


# ---- how it ends otherwise


def withdraw(database: Database, world: World, case: Referral, now: datetime = NOW) -> Any:
    return database.write_now(
        withdraw_referral, actor=world.custody, now=now, reference=case.reference, reason=WithdrawalReason.EVIDENCE
    )


def stop(database: Database, world: World, case: Referral, now: datetime = NOW) -> Any:
    return database.write_now(
        raise_concern, actor=world.custody, now=now, reference=case.reference, signs={Sign.CONTROLLED}
    )


def say_no(database: Database, world: World, case: Referral, now: datetime = NOW) -> Any:
    offer = read(database, lambda db: db.scalars(select(Offer).where(Offer.referral_id == case.id)).one())
    return database.write_now(
        decline_offer, actor=himself(offer), now=now, words_version=newest_version("conditional_caution")
    )


ENDINGS = [
    (withdraw, ReferralState.WITHDRAWN),
    (stop, ReferralState.INELIGIBLE),
    (say_no, ReferralState.RETURNED),
]


@pytest.mark.parametrize(("end", "state"), ENDINGS)
def test_where_the_case_does_not_go_on_the_place_is_called_off_and_the_neighbour_is_to_be_told(
    database: Database, world: World, case: Referral, end: Callable[..., Any], state: ReferralState
) -> None:
    arrange(database, world, case)
    end(database, world, case)
    assert the(database, case).state is state
    assert [place.state for place in places(database)] == [ElsewhereState.CALLED_OFF]
    assert tasks(database, TaskKind.TELL_NEIGHBOUR) == [TaskState.OPEN]
    assert [message.state for message in messages(database, "placed_elsewhere")] == [Delivery.STALE]
    assert messages(database, "place_elsewhere_called_off") == []  # he is told of the end itself


@pytest.mark.parametrize(("end", "refusal"), [(withdraw, CourseHasBegun), (say_no, AlreadyBegun)])
def test_from_the_day_of_the_course_on_what_happens_there_decides(
    database: Database, world: World, case: Referral, end: Callable[..., Any], refusal: type[Refusal]
) -> None:
    arrange(database, world, case)
    with pytest.raises(refusal):
        end(database, world, case, datetime(2027, 3, 20, 0, 1, tzinfo=UTC))


def test_a_concern_on_the_day_leaves_the_result_to_the_neighbour(
    database: Database, world: World, case: Referral
) -> None:
    arrange(database, world, case)
    assert not stop(database, world, case, datetime(2027, 3, 20, 0, 1, tzinfo=UTC)).stopped
    assert the(database, case).state is ReferralState.PLACED_ELSEWHERE


# ---- the night


def sooner(database: Database, case: Referral, complete_by_on: date) -> None:
    moved = update(Referral).where(Referral.id == case.id).values(complete_by_on=complete_by_on)
    database.write_now(lambda db: db.execute(moved).close())


def test_a_day_that_is_not_in_time_any_more_is_given_up_and_he_chooses_again(
    database: Database, world: World, case: Referral
) -> None:
    a_course_date(database, world, starts_at=NOW + timedelta(days=10))
    arrange(database, world, case)
    assert rerun_clocks(database, now=NOW) == SweepCount(0)
    sooner(database, case, DAY - timedelta(days=1))
    assert rerun_clocks(database, now=NOW + timedelta(days=1)) == SweepCount(1)
    assert the(database, case).state is ReferralState.ACCEPTED
    assert [place.state for place in places(database)] == [ElsewhereState.CALLED_OFF]
    assert len(messages(database, "place_elsewhere_called_off")) == 1
    assert tasks(database, TaskKind.TELL_NEIGHBOUR) == [TaskState.OPEN]


def test_where_nothing_else_is_in_time_the_case_goes_back_without_fault(
    database: Database, world: World, case: Referral
) -> None:
    arrange(database, world, case)
    sooner(database, case, DAY - timedelta(days=1))
    assert rerun_clocks(database, now=NOW) == SweepCount(1)
    result = read(database, lambda db: db.execute(select(Result)).scalar_one())
    assert (result.reason, result.verdict) == (ResultReason.TIME_RAN_OUT, Verdict.NO_FAULT)
    assert the(database, case).state is ReferralState.RETURNED


def test_a_day_that_has_begun_is_left_to_what_happens_there(database: Database, world: World, case: Referral) -> None:
    arrange(database, world, case)
    sooner(database, case, DAY - timedelta(days=1))
    assert rerun_clocks(database, now=datetime(2027, 3, 20, 6, 0, tzinfo=UTC)) == SweepCount(0)
    assert the(database, case).state is ReferralState.PLACED_ELSEWHERE


def test_an_offence_that_was_earlier_takes_a_place_that_is_then_too_late(
    database: Database, world: World, case: Referral
) -> None:
    a_course_date(database, world, starts_at=NOW + timedelta(days=5))
    arrange(database, world, case, LAST_DAY)
    facts: dict[str, Any] = {
        "reference": case.reference,
        "offence_at": case.offence_at - timedelta(days=30),
        "was_at": case.offence_at,
        "reason": "The custody record says so.",
    }
    database.write_now(correct_offence, actor=world.custody, now=NOW, **facts)
    second = replace(world.custody, id=88, name="Sgt B. Second")
    corrected = database.write_now(correct_offence, actor=second, now=NOW, **facts)
    assert (corrected.follows.then.value, corrected.follows.elsewhere_on) == ("chooses_again", LAST_DAY)
    assert the(database, case).state is ReferralState.ACCEPTED
    assert read(database, lambda db: db.scalars(select(CourseDate)).one()).places_taken == 0
