"""Queries about rungs that were raised: those that wait, those to be passed up, and those that an actor may answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from programme.courses.models import Programme
from programme.duties.forces import FORCES, CaseForces, forces_in
from programme.duties.ladders import CLOCK_WARNINGS
from programme.duties.models import ClockRung
from programme.duties.rules import URGENT_DAYS, roles_answered_for
from programme.duties.states import WAITING, RungState
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS, visible_to
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door, Role
from programme.shared.dates import london_instant
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import is_one_of

_LONGEST_WAIT = timedelta(days=21)
"""No rung waits longer for somebody: ten working days are the most that a programme can set, Christmas among them."""

_Lower = aliased(ClockRung)
IS_WAITING = is_one_of(ClockRung.state, WAITING)
OF_THIS_CLOCK = and_(ClockRung.referral_id == Referral.id, ClockRung.charge_by_on == Referral.charge_by_on)
"""Not the rungs of a last day that was corrected since."""
IS_LOWEST = not_(
    exists(
        select(_Lower.id).where(
            _Lower.referral_id == ClockRung.referral_id,
            _Lower.charge_by_on == ClockRung.charge_by_on,
            _Lower.days_left < ClockRung.days_left,
        )
    )
)
"""The rung that a clock stands on. A higher one that still waits is answered with it."""


_Of = aliased(ClockRung)
STOOD_ON = ClockRung.id == (
    select(_Of.id)
    .where(_Of.referral_id == Referral.id, _Of.charge_by_on == Referral.charge_by_on)
    .order_by(_Of.days_left)
    .limit(1)
    .correlate(Referral)
    .scalar_subquery()
)
"""Joins a case with the one rung that its clock stands on, the lowest it was raised on. For a few cases that are known:
to find the cases of some rungs, join with OF_THIS_CLOCK and ask for IS_LOWEST, or PostgreSQL tries every case."""


@reads(ClockRung)
@dataclass(frozen=True, slots=True)
class RungLine:
    """The rung that a clock stands on, as pages say it: with whom it is, and who said that he has seen it."""

    id: int
    days_left: int
    state: RungState
    role: Role
    raised_at: datetime
    passed_up_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None

    @property
    def waits(self) -> bool:
        """Whether nobody has acknowledged it."""
        return self.state in WAITING

    @property
    def since_at(self) -> datetime:
        """Since when it is with whoever has it."""
        return self.passed_up_at or self.raised_at

    def is_for(self, actor: Actor) -> bool:
        """Whether it waits, and the actor may say that he has seen it: in a case of his force or programme."""
        return self.waits and self.role in roles_answered_for(actor)


@dataclass(frozen=True, slots=True)
class RungOfCase:
    """A rung, its row locked, with what is said of its case."""

    rung: ClockRung
    reference: str
    state: ReferralState
    forces: CaseForces
    pass_up_days: int


TASK_STANDS = and_(IS_WAITING, OF_THIS_CLOCK, CLOCK_RUNS, IS_LOWEST)
_OF_CASES = (
    select(ClockRung, Referral.reference, Referral.state, Programme.pass_up_days, *FORCES)
    .join(Referral, Referral.id == ClockRung.referral_id)
    .join(Programme, Programme.id == Referral.programme_id)
)


def lock_rungs_to_pass_up(db: Session, *, today: date, at_most: int) -> list[RungOfCase]:
    """The lowest waiting rung of each running clock whose day to be passed up has come, locked; those that another
    process is at are left to it. A day that is later than any rung waits for was set by a clock that ran ahead."""
    wanted = (
        _OF_CASES.where(
            TASK_STANDS,
            or_(
                ClockRung.pass_up_on <= today,
                and_(ClockRung.pass_up_on > today + _LONGEST_WAIT, ClockRung.pass_up_on > ClockRung.charge_by_on),
            ),
        )
        .order_by(ClockRung.pass_up_on, ClockRung.id)
        .limit(at_most)
        .with_for_update(of=ClockRung, skip_locked=True)
    )
    return _cases(db, wanted)


def lock_waiting_rungs(db: Session, *, past: int = 0, at_most: int) -> list[RungOfCase]:
    """The rungs that running clocks stand on and that wait for somebody, of numbers above `past`, locked."""
    wanted = _OF_CASES.where(TASK_STANDS, ClockRung.id > past).order_by(ClockRung.id).limit(at_most)
    return _cases(db, wanted.with_for_update(of=ClockRung))


def lock_rungs_stood_on(db: Session, references: Collection[str]) -> list[RungOfCase]:
    """The rungs that the clocks of these cases stand on and that wait for somebody, locked."""
    wanted = _OF_CASES.where(TASK_STANDS, Referral.reference.in_(references)).order_by(ClockRung.id)
    return _cases(db, wanted.with_for_update(of=ClockRung))


def waiting_roles(db: Session, references: Collection[str]) -> dict[str, Role]:
    """With whom the rungs are that the clocks of these cases stand on and that wait for somebody."""
    wanted = (
        select(Referral.reference, ClockRung.role)
        .join(Referral, Referral.id == ClockRung.referral_id)
        .where(TASK_STANDS, Referral.reference.in_(references))
    )
    return {row.reference: row.role for row in db.execute(wanted)}


def lock_untold_rungs(db: Session, *, now: datetime, today: date, at_most: int) -> list[RungOfCase]:
    """Waiting rungs of clocks in their last week that no message has named since they came to whoever has them, and
    none at all today, locked; those that another process is at are left to it."""
    never = or_(ClockRung.told_at.is_(None), ClockRung.told_at > now)
    before_he_had_it = ClockRung.told_at < func.coalesce(ClockRung.passed_up_at, ClockRung.raised_at)
    wanted = (
        _OF_CASES.where(
            TASK_STANDS,
            Referral.charge_by_on <= CLOCK_WARNINGS.come_to(today, URGENT_DAYS),
            or_(never, and_(before_he_had_it, ClockRung.told_at < london_instant(today, time()))),
        )
        .order_by(ClockRung.id)
        .limit(at_most)
        .with_for_update(of=ClockRung, skip_locked=True)
    )
    return _cases(db, wanted)


def lock_rungs_of_ended_clocks(db: Session, *, at_most: int) -> list[ClockRung]:
    """Waiting rungs of clocks that are over, or whose last day is another now, locked."""
    wanted = (
        select(ClockRung)
        .join(Referral, Referral.id == ClockRung.referral_id)
        .where(IS_WAITING, or_(not_(CLOCK_RUNS), ClockRung.charge_by_on != Referral.charge_by_on))
        .order_by(ClockRung.id)
        .limit(at_most)
        .with_for_update(of=ClockRung, skip_locked=True)
    )
    return list(db.execute(wanted).scalars())


def lock_waiting_rungs_of(db: Session, referral_ids: Collection[int]) -> list[ClockRung]:
    """The waiting rungs of these cases, locked in the order of their numbers."""
    wanted = select(ClockRung).where(ClockRung.referral_id.in_(referral_ids), IS_WAITING)
    return list(db.execute(wanted.order_by(ClockRung.id).with_for_update()).scalars())


def lock_ended_rungs_of(db: Session, referral: Referral) -> list[ClockRung]:
    """The rungs of the last day that this case has now which ended without being acknowledged, locked."""
    wanted = select(ClockRung).where(
        ClockRung.referral_id == referral.id,
        ClockRung.charge_by_on == referral.charge_by_on,
        ClockRung.state == RungState.ENDED,
    )
    return list(db.execute(wanted.order_by(ClockRung.id).with_for_update()).scalars())


@reads(id=ClockRung.id, referral_id=ClockRung.referral_id, reference=Referral.reference)
@dataclass(frozen=True, slots=True)
class VisibleRung:
    """A rung, and the case it is of."""

    id: int
    referral_id: int
    reference: str


def rungs_visible_to(db: Session, rung_ids: Collection[int], actor: Actor) -> list[VisibleRung]:
    """These rungs, as far as they are of the actor's own force or programme."""
    wanted = of_the_actors(
        actor,
        select(*columns_of(VisibleRung))
        .join(Referral, Referral.id == ClockRung.referral_id)
        .where(ClockRung.id.in_(rung_ids))
        .order_by(ClockRung.id),
    )
    return rows(db, VisibleRung, wanted)


