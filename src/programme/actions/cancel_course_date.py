"""Cancel a course date: everybody keeps his chance and his money, and nobody has failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.queries import LockedPlace, lock_places
from programme.attendance.releasing import release_place
from programme.clock.keeping import recalculate_deadlines
from programme.concerns.queries import stopped_among
from programme.courses.queries import dates_in_time, lock_date
from programme.courses.rules import can_cancel_date
from programme.courses.scheduling import who_still_fits
from programme.courses.states import DateEvent
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_or_correct
from programme.payments.states import RefundReason
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class CourseDateCancelled:
    """A cancelled date: how many people can book another, how many go back to their force, and the money owed back."""

    reference: str
    can_book_again: int
    returned: int
    owed_pence: int


def cancel_course_date(db: Session, *, actor: Actor, now: datetime, reference: str) -> CourseDateCancelled:
    """Cancel the provider's own date, open or running.

    Each place ends without fault, what was paid is owed back, and each person is told in neutral words. Who can still
    make another date in time goes back to choosing one; who cannot is returned to his force at once, so that no day of
    the six months in which a charge can be brought is lost. Raises DateAlreadyCancelled, DateAlreadySigned or NotFound.
    """
    if actor.provider_id is None:
        raise NotFound()
    date = lock_date(db, reference, provider_id=actor.provider_id)
    can_cancel_date(date.state)
    date.apply(DateEvent.CANCELLED)
    db.flush()  # the search for other dates must not find this one
    places = lock_places(db, date.id)
    for place in places:
        recalculate_deadlines(db, place.referral, place.policy, now=now)
    fitting = _fitting(db, places, now=now)
    owed_pence = 0
    returned = 0
    for place in places:
        owed_pence += release_place(
            db, place, starts_at=date.starts_at, refund_reason=RefundReason.COURSE_CANCELLED, actor=actor, now=now
        )
        if place.referral.id not in fitting or place.referral.state is not ReferralState.ACCEPTED:
            returned += _return(db, place, actor=actor, now=now)
    return CourseDateCancelled(reference, len(places) - returned, returned, owed_pence)


def _fitting(db: Session, places: list[LockedPlace], *, now: datetime) -> frozenset[int]:
    if not places:
        return frozenset()
    last_days = [(place.referral.id, place.referral.complete_by_on) for place in places]
    others = dates_in_time(db, now=now, complete_by_on=max(last_day for _, last_day in last_days), at_most=60)
    return who_still_fits(last_days, others) - stopped_among(db, [referral_id for referral_id, _ in last_days])


def _return(db: Session, place: LockedPlace, *, actor: Actor, now: datetime) -> int:
    reason = ResultReason.COURSE_CANCELLED
    if return_or_correct(db, place.referral, reason, actor=actor, now=now, booking_id=place.booking.id) is None:
        return 0
    return 1
