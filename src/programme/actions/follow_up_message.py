"""See to it that a message which did not go is somebody's: a task of its case, and the next above is told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.chasing import cases_of_register, tell_coordinators
from programme.duties.climbing import climb
from programme.duties.models import TaskKind
from programme.duties.rules import ROLE_WORDS
from programme.duties.tasks import TaskToRaise, raise_tasks
from programme.history import events
from programme.history.timeline import record
from programme.notices.audience import FOR_STAFF
from programme.notices.undelivered import ABOUT_THE_ADDRESS, case_of_message, lock_to_follow_up
from programme.referrals.models import Referral
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.storage.locks import lock_row

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.notices.models import OutboxMessage

A_COLLEAGUE = "a colleague"


def follow_up_message(db: Session, *, actor: Actor, now: datetime, message_id: int) -> bool:
    """Raise the task, and where a colleague's address is at fault tell the next above; False where it went meanwhile.

    What is held back by a fault of ours alone is a task and no more: the same fault would hold back the next message.
    """
    case_id = case_of_message(db, message_id)
    referral = lock_row(db, Referral, case_id) if case_id is not None else None
    message = lock_to_follow_up(db, message_id)
    if message is None:
        return False
    message.followed_up_at = now
    cases = [referral.id] if referral is not None and referral.over_at is None else []
    if referral is None:
        cases = cases_of_register(db, message.facts.get("date_reference", ""))
    _raise(db, cases, TaskKind.MESSAGE_NOT_DELIVERED, actor=actor, now=now)
    if message.notice in FOR_STAFF and message.cause in ABOUT_THE_ADDRESS:
        if referral is not None and referral.over_at is None:
            _climb(db, referral, message, actor=actor, now=now)
        elif referral is None and not tell_coordinators(db, message, cases, now=now):
            _raise(db, cases, TaskKind.NOBODY_TO_TELL, actor=actor, now=now)
    return True


def _climb(db: Session, referral: Referral, message: OutboxMessage, *, actor: Actor, now: datetime) -> None:
    climbed = climb(db, referral, message, now=now)
    if climbed is None:
        return
    notice = message.notice.replace("_", " ")
    was = ROLE_WORDS[climbed.was] if climbed.was else A_COLLEAGUE
    if climbed.to is None:
        record(db, referral.id, events.NobodyReached, actor=actor, now=now, notice=notice, was=was)
        _raise(db, [referral.id], TaskKind.NOBODY_TO_TELL, actor=actor, now=now)
        return
    role = ROLE_WORDS[climbed.to]
    record(db, referral.id, events.MessagePassedUp, actor=actor, now=now, notice=notice, was=was, role=role)


def _raise(db: Session, cases: list[int], kind: TaskKind, *, actor: Actor, now: datetime) -> None:
    today = london_date(now)
    raise_tasks(db, [TaskToRaise(number, kind, today) for number in cases], actor=actor, now=now)
