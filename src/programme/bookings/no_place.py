"""No place in time: cases for which no open date with a place left ends early enough, and those for which one does
again.

One threshold decides for everybody: the earliest open date with a place. A case whose last safe course day is before it
has none; one whose day is on or after it has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, not_, or_, select, true
from sqlalchemy.orm import Session

from programme.bookings.elsewhere import ELSEWHERE_STANDS
from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.rules import WANTS_A_PLACE
from programme.bookings.states import ACTIVE
from programme.courses.models import CourseDate, Programme
from programme.courses.queries import earliest_place_on, end_of_day
from programme.duties.forces import CaseForces
from programme.duties.models import Task, TaskKind
from programme.duties.recipients import staff_of
from programme.duties.states import TaskEvent, TaskState
from programme.duties.tasks import TaskToRaise, end_tasks, raise_tasks
from programme.duties.telling import StaffNotice, tell_staff
from programme.offers.queries import is_paper_owed
from programme.people.models import Person
from programme.people.telling import tell_person
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.storage.rows import columns_of, reads, rows


@reads(referral_id=Referral.id, reference=Referral.reference, complete_by_on=Referral.complete_by_on)
@dataclass(frozen=True, slots=True)
class WithoutPlace:
    """A case that no date fits, and who is told of it."""

    referral_id: int
    reference: str
    complete_by_on: date
    forces: CaseForces


_WITHOUT: Select[*tuple[Any, ...]] = select(*columns_of(WithoutPlace)).join(
    Programme, Programme.id == Referral.programme_id
)


def raise_no_place(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """Raise the task, with its messages, for cases that no date fits and that have none open; returns how many.

    A case whose last safe course day is over goes back by itself and is not put to anybody first.
    """
    earliest_on = earliest_place_on(db, now=now)
    open_one = exists(
        select(Task.id).where(
            Task.referral_id == Referral.id, Task.kind == TaskKind.NO_PLACE_IN_TIME, Task.state == TaskState.OPEN
        )
    )
    wanted = (
        _WITHOUT.where(
            CLOCK_RUNS,
            Referral.state.in_(WANTS_A_PLACE),
            Referral.complete_by_on >= london_date(now),
            Referral.complete_by_on < earliest_on if earliest_on is not None else true(),
            not_(open_one),
        )
        .order_by(Referral.complete_by_on, Referral.id)
        .limit(batch)
        .with_for_update(of=Referral)
    )
    return _put(db, rows(db, WithoutPlace, wanted), actor=actor, now=now)


def raise_no_place_of(db: Session, referral: Referral, *, actor: Actor, now: datetime) -> bool:
    """The same for one case, whose lock the caller holds: whether the task was raised."""
    earliest_on = earliest_place_on(db, now=now)
    if earliest_on is not None and earliest_on <= referral.complete_by_on:
        return False
    case = rows(db, WithoutPlace, _WITHOUT.where(Referral.id == referral.id)).one()
    return bool(_put(db, [case], actor=actor, now=now))


def _put(db: Session, cases: Sequence[WithoutPlace], *, actor: Actor, now: datetime) -> int:
    tasks = [TaskToRaise(case.referral_id, TaskKind.NO_PLACE_IN_TIME, case.complete_by_on) for case in cases]
    raised = raise_tasks(db, tasks, actor=actor, now=now)
    told = [case for case in cases if case.referral_id in raised]
    if not told:
        return 0
    staff = staff_of(db, [case.forces for case in told], today=london_date(now))
    # Once a case and day: a place that comes free and is gone again is not news each time.
    tell_staff(
        db,
        [
            StaffNotice(
                notice="no_place_in_time",
                cause=f"{case.reference}:{london_date(now)}",
                to=staff.everybody(case.forces),
                facts={"reference": case.reference, "complete_by_on": case.complete_by_on},
                about=case.referral_id,
                what="No date is in time",
            )
            for case in told
        ],
        actor=actor,
        now=now,
    )
    return len(told)


def drop_tasks_not_needed(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """Let tasks fall away: no place, where a date fits again or the case waits for none; bail, where its course is over
    or given up; and whatever is to be looked at, where the case is finished. That a neighbour is to be told stays: it
    keeps a place until it hears. Who had accepted and can choose again is told so. Returns how many fell away."""
    earliest_on = earliest_place_on(db, now=now)
    fits = Referral.complete_by_on >= earliest_on if earliest_on is not None else not_(true())
    over = func.coalesce(Referral.clock_stopped_at, Referral.finalised_at).is_not(None)
    no_place = and_(Task.kind == TaskKind.NO_PLACE_IN_TIME, or_(fits, over, Referral.state.not_in(WANTS_A_PLACE)))
    nowhere = and_(Booking.id.is_(None), PlaceElsewhere.id.is_(None))
    gone = or_(CourseDate.ends_at < now, PlaceElsewhere.course_on < london_date(now))
    bail = and_(Task.kind == TaskKind.BAIL_EXTENSION, or_(over, nowhere, gone))
    look_again = and_(Task.kind.in_((TaskKind.LOOK_AGAIN, TaskKind.SAFE_HOURS)), over)
    found = db.execute(
        select(Task, Referral, Person)
        .join(Referral, Referral.id == Task.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .outerjoin(Booking, and_(Booking.referral_id == Referral.id, Booking.state.in_(ACTIVE)))
        .outerjoin(CourseDate, CourseDate.id == Booking.course_date_id)
        .outerjoin(PlaceElsewhere, and_(PlaceElsewhere.referral_id == Referral.id, ELSEWHERE_STANDS))
        .where(Task.state == TaskState.OPEN, or_(no_place, bail, look_again))
        .order_by(Referral.id, Task.id)
        .limit(batch)
        .with_for_update(of=(Referral, Task))
    ).all()
    end_tasks(db, [row.Task for row in found], TaskEvent.FELL_AWAY, actor=actor, now=now)
    for row in found:
        task, referral, person = row.Task, row.Referral, row.Person
        can_choose = referral.state is ReferralState.ACCEPTED and referral.over_at is None
        fits_again = earliest_on is not None and earliest_on <= referral.complete_by_on
        if task.kind is TaskKind.NO_PLACE_IN_TIME and can_choose and fits_again and not is_paper_owed(db, referral.id):
            tell_person(
                db,
                person,
                notice="date_to_choose",
                cause=f"{referral.reference}:{london_date(now)}",
                referral_id=referral.id,
                facts={"complete_by_on": referral.complete_by_on},
                now=now,
                stale_at=end_of_day(referral.complete_by_on),
            )
    return len(found)
