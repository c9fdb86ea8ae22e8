"""Check a number or an address with the code that was sent there and that he read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.duties.models import TaskKind
from programme.duties.states import TaskEvent
from programme.duties.tasks import end_tasks, find_open_task
from programme.history import events
from programme.history.timeline import record
from programme.people.models import Person
from programme.people.telling import safe_address
from programme.people.ways import kept_address, try_code
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound
from programme.storage.locks import lock_row

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class CodeTyped:
    """Whether the code was right; where not, how many tries are left: none, where there is no code to try any more."""

    right: bool
    tries_left: int


def check_contact(db: Session, *, actor: Actor, now: datetime, reference: str, code: str) -> CodeTyped:
    """Keep it as checked, by the actor. A wrong code is no refusal: it has to count. Raises NotFound."""
    referral = lock_referral(db, reference, actor)
    person = lock_row(db, Person, referral.person_id)
    if person is None:
        raise NotFound()
    way, left = try_code(db, person, code, by=actor.label, now=now)
    log_access(db, actor=actor, now=now, what="check_contact", subjects=[reference], operation=Operation.ALTERATION)
    if way is None:
        return CodeTyped(right=False, tries_left=left)
    what = "email address" if "@" in way.address else "mobile number"
    record(db, referral.id, events.ContactChecked, actor=actor, now=now, way=what)
    task = find_open_task(db, referral.id, TaskKind.REACH_HIM)
    if task is not None and way.address == kept_address(person, safe_address(person)[0]):
        end_tasks(db, [task], TaskEvent.DONE, actor=actor, now=now)
    return CodeTyped(right=True, tries_left=left)
