"""Whether a message may have reached whom it was for."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from programme.notices.models import Delivery, OutboxMessage


def may_have_been_told(db: Session, *, notice: str, cause: str) -> bool:
    """Whether what this cause owed went out, may have (it is under way, or was tried), or was given to a colleague who
    may have said it. One that waits has told nobody anything."""
    begun = or_(OutboxMessage.state.in_((Delivery.SENDING, Delivery.SENT)), OutboxMessage.attempts > 0)
    told = or_(begun, OutboxMessage.sent_at.is_not(None), OutboxMessage.followed_up_at.is_not(None))
    wanted = select(OutboxMessage.id).where(OutboxMessage.dedupe_key == f"{notice}:{cause}", told)
    return db.execute(wanted).first() is not None
