"""Sign the register of a course date: the day is closed, and every result goes to its force."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.models import Attendance
from programme.attendance.queries import LockedPlace, lock_places
from programme.attendance.refusals import RegisterNotOpen
from programme.attendance.releasing import release_place
from programme.attendance.rules import can_sign_register, check_marks, counts_against_nobody, marks_by_seat
from programme.attendance.states import Mark
from programme.bookings.states import BookingEvent, BookingState, PlaceLost
from programme.concerns.queries import stopped_among
from programme.courses.models import CourseDate
from programme.courses.queries import dates_in_time, lock_date
from programme.courses.scheduling import who_still_fits
from programme.courses.states import DateEvent
from programme.history import events
from programme.history.timeline import record
from programme.outcomes.models import Verdict
from programme.outcomes.returning import return_or_correct
from programme.outcomes.rules import REASON_OF, VERDICT_OF
from programme.payments.states import RefundReason
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.marks import check_shown
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class SignedRegister:
    """How many of the register came to which end."""

    date_reference: str
    completed: int
    failed: int
    no_fault: int
    can_book_again: int


def sign_register(
    db: Session, *, actor: Actor, now: datetime, date_reference: str, mark: str | None = None
) -> SignedRegister:
    """Close the provider's own day, once: each mark becomes a result by its reason, and each case goes to its force.

    Whom the provider could not take in, or who had no interpreter, has not failed: his money goes back, and he can
    book again where another date still leaves enough time; else his case is returned without fault. A case that went
    back because nobody had signed gets its true result now, and its force is told again. `mark` is that of the marks
    whose results were read before it was signed. Raises ChangedSinceShown, DateAlreadySigned, RegisterNotOpen,
    CourseNotOver, MarksMissing, PeopleNotListed or NotFound.
    """
    if actor.provider_id is None:
        raise NotFound()
    date = lock_date(db, date_reference, provider_id=actor.provider_id)
    can_sign_register(date.state, ends_at=date.ends_at, now=now)
    places = [place for place in lock_places(db, date.id) if place.booking.state is BookingState.CONFIRMED]
    lines = [place.attendance for place in places if place.attendance is not None]
    check_shown(marks_by_seat((line.seat, line.mark) for line in lines), mark)
    check_marks([place.attendance.mark if place.attendance else None for place in places])
    date.apply(DateEvent.REGISTER_SIGNED)
    date.signed_at, date.signed_by = now, actor.label
    fitting = _can_book_again(db, places, now=now)
    ends: Counter[Verdict | None] = Counter()
    for place in places:
        ends[_close(db, date, place, place.referral.id in fitting, actor=actor, now=now)] += 1
    return SignedRegister(
        date_reference, ends[Verdict.COMPLETED], ends[Verdict.FAILED], ends[Verdict.NO_FAULT], ends[None]
    )


def _can_book_again(db: Session, places: list[LockedPlace], *, now: datetime) -> frozenset[int]:
    """The cases whose place was lost through the provider and that another date still fits."""
    last_days = [
        (place.referral.id, place.complete_by_on) for place in places if counts_against_nobody(_line(place).mark)
    ]
    if not last_days:
        return frozenset()
    others = dates_in_time(db, now=now, complete_by_on=max(last_day for _, last_day in last_days), at_most=60)
    return who_still_fits(last_days, others) - stopped_among(db, [referral_id for referral_id, _ in last_days])


def _close(
    db: Session, date: CourseDate, place: LockedPlace, can_book_again: bool, *, actor: Actor, now: datetime
) -> Verdict | None:
    """End one person's day; None when his case goes on."""
    mark = _line(place).mark
    record(db, place.referral.id, events.RegisterSigned, actor=actor, now=now, date_reference=date.reference)
    if counts_against_nobody(mark):
        release_place(
            db,
            place,
            starts_at=date.starts_at,
            refund_reason=RefundReason.PROVIDER_FAULT,
            because=PlaceLost.NOT_TAKEN_IN,
            no_interpreter=mark is Mark.INTERPRETER_ABSENT,
            actor=actor,
            now=now,
        )
        if can_book_again and place.referral.state is ReferralState.ACCEPTED:
            return None
    else:
        place.booking.apply(BookingEvent.REGISTER_SIGNED)
        place.booking.ended_at = now
    reason = REASON_OF[mark]
    result = return_or_correct(db, place.referral, reason, actor=actor, now=now, booking_id=place.booking.id)
    if result is None:
        return None  # the force took the case back meanwhile: it has its result already
    return VERDICT_OF[reason]


def _line(place: LockedPlace) -> Attendance:
    """The line of a place that `check_marks` has found on the register."""
    if place.attendance is None:
        raise RegisterNotOpen()
    return place.attendance
