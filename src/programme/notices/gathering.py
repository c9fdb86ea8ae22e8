"""One message for what is put right within a few minutes: it waits, and what comes meanwhile is told with it. So is
what comes while it waits for the hours that are safe, however long that is.

Only for a notice whose words name no fact, so that the one message says all of it. Once it is on its way, the next
correction owes another: nothing is lost.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from programme.notices.models import Delivery, OutboxMessage

GATHERED_FOR = timedelta(minutes=5)
"""Somebody who corrects one part of a record after the other needs a few minutes; who is told needs it today."""


def gathering_cause(db: Session, notice: str, about: str, *, now: datetime) -> str:
    """The cause of this notice about `about`: that of the message that still waits, its row locked, so that it owes no
    second one; a new one where none does. Owe it with `gathered_until`."""
    begins = f"{notice}:{about}:"
    waits = and_(OutboxMessage.state == Delivery.QUEUED, OutboxMessage.attempts == 0)
    wanted = (
        select(OutboxMessage.dedupe_key)
        .where(or_(waits, OutboxMessage.state == Delivery.BY_HAND))
        .where(OutboxMessage.notice == notice, OutboxMessage.dedupe_key.startswith(begins, autoescape=True))
        .order_by(OutboxMessage.id.desc())
        .limit(1)
        .with_for_update()
    )
    key = db.execute(wanted).scalar_one_or_none()
    since = key.removeprefix(begins).partition(":")[0] if key is not None else f"{now:%Y%m%d%H%M%S%f}"
    return f"{about}:{since}"


def gathered_until(now: datetime) -> datetime:
    """Before then a message that gathers does not go."""
    return now + GATHERED_FOR
