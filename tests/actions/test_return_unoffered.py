"""A case that nobody offered in time goes back to its force while there is time to charge."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from programme.outcomes.models import Result, ResultReason, Verdict
from programme.referrals.criteria import KeptCriterion, Status
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.dates import london_date
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_course_date, a_referral, a_world, read
from tests.support.jobs import return_unoffered_cases


def _states(database: Database) -> list[ReferralState]:
    return read(database, lambda db: list(db.execute(select(Referral.state)).scalars()))


def _case(database: Database, state: ReferralState, *, days_over: int, world: World | None = None) -> Referral:
    complete_by_on = london_date(NOW) - timedelta(days=days_over)
    return a_referral(
        database,
        world or a_world(database),
        state=state,
        complete_by_on=complete_by_on,
        return_by_on=complete_by_on + timedelta(days=3),
        charge_by_on=complete_by_on + timedelta(days=31),
    )


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (ReferralState.UNDECIDED, ResultReason.NOT_DECIDED_IN_TIME),
        (ReferralState.ELIGIBLE, ResultReason.NO_PLACE_IN_TIME),
        (ReferralState.INELIGIBLE, ResultReason.NOT_ELIGIBLE),
    ],
)
def test_a_case_without_an_offer_is_returned_the_day_after_its_last_safe_course_day(
    database: Database, state: ReferralState, reason: ResultReason
) -> None:
    _case(database, state, days_over=1)

    assert return_unoffered_cases(database, now=NOW).done == 1

    result = read(database, lambda db: db.execute(select(Result)).scalar_one())
    assert (result.verdict, result.reason) == (Verdict.NO_FAULT, reason)
    assert _states(database) == [ReferralState.RETURNED]
    assert return_unoffered_cases(database, now=NOW).done == 0


@pytest.mark.parametrize(
    ("state", "days_over"),
    [
        (ReferralState.ELIGIBLE, 0),
        (ReferralState.OFFERED, 1),
        (ReferralState.ACCEPTED, 1),
        (ReferralState.WITHDRAWN, 1),
        (ReferralState.RETURNED, 1),
    ],
)
def test_a_case_that_can_still_be_offered_or_was_is_left_alone(
    database: Database, state: ReferralState, days_over: int
) -> None:
    _case(database, state, days_over=days_over)

    assert return_unoffered_cases(database, now=NOW).done == 0
    assert _states(database) == [state]


@pytest.mark.parametrize(
    ("days_before", "taken", "reason"),
    [
        (2, 0, ResultReason.NOT_OFFERED_IN_TIME),
        (2, 12, ResultReason.NO_PLACE_IN_TIME),
        (0, 0, ResultReason.NO_PLACE_IN_TIME),
        (40, 0, ResultReason.NO_PLACE_IN_TIME),
    ],
)
def test_it_is_a_shortage_of_places_only_where_no_free_one_was_in_time_since_he_was_referred(
    database: Database, days_before: int, taken: int, reason: ResultReason
) -> None:
    world = a_world(database)
    _case(database, ReferralState.ELIGIBLE, days_over=1, world=world)
    a_course_date(database, world, starts_at=NOW - timedelta(days=days_before), places_taken=taken)

    assert return_unoffered_cases(database, now=NOW).done == 1

    result = read(database, lambda db: db.execute(select(Result)).scalar_one())
    assert (result.verdict, result.reason) == (Verdict.NO_FAULT, reason)


def test_what_only_time_was_against_ran_out_of_it(database: Database) -> None:
    case = _case(database, ReferralState.INELIGIBLE, days_over=1)
    against = [KeptCriterion("time_left", Status.NOT_MET, "Too late.")]
    database.write_now(lambda db: setattr(db.get_one(Referral, case.id), "eligibility", against))

    assert return_unoffered_cases(database, now=NOW).done == 1

    result = read(database, lambda db: db.execute(select(Result)).scalar_one())
    assert (result.verdict, result.reason) == (Verdict.NO_FAULT, ResultReason.TIME_RAN_OUT)
