"""The register is open, says what happened to him, and the course has not begun: neither he nor anybody undoes that by
giving up the place, and what is read, signed and sent is one set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.actions.cancel_booking import cancel_booking
from programme.actions.decline_offer import decline_offer
from programme.actions.mark_attendance import mark_attendance
from programme.actions.mark_the_rest import mark_the_rest
from programme.actions.move_booking import move_booking
from programme.actions.open_register import open_register
from programme.actions.sign_register import sign_register
from programme.actions.undo_mark import undo_mark
from programme.actions.withdraw_referral import withdraw_referral
from programme.attendance.models import Attendance
from programme.attendance.queries import own_register
from programme.attendance.refusals import PlaceGivenUp
from programme.attendance.rules import marks_by_seat
from programme.attendance.seats import own_seat
from programme.attendance.states import Mark, MarkEvent
from programme.bookings.models import Booking
from programme.bookings.refusals import AlreadyBegun, MarkedAlready
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.offers.told.released import newest_version
from programme.outcomes.models import Result, ResultReason
from programme.outcomes.refusals import CourseHasBegun
from programme.payments.models import Refund
from programme.referrals.models import Referral
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import Actor, Door
from programme.shared.marks import shown_mark
from programme.shared.refusal import Refusal
from programme.storage.database import Database
from tests.support.at_once import at_once
from tests.support.builders import NOW, World, a_booking, a_course_date, a_person, a_referral, a_world, an_offer, read

STARTS = NOW.replace(hour=9, minute=30) + timedelta(days=19)
BEFORE = STARTS - timedelta(minutes=10)
ENDS = STARTS + timedelta(hours=7)
ROUTE = "deferred_prosecution"


@dataclass
class Door930:
    """A course that begins at 9:30, its register open, and people who are expected."""

    database: Database
    world: World
    date: CourseDate
    people: list[Actor]

    def does(self, action: Any, now: datetime = BEFORE, **said: Any) -> Any:
        staff, reference = self.world.provider_staff, self.date.reference
        return self.database.write_now(action, actor=staff, now=now, date_reference=reference, **said)

    def himself(self, action: Any, person: int = 0, **said: Any) -> Any:
        return self.database.write_now(action, actor=self.people[person], now=BEFORE, **said)

    def every(self, kind: Any) -> list[Any]:
        return list(read(self.database, lambda db: db.scalars(select(kind).order_by(kind.id)).all()))

    def shown(self) -> list[tuple[int, Mark]]:
        """The lines that whoever signs, or has signed, reads."""
        found = read(self.database, lambda db: own_register(db, self.date.reference, self.world.provider.id))
        return [(line.seat, line.mark) for line in found.seated if line.seat is not None and line.mark is not None]


def a_door(database: Database, people: int = 1) -> Door930:
    world = a_world(database)
    date = a_course_date(database, world, starts_at=STARTS)
    signed_in = []
    for number in range(people):
        referral = a_referral(database, world, a_person(database, surname=f"Ames{number}"))
        offer = an_offer(database, referral)
        a_booking(database, world, date, referral)
        signed_in.append(Actor(Door.OFFENDER, offer.id, "", referral_id=referral.id))
    door = Door930(database, world, date, signed_in)
    door.does(open_register)
    return door


def declined(door: Door930) -> Any:
    return door.himself(decline_offer, words_version=newest_version(ROUTE))


def withdrawn(door: Door930) -> Any:
    reference = door.every(Referral)[0].reference
    return door.database.write_now(
        withdraw_referral,
        actor=door.world.custody,
        now=BEFORE,
        reference=reference,
        reason=WithdrawalReason.EVIDENCE,
    )


def moved(door: Door930) -> Any:
    other = a_course_date(door.database, door.world, starts_at=STARTS + timedelta(days=3))
    return door.himself(move_booking, date_reference=other.reference)


WAYS_OUT: tuple[tuple[Callable[[Door930], Any], type[Refusal]], ...] = (
    (lambda door: door.himself(cancel_booking), MarkedAlready),
    (moved, MarkedAlready),
    (declined, AlreadyBegun),
    (withdrawn, CourseHasBegun),
)


@pytest.mark.parametrize("event", [MarkEvent.IDENTITY_NOT_SHOWN, MarkEvent.TURNED_AWAY])
def test_once_a_mark_stands_his_place_is_left_by_nobody_and_its_result_goes_out(
    database: Database, event: MarkEvent
) -> None:
    door = a_door(database)
    door.does(mark_attendance, seat=1, event=event)
    for way_out, refusal in WAYS_OUT:
        with pytest.raises(refusal) as said:
            way_out(door)
        assert said.value.remedy
    before = door.shown()
    door.does(sign_register, ENDS, mark=shown_mark(marks_by_seat(before)))
    counted_against_him = event is MarkEvent.IDENTITY_NOT_SHOWN
    reasons = [one.reason for one in door.every(Result)]
    assert reasons == ([ResultReason.IDENTITY_NOT_SHOWN] if counted_against_him else [])  # he can book the other date
    assert [one.amount_pence for one in door.every(Refund)] == ([] if counted_against_him else [9500])
    assert door.shown() == before


def test_a_mark_that_was_taken_back_keeps_nobody(database: Database) -> None:
    door = a_door(database)
    door.does(mark_attendance, seat=1, event=MarkEvent.TURNED_AWAY)
    door.does(undo_mark, seat=1)
    door.himself(cancel_booking)
    assert [one.state for one in door.every(Booking)] == [BookingState.CANCELLED]


def test_a_mark_that_comes_after_he_gave_his_place_up_is_refused_with_when_and_whom_to_tell(
    database: Database,
) -> None:
    door = a_door(database, 2)
    door.himself(cancel_booking)
    late = {"seat": 1, "event": MarkEvent.TURNED_AWAY, "happened_at": BEFORE - timedelta(minutes=5)}
    with pytest.raises(PlaceGivenUp) as said:
        door.does(mark_attendance, STARTS, **late)
    assert "9:20am" in said.value.explanation
    assert "Call the help line" in said.value.remedy
    look = (door.date.reference, 1, door.world.provider.id)
    with pytest.raises(PlaceGivenUp):
        read(database, lambda db: own_seat(db, *look))
    assert door.every(Attendance)[0].mark is Mark.EXPECTED


def test_a_mark_and_his_giving_up_in_the_same_moment_never_both_count(database: Database) -> None:
    door = a_door(database, 4)
    for person in range(4):
        at_once(
            partial(door.does, mark_attendance, seat=person + 1, event=MarkEvent.TURNED_AWAY),
            partial(door.himself, cancel_booking, person),
        )
    marked = {line.booking_id: line.mark is Mark.TURNED_AWAY for line in door.every(Attendance)}
    lost = {place.id: place.state is BookingState.CANCELLED for place in door.every(Booking)}
    assert all(marked[number] is not lost[number] for number in lost), (marked, lost)


@pytest.mark.parametrize("left_unfiltered", [False, True])
def test_what_is_read_before_signing_is_what_is_signed_and_what_is_sent(
    database: Database, left_unfiltered: bool
) -> None:
    """The second time with a line whose place ended although it was marked, as it could before: it would be counted
    by whoever counts every line."""
    door = a_door(database, 3)
    door.himself(cancel_booking, 2)
    door.does(mark_attendance, seat=1, event=MarkEvent.IDENTITY_NOT_SHOWN)
    door.does(mark_the_rest, ENDS, event=MarkEvent.DID_NOT_COME)
    if left_unfiltered:
        database.write_now(_mark_by_hand)
    before = door.shown()
    assert before == [(1, Mark.IDENTITY_REFUSED), (2, Mark.NO_SHOW)]
    done = door.does(sign_register, ENDS, mark=shown_mark(marks_by_seat(before)))
    assert door.shown() == before
    assert done.failed == len(before) == len(door.every(Result))
    lines = door.every(Attendance)
    assert len(lines) == 3
    assert (lines[2].mark is Mark.TURNED_AWAY) is left_unfiltered


def _mark_by_hand(db: Session) -> None:
    db.scalars(select(Attendance).where(Attendance.seat == 3)).one().mark = Mark.TURNED_AWAY
