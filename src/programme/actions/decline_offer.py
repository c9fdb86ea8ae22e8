"""Decline the offer: the case goes back to the force at once, while there is time left to decide it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.holding import cancel
from programme.bookings.queries import Standing, find_active_booking, lock_own_standing
from programme.bookings.rules import can_cancel, has_notice
from programme.courses.queries import date_by_id
from programme.exchange.following import follow
from programme.exchange.states import ExchangeEvent
from programme.history import events
from programme.history.timeline import record
from programme.notices.outbox import call_off
from programme.offers import answering
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_case
from programme.payments.charging import settle_given_up
from programme.payments.queries import live_fee
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

STALE_NOTICES = frozenset({"offer_made", "place_booked", "fee_paid", "course_reminder"})


@dataclass(frozen=True, slots=True)
class OfferDeclined:
    """His no. `refund_pence` go back to his card."""

    reference: str
    refund_pence: int


def decline_offer(db: Session, *, actor: Actor, now: datetime, words_version: str) -> OfferDeclined:
    """Record the no of the person himself, give up a place he has, and return the case.

    He may change his mind after a yes, until the course begins. Raises AnsweredAlready, AnswerTooLate, WordsChanged,
    and AlreadyBegun once the day of his place has begun.
    """
    standing = lock_own_standing(db, actor)
    referral = standing.referral
    answering.decline(standing.offer, words_version=words_version, now=now)
    record(db, referral.id, events.OfferDeclined, actor=actor, now=now, version=words_version)
    refund_pence = _give_up_place(db, standing, actor=actor, now=now)
    call_off(db, referral.id, notices=STALE_NOTICES)
    return_case(db, referral, ResultReason.OFFER_DECLINED, actor=actor, now=now)
    follow(db, referral.id, ExchangeEvent.RESULT_RETURNED, now=now)
    return OfferDeclined(referral.reference, refund_pence)


def _give_up_place(db: Session, standing: Standing, *, actor: Actor, now: datetime) -> int:
    if standing.referral.state is not ReferralState.BOOKED:
        return 0
    booking = find_active_booking(db, standing.referral.id)
    if booking is None:
        return 0
    starts_at = date_by_id(db, booking.course_date_id).starts_at
    can_cancel(booking.state, starts_at=starts_at, now=now)
    cancel(db, standing.referral, booking, actor=actor, now=now)
    fee = live_fee(db, standing.referral.id)
    return settle_given_up(db, fee, in_time=has_notice(starts_at, now), actor=actor, now=now)
