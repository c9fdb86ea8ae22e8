"""A new bail date, or no bail: on record with who authorised it, and the task to have it extended follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.record_bail import BailRecorded, record_bail
from programme.actions.record_disposal import record_disposal
from programme.audit.models import AccessRow, Operation
from programme.clock.bail import NOBODY_NAMED, Bail, NamedOfficer
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.history.timeline import Moment, timeline
from programme.outcomes.models import Disposal
from programme.referrals.models import Referral, Release
from programme.referrals.refusals import BailAuthorityNeeded, ClockIsOver
from programme.referrals.states import ReferralState
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_booking, a_course_date, a_referral, a_world, an_offer, read

COURSE_ON = date(2027, 3, 20)
NO_BAIL = Bail(Release.UNDER_INVESTIGATION)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def booked(database: Database, world: World) -> Referral:
    """A case with a place on a course two days after its bail date."""
    referral = a_referral(database, world, release=Release.BAIL, bail_return_on=date(2027, 3, 18))
    an_offer(database, referral)
    a_booking(database, world, a_course_date(database, world), referral)
    return referral


def until(on: date) -> Bail:
    return Bail(Release.BAIL, on)


def change(
    database: Database,
    world: World,
    referral: Referral,
    bail: Bail,
    authorised: NamedOfficer = NOBODY_NAMED,
    rank: str = "Sgt",
) -> BailRecorded:
    return database.write_now(
        record_bail,
        actor=replace(world.custody, rank=rank),
        now=NOW,
        reference=referral.reference,
        bail=bail,
        authorised=authorised,
    )


def tasks(database: Database) -> list[tuple[TaskState, date]]:
    rows = read(database, lambda db: db.scalars(select(Task).order_by(Task.id)).all())
    assert {task.kind for task in rows} <= {TaskKind.BAIL_EXTENSION}
    return [(task.state, task.due_on) for task in rows]


def row_of(database: Database, referral: Referral) -> Referral:
    row: Referral = read(database, lambda db: db.get_one(Referral, referral.id))
    return row


def newest(database: Database, referral: Referral, event: str) -> Moment:
    moments = read(database, lambda db: timeline(db, referral.id))
    return next(moment for moment in moments if moment.event == event)


def test_a_new_date_is_kept_and_told_with_the_one_before(database: Database, world: World) -> None:
    referral = a_referral(database, world, release=Release.BAIL, bail_return_on=date(2027, 3, 18))
    assert change(database, world, referral, until(date(2027, 4, 1))).course_is_later is False
    row = row_of(database, referral)
    assert (row.release, row.bail_return_on) == (Release.BAIL, date(2027, 4, 1))
    told = newest(database, referral, "bail_date_recorded")
    assert told.words == "On bail until Thursday 1 April 2027. Before: on bail until Thursday 18 March 2027."
    assert told.who == world.custody.label
    assert (told.facts["bail_return_on"], told.facts["was_return_on"]) == ("2027-04-01", "2027-03-18")


def test_no_bail_any_more(database: Database, world: World) -> None:
    referral = a_referral(database, world, release=Release.BAIL, bail_return_on=date(2027, 3, 18))
    change(database, world, referral, NO_BAIL)
    row = row_of(database, referral)
    assert (row.release, row.bail_return_on) == (Release.UNDER_INVESTIGATION, None)
    assert newest(database, referral, "bail_date_recorded").words.startswith("No bail: released under investigation.")


def test_the_clock_is_where_it_was(database: Database, world: World, booked: Referral) -> None:
    change(database, world, booked, until(date(2027, 4, 1)))
    row = row_of(database, booked)
    assert (row.charge_by_on, row.return_by_on, row.complete_by_on) == (
        booked.charge_by_on, booked.return_by_on, booked.complete_by_on,
    )  # fmt: skip


def test_a_date_that_reaches_the_course_is_what_the_task_asked_for(
    database: Database, world: World, booked: Referral
) -> None:
    assert change(database, world, booked, until(date(2027, 3, 17))).course_is_later
    assert tasks(database) == [(TaskState.OPEN, date(2027, 3, 16))]
    assert not change(database, world, booked, until(COURSE_ON)).course_is_later
    assert tasks(database) == [(TaskState.DONE, date(2027, 3, 16))]


def test_another_date_before_the_course_is_asked_for_by_another_day(
    database: Database, world: World, booked: Referral
) -> None:
    change(database, world, booked, until(date(2027, 3, 17)))
    change(database, world, booked, until(date(2027, 3, 12)))
    assert tasks(database) == [(TaskState.NOT_NEEDED, date(2027, 3, 16)), (TaskState.OPEN, date(2027, 3, 11))]


def test_without_bail_nothing_has_to_be_extended(database: Database, world: World, booked: Referral) -> None:
    change(database, world, booked, until(date(2027, 3, 17)))
    change(database, world, booked, NO_BAIL)
    assert tasks(database) == [(TaskState.NOT_NEEDED, date(2027, 3, 16))]


def test_bail_that_begins_after_the_booking_raises_the_task(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    an_offer(database, referral)
    a_booking(database, world, a_course_date(database, world), referral)
    change(database, world, referral, until(date(2027, 3, 18)))
    assert tasks(database) == [(TaskState.OPEN, date(2027, 3, 17))]


def test_longer_than_three_months_takes_an_inspector_who_is_on_record(database: Database, world: World) -> None:
    referral = a_referral(database, world, release=Release.BAIL, bail_return_on=date(2027, 3, 18))
    beyond = until(date(2027, 5, 9))
    with pytest.raises(BailAuthorityNeeded):
        change(database, world, referral, beyond)
    assert row_of(database, referral).bail_return_on == date(2027, 3, 18)
    change(database, world, referral, beyond, authorised=NamedOfficer("B. Night", "inspector"))
    assert newest(database, referral, "bail_date_recorded").words.endswith("Authorised by B. Night, inspector.")


def test_an_inspector_authorises_it_himself(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    change(database, world, referral, until(date(2027, 5, 9)), rank="Insp")
    assert f"Authorised by {world.custody.label}, Insp." in newest(database, referral, "bail_date_recorded").words


@pytest.mark.parametrize("state", [ReferralState.RETURNED, ReferralState.WITHDRAWN, ReferralState.UNDECIDED])
def test_bail_changes_in_every_state_while_the_clock_runs(
    database: Database, world: World, state: ReferralState
) -> None:
    referral = a_referral(database, world, state=state)
    change(database, world, referral, until(date(2027, 4, 1)))
    assert row_of(database, referral).bail_return_on == date(2027, 4, 1)


def test_not_once_a_charge_was_issued(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.WITHDRAWN)
    facts: dict[str, Any] = {"reference": referral.reference, "disposal": Disposal.CHARGE_ISSUED, "done_at": NOW}
    database.write_now(record_disposal, actor=world.custody, now=NOW, **facts)
    with pytest.raises(ClockIsOver):
        change(database, world, referral, until(date(2027, 4, 1)))


def test_it_is_logged_as_an_alteration(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    change(database, world, referral, until(date(2027, 4, 1)))
    row = read(database, lambda db: db.execute(select(AccessRow)).scalar_one())
    assert (row.operation, row.what, row.subjects) == (Operation.ALTERATION, "record_bail", referral.reference)


def test_another_forces_case_is_not_found(database: Database, world: World) -> None:
    other = a_world(database, force_code="16")
    with pytest.raises(NotFound):
        change(database, other, a_referral(database, world), until(date(2027, 4, 1)))
