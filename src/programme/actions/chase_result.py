"""Ask a force about a result that nobody acknowledged, or that nothing was done with."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.duties.ladders import Rung
from programme.duties.recipients import Recipients, staff_of
from programme.duties.telling import StaffNotice, ask_staff
from programme.history import events
from programme.history.timeline import record
from programme.outcomes.chasing import Waiting, lock_waiting, who_is_asked
from programme.referrals.bites import to_charge
from programme.shared.actor import Actor
from programme.shared.dates import is_working_day, london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def chase_result(db: Session, *, actor: Actor, now: datetime, result_id: int) -> bool:
    """Owe a message to the officer in the case and his supervisors, later to the coordinator too, once a rung, and
    note it on the case. Who is told of the case every morning, because a warning waits with him, is not told twice.

    False on a day on which nobody works, when no rung has been reached, or it was asked for on this one already.
    """
    waiting = lock_waiting(db, result_id, now=now) if is_working_day(london_date(now)) else None
    if waiting is None:
        return False
    referral = waiting.referral
    rung = waiting.rung_reached(now)
    if (
        rung is None
        or (to := who_is_asked(staff_of(db, [waiting.forces], today=london_date(now)), waiting, rung)) is None
    ):
        return False
    if not ask_staff(db, _notice(waiting, rung, to, london_date(now)), [referral.id], actor=actor, now=now):
        return False
    if waiting.acknowledged_at is None:
        returned_on = london_date(waiting.result.returned_at)
        record(db, referral.id, events.ResultChased, actor=actor, now=now, returned_on=returned_on)
    else:
        on = london_date(waiting.acknowledged_at)
        record(db, referral.id, events.ResultChasedUndecided, actor=actor, now=now, acknowledged_on=on)
    return True


def _notice(waiting: Waiting, rung: Rung, to: Recipients, today: date) -> StaffNotice:
    referral, result = waiting.referral, waiting.result
    if waiting.acknowledged_at is None:
        return StaffNotice(
            notice="result_not_acknowledged",
            cause=waiting.cause(rung),
            to=to,
            facts={
                "reference": referral.reference,
                "returned_on": london_date(result.returned_at),
                "act_by_on": to_charge(referral.charge_by_on, today).on,
            },
            about=referral.id,
            what="A result that nobody acknowledged",
        )
    return StaffNotice(
        notice="result_not_acted_on",
        cause=waiting.cause(rung),
        to=to,
        facts={
            "reference": referral.reference,
            "acknowledged_on": london_date(waiting.acknowledged_at),
            "act_by_on": to_charge(referral.charge_by_on, today).on,
        },
        about=referral.id,
        what="A result that nothing was done with",
    )
