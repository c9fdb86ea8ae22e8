"""When somebody last wrote something: what a machine's clock is held against that nobody has looked at before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.audit.models import AccessRow
from programme.history.models import HistoryRow
from programme.notices.models import OutboxMessage
from programme.referrals.models import Referral


def last_written_at(db: Session, *, now: datetime) -> datetime | None:
    """The latest instant up to now at which a case, its history, a message or a look at a record was written; None
    where there is none. A row dated later was written by a clock that ran ahead, and proves nothing."""
    written = (Referral.referred_at, HistoryRow.recorded_at, OutboxMessage.queued_at, AccessRow.at)
    found: list[datetime | None] = [
        db.execute(select(func.max(column)).where(column <= now)).scalar_one() for column in written
    ]
    return max((at for at in found if at is not None), default=None)
