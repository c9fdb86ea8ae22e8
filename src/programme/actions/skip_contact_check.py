"""Leave it unchecked whether messages reach him, with the reason: somebody rings him or hands him paper."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.duties.models import TaskKind
from programme.duties.tasks import TaskToRaise, raise_tasks
from programme.history import events
from programme.history.timeline import record
from programme.offers.reaching import WAITS_FOR_HIM
from programme.people.states import NotCheckedBecause
from programme.people.words import NOT_CHECKED_WORDS
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def skip_contact_check(db: Session, *, actor: Actor, now: datetime, reference: str, reason: NotCheckedBecause) -> None:
    """Record why, and where something waits for him leave the rest to somebody from now on. Raises NotFound."""
    referral = lock_referral(db, reference, actor)
    record(db, referral.id, events.ContactCheckSkipped, actor=actor, now=now, reason=NOT_CHECKED_WORDS[reason])
    if referral.state in WAITS_FOR_HIM:
        raise_tasks(db, [TaskToRaise(referral.id, TaskKind.REACH_HIM, london_date(now))], actor=actor, now=now)
