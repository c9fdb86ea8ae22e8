"""A rung that was raised is acknowledged by somebody, passed up, or ended with its clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from programme.duties.models import ClockRung
from programme.duties.queries import (
    lock_ended_rungs_of,
    lock_rungs_of_ended_clocks,
    lock_rungs_to_pass_up,
    lock_waiting_rungs_of,
    rungs_visible_to,
)
from programme.duties.recipients import Recipients, staff_of
from programme.duties.rules import pass_up_day, passed_up_to, roles_answered_for
from programme.duties.states import RungEvent
from programme.duties.words import ROLE_WORDS
from programme.history import events
from programme.history.timeline import record_all
from programme.referrals.models import Referral
from programme.shared.actor import Actor, Role
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound


@dataclass(frozen=True, slots=True)
class Seen:
    """A rung that somebody says he has seen, and whose it was."""

    referral_id: int
    reference: str
    rung: int
    role: Role


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Rungs acknowledged now, the cases in which that had been done before, and those in which it is not the
    actor's to do."""

    seen: list[Seen]
    before: list[str]
    not_his: list[str]


def acknowledge(db: Session, rung_ids: set[int], *, actor: Actor, now: datetime) -> Acknowledged:
    """Say for these rungs, and for the higher ones of the same clocks that still wait, that the actor has seen them.

    Raises NotFound where one of them is not of his force or programme. The name and time of the first to say so stay.
    """
    asked = rungs_visible_to(db, rung_ids, actor)
    if len(asked) != len(rung_ids):
        raise NotFound()
    waiting = lock_waiting_rungs_of(db, {one.referral_id for one in asked})
    by_id, may = {rung.id: rung for rung in waiting}, roles_answered_for(actor)
    found = Acknowledged([], [], [])
    for one in asked:
        rung = by_id.get(one.id)
        if rung is None or rung.acknowledged_at is not None:
            found.before.append(one.reference)
        elif rung.role not in may:
            found.not_his.append(one.reference)
        else:
            found.seen.append(Seen(one.referral_id, one.reference, rung.days_left, rung.role))
            _answer(rung, waiting, actor, now)
    return found


def record_seen(db: Session, seen: Sequence[Seen], *, actor: Actor, now: datetime) -> None:
    """Put on record who has seen these rungs."""
    happened = [
        (one.referral_id, events.RungAcknowledged, {"rung": one.rung, "role": ROLE_WORDS[one.role]}) for one in seen
    ]
    record_all(db, happened, actor=actor, now=now)


def _answer(lowest: ClockRung, waiting: list[ClockRung], actor: Actor, now: datetime) -> None:
    """Whoever has seen the lower rung has seen those that the clock came by before."""
    for rung in waiting:
        same_clock = rung.referral_id == lowest.referral_id and rung.charge_by_on == lowest.charge_by_on
        if same_clock and rung.days_left >= lowest.days_left and rung.acknowledged_at is None:
            rung.apply(RungEvent.ACKNOWLEDGED)
            rung.acknowledged_at, rung.acknowledged_by = now, actor.label


@dataclass(frozen=True, slots=True)
class PassedUp:
    """A rung that nobody acknowledged by its day: who has it now, and who is told. `again`: he had it before."""

    referral_id: int
    reference: str
    rung: int
    charge_by_on: date
    role: Role
    told: Recipients
    again: bool


def pass_up(db: Session, *, now: datetime, batch: int) -> list[PassedUp]:
    """Pass up at most `batch` rungs whose day has come. At the top they stay, due again on the next working day."""
    today = london_date(now)
    due = lock_rungs_to_pass_up(db, today=today, at_most=batch)
    if not due:
        return []
    staff = staff_of(db, [case.forces for case in due], today=today)
    found = []
    for case in due:
        rung = case.rung
        held = staff.held(case.forces)
        role = passed_up_to(rung.role, held)
        again, at_the_top = role is rung.role, passed_up_to(role, held) is role
        rung.apply(RungEvent.PASSED_UP)
        rung.role, rung.passed_up_at = role, now
        rung.pass_up_on = pass_up_day(
            today,
            days_left=rung.days_left,
            charge_by_on=rung.charge_by_on,
            pass_up_days=1 if at_the_top else case.pass_up_days,
        )
        found.append(
            PassedUp(
                rung.referral_id,
                case.reference,
                rung.days_left,
                rung.charge_by_on,
                role,
                staff.told(role, case.forces),
                again,
            )
        )
    return found


def end_rungs_of_ended_clocks(db: Session, *, batch: int) -> int:
    """End up to `batch` rungs that wait on clocks which are over, or have another last day now; returns how many."""
    ended = lock_rungs_of_ended_clocks(db, at_most=batch)
    for rung in ended:
        rung.apply(RungEvent.CLOCK_ENDED)
    return len(ended)


def end_rungs_of(db: Session, referral_id: int) -> None:
    """The clock of this case is over: what waits on it ends. The caller holds the case's lock."""
    for rung in lock_waiting_rungs_of(db, {referral_id}):
        rung.apply(RungEvent.CLOCK_ENDED)


def follow_the_clock(db: Session, referral: Referral, *, now: datetime) -> None:
    """The last day of this case is another now: what waits on the one before ends, and the new one climbs afresh.

    Where it had that last day before, a rung that ended without being seen waits again: a rung is raised once, and
    nobody would hear of it any more. Nothing waits on a clock that is over. The caller holds the case's lock, and has
    moved the day.
    """
    end_rungs_of(db, referral.id)
    if referral.over_at is not None:
        return
    today = london_date(now)
    for rung in lock_ended_rungs_of(db, referral):
        rung.apply(RungEvent.CLOCK_BACK)
        rung.raised_at, rung.passed_up_at, rung.told_at = now, None, None
        rung.pass_up_on = pass_up_day(today, days_left=rung.days_left, charge_by_on=rung.charge_by_on, pass_up_days=1)
