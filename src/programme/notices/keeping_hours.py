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

PlansOf = Callable[[Session, Collection[int]], Mapping[int, Plan | None]]
"""The hours that are safe for the people of these cases, by the number of the case; None where nobody can read them."""

AT_ONCE_FOR = timedelta(hours=1)
"""An answer to what he does at that moment goes at any hour for so long after he did it, and after that as anything
else: also where we hear of it only then."""
LOOK_AGAIN = timedelta(hours=6)
"""A message that is kept is looked at again after so long at the latest: his hours may be others by then."""
_PROBLEMS = {
    Cause.OUTSIDE_HOURS: "its use would be over before the next hour that is safe",
    Cause.HOURS_UNREAD: "the hours that are safe cannot be read",
}


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
    new, then it is not needed. Where his hours cannot be read no hour is safe: each has failed likewise, until he was
    asked (`outbox.readdress`).
    """
    bound = [one for one in found if one.notice in FOR_A_PERSON and not _answers_now(one, now)]
    if not bound:
        return list(found)
    plans = plans_of(db, {one.referral_id for one in bound if one.referral_id is not None})
    planned = [(one, plans.get(one.referral_id or 0, TEN_TO_SIX)) for one in bound]
    unread = [one for one, plan in planned if plan is None]
    opening = [_Kept(one, may_go_at(now, plan)) for one, plan in planned if plan is not None]
    kept = [one for one in opening if one.opens_at > now]
    if kept:
        _put_off(db, kept, now)
    _give_to_a_person(db, unread, Cause.HOURS_UNREAD, now)
    ids = {one.owed.id for one in kept} | {one.id for one in unread}
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
    _give_to_a_person(db, [one for one in over if one.notice not in NEEDLESS_LATE], Cause.OUTSIDE_HOURS, now)


def _drop(db: Session, over: Sequence[Owed]) -> None:
    if over:
        gone = OutboxMessage.id.in_([one.id for one in over])
        db.execute(update(OutboxMessage).where(gone).values(state=Delivery.STALE))


def _give_to_a_person(db: Session, given: Sequence[Owed], cause: Cause, now: datetime) -> None:
    """They have failed: each becomes a task of its case, which says why (`actions/follow_up_message.py`)."""
    if not given:
        return
    failed = {"state": Delivery.FAILED, "cause": cause, "problem": _PROBLEMS[cause], "next_try_at": now}
    failed["followed_up_at"] = None
    db.execute(update(OutboxMessage).where(OutboxMessage.id.in_([one.id for one in given])).values(failed))
    told = [
        (one.referral_id, events.MessageFailed, {"notice": notice_words(one.notice), "channel": one.channel.value})
        for one in given
        if one.referral_id is not None
    ]
    record_all(db, told, actor=WORKER, now=now)
