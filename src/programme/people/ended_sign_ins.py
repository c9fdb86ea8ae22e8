"""How a sign-in of the person himself came to its end, as far as its row still says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.people.models import SignIn
from programme.people.sign_ins import id_hash
from programme.storage.rows import columns_of, reads, rows


@reads(SignIn)
@dataclass(frozen=True, slots=True)
class _Ended:
    offer_id: int | None
    seen_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class EndedSignIn:
    """Of which offer; and whether its time was over. If not, the offer is no longer his to open."""

    offer_id: int
    timed_out: bool


def find_ended(db: Session, cookie: str, *, now: datetime, idle: timedelta) -> EndedSignIn | None:
    """The person's sign-in that this cookie stood for; None where he ended it himself, or another sheet did."""
    wanted = select(*columns_of(_Ended)).where(SignIn.id_hash == id_hash(cookie), SignIn.offer_id.is_not(None))
    row = rows(db, _Ended, wanted).one_or_none()
    if row is None or row.offer_id is None:
        return None
    return EndedSignIn(row.offer_id, timed_out=row.ends_at <= now or row.seen_at <= now - idle)
