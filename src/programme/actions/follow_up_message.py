"""See to it that a message which did not go is somebody's: a task of its case, and the next above is told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.chasing import cases_of_register, tell_coordinators
from programme.duties.climbing import OF_THE_CLOCK, Climbed, climb, climb_with_rungs
from programme.duties.models import TaskKind
from programme.duties.tasks import TaskToRaise, raise_tasks
from programme.duties.words import ROLE_WORDS
from programme.history import events
from programme.history.timeline import record
from programme.notices.carriers import OF_THE_ADDRESS, Cause
from programme.notices.catalogue import FOR_A_PERSON, FOR_STAFF
from programme.notices.undelivered import ABOUT_THE_ADDRESS, case_of_message, lock_to_follow_up
from programme.notices.words import notice_words
from programme.people.ways import CONTACT_CODE_SENT, refused_at
from programme.referrals.models import Referral
from programme.referrals.queries import person_of, running_cases
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.storage.locks import lock_row

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.notices.models import OutboxMessage

A_COLLEAGUE = "a colleague"


def follow_up_message(db: Session, *, actor: Actor, now: datetime, message_id: int) -> bool:
    """Raise the task, and where a colleague's address is at fault tell the next above; False where it went meanwhile.

    A message held back by a fault of ours alone is a task and no more: the same fault would hold back the next message.
    """
    case_id = case_of_message(db, message_id)
    referral = lock_row(db, Referral, case_id) if case_id is not None else None
    message = lock_to_follow_up(db, message_id, now=now)
    if message is None:
        return False
    message.followed_up_at = now
    if referral is not None and message.notice in FOR_A_PERSON and message.cause in OF_THE_ADDRESS:
        refused_at(db, person_of(db, referral), message.address, by=actor.label, now=now)
    if message.notice != CONTACT_CODE_SENT:  # whoever asked for the code sees on the page that it did not go
        _tell_somebody(db, referral, message, actor=actor, now=now)
    return True


def _tell_somebody(
    db: Session, referral: Referral | None, message: OutboxMessage, *, actor: Actor, now: datetime
) -> None:
    cases = [referral.id] if referral is not None and referral.over_at is None else []
    if referral is None:
        cases = _cases_named(db, message)
    _raise(db, cases, TaskKind.MESSAGE_NOT_DELIVERED, actor=actor, now=now)
    if message.cause is Cause.HOURS_UNREAD:
        _raise(db, cases, TaskKind.SAFE_HOURS, actor=actor, now=now)
    if message.notice in FOR_STAFF and message.cause in ABOUT_THE_ADDRESS:
        if message.notice in OF_THE_CLOCK:
            named = message.facts.get("references") or [message.facts["reference"]]
            for climbed in climb_with_rungs(db, message, named, now=now):
                _say(db, climbed, message, actor=actor, now=now)
        elif referral is not None and referral.over_at is None:
            _say(db, climb(db, referral, message, now=now), message, actor=actor, now=now)
        elif referral is None and not tell_coordinators(db, message, cases, now=now):
            _raise(db, cases, TaskKind.NOBODY_TO_TELL, actor=actor, now=now)


def _cases_named(db: Session, message: OutboxMessage) -> list[int]:
    named = message.facts.get("references")
    if named is None:
        return cases_of_register(db, message.facts.get("date_reference", ""))
    # A fault of ours that holds a morning back would be a task of every case: figures and overview tell of it instead.
    return running_cases(db, named) if message.cause in ABOUT_THE_ADDRESS else []


def _say(db: Session, climbed: Climbed | None, message: OutboxMessage, *, actor: Actor, now: datetime) -> None:
    if climbed is None:
        return
    notice, number = notice_words(message.notice), climbed.referral_id
    was = ROLE_WORDS[climbed.was] if climbed.was else A_COLLEAGUE
    if climbed.to.nobody:
        record(db, number, events.NobodyReached, actor=actor, now=now, notice=notice, was=was)
        _raise(db, [number], TaskKind.NOBODY_TO_TELL, actor=actor, now=now)
        return
    role = ROLE_WORDS[climbed.to.role] if climbed.to.role else "the programme's fall-back address"
    record(db, number, events.MessagePassedUp, actor=actor, now=now, notice=notice, was=was, role=role)


def _raise(db: Session, cases: list[int], kind: TaskKind, *, actor: Actor, now: datetime) -> None:
    today = london_date(now)
    raise_tasks(db, [TaskToRaise(number, kind, today) for number in cases], actor=actor, now=now)
