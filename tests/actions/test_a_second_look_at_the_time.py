"""A corrected offence that would end his offer or take his place is said by one person and corrected by another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.correct_offence import CorrectedOffence, correct_offence
from programme.actions.finish_task import finish_task
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.history import events
from programme.history.timeline import record
from programme.notices.models import OutboxMessage
from programme.offers.states import OfferState
from programme.outcomes.carrying_corrections import put_to_a_human
from programme.outcomes.correcting import Then
from programme.outcomes.points_to_see import Point, open_points
from programme.outcomes.refusals import TimeSaidAlready
from programme.outcomes.second_correction import last_time_said
from programme.referrals.models import OffenceCorrection, Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date
from programme.shared.refusal import ChangedSinceShown
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_referral,
    a_world,
    an_account,
    an_offer,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import main_words

WAS_AT = NOW - timedelta(days=21)
A_SLIP = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
"""The wrong month: no time is left for a course."""


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def signed(database: Database, world: World) -> Referral:
    dates = {"charge_by_on": date(2027, 8, 8), "return_by_on": date(2027, 7, 9), "complete_by_on": date(2027, 7, 6)}
    facts: dict[str, Any] = {"offence_at": WAS_AT, "referred_at": NOW - timedelta(days=5), **dates}
    case = a_referral(database, world, state=ReferralState.ACCEPTED, **facts)
    an_offer(database, case, state=OfferState.ACCEPTED)
    return case


def correct(database: Database, actor: Actor, case: Referral, at: datetime = A_SLIP) -> CorrectedOffence:
    facts: dict[str, Any] = {"reference": case.reference, "offence_at": at, "was_at": WAS_AT, "reason": "A note."}
    return database.write_now(correct_offence, actor=replace(actor, rank="Sgt"), now=NOW, **facts)


def second(world: World) -> Actor:
    return replace(world.custody, id=88, name="Sgt B. Second")


def tasks(database: Database) -> list[tuple[TaskKind, TaskState]]:
    return [(one.kind, one.state) for one in read(database, lambda db: db.scalars(select(Task)).all())]


def points(database: Database) -> list[Point]:
    return read(database, lambda db: open_points(db, db.scalars(select(Task)).one()))


def finish(database: Database, world: World, case: Referral, point: str) -> None:
    facts: dict[str, Any] = {"reference": case.reference, "kind": TaskKind.LOOK_AGAIN, "point": point}
    database.write_now(finish_task, actor=second(world), now=NOW, **facts)


def test_the_first_only_says_it_and_the_second_corrects_it(database: Database, world: World, signed: Referral) -> None:
    done = correct(database, world.custody, signed)

    assert (done.waits, done.follows.then) == (True, Then.GOES_BACK)
    row = read(database, lambda db: db.get_one(Referral, signed.id))
    assert (row.state, row.offence_at, row.charge_by_on) == (ReferralState.ACCEPTED, WAS_AT, date(2027, 8, 8))
    assert read(database, lambda db: db.scalars(select(OffenceCorrection)).all()) == []
    assert tasks(database) == [(TaskKind.LOOK_AGAIN, TaskState.OPEN)]
    with pytest.raises(TimeSaidAlready):
        correct(database, world.custody, signed)

    assert not correct(database, second(world), signed).waits
    row = read(database, lambda db: db.get_one(Referral, signed.id))
    assert (row.state, row.offence_at) == (ReferralState.RETURNED, A_SLIP)
    assert tasks(database) == [(TaskKind.LOOK_AGAIN, TaskState.DONE)]


def test_two_people_who_say_different_times_have_not_said_the_same(
    database: Database, world: World, signed: Referral
) -> None:
    correct(database, world.custody, signed)
    assert correct(database, second(world), signed, A_SLIP + timedelta(hours=1)).waits
    assert not correct(database, world.custody, signed, A_SLIP + timedelta(hours=1)).waits


def test_the_sooner_last_day_that_was_said_is_counted_to_until_somebody_has_seen_to_it(
    database: Database, world: World, signed: Referral
) -> None:
    desk = Browser(an_app(a_wiring(database))).sign_in_as(an_account(database, Door.CUSTODY, force_code="43"))

    def counted() -> list[bool]:
        pages = ("", "/referrals", "/clocks", f"/referrals/{signed.reference}", "/hand-over/force")
        return ["charge by today" in main_words(desk.get(f"/custody{page}")).lower() for page in pages]

    correct(database, world.custody, signed)
    assert counted() == [True] * 5
    [claim] = points(database)
    finish(database, world, signed, claim.mark)
    assert counted() == [False] * 5
    correct(database, world.custody, signed)
    assert not correct(database, second(world), signed).waits
    row = read(database, lambda db: db.get_one(Referral, signed.id))
    assert (row.charge_by_on, row.said_charge_by_on) == (date(2027, 3, 1), None)


def test_what_is_said_is_due_at_once_and_told_to_those_who_can_say_the_same(
    database: Database, world: World, signed: Referral
) -> None:
    asked: set[int] = {signed.id}
    database.write_now(put_to_a_human, asked, actor=world.custody, now=NOW)
    correct(database, world.custody, signed)

    assert read(database, lambda db: db.scalars(select(Task.due_on)).all()) == [london_date(NOW)]
    told = read(database, lambda db: db.scalars(select(OutboxMessage)).all())
    assert {one.notice for one in told} == {"other_time_said"}
    assert (told[0].facts["charge_by_on"], told[0].facts["was_charge_by_on"]) == ("2027-03-01", "2027-08-08")


def test_a_place_is_not_taken_on_the_word_of_one_either(database: Database, world: World, signed: Referral) -> None:
    late = a_course_date(database, world, starts_at=datetime(2027, 6, 30, 8, 30, tzinfo=UTC))
    booking = a_booking(database, world, late, signed)
    a_course_date(database, world)
    done = correct(database, world.custody, signed, WAS_AT - timedelta(days=7))
    assert (done.waits, done.follows.then) == (True, Then.CHOOSES_AGAIN)
    assert read(database, lambda db: db.get_one(Booking, booking.id)).state is BookingState.CONFIRMED


def test_what_ends_nothing_takes_one(database: Database, world: World, signed: Referral) -> None:
    assert not correct(database, world.custody, signed, WAS_AT - timedelta(hours=1)).waits


def test_a_time_that_was_left_as_it_is_counts_no_more(database: Database, world: World, signed: Referral) -> None:
    correct(database, world.custody, signed)
    [claim] = points(database)
    finish(database, world, signed, claim.mark)

    assert correct(database, second(world), signed).waits


def test_done_with_something_else_lets_no_saying_fall_and_done_with_it_leaves_the_rest(
    database: Database, world: World, signed: Referral
) -> None:
    asked: dict[str, Any] = {"referral_id": signed.id, "actor": world.custody, "now": NOW}
    database.write_now(record, event=events.OtherCaseOpenAgain, said="Another case is open.", **asked)
    correct(database, world.custody, signed)
    other, claim = points(database)
    assert other.words == "Another case is open."

    with pytest.raises(ChangedSinceShown):
        finish(database, world, signed, "")
    finish(database, world, signed, other.mark)
    assert points(database) == [claim]
    assert read(database, partial(last_time_said, referral=signed)) is not None

    database.write_now(record, event=events.OtherCaseOpenAgain, said="A third one is.", **asked)
    finish(database, world, signed, claim.mark)
    assert [one.words for one in points(database)] == ["A third one is."]
    assert read(database, partial(last_time_said, referral=signed)) is None
    finish(database, world, signed, points(database)[0].mark)
    assert tasks(database) == [(TaskKind.LOOK_AGAIN, TaskState.DONE)]


def test_the_check_page_says_that_it_waits_and_the_case_what_was_said(database: Database, signed: Referral) -> None:
    one, other = (
        Browser(an_app(a_wiring(database))).sign_in_as(
            an_account(database, Door.CUSTODY, force_code="43", name=name, rank="Sgt")
        )
        for name in ("A. First", "B. Other")
    )
    page = f"/custody/referrals/{signed.reference}/offence"
    day = {"offence_on-day": "1", "offence_on-month": "9", "offence_on-year": "2026", "offence_time": "10:00"}
    typed = {**day, "was_at": WAS_AT.isoformat(), "reason": "A note."}
    assert "no later correction gives it back. So you only say it" in main_words(one.post(page, typed))
    words = main_words(one.get(one.confirm(page, typed).headers["location"]))
    assert "somebody else corrects the offence to the same time, or leaves it" in words
    assert "The offence is said to have been on Tuesday 1 September 2026 at 10am." in words
    assert "The last day to charge would then be Monday 1 March 2027, not Sunday 8 August 2027" in words
    assert "Tuesday 1 September 2026 at 10am: charge by Monday 1 March 2027. A second person has to look" in words
    form = main_words(other.get(page))
    assert "A. First, Organisation has said that it was on Tuesday 1 September 2026 at 10am. “A note.”" in form
    assert "If you find the same, correct the offence to the same time" in form
    assert "You have said that it was on Tuesday 1 September 2026" in main_words(one.get(page))
    assert "A. First" in main_words(other.post(page, typed))
    assert other.confirm(page, typed).headers["location"].endswith("?done=offence")
