"""Record somebody who helps him, and what they may do for him."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.history import events
from programme.history.timeline import record
from programme.referrals.models import Supporter
from programme.referrals.queries import lock_referral
from programme.referrals.supporters import Helps
from programme.referrals.words import SUPPORTER_WORDS, may_words
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def name_supporter(db: Session, *, actor: Actor, now: datetime, reference: str, helps: Helps) -> int:
    """Keep who helps him, and return the number. Nobody is written to, and no account is made: it says what whoever
    has them on the telephone, or at the door, may do. The history says what they are to him, and no name. Raises
    NotFound."""
    referral = lock_referral(db, reference, actor)
    supporter = Supporter(
        referral_id=referral.id,
        kind=helps.kind,
        name=helps.name,
        organisation=helps.organisation,
        reached_by=helps.reached_by,
        may_be_told=helps.may_be_told,
        may_speak=helps.may_speak,
        comes=helps.comes,
        named_at=now,
        named_by=actor.label,
    )
    db.add(supporter)
    db.flush()  # its number goes back
    may = may_words(told=helps.may_be_told, speaks=helps.may_speak)
    record(db, referral.id, events.SupporterNamed, actor=actor, now=now, kind=SUPPORTER_WORDS[helps.kind], may=may)
    log_access(db, actor=actor, now=now, what="name_supporter", subjects=[reference], operation=Operation.COLLECTION)
    return supporter.id
