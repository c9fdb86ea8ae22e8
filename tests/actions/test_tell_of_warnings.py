"""Warnings are told in one message a working morning to each address, and in the last week at once."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from programme.actions.acknowledge_rung import acknowledge_rung
from programme.actions.tell_of_warnings import tell_of_warnings
from programme.courses.models import Programme
from programme.duties.forces import CaseForces
from programme.duties.models import Task, TaskKind
from programme.duties.recipients import staff_of
from programme.duties.states import TaskState
from programme.history.timeline import timeline
from programme.notices.models import OutboxMessage
from programme.opening import database_at
from programme.people.models import Account
from programme.people.sign_ins import account_actor
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER, Door, Role
from programme.shared.dates import is_working_day
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_force, a_world, an_account, read
from tests.support.jobs import report_all_last_days, tell_forces, warn_forces
from tests.support.rungs import (
    COORDINATOR,
    OFFICER,
    SUPERVISOR,
    a_clock,
    a_day_of_the_jobs,
    climbed,
    mornings,
    rungs_of,
    staffed,
    told,
)
from tests.support.statements import statements

SATURDAY = NOW + timedelta(days=5)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def staff(database: Database, world: World) -> dict[Role, Account]:
    return staffed(database)


def outbox(database: Database) -> list[OutboxMessage]:
    return list(read(database, lambda db: db.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()))


def days_pass(database: Database, days: int, first: int = 0) -> None:
    for day in range(first, first + days):
        a_day_of_the_jobs(database, NOW + timedelta(days=day))


def nobody_is_there(database: Database) -> None:
    database.write_now(lambda db: db.execute(update(Account).values(active=False)))


def task_of(database: Database, kind: TaskKind) -> Task:
    found: Task = read(database, lambda db: db.scalars(select(Task).where(Task.kind == kind)).one())
    return found


def test_one_message_names_every_case_that_waits_the_shortest_first(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    long, short = a_clock(database, world, 20), a_clock(database, world, 12)
    other = a_clock(database, world, 50)

    a_day_of_the_jobs(database, NOW)

    assert {row.address: row.facts["references"] for row in outbox(database)} == {
        SUPERVISOR: [short.reference, long.reference],
        OFFICER: [other.reference],
    }
    lines = next(row.facts["lines"] for row in outbox(database) if row.address == SUPERVISOR)
    assert lines[0] == (
        f"{short.reference}: 11 days left, the last working day is Friday 12 March 2027. It waits for somebody to say "
        "that they have seen this."
    )


def test_a_case_that_nobody_answers_is_one_line_of_one_message_a_working_day_for_each_person(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    case = a_clock(database, world, 60)

    days_pass(database, 70)

    rows = [row for row in outbox(database) if row.notice != "last_day_passed"]
    assert {row.notice for row in rows} == {"warnings_of_the_day"}
    named = Counter((row.address, row.queued_at.date()) for row in rows)
    assert set(named.values()) == {1}
    assert all(row.facts["references"] == [case.reference] for row in rows)
    assert all(is_working_day(on) for _, on in named)
    assert len({address for address, _ in named}) == 3


def test_on_a_day_on_which_nobody_works_nothing_is_told_and_the_next_names_it(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    a_day_of_the_jobs(database, SATURDAY - timedelta(days=1))
    case = a_clock(database, world, 17, referred_at=SATURDAY)
    a_day_of_the_jobs(database, SATURDAY)
    assert climbed(database, case) == [(14, "supervisor", "raised")]
    assert outbox(database) == []

    a_day_of_the_jobs(database, SATURDAY + timedelta(days=2))
    assert mornings(database, case) == [(SUPERVISOR, 8, "Mar")]


def test_what_comes_up_later_on_the_day_waits_but_in_the_last_week_it_goes_at_once_and_once(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    a_day_of_the_jobs(database, NOW)
    slow, soon = a_clock(database, world, 30, referred_at=NOW), a_clock(database, world, 6, referred_at=NOW)

    for minutes in (10, 20, 300):
        a_day_of_the_jobs(database, NOW + timedelta(minutes=minutes))

    assert told(database) == [(COORDINATOR, 4), (SUPERVISOR, 4)]
    assert {row.referral_id for row in outbox(database)} == {soon.id}
    days_pass(database, 1, 1)
    assert mornings(database, slow) == [(OFFICER, 2, "Mar")]
    assert mornings(database, soon) == [(COORDINATOR, 2, "Mar"), (SUPERVISOR, 2, "Mar")]


def test_in_the_last_week_a_case_that_comes_in_on_a_saturday_is_told_at_once(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    a_day_of_the_jobs(database, SATURDAY - timedelta(days=1))
    a_clock(database, world, 9, referred_at=SATURDAY)
    for hours in (0, 1, 24):
        a_day_of_the_jobs(database, SATURDAY + timedelta(hours=hours))
    assert told(database) == [(COORDINATOR, 4), (SUPERVISOR, 4)]  # Wednesday is the last day of it


def test_before_six_in_the_morning_nothing_is_told(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    a_day_of_the_jobs(database, NOW - timedelta(days=3))
    a_clock(database, world, 3)
    a_day_of_the_jobs(database, NOW.replace(hour=5, minute=59))
    assert outbox(database) == []
    a_day_of_the_jobs(database, NOW.replace(hour=6, minute=0))
    assert {row.notice for row in outbox(database)} == {"warnings_of_the_day"}


def test_a_morning_that_was_missed_is_made_up_for_at_any_hour_and_never_two_on_one_day(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    case = a_clock(database, world, 20)
    night = NOW.replace(hour=0, minute=45)
    for day in range(3):  # somebody who moves the clock a day on, always at night
        a_day_of_the_jobs(database, night + timedelta(days=day))
    assert mornings(database, case) == [
        (SUPERVISOR, 1, "Mar"),
        (SUPERVISOR, 2, "Mar"),
        (COORDINATOR, 3, "Mar"),
        (SUPERVISOR, 3, "Mar"),
    ]
    a_day_of_the_jobs(database, NOW + timedelta(days=2))
    assert len(mornings(database, case)) == 4
    a_day_of_the_jobs(database, SATURDAY)  # nothing ran on Thursday and on Friday
    assert mornings(database, case)[4:] == [(COORDINATOR, 6, "Mar"), (SUPERVISOR, 6, "Mar")]


def test_on_the_last_working_day_everybody_is_told_whatever_was_acknowledged(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    """The last day is Sunday 14 March; Friday is the last on which anybody works."""
    case = a_clock(database, world, 13)
    coordinator = account_actor(staff[Role.COORDINATOR])
    for day in range(20):
        now = NOW + timedelta(days=day)
        a_day_of_the_jobs(database, now)
        waiting = [rung.id for rung in rungs_of(database, case) if rung.acknowledged_at is None]
        if waiting:
            database.write_now(acknowledge_rung, actor=coordinator, now=now + timedelta(hours=1), rung_ids=waiting)

    assert [one for one in mornings(database, case) if one[1] == 12] == [
        (COORDINATOR, 12, "Mar"),
        (OFFICER, 12, "Mar"),
        (SUPERVISOR, 12, "Mar"),
    ]
    lines = [row.facts["lines"][0] for row in outbox(database) if row.queued_at.day == 12]
    assert all("the last working day is today" in line for line in lines)
    passed = [row for row in outbox(database) if row.queued_at.day > 12]
    assert [(row.notice, row.address, row.queued_at.day) for row in passed] == [
        ("last_day_passed", COORDINATOR, 15),
        ("last_day_passed", SUPERVISOR, 15),
    ]


def test_after_it_only_those_who_have_the_warning_hear_of_it(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    case = a_clock(database, world, 0)
    days_pass(database, 3)
    assert [one[:2] for one in mornings(database, case)] == [
        (COORDINATOR, 1),
        (OFFICER, 1),
        (SUPERVISOR, 1),
        (COORDINATOR, 2),
        (SUPERVISOR, 2),
        (COORDINATOR, 3),
        (SUPERVISOR, 3),
    ]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ReferralState.RETURNED, "somebody to say that they have the result"),
        (ReferralState.ACKNOWLEDGED, "what was done to be put on record"),
        (ReferralState.ACCEPTED, "somebody to say that they have seen this"),
    ],
)
def test_a_line_says_what_is_waited_for(
    database: Database, world: World, staff: dict[Role, Account], state: ReferralState, words: str
) -> None:
    a_clock(database, world, 20, state=state)
    a_day_of_the_jobs(database, NOW)
    (row,) = outbox(database)
    assert row.facts["lines"][0].endswith(f"It waits for {words}.")


def test_who_has_no_account_is_not_told_to_sign_in(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    a_clock(database, world, 50, officer_email="No.Account@example.org")
    a_clock(database, world, 50, officer_email="Constable@Example.org")
    a_day_of_the_jobs(database, NOW)
    assert {row.address: row.facts["signs_in"] for row in outbox(database)} == {
        "No.Account@example.org": False,
        "Constable@Example.org": True,
    }


def test_somebody_with_two_parts_and_two_spellings_gets_one_message(database: Database, world: World) -> None:
    roles = frozenset({Role.SUPERVISOR, Role.OFFICER})
    an_account(database, Door.CUSTODY, force_code="43", email="one@example.org", roles=roles)
    a_clock(database, world, 50, officer_email="One@example.org")
    a_clock(database, world, 20, officer_email="")
    a_day_of_the_jobs(database, NOW)
    (row,) = outbox(database)
    assert row.facts["count"] == 2


# ---- a role that nobody has


def test_a_case_with_nobody_in_any_role_is_told_to_the_fall_back_address_on_every_rung(
    database: Database, world: World
) -> None:
    case = a_clock(database, world, 62, officer_email="")
    an_account(database, Door.CUSTODY, force_code="43", email="constable@example.org", roles=frozenset({Role.OFFICER}))

    days_pass(database, 66)

    assert [days for days, _, _ in climbed(database, case)] == [60, 42, 28, 14, 7, 3, 0]
    assert {row.address for row in outbox(database)} == {"fallback@example.org"}
    assert not any(row.facts["signs_in"] for row in outbox(database))
    words = [one.words for one in database.read_now(timeline, case.id) if one.event == "rung_raised"]
    assert len(words) == 7
    assert all("nobody, as nobody has a role in this case" in one for one in words)


def test_where_there_is_really_nobody_it_is_a_task_and_said_until_somebody_is_there(
    database: Database, world: World
) -> None:
    database.write_now(lambda db: db.execute(update(Programme).values(fallback_email="")))
    case = a_clock(database, world, 20, officer_email="")

    days_pass(database, 3)

    assert outbox(database) == []
    assert task_of(database, TaskKind.NOBODY_TO_TELL).state is TaskState.OPEN
    moments = database.read_now(timeline, case.id)
    assert any("nobody is told" in moment.words for moment in moments if moment.event == "rung_raised")
    assert [moment.event for moment in moments].count("task_raised") == 1

    an_account(database, Door.ADMIN, force_code="43", email=COORDINATOR)
    days_pass(database, 1, 3)

    assert task_of(database, TaskKind.NOBODY_TO_TELL).state is TaskState.NOT_NEEDED
    assert [(row.notice, row.address) for row in outbox(database)] == [
        ("nobody_was_told", COORDINATOR),
        ("warnings_of_the_day", COORDINATOR),
    ]


def test_who_leaves_after_a_warning_was_put_to_him_is_passed_over_the_next_morning(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    case = a_clock(database, world, 20)
    days_pass(database, 1)
    nobody_is_there(database)
    database.write_now(lambda db: db.execute(update(Referral).values(officer_email="")))
    days_pass(database, 1, 1)
    assert mornings(database, case) == [(SUPERVISOR, 1, "Mar"), ("fallback@example.org", 2, "Mar")]


def test_a_neighbours_case_without_staff_of_its_own_goes_to_the_programmes_coordinator(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    a_force(database, "34")
    case = a_clock(database, world, 20, force_code="34", officer_email="")
    days_pass(database, 1)
    assert mornings(database, case) == [(COORDINATOR, 1, "Mar")]


# ---- the last day passes


def test_a_last_day_that_passed_is_an_incident_once_until_it_is_on_record_what_was_done(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    over = a_clock(database, world, -1, state=ReferralState.ACKNOWLEDGED)
    a_clock(database, world, 0)
    a_clock(database, world, -1, finalised_at=NOW)

    days_pass(database, 3)

    passed = [row for row in outbox(database) if row.notice == "last_day_passed"]
    assert [(row.address, row.referral_id) for row in passed[:2]] == [(COORDINATOR, over.id), (SUPERVISOR, over.id)]
    assert len(passed) == 4  # the other one's last day is over on the second day
    events = [moment.event for moment in database.read_now(timeline, over.id)]
    assert events.count("time_limit_passed") == 1

    database.write_now(lambda db: db.execute(update(Referral).values(finalised_at=NOW)))
    report_all_last_days(database, now=NOW)
    states = read(database, lambda db: set(db.scalars(select(Task.state))))
    assert states == {TaskState.NOT_NEEDED}


def test_a_last_day_that_is_put_right_is_no_incident_any_more_and_may_be_one_again(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    case = a_clock(database, world, -1)
    report_all_last_days(database, now=NOW)
    for days in (9, -2):
        moved = update(Referral).values(charge_by_on=NOW.date() + timedelta(days=days))
        database.write_now(lambda db, moved=moved: db.execute(moved))  # type: ignore[misc]
        report_all_last_days(database, now=NOW)
    events = [moment.event for moment in database.read_now(timeline, case.id)]
    assert events.count("time_limit_passed") == 2
    assert len([row for row in outbox(database) if row.notice == "last_day_passed"]) == 4


def test_an_incident_that_nobody_can_be_told_of_says_so(database: Database, world: World) -> None:
    database.write_now(lambda db: db.execute(update(Programme).values(fallback_email="")))
    case = a_clock(database, world, -1, officer_email="")
    report_all_last_days(database, now=NOW)
    events = {moment.event for moment in database.read_now(timeline, case.id)}
    assert events == {"time_limit_passed", "nobody_to_tell", "task_raised"}
    assert outbox(database) == []


# ---- cost, and two at once


def test_two_workers_at_once_tell_once(
    database: Database, database_url: str, world: World, staff: dict[Role, Account]
) -> None:
    for _ in range(5):
        a_clock(database, world, 20)
    a_clock(database, world, -1)
    warn_forces(database, now=NOW)
    other = database_at(database_url)
    start = threading.Barrier(2)

    def work(one: Database) -> None:
        start.wait()
        tell_forces(one, now=NOW)
        report_all_last_days(one, now=NOW)

    threads = [threading.Thread(target=work, args=(each,)) for each in (database, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.dispose()

    assert Counter(row.notice for row in outbox(database)) == {"warnings_of_the_day": 1, "last_day_passed": 2}


def test_a_morning_takes_as_many_statements_for_twenty_cases_as_for_one(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    taken = []
    for day, count in enumerate((1, 19, 0)):
        now: datetime = NOW + timedelta(days=day)
        for _ in range(count):
            a_clock(database, world, 20)
        warn_forces(database, now=now)
        with statements(database) as sent:
            database.write_now(tell_of_warnings, actor=WORKER, now=now, batch=200)
        taken.append(len(sent))
    with statements(database) as sent:
        database.write_now(tell_of_warnings, actor=WORKER, now=NOW + timedelta(days=2), batch=200)
    assert (taken, len(sent)) == ([9, 9, 9], 2)


def test_a_case_of_long_ago_is_not_told_again_the_same_day(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    a_clock(database, world, 4)
    for hours in range(5):
        a_day_of_the_jobs(database, NOW + timedelta(hours=hours))
    assert [row.notice for row in outbox(database)] == ["warnings_of_the_day"] * 2


def test_an_address_that_went_with_its_holder_to_another_organisation_is_no_officer_of_the_force_he_left(
    database: Database, world: World
) -> None:
    address = "moved@example.org"
    left = {"email": "nobody@elsewhere.invalid", "invited_as": address, "active": False, "password_hash": None}
    an_account(database, Door.CUSTODY, force_code="43", **left)

    def officer_of(force_code: str) -> list[str]:
        case = CaseForces(force_code, "43", address, "")
        found = read(database, lambda db: staff_of(db, [case], today=NOW.date()).officer_himself(case))
        return [one.address for one in found.people]

    assert officer_of("43") == []
    a_force(database, "44")
    an_account(database, Door.CUSTODY, force_code="44", email=address)
    assert (officer_of("43"), officer_of("44")) == ([], [address])
    database.write_now(lambda db: db.execute(update(Account).where(Account.email == address).values(force_code="43")))
    assert officer_of("43") == [address], "he came back"
