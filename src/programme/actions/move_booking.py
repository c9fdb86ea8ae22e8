"""Move a booking to another date that is still in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.begun import has_mark
from programme.bookings.holding import move
from programme.bookings.queries import lock_active_booking, lock_own_standing
from programme.bookings.rules import Wanted, can_move
from programme.clock.keeping import recalculate_deadlines
from programme.courses.queries import date_by_id, one_date
from programme.payments.as_shown import PlaceShown
from programme.people.telling import tell_person
from programme.shared.actor import Actor
from programme.shared.marks import check_shown

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class BookingMoved:
    """The same booking on its new date."""

    reference: str
    from_starts_at: datetime
    starts_at: datetime


def move_booking(
    db: Session, *, actor: Actor, now: datetime, date_reference: str, mark: str | None = None
) -> BookingMoved:
    """Move the person's own confirmed place to the date: once, with seven days' notice, the fee going with it.

    The new place is taken before the old one is given back, so he never stands without one. `mark` is that of the
    place that he was shown. Raises NotFound where he has none, NotConfirmed, AlreadyBegun, MarkedAlready,
    MovedAlready, TooLateToMove, SameDate, DateGone, TooLateForDate, DateFull and ChangedSinceShown.
    """
    standing = lock_own_standing(db, actor)
    referral = standing.referral
    recalculate_deadlines(db, referral, standing.policy, now=now)
    booking = lock_active_booking(db, referral.id)
    old, new = date_by_id(db, booking.course_date_id), one_date(db, date_reference)
    can_move(
        Wanted(new.id, new.state, new.starts_at, new.ends_at),
        state=booking.state,
        moves=booking.moves,
        from_id=old.id,
        from_starts_at=old.starts_at,
        complete_by_on=referral.complete_by_on,
        marked=has_mark(db, booking),
        now=now,
    )
    check_shown(PlaceShown(booking.reference, old.starts_at), mark)
    move(db, referral, booking, old=old, new=new, complete_by_on=referral.complete_by_on, actor=actor, now=now)
    tell_person(
        db,
        standing.person,
        notice="place_moved",
        cause=f"{booking.reference}:{booking.moves}",
        referral_id=referral.id,
        facts={"starts_at": new.starts_at, "by_telephone": actor.by_telephone},
        now=now,
        stale_at=new.starts_at,
        he_acted_at=now,
    )
    return BookingMoved(booking.reference, old.starts_at, new.starts_at)
