"""Recording what was done: the only thing that stops the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from programme.actions.acknowledge_result import acknowledge_result
from programme.actions.record_disposal import DisposalRecorded, record_disposal
from programme.history.timeline import timeline
from programme.outcomes.models import Disposal, Result, ResultReason
from programme.outcomes.refusals import ChargedTooLate, DoneBeforeTheOffence, DoneInTheFuture, NotAcknowledged
from programme.outcomes.returning import return_case
from programme.outcomes.states import ReturnState
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER
from programme.shared.transitions import IllegalMove
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_referral, a_world, read

DONE_AT = NOW - timedelta(hours=1)
LAST_MINUTE = datetime(2027, 8, 7, 22, 59, tzinfo=UTC)
"""11:59pm in London, in summer time, on the last day to charge."""


def record(
    database: Database,
    world: World,
    referral: Referral,
    disposal: Disposal = Disposal.CHARGE_ISSUED,
    *,
    done_at: datetime = DONE_AT,
    now: datetime = NOW,
    late_is_true: bool = False,
) -> DisposalRecorded:
    return database.write_now(
        record_disposal,
        actor=world.custody,
        now=now,
        reference=referral.reference,
        disposal=disposal,
        done_at=done_at,
        late_is_true=late_is_true,
    )


def acknowledged(database: Database, world: World) -> Referral:
    referral = returned(database, world)
    database.write_now(acknowledge_result, actor=world.custody, now=NOW, reference=referral.reference)
    return referral


def returned(database: Database, world: World) -> Referral:
    referral = a_referral(database, world)
    database.write_now(
        lambda db: return_case(
            db, lock_referral_by_id(db, referral.id), ResultReason.DID_NOT_COME, actor=WORKER, now=NOW
        )
    )
    return referral


@pytest.mark.parametrize("disposal", Disposal)
def test_only_a_charge_stops_the_clock_and_anything_else_says_that_nothing_is_left_to_charge(
    database: Database, disposal: Disposal
) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    charged = disposal is Disposal.CHARGE_ISSUED
    done = record(database, world, referral, disposal)
    assert (done.done_at, done.clock_stopped) == (DONE_AT, charged)
    row = read(database, lambda db: db.get_one(Referral, referral.id))
    stopped, finished = (row.clock_stopped_at, row.clock_stopped_by), (row.finalised_at, row.finalised_by)
    assert row.state is ReferralState.CLOSED
    assert (stopped if charged else finished) == (DONE_AT, disposal.value)
    assert (finished if charged else stopped) == (None, None)
    result = read(database, lambda db: db.execute(select(Result)).scalar_one())
    assert (result.state, result.disposal, result.disposed_at) == (ReturnState.ACTED_ON, disposal, DONE_AT)
    newest = read(database, lambda db: timeline(db, referral.id))[0]
    assert (newest.event, newest.happened_at, newest.recorded_at) == ("disposal_recorded", DONE_AT, NOW)


def test_a_charge_on_the_last_minute_of_the_last_day_is_in_time(database: Database) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    assert record(database, world, referral, done_at=LAST_MINUTE, now=LAST_MINUTE).in_time


def test_a_charge_a_minute_later_is_recorded_only_when_somebody_says_it_is_true(database: Database) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    late = LAST_MINUTE + timedelta(minutes=1)
    with pytest.raises(ChargedTooLate, match="7 August 2027"):
        record(database, world, referral, done_at=late, now=late)
    assert not record(database, world, referral, done_at=late, now=late, late_is_true=True).in_time


def test_what_was_recorded_can_be_corrected_and_the_history_keeps_both(database: Database) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    record(database, world, referral)
    record(database, world, referral, Disposal.NO_FURTHER_ACTION, done_at=NOW)
    row = read(database, lambda db: db.get_one(Referral, referral.id))
    assert (row.finalised_at, row.finalised_by) == (NOW, "no_further_action")
    assert (row.clock_stopped_at, row.clock_stopped_by) == (None, None)
    told = [moment.words for moment in read(database, lambda db: timeline(db, referral.id))[:2]]
    assert "No further action" in told[0]
    assert "Charge issued" in told[1]


def test_a_withdrawn_case_has_no_result_and_is_closed_all_the_same(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world, state=ReferralState.WITHDRAWN)
    record(database, world, referral, Disposal.NO_FURTHER_ACTION)
    assert read(database, lambda db: db.get_one(Referral, referral.id)).state is ReferralState.CLOSED


def test_nothing_is_recorded_before_the_result_was_received(database: Database) -> None:
    world = a_world(database)
    with pytest.raises(NotAcknowledged):
        record(database, world, returned(database, world))


def test_a_case_still_on_its_way_to_a_course_is_not_disposed_of(database: Database) -> None:
    world = a_world(database)
    with pytest.raises(IllegalMove):
        record(database, world, a_referral(database, world))


def test_nothing_is_done_in_the_future_or_before_the_offence(database: Database) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    with pytest.raises(DoneInTheFuture):
        record(database, world, referral, done_at=NOW + timedelta(seconds=1))
    with pytest.raises(DoneBeforeTheOffence):
        record(database, world, referral, done_at=referral.offence_at - timedelta(seconds=1))
