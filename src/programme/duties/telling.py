"""Telling staff: every message to them is owed here, to those whom `duties/recipients.py` names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from programme.duties.models import TaskKind
from programme.duties.recipients import Recipient, Recipients
from programme.duties.tasks import TaskToRaise, raise_tasks
from programme.history import events
from programme.history.timeline import record_all
from programme.notices.models import Channel
from programme.notices.outbox import Debt, owe_all, owe_one
from programme.shared.actor import Actor
from programme.shared.dates import add_working_days, london_date


@dataclass(frozen=True, slots=True)
class StaffNotice:
    """One message to everybody of `to`, once a `cause`. Its words are given `signs_in` beside its facts.

    `about` is the case; `what` names the matter on its timeline where there is nobody to tell.
    """

    notice: str
    cause: str
    to: Recipients
    facts: dict[str, Any]
    about: int | None
    what: str
    not_before: datetime | None = None


def tell_staff(db: Session, notices: Sequence[StaffNotice], *, actor: Actor, now: datetime) -> None:
    """Owe these messages. One that has nobody to go to is said on its case and becomes a task: it is never silent."""
    owe_all(db, [_debt(one, person) for one in notices for person in one.to.people], now=now)
    untold = {one.about: one.what for one in notices if one.to.nobody and one.about is not None}
    if untold:
        happened = [(number, events.NobodyToTell, {"what": what}) for number, what in untold.items()]
        record_all(db, happened, actor=actor, now=now)
        nobody_to_tell(db, untold, actor=actor, now=now)


def ask_staff(db: Session, asked: StaffNotice, cases: Collection[int], *, actor: Actor, now: datetime) -> bool:
    """Owe a message that a sweep owes again and again, about these cases: whether anything of it is new.

    Where there is nobody to ask, that is said once, while the task for it stands.
    """
    if not asked.to.nobody:
        return sum(owe_one(db, _debt(asked, person), now=now) for person in asked.to.people) > 0
    raised = nobody_to_tell(db, cases, actor=actor, now=now)
    happened = [(number, events.NobodyToTell, {"what": asked.what}) for number in sorted(raised)]
    record_all(db, happened, actor=actor, now=now)
    return bool(raised)


def nobody_to_tell(db: Session, cases: Collection[int], *, actor: Actor, now: datetime) -> frozenset[int]:
    """Make it somebody's task, once while it stands, that nobody could be told of these cases. Returns whose is new."""
    due_on = add_working_days(london_date(now), 1)
    tasks = [TaskToRaise(number, TaskKind.NOBODY_TO_TELL, due_on) for number in sorted(set(cases))]
    return raise_tasks(db, tasks, actor=actor, now=now)


def mark_of(address: str) -> str:
    """Stands for an address in the cause of a message: short, and it names nobody."""
    return sha256(address.lower().encode()).hexdigest()[:16]


def _debt(one: StaffNotice, person: Recipient) -> Debt:
    return Debt(
        notice=one.notice,
        cause=f"{one.cause}:{mark_of(person.address)}",
        channel=Channel.EMAIL,
        address=person.address,
        facts={**one.facts, "signs_in": person.signs_in},
        referral_id=one.about,
        not_before=one.not_before,
    )
