"""Book a place: hold it until the fee is settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from programme.bookings.holding import confirm_place, hold
from programme.bookings.queries import BookingStanding, lock_own_standing
from programme.bookings.rules import Wanted, can_book
from programme.clock.keeping import recalculate_deadlines
from programme.courses.queries import DateFacts, one_date
from programme.payments.charging import NOTHING_OWED, charge_fee
from programme.payments.queries import live_fee
from programme.people.telling import tell_person
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.bookings.models import Booking

TIME_TO_PAY = timedelta(minutes=10)
"""Whoever pays within this time is not told before that his place is held: he hears once, that it is his."""


@dataclass(frozen=True, slots=True)
class BookedPlace:
    """The place he has now: held until `held_until_at`, or confirmed at once where nothing is owed any more."""

    reference: str
    date_reference: str
    starts_at: datetime
    held_until_at: datetime
    amount_pence: int
    confirmed: bool


def book_place(db: Session, *, actor: Actor, now: datetime, date_reference: str) -> BookedPlace:
    """Take a place for the person himself on the date, hold it for as long as the programme holds one, and
    charge the fee that he was offered.

    A fee that the case has settled already, with an earlier place, is good for this one: the place is confirmed at
    once. Raises NotAccepted, PaperFirst, AlreadyBooked, DateGone, TooLateForDate, DateFull; NotFound for an unknown
    date.
    """
    standing = lock_own_standing(db, actor)
    recalculate_deadlines(db, standing.referral, standing.policy, now=now)
    date = one_date(db, date_reference)
    can_book(
        Wanted(date.id, date.state, date.starts_at, date.ends_at),
        referral=standing.referral.state,
        offer=standing.offer.state,
        paper_owed=standing.paper_owed,
        complete_by_on=standing.referral.complete_by_on,
        now=now,
    )
    booking = hold(
        db,
        standing.referral,
        date,
        minutes=standing.programme.hold_minutes,
        complete_by_on=standing.referral.complete_by_on,
        actor=actor,
        now=now,
    )
    fee = live_fee(db, standing.referral.id) or charge_fee(
        db,
        referral_id=standing.referral.id,
        booking_id=booking.id,
        amount_pence=standing.offer.fee_pence,
        due_at=booking.held_until_at,
        now=now,
    )
    confirmed = fee.state in NOTHING_OWED
    if confirmed:
        confirm_place(db, booking, actor=actor, now=now)
        _tell_confirmed(db, standing, date, booking, actor=actor, now=now)
    else:
        _tell_held(db, standing, date, booking, actor=actor, now=now)
    return BookedPlace(
        booking.reference, date.reference, date.starts_at, booking.held_until_at, fee.amount_pence, confirmed
    )


def _tell_confirmed(
    db: Session, standing: BookingStanding, date: DateFacts, booking: Booking, *, actor: Actor, now: datetime
) -> None:
    tell_person(
        db,
        standing.person,
        notice="place_confirmed_free",
        cause=booking.reference,
        referral_id=standing.referral.id,
        facts={"starts_at": date.starts_at, "by_telephone": actor.by_telephone},
        now=now,
        stale_at=date.starts_at,
        he_acted_at=now,
    )


def _tell_held(
    db: Session, standing: BookingStanding, date: DateFacts, booking: Booking, *, actor: Actor, now: datetime
) -> None:
    tell_person(
        db,
        standing.person,
        notice="place_booked",
        cause=booking.reference,
        referral_id=standing.referral.id,
        facts={
            "starts_at": date.starts_at,
            "held_until_at": booking.held_until_at,
            "by_telephone": actor.by_telephone,
        },
        now=now,
        not_before=now if actor.by_telephone else now + TIME_TO_PAY,
        stale_at=booking.held_until_at,
        he_acted_at=now,
    )
