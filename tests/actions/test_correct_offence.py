"""The offence was at another time than was entered: the clock is reckoned from it, on record, and what hangs on it
follows as far as the case is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.actions.correct_offence import CorrectedOffence, correct_offence
from programme.actions.end_clock_by_time import end_clock_by_time
from programme.actions.recalculate_clock import recalculate_clock
from programme.actions.record_disposal import record_disposal
from programme.actions.take_back_disposal import take_back_disposal
from programme.audit.models import AccessRow, Operation
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate, Programme
from programme.duties.models import ClockRung, Task, TaskKind
from programme.duties.states import RungState, TaskState
from programme.eligibility.rules import NO_OPEN_CASE
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.history.events import OfferMade
from programme.history.timeline import Moment, record, timeline
from programme.notices.models import Delivery, OutboxMessage
from programme.offers.making import end_of_answer_day
from programme.offers.models import CautionDocument, Offer
from programme.offers.states import OfferState
from programme.outcomes.correcting import Then
from programme.outcomes.models import Disposal, NoActionReason, Result, ResultReason, Verdict
from programme.outcomes.refusals import NobodyWouldWatch
from programme.payments.models import Fee, Refund
from programme.payments.states import FeeState
from programme.people.models import Person
from programme.policies.models import DisposalRoute
from programme.referrals.criteria import KeptCriterion, Status
from programme.referrals.models import OffenceCorrection, Referral
from programme.referrals.refusals import (
    AlreadyReferred,
    ChargeIssued,
    CorrectedMeanwhile,
    OffenceAfterReferral,
    OffenceIsAsItWas,
    RankTooLow,
    ReasonMissing,
)
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER, Actor
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_force,
    a_referral,
    a_world,
    add,
    an_exchange,
    an_offer,
    read,
    signed,
)
from tests.support.jobs import warn_forces, watch_all_places
from tests.support.referring import PLAIN, an_officer, case_of, refer
from tests.support.rungs import mornings
from tests.support.versions import a_second_version

WAS_AT = NOW - timedelta(days=21)
"""When the offence of `a_referral` was: Monday 8 February 2027 at 10am. Its last day to charge is 7 August there, so
that a correction to the same day brings the true one, 8 August."""
A_WEEK_EARLIER = WAS_AT - timedelta(days=7)
A_WEEK_LATER = WAS_AT + timedelta(days=7)
REASON = "The custody record says so."
STATES_WITH_RESULT = [ReferralState.RETURNED, ReferralState.ACKNOWLEDGED, ReferralState.WITHDRAWN]


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def a_case(database: Database, world: World, **facts: Any) -> Referral:
    """A case whose dates are those of its offence."""
    dates = {"charge_by_on": date(2027, 8, 8), "return_by_on": date(2027, 7, 9), "complete_by_on": date(2027, 7, 6)}
    referred_at = NOW - timedelta(days=5)
    return a_referral(database, world, **{"offence_at": WAS_AT, "referred_at": referred_at, **dates, **facts})


def correct(
    database: Database,
    actor: World | Actor,
    referral: Referral,
    offence_at: datetime,
    *,
    rank: str = "Sgt",
    reason: str = REASON,
    now: datetime = NOW,
    was_at: datetime | None = None,
) -> CorrectedOffence:
    """Where it takes two people, a second one says the same time after the first."""
    actor = replace(actor.custody if isinstance(actor, World) else actor, rank=rank)
    facts: dict[str, Any] = {
        "reference": referral.reference,
        "offence_at": offence_at,
        "was_at": was_at or row_of(database, referral).offence_at,
        "reason": reason,
    }
    done = database.write_now(correct_offence, actor=actor, now=now, **facts)
    second = replace(actor, id=88, name="Sgt B. Second")
    return database.write_now(correct_offence, actor=second, now=now, **facts) if done.waits else done


def row_of(database: Database, referral: Referral) -> Referral:
    row: Referral = read(database, lambda db: db.get_one(Referral, referral.id))
    return row


def dates_of(database: Database, referral: Referral) -> tuple[date, date, date]:
    row = row_of(database, referral)
    return row.charge_by_on, row.return_by_on, row.complete_by_on


def the(database: Database, kind: type[Any], **facts: Any) -> Any:
    return read(database, lambda db: db.execute(select(kind).filter_by(**facts)).scalar_one())


def happened(database: Database, referral: Referral) -> list[Moment]:
    moments: list[Moment] = read(database, lambda db: timeline(db, referral.id))
    return moments


def newest(database: Database, referral: Referral, event: str) -> Moment:
    return next(moment for moment in happened(database, referral) if moment.event == event)


def to_look_at(database: Database, referral: Referral) -> str:
    wanted = select(OffenceCorrection.to_look_at).where(OffenceCorrection.referral_id == referral.id)
    rows: list[list[str]] = read(database, lambda db: db.scalars(wanted.order_by(OffenceCorrection.id)).all())
    return " ".join(rows[-1])


def tasks(database: Database, referral: Referral) -> list[date]:
    wanted = select(Task.due_on).where(Task.referral_id == referral.id, Task.kind == TaskKind.LOOK_AGAIN)
    return list(read(database, lambda db: db.scalars(wanted).all()))


def notices(database: Database, referral: Referral) -> list[str]:
    wanted = select(OutboxMessage.notice).where(
        OutboxMessage.referral_id == referral.id, OutboxMessage.state == Delivery.QUEUED
    )
    return sorted(read(database, lambda db: db.execute(wanted).scalars().all()))


# ---- the clock


def test_the_dates_are_reckoned_from_the_new_day(database: Database, world: World) -> None:
    referral = a_case(database, world)
    done = correct(database, world, referral, A_WEEK_EARLIER)
    row = row_of(database, referral)
    assert row.offence_at == A_WEEK_EARLIER
    assert dates_of(database, referral) == (date(2027, 8, 1), date(2027, 7, 2), date(2027, 6, 29))
    assert (done.correction.days_later, done.follows.then) == (-7, Then.GOES_ON)


def test_the_history_has_the_old_and_the_new_values_with_who_and_when_and_never_the_reason(
    database: Database, world: World
) -> None:
    referral = a_case(database, world)
    correct(database, world, referral, A_WEEK_EARLIER)
    told = newest(database, referral, "offence_corrected")
    assert told.words == (
        "It was Monday 1 February 2027 at 10am, not Monday 8 February 2027 at 10am. Charge by Sunday 1 August 2027, "
        "before Sunday 8 August 2027. Return by Friday 2 July 2027. Complete by Tuesday 29 June 2027. "
        "The reason is recorded with the case."
    )
    assert (told.who, told.happened_at) == (world.custody.label, NOW)
    assert told.facts["was_return_by_on"] == "2027-07-09"
    assert told.facts["was_complete_by_on"] == "2027-07-06"
    assert REASON not in str(told.facts)


def test_the_correction_is_kept_with_its_reason_and_rank(database: Database, world: World) -> None:
    referral = a_case(database, world)
    correct(database, world, referral, A_WEEK_EARLIER, reason=" The custody\nrecord says so. ")
    kept = the(database, OffenceCorrection)
    assert (kept.was_at, kept.offence_at, kept.reason) == (WAS_AT, A_WEEK_EARLIER, REASON)
    assert (kept.was_charge_by_on, kept.charge_by_on) == (date(2027, 8, 8), date(2027, 8, 1))
    assert (kept.corrected_by, kept.corrected_by_rank) == (world.custody.label, "Sgt")


def test_what_an_import_held_stays_as_it_stood(database: Database, world: World) -> None:
    referral = a_case(database, world, as_entered={"OffenceDate": "08/02/2027 10:00"})
    correct(database, world, referral, A_WEEK_EARLIER)
    assert row_of(database, referral).as_entered == {"OffenceDate": "08/02/2027 10:00"}


def test_later_takes_a_sergeant_and_earlier_does_not(database: Database, world: World) -> None:
    referral = a_case(database, world)
    with pytest.raises(RankTooLow, match="sergeant or above"):
        correct(database, world, referral, A_WEEK_LATER, rank="PC")
    assert dates_of(database, referral)[0] == date(2027, 8, 8)
    correct(database, world, referral, A_WEEK_EARLIER, rank="PC")
    correct(database, world, referral, A_WEEK_LATER, rank="Insp")
    assert dates_of(database, referral) == (date(2027, 8, 15), date(2027, 7, 16), date(2027, 7, 13))


def test_a_time_that_takes_a_criterion_out_of_the_way_takes_a_sergeant_too(database: Database, world: World) -> None:
    officer = an_officer(database)
    refer(database, officer, PLAIN)
    at = PLAIN.offence_at + timedelta(hours=20)
    refused = replace(PLAIN, custody_reference="HA/9/27", offence_at=at)
    case = case_of(database, refer(database, officer, refused, refused=True).reference)
    assert case.state is ReferralState.INELIGIBLE
    of_the_night = at - timedelta(hours=10)

    with pytest.raises(RankTooLow, match="sergeant or above"):
        correct(database, officer, case, of_the_night, rank="PC")
    correct(database, officer, case, at - timedelta(hours=1), rank="PC")
    assert case_of(database, case.reference).state is ReferralState.INELIGIBLE, "that it stays in the way takes nobody"

    assert correct(database, officer, case, of_the_night).correction.cleared == (NO_OPEN_CASE,)
    assert case_of(database, case.reference).state is ReferralState.TIED


def test_another_time_of_the_same_day_moves_no_date(database: Database, world: World) -> None:
    referral = a_case(database, world)
    before = dates_of(database, referral)
    correct(database, world, referral, WAS_AT + timedelta(hours=9), rank="PC")
    assert dates_of(database, referral) == before
    assert notices(database, referral) == []


def test_an_hour_over_midnight_in_london_is_another_day(database: Database, world: World) -> None:
    referral = a_case(database, world)
    correct(database, world, referral, datetime(2027, 2, 7, 23, 59, tzinfo=UTC))
    assert dates_of(database, referral)[0] == date(2027, 8, 7)


def test_a_reserve_that_was_shortened_since_gives_no_time(database: Database, world: World) -> None:
    referral = a_case(database, world)
    database.write_now(lambda db: db.execute(update(Programme).values(charging_reserve_days=7)).close())
    correct(database, world, referral, A_WEEK_EARLIER)
    assert dates_of(database, referral) == (date(2027, 8, 1), date(2027, 7, 2), date(2027, 6, 29))


def test_a_caution_keeps_its_limit(database: Database, world: World) -> None:
    cautioned_on = date(2027, 2, 26)
    facts = {"route": "conditional_caution", "cautioned_on": cautioned_on, "complete_by_on": date(2027, 6, 18)}
    referral = a_case(database, world, **facts)
    correct(database, world, referral, A_WEEK_LATER)
    assert row_of(database, referral).complete_by_on == date(2027, 6, 18)


@pytest.mark.parametrize("state", STATES_WITH_RESULT)
def test_after_the_result_the_clock_follows_and_nothing_else(
    database: Database, world: World, state: ReferralState
) -> None:
    eligibility = [KeptCriterion("no_violence", Status.MET, "None.")]
    referral = a_case(database, world, state=state, eligibility=eligibility)
    person = row_of(database, referral).person_id
    database.write_now(lambda db: setattr(db.get_one(Person, person), "born_on", date(2009, 2, 5)))
    done = correct(database, world, referral, A_WEEK_EARLIER)
    row = row_of(database, referral)
    assert (row.state, row.charge_by_on, row.eligibility) == (state, date(2027, 8, 1), eligibility)
    assert done.follows.then is Then.CLOCK_ONLY
    assert tasks(database, referral) == []
    assert notices(database, referral) == ["offence_corrected"]


def test_a_case_that_is_finished_without_a_charge_can_be_put_right(database: Database, world: World) -> None:
    referral = a_case(database, world, state=ReferralState.WITHDRAWN)
    facts: dict[str, Any] = {"disposal": Disposal.NO_FURTHER_ACTION, "done_at": NOW, "reference": referral.reference}
    facts |= {"no_action": NoActionReason.EVIDENCE}
    database.write_now(record_disposal, actor=world.custody, now=NOW, reason="No public interest.", **facts)
    correct(database, world, referral, A_WEEK_EARLIER)
    assert dates_of(database, referral)[0] == date(2027, 8, 1)
    assert notices(database, referral) == ["offence_corrected"]


def test_the_officer_in_the_case_is_told_the_new_last_day(database: Database, world: World) -> None:
    referral = a_case(database, world)
    correct(database, world, referral, A_WEEK_EARLIER)
    message = the(database, OutboxMessage, notice="offence_corrected")
    assert (message.address, message.facts) == (
        "officer@example.org",
        {
            "reference": referral.reference,
            "charge_by_on": "2027-08-01",
            "was_charge_by_on": "2027-08-08",
            "in_time": True,
            "signs_in": False,
        },
    )


# ---- what is refused


def test_not_once_a_charge_was_issued(database: Database, world: World) -> None:
    referral = a_case(database, world, state=ReferralState.WITHDRAWN)
    facts: dict[str, Any] = {"disposal": Disposal.CHARGE_ISSUED, "done_at": NOW, "reference": referral.reference}
    database.write_now(record_disposal, actor=world.custody, now=NOW, **facts)
    with pytest.raises(ChargeIssued):
        correct(database, world, referral, A_WEEK_EARLIER)


@pytest.mark.parametrize(
    ("offence_at", "refusal"),
    [(WAS_AT, OffenceIsAsItWas), (NOW - timedelta(days=4), OffenceAfterReferral)],
)
def test_a_time_that_cannot_be_is_refused_beside_its_field(
    database: Database, world: World, offence_at: datetime, refusal: type[Any]
) -> None:
    with pytest.raises(refusal) as refused:
        correct(database, world, a_case(database, world), offence_at)
    assert refused.value.field == "offence_on"


def test_not_without_a_reason(database: Database, world: World) -> None:
    with pytest.raises(ReasonMissing):
        correct(database, world, a_case(database, world), A_WEEK_EARLIER, reason=" \n")


def test_not_over_what_somebody_else_corrected_meanwhile(database: Database, world: World) -> None:
    referral = a_case(database, world)
    correct(database, world, referral, A_WEEK_EARLIER)
    with pytest.raises(CorrectedMeanwhile):
        correct(database, world, referral, A_WEEK_LATER, was_at=WAS_AT)
    assert row_of(database, referral).offence_at == A_WEEK_EARLIER


def test_another_forces_case_is_not_found(database: Database, world: World) -> None:
    other = a_world(database, force_code="16")
    with pytest.raises(NotFound):
        correct(database, other, a_case(database, world), A_WEEK_EARLIER)


def test_it_is_logged_as_an_alteration(database: Database, world: World) -> None:
    correct(database, world, a_case(database, world), A_WEEK_EARLIER)
    row = the(database, AccessRow)
    assert (row.operation, row.what) == (Operation.ALTERATION, "correct_offence")


# ---- the ladder


def test_warnings_of_the_old_last_day_end_and_the_new_one_climbs_afresh(database: Database, world: World) -> None:
    referral = a_case(database, world, state=ReferralState.RETURNED)
    today = datetime(2027, 6, 20, 9, 0, tzinfo=UTC)  # 49 days left, and 42 by the new day
    warn_forces(database, now=today)
    assert the(database, ClockRung).days_left == 60
    correct(database, world, referral, A_WEEK_EARLIER, now=today)
    warn_forces(database, now=today)
    rungs = read(database, lambda db: db.scalars(select(ClockRung).order_by(ClockRung.id)).all())
    assert [(rung.days_left, rung.charge_by_on, rung.state) for rung in rungs] == [
        (60, date(2027, 8, 8), RungState.ENDED),
        (42, date(2027, 8, 1), RungState.RAISED),
    ]


def test_a_warning_that_nobody_saw_waits_again_when_its_last_day_is_back(database: Database, world: World) -> None:
    referral = a_case(database, world, state=ReferralState.RETURNED)
    today = datetime(2027, 6, 20, 9, 0, tzinfo=UTC)
    warn_forces(database, now=today)
    correct(database, world, referral, A_WEEK_EARLIER, now=today)
    an_hour_later = today + timedelta(hours=1)
    correct(database, world, referral, WAS_AT, now=an_hour_later)
    warn_forces(database, now=an_hour_later)
    (rung,) = read(database, lambda db: db.scalars(select(ClockRung)).all())
    assert (rung.state, rung.raised_at, rung.pass_up_on) == (RungState.RAISED, an_hour_later, date(2027, 6, 21))


def test_nothing_waits_on_a_clock_that_is_over(database: Database, world: World) -> None:
    referral = a_case(database, world, state=ReferralState.WITHDRAWN, route="community_resolution")
    today = datetime(2027, 6, 20, 9, 0, tzinfo=UTC)
    warn_forces(database, now=today)
    disposal = Disposal.COMMUNITY_RESOLUTION
    facts: dict[str, Any] = {"disposal": disposal, "done_at": today, "reference": referral.reference}
    database.write_now(record_disposal, actor=world.custody, now=today, reason="It was agreed.", **facts)
    for offence_at in (A_WEEK_EARLIER, WAS_AT):
        correct(database, world, referral, offence_at, now=today)
    assert the(database, ClockRung).state is RungState.ENDED


A_DAY_TOO_LATE = datetime(2027, 8, 9, 9, 0, tzinfo=UTC)
"""The day after the last one of `a_case`: its clock is over."""


def an_end(database: Database, world: World, disposal: Disposal, now: datetime, **facts: Any) -> Referral:
    """A withdrawn case that ended so, on the day after its last one."""
    referral = a_case(database, world, state=ReferralState.WITHDRAWN, referred_at=NOW)
    told: dict[str, Any] = {"disposal": disposal, "done_at": now, "reference": referral.reference, **facts}
    database.write_now(record_disposal, actor=world.custody, now=now, reason="It was looked at.", **told)
    return referral


def test_a_clock_that_its_last_day_ended_runs_again_when_that_day_is_still_to_come(
    database: Database, world: World
) -> None:
    referral = an_end(database, world, Disposal.NO_FURTHER_ACTION, NOW, no_action=NoActionReason.EVIDENCE)
    after = A_DAY_TOO_LATE
    assert database.write_now(end_clock_by_time, actor=WORKER, now=after, referral_id=referral.id)
    warn_forces(database, now=after)
    assert mornings(database) == []
    done = correct(database, world, referral, A_WEEK_LATER, now=after)
    row = row_of(database, referral)
    assert (done.follows.then, row.over_at, row.finalised_by) == (Then.CLOCK_AGAIN, None, "no_further_action")
    assert notices(database, referral) == ["offence_corrected"]
    assert tasks(database, referral) == [date(2027, 8, 10)]
    assert to_look_at(database, referral) == done.follows.to_look_at[0]
    last_day = datetime(2027, 8, 15, 8, 0, tzinfo=UTC)
    warn_forces(database, now=last_day)
    assert the(database, ClockRung).charge_by_on == last_day.date()


def test_a_clock_that_its_last_day_ended_stays_over_while_that_day_is_past(database: Database, world: World) -> None:
    referral = an_end(database, world, Disposal.NO_FURTHER_ACTION, NOW, no_action=NoActionReason.EVIDENCE)
    after = A_DAY_TOO_LATE
    database.write_now(end_clock_by_time, actor=WORKER, now=after, referral_id=referral.id)
    done = correct(database, world, referral, A_WEEK_EARLIER, now=after)
    assert (done.follows.then, done.follows.to_look_at) == (Then.CLOCK_ONLY, ())
    assert row_of(database, referral).over_at is not None


def test_that_the_time_limit_expired_is_taken_back_before_the_last_day_is_still_to_come(
    database: Database, world: World
) -> None:
    after = A_DAY_TOO_LATE
    referral = an_end(database, world, Disposal.TIME_LIMIT_EXPIRED, after)
    with pytest.raises(NobodyWouldWatch) as refused:
        correct(database, world, referral, A_WEEK_LATER, now=after)
    assert refused.value.field == "offence_on"
    assert row_of(database, referral).offence_at == WAS_AT
    another = replace(world.custody, id=9, name="Sgt Other")
    told: dict[str, Any] = {"reference": referral.reference, "reason": "It was a week later."}
    database.write_now(take_back_disposal, actor=another, now=after, **told)
    correct(database, world, referral, A_WEEK_LATER, now=after)
    assert (dates_of(database, referral)[0], notices(database, referral)) == (date(2027, 8, 15), ["offence_corrected"])


def test_that_the_time_limit_expired_stays_where_it_did_by_the_true_time_too(database: Database, world: World) -> None:
    after = A_DAY_TOO_LATE
    referral = an_end(database, world, Disposal.TIME_LIMIT_EXPIRED, after)
    assert correct(database, world, referral, A_WEEK_EARLIER, now=after).follows.then is Then.CLOCK_ONLY
    assert row_of(database, referral).over_at == after


def test_what_was_to_be_looked_at_falls_away_once_the_case_is_finished(database: Database, world: World) -> None:
    referral = a_case(database, world, route="conditional_caution", state=ReferralState.WITHDRAWN)
    add(database, Task(referral_id=referral.id, kind=TaskKind.LOOK_AGAIN, due_on=date(2027, 3, 2), raised_at=NOW))
    assert watch_all_places(database, now=NOW).done == 0
    facts: dict[str, Any] = {"disposal": Disposal.CHARGE_ISSUED, "done_at": NOW, "reference": referral.reference}
    database.write_now(record_disposal, actor=world.custody, now=NOW, **facts)
    assert watch_all_places(database, now=NOW).done == 1
    assert the(database, Task).state is TaskState.NOT_NEEDED


# ---- before an offer


@pytest.fixture
def desk(database: Database, world: World) -> Actor:
    return an_officer(database)


def put_in(database: Database, desk: Actor, **facts: Any) -> Referral:
    return case_of(database, refer(database, desk, replace(PLAIN, **facts)).reference)


def test_the_rules_decide_again_by_the_new_day(database: Database, desk: Actor) -> None:
    """Born on 12 March 1981 in the form; here he comes of age between the two days."""
    at = datetime(2027, 2, 20, 23, 30, tzinfo=UTC)
    referral = put_in(database, desk, offence_at=at, born_on=date(2009, 2, 18))
    assert referral.state is ReferralState.ELIGIBLE
    done = correct(database, desk, referral, at - timedelta(days=3))
    row = row_of(database, referral)
    assert (done.follows.then, row.state) == (Then.DECIDED_AGAIN, ReferralState.INELIGIBLE)
    age = next(one for one in row.eligibility if one.code == "adult_on_offence_date")
    assert (age.status, age.reason[:2]) == ("not_met", "17")
    correct(database, desk, referral, at)
    assert row_of(database, referral).state is ReferralState.ELIGIBLE


def test_the_look_back_is_of_the_new_day(database: Database, desk: Actor, world: World) -> None:
    referral = put_in(database, desk, offence_at=datetime(2027, 2, 20, 12, 0, tzinfo=UTC))
    person = read(database, lambda db: db.get_one(Person, referral.person_id))
    before = a_referral(
        database, world, person, state=ReferralState.CLOSED, offence_at=datetime(2024, 2, 1, tzinfo=UTC)
    )

    def offered(db: Session) -> None:
        record(db, before.id, OfferMade, actor=desk, now=datetime(2024, 2, 25, 12, 0, tzinfo=UTC))

    database.write_now(offered)
    for day, state in ((21, ReferralState.INELIGIBLE), (26, ReferralState.ELIGIBLE)):
        correct(database, desk, referral, datetime(2027, 2, day, 12, 0, tzinfo=UTC))
        assert row_of(database, referral).state is state


def test_the_route_and_the_rules_of_the_new_day_hold(database: Database, world: World) -> None:
    a_second_version(database, "deferred_prosecution", from_on=date(2027, 2, 5))
    referral = a_case(database, world, state=ReferralState.UNDECIDED, route="deferred_prosecution_2", rules_id=2)
    correct(database, world, referral, A_WEEK_EARLIER)
    row = row_of(database, referral)
    assert (row.route, row.rules_id) == ("deferred_prosecution", 1)


def test_where_no_version_is_in_force_the_case_keeps_its_own_and_somebody_is_asked(
    database: Database, world: World
) -> None:
    database.write_now(
        lambda db: db.execute(
            update(DisposalRoute).where(DisposalRoute.key == "deferred_prosecution").values(from_on=date(2027, 2, 5))
        ).close()
    )
    referral = a_case(database, world, state=ReferralState.ELIGIBLE)
    correct(database, world, referral, A_WEEK_EARLIER)
    assert row_of(database, referral).route == "deferred_prosecution"
    assert "No version of its route is in force" in to_look_at(database, referral)
    assert tasks(database, referral) == [date(2027, 3, 2)]


def test_the_same_offence_twice_is_refused(database: Database, desk: Actor) -> None:
    at = datetime(2027, 2, 20, 23, 30, tzinfo=UTC)
    first = put_in(database, desk, offence_at=at)
    second = put_in(database, desk, offence_at=at + timedelta(days=7), custody_reference="")
    with pytest.raises(AlreadyReferred) as refused:
        correct(database, desk, second, at)
    assert first.reference in refused.value.explanation


def test_a_sent_case_that_is_decided_again_moves_its_exchange(database: Database, world: World) -> None:
    a_force(database, "34")
    referral = a_case(database, world, state=ReferralState.ELIGIBLE, force_code="34")
    exchange = an_exchange(database, referral, "34", state=ExchangeState.RECEIVED)
    person = row_of(database, referral).person_id
    database.write_now(lambda db: setattr(db.get_one(Person, person), "born_on", date(2009, 2, 5)))
    theirs = replace(world.custody, force_code="34")
    correct(database, theirs, referral, A_WEEK_EARLIER)
    assert the(database, Exchange, id=exchange.id).state is ExchangeState.REJECTED


# ---- two of one night


EVENING = datetime(2027, 2, 20, 23, 30, tzinfo=UTC)


@pytest.fixture
def pair(database: Database, desk: Actor) -> tuple[Referral, Referral]:
    """A lead, and a case of three quarters of an hour later that shares its place."""
    lead = put_in(database, desk, offence_at=EVENING, custody_reference="HA/1/27")
    tied = put_in(database, desk, offence_at=EVENING + timedelta(minutes=45), custody_reference="HA/2/27")
    assert tied.state is ReferralState.TIED
    return lead, tied


def test_one_that_stays_of_the_night_stays_tied_and_pulls_the_lead(
    database: Database, desk: Actor, pair: tuple[Referral, Referral]
) -> None:
    lead, tied = pair
    correct(database, desk, tied, EVENING - timedelta(hours=11))
    row, first = row_of(database, tied), row_of(database, lead)
    assert (row.state, row.tied_to_id) == (ReferralState.TIED, lead.id)
    assert (first.return_by_on, first.complete_by_on) <= (row.return_by_on, row.complete_by_on)
    assert [moment.event for moment in happened(database, tied)].count("cases_tied") == 1


def test_one_that_he_was_told_of_with_the_offer_of_the_other_is_told_again_by_somebody(
    database: Database, desk: Actor, pair: tuple[Referral, Referral]
) -> None:
    lead, tied = pair
    correct(database, desk, tied, EVENING + timedelta(minutes=40))
    assert to_look_at(database, tied) == "", "nothing is offered yet"
    offer = an_offer(database, lead, state=OfferState.OPEN)
    correct(database, desk, tied, EVENING + timedelta(minutes=35))
    assert f"with the offer in case {lead.reference}: tell him how it is now" in to_look_at(database, tied)
    assert tasks(database, tied) != []
    add(database, a_document(offer))
    correct(database, desk, tied, EVENING + timedelta(minutes=30))
    assert f"The document that he signed in case {lead.reference} says it as it was" in to_look_at(database, tied)


def test_one_that_is_not_of_the_night_any_more_stands_on_its_own_and_is_judged_so(
    database: Database, desk: Actor, pair: tuple[Referral, Referral]
) -> None:
    lead, tied = pair
    correct(database, desk, tied, EVENING + timedelta(hours=30))
    row = row_of(database, tied)
    assert (row.state, row.tied_to_id) == (ReferralState.INELIGIBLE, lead.id)  # a later offence while the first is open
    for case, other in ((lead, tied), (tied, lead)):
        assert newest(database, case, "cases_parted").words.startswith(f"Case {other.reference}:")


def test_a_lead_that_moves_away_lets_the_other_go_and_somebody_looks_at_it(
    database: Database, desk: Actor, pair: tuple[Referral, Referral]
) -> None:
    lead, tied = pair
    database.write_now(
        lambda db: db.execute(update(Referral).where(Referral.id == lead.id).values(state=ReferralState.ACCEPTED))
    )
    an_offer(database, lead)
    correct(database, desk, lead, EVENING - timedelta(days=2))
    row = row_of(database, tied)
    assert (row.state, row.tied_to_id) == (ReferralState.UNDECIDED, None)
    assert row_of(database, lead).state is ReferralState.ACCEPTED
    assert f"Case {tied.reference} is not of its night any more" in to_look_at(database, lead)
    assert tasks(database, lead) == tasks(database, tied) == [date(2027, 3, 2)]


def test_a_lead_that_may_not_be_offered_any_more_leads_nobody(
    database: Database, desk: Actor, pair: tuple[Referral, Referral]
) -> None:
    lead, tied = pair
    person = row_of(database, lead).person_id
    database.write_now(lambda db: setattr(db.get_one(Person, person), "born_on", date(2009, 2, 20)))
    correct(database, desk, lead, EVENING - timedelta(hours=10))
    assert row_of(database, lead).state is ReferralState.ELIGIBLE
    database.write_now(lambda db: setattr(db.get_one(Person, person), "born_on", date(2009, 2, 21)))
    correct(database, desk, lead, EVENING)
    assert row_of(database, lead).state is ReferralState.INELIGIBLE
    assert row_of(database, tied).state is ReferralState.UNDECIDED
    assert tasks(database, tied) == [date(2027, 3, 2)]


def test_one_that_turns_out_to_be_of_the_night_of_another_goes_with_it(database: Database, desk: Actor) -> None:
    lead = put_in(database, desk, offence_at=EVENING, custody_reference="HA/1/27")
    other = put_in(database, desk, offence_at=EVENING + timedelta(days=3), custody_reference="HA/2/27")
    assert other.state is ReferralState.INELIGIBLE
    correct(database, desk, other, EVENING + timedelta(hours=1))
    row = row_of(database, other)
    assert (row.state, row.tied_to_id) == (ReferralState.TIED, lead.id)


def test_a_case_that_was_refused_because_of_this_one_is_put_to_somebody(database: Database, desk: Actor) -> None:
    first = put_in(database, desk, offence_at=EVENING, custody_reference="HA/1/27")
    later = put_in(database, desk, offence_at=EVENING + timedelta(days=3), custody_reference="HA/2/27")
    correct(database, desk, first, EVENING + timedelta(days=3, hours=1))
    assert tasks(database, later) == [date(2027, 3, 2)]
    assert row_of(database, later).state is ReferralState.INELIGIBLE


def test_once_an_offer_was_made_a_tie_is_a_humans_to_make(database: Database, desk: Actor) -> None:
    first = put_in(database, desk, offence_at=EVENING, custody_reference="HA/1/27")
    later = put_in(database, desk, offence_at=EVENING + timedelta(days=3), custody_reference="HA/2/27")
    database.write_now(
        lambda db: db.execute(update(Referral).where(Referral.id == later.id).values(state=ReferralState.OFFERED))
    )
    an_offer(database, later, state=OfferState.OPEN)
    correct(database, desk, later, EVENING + timedelta(hours=1))
    assert row_of(database, later).state is ReferralState.OFFERED
    assert f"case {first.reference} is of the same night" in to_look_at(database, later)


# ---- once an offer was made


def test_an_offer_is_answered_sooner_where_there_is_less_time_and_never_later(database: Database, world: World) -> None:
    facts = {"state": ReferralState.OFFERED, "complete_by_on": date(2027, 7, 6)}
    referral = a_case(database, world, **facts)
    answer_by_at, limit_at = end_of_answer_day(date(2027, 3, 15)), end_of_answer_day(date(2027, 3, 22))
    an_offer(database, referral, state=OfferState.OPEN, answer_by_at=answer_by_at, answer_limit_at=limit_at)
    correct(database, world, referral, A_WEEK_EARLIER)
    assert the(database, Offer).answer_by_at == answer_by_at
    long_ago = datetime(2026, 10, 14, 9, 0, tzinfo=UTC)
    correct(database, world, referral, long_ago)
    offer = the(database, Offer)
    last_on = row_of(database, referral).complete_by_on
    assert (last_on, london_date(offer.answer_by_at)) == (date(2027, 3, 12), date(2027, 3, 5))
    assert london_date(offer.answer_limit_at) == date(2027, 3, 5)
    assert "answer_day_moved" in notices(database, referral)
    assert "print a new one" in to_look_at(database, referral)
    correct(database, world, referral, WAS_AT)
    assert london_date(the(database, Offer).answer_by_at) == date(2027, 3, 5)


def test_an_offer_stops_where_he_was_under_age_on_the_new_day(database: Database, world: World) -> None:
    referral = a_case(database, world)
    person = row_of(database, referral).person_id
    database.write_now(lambda db: setattr(db.get_one(Person, person), "born_on", date(2009, 2, 5)))
    an_offer(database, referral)
    booking = a_booking(database, world, a_course_date(database, world), referral)
    done = correct(database, world, referral, A_WEEK_EARLIER)
    assert done.follows.then is Then.STOPPED
    assert row_of(database, referral).state is ReferralState.INELIGIBLE
    assert the(database, Offer).state is OfferState.WITHDRAWN
    assert the(database, Booking, id=booking.id).state is BookingState.CANCELLED
    assert the(database, CourseDate, id=booking.course_date_id).places_taken == 0
    assert the(database, Fee).state is FeeState.REFUND_DUE
    assert the(database, Refund).reason == "stopped"
    assert row_of(database, referral).clock_stopped_at is None
    assert set(notices(database, referral)) >= {"offer_withdrawn", "offence_corrected"}


def test_on_the_day_of_his_course_the_register_decides_and_somebody_looks(database: Database, world: World) -> None:
    referral = a_case(database, world)
    person = row_of(database, referral).person_id
    database.write_now(lambda db: setattr(db.get_one(Person, person), "born_on", date(2009, 2, 5)))
    an_offer(database, referral)
    a_booking(database, world, a_course_date(database, world, starts_at=NOW - timedelta(hours=1)), referral)
    done = correct(database, world, referral, A_WEEK_EARLIER)
    assert done.follows.then is Then.LEFT_TO_THE_REGISTER
    assert row_of(database, referral).state is ReferralState.BOOKED
    assert dates_of(database, referral)[0] == date(2027, 8, 1)
    assert "what happens there decides the result" in to_look_at(database, referral)


JUNE = datetime(2027, 6, 30, 8, 30, tzinfo=UTC)
"""In time until 6 July, and not a week earlier."""


def test_a_place_that_is_too_late_is_given_up_where_another_date_is_in_time(database: Database, world: World) -> None:
    referral = a_case(database, world)
    an_offer(database, referral)
    booking = a_booking(database, world, a_course_date(database, world, starts_at=JUNE), referral)
    a_course_date(database, world)
    assert correct(database, world, referral, A_WEEK_EARLIER).follows.then is Then.CHOOSES_AGAIN
    assert row_of(database, referral).state is ReferralState.ACCEPTED
    assert the(database, Booking, id=booking.id).state is BookingState.CANCELLED
    assert the(database, Fee).state is FeeState.PAID
    assert notices(database, referral) == ["offence_corrected", "place_cancelled"]


def test_without_another_date_the_case_goes_back_without_fault_and_with_his_money(
    database: Database, world: World
) -> None:
    a_force(database, "34")
    referral = a_case(database, world, force_code="34")
    exchange = an_exchange(database, referral, "34", state=ExchangeState.BOOKED)
    an_offer(database, referral)
    a_booking(database, world, a_course_date(database, world, starts_at=JUNE), referral)
    theirs = replace(world.custody, force_code="34")
    assert correct(database, theirs, referral, A_WEEK_EARLIER).follows.then is Then.GOES_BACK
    result = the(database, Result)
    assert (result.reason, result.verdict) == (ResultReason.TIME_RAN_OUT, Verdict.NO_FAULT)
    assert the(database, Fee).state is FeeState.REFUND_DUE
    assert the(database, Exchange, id=exchange.id).state is ExchangeState.RESULT_RETURNED


@pytest.mark.parametrize("state", [ReferralState.OFFERED, ReferralState.ACCEPTED])
def test_an_offer_without_any_time_left_goes_back_now(database: Database, world: World, state: ReferralState) -> None:
    referral = a_case(database, world, state=state)
    offer_state = OfferState.OPEN if state is ReferralState.OFFERED else OfferState.ACCEPTED
    an_offer(database, referral, state=offer_state)
    done = correct(database, world, referral, datetime(2026, 9, 20, 9, 0, tzinfo=UTC))
    assert done.follows.then is Then.GOES_BACK
    assert the(database, Result).reason is ResultReason.TIME_RAN_OUT
    assert row_of(database, referral).charge_by_on == date(2027, 3, 20)


def test_an_offer_keeps_the_version_it_was_made_by_and_somebody_is_asked(database: Database, world: World) -> None:
    a_second_version(database, "deferred_prosecution", from_on=date(2027, 2, 5))
    referral = a_case(database, world, route="deferred_prosecution_2", rules_id=2)
    an_offer(database, referral)
    correct(database, world, referral, A_WEEK_EARLIER)
    row = row_of(database, referral)
    assert (row.route, row.rules_id) == ("deferred_prosecution_2", 2)
    assert "Another version of the route or of the rules" in to_look_at(database, referral)


def test_what_is_in_the_way_by_the_new_time_alone_is_put_to_somebody(database: Database, desk: Actor) -> None:
    put_in(database, desk, offence_at=EVENING, custody_reference="HA/1/27")
    other = put_in(database, desk, offence_at=EVENING - timedelta(days=3), custody_reference="HA/2/27")
    database.write_now(
        lambda db: db.execute(update(Referral).where(Referral.id == other.id).values(state=ReferralState.ACCEPTED))
    )
    an_offer(database, other)
    correct(database, desk, other, EVENING + timedelta(days=1))
    assert "this is in the way: other open case" in to_look_at(database, other)
    assert row_of(database, other).state is ReferralState.ACCEPTED


def a_document(offer: Offer) -> CautionDocument:
    facts = {name: getattr(signed(), name) for name in ("offence", "admission", "consent", "conditions", "signed_at")}
    facts |= {"given_by": "Sgt A. Desk", "given_by_rank": "Sgt", "warning_given": True}
    return CautionDocument(offer_id=offer.id, recorded_at=NOW, recorded_by="Sgt A. Desk", **facts)


def test_a_document_that_he_signed_stays_and_somebody_decides_about_it(database: Database, world: World) -> None:
    referral = a_case(database, world, route="conditional_caution")
    offer = an_offer(database, referral)
    add(database, a_document(offer))
    correct(database, world, referral, A_WEEK_EARLIER)
    assert "The document that he signed" in to_look_at(database, referral)
    assert the(database, CautionDocument).offence == signed().offence


# ---- everything at once


def test_no_date_ever_moves_later_unless_a_recorded_correction_says_so(database: Database, world: World) -> None:
    """Whatever the force decides about its time between."""
    referral = a_case(database, world, state=ReferralState.ELIGIBLE)
    days_and_reserves = [(-7, 28), (3, 7), (0, 60), (-30, 60), (-31, 7), (2, 7), (-1, 28)]
    before = dates_of(database, referral)
    for days, reserve in days_and_reserves:
        change = update(Programme).values(charging_reserve_days=reserve)
        database.write_now(lambda db: db.execute(change).close())  # noqa: B023 - run at once
        database.write_now(recalculate_clock, actor=WORKER, now=NOW, referral_id=referral.id)
        reckoned = dates_of(database, referral)
        assert all(now <= then for now, then in zip(reckoned, before, strict=True))
        if WAS_AT + timedelta(days=days) != row_of(database, referral).offence_at:
            correct(database, world, referral, WAS_AT + timedelta(days=days))
        after = dates_of(database, referral)
        told = newest(database, referral, "offence_corrected").facts
        if any(now > then for now, then in zip(after, reckoned, strict=True)):
            assert (told["was_charge_by_on"], told["charge_by_on"]) == (str(reckoned[0]), str(after[0]))
            assert told["charge_by_on"] > told["was_charge_by_on"]
        before = after
