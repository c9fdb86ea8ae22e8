"""Raise the rungs that clocks have reached. The people they are put to are told by `tell_of_warnings`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.duties.raising import raise_rungs
from programme.duties.telling import nobody_to_tell
from programme.duties.words import ROLE_WORDS
from programme.history import events
from programme.history.timeline import record_all
from programme.shared.actor import Actor, Role
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def warn_of_deadlines(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """Raise each clock once on the rung it stands on, with its history; returns how many. Where nobody is there to be
    told, that is somebody's task."""
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
                    "role": case.told.words,
                    "stands_for": _stands_for(case.stands_for) + _passed_over(case.passed_over),
                },
            )
            for case in raised
        ],
        actor=actor,
        now=now,
    )
    nobody_to_tell(db, [case.referral_id for case in raised if case.told.nobody], actor=actor, now=now)
    return len(raised)


def _stands_for(rungs: list[int]) -> str:
    """Said where the worker was away on the day of a higher rung."""
    if not rungs:
        return ""
    return f" It replaces the warning at {' and '.join(str(days) for days in rungs)} days, which was not given."


def _passed_over(roles: list[Role]) -> str:
    """Said where nothing arrives at an address."""
    return "".join(f" {ROLE_WORDS[role].capitalize()} could not be told: the address does not work." for role in roles)
