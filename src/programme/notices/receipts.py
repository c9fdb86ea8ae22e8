"""What is heard later of messages that were carried: a text that was taken and did not arrive was not sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.history import events
from programme.history.timeline import record
from programme.notices.carriers import Carrier, Cause, HearsLater, Rendered
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.shared.actor import WORKER
from programme.storage.database import Database

HEARD_WITHIN = timedelta(days=7)
"""A text service says within three days what became of a message, and keeps it for a week."""


def hear_what_became(database: Database, carriers: Mapping[Channel, Carrier], *, now: datetime) -> int:
    """Ask the carriers that hear later about what they carried in the last days; returns how many did not arrive."""
    count = 0
    for channel, carrier in carriers.items():
        if isinstance(carrier, HearsLater) and (carried := database.read_now(_carried, channel, now=now)):
            lost = carrier.not_delivered(carried)
            count += database.write_now(_write_down, {carried[number]: lost[number] for number in lost}, now=now)
    return count


def _carried(db: Session, channel: Channel, *, now: datetime) -> dict[str, int]:
    """The messages of this channel that went in the last days: their rows, by their number outside."""
    rows = db.execute(
        select(OutboxMessage.id, OutboxMessage.dedupe_key, OutboxMessage.address).where(
            OutboxMessage.state == Delivery.SENT,
            OutboxMessage.channel == channel,
            OutboxMessage.sent_at > now - HEARD_WITHIN,
        )
    )
    return {Rendered(row.dedupe_key, row.address, "", "").number: row.id for row in rows}


def _write_down(db: Session, lost: Mapping[int, Cause], *, now: datetime) -> int:
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
            facts = {"notice": row.notice.replace("_", " "), "channel": Channel.TEXT.value}
            record(db, row.referral_id, events.MessageFailed, actor=WORKER, now=now, **facts)
    return count
