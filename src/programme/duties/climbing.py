"""What was said to a colleague and did not reach him goes to the next above at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.duties.models import ClockRung, Task, TaskKind
from programme.duties.people import CaseForces, staff_of
from programme.duties.queries import lock_waiting_rungs_of
from programme.duties.rules import UPWARDS, pass_up_day
from programme.duties.states import RungEvent, TaskState
from programme.notices.doubting import CLIMBED
from programme.notices.models import OPEN, OutboxMessage
from programme.notices.outbox import Debt, owe_all
from programme.notices.undelivered import told_the_same
from programme.referrals.models import Referral
from programme.shared.actor import Role
from programme.shared.dates import london_date

_OF_THE_CLOCK = frozenset({"deadline_warning", "rung_passed_up"})
"""Notices that put a rung to somebody: with the message the rung itself climbs."""
_STAYS_WITH_THE_FORCE = frozenset({"concern_raised"})
"""A coordinator is of another force where the case came from a neighbour; a concern is its own force's."""


@dataclass(frozen=True, slots=True)
class Climbed:
    """From whom a message went to whom. `to` is None where nobody is left to be told; `was` is None for a colleague who
    is on no rung."""

    was: Role | None
    to: Role | None


def climb(db: Session, referral: Referral, message: OutboxMessage, *, now: datetime) -> Climbed | None:
    """Owe what a message says to the next above its address who can be reached, and put its rung to him.

    None where that is not needed: others in the same role have it, or it was answered meanwhile. The caller holds the
    locks of the case and of the message.
    """
    programme = db.get_one(Programme, referral.programme_id)
    case = CaseForces(referral.force_code, programme.force_code, referral.officer_email)
    staff = staff_of(db, [case])
    was = staff.role_of(message.address, case)
    top = Role.SUPERVISOR if message.notice in _STAYS_WITH_THE_FORCE else UPWARDS[-1]
    told = told_the_same(db, message)
    if was is not None and told.intersection(staff.told(was, case)):
        return None
    rung = _rung(db, referral, was) if message.notice in _OF_THE_CLOCK else None
    if message.notice in _OF_THE_CLOCK and rung is None:
        return None
    for role in UPWARDS[UPWARDS.index(was) + 1 if was else 1 : UPWARDS.index(top) + 1]:
        to = [address for address in staff.told(role, case) if address != message.address]
        if not to:
            continue
        tell_instead(db, message, set(to) - told, now=now)
        if rung is not None:
            rung.happens(RungEvent.PASSED_UP)
            rung.role, rung.passed_up_at = role, now
            rung.pass_up_on = pass_up_day(
                london_date(now),
                days_left=rung.days_left,
                charge_by_on=rung.charge_by_on,
                pass_up_days=programme.pass_up_days,
            )
        return Climbed(was, role)
    return Climbed(was, None)


def tell_instead(db: Session, message: OutboxMessage, addresses: Iterable[str], *, now: datetime) -> None:
    """Owe the same words to these addresses, once however many colleagues could not be reached with them."""
    said = sha256(json.dumps([message.referral_id, message.facts], sort_keys=True).encode()).hexdigest()[:16]
    debts = [
        Debt(
            notice=message.notice,
            cause=f"{CLIMBED}:{said}:{sha256(address.encode()).hexdigest()[:16]}",
            channel=message.channel,
            address=address,
            facts=message.facts,
            referral_id=message.referral_id,
            stale_at=message.stale_at,
        )
        for address in sorted(addresses)
    ]
    owe_all(db, debts, now=now)


def _rung(db: Session, referral: Referral, was: Role | None) -> ClockRung | None:
    """The rung that this clock stands on, while it waits for him who could not be told."""
    waiting = [rung for rung in lock_waiting_rungs_of(db, {referral.id}) if rung.charge_by_on == referral.charge_by_on]
    lowest = min(waiting, key=lambda rung: rung.days_left, default=None)
    return lowest if lowest is not None and lowest.role is was else None


def delivered_after_all(db: Session, *, now: datetime, after_id: int = 0, at_most: int = 100) -> list[int]:
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
