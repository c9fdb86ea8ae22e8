"""Owing a message: a row written with its cause, in the transaction of the cause. The worker sends it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from programme.history.events import storable
from programme.notices.models import Channel, Delivery, OutboxMessage


def owe(
    db: Session,
    *,
    notice: str,
    cause: str,
    channel: Channel,
    address: str,
    facts: dict[str, Any],
    now: datetime,
    referral_id: int | None = None,
    language: str = "en",
    not_before: datetime | None = None,
    stale_at: datetime | None = None,
) -> bool:
    """Owe one message and return True; False when the same `cause` owes this notice already.

    `notice` is the name of a folder in `notifications/`. `facts` fill its words: instants, dates, text, pence;
    nothing in them may tell what the service is about. After `stale_at` the message is not sent any more.
    """
    insert = (sqlite if db.get_bind().dialect.name == "sqlite" else postgresql).insert
    written = db.execute(
        insert(OutboxMessage)
        .values(
            dedupe_key=f"{notice}:{cause}",
            notice=notice,
            referral_id=referral_id,
            channel=channel,
            address=address,
            language=language,
            facts=storable(facts),
            state=Delivery.BY_HAND if channel is Channel.HAND else Delivery.QUEUED,
            queued_at=now,
            next_try_at=not_before or now,
            stale_at=stale_at,
            attempts=0,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .returning(OutboxMessage.id)
    )
    return written.first() is not None


def call_off(db: Session, referral_id: int, *, notices: frozenset[str]) -> None:
    """Messages of these kinds that are still owed to the case's people will not be sent."""
    db.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.referral_id == referral_id,
            OutboxMessage.notice.in_(notices),
            OutboxMessage.state.in_((Delivery.QUEUED, Delivery.BY_HAND)),
        )
        .values(state=Delivery.STALE)
    )
