"""A message to a colleague that was not delivered is escalated to the next above at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from programme.duties.digest import digest_for
from programme.duties.forces import forces_of
from programme.duties.models import Task, TaskKind
from programme.duties.queries import RungOfCase, lock_rungs_stood_on
from programme.duties.recipients import Recipient, Recipients, staff_of
from programme.duties.rules import UPWARDS, pass_up_day
from programme.duties.states import RungEvent, TaskState
from programme.duties.telling import mark_of
from programme.notices.carriers import Cause
from programme.notices.doubting import CLIMBED
from programme.notices.models import OPEN, OutboxMessage
from programme.notices.outbox import Debt, owe_all
from programme.notices.undelivered import told_the_same
from programme.referrals.models import Referral
from programme.shared.actor import Role
from programme.shared.dates import london_date

OF_THE_CLOCK = frozenset({"deadline_warning", "warnings_of_the_day"})
"""Notices that put rungs to somebody: with the message the rungs themselves climb."""
_STAYS_WITH_THE_FORCE = frozenset({"concern_raised"})
"""A coordinator is of another force where the case came from a neighbour; a concern is its own force's."""


@dataclass(frozen=True, slots=True)
class Climbed:
    """From whom a message about a case went to whom: `to` names them, and nobody where nobody is left to be told. `was`
    is None for a colleague who is on no rung."""

    referral_id: int
    was: Role | None
    to: Recipients


def climb(db: Session, referral: Referral, message: OutboxMessage, *, now: datetime) -> Climbed | None:
    """Owe what a message says to the next above its address who can be reached.

    None where that is not needed: others in the same role have it. The caller holds the locks of the case and of the
    message.
    """
    case = forces_of(db, [referral.id])[referral.id]
    staff = staff_of(db, [case], today=london_date(now))
    was = staff.role_of(message.address, case)
    told = told_the_same(db, message)
    if was is not None and told.intersection(one.address for one in staff.told(was, case).people):
        return None
    up_to = Role.SUPERVISOR if message.notice in _STAYS_WITH_THE_FORCE else UPWARDS[-1]
    to = staff.instead_of(message.address, case, up_to=up_to)
    tell_instead(db, message, {one for one in to.people if one.address not in told}, now=now)
    return Climbed(referral.id, was, to)


def tell_instead(db: Session, message: OutboxMessage, people: Iterable[Recipient], *, now: datetime) -> None:
    """Owe the same words to these people, once however many colleagues could not be reached with them."""
    facts = {name: fact for name, fact in message.facts.items() if name != "signs_in"}
    said = sha256(json.dumps([message.referral_id, facts], sort_keys=True).encode()).hexdigest()[:16]
    debts = [
        Debt(
            notice=message.notice,
            cause=f"{CLIMBED}:{said}:{mark_of(person.address)}",
            channel=message.channel,
            address=person.address,
            facts={**facts, "signs_in": person.signs_in},
            referral_id=message.referral_id,
            stale_at=message.stale_at,
        )
        for person in sorted(people)
    ]
    owe_all(db, debts, now=now)


def climb_with_rungs(db: Session, message: OutboxMessage, references: Iterable[str], *, now: datetime) -> list[Climbed]:
    """Put the rungs of these cases, which a message about the clock did not bring to anybody, to the next above, and
    owe him one message with all of them. Answered ones stay, and so do those that others in the same role have too.
    The caller holds the message's lock.
    """
    rungs = lock_rungs_stood_on(db, sorted(references))
    staff = staff_of(db, [case.forces for case in rungs], today=london_date(now))
    climbed, lines = [], defaultdict[Recipient, list[RungOfCase]](list)
    for case in rungs:
        if staff.ends_at(message.address, case.rung.role, case.forces):
            climbed.append(Climbed(case.rung.referral_id, None, staff.instead_of(message.address, case.forces)))
            continue
        was = staff.role_of(message.address, case.forces)
        left = was is None and message.cause is Cause.ACCOUNT_DISABLED
        if left:
            was = case.rung.role  # which nobody has, or whoever has it is told besides
        if was is not case.rung.role or staff.has_others(was, message.address, case.forces):
            continue
        to = staff.told(was, case.forces) if left else staff.instead_of(message.address, case.forces)
        if to.role is not None and UPWARDS.index(to.role) > UPWARDS.index(case.rung.role):
            _pass_up(case, to.role, now)
        if not to.nobody:
            case.rung.told_at = now
        for person in to.people:
            lines[person].append(case)
        climbed.append(Climbed(case.rung.referral_id, was, to))
    today, mark = london_date(now), mark_of(message.address)
    debts = [digest_for(person, found, today, cause=f"{CLIMBED}:{mark}") for person, found in sorted(lines.items())]
    owe_all(db, debts, now=now)
    return climbed


def _pass_up(case: RungOfCase, role: Role, now: datetime) -> None:
    rung = case.rung
    rung.apply(RungEvent.PASSED_UP)
    rung.role, rung.passed_up_at = role, now
    rung.pass_up_on = pass_up_day(
        london_date(now), days_left=rung.days_left, charge_by_on=rung.charge_by_on, pass_up_days=case.pass_up_days
    )


def delivered_after_all(db: Session, *, now: datetime, after_id: int, at_most: int) -> list[int]:
    """Cases with a task about a message that did not go, in which every such message has gone since, or is out of date:
    the numbers above `after_id`, in their order."""
    del now  # by state alone
    mine = (OutboxMessage.referral_id == Task.referral_id, OutboxMessage.followed_up_at >= Task.raised_at)
    wanted = (
        select(Task.referral_id)
        .where(
            Task.kind == TaskKind.MESSAGE_NOT_DELIVERED,
            Task.state == TaskState.OPEN,
            exists(select(OutboxMessage.id).where(*mine)),
            ~exists(
                select(OutboxMessage.id).where(
                    OutboxMessage.referral_id == Task.referral_id,
                    OutboxMessage.followed_up_at.is_not(None),
                    OutboxMessage.state.in_(OPEN),
                )
            ),
            Task.referral_id > after_id,
        )
        .order_by(Task.referral_id)
        .limit(at_most)
    )
    return list(db.execute(wanted).scalars())
