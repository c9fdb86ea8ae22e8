"""Taking a place, keeping it and giving it up: the steps that several actions share.

Every function expects the case's row to be locked by its caller and touches bookings, places, the case's state and
its history only. Money and messages are the action's; bail and the neighbour follow from the history.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from programme.bookings.models import Booking
from programme.bookings.refusals import DateFull, DateGone
from programme.bookings.reminders import rung_passed
from programme.bookings.states import BookingEvent, BookingState, PlaceLost
from programme.courses.queries import DateFacts, date_by_id, dates_in_time, give_back_place, take_place
from programme.courses.states import DateState
from programme.history import events
from programme.history.timeline import record
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import ReferralEvent, ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.references import new_reference

OTHERS_NAMED = 3


def hold(
    db: Session,
    referral: Referral,
    course_date: DateFacts,
    *,
    minutes: int,
    complete_by_on: date,
    actor: Actor,
    now: datetime,
) -> Booking:
    """Take a place on `course_date` and hold it for the case for so many minutes, until it is paid for; it is booked.

    The place is taken first, in one guarded statement. Raises DateFull, naming what still fits, or DateGone.
    """
    seat(db, course_date, complete_by_on=complete_by_on, now=now)
    booking = Booking(
        reference=new_reference(),
        referral_id=referral.id,
        course_date_id=course_date.id,
        booked_at=now,
        held_until_at=now + timedelta(minutes=minutes),
    )
    db.add(booking)
    referral.apply(ReferralEvent.PLACE_BOOKED)
    db.flush()  # the fee needs the booking's number
    record(
        db,
        referral.id,
        events.PlaceBooked,
        actor=actor,
        now=now,
        date_reference=course_date.reference,
        starts_at=course_date.starts_at,
        held_until_at=booking.held_until_at,
    )
    return booking


def seat(db: Session, course_date: DateFacts, *, complete_by_on: date, now: datetime) -> None:
    """Take one place on `course_date`, or raise DateFull (naming dates that still fit) or DateGone."""
    if course_date.places_left > 0 and take_place(db, course_date.id):
        return
    if date_by_id(db, course_date.id).state is not DateState.OPEN:
        raise DateGone()
    others = dates_in_time(db, now=now, complete_by_on=complete_by_on, at_most=OTHERS_NAMED + 1)
    days = dict.fromkeys(london_date(other.starts_at) for other in others if other.id != course_date.id)
    raise DateFull([*days][:OTHERS_NAMED])


def confirm_place(db: Session, booking: Booking, *, actor: Actor, now: datetime) -> None:
    """The fee is settled: the held place is his. Raises IllegalMove when it is not held any more."""
    booking.apply(BookingEvent.FEE_PAID)
    booking.confirmed_at = now
    _record_confirmed(db, booking, actor=actor, now=now)


def seat_again(db: Session, booking: Booking, *, actor: Actor, now: datetime) -> bool:
    """Money came after the hold had lapsed: take a place on the same date again and confirm it, if that can be.

    False when it cannot: the date is full, gone or has begun, the case has another place or has ended, or the hold
    did not simply lapse. Then the money goes back. Locks the case's row itself.
    """
    referral = lock_referral_by_id(db, booking.referral_id)
    if booking.state is not BookingState.LAPSED or referral.state is not ReferralState.ACCEPTED:
        return False
    course_date = date_by_id(db, booking.course_date_id)
    if (
        course_date.starts_at <= now
        or london_date(course_date.ends_at) > referral.complete_by_on
        or not take_place(db, course_date.id)
    ):
        return False
    booking.apply(BookingEvent.SEATED_AGAIN)
    booking.confirmed_at, booking.ended_at, booking.lost_because = now, None, None
    referral.apply(ReferralEvent.PLACE_BOOKED)
    _record_confirmed(db, booking, actor=actor, now=now, course_date=course_date)
    return True


def give_up(db: Session, booking: Booking, event: BookingEvent, *, because: PlaceLost, now: datetime) -> None:
    """End a held or confirmed place by `event` (CANCELLED or HOLD_LAPSED), keep why, and give the place back.

    The case's state is the caller's: it goes on (`cancel` and `lapse` put it back to accepted) or it is returned.
    Raises IllegalMove for a booking that has ended already, so a place is never given back twice.
    """
    booking.apply(event)
    booking.ended_at, booking.lost_because = now, because
    give_back_place(db, booking.course_date_id)


def cancel(
    db: Session, referral: Referral, booking: Booking, *, because: PlaceLost, actor: Actor, now: datetime
) -> DateFacts:
    """Give the place up and put the case back to accepted. Returns the date it was on."""
    referral.apply(ReferralEvent.PLACE_LOST)
    return cancel_place_alone(db, booking, because=because, actor=actor, now=now)


def cancel_place_alone(db: Session, booking: Booking, *, because: PlaceLost, actor: Actor, now: datetime) -> DateFacts:
    """The same for a place whose case has ended in another way and stays as it is."""
    course_date = date_by_id(db, booking.course_date_id)
    give_up(db, booking, BookingEvent.CANCELLED, because=because, now=now)
    record(
        db,
        booking.referral_id,
        events.PlaceCancelled,
        actor=actor,
        now=now,
        date_reference=course_date.reference,
        starts_at=course_date.starts_at,
        because=because.value,
    )
    return course_date


def lapse_booking(db: Session, referral: Referral, booking: Booking, *, actor: Actor, now: datetime) -> None:
    """The hold was not paid for in time: the place goes back, and the case to accepted."""
    give_up(db, booking, BookingEvent.HOLD_LAPSED, because=PlaceLost.HOLD_RAN_OUT, now=now)
    referral.apply(ReferralEvent.PLACE_LOST)
    record(db, referral.id, events.HoldLapsed, actor=actor, now=now, held_until_at=booking.held_until_at)


def move(
    db: Session,
    referral: Referral,
    booking: Booking,
    *,
    old: DateFacts,
    new: DateFacts,
    complete_by_on: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Put the booking on another date: the new place is taken before the old one is given back. Raises DateFull or
    DateGone. The reminders of the old date are forgotten."""
    seat(db, new, complete_by_on=complete_by_on, now=now)
    give_back_place(db, old.id)
    booking.course_date_id = new.id
    booking.moves += 1
    booking.reminded_rung = rung_passed(new.starts_at, now)
    record(
        db,
        booking.referral_id,
        events.PlaceMoved,
        actor=actor,
        now=now,
        from_starts_at=old.starts_at,
        starts_at=new.starts_at,
    )


def _record_confirmed(
    db: Session, booking: Booking, *, actor: Actor, now: datetime, course_date: DateFacts | None = None
) -> None:
    course_date = course_date or date_by_id(db, booking.course_date_id)
    booking.reminded_rung = rung_passed(course_date.starts_at, now)
    record(
        db,
        booking.referral_id,
        events.PlaceConfirmed,
        actor=actor,
        now=now,
        date_reference=course_date.reference,
        starts_at=course_date.starts_at,
    )
