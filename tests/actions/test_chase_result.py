"""Results that nobody acknowledged are asked about, once a rung, and by ever more people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from programme.actions.acknowledge_result import acknowledge_result
from programme.history.timeline import timeline
from programme.jobs.chase_results import chase_results
from programme.jobs.runner import SweepCount
from programme.notices.models import Delivery, OutboxMessage
from programme.outcomes.chasing import rung_reached
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.outcomes.states import ReturnState
from programme.people.models import Account
from programme.people.sign_ins import account_actor
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import a_referral, a_world, add, an_account, read
from tests.support.rungs import COORDINATOR, OFFICER, SUPERVISOR, staffed

RETURNED_AT = datetime(2027, 3, 19, 16, 0, tzinfo=UTC)
"""A Friday, a week before Good Friday."""


def on(month: int, day: int) -> datetime:
    return datetime(2027, month, day, 8, 0, tzinfo=UTC)


def a_result(database: Database, *, state: ReturnState = ReturnState.SENT, **case: Any) -> tuple[Referral, Result]:
    world = a_world(database)
    staffed(database)
    referral = a_referral(database, world, state=ReferralState.RETURNED, officer_email=OFFICER, **case)
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


def asked(database: Database) -> list[str]:
    rows = read(database, lambda db: db.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all())
    assert {row.notice for row in rows} <= {"result_not_acknowledged"}
    return [row.address for row in rows]


@pytest.mark.parametrize(
    ("day", "rung"),
    [((3, 20), None), ((3, 22), None), ((3, 23), 2), ((3, 29), 2), ((3, 30), 5), ((4, 5), 5), ((4, 6), 10)],
)
def test_rungs_are_working_days_after_the_return_and_easter_is_none(day: tuple[int, int], rung: int | None) -> None:
    assert rung_reached(RETURNED_AT, on(*day)) == rung


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


def test_what_is_acknowledged_or_charged_is_not_asked_about(database: Database) -> None:
    _, result = a_result(database)

    def settle(db) -> None:  # type: ignore[no-untyped-def]
        db.get_one(Result, result.id).state = ReturnState.ACKNOWLEDGED

    database.write_now(settle)
    assert chase_results(database, now=on(3, 30)) == SweepCount(0, 0)
    assert asked(database) == []


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


def test_a_force_with_nobody_to_ask_is_no_failure(database: Database) -> None:
    _, result = a_result(database)

    def nobody(db) -> None:  # type: ignore[no-untyped-def]
        db.get_one(Referral, result.referral_id).officer_email = ""

    database.write_now(nobody)
    database.write_now(lambda db: db.execute(update(Account).values(active=False)))
    assert chase_results(database, now=on(3, 30)) == SweepCount(0, 0)
