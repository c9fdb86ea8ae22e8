"""Send again every message that was chosen: what was wrong is put right, or somebody has confirmed the addresses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.history import events
from programme.history.timeline import record_all
from programme.insight.undelivered_list import lock_undelivered
from programme.notices.carriers import Cause
from programme.notices.outbox import make_due
from programme.notices.words import notice_words
from programme.outcomes.refusals import ToldAlready
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class MessagesDue:
    """How many are due now, and how many that match were left for another time."""

    due: int
    left: int


def send_messages_again(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    message_ids: Collection[int] | None = None,
    cause: Cause | None = None,
) -> MessagesDue:
    """Make these messages due now, as `send_message_again` does with one; without numbers all that match, at most
    MOST_AT_ONCE. Messages that are not the actor's, or wait for nobody any more, are left out: ToldAlready where
    nothing is left.
    """
    found = lock_undelivered(db, actor, cause, message_ids)
    if not found:
        raise ToldAlready()
    chosen = found[:MOST_AT_ONCE]
    sent = make_due(db, chosen, now=now)
    happened = [
        (one.referral_id, events.MessageSentAgain, {"notice": notice_words(one.notice)})
        for one in sent
        if one.referral_id is not None
    ]
    record_all(db, happened, actor=actor, now=now)
    return MessagesDue(len(sent), len(found) - len(chosen))
