"""A case that can no longer be completed in time: it does not wait for the end, it chooses again or goes back now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from programme.attendance.releasing import release_place
from programme.bookings.elsewhere import TOO_LATE, call_off_elsewhere, find_place_elsewhere, tell_called_off
from programme.bookings.models import Booking
from programme.bookings.queries import find_active_booking
from programme.bookings.rules import is_day_too_late, is_out_of_time
from programme.bookings.words import US
from programme.courses.queries import DateFacts, date_by_id, dates_in_time
from programme.offers.taking_back import take_open_offer_back
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_case
from programme.payments.charging import settle_lost_place
from programme.payments.states import RefundReason
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.queries import person_of
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date


class Ending(StrEnum):
    """The outcome for a case whose dates were recalculated."""

    GOES_ON = "goes_on"
    CHOOSES_AGAIN = "chooses_again"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class _Place:
    booking: Booking
    referral: Referral
    person: Person


def end_what_is_too_late(db: Session, referral: Referral, *, dates_moved: bool, actor: Actor, now: datetime) -> Ending:
    """End what can no longer be completed by the case's last safe course day, which was reckoned just before.

    A place on a course that ends later is given up, here or elsewhere: what he paid stays good for another where one
    with a place is in time, and he is told to choose; else the case goes back at once, and everything he paid is owed
    back. So does a case that was offered, or accepted and moved (`dates_moved`) to a day that is over: it is no fault
    of his. A day that has begun is left to what happens there. The caller holds the case's lock.
    """
    if referral.state is ReferralState.BOOKED:
        return _end_place(db, referral, actor=actor, now=now)
    if referral.state is ReferralState.PLACED_ELSEWHERE:
        return _end_place_elsewhere(db, referral, actor=actor, now=now)
    waits = referral.state is ReferralState.OFFERED or (referral.state is ReferralState.ACCEPTED and dates_moved)
    if not waits or not is_out_of_time(referral.complete_by_on, now):
        return Ending.GOES_ON
    take_open_offer_back(db, referral, actor=actor, now=now)
    settle_lost_place(db, referral.id, RefundReason.TIME_RAN_OUT, actor=actor, now=now)
    return_case(db, referral, ResultReason.TIME_RAN_OUT, actor=actor, now=now)
    return Ending.RETURNED


def is_too_late(referral: Referral, date: DateFacts, now: datetime) -> bool:
    """Whether a course that is still to come ends after the last safe course day of the case."""
    return date.starts_at > now and london_date(date.ends_at) > referral.complete_by_on


def _end_place(db: Session, referral: Referral, *, actor: Actor, now: datetime) -> Ending:
    booking = find_active_booking(db, referral.id)
    if booking is None:
        return Ending.GOES_ON
    date = date_by_id(db, booking.course_date_id)
    if not is_too_late(referral, date, now):
        return Ending.GOES_ON
    another = bool(dates_in_time(db, now=now, complete_by_on=referral.complete_by_on, at_most=1))
    release_place(
        db,
        _Place(booking, referral, person_of(db, referral)),
        starts_at=date.starts_at,
        refund_reason=None if another else RefundReason.TIME_RAN_OUT,
        actor=actor,
        now=now,
    )
    if another:
        return Ending.CHOOSES_AGAIN
    return_case(db, referral, ResultReason.TIME_RAN_OUT, actor=actor, now=now, booking_id=booking.id)
    return Ending.RETURNED


def _end_place_elsewhere(db: Session, referral: Referral, *, actor: Actor, now: datetime) -> Ending:
    placed = find_place_elsewhere(db, referral.id)
    if placed is None or not is_day_too_late(placed.course_on, referral.complete_by_on, london_date(now)):
        return Ending.GOES_ON
    another = bool(dates_in_time(db, now=now, complete_by_on=referral.complete_by_on, at_most=1))
    call_off_elsewhere(db, referral, placed, reason=TOO_LATE, actor=actor, now=now)
    tell_called_off(db, person_of(db, referral), referral, placed, by=US, now=now)
    if another:
        return Ending.CHOOSES_AGAIN
    return_case(db, referral, ResultReason.TIME_RAN_OUT, actor=actor, now=now)
    return Ending.RETURNED
