"""Raise the rungs that clocks have reached, and tell the people they are put to."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from programme.duties.raising import Raised, raise_rungs
from programme.duties.rules import ROLE_WORDS
from programme.history import events
from programme.history.timeline import record_all
from programme.notices.models import Channel
from programme.notices.outbox import Debt, owe_all
from programme.shared.actor import Actor, Role
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def warn_of_deadlines(db: Session, *, actor: Actor, now: datetime, batch: int = 200) -> int:
    """Raise each clock once on the rung it stands on, and owe a message to everybody it is put to; returns how many."""
    today = london_date(now)
    raised = raise_rungs(db, now=now, batch=batch)
    record_all(
        db,
        [
            (
                case.referral_id,
                events.RungRaised,
                {
                    "days_left": (case.charge_by_on - today).days,
                    "rung": case.rung,
                    "role": ROLE_WORDS[case.role],
                    "stands_for": _stands_for(case.stands_for) + _passed_over(case.passed_over),
                },
            )
            for case in raised
        ],
        actor=actor,
        now=now,
    )
    owe_all(
        db,
        [_debt(case, address, now) for case in raised for address in case.told],
        now=now,
    )
    return len(raised)


def _stands_for(rungs: list[int]) -> str:
    """Said where the worker was away on the day of a higher rung."""
    if not rungs:
        return ""
    return f" It stands for the warning at {' and '.join(str(days) for days in rungs)} days, which was not given."


def _passed_over(roles: list[Role]) -> str:
    """Said where nothing arrives at an address."""
    return "".join(f" {ROLE_WORDS[role].capitalize()} could not be told: the address does not work." for role in roles)


def _debt(case: Raised, address: str, now: datetime) -> Debt:
    """A rung is raised once, so the instant only tells it from the same rung that a wrong clock has raised before."""
    days_left = (case.charge_by_on - london_date(now)).days
    to = sha256(address.encode()).hexdigest()[:16]
    return Debt(
        notice="deadline_warning",
        cause=f"{case.reference}:{case.rung}:{case.charge_by_on}:{now:%Y%m%d%H%M}:{to}",
        channel=Channel.EMAIL,
        address=address,
        facts={"reference": case.reference, "days_left": days_left, "return_by_on": case.return_by_on},
        referral_id=case.referral_id,
    )
