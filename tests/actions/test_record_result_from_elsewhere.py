"""A result that a neighbouring programme told: like any other, late or in time, and never a fault that was theirs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.acknowledge_result import acknowledge_result
from programme.actions.record_disposal import record_disposal
from programme.actions.record_result_from_elsewhere import (
    RecordedResultFromElsewhere,
    record_result_from_elsewhere,
)
from programme.bookings.models import PlaceElsewhere
from programme.bookings.states import ElsewhereState
from programme.duties.models import Task
from programme.exchange.refusals import CourseNotYet, NoPlaceElsewhere, ToldOutOfOrder
from programme.history.timeline import timeline
from programme.jobs.runner import SweepCount
from programme.notices.models import OutboxMessage
from programme.outcomes.models import Disposal, NoActionReason, Result, ResultReason, Verdict
from programme.outcomes.rules import TOLD_ELSEWHERE, VERDICT_OF
from programme.outcomes.states import ReturnState
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.refusal import NotFound, Refusal
from programme.storage.database import Database
from tests.support.builders import World, a_place_elsewhere, a_referral, a_world, an_offer, read
from tests.support.jobs import return_untold_cases

DAY = date(2027, 7, 6)
EVENING = datetime(2027, 7, 6, 17, 0, tzinfo=UTC)
EVENING_BEFORE_RETURN = datetime(2027, 7, 8, 22, 59, tzinfo=UTC)
MORNING = datetime(2027, 7, 8, 23, 0, tzinfo=UTC)
"""In London it is 9 July, the return date, from eleven at night by the other clock."""
LATER = MORNING + timedelta(days=3)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def case(database: Database, world: World) -> Referral:
    referral = a_referral(database, world, release="bail", bail_return_on=DAY - timedelta(days=1))
    an_offer(database, referral)
    a_place_elsewhere(database, referral, course_on=DAY)
    return referral


def told(
    database: Database,
    world: World,
    case: Referral,
    reason: ResultReason = ResultReason.ATTENDED_THROUGHOUT,
    *,
    told_on: date = DAY,
    now: datetime = EVENING,
) -> RecordedResultFromElsewhere:
    return database.write_now(
        record_result_from_elsewhere,
        actor=world.custody,
        now=now,
        reference=case.reference,
        reason=reason,
        told_by="D. Price, course manager",
        told_on=told_on,
    )


def results(database: Database) -> list[Result]:
    return list(read(database, lambda db: db.scalars(select(Result).order_by(Result.id)).all()))


def the(database: Database, row: Any) -> Any:
    return read(database, lambda db: db.get_one(type(row), row.id))


@pytest.mark.parametrize("reason", TOLD_ELSEWHERE)
def test_the_reason_decides_the_result_and_it_goes_to_custody_at_once(
    database: Database, world: World, case: Referral, reason: ResultReason
) -> None:
    recorded = told(database, world, case, reason)
    assert recorded == RecordedResultFromElsewhere(case.reference, VERDICT_OF[reason], reason, case.charge_by_on)
    (result,) = results(database)
    assert (result.reason, result.verdict, result.state) == (reason, VERDICT_OF[reason], ReturnState.SENT)
    assert (result.force_code, result.booking_id) == ("43", None)
    row = the(database, case)
    assert (row.state, row.clock_stopped_at) == (ReferralState.RETURNED, None)
    place = read(database, lambda db: db.execute(select(PlaceElsewhere)).scalar_one())
    assert (place.state, place.told_by, place.told_on) == (ElsewhereState.OVER, "D. Price, course manager", DAY)


@pytest.mark.parametrize(
    "reason", [ResultReason.TURNED_AWAY, ResultReason.INTERPRETER_ABSENT, ResultReason.COURSE_CANCELLED]
)
def test_what_was_their_fault_is_not_his(
    database: Database, world: World, case: Referral, reason: ResultReason
) -> None:
    assert told(database, world, case, reason).verdict is Verdict.NO_FAULT


def test_who_said_it_and_when_is_on_the_timeline_and_everybody_is_told(
    database: Database, world: World, case: Referral
) -> None:
    told(database, world, case)
    moments = read(database, lambda db: timeline(db, case.id))
    said = next(one for one in moments if one.event == "result_from_elsewhere_recorded")
    assert said.words.startswith("By D. Price, course manager, ")
    assert said.words.endswith(", on Tuesday 6 July 2027. His course was on Tuesday 6 July 2027.")
    assert said.who == world.custody.label
    sent = read(database, lambda db: db.scalars(select(OutboxMessage.notice).order_by(OutboxMessage.notice)).all())
    assert list(sent) == ["result_returned_to_officer", "result_returned_to_person"]
    assert read(database, lambda db: db.scalars(select(Task)).all()) == []


def test_a_proposal_of_the_route_comes_with_a_completed_course(
    database: Database, world: World, case: Referral
) -> None:
    told(database, world, case)
    assert results(database)[0].proposed_outcome == 22


@pytest.mark.parametrize(
    ("told_on", "now", "refusal"),
    [
        (DAY, datetime(2027, 7, 5, 12, 0, tzinfo=UTC), CourseNotYet),
        (DAY - timedelta(days=1), EVENING, ToldOutOfOrder),
        (DAY + timedelta(days=1), EVENING, ToldOutOfOrder),
    ],
)
def test_nothing_is_told_before_it_has_happened(
    database: Database, world: World, case: Referral, told_on: date, now: datetime, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as found:
        told(database, world, case, told_on=told_on, now=now)
    assert found.value.field == "told_on"
    assert results(database) == []


def test_it_is_told_once(database: Database, world: World, case: Referral) -> None:
    told(database, world, case)
    with pytest.raises(NoPlaceElsewhere):
        told(database, world, case)


def test_a_reason_that_no_neighbour_can_give_is_none(database: Database, world: World, case: Referral) -> None:
    with pytest.raises(ValueError, match="offer_declined"):
        told(database, world, case, ResultReason.OFFER_DECLINED)


def test_another_forces_case_is_not_found(database: Database, world: World, case: Referral) -> None:
    with pytest.raises(NotFound):
        told(database, a_world(database, force_code="16"), case)


# ---- nobody told anything


def test_from_the_morning_of_the_return_date_the_case_is_back_and_nobody_has_failed(
    database: Database, case: Referral
) -> None:
    assert return_untold_cases(database, now=EVENING_BEFORE_RETURN) == SweepCount()
    assert return_untold_cases(database, now=MORNING) == SweepCount(done=1)
    (result,) = results(database)
    assert (result.reason, result.verdict) == (ResultReason.RESULT_NOT_TOLD, Verdict.NO_FAULT)
    assert the(database, case).state is ReferralState.RETURNED
    assert return_untold_cases(database, now=LATER) == SweepCount()


def test_what_was_told_is_not_returned_as_unknown(database: Database, world: World, case: Referral) -> None:
    told(database, world, case)
    assert return_untold_cases(database, now=MORNING) == SweepCount()


def test_a_course_that_is_still_to_come_is_waited_for(database: Database, world: World) -> None:
    """The night gives such a place up by its last safe course day; this job has nothing to say of it."""
    a_place_elsewhere(database, a_referral(database, world), course_on=date(2027, 7, 9))
    assert return_untold_cases(database, now=MORNING) == SweepCount()
    assert return_untold_cases(database, now=MORNING + timedelta(days=1)) == SweepCount(done=1)


@pytest.mark.parametrize("acknowledged", [False, True])
def test_what_is_told_after_all_stands_in_the_place_of_not_knowing(
    database: Database, world: World, case: Referral, acknowledged: bool
) -> None:
    return_untold_cases(database, now=MORNING)
    if acknowledged:
        database.write_now(acknowledge_result, actor=world.custody, now=MORNING, reference=case.reference)
    told(database, world, case, told_on=date(2027, 7, 12), now=LATER)
    before, after = results(database)
    assert (before.state, before.reason) == (ReturnState.SUPERSEDED, ResultReason.RESULT_NOT_TOLD)
    assert (after.state, after.reason) == (ReturnState.SENT, ResultReason.ATTENDED_THROUGHOUT)
    assert the(database, case).state is ReferralState.RETURNED
    moments = read(database, lambda db: timeline(db, case.id))
    superseded = next(one for one in moments if one.event == "result_superseded")
    assert "The neighbouring programme has not said what happened" in superseded.words


def test_what_the_force_has_acted_on_is_not_taken_back(database: Database, world: World, case: Referral) -> None:
    return_untold_cases(database, now=MORNING)
    database.write_now(acknowledge_result, actor=world.custody, now=MORNING, reference=case.reference)
    done: dict[str, Any] = {"disposal": Disposal.NO_FURTHER_ACTION, "done_at": MORNING, "reason": "No interest."}
    done |= {"no_action": NoActionReason.EVIDENCE}
    database.write_now(record_disposal, actor=world.custody, now=MORNING, reference=case.reference, **done)
    with pytest.raises(NoPlaceElsewhere):
        told(database, world, case, now=LATER)
    assert [result.state for result in results(database)] == [ReturnState.ACTED_ON]
