"""The task to have his bail extended: it follows from where his place is and from the bail itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from programme.bookings.elsewhere import ELSEWHERE_STANDS
from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.states import ACTIVE
from programme.courses.models import CourseDate
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskEvent, TaskState
from programme.duties.tasks import TaskToRaise, end_tasks, raise_tasks
from programme.history import events
from programme.history.followers import Follower, Happened
from programme.referrals.models import Referral
from programme.shared.dates import london_date, previous_working_day
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import is_one_of

_OPEN = (TaskState.OPEN,)
_KINDS = frozenset(
    {
        events.PlaceBooked,
        events.PlaceConfirmed,  # a place that had lapsed and was paid for is his again
        events.PlaceMoved,
        events.PlaceCancelled,
        events.HoldLapsed,
        events.CourseDateChanged,
        events.PlacedElsewhere,
        events.PlaceElsewhereChanged,
        events.PlaceElsewhereCalledOff,
        events.ResultFromElsewhereRecorded,
        events.BailDateRecorded,
    }
)


@reads(Referral, starts_at=CourseDate.starts_at, course_on=PlaceElsewhere.course_on)
@dataclass(frozen=True, slots=True)
class _BailRow:
    id: int
    bail_return_on: date | None
    starts_at: datetime | None
    course_on: date | None


@dataclass(frozen=True, slots=True)
class _Bail:
    """The day he has to return on bail, and the day of the course that he still has to come to."""

    bail_on: date | None
    course_on: date | None

    @property
    def is_too_early(self) -> bool:
        return self.bail_on is not None and self.course_on is not None and self.course_on > self.bail_on

    @property
    def reaches(self) -> bool:
        return self.bail_on is not None and self.course_on is not None and not self.is_too_early


def keep_bail_task(db: Session, happened: Sequence[Happened]) -> None:
    """Raise the task where he has a place on a course after his bail date, due on the working day before that; let it
    fall away where he has none, or an earlier one.

    A change of the bail itself that reaches the course is what the task asked for: it is done. A new date before the
    course has a new day to ask by.
    """
    actor, now = happened[0].actor, happened[0].now
    anew = {one.referral_id for one in happened if one.kind is events.BailDateRecorded}
    bail = _bail_of(db, {one.referral_id for one in happened}, now)
    if not bail:
        return
    tasks = _open_tasks(db, {case for case, one in bail.items() if case in anew or not one.is_too_early})
    done = [task for task in tasks if task.referral_id in anew and bail[task.referral_id].reaches]
    end_tasks(db, done, TaskEvent.DONE, actor=actor, now=now)
    end_tasks(db, [task for task in tasks if task not in done], TaskEvent.FELL_AWAY, actor=actor, now=now)
    db.flush()  # a case has one open task of a kind
    wanted = [
        TaskToRaise(case, TaskKind.BAIL_EXTENSION, previous_working_day(one.bail_on - timedelta(days=1)))
        for case, one in sorted(bail.items())
        if one.is_too_early and one.bail_on is not None
    ]
    raise_tasks(db, wanted, actor=actor, now=now)


def _bail_statement(cases: ColumnElement[bool]) -> Select[Any]:
    """Of the cases with bail, or with a task about it. Of a course elsewhere only the day is known: it has begun when
    its day has."""
    task = and_(Task.referral_id == Referral.id, Task.kind == TaskKind.BAIL_EXTENSION, is_one_of(Task.state, _OPEN))
    to_come = (ELSEWHERE_STANDS, PlaceElsewhere.course_on > bindparam("today"))
    date_to_come = and_(CourseDate.id == Booking.course_date_id, CourseDate.starts_at > bindparam("now"))
    return (
        select(*columns_of(_BailRow))
        .select_from(Referral)
        .outerjoin(Booking, and_(Booking.referral_id == Referral.id, is_one_of(Booking.state, ACTIVE)))
        .outerjoin(CourseDate, date_to_come)
        .outerjoin(PlaceElsewhere, and_(PlaceElsewhere.referral_id == Referral.id, *to_come))
        .outerjoin(Task, task)
        .where(cases, or_(Referral.bail_return_on.is_not(None), Task.id.is_not(None)))
    )


_OF_ONE = _bail_statement(Referral.id == bindparam("case"))


def _bail_of(db: Session, cases: Collection[int], now: datetime) -> dict[int, _Bail]:
    if len(cases) == 1:
        found = rows(db, _BailRow, _OF_ONE, case=next(iter(cases)), now=now, today=london_date(now))
    else:
        found = rows(db, _BailRow, _bail_statement(Referral.id.in_(cases)), now=now, today=london_date(now))
    return {
        row.id: _Bail(row.bail_return_on, london_date(row.starts_at) if row.starts_at else row.course_on)
        for row in found
    }


def _open_tasks(db: Session, cases: Collection[int]) -> Sequence[Task]:
    open_ones = select(Task).where(
        Task.referral_id.in_(cases), Task.kind == TaskKind.BAIL_EXTENSION, Task.state == TaskState.OPEN
    )
    return db.execute(open_ones.order_by(Task.id).with_for_update()).scalars().all()


BAIL_TASKS = Follower(_KINDS, keep_bail_task)
