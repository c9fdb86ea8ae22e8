"""Messages that a desk has to tell by hand, because no address is safe or one does not answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.notices.catalogue import FOR_STAFF
from programme.notices.models import Delivery, OutboxMessage
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.queries import visible_to
from programme.shared.actor import Actor
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import written


@reads(OutboxMessage, Person, reference=Referral.reference)
@dataclass(frozen=True, slots=True)
class MessageToTell:
    """A message that somebody has to deliver by hand, or that could not be sent."""

    reference: str
    surname: str
    forenames: str
    notice: str
    state: Delivery
    queued_at: datetime

    @property
    def is_for_staff(self) -> bool:
        """Whether it was owed to an officer or another colleague, and not to him."""
        return self.notice in FOR_STAFF


def messages_to_tell(db: Session, actor: Actor, *, at_most: int) -> list[MessageToTell]:
    """Messages of the actor's cases that want somebody: those to deliver by hand, then those that failed."""
    wanted = (
        visible_to(
            actor,
            select(*columns_of(MessageToTell))
            .select_from(OutboxMessage)
            .join(Referral, Referral.id == OutboxMessage.referral_id)
            .join(Person, Person.id == Referral.person_id)
            .where(OutboxMessage.state.in_((Delivery.BY_HAND, Delivery.FAILED))),
        )
        .order_by(OutboxMessage.state, OutboxMessage.next_try_at, OutboxMessage.id)
        .limit(written(at_most))
    )
    return rows(db, MessageToTell, wanted)
