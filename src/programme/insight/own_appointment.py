"""How often the person's appointment has changed, so that a calendar tells a newer entry from an older one."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from programme.history import events
from programme.history.models import HistoryRow

_CHANGES = [event.name for event in (events.PlaceMoved, events.CourseDateChanged, events.PlaceCancelled)]
_REVISION = select(func.count(HistoryRow.id)).where(
    HistoryRow.referral_id == bindparam("referral_id"), HistoryRow.event.in_(_CHANGES)
)


def appointment_revision(db: Session, referral_id: int) -> int:
    """The number of changes so far: moved by himself, changed by the provider, cancelled. It only ever grows."""
    return db.execute(_REVISION, {"referral_id": referral_id}).scalar_one()
