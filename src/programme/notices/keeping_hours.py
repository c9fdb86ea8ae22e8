"""Keeping messages to a person for the hours that are safe for him: at every try, just before it would go."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from programme.history import events
from programme.history.timeline import record_all
from programme.notices.carriers import Cause
from programme.notices.catalogue import AT_ONCE, FOR_A_PERSON, NEEDLESS_LATE
from programme.notices.hours import TEN_TO_SIX, Plan, may_go_at
from programme.notices.models import Delivery, OutboxMessage, Owed
from programme.notices.words import notice_words
from programme.shared.actor import WORKER

PlansOf = Callable[[Session, Collection[int]], Mapping[int, Plan]]
"""The hours that are safe for the people of these cases, by the number of the case."""

AT_ONCE_FOR = timedelta(hours=1)
"""An answer to what he does at that moment goes at any hour for so long after he did it, and after that as anything
else: also where we hear of it only then."""
LOOK_AGAIN = timedelta(hours=6)
"""A message that is kept is looked at again after so long at the latest: his hours may be others by then."""
_OVER_BY_THEN = "its use would be over before the next hour that is safe"


@dataclass(frozen=True, slots=True)
class _Kept:
    owed: Owed
    opens_at: datetime

    @property
    def is_over_by_then(self) -> bool:
        return self.owed.stale_at is not None and self.owed.stale_at <= self.opens_at


def keep_for_safe_hours(db: Session, found: Sequence[Owed], plans_of: PlansOf, *, now: datetime) -> list[Owed]:
    """Put off those of these messages that may not go at this hour, and return the others. The caller has locked them.

    One that would be of no use any more by then has failed, so that a person sees to it; unless it tells him nothing
    new, then it is not needed.
    """
    bound = [one for one in found if one.notice in FOR_A_PERSON and not _answers_now(one, now)]
    if not bound:
        return list(found)
    plans = plans_of(db, {one.referral_id for one in bound if one.referral_id is not None})
    opens = {one.id: may_go_at(now, plans.get(one.referral_id or 0, TEN_TO_SIX)) for one in bound}
    kept = [_Kept(one, opens[one.id]) for one in bound if opens[one.id] > now]
    if kept:
        _put_off(db, kept, now)
    ids = {one.owed.id for one in kept}
    return [one for one in found if one.id not in ids]


def _answers_now(owed: Owed, now: datetime) -> bool:
    return owed.notice in AT_ONCE and owed.he_acted_at is not None and now - owed.he_acted_at < AT_ONCE_FOR


def _put_off(db: Session, kept: Sequence[_Kept], now: datetime) -> None:
    table = OutboxMessage.metadata.tables[OutboxMessage.__tablename__]
    waits = [one for one in kept if not one.is_over_by_then]
    if waits:
        again = bindparam("again_at", type_=table.c.next_try_at.type)
        db.connection().execute(
            update(table).where(table.c.id == bindparam("row")).values(state=Delivery.QUEUED, next_try_at=again),
            [{"row": one.owed.id, "again_at": min(one.opens_at, now + LOOK_AGAIN)} for one in waits],
        )
    over = [one.owed for one in kept if one.is_over_by_then]
    _drop(db, [one for one in over if one.notice in NEEDLESS_LATE])
    _give_to_a_person(db, [one for one in over if one.notice not in NEEDLESS_LATE], now)


def _drop(db: Session, over: Sequence[Owed]) -> None:
    if over:
        gone = OutboxMessage.id.in_([one.id for one in over])
        db.execute(update(OutboxMessage).where(gone).values(state=Delivery.STALE))


def _give_to_a_person(db: Session, over: Sequence[Owed], now: datetime) -> None:
    """They have failed: each becomes a task of its case, which says why (`actions/follow_up_message.py`)."""
    if not over:
        return
    failed = {"state": Delivery.FAILED, "cause": Cause.OUTSIDE_HOURS, "problem": _OVER_BY_THEN, "next_try_at": now}
    db.execute(update(OutboxMessage).where(OutboxMessage.id.in_([one.id for one in over])).values(failed))
    told = [
        (one.referral_id, events.MessageFailed, {"notice": notice_words(one.notice), "channel": one.channel.value})
        for one in over
        if one.referral_id is not None
    ]
    record_all(db, told, actor=WORKER, now=now)
