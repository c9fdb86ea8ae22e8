"""The codes that were sent to somebody's number and address, as the page says them on which they are read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from programme.notices.carriers import Cause
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.people.models import ContactWay
from programme.people.ways import CONTACT_CODE_SENT
from programme.referrals.models import Referral
from programme.storage.rows import columns_of, reads, rows


@reads(
    ContactWay,
    where=OutboxMessage.address,
    channel=OutboxMessage.channel,
    state=OutboxMessage.state,
    cause=OutboxMessage.cause,
)
@dataclass(frozen=True, slots=True)
class CodeSent:
    """A code and its message. `code_ends_at` is empty until it has gone, and again when it was read back."""

    where: str
    channel: Channel
    code_ends_at: datetime | None
    tries_left: int
    state: Delivery
    cause: Cause | None

    def can_be_typed(self, now: datetime) -> bool:
        """Whether it has gone, and is good still."""
        return self.code_ends_at is not None and now < self.code_ends_at and self.tries_left > 0

    @property
    def is_on_its_way(self) -> bool:
        """Whether it goes within a moment."""
        return self.state in (Delivery.QUEUED, Delivery.SENDING) and self.cause is None


def codes_sent(db: Session, referral_id: int) -> list[CodeSent]:
    """The last code to each number and address of the person of this case."""
    wanted = (
        select(*columns_of(CodeSent))
        .select_from(ContactWay)
        .join(Referral, Referral.person_id == ContactWay.person_id)
        .join(OutboxMessage, OutboxMessage.dedupe_key == literal(f"{CONTACT_CODE_SENT}:") + ContactWay.key)
        .where(Referral.id == referral_id)
        .order_by(OutboxMessage.id)
    )
    return rows(db, CodeSent, wanted)
