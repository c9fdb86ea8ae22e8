"""When several addresses are refused in the same words and nothing else goes through, it is us that is refused.

A relay that has lost its list of mailboxes, or does not know us any more, says of everybody that there is no such
address. Believing it would lose every message of that hour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from programme.notices.carriers import Carried, Cause
from programme.notices.models import Channel, Delivery, OutboxMessage, Owed

SEVERAL = 3
"""So many different addresses refused alike, without one message that went: nobody mistypes that often."""
WITHIN = timedelta(hours=1)
CLIMBED = "climbed"
"""A message owed to the next above because an address refused is no sign about the relay: one leaver makes a chain."""


def doubt_many_refusals(
    db: Session, claimed: Mapping[str, Owed], outcomes: Sequence[Carried], *, now: datetime
) -> list[Carried]:
    """The outcomes of a batch, with refusals that are not believed turned into faults of ours. Those of the last hour
    that belong with them are queued again."""
    emails = [one for one in outcomes if claimed[one.key].channel is Channel.EMAIL]
    alike = {one.problem for one in emails if one.problem and one.cause is Cause.ADDRESS_REFUSED}
    if not alike or any(one.problem is None for one in emails):
        return list(outcomes)
    earlier = db.execute(
        select(
            OutboxMessage.id,
            OutboxMessage.dedupe_key,
            OutboxMessage.address,
            OutboxMessage.problem,
            OutboxMessage.next_try_at,
        ).where(
            OutboxMessage.state == Delivery.FAILED,
            OutboxMessage.cause == Cause.ADDRESS_REFUSED,
            OutboxMessage.channel == Channel.EMAIL,
            OutboxMessage.next_try_at > now - WITHIN,
            OutboxMessage.problem.in_(alike),
        )
    ).all()
    doubted = set()
    for problem in alike:
        before = [row for row in earlier if row.problem == problem]
        refused = [(row.dedupe_key, row.address) for row in before]
        refused += [(one.key, claimed[one.key].address) for one in emails if one.problem == problem]
        addresses = {address for key, address in refused if f":{CLIMBED}:" not in key}
        since = min((row.next_try_at for row in before), default=now)
        if len(addresses) >= SEVERAL and not _something_went(db, since):
            doubted.add(problem)
            _queue_again(db, [row.id for row in before], now)
    return [replace(one, cause=Cause.NOT_ACCEPTED) if one.problem in doubted else one for one in outcomes]


def _something_went(db: Session, since: datetime) -> bool:
    went = exists(
        select(OutboxMessage.id).where(
            OutboxMessage.state == Delivery.SENT,
            OutboxMessage.channel == Channel.EMAIL,
            OutboxMessage.next_try_at >= since,
        )
    )
    return bool(db.execute(select(went)).scalar_one())


def _queue_again(db: Session, message_ids: list[int], now: datetime) -> None:
    db.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(message_ids))
        .values(state=Delivery.QUEUED, cause=Cause.NOT_ACCEPTED, next_try_at=now + timedelta(minutes=1))
    )
