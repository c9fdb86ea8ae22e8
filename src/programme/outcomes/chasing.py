"""Results that the force has still to do something about: which, how long, and until when to ask.

To have a result is not to have acted on it. It is asked about while nobody has acknowledged it, and again while nothing
that was done with it is on record: more often at first, then every week, and always before the last day to charge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.duties.forces import FORCES, CaseForces, forces_in
from programme.duties.ladders import LAST_DAY, RESULT_CHASES, RESULTS_BEFORE_LAST_DAY, Rung
from programme.duties.models import ClockRung, Task, TaskKind
from programme.duties.queries import TASK_STANDS
from programme.duties.recipients import Recipients, Staff, staff_of
from programme.duties.rules import up_to
from programme.duties.states import TaskState
from programme.duties.telling import mark_of
from programme.notices.models import OutboxMessage
from programme.outcomes.models import Result
from programme.outcomes.states import ReturnState
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS
from programme.shared.actor import Role
from programme.shared.dates import add_working_days, is_working_day, london_date
from programme.shared.plausible import latest_possible

LAST = replace(RESULTS_BEFORE_LAST_DAY.rungs[0], days=-1)
"""Stands for the rung before the last day among those of the other ladder: messages are known by their days."""
_PAGE = 200
NOT_ACKNOWLEDGED, NOT_ACTED_ON = RESULT_CHASES.notices
_ASKED = (ReturnState.SENT, ReturnState.ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A result that waits, its row locked, with what is said of it. `with_role` has the warning that its clock stands
    on and names the case every morning, where one waits; on the last working day everybody hears of it."""

    result: Result
    referral: Referral
    forces: CaseForces
    with_role: Role | None
    on_last_day: bool

    @property
    def acknowledged_at(self) -> datetime | None:
        """When the force said that it has it."""
        return self.result.acknowledged_at if self.result.state is ReturnState.ACKNOWLEDGED else None

    @property
    def since_at(self) -> datetime:
        """Since when it waits for what it waits for now."""
        return self.acknowledged_at or self.result.returned_at

    @property
    def notice(self) -> str:
        """The message to send: the force is asked to acknowledge it before it is asked what was done."""
        return NOT_ACKNOWLEDGED if self.acknowledged_at is None else NOT_ACTED_ON

    def rung_reached(self, now: datetime) -> Rung | None:
        """The rung that it is asked about on."""
        return result_rung_reached(self.since_at, now, self.referral.charge_by_on)

    def cause(self, rung: Rung) -> str:
        """The cause of a message on this rung, which makes it one message."""
        return f"{self.referral.reference}:{self.result.id}:{rung.days}"


def result_rung_reached(since_at: datetime, now: datetime, charge_by_on: date | None = None) -> Rung | None:
    """The latest rung whose day has come; None before the first. LAST where the last working day to charge is that
    near, and the result waits for a working day at least. A result that a clock which ran ahead has dated is asked
    about at once."""
    if since_at > latest_possible(now):
        return RESULT_CHASES.rungs[0]
    found, today = RESULT_CHASES.rung_reached(since_at, now), london_date(now)
    if charge_by_on is None or RESULTS_BEFORE_LAST_DAY.rung_on(charge_by_on, today) is None:
        return found
    return LAST if add_working_days(london_date(since_at), 1) <= today else found


def results_to_ask_about(db: Session, *, now: datetime, after_id: int, at_most: int) -> list[int]:
    """Results of running clocks that have waited since yesterday or longer, to be acknowledged or to be acted on, whose
    force was not asked on the rung they have reached, by number: those above `after_id`, in their order. After its last
    day a clock is an incident, and that is told.

    Far more results wait than are asked about on any day, and this is looked at every few minutes: which of them are
    due is found a page at a time, and not in a transaction of each.
    """
    found: list[int] = []
    while len(found) < at_most and is_working_day(london_date(now)):
        wanted = _WAITING.where(
            or_(Result.acknowledged_at.is_(None), _waits(Result.acknowledged_at, now)),
            _waits(Result.returned_at, now),
            Referral.charge_by_on >= london_date(now),
            Result.id > after_id,
        )
        page = [_waiting(row) for row in db.execute(wanted.order_by(Result.id).limit(_PAGE))]
        if not page:
            break
        found += _not_asked_yet(db, page, now)
        after_id = page[-1].result.id
    return found


def _not_asked_yet(db: Session, page: list[Waiting], now: datetime) -> list[int]:
    """Those of which somebody is to be told that was not. Where nobody is there, that stands as a task once."""
    numbers = [one.referral.id for one in page]
    mine = (OutboxMessage.referral_id.in_(numbers), OutboxMessage.notice.in_(RESULT_CHASES.notices))
    asked = set(db.execute(select(OutboxMessage.dedupe_key).where(*mine)).scalars())
    said = set(
        db.execute(
            select(Task.referral_id).where(
                Task.referral_id.in_(numbers), Task.kind == TaskKind.NOBODY_TO_TELL, Task.state == TaskState.OPEN
            )
        ).scalars()
    )
    staff = staff_of(db, {one.forces for one in page}, today=london_date(now))

    def is_due(one: Waiting) -> bool:
        rung = one.rung_reached(now)
        to = who_is_asked(staff, one, rung) if rung is not None else None
        if rung is None or to is None:
            return False
        if to.nobody:
            return one.referral.id not in said
        return any(f"{one.notice}:{one.cause(rung)}:{mark_of(person.address)}" not in asked for person in to.people)

    return [one.result.id for one in page if is_due(one)]


def who_is_asked(staff: Staff, waiting: Waiting, rung: Rung) -> Recipients | None:
    """None where everybody who would be asked hears of the case this morning."""
    if waiting.on_last_day:
        return None
    wanted = staff.everybody(waiting.forces, up_to(rung))
    if wanted.nobody or waiting.with_role is None:
        return wanted
    told = staff.told(waiting.with_role, waiting.forces).people
    left = tuple(one for one in wanted.people if one not in told)
    return Recipients(wanted.wanted, wanted.role, left) if left else None


def _waits(since_at: Any, now: datetime) -> ColumnElement[bool]:
    """Since yesterday or longer, or dated by a clock that ran ahead."""
    return or_(since_at < now - timedelta(hours=12), since_at > latest_possible(now))


def lock_waiting(db: Session, result_id: int, *, now: datetime) -> Waiting | None:
    """The result's row, locked; None when it was acted on, or the clock came to its end, meanwhile."""
    wanted = _WAITING.where(Result.id == result_id, Referral.charge_by_on >= london_date(now))
    row = db.execute(wanted.with_for_update(of=Result)).one_or_none()
    return _waiting(row) if row is not None else None


_WAITING = (
    select(Result, Referral, ClockRung.role, ClockRung.days_left, *FORCES)
    .join(Referral, Referral.id == Result.referral_id)
    .join(Programme, Programme.id == Referral.programme_id)
    .outerjoin(ClockRung, TASK_STANDS)
    .where(Result.state.in_(_ASKED), CLOCK_RUNS)
)


def _waiting(row: Any) -> Waiting:
    return Waiting(row.Result, row.Referral, forces_in(row), row.role, row.days_left == LAST_DAY.days)
