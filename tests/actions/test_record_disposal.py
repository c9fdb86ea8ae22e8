"""Recording what was done: only a charge stops the clock, nothing ends it by a slip, what is put right runs again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.acknowledge_result import acknowledge_result
from programme.actions.record_disposal import DisposalOnRecord, record_disposal
from programme.actions.take_back_disposal import TakenBackDisposal, take_back_disposal
from programme.courses.models import CourseDate
from programme.duties.models import ClockRung, Task, TaskKind
from programme.duties.states import RungState, TaskState
from programme.history.timeline import timeline
from programme.insight.clock_lines import ClockLine
from programme.insight.clocks import clock_page
from programme.outcomes.excuse_refusals import ChargedWithExcuse, ExcuseMissing, ExcuseNotSaid
from programme.outcomes.excuses import excuse_counts
from programme.outcomes.models import Disposal, Excuse, NoActionReason, RecordedDisposal, Result, ResultReason
from programme.outcomes.queries import recorded_disposals
from programme.outcomes.refusals import (
    AnotherPersonNeeded,
    ChargedTooLate,
    DoneBeforeTheCourse,
    DoneBeforeTheOffence,
    DoneInTheFuture,
    NoActionReasonMissing,
    NotAcknowledged,
    NothingToTakeBack,
    NotToBeDisposedOf,
    NotWhatHappened,
    OutcomeContradicts,
    RecordedAlready,
)
from programme.outcomes.returning import return_case
from programme.outcomes.states import ReturnState
from programme.people.models import Identifier
from programme.policies.models import FailureMeans
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.refusals import RankTooLow, ReasonMissing
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER, Actor
from programme.shared.dates import london_date, london_instant, previous_working_day
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_booking, a_course_date, a_referral, a_world, add, read
from tests.support.jobs import end_clocks, warn_forces

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
    actor: Actor | None = None,
    reason: str = "It was looked at again.",
    late_is_true: bool = False,
    no_action: NoActionReason | None = NoActionReason.EVIDENCE,
    **more: Any,
) -> DisposalOnRecord:
    return database.write_now(
        record_disposal,
        actor=actor or world.custody,
        now=now,
        reference=referral.reference,
        disposal=disposal,
        done_at=done_at,
        reason=reason,
        late_is_true=late_is_true,
        no_action=no_action,
        **more,
    )


def take_back(
    database: Database, world: World, referral: Referral, *, actor: Actor | None = None, reason: str = "It was another."
) -> TakenBackDisposal:
    return database.write_now(
        take_back_disposal, actor=actor or another(world), now=NOW, reference=referral.reference, reason=reason
    )


def another(world: World, rank: str = "Sgt") -> Actor:
    return replace(world.custody, id=9, name="Sgt B. Other", rank=rank)


def constable(world: World) -> Actor:
    return replace(world.custody, rank="PC")


def acknowledged(
    database: Database, world: World, reason: ResultReason = ResultReason.DID_NOT_COME, **facts: Any
) -> Referral:
    referral = returned(database, world, reason, **facts)
    database.write_now(acknowledge_result, actor=world.custody, now=NOW, reference=referral.reference)
    return referral


def returned(
    database: Database, world: World, reason: ResultReason = ResultReason.DID_NOT_COME, **facts: Any
) -> Referral:
    referral = a_referral(database, world, **facts)
    database.write_now(lambda db: return_case(db, lock_referral_by_id(db, referral.id), reason, actor=WORKER, now=NOW))
    return referral


def row_of(database: Database, referral: Referral) -> Referral:
    found: Referral = read(database, lambda db: db.get_one(Referral, referral.id))
    return found


def rungs(database: Database) -> list[RungState]:
    return read(database, lambda db: list(db.scalars(select(ClockRung.state).order_by(ClockRung.days_left.desc()))))


COMPLETED = {
    Disposal.CAUTION_COMPLETED: "conditional_caution",
    Disposal.DEFERRED_PROSECUTION_COMPLETED: "deferred_prosecution",
    Disposal.COMMUNITY_RESOLUTION: "community_resolution",
}


def test_a_charge_stops_the_clock(database: Database) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    done = record(database, world, referral)
    assert (done.done_at, done.clock_stopped, done.clock_runs) == (DONE_AT, True, False)
    row = row_of(database, referral)
    assert (row.state, row.clock_stopped_at, row.clock_stopped_by) == (ReferralState.CLOSED, DONE_AT, "charge_issued")
    assert (row.finalised_at, row.finalised_by) == (None, None)
    result = read(database, lambda db: db.execute(select(Result)).scalar_one())
    assert (result.state, result.disposal, result.disposed_at) == (ReturnState.ACTED_ON, done.disposal, DONE_AT)
    newest = read(database, lambda db: timeline(db, referral.id))[0]
    assert (newest.event, newest.happened_at, newest.recorded_at) == ("disposal_recorded", DONE_AT, NOW)


@pytest.mark.parametrize(("disposal", "route"), COMPLETED.items())
def test_a_completed_course_ends_as_its_route_has_it_whoever_records_it(
    database: Database, disposal: Disposal, route: str
) -> None:
    world = a_world(database)
    referral = acknowledged(database, world, ResultReason.ATTENDED_THROUGHOUT, route=route)
    done = record(database, world, referral, disposal, actor=constable(world), reason="")
    assert (done.clock_stopped, done.clock_runs) == (False, False)
    row = row_of(database, referral)
    assert (row.finalised_at, row.finalised_by) == (DONE_AT, disposal.value)
    assert row.clock_stopped_at is None


@pytest.mark.parametrize("reason", [ResultReason.NOT_BOOKED_IN_TIME, ResultReason.COURSE_CANCELLED])
@pytest.mark.parametrize("disposal", [Disposal.CAUTION_COMPLETED, Disposal.DEFERRED_PROSECUTION_COMPLETED])
@pytest.mark.parametrize("route", ["conditional_caution", "deferred_prosecution", "community_resolution"])
def test_nothing_is_completed_without_a_completed_course_and_the_clock_runs_on(
    database: Database, reason: ResultReason, disposal: Disposal, route: str
) -> None:
    world = a_world(database)
    referral = acknowledged(database, world, reason, route=route)
    with pytest.raises(NotWhatHappened):
        record(database, world, referral, disposal)
    row = row_of(database, referral)
    assert (row.state, row.over_at, row.done) == (ReferralState.ACKNOWLEDGED, None, None)


def test_a_community_resolution_goes_with_its_own_route_only(database: Database) -> None:
    world = a_world(database)
    referral = acknowledged(database, world, route="conditional_caution")
    with pytest.raises(NotWhatHappened, match="not a community resolution"):
        record(database, world, referral, Disposal.COMMUNITY_RESOLUTION)


def test_without_a_charge_a_case_that_was_not_completed_takes_a_sergeant_and_a_reason(database: Database) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    with pytest.raises(RankTooLow, match="sergeant"):
        record(database, world, referral, Disposal.NO_FURTHER_ACTION, actor=constable(world))
    none = Disposal.NO_FURTHER_ACTION
    with pytest.raises(NoActionReasonMissing):
        record(database, world, referral, none, reason="It was looked at again.", no_action=None)
    with pytest.raises(ReasonMissing):
        record(database, world, referral, none, reason="  ", no_action=NoActionReason.OTHER)
    record(database, world, referral, none, reason="He has moved away.", no_action=NoActionReason.OTHER)
    kept = read(database, lambda db: db.scalars(select(RecordedDisposal)).one())
    assert (kept.reason, kept.recorded_by_rank, kept.no_action) == ("He has moved away.", "Sgt", NoActionReason.OTHER)
    another = acknowledged(database, world)
    record(database, world, another, none, reason="", no_action=NoActionReason.TOO_ILL)
    assert record(database, world, acknowledged(database, world), actor=constable(world), reason="").clock_stopped


def test_what_was_done_keeps_its_outcome_and_the_crime_number_that_the_case_had_not(database: Database) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    record(database, world, referral, Disposal.NO_FURTHER_ACTION, crime_number="43/123456-26")
    record(database, world, referral, actor=another(world), crime_number="43/999999-26", done_at=NOW)
    kept = read(database, lambda db: [(one.no_action, one.outcome) for one in recorded_disposals(db, referral.id)])
    assert kept == [(None, 1), (NoActionReason.EVIDENCE, 15)]
    numbers = read(
        database, lambda db: db.scalars(select(Identifier).where(Identifier.referral_id == referral.id)).all()
    )
    assert [(one.as_entered, one.canonical) for one in numbers] == [("43/123456-26", "4312345626")], "the first stands"
    other = acknowledged(database, world)
    with pytest.raises(OutcomeContradicts):
        record(database, world, other, Disposal.NO_FURTHER_ACTION, no_action=NoActionReason.DIED, outcome=10)
    why = NoActionReason.NOT_WORTH_INVESTIGATING
    record(database, world, other, Disposal.NO_FURTHER_ACTION, no_action=why, outcome=10)
    assert read(database, lambda db: recorded_disposals(db, other.id)[0].outcome) == 10, "the force decides"


def test_after_no_further_action_the_clock_runs_on_with_its_last_warning_and_ends_by_itself(database: Database) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    done = record(database, world, referral, Disposal.NO_FURTHER_ACTION)
    assert (done.clock_stopped, done.clock_runs) == (False, True)
    row = row_of(database, referral)
    assert (row.state, row.over_at, row.finalised_by) == (ReferralState.CLOSED, None, "no_further_action")
    warn_forces(database, now=LAST_MINUTE - timedelta(days=30))
    assert rungs(database) == []
    assert [line.reference for line in clocks_of(database, world)] == [referral.reference]
    assert end_clocks(database, now=LAST_MINUTE).done == 0
    last_working_day = previous_working_day(london_date(LAST_MINUTE))
    for days in (7, 3, 1):
        warn_forces(database, now=london_instant(last_working_day - timedelta(days=days), time(8)))
    assert rungs(database) == []
    warn_forces(database, now=london_instant(last_working_day, time(8)))
    assert rungs(database) == [RungState.RAISED]
    assert end_clocks(database, now=LAST_MINUTE + timedelta(minutes=1)).done == 1
    assert end_clocks(database, now=LAST_MINUTE + timedelta(minutes=1)).done == 0
    row = row_of(database, referral)
    assert (row.finalised_at, row.finalised_by) == (DONE_AT, "no_further_action")
    assert rungs(database) == [RungState.ENDED]
    assert clocks_of(database, world) == []


def clocks_of(database: Database, world: World) -> list[ClockLine]:
    return [
        clock.line for clock in read(database, lambda db: clock_page(db, world.custody, None, today=NOW.date())).clocks
    ]


def test_after_no_further_action_anybody_records_the_charge_that_came_after_all(database: Database) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    record(database, world, referral, Disposal.NO_FURTHER_ACTION)
    record(database, world, referral, actor=constable(world), reason="", done_at=NOW)
    row = row_of(database, referral)
    assert (row.clock_stopped_at, row.finalised_by) == (NOW, None)
    told = [moment.event for moment in read(database, lambda db: timeline(db, referral.id))[:2]]
    assert told == ["disposal_recorded", "disposal_recorded"]


def test_that_the_time_limit_expired_is_recorded_from_the_day_after_and_ends_the_incident(database: Database) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    expired = Disposal.TIME_LIMIT_EXPIRED
    with pytest.raises(NotWhatHappened, match="7 August 2027"):
        record(database, world, referral, expired, done_at=LAST_MINUTE, now=LAST_MINUTE)
    after = LAST_MINUTE + timedelta(minutes=1)
    add(database, Task(referral_id=referral.id, kind=TaskKind.TIME_LIMIT_PASSED, due_on=NOW.date(), raised_at=NOW))
    with pytest.raises(NotWhatHappened, match="record that the time limit expired"):
        record(database, world, referral, Disposal.NO_FURTHER_ACTION, done_at=after, now=after)
    record(database, world, referral, expired, done_at=after, now=after)
    assert row_of(database, referral).finalised_by == "time_limit_expired"
    assert read(database, lambda db: db.scalars(select(Task.state)).one()) is TaskState.DONE


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


def test_what_was_recorded_is_corrected_by_a_second_person_with_a_reason_and_the_history_keeps_both(
    database: Database,
) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    record(database, world, referral)
    none = Disposal.NO_FURTHER_ACTION
    with pytest.raises(AnotherPersonNeeded):
        record(database, world, referral, none, done_at=NOW)
    with pytest.raises(RankTooLow):
        record(database, world, referral, none, done_at=NOW, actor=another(world, "PC"))
    with pytest.raises(ReasonMissing):
        record(database, world, referral, none, done_at=NOW, actor=another(world), reason="")
    assert row_of(database, referral).clock_stopped_at == DONE_AT
    record(database, world, referral, none, done_at=NOW, actor=another(world), reason="It was another man.")
    row = row_of(database, referral)
    assert (row.clock_stopped_at, row.over_at, row.finalised_by) == (None, None, "no_further_action")
    told = [moment.words for moment in read(database, lambda db: timeline(db, referral.id))[:3]]
    assert "No further action" in told[0]
    assert "It was recorded as: Charge issued" in told[1]
    assert "Charge issued" in told[2]
    assert "another man" not in " ".join(told)
    kept = read(database, lambda db: [one.reason for one in recorded_disposals(db, referral.id)])
    assert kept[0] == "It was another man."


def test_the_same_is_not_recorded_twice(database: Database) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    record(database, world, referral)
    with pytest.raises(RecordedAlready):
        record(database, world, referral)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({}, {"no_action": NoActionReason.DIED}),
        (
            {"no_action": NoActionReason.NOT_IN_PUBLIC_INTEREST},
            {"no_action": NoActionReason.NOT_IN_PUBLIC_INTEREST, "outcome": 21},
        ),
        ({"no_action": NoActionReason.OTHER}, {"no_action": NoActionReason.OTHER, "reason": "He moved abroad."}),
        ({}, {"crime_number": "43/123456-26"}),
    ],
    ids=["why", "outcome", "the words of something else", "crime number"],
)
def test_a_fact_that_was_wrong_is_put_right_with_the_true_time_by_another_sergeant(
    database: Database, first: dict[str, Any], then: dict[str, Any]
) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    record(database, world, referral, Disposal.NO_FURTHER_ACTION, **first)
    with pytest.raises(AnotherPersonNeeded):
        record(database, world, referral, Disposal.NO_FURTHER_ACTION, **then)
    record(database, world, referral, Disposal.NO_FURTHER_ACTION, actor=another(world), **then)
    with pytest.raises(RecordedAlready):
        record(database, world, referral, Disposal.NO_FURTHER_ACTION, actor=another(world), **then)
    kept = read(database, lambda db: recorded_disposals(db, referral.id))
    assert [one.done_at for one in kept] == [DONE_AT, DONE_AT], "both stand, with their time"
    assert kept[0].recorded_by == another(world).label


@pytest.mark.parametrize("disposal", [Disposal.CHARGE_ISSUED, Disposal.COMMUNITY_RESOLUTION])
def test_what_is_taken_back_sets_the_clock_running_and_its_warnings_wait_again(
    database: Database, disposal: Disposal
) -> None:
    world = a_world(database)
    referral = acknowledged(database, world, route="community_resolution")
    warn_forces(database, now=NOW + timedelta(days=120))
    record(database, world, referral, disposal)
    assert rungs(database) == [RungState.ENDED]
    for refusal, actor, reason in (
        (AnotherPersonNeeded, world.custody, "It was not."),
        (RankTooLow, another(world, "PC"), "It was not."),
        (ReasonMissing, another(world), " "),
    ):
        with pytest.raises(refusal):
            take_back(database, world, referral, actor=actor, reason=reason)
    assert row_of(database, referral).over_at == DONE_AT
    assert take_back(database, world, referral).state is ReferralState.ACKNOWLEDGED
    row = row_of(database, referral)
    assert (row.over_at, row.done) == (None, None)
    assert rungs(database) == [RungState.RAISED]
    result = read(database, lambda db: db.execute(select(Result)).scalar_one())
    assert (result.state, result.disposal, result.disposed_at) == (ReturnState.ACKNOWLEDGED, None, None)
    events = [moment.event for moment in read(database, lambda db: timeline(db, referral.id))[:2]]
    assert events == ["disposal_taken_back", "disposal_recorded"]
    with pytest.raises(NothingToTakeBack):
        take_back(database, world, referral)
    assert record(database, world, referral, done_at=NOW).clock_stopped


def test_a_withdrawn_case_has_no_result_is_closed_all_the_same_and_is_withdrawn_again(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world, state=ReferralState.WITHDRAWN)
    with pytest.raises(ReasonMissing):
        record(database, world, referral, Disposal.NO_FURTHER_ACTION, reason="", no_action=NoActionReason.OTHER)
    record(database, world, referral, Disposal.NO_FURTHER_ACTION)
    assert row_of(database, referral).state is ReferralState.CLOSED
    assert take_back(database, world, referral).state is ReferralState.WITHDRAWN


def test_nothing_is_recorded_before_the_result_was_received(database: Database) -> None:
    world = a_world(database)
    with pytest.raises(NotAcknowledged):
        record(database, world, returned(database, world))


def test_a_case_still_on_its_way_to_a_course_is_not_disposed_of(database: Database) -> None:
    world = a_world(database)
    with pytest.raises(NotToBeDisposedOf):
        record(database, world, a_referral(database, world))


def test_nothing_but_a_charge_is_done_before_his_course_was_over(database: Database) -> None:
    world = a_world(database)
    booking = a_booking(database, world, a_course_date(database, world, starts_at=NOW - timedelta(hours=9)))
    over_at = read(database, lambda db: db.get_one(CourseDate, booking.course_date_id)).ends_at
    reason = ResultReason.ATTENDED_THROUGHOUT

    def come_back(db: Any) -> Referral:
        case = lock_referral_by_id(db, booking.referral_id)
        return_case(db, case, reason, actor=WORKER, now=NOW, booking_id=booking.id)
        return case

    case = database.write_now(come_back)
    database.write_now(acknowledge_result, actor=world.custody, now=NOW, reference=case.reference)
    for disposal in (Disposal.NO_FURTHER_ACTION, Disposal.DEFERRED_PROSECUTION_COMPLETED):
        with pytest.raises(DoneBeforeTheCourse):
            record(database, world, case, disposal, done_at=over_at - timedelta(minutes=1))
    record(database, world, case, Disposal.CHARGE_ISSUED, done_at=over_at - timedelta(minutes=1))


def test_nothing_is_done_in_the_future_or_before_the_offence(database: Database) -> None:
    world = a_world(database)
    referral = acknowledged(database, world)
    with pytest.raises(DoneInTheFuture):
        record(database, world, referral, done_at=NOW + timedelta(seconds=1))
    with pytest.raises(DoneBeforeTheOffence):
        record(database, world, referral, done_at=referral.offence_at - timedelta(seconds=1))


def test_nobody_is_charged_for_not_finishing_before_his_reason_was_looked_at(database: Database) -> None:
    world = a_world(database)
    referral = acknowledged(database, world, route="conditional_caution")
    reasonable, not_so = Excuse.REASONABLE, Excuse.NOT_REASONABLE
    wrong: tuple[tuple[type[Exception], dict[str, Any]], ...] = (
        (ExcuseMissing, {}),
        (ExcuseMissing, {"excuse_because": "He was ill."}),
        (ExcuseNotSaid, {"excuse": not_so, "excuse_because": " "}),
        (ChargedWithExcuse, {"excuse": reasonable, "excuse_because": "He was in hospital."}),
    )
    for refusal, said in wrong:
        with pytest.raises(refusal):
            record(database, world, referral, **said)
    assert row_of(database, referral).done is None
    record(database, world, referral, excuse=not_so, excuse_because=" He had  no proof. ")
    kept = read(database, lambda db: recorded_disposals(db, referral.id))[0]
    assert (kept.disposal, kept.excuse, kept.excuse_because) == (Disposal.CHARGE_ISSUED, not_so, "He had no proof.")
    with pytest.raises(RecordedAlready):
        record(database, world, referral, excuse=not_so, excuse_because="He had no proof.")
    record(database, world, referral, actor=another(world), excuse=Excuse.NONE_GIVEN)  # another decision corrects it
    other = acknowledged(database, world, route="conditional_caution")
    record(database, world, other, Disposal.NO_FURTHER_ACTION, excuse=reasonable, excuse_because="He was in hospital.")


@pytest.mark.parametrize("reason", list(ResultReason))
def test_a_reason_counts_only_for_who_said_yes_and_did_not_finish_a_conditional_caution(reason: ResultReason) -> None:
    came_to_nothing = {
        "did_not_come", "came_too_late", "identity_not_shown", "left_early", "removed", "not_booked_in_time",
        "fee_not_paid",
    }  # fmt: skip
    assert excuse_counts(FailureMeans.PROSECUTION, reason) is (reason.value in came_to_nothing)
    assert not any(excuse_counts(other, reason) for other in FailureMeans if other is not FailureMeans.PROSECUTION)
