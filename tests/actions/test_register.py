"""The register: opened, marked, undone and signed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.cancel_course_date import cancel_course_date
from programme.actions.lapse_hold import lapse_hold
from programme.actions.mark_attendance import MarkedAttendance, mark_attendance
from programme.actions.mark_the_rest import mark_the_rest
from programme.actions.open_register import open_register
from programme.actions.sign_register import SignedRegister, sign_register
from programme.actions.undo_mark import undo_mark
from programme.attendance.models import Attendance, IdentityKind
from programme.attendance.queries import own_register
from programme.attendance.refusals import (
    AlreadyMarked,
    CourseNotOver,
    DoorHadClosed,
    DoorStillOpen,
    IdentityNeeded,
    MarkedMeanwhile,
    MarksMissing,
    PeopleNotListed,
    RegisterNotOpen,
    SaidByNobody,
    TooEarlyToOpen,
    UndoNotAgreed,
)
from programme.attendance.seats import own_seat
from programme.attendance.states import FINAL, Mark, MarkEvent
from programme.audit.models import AccessRow, Operation
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.courses.refusals import DateAlreadySigned
from programme.courses.states import DateState
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.history.timeline import timeline
from programme.notices.models import OutboxMessage
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.outcomes.rules import REASON_OF, VERDICT_OF
from programme.payments.models import Refund
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER
from programme.shared.dates import spoken_time
from programme.shared.refusal import NotFound
from programme.shared.transitions import IllegalMove
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_force,
    a_person,
    a_provider,
    a_referral,
    a_world,
    an_exchange,
    read,
)
from tests.support.statements import statements

STARTS = NOW.replace(hour=9, minute=30) + timedelta(days=19)
DOOR_CLOSES = STARTS + timedelta(minutes=15)
ENDS = STARTS + timedelta(hours=7)


@dataclass
class Day:
    """A course date with its register open and people on it."""

    database: Database
    world: World
    date: CourseDate
    bookings: list[Booking]

    def does(self, action: Any, now: datetime, **kwargs: Any) -> Any:
        return self.database.write_now(
            action, actor=self.world.provider_staff, now=now, date_reference=self.date.reference, **kwargs
        )

    def mark(self, seat: int, event: MarkEvent, now: datetime, **kwargs: Any) -> MarkedAttendance:
        marked = self.does(mark_attendance, now, seat=seat, event=event, **kwargs)
        assert isinstance(marked, MarkedAttendance)
        return marked

    def arrives(self, seat: int, now: datetime = STARTS) -> None:
        self.mark(seat, MarkEvent.ARRIVED, now, identity_kind=IdentityKind.PASSPORT)

    def ends_as(self, seat: int, mark: Mark) -> None:
        """Bring a seat to this final mark, the way it happens on the day."""
        evening = ENDS - timedelta(minutes=1)
        if mark in WHILE_INSIDE:
            self.arrives(seat)
            self.mark(seat, WHILE_INSIDE[mark], evening)
        else:
            self.mark(seat, AT_THE_DOOR[mark], DOOR_CLOSES + timedelta(minutes=1))

    def line(self, seat: int) -> Attendance:
        found = read(
            self.database,
            lambda db: db.scalars(
                select(Attendance).where(Attendance.course_date_id == self.date.id, Attendance.seat == seat)
            ).one(),
        )
        assert isinstance(found, Attendance)
        return found

    def signed(self, now: datetime = ENDS) -> SignedRegister:
        done = self.does(sign_register, now)
        assert isinstance(done, SignedRegister)
        return done

    def rows(self, kind: type) -> list[Any]:
        return list(read(self.database, lambda db: db.scalars(select(kind).order_by(kind.id)).all()))  # type: ignore[attr-defined]


WHILE_INSIDE = {
    Mark.COMPLETED: MarkEvent.COMPLETED,
    Mark.LEFT_EARLY: MarkEvent.LEFT_EARLY,
    Mark.REMOVED: MarkEvent.REMOVED,
}
AT_THE_DOOR = {
    Mark.NO_SHOW: MarkEvent.DID_NOT_COME,
    Mark.LATE_REFUSED: MarkEvent.CAME_TOO_LATE,
    Mark.IDENTITY_REFUSED: MarkEvent.IDENTITY_NOT_SHOWN,
    Mark.TURNED_AWAY: MarkEvent.TURNED_AWAY,
    Mark.INTERPRETER_ABSENT: MarkEvent.INTERPRETER_ABSENT,
}


def a_day(database: Database, people: int = 1, world: World | None = None, **referral: Any) -> Day:
    world = world or a_world(database)
    offered = a_course_date(database, world, starts_at=STARTS)
    bookings = [
        a_booking(
            database, world, offered, a_referral(database, world, a_person(database, surname=f"Ames{n:02}"), **referral)
        )
        for n in range(people)
    ]
    day = Day(database, world, offered, bookings)
    day.does(open_register, STARTS - timedelta(hours=1))
    return day


def test_opening_makes_a_numbered_line_for_everybody_who_paid_and_for_nobody_else(database: Database) -> None:
    world = a_world(database)
    offered = a_course_date(database, world, starts_at=STARTS)
    for surname in ("Young", "Adams"):
        a_booking(database, world, offered, a_referral(database, world, a_person(database, surname=surname)))
    a_booking(database, world, offered, state=BookingState.HELD)
    a_booking(database, world, offered, state=BookingState.CANCELLED)
    done = database.write_now(open_register, actor=world.provider_staff, now=STARTS, date_reference=offered.reference)
    assert done.added == 2
    register = read(database, lambda db: own_register(db, offered.reference, world.provider.id))
    assert [(line.seat, line.initials) for line in register.seated] == [(1, "J.A."), (2, "J.Y.")]
    assert len(register.unpaid) == 1
    assert register.date.state is DateState.RUNNING


def test_a_hold_that_ran_out_does_not_count_where_he_books_again(database: Database) -> None:
    world = a_world(database)
    man = a_referral(database, world)
    lost = a_booking(database, world, a_course_date(database, world), man, state=BookingState.HELD)
    assert database.write_now(lapse_hold, actor=WORKER, now=lost.held_until_at, booking_id=lost.id)
    offered = a_course_date(database, world, starts_at=STARTS)
    day = Day(database, world, offered, [a_booking(database, world, offered, man)])
    day.does(open_register, STARTS)
    day.ends_as(1, Mark.COMPLETED)
    day.signed()
    (result,) = day.rows(Result)
    assert (result.verdict, result.reason) == (Verdict.COMPLETED, ResultReason.ATTENDED_THROUGHOUT)


def test_opening_again_adds_who_paid_meanwhile_behind_the_others(database: Database) -> None:
    day = a_day(database, 2)
    late = a_booking(database, day.world, day.date, a_referral(database, day.world, a_person(database, surname="Aaa")))
    for seat in (1, 2):
        day.ends_as(seat, Mark.NO_SHOW)
    with pytest.raises(PeopleNotListed):
        day.signed()
    assert day.does(open_register, STARTS).added == 1
    assert day.line(3).booking_id == late.id
    assert day.does(open_register, STARTS).added == 0


def test_a_register_opens_two_hours_before_and_not_earlier(database: Database) -> None:
    world = a_world(database)
    offered = a_course_date(database, world, starts_at=STARTS)
    opening: dict[str, Any] = {"actor": world.provider_staff, "date_reference": offered.reference}
    with pytest.raises(TooEarlyToOpen):
        database.write_now(open_register, now=STARTS - timedelta(hours=2, seconds=1), **opening)
    database.write_now(open_register, now=STARTS - timedelta(hours=2), **opening)


def test_an_arrival_keeps_the_kind_of_identity_who_saw_it_and_the_time(database: Database) -> None:
    day = a_day(database)
    day.mark(1, MarkEvent.ARRIVED, STARTS, identity_kind=IdentityKind.BUS_PASS)
    line = day.line(1)
    assert (line.mark, line.identity_kind, line.arrived_at) == (Mark.ARRIVED, IdentityKind.BUS_PASS, STARTS)
    assert line.identity_checked_by == day.world.provider_staff.label
    (moment, *_) = read(database, lambda db: timeline(db, day.bookings[0].referral_id))
    assert (moment.event, moment.facts["identity"]) == ("arrival_marked", "bus pass")
    (looked,) = [row for row in day.rows(AccessRow) if row.what == "mark_attendance"]
    assert looked.operation is Operation.ALTERATION
    assert looked.subjects == read(database, lambda db: db.get_one(Referral, day.bookings[0].referral_id)).reference


def test_an_arrival_without_identity_changes_nothing(database: Database) -> None:
    day = a_day(database)
    with pytest.raises(IdentityNeeded):
        day.mark(1, MarkEvent.ARRIVED, STARTS)
    assert day.line(1).mark is Mark.EXPECTED


def test_an_arrival_after_the_door_closed_is_asked_about_and_marks_nobody(database: Database) -> None:
    day = a_day(database)
    after = DOOR_CLOSES + timedelta(seconds=1)
    with pytest.raises(DoorHadClosed, match="The door closed at"):
        day.mark(1, MarkEvent.ARRIVED, after, identity_kind=IdentityKind.PASSPORT)
    assert day.line(1).mark is Mark.EXPECTED
    assert day.mark(1, MarkEvent.CAME_TOO_LATE, after).mark is Mark.LATE_REFUSED
    assert day.line(1).arrived_at is None


def test_who_is_marked_afterwards_as_having_come_in_time_was_seen_by_somebody(database: Database) -> None:
    day = a_day(database)
    came: dict[str, Any] = {"identity_kind": IdentityKind.PASSPORT, "happened_at": STARTS}
    with pytest.raises(SaidByNobody):
        day.mark(1, MarkEvent.ARRIVED, ENDS, **came)
    assert day.mark(1, MarkEvent.ARRIVED, ENDS, **came, note="The second trainer let him in").mark is Mark.ARRIVED


def test_a_tap_that_a_phone_sends_twice_counts_once_even_if_it_was_undone_meanwhile(database: Database) -> None:
    day = a_day(database)
    tap: dict[str, Any] = {"identity_kind": IdentityKind.PASSPORT, "press": "a1b2"}
    day.mark(1, MarkEvent.ARRIVED, STARTS, **tap)
    assert day.mark(1, MarkEvent.ARRIVED, STARTS, **tap).mark is Mark.ARRIVED
    day.does(undo_mark, STARTS, seat=1)
    assert day.mark(1, MarkEvent.ARRIVED, STARTS, **tap).mark is Mark.EXPECTED
    events = [moment.event for moment in read(database, lambda db: timeline(db, day.bookings[0].referral_id))]
    assert events == ["mark_undone", "arrival_marked"]


def test_what_a_line_says_already_is_said_with_who_and_when(database: Database) -> None:
    day = a_day(database)
    day.arrives(1, STARTS)
    colleague = replace(day.world.provider_staff, name="Another")
    again: dict[str, Any] = {"date_reference": day.date.reference, "seat": 1, "now": STARTS + timedelta(minutes=2)}
    for actor, who in ((colleague, "Your colleague"), (day.world.provider_staff, "You")):
        with pytest.raises(AlreadyMarked) as refused:
            database.write_now(mark_attendance, actor=actor, event=MarkEvent.IDENTITY_NOT_SHOWN, **again)
        assert refused.value.headline == f"{who} marked this person “In” at {spoken_time(STARTS)}"


def test_what_was_marked_since_a_page_was_shown_is_said_and_stays_as_it_is(database: Database) -> None:
    day = a_day(database)
    day.arrives(1, STARTS)
    colleague = replace(day.world.provider_staff, name="Another")
    later: dict[str, Any] = {"date_reference": day.date.reference, "seat": 1, "now": STARTS + timedelta(seconds=30)}

    def turn_away(**shown: Mark) -> MarkedAttendance:
        later_on = {**later, **shown}
        return database.write_now(mark_attendance, actor=colleague, event=MarkEvent.TURNED_AWAY, **later_on)

    def take_back(**shown: Mark) -> Any:
        return database.write_now(undo_mark, actor=colleague, **{**later, **shown})

    for press, shown in ((turn_away, Mark.EXPECTED), (take_back, Mark.COMPLETED)):
        with pytest.raises(MarkedMeanwhile) as refused:
            press(shown=shown)
        assert refused.value.headline == f"Your colleague marked this person “In” at {spoken_time(STARTS)}"
    line = day.line(1)
    assert (line.mark, line.identity_kind, line.arrived_at) == (Mark.ARRIVED, IdentityKind.PASSPORT, STARTS)
    take_back(shown=Mark.ARRIVED)
    with pytest.raises(MarkedMeanwhile, match="You took the mark of this person back"):
        turn_away(shown=Mark.ARRIVED)
    assert turn_away().mark is Mark.TURNED_AWAY, "a phone that waited for its network was shown nothing"


def test_a_mark_that_has_stood_is_taken_back_only_after_a_question(database: Database) -> None:
    day = a_day(database)
    day.arrives(1, STARTS)
    with pytest.raises(UndoNotAgreed):
        day.does(undo_mark, STARTS + timedelta(seconds=61), seat=1)
    assert day.line(1).mark is Mark.ARRIVED
    day.does(undo_mark, STARTS + timedelta(seconds=61), seat=1, agreed=True)
    assert day.line(1).mark is Mark.EXPECTED


def test_an_arrival_typed_late_counts_by_the_time_it_happened(database: Database) -> None:
    day = a_day(database)
    marked = day.mark(
        1,
        MarkEvent.ARRIVED,
        ENDS,
        identity_kind=IdentityKind.PASSPORT,
        happened_at=STARTS - timedelta(minutes=5),
        note="On the paper list",
    )
    assert marked.mark is Mark.ARRIVED
    moment = read(database, lambda db: timeline(db, day.bookings[0].referral_id))[0]
    assert (moment.happened_at, moment.recorded_at) == (STARTS - timedelta(minutes=5), ENDS)


def test_undoing_puts_a_line_back_and_the_history_keeps_both(database: Database) -> None:
    day = a_day(database)
    day.arrives(1)
    day.mark(1, MarkEvent.REMOVED, STARTS + timedelta(hours=1), note="Would not put the phone away")
    day.does(undo_mark, STARTS + timedelta(hours=1), seat=1)
    line = day.line(1)
    assert (line.mark, line.left_at, line.note, line.arrived_at) == (Mark.ARRIVED, None, "", STARTS)
    day.does(undo_mark, STARTS + timedelta(hours=1), seat=1)
    line = day.line(1)
    assert (line.mark, line.identity_kind, line.arrived_at) == (Mark.EXPECTED, None, None)
    with pytest.raises(IllegalMove):
        day.does(undo_mark, STARTS + timedelta(hours=1), seat=1)
    events = [moment.event for moment in read(database, lambda db: timeline(db, day.bookings[0].referral_id))]
    assert events == ["mark_undone", "mark_undone", "attendance_marked", "arrival_marked"]


def test_a_mark_costs_four_statements_and_one_commit(database: Database) -> None:
    day = a_day(database, 2)
    day.arrives(2)
    with statements(database) as sent:
        day.arrives(1)
    assert len(sent) == 4, sent


def test_nothing_is_marked_before_opening_after_signing_or_at_another_providers_door(database: Database) -> None:
    day = a_day(database)
    stranger = replace(day.world.provider_staff, provider_id=a_provider(database).id)
    marking: dict[str, Any] = {
        "now": STARTS,
        "date_reference": day.date.reference,
        "seat": 1,
        "event": MarkEvent.TURNED_AWAY,
    }
    with pytest.raises(NotFound):
        database.write_now(mark_attendance, actor=stranger, **marking)
    for action in (open_register, sign_register):
        with pytest.raises(NotFound):
            database.write_now(action, actor=stranger, now=ENDS, date_reference=day.date.reference)
    day.ends_as(1, Mark.NO_SHOW)
    day.signed()
    for change in (
        lambda: day.arrives(1, STARTS),
        lambda: day.does(undo_mark, STARTS, seat=1),
        lambda: day.does(mark_the_rest, ENDS, event=MarkEvent.DID_NOT_COME),
    ):
        with pytest.raises(RegisterNotOpen):
            change()


def test_the_rest_are_marked_at_the_end_and_only_those_they_are_about(database: Database) -> None:
    day = a_day(database, 4)
    day.arrives(1)
    day.arrives(2)
    day.mark(2, MarkEvent.LEFT_EARLY, STARTS + timedelta(hours=2))
    with pytest.raises(DoorStillOpen):
        day.does(mark_the_rest, STARTS, event=MarkEvent.DID_NOT_COME)
    with pytest.raises(CourseNotOver):
        day.does(mark_the_rest, STARTS + timedelta(hours=1), event=MarkEvent.COMPLETED)
    assert day.does(mark_the_rest, ENDS, event=MarkEvent.DID_NOT_COME).marked == 2
    assert day.does(mark_the_rest, ENDS, event=MarkEvent.COMPLETED).marked == 1
    assert [day.line(seat).mark for seat in (1, 2, 3, 4)] == [
        Mark.COMPLETED,
        Mark.LEFT_EARLY,
        Mark.NO_SHOW,
        Mark.NO_SHOW,
    ]
    with pytest.raises(NotFound):
        day.does(mark_the_rest, ENDS, event=MarkEvent.REMOVED)


@pytest.mark.parametrize("mark", sorted(FINAL))
def test_every_final_mark_becomes_its_result_when_no_other_date_is_left(database: Database, mark: Mark) -> None:
    day = a_day(database)
    day.ends_as(1, mark)
    day.signed()
    (result,) = day.rows(Result)
    assert (result.reason, result.verdict) == (REASON_OF[mark], VERDICT_OF[REASON_OF[mark]])
    assert (result.booking_id, result.decided_by) == (day.bookings[0].id, day.world.provider_staff.label)
    assert day.rows(Referral)[0].state is ReferralState.RETURNED
    refunds = [refund.amount_pence for refund in day.rows(Refund)]
    assert refunds == ([9500] if result.verdict is Verdict.NO_FAULT else [])


@pytest.mark.parametrize("mark", [Mark.TURNED_AWAY, Mark.INTERPRETER_ABSENT])
def test_whom_the_provider_could_not_take_can_book_again_and_gets_his_money_back(
    database: Database, mark: Mark
) -> None:
    day = a_day(database)
    a_course_date(database, day.world, starts_at=STARTS + timedelta(days=7))
    day.ends_as(1, mark)
    done = day.signed()
    assert (done.can_book_again, done.no_fault, done.failed) == (1, 0, 0)
    assert day.rows(Result) == []
    assert day.rows(Referral)[0].state is ReferralState.ACCEPTED
    assert day.rows(Booking)[0].state is BookingState.CANCELLED
    assert [(refund.amount_pence, refund.reason) for refund in day.rows(Refund)] == [(9500, "provider_fault")]
    assert [message.notice for message in day.rows(OutboxMessage)] == ["place_cancelled"]


def test_a_date_after_the_last_safe_day_does_not_keep_a_case_from_going_back(database: Database) -> None:
    day = a_day(database, complete_by_on=date(2027, 3, 22))
    a_course_date(database, day.world, starts_at=STARTS + timedelta(days=7))
    day.ends_as(1, Mark.TURNED_AWAY)
    assert day.signed().no_fault == 1
    assert day.rows(Result)[0].reason is ResultReason.TURNED_AWAY


def test_a_register_is_signed_once_and_everything_follows_once(database: Database) -> None:
    day = a_day(database, 3)
    for seat, mark in enumerate((Mark.COMPLETED, Mark.NO_SHOW, Mark.LEFT_EARLY), 1):
        day.ends_as(seat, mark)
    done = day.signed()
    assert (done.completed, done.failed, done.no_fault, done.can_book_again) == (1, 2, 0, 0)
    with pytest.raises(DateAlreadySigned):
        day.signed()
    assert len(day.rows(Result)) == 3
    signed = day.rows(CourseDate)[0]
    assert (signed.state, signed.signed_at, signed.signed_by) == (
        DateState.SIGNED,
        ENDS,
        day.world.provider_staff.label,
    )
    assert {booking.state for booking in day.rows(Booking)} == {BookingState.USED}
    events = [moment.event for moment in read(database, lambda db: timeline(db, day.bookings[0].referral_id))]
    assert events[:3] == ["result_returned", "result_decided", "register_signed"]
    with pytest.raises(DateAlreadySigned):
        database.write_now(cancel_course_date, actor=day.world.provider_staff, now=ENDS, reference=day.date.reference)


def test_a_register_is_not_signed_with_marks_missing_or_before_the_end(database: Database) -> None:
    day = a_day(database, 2)
    day.ends_as(1, Mark.NO_SHOW)
    with pytest.raises(MarksMissing):
        day.signed()
    day.arrives(2)
    with pytest.raises(MarksMissing):
        day.signed()
    with pytest.raises(CourseNotOver):
        day.signed(STARTS + timedelta(hours=1))
    assert day.rows(Result) == []


def test_a_case_that_its_force_took_back_meanwhile_does_not_stop_the_day(database: Database) -> None:
    day = a_day(database, 2)
    for seat in (1, 2):
        day.ends_as(seat, Mark.NO_SHOW)

    def take_back(db: Any) -> None:
        db.get_one(Referral, day.bookings[0].referral_id).state = ReferralState.RETURNED

    database.write_now(take_back)
    day.signed()
    assert [result.referral_id for result in day.rows(Result)] == [day.bookings[1].referral_id]


def test_a_neighbours_case_shows_its_result_to_the_neighbour(database: Database) -> None:
    a_force(database, "42")
    day = a_day(database, force_code="42")
    an_exchange(
        database, read(database, lambda db: db.get_one(Referral, day.bookings[0].referral_id)), "42", state=BOOKED
    )
    day.ends_as(1, Mark.COMPLETED)
    day.signed()
    assert [exchange.state for exchange in day.rows(Exchange)] == [ExchangeState.RESULT_RETURNED]


BOOKED = ExchangeState.BOOKED


def test_signing_costs_a_bounded_number_of_statements_a_person(database: Database) -> None:
    world = a_world(database)

    def cost(people: int) -> int:
        day = a_day(database, people, world)
        day.does(mark_the_rest, ENDS, event=MarkEvent.DID_NOT_COME)
        with statements(database) as sent:
            day.signed()
        return len(sent)

    # Two of them ask which addresses of staff refuse, and who covers for the officer; one what he paid, and one what
    # goes back of it, before he is told.
    assert cost(5) - cost(1) <= 4 * 16


def test_a_name_is_shown_only_while_the_register_is_open(database: Database) -> None:
    day = a_day(database)
    look: dict[str, Any] = {"date_reference": day.date.reference, "seat": 1, "provider_id": day.world.provider.id}
    card = read(database, lambda db: own_seat(db, **look))
    assert (card.name, card.born_on) == ("John Ames00", date(1980, 3, 12))
    day.ends_as(1, Mark.NO_SHOW)
    day.signed()
    with pytest.raises(RegisterNotOpen):
        read(database, lambda db: own_seat(db, **look))
    register = read(database, lambda db: own_register(db, day.date.reference, day.world.provider.id))
    assert [(line.initials, line.mark) for line in register.lines] == [("J.A.", Mark.NO_SHOW)]
    with pytest.raises(NotFound):
        read(database, lambda db: own_seat(db, **{**look, "provider_id": a_provider(database).id}))


def test_two_phones_that_sign_at_once_make_one_set_of_results(database: Database) -> None:
    day = a_day(database, 3)
    day.does(mark_the_rest, ENDS, event=MarkEvent.DID_NOT_COME)

    def sign(_phone: int) -> str:
        try:
            day.signed()
        except DateAlreadySigned as refused:
            return refused.code
        return "signed"

    with ThreadPoolExecutor(4) as phones:
        said = sorted(phones.map(sign, range(4)))
    assert said == ["date_already_signed"] * 3 + ["signed"]
    assert len(day.rows(Result)) == 3


def test_two_phones_that_mark_one_seat_at_once_make_one_mark(database: Database) -> None:
    day = a_day(database)

    def arrive(_phone: int) -> str:
        try:
            day.arrives(1)
        except IllegalMove as refused:
            return refused.code
        return "marked"

    with ThreadPoolExecutor(4) as phones:
        said = sorted(phones.map(arrive, range(4)))
    assert said == ["already_marked"] * 3 + ["marked"]
