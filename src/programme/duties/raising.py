"""Putting running clocks to the people of the rung they have reached: each rung of a clock once.

The prosecution clock (Magistrates' Courts Act 1980 s.127) is stopped by nothing that this service does, so rungs are
raised for returned and closed cases too, as long as no charge or final disposal is recorded. A case that comes in late
is raised on the rung it stands on, not on all those above it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from programme.duties.forces import CaseForces
from programme.duties.ladders import Rung, clock_ladder
from programme.duties.models import ClockRung
from programme.duties.new_rungs import (
    ProgrammeLadder,
    Reached,
    clocks_on_a_new_rung,
    programme_ladders,
    rungs_known,
)
from programme.duties.recipients import Recipients, Staff, staff_of
from programme.duties.rules import pass_up_day, passed_over, put_to
from programme.duties.states import RungState
from programme.shared.actor import Role
from programme.shared.dates import london_date


@dataclass(frozen=True, slots=True)
class _Raised:
    """A clock that was raised on a rung: whom it was put to, and who is told. `stands_for` are the higher rungs that
    it came by while nobody looked, `passed_over` the roles at whose addresses nothing arrives."""

    referral_id: int
    reference: str
    rung: int
    charge_by_on: date
    role: Role
    told: Recipients
    stands_for: list[int]
    passed_over: list[Role]


def raise_rungs(db: Session, *, now: datetime, batch: int) -> list[_Raised]:
    """Raise up to `batch` clocks on the rung they have reached. Raised once, also by two processes at a time."""
    today = london_date(now)
    programmes = programme_ladders(db)
    reached = _reached(db, programmes, today, batch)
    if not reached:
        return []
    forces = {case.referral_id: _forces(case, programmes) for case in reached}
    staff = staff_of(db, forces.values(), today=today)
    known = _Known(db, reached)
    found = [
        _raised(case, programmes[case.programme_id], forces[case.referral_id], staff, known, today) for case in reached
    ]
    written = _write(db, found, {case.referral_id: programmes[case.programme_id] for case in reached}, now=now)
    return [one for one in found if one.referral_id in written]


class _Known:
    """The rungs that these cases have had: which, and which of them still wait for whom."""

    def __init__(self, db: Session, reached: list[Reached]) -> None:
        days = {case.referral_id: case.charge_by_on for case in reached}
        self.rungs: dict[int, set[int]] = defaultdict(set)
        self.waiting: dict[int, list[Role]] = defaultdict(list)
        for rung in rungs_known(db, days):
            if rung.charge_by_on == days[rung.referral_id]:
                self.rungs[rung.referral_id].add(rung.days_left)
                if rung.waits:
                    self.waiting[rung.referral_id].append(rung.role)


def _reached(db: Session, programmes: dict[int, ProgrammeLadder], today: date, batch: int) -> list[Reached]:
    """Programmes that have the same ladder are asked for in one statement."""
    by_ladder: dict[tuple[Rung, ...], list[int]] = defaultdict(list)
    for programme in programmes.values():
        by_ladder[programme.ladder].append(programme.programme_id)
    found: list[Reached] = []
    for ladder, numbers in by_ladder.items():
        if len(found) < batch:
            found += clocks_on_a_new_rung(db, ladder, numbers, today=today, at_most=batch - len(found))
    return found


def _forces(case: Reached, programmes: dict[int, ProgrammeLadder]) -> CaseForces:
    programme = programmes[case.programme_id]
    return CaseForces(
        case.force_code,
        programme.force_code,
        case.officer_email,
        programme.fallback_email,
        case.officer_id,
        case.referral_id,
    )


def _raised(
    case: Reached, programme: ProgrammeLadder, forces: CaseForces, staff: Staff, known: _Known, today: date
) -> _Raised:
    rung = next(one for one in clock_ladder(programme.ladder).rungs if one.days == case.days_left)
    role = put_to(
        rung,
        waiting=known.waiting[case.referral_id],
        held=staff.held(forces),
        today=today,
        charge_by_on=case.charge_by_on,
    )
    return _Raised(
        case.referral_id,
        case.reference,
        rung.days,
        case.charge_by_on,
        role,
        staff.told(role, forces),
        passed_over(
            rung,
            programme.ladder,
            known=known.rungs[case.referral_id],
            charge_by_on=case.charge_by_on,
            referred_on=london_date(case.referred_at),
        ),
        staff.passed_over(forces),
    )


_ADD = {
    name: engine.insert(ClockRung)
    .on_conflict_do_nothing(index_elements=["referral_id", "days_left", "charge_by_on"])
    .returning(ClockRung.referral_id)
    for name, engine in (("sqlite", sqlite), ("postgresql", postgresql))
}


def _write(
    db: Session, raised: list[_Raised], programmes: dict[int, ProgrammeLadder], *, now: datetime
) -> frozenset[int]:
    """Write the rungs; returns the cases of those that nobody else had written."""
    today = london_date(now)
    rows: list[dict[str, Any]] = [
        {
            "referral_id": one.referral_id,
            "days_left": one.rung,
            "charge_by_on": one.charge_by_on,
            "state": RungState.RAISED,
            "role": one.role,
            "raised_at": now,
            "pass_up_on": pass_up_day(
                today,
                days_left=one.rung,
                charge_by_on=one.charge_by_on,
                pass_up_days=programmes[one.referral_id].pass_up_days,
            ),
        }
        for one in raised
    ]
    return frozenset(db.execute(_ADD[db.get_bind().dialect.name], rows).scalars())
