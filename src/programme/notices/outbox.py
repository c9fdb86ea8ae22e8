"""Owing a message: a row written with its cause, in the transaction of the cause. The worker sends it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from programme.history.events import storable
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.storage.statements import run


@dataclass(frozen=True, slots=True)
class Debt:
    """One message to be owed. `notice` is the name of a folder in `notifications/`; `facts` fill its words: instants,
    dates, text, pence; nothing in them may tell what the service is about. The same `cause` owes a notice once. After
    `stale_at` the message is not sent any more."""

    notice: str
    cause: str
    channel: Channel
    address: str
    facts: dict[str, Any]
    referral_id: int | None = None
    language: str = "en"
    not_before: datetime | None = None
    stale_at: datetime | None = None


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
    """Owe one message (see Debt) and return True; False when the same `cause` owes this notice already."""
    debt = Debt(notice, cause, channel, address, facts, referral_id, language, not_before, stale_at)
    return owe_one(db, debt, now=now)


def owe_one(db: Session, debt: Debt, *, now: datetime) -> bool:
    """The same of a debt that is made already."""
    written = run(db, _ADD_ONE[db.get_bind().dialect.name], **_row(debt, now))
    return written.first() is not None


def owe_all(db: Session, debts: Sequence[Debt], *, now: datetime) -> None:
    """Owe many messages in one statement; those whose cause owes them already are left as they are."""
    if debts:
        db.execute(_ADD[db.get_bind().dialect.name], [_row(debt, now) for debt in debts])


_ADD = {
    name: engine.insert(OutboxMessage).on_conflict_do_nothing(index_elements=["dedupe_key"])
    for name, engine in (("sqlite", sqlite), ("postgresql", postgresql))
}
_ADD_ONE = {name: add.returning(OutboxMessage.id) for name, add in _ADD.items()}


def _row(debt: Debt, now: datetime) -> dict[str, Any]:
    return {
        "dedupe_key": f"{debt.notice}:{debt.cause}",
        "notice": debt.notice,
        "referral_id": debt.referral_id,
        "channel": debt.channel,
        "address": debt.address,
        "language": debt.language,
        "facts": storable(debt.facts),
        "state": Delivery.BY_HAND if debt.channel is Channel.HAND else Delivery.QUEUED,
        "queued_at": now,
        "next_try_at": debt.not_before or now,
        "stale_at": debt.stale_at,
        "attempts": 0,
    }


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


def readdress(
    db: Session, referral_ids: Collection[int], *, channel: Channel, address: str, but_not: frozenset[str]
) -> None:
    """Messages still owed in these cases, except the kinds in `but_not`, go to this address instead.

    An address that is no longer safe must not get what was written before it was corrected.
    """
    db.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.referral_id.in_(referral_ids),
            OutboxMessage.notice.not_in(but_not),
            OutboxMessage.state.in_((Delivery.QUEUED, Delivery.BY_HAND)),
        )
        .values(
            channel=channel,
            address=address,
            state=Delivery.BY_HAND if channel is Channel.HAND else Delivery.QUEUED,
        )
    )


def delivered_by_hand(db: Session, referral_id: int, message_id: int, *, now: datetime) -> str | None:
    """Somebody told whom it is for: the message is done. Returns its notice; None when it does not wait for anybody."""
    done = db.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == message_id,
            OutboxMessage.referral_id == referral_id,
            OutboxMessage.state.in_((Delivery.BY_HAND, Delivery.FAILED)),
        )
        .values(state=Delivery.SENT, channel=Channel.HAND, sent_at=now)
        .returning(OutboxMessage.notice)
    )
    return done.scalar_one_or_none()
