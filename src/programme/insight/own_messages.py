"""The messages that were sent to the person himself, in the words that were sent, as he reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.courses.help_line import HelpLine
from programme.courses.models import Programme
from programme.notices.catalogue import FOR_A_PERSON
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.referrals.models import Referral
from programme.storage.rows import columns_of, reads, rows

OWN_MESSAGES_A_PAGE = 20


@reads(OutboxMessage)
@dataclass(frozen=True, slots=True)
class OwnMessage:
    """A message to him, and what became of it. `subject` and `body` are of the last try."""

    id: int
    channel: Channel
    address: str
    state: Delivery
    queued_at: datetime
    sent_at: datetime | None
    subject: str | None
    body: str | None

    @property
    def at(self) -> datetime:
        """When it went, or was written where it has not gone."""
        return self.sent_at or self.queued_at

    @property
    def words(self) -> str:
        """The words that went; empty where none did, and where it was told by somebody."""
        return self.body or "" if self.state is Delivery.SENT and self.channel is not Channel.HAND else ""

    @property
    def masked(self) -> str:
        """Enough of the address for whoever knows it, and too little for whoever reads along."""
        local, at, domain = self.address.rpartition("@")
        return f"{local[:1]}…@{domain}" if at else f"the number that ends in {self.address[-3:]}"


@dataclass(frozen=True, slots=True)
class OwnMessages:
    """A page of them, newest first; `older` is the message before which there are more."""

    reference: str
    help_line: HelpLine
    messages: list[OwnMessage]
    older: int | None


def own_messages(
    db: Session, referral_id: int, *, before: int | None, at_most: int = OWN_MESSAGES_A_PAGE
) -> OwnMessages:
    """The messages to the person of the case, without those that were not needed any more before they went."""
    case = select(Referral.reference, Programme).join(Programme, Programme.id == Referral.programme_id)
    found = db.execute(case.where(Referral.id == referral_id)).one()
    wanted = (
        select(*columns_of(OwnMessage))
        .where(OutboxMessage.referral_id == referral_id, OutboxMessage.notice.in_(FOR_A_PERSON))
        .where(OutboxMessage.state != Delivery.STALE)
        .order_by(OutboxMessage.id.desc())
        .limit(at_most + 1)
    )
    messages = rows(db, OwnMessage, wanted.where(OutboxMessage.id < before) if before is not None else wanted)
    more = len(messages) > at_most
    del messages[at_most:]
    return OwnMessages(found.reference, HelpLine.of(found.Programme), list(messages), messages[-1].id if more else None)
