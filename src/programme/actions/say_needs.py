"""The person says what he needs on the day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.models import DayNeeds, NeedKind
from programme.bookings.needs import can_say_needs, check_needs, find_needs
from programme.bookings.queries import find_active_booking, lock_own_standing
from programme.courses.queries import date_by_id
from programme.history import events
from programme.history.timeline import record
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def say_needs(
    db: Session, *, actor: Actor, now: datetime, kinds: frozenset[NeedKind], language: str = "", words: str = ""
) -> bool:
    """Keep what he asks for, in place of what he asked for before; nothing is asked for where `kinds` is empty. It
    waits for an answer again where it is another than before. False where nothing is new. Raises NotFound, NeedsNotNow
    and NeedsUnclear."""
    referral = lock_own_standing(db, actor).referral
    booking = find_active_booking(db, referral.id)
    starts_at = date_by_id(db, booking.course_date_id).starts_at if booking else None
    can_say_needs(referral.state, starts_at=starts_at, now=now)
    language = language if NeedKind.INTERPRETER in kinds else ""
    check_needs(kinds, language, words)
    before = find_needs(db, referral.id)
    if before is None and not kinds:
        return False
    if before is not None and (before.kinds, before.language, before.words) == (kinds, language, words):
        return False
    if before is not None:
        db.delete(before)
        db.flush()  # the new row is of the same case
    if kinds:
        db.add(DayNeeds(referral_id=referral.id, kinds=kinds, language=language, words=words, asked_at=now))
    record(db, referral.id, events.NeedsSaid if kinds else events.NeedsTakenBack, actor=actor, now=now)
    return True
