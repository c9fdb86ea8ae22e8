"""Questions about booking, moving and giving up a place. Pure: facts in, an answer or a Refusal out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from programme.bookings.refusals import (
    ADateFits,
    AlreadyBegun,
    AlreadyBooked,
    DateGone,
    MarkedAlready,
    MovedAlready,
    NotAccepted,
    NotConfirmed,
    PaperFirst,
    PlacedAlready,
    SameDate,
    TooLateForDate,
    TooLateToMove,
)
from programme.bookings.states import ACTIVE, BookingState
from programme.courses.states import DateState
from programme.offers.states import OfferState
from programme.referrals.states import ReferralState
from programme.shared.dates import london_date
from programme.shared.plausible import latest_possible

LONGEST_HOLD = timedelta(hours=24)
"""A place is held while its payment page is open, and no gateway keeps one open for longer."""
NOTICE_DAYS = 7
"""Days before the course until which a place is moved, and cancelled with the whole fee back."""
FREE_MOVES = 1
ARRIVE_EARLY = timedelta(minutes=15)
"""So long before the start he is asked to come."""
WANTS_A_PLACE = frozenset({ReferralState.ELIGIBLE, ReferralState.OFFERED, ReferralState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Wanted:
    """The date he wants: the facts that decide whether he can have it."""

    id: int
    state: DateState
    starts_at: datetime
    ends_at: datetime


def can_book(
    wanted: Wanted,
    *,
    referral: ReferralState,
    offer: OfferState,
    paper_owed: bool,
    complete_by_on: date,
    now: datetime,
) -> None:
    """Whether this case may take a place on this date, the places apart. Raises what `can_choose` and `is_in_time`
    raise."""
    can_choose(referral, offer, paper_owed=paper_owed)
    is_in_time(wanted, complete_by_on=complete_by_on, now=now)


def can_choose(referral: ReferralState, offer: OfferState | None, *, paper_owed: bool) -> None:
    """Whether this case may take a place, whatever the date.

    `paper_owed`: a conditional caution is given by a document that he signs (Criminal Justice Act 2003 s.23(5)), so
    until then there are no conditions that a course could meet. Raises AlreadyBooked, PlacedAlready, NotAccepted or
    PaperFirst.
    """
    if referral is ReferralState.BOOKED:
        raise AlreadyBooked()
    if referral is ReferralState.PLACED_ELSEWHERE:
        raise PlacedAlready()
    if referral is not ReferralState.ACCEPTED or offer is not OfferState.ACCEPTED:
        raise NotAccepted()
    if paper_owed:
        raise PaperFirst()


def check_time_left(complete_by_on: date, now: datetime) -> None:
    """Raises TooLateForDate where no date can be in time any more."""
    if is_out_of_time(complete_by_on, now):
        raise TooLateForDate(complete_by_on)


def is_in_time(wanted: Wanted, *, complete_by_on: date, now: datetime) -> None:
    """Whether the date is open, still to come and over in time. Raises DateGone or TooLateForDate.

    `complete_by_on` is the last safe course day: a course that ends later leaves too little of the six months in
    which summary proceedings must begin (Magistrates' Courts Act 1980 s.127).
    """
    if wanted.state is not DateState.OPEN or wanted.starts_at <= now:
        raise DateGone()
    if london_date(wanted.ends_at) > complete_by_on:
        raise TooLateForDate(complete_by_on)


def can_leave(
    state: BookingState, moves: int, *, starts_at: datetime, complete_by_on: date, marked: bool, now: datetime
) -> None:
    """Whether the place may be moved to another date at all; `marked` as in `can_cancel`. Raises NotConfirmed,
    AlreadyBegun, MarkedAlready, MovedAlready, TooLateToMove or TooLateForDate."""
    if state is not BookingState.CONFIRMED:
        raise NotConfirmed()
    _check_not_begun(starts_at, marked=marked, now=now)
    if moves >= FREE_MOVES:
        raise MovedAlready()
    if not has_notice(starts_at, now):
        raise TooLateToMove(last_day_of_notice(starts_at))
    check_time_left(complete_by_on, now)


def can_move(
    wanted: Wanted,
    *,
    state: BookingState,
    moves: int,
    from_id: int,
    from_starts_at: datetime,
    complete_by_on: date,
    marked: bool,
    now: datetime,
) -> None:
    """Whether the place may be moved to this date, the places apart: once, with notice, and only to a date in
    time. Raises what `can_leave` and `is_in_time` raise, and SameDate."""
    can_leave(state, moves, starts_at=from_starts_at, complete_by_on=complete_by_on, marked=marked, now=now)
    if wanted.id == from_id:
        raise SameDate()
    is_in_time(wanted, complete_by_on=complete_by_on, now=now)


def can_cancel(state: BookingState, *, starts_at: datetime, marked: bool, now: datetime) -> None:
    """Whether the place may still be given up: until the day begins. `marked`: the register says already what happened
    to him, and that is a result, or money that goes back to him. Raises AlreadyBegun or MarkedAlready."""
    if state not in ACTIVE:
        raise AlreadyBegun()
    _check_not_begun(starts_at, marked=marked, now=now)


def _check_not_begun(starts_at: datetime, *, marked: bool, now: datetime) -> None:
    if starts_at <= now:
        raise AlreadyBegun()
    if marked:
        raise MarkedAlready()


def can_return_now(state: ReferralState, *, is_told: bool, earliest_on: date | None, complete_by_on: date) -> None:
    """Whether the case can go back for want of a place. `is_told`: that no date is in time was put to somebody;
    `earliest_on`: the day on which the earliest date with a place is over. Raises ADateFits."""
    fits = earliest_on is not None and earliest_on <= complete_by_on
    if not is_told or fits or state not in WANTS_A_PLACE:
        raise ADateFits()


def is_out_of_time(complete_by_on: date, now: datetime) -> bool:
    """Whether the last safe course day is over."""
    return london_date(now) > complete_by_on


def is_day_too_late(course_on: date, complete_by_on: date, today: date) -> bool:
    """Whether a course elsewhere that is still to come is after the last safe course day of its case. A day that has
    begun is left to what happens there."""
    return course_on > today and course_on > complete_by_on


def arrive_at(starts_at: datetime) -> datetime:
    """When he is asked to be there for a course that starts then."""
    return starts_at - ARRIVE_EARLY


def last_day_of_notice(starts_at: datetime) -> date:
    """The last London day on which a place on a course starting then is moved, or cancelled with the fee back."""
    return london_date(starts_at) - timedelta(days=NOTICE_DAYS)


def has_notice(starts_at: datetime, now: datetime) -> bool:
    """Whether there are seven days left, counted in London days: the whole seventh day before is in time."""
    return london_date(now) <= last_day_of_notice(starts_at)


def is_over(held_until_at: datetime, now: datetime) -> bool:
    """Whether a hold is over. At the very instant it ends, it is; and so is one that ends later than any can."""
    return held_until_at <= now or held_until_at > latest_possible(now, LONGEST_HOLD)
