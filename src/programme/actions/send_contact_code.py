"""Send a code to his number or his address while he is there: he reads it back, which shows that messages arrive."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.history import events
from programme.history.timeline import record
from programme.notices.models import Channel
from programme.notices.outbox import owe
from programme.people.models import Person
from programme.people.ways import CODE_LASTS, new_code
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound
from programme.storage.locks import lock_row

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def send_contact_code(db: Session, *, actor: Actor, now: datetime, reference: str, channel: Channel) -> None:
    """Owe him the code. One that was sent there before ends; the number or address stays as it was known to be.

    Raises NotFound, NothingToCheck, WantsNothingThere, TooManyCodes.
    """
    referral = lock_referral(db, reference, actor)
    person = lock_row(db, Person, referral.person_id)
    if person is None:
        raise NotFound()
    key, address = new_code(db, person, channel, now=now)
    record(db, referral.id, events.ContactCodeSent, actor=actor, now=now, channel=channel.value)
    log_access(db, actor=actor, now=now, what="send_contact_code", subjects=[reference])
    owe(
        db,
        notice="contact_code_sent",
        cause=key,
        channel=channel,
        address=address,
        facts={"link": key},
        now=now,
        referral_id=referral.id,
        stale_at=now + CODE_LASTS,
        he_acted_at=now,
    )