def of_the_actors(actor: Actor, wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """`wanted` (over referrals) bounded to the cases that whoever answers warnings may find; nobody else any."""
    coordinates = actor.door is Door.ADMIN and Role.COORDINATOR in actor.roles
    if actor.door not in (Door.CUSTODY, Door.PARTNER) and not coordinates:
        return wanted.where(Referral.id.is_(None))
    return visible_to(actor, wanted)


def is_for(actor: Actor) -> ColumnElement[bool]:
    """Whether a rung (joined with its case) waits, and the actor may say that he has seen it."""
    return and_(IS_WAITING, ClockRung.role.in_(tuple(roles_answered_for(actor))), CLOCK_RUNS, IS_LOWEST)


def is_above(actor: Actor) -> ColumnElement[bool]:
    """Whether a rung (joined with its case) waits for somebody above the actor, whose clock runs on for him too."""
    return and_(IS_WAITING, ClockRung.role.not_in(tuple(roles_answered_for(actor))), CLOCK_RUNS, IS_LOWEST)


def _cases(db: Session, wanted: Select[*tuple[Any, ...]]) -> list[RungOfCase]:
    return [
        RungOfCase(row.ClockRung, row.reference, row.state, forces_in(row), row.pass_up_days)
        for row in db.execute(wanted)
    ]
