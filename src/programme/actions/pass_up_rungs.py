"""Pass up what nobody acknowledged, and end what waits on clocks that are over."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.duties.answering import end_rungs_of_ended_clocks, pass_up
from programme.duties.telling import nobody_to_tell
from programme.history import events
from programme.history.timeline import record_all
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def pass_up_rungs(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """Put to the next role what nobody acknowledged by its day; returns how many rungs moved or ended.

    At the top a rung stays, and the timeline notes each working day on which nobody acknowledged it. Who has it is told
    by `tell_of_warnings`, in one message a day.
    """
    today = london_date(now)
    ended = end_rungs_of_ended_clocks(db, batch=batch)
    passed = pass_up(db, now=now, batch=batch)
    record_all(
        db,
        [
            (
                case.referral_id,
                events.RungToldAgain if case.again else events.RungPassedUp,
                {"days_left": (case.charge_by_on - today).days, "rung": case.rung, "role": case.told.words},
            )
            for case in passed
        ],
        actor=actor,
        now=now,
    )
    nobody_to_tell(db, [case.referral_id for case in passed if case.told.nobody], actor=actor, now=now)
    return ended + len(passed)
