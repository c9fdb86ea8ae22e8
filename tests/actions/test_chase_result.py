"""Results that nobody acknowledged are asked about, once a rung, and by ever more people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from programme.actions.acknowledge_result import acknowledge_result
from programme.courses.models import Programme
from programme.duties.models import Task, TaskKind
from programme.history.timeline import timeline
from programme.jobs.runner import SweepCount
from programme.notices.models import Delivery, OutboxMessage
from programme.outcomes.chasing import result_rung_reached
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.outcomes.states import ReturnState
from programme.people.models import Account
from programme.people.sign_ins import account_actor
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import World, a_referral, a_world, add, an_account, read
from tests.support.jobs import chase_results, warn_forces
from tests.support.rungs import COORDINATOR, OFFICER, SUPERVISOR, staffed
from tests.support.statements import statements

RETURNED_AT = datetime(2027, 3, 19, 16, 0, tzinfo=UTC)
"""A Friday, a week before Good Friday."""


def on(month: int, day: int) -> datetime:
    return datetime(2027, month, day, 8, 0, tzinfo=UTC)


def a_result(database: Database, *, state: ReturnState = ReturnState.SENT, **case: Any) -> tuple[Referral, Result]:
    world = a_world(database)
    staffed(database)
    if "charge_by_on" in case:
        early = case["charge_by_on"] - timedelta(days=40)
        case = {"return_by_on": early, "complete_by_on": early, **case}
    return a_result_of(database, world, state, **case)


def a_result_of(
    database: Database, world: World, state: ReturnState = ReturnState.SENT, **case: Any
) -> tuple[Referral, Result]:
    referral = a_referral(database, world, state=ReferralState.RETURNED, **{"officer_email": OFFICER, **case})
    result = Result(
        referral_id=referral.id,
        force_code="43",
        verdict=Verdict.FAILED,
        reason=ResultReason.DID_NOT_COME,
        decided_at=RETURNED_AT,
        decided_by="X",
        returned_at=RETURNED_AT,
        state=state,
    )
    return referral, add(database, result)


def outbox(database: Database) -> list[OutboxMessage]:
    return list(read(database, lambda db: db.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()))


def asked(database: Database) -> list[str]:
    rows = outbox(database)
    assert {row.notice for row in rows} <= {"result_not_acknowledged"}
    return [row.address for row in rows]


@pytest.mark.parametrize(
    ("day", "rung"),
    [((3, 20), None), ((3, 22), None), ((3, 23), 2), ((3, 29), 2), ((3, 30), 5), ((4, 5), 5), ((4, 6), 10)],
)
def test_rungs_are_working_days_after_the_return_and_easter_is_none(day: tuple[int, int], rung: int | None) -> None:
    reached = result_rung_reached(RETURNED_AT, on(*day))
    assert (reached and reached.days) == rung


def test_the_force_is_asked_once_a_rung_then_the_coordinator_too_and_the_case_says_so(database: Database) -> None:
    referral, _ = a_result(database)
    assert chase_results(database, now=on(3, 22)) == SweepCount(0, 0)
    assert chase_results(database, now=on(3, 23)) == SweepCount(1, 0)
    assert chase_results(database, now=on(3, 24)) == SweepCount(0, 0)
    assert asked(database) == [OFFICER, SUPERVISOR]
    assert chase_results(database, now=on(3, 30)) == SweepCount(1, 0)
    assert asked(database)[2:] == sorted([COORDINATOR, OFFICER, SUPERVISOR])
    events = [moment.event for moment in read(database, lambda db: timeline(db, referral.id))]
    assert events == ["result_chased", "result_chased"]


def test_what_was_acted_on_is_not_asked_about(database: Database) -> None:
    _, result = a_result(database)

    def settle(db) -> None:  # type: ignore[no-untyped-def]
        db.get_one(Result, result.id).state = ReturnState.ACTED_ON

    database.write_now(settle)
    assert chase_results(database, now=on(3, 30)) == SweepCount(0, 0)
    assert asked(database) == []


def test_what_was_acknowledged_and_not_acted_on_is_asked_about_until_the_last_day_to_charge(database: Database) -> None:
    """Acknowledged on Monday 22 March. Easter is 26 to 29 March, and Monday 3 May a bank holiday."""
    referral, _ = a_result(database, charge_by_on=date(2027, 5, 16))
    officer = account_actor(an_account(database, Door.CUSTODY, force_code="43", email="late@example.org"))
    database.write_now(acknowledge_result, actor=officer, now=on(3, 22), reference=referral.reference)

    days = [on(3, 22) + timedelta(days=day) for day in range(1, 70)]
    done = [day.date() for day in days if chase_results(database, now=day).done]

    assert done == [
        date(2027, 3, 24),  # two working days
        date(2027, 3, 31),  # five
        date(2027, 4, 7),  # ten
        date(2027, 4, 14),  # and then every five
        date(2027, 4, 21),
        date(2027, 4, 28),
        date(2027, 5, 6),
        date(2027, 5, 12),  # two days before the last working day to charge, which is Friday 14 May
    ]
    assert {row.notice for row in outbox(database)} == {"result_not_acted_on"}
    assert [row.address for row in outbox(database)][:2] == [OFFICER, SUPERVISOR]
    assert [row.address for row in outbox(database)][2:5] == [COORDINATOR, OFFICER, SUPERVISOR]
    moments = read(database, lambda db: timeline(db, referral.id))
    assert "nothing that was done is on record since" in moments[0].words


def test_acknowledged_the_day_before_the_last_it_is_asked_about_on_the_last(database: Database) -> None:
    referral, _ = a_result(database, charge_by_on=date(2027, 3, 23))
    officer = account_actor(an_account(database, Door.CUSTODY, force_code="43", email="late@example.org"))
    database.write_now(acknowledge_result, actor=officer, now=on(3, 22), reference=referral.reference)
    assert chase_results(database, now=on(3, 22)) == SweepCount(0, 0)
    assert chase_results(database, now=on(3, 23)) == SweepCount(1, 0)
    assert chase_results(database, now=on(3, 24)) == SweepCount(0, 0)


def test_who_hears_of_the_case_every_morning_is_not_asked_as_well(database: Database) -> None:
    a_result(database, charge_by_on=date(2027, 4, 9))
    warn_forces(database, now=on(3, 23))
    assert chase_results(database, now=on(3, 23)) == SweepCount(1, 0)
    assert asked(database) == [OFFICER]


def test_who_has_acknowledged_is_not_told_that_nobody_has(database: Database) -> None:
    referral, _ = a_result(database)
    officer = account_actor(an_account(database, Door.CUSTODY, force_code="43", email="late@example.org"))
    chase_results(database, now=on(3, 23))
    database.write_now(acknowledge_result, actor=officer, now=on(3, 23), reference=referral.reference)
    states = read(database, lambda db: set(db.scalars(select(OutboxMessage.state))))
    assert states == {Delivery.STALE}


def test_a_clock_that_is_over_is_not_asked_about(database: Database) -> None:
    a_result(database, clock_stopped_at=RETURNED_AT)
    assert chase_results(database, now=on(3, 30)) == SweepCount(0, 0)


def nobody_is_there(database: Database, result: Result) -> None:
    def nobody(db) -> None:  # type: ignore[no-untyped-def]
        db.get_one(Referral, result.referral_id).officer_email = ""
        db.execute(update(Account).values(active=False))

    database.write_now(nobody)


def test_a_force_with_nobody_to_ask_has_the_fall_back_address_asked(database: Database) -> None:
    _, result = a_result(database)
    nobody_is_there(database, result)
    assert chase_results(database, now=on(3, 30)) == SweepCount(1, 0)
    assert asked(database) == ["fallback@example.org"]


def test_where_there_is_not_even_that_it_is_said_once_and_is_a_task(database: Database) -> None:
    _, result = a_result(database)
    nobody_is_there(database, result)
    database.write_now(lambda db: db.execute(update(Programme).values(fallback_email="")))
    assert chase_results(database, now=on(3, 30)) == SweepCount(1, 0)
    assert chase_results(database, now=on(3, 31)) == SweepCount(0, 0)
    assert asked(database) == []
    (task,) = read(database, lambda db: db.scalars(select(Task)).all())
    assert task.kind is TaskKind.NOBODY_TO_TELL


@pytest.mark.parametrize("standing", ["asked", "named every morning", "nobody is there"])
def test_results_that_nobody_new_is_asked_about_cost_no_transaction_each(database: Database, standing: str) -> None:
    """They are looked at every few minutes, for weeks: what that costs must not grow with them."""
    now, last = on(3, 30), date(2027, 5, 9)
    world = a_world(database, fallback_email="" if standing == "nobody is there" else "fallback@example.org")
    if standing == "asked":
        staffed(database)

    def a_look(more: int) -> int:
        for _ in range(more):
            address = "" if standing == "nobody is there" else OFFICER
            a_result_of(
                database, world, charge_by_on=last, return_by_on=last, complete_by_on=last, officer_email=address
            )
        if standing == "named every morning":
            warn_forces(database, now=now)
        chase_results(database, now=now)
        with statements(database) as sent:
            assert chase_results(database, now=now + timedelta(minutes=5)) == SweepCount(0, 0)
        return len(sent)

    assert a_look(2) == a_look(20) <= 7
