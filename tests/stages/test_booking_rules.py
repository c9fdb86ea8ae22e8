"""When a place may be taken, moved and given up: every pair of states, and the days around the limits."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.bookings.refusals import (
    ADateFits,
    AlreadyBegun,
    AlreadyBooked,
    DateFull,
    DateGone,
    MovedAlready,
    NotAccepted,
    NotConfirmed,
    PaperFirst,
    PlacedAlready,
    SameDate,
    TooLateForDate,
    TooLateToMove,
)
from programme.bookings.rules import (
    FREE_MOVES,
    LONGEST_HOLD,
    NOTICE_DAYS,
    Wanted,
    can_book,
    can_cancel,
    can_leave,
    can_move,
    can_return_now,
    check_time_left,
    has_notice,
    is_out_of_time,
    is_over,
    last_day_of_notice,
)
from programme.bookings.states import BookingState
from programme.courses.states import DateState
from programme.offers.states import OfferState
from programme.referrals.states import ReferralState
from programme.shared.dates import london_date, london_instant
from programme.shared.plausible import latest_possible
from programme.shared.refusal import Refusal

NOW = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))


def wanted(
    starts_at: datetime = NOW + timedelta(days=10), state: DateState = DateState.OPEN, number: int = 1
) -> Wanted:
    return Wanted(number, state, starts_at, starts_at + timedelta(hours=7))


@pytest.mark.parametrize(("referral", "offer"), list(product(ReferralState, OfferState)))
def test_a_place_is_booked_only_for_an_accepted_case_with_an_accepted_offer(
    referral: ReferralState, offer: OfferState
) -> None:
    def book() -> None:
        can_book(wanted(), referral=referral, offer=offer, paper_owed=False, complete_by_on=date(2027, 6, 1), now=NOW)

    if referral is ReferralState.BOOKED:
        with pytest.raises(AlreadyBooked):
            book()
    elif referral is ReferralState.PLACED_ELSEWHERE:
        with pytest.raises(PlacedAlready):
            book()
    elif (referral, offer) == (ReferralState.ACCEPTED, OfferState.ACCEPTED):
        book()
    else:
        with pytest.raises(NotAccepted):
            book()


@pytest.mark.parametrize("state", [state for state in DateState if state is not DateState.OPEN])
def test_only_an_open_date_is_booked(state: DateState) -> None:
    with pytest.raises(DateGone):
        can_book(
            wanted(state=state),
            referral=ReferralState.ACCEPTED,
            offer=OfferState.ACCEPTED,
            paper_owed=False,
            complete_by_on=date(2027, 6, 1),
            now=NOW,
        )


def test_nobody_books_while_a_paper_of_his_route_is_not_signed() -> None:
    with pytest.raises(PaperFirst, match="form to go through before you can choose a date"):
        can_book(
            wanted(),
            referral=ReferralState.ACCEPTED,
            offer=OfferState.ACCEPTED,
            paper_owed=True,
            complete_by_on=date(2027, 6, 1),
            now=NOW,
        )


@given(starts_at=INSTANTS, now=INSTANTS, complete_by_on=st.dates(date(2026, 1, 1), date(2029, 1, 1)))
def test_a_date_is_bookable_exactly_when_it_is_to_come_and_over_by_the_last_safe_day(
    starts_at: datetime, now: datetime, complete_by_on: date
) -> None:
    course_date = wanted(starts_at)
    in_time = starts_at > now and london_date(course_date.ends_at) <= complete_by_on
    refusal: Refusal | None = None
    try:
        can_book(
            course_date,
            referral=ReferralState.ACCEPTED,
            offer=OfferState.ACCEPTED,
            paper_owed=False,
            complete_by_on=complete_by_on,
            now=now,
        )
    except Refusal as met:
        refusal = met
    assert (refusal is None) is in_time
    if refusal is not None:
        assert isinstance(refusal, DateGone if starts_at <= now else TooLateForDate)


@pytest.mark.parametrize(
    ("ends_at", "fits"),
    [
        (london_instant(date(2027, 6, 1), time(16, 30)), True),
        (london_instant(date(2027, 6, 1), time(23, 59)), True),  # 22:59 in UTC: the London day decides
        (london_instant(date(2027, 6, 2), time(0, 30)), False),  # 23:30 of the day before in UTC
    ],
)
def test_the_last_safe_day_is_a_london_day(ends_at: datetime, fits: bool) -> None:
    course_date = Wanted(1, DateState.OPEN, ends_at - timedelta(hours=7), ends_at)

    def book() -> None:
        can_book(
            course_date,
            referral=ReferralState.ACCEPTED,
            offer=OfferState.ACCEPTED,
            paper_owed=False,
            complete_by_on=date(2027, 6, 1),
            now=NOW,
        )

    if fits:
        book()
    else:
        with pytest.raises(TooLateForDate):
            book()


@given(starts_at=INSTANTS, now=INSTANTS)
def test_notice_is_counted_in_whole_london_days(starts_at: datetime, now: datetime) -> None:
    days = (london_date(starts_at) - london_date(now)).days
    assert has_notice(starts_at, now) is (days >= 7)
    assert last_day_of_notice(starts_at) == london_date(starts_at) - timedelta(days=7)


@pytest.mark.parametrize("clocks_change_on", [date(2027, 3, 28), date(2027, 10, 31)])
def test_notice_ends_at_midnight_on_either_side_of_a_change_of_clocks(clocks_change_on: date) -> None:
    starts_at = london_instant(clocks_change_on + timedelta(days=3), time(9, 30))
    last_on = last_day_of_notice(starts_at)
    assert has_notice(starts_at, london_instant(last_on, time(23, 59)))
    assert not has_notice(starts_at, london_instant(last_on + timedelta(days=1), time(0, 0)))


@pytest.mark.parametrize("state", list(BookingState))
@pytest.mark.parametrize("moves", [0, FREE_MOVES])
@pytest.mark.parametrize("days", [-1, 3, 30])
def test_a_place_is_left_once_with_notice_when_it_is_confirmed(state: BookingState, moves: int, days: int) -> None:
    expected: type[Refusal] | None = None
    if state is not BookingState.CONFIRMED:
        expected = NotConfirmed
    elif days < 0:
        expected = AlreadyBegun
    elif moves:
        expected = MovedAlready
    elif days < 7:
        expected = TooLateToMove
    met: Refusal | None = None
    try:
        can_leave(state, moves, starts_at=NOW + timedelta(days=days), complete_by_on=NOW.date(), marked=False, now=NOW)
    except Refusal as refusal:
        met = refusal
    assert type(met) is (expected or type(None))


def test_a_place_moves_to_another_date_in_time_and_to_no_other() -> None:
    def move(to: Wanted) -> None:
        can_move(
            to,
            state=BookingState.CONFIRMED,
            moves=0,
            from_id=1,
            from_starts_at=NOW + timedelta(days=20),
            complete_by_on=date(2027, 4, 1),
            marked=False,
            now=NOW,
        )

    move(wanted(NOW + timedelta(days=25), number=2))
    move(wanted(NOW + timedelta(days=2), number=2))
    with pytest.raises(SameDate):
        move(wanted(NOW + timedelta(days=20), number=1))
    with pytest.raises(TooLateForDate):
        move(wanted(NOW + timedelta(days=60), number=2))
    with pytest.raises(DateGone):
        move(wanted(NOW + timedelta(days=25), DateState.CANCELLED, number=2))


@pytest.mark.parametrize("state", list(BookingState))
def test_a_place_is_given_up_until_the_day_begins(state: BookingState) -> None:
    if state in (BookingState.HELD, BookingState.CONFIRMED):
        can_cancel(state, starts_at=NOW + timedelta(seconds=1), marked=False, now=NOW)
    else:
        with pytest.raises(AlreadyBegun):
            can_cancel(state, starts_at=NOW + timedelta(seconds=1), marked=False, now=NOW)
    with pytest.raises(AlreadyBegun):
        can_cancel(state, starts_at=NOW, marked=False, now=NOW)


def test_a_hold_is_over_at_the_instant_it_ends() -> None:
    assert not is_over(NOW + timedelta(microseconds=1), NOW)
    assert is_over(NOW, NOW)


def test_a_full_date_names_what_still_fits_in_a_sentence() -> None:
    days = [date(2027, 3, 6), date(2027, 3, 20)]
    assert DateFull(days).remedy == (
        "Two other dates still leave enough time: Saturday 6 March 2027, Saturday 20 March 2027."
    )
    assert DateFull(days[:1]).remedy == "One other date still leaves enough time: Saturday 6 March 2027."
    assert "look again soon" in DateFull().remedy


def test_a_place_is_held_for_a_day_at_most_and_moved_once_seven_days_before() -> None:
    assert timedelta(hours=24) == LONGEST_HOLD
    assert (NOTICE_DAYS, FREE_MOVES) == (7, 1)


def test_a_place_is_left_until_the_very_second_the_course_begins() -> None:
    with pytest.raises(TooLateToMove):
        can_leave(
            BookingState.CONFIRMED,
            0,
            starts_at=NOW + timedelta(seconds=1),
            complete_by_on=date(2027, 4, 1),
            marked=False,
            now=NOW,
        )
    with pytest.raises(AlreadyBegun):
        can_leave(BookingState.CONFIRMED, 0, starts_at=NOW, complete_by_on=date(2027, 4, 1), marked=False, now=NOW)


def test_a_place_is_not_left_where_no_other_date_is_in_time() -> None:
    later = NOW + timedelta(days=20)
    can_leave(BookingState.CONFIRMED, 0, starts_at=later, complete_by_on=NOW.date(), marked=False, now=NOW)
    with pytest.raises(TooLateForDate):
        can_leave(
            BookingState.CONFIRMED,
            0,
            starts_at=later,
            complete_by_on=NOW.date() - timedelta(days=1),
            marked=False,
            now=NOW,
        )


def test_a_hold_that_ends_later_than_any_can_is_over() -> None:
    longest = latest_possible(NOW, LONGEST_HOLD)
    assert not is_over(longest, NOW)
    assert is_over(longest + timedelta(microseconds=1), NOW)


@pytest.mark.parametrize(
    ("on", "over"), [(date(2027, 2, 28), True), (date(2027, 3, 1), False), (date(2027, 3, 2), False)]
)
def test_a_case_is_out_of_time_from_the_day_after_its_last_safe_course_day(on: date, over: bool) -> None:
    assert is_out_of_time(on, NOW) is over


@pytest.mark.parametrize("state", ReferralState)
def test_a_case_goes_back_for_want_of_a_place_where_it_wants_one_and_none_fits(state: ReferralState) -> None:
    wants = {ReferralState.ELIGIBLE, ReferralState.OFFERED, ReferralState.ACCEPTED}
    last_on, day = date(2027, 4, 1), timedelta(days=1)

    def goes_back(*, is_told: bool = True, earliest_on: date | None = None) -> bool:
        try:
            can_return_now(state, is_told=is_told, earliest_on=earliest_on, complete_by_on=last_on)
        except ADateFits:
            return False
        return True

    assert goes_back() is goes_back(earliest_on=last_on + day) is (state in wants)
    assert not goes_back(is_told=False)
    assert not goes_back(earliest_on=last_on)


def test_on_the_last_safe_course_day_there_is_still_time() -> None:
    check_time_left(NOW.date(), NOW)
    with pytest.raises(TooLateForDate):
        check_time_left(NOW.date() - timedelta(days=1), NOW)
