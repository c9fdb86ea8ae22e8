"""Which policy a case is held to, and when its dates are reckoned again and kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from programme.clock.keeping import policy_for, recalculate_deadlines, take_caution
from programme.history.timeline import timeline
from programme.referrals.models import Referral
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_referral, a_world, read

CAUTION = "conditional_caution"


def policy_of_case(database: Database, case: Referral) -> tuple[int, int, int | None]:
    policy = read(database, lambda db: policy_for(db, db.get_one(Referral, case.id)))
    return policy.charging_reserve_days, policy.result_lag_working_days, policy.caution_weeks


def run_again(database: Database, case: Referral) -> bool:
    def run(db: Session) -> bool:
        row = db.get_one(Referral, case.id)
        return recalculate_deadlines(db, row, policy_for(db, row), now=NOW)

    return database.write_now(run)


def dates_of(database: Database, case: Referral) -> tuple[date, date]:
    row = read(database, lambda db: db.get_one(Referral, case.id))
    return row.return_by_on, row.complete_by_on


def events_of(database: Database, case: Referral) -> list[str]:
    return [moment.event for moment in read(database, lambda db: timeline(db, case.id))]


def test_a_case_is_held_to_its_own_programme_and_its_own_route_and_to_no_other(database: Database) -> None:
    here = a_world(database, charging_reserve_days=28, result_lag_working_days=3)
    there = a_world(database, force_code="44", charging_reserve_days=42, result_lag_working_days=5)
    assert policy_of_case(database, a_referral(database, here)) == (28, 3, None)
    assert policy_of_case(database, a_referral(database, there)) == (42, 5, None)
    assert policy_of_case(database, a_referral(database, there, route=CAUTION)) == (42, 5, 16)


def test_a_running_clock_is_pulled_in_by_a_larger_reserve_once_and_it_is_said(database: Database) -> None:
    world = a_world(database, charging_reserve_days=42)
    case = a_referral(database, world)  # kept when the reserve was 28 days
    assert run_again(database, case)
    assert dates_of(database, case) == (date(2027, 6, 25), date(2027, 6, 22))
    (said,) = read(database, lambda db: timeline(db, case.id))
    assert said.event == "clock_reckoned"
    assert "25 June 2027" in said.words
    assert "22 June 2027" in said.words
    assert not run_again(database, case)
    assert events_of(database, case) == ["clock_reckoned"]


def test_reckoning_again_gives_no_case_more_time_than_it_was_told(database: Database) -> None:
    world = a_world(database)
    case = a_referral(
        database, world, route=CAUTION, cautioned_on=date(2027, 3, 1), complete_by_on=date(2027, 5, 4)
    )  # its caution alone would give it until 21 June
    assert not run_again(database, case)
    assert dates_of(database, case)[1] == date(2027, 5, 4)


def test_a_clock_that_is_over_is_left_as_it_is(database: Database) -> None:
    world = a_world(database, charging_reserve_days=42)
    case = a_referral(database, world, clock_stopped_at=NOW)
    kept = dates_of(database, case)
    assert run_again(database, case) is False
    assert dates_of(database, case) == kept
    assert events_of(database, case) == []


def a_caution(database: Database, world: World, case: Referral, on: date) -> date:
    database.write_now(lambda db: take_caution(db, db.get_one(Referral, case.id), on, now=NOW))
    return dates_of(database, case)[1]


def test_a_caution_limits_the_time_for_a_course_and_a_later_one_gives_what_is_left_of_it(database: Database) -> None:
    world = a_world(database)
    case = a_referral(database, world, route=CAUTION)
    assert a_caution(database, world, case, date(2027, 2, 15)) == date(2027, 6, 7)
    assert a_caution(database, world, case, date(2027, 3, 1)) == date(2027, 6, 21)
    assert a_caution(database, world, case, date(2027, 3, 29)) == date(2027, 7, 6), "no later than the time to charge"
