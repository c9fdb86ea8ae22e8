"""Delivery reports: a text that the service took and could not deliver was not sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.history import events
from programme.history.timeline import record
from programme.notices.carriers import Cause, Rendered
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.notices.words import notice_words
from programme.shared.actor import WORKER

HEARD_WITHIN = timedelta(days=7)
"""A text service says within three days what became of a message, and keeps it for a week."""


def carried_lately(db: Session, channel: Channel, *, now: datetime) -> dict[str, int]:
    """The messages of this channel that went in the last days: their rows, by their number outside."""
    rows = db.execute(
        select(OutboxMessage.id, OutboxMessage.dedupe_key, OutboxMessage.address).where(
            OutboxMessage.state == Delivery.SENT,
            OutboxMessage.channel == channel,
            OutboxMessage.sent_at > now - HEARD_WITHIN,
        )
    )
    return {Rendered(row.dedupe_key, row.address, "", "").number: row.id for row in rows}


def settle_lost(db: Session, lost: Mapping[int, Cause], *, now: datetime) -> int:
    """Write down which messages did not arrive, and why; returns how many."""
    count = 0
    for message_id, cause in sorted(lost.items()):
        again = cause is Cause.SERVICE_REFUSED  # the service's own fault: its next try may go
        row = db.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id, OutboxMessage.state == Delivery.SENT)
            .values(
                state=Delivery.QUEUED if again else Delivery.FAILED,
                cause=cause,
                problem="text service could not deliver it",
                sent_at=None,
                next_try_at=now,
                followed_up_at=None,
            )
            .returning(OutboxMessage.referral_id, OutboxMessage.notice)
        ).one_or_none()
        count += row is not None
        if row is not None and row.referral_id is not None and not again:
            notice, channel = notice_words(row.notice), Channel.TEXT.value
            record(db, row.referral_id, events.MessageFailed, actor=WORKER, now=now, notice=notice, channel=channel)
    return count
