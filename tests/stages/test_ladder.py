"""The ladder: which rung a clock stands on, whom it is put to, and when it is passed up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.duties.rules import (
    ORDINARY_LADDER,
    UPWARDS,
    Rung,
    kept_ladder,
    ladder_of,
    pass_up_day,
    passed_over,
    passed_up_to,
    put_to,
    roles_answered_for,
    rung_on,
)
from programme.shared.actor import Actor, Door, Role
from programme.shared.dates import add_working_days, is_working_day, previous_working_day

EVERYBODY = frozenset(UPWARDS)
MONDAY = date(2027, 3, 1)
DAYS = st.dates(date(2025, 1, 1), date(2034, 12, 31))
LADDERS = st.lists(
    st.builds(Rung, st.integers(1, 180), st.sampled_from(UPWARDS)),
    min_size=1,
    max_size=8,
    unique_by=lambda r: r.days_left,
).map(lambda rungs: tuple(sorted(rungs, key=lambda rung: -rung.days_left)))


def test_the_ordinary_ladder_climbs_from_the_officer_to_the_coordinator() -> None:
    assert [(rung.days_left, rung.role) for rung in ORDINARY_LADDER] == [
        (60, Role.OFFICER),
        (42, Role.OFFICER),
        (28, Role.SUPERVISOR),
        (14, Role.SUPERVISOR),
        (7, Role.COORDINATOR),
        (3, Role.COORDINATOR),
    ]


@given(st.integers(min_value=-400, max_value=400), LADDERS)
def test_the_rung_is_the_lowest_that_is_not_under_the_days_left(days_left: int, ladder: tuple[Rung, ...]) -> None:
    rung = rung_on(days_left, ladder)

    assert (rung is None) is (days_left > max(one.days_left for one in ladder))
    assert rung is None or days_left <= rung.days_left
    assert rung is None or not any(days_left <= lower.days_left < rung.days_left for lower in ladder)


@given(LADDERS)
def test_a_clock_that_lives_through_all_days_stands_on_every_rung_once_in_their_order(ladder: tuple[Rung, ...]) -> None:
    stood_on = [rung_on(days, ladder) for days in range(200, -30, -1)]

    assert list(dict.fromkeys(rung for rung in stood_on if rung is not None)) == list(ladder)


@given(LADDERS)
def test_a_programmes_own_ladder_is_kept_and_read_back(ladder: tuple[Rung, ...]) -> None:
    assert ladder_of(kept_ladder(ladder)) == ladder


def test_the_ordinary_ladder_is_kept_as_nothing_so_that_a_later_ordinary_one_holds() -> None:
    assert kept_ladder(ORDINARY_LADDER) == []
    assert ladder_of([]) == ORDINARY_LADDER


@given(DAYS, st.integers(-20, 180), st.integers(1, 180), st.integers(0, 10))
def test_a_rung_is_passed_up_on_a_later_day_and_never_after_the_last_day_to_charge(
    from_on: date, left: int, rung: int, pass_up_days: int
) -> None:
    charge_by_on = from_on + timedelta(days=left)

    on = pass_up_day(from_on, days_left=rung, charge_by_on=charge_by_on, pass_up_days=pass_up_days)

    assert on > from_on
    assert on <= charge_by_on or left <= 0
    assert on == charge_by_on or is_working_day(on)
    assert on <= add_working_days(from_on, max(pass_up_days, 1))


@pytest.mark.parametrize("rung", [7, 6, 3, 1])
def test_from_seven_days_down_it_is_the_next_working_day(rung: int) -> None:
    friday = MONDAY + timedelta(days=4)

    assert pass_up_day(friday, days_left=rung, charge_by_on=date(2027, 4, 1), pass_up_days=5) == date(2027, 3, 8)
    assert pass_up_day(friday, days_left=8, charge_by_on=date(2027, 4, 1), pass_up_days=5) == date(2027, 3, 12)


def test_over_a_weekend_it_is_the_last_day_itself_and_not_the_monday_after() -> None:
    friday = MONDAY + timedelta(days=4)

    assert pass_up_day(friday, days_left=3, charge_by_on=date(2027, 3, 7), pass_up_days=2) == date(2027, 3, 7)


@given(DAYS, st.integers(-20, 180), LADDERS, st.sets(st.sampled_from(UPWARDS)), st.lists(st.sampled_from(UPWARDS)))
def test_a_rung_is_put_to_somebody_there_is_and_to_nobody_lower_than_before(
    today: date, left: int, ladder: tuple[Rung, ...], held: set[Role], waiting: list[Role]
) -> None:
    charge_by_on = today + timedelta(days=left)
    rung = rung_on(left, ladder) or ladder[0]

    role = put_to(rung, waiting=waiting, held=held, today=today, charge_by_on=charge_by_on)

    assert role in held or not held
    if held == EVERYBODY:
        assert UPWARDS.index(role) >= max(UPWARDS.index(one) for one in (rung.role, *waiting))
        assert role is Role.COORDINATOR or today < previous_working_day(charge_by_on)


def test_on_the_last_working_day_it_is_the_coordinators_at_once() -> None:
    officer = Rung(60, Role.OFFICER)
    sunday, friday = date(2027, 3, 7), date(2027, 3, 5)

    def on(today: date) -> Role:
        return put_to(officer, waiting=[], held=EVERYBODY, today=today, charge_by_on=sunday)

    assert (on(friday - timedelta(days=1)), on(friday)) == (Role.OFFICER, Role.COORDINATOR)


@pytest.mark.parametrize(
    ("held", "climbs"),
    [
        (EVERYBODY, [Role.OFFICER, Role.SUPERVISOR, Role.COORDINATOR, Role.COORDINATOR]),
        ({Role.OFFICER, Role.COORDINATOR}, [Role.OFFICER, Role.COORDINATOR, Role.COORDINATOR]),
        ({Role.OFFICER, Role.SUPERVISOR}, [Role.OFFICER, Role.SUPERVISOR, Role.SUPERVISOR]),
        ({Role.OFFICER}, [Role.OFFICER, Role.OFFICER]),
        (set(), [Role.OFFICER, Role.OFFICER]),
    ],
)
def test_it_climbs_over_roles_that_nobody_has_and_stays_at_the_top(held: set[Role], climbs: list[Role]) -> None:
    seen = climbs[:1]
    while len(seen) < len(climbs):
        seen.append(passed_up_to(seen[-1], held))

    assert seen == climbs


@pytest.mark.parametrize(
    ("known", "from_left", "wanted"),
    [
        ({60, 42}, 160, []),
        ({60}, 160, [42]),
        (set(), 160, [60, 42]),
        (set(), 50, [42]),
        (set(), 42, [42]),
        (set(), 20, []),
    ],
)
def test_a_lower_rung_stands_for_those_the_clock_came_by_but_not_for_those_above_its_arrival(
    known: set[int], from_left: int, wanted: list[int]
) -> None:
    assert passed_over(ORDINARY_LADDER[2], ORDINARY_LADDER, known=known, from_left=from_left) == wanted


@pytest.mark.parametrize(
    ("door", "role", "answers"),
    [
        (Door.CUSTODY, Role.OFFICER, {Role.OFFICER}),
        (Door.CUSTODY, Role.SUPERVISOR, {Role.OFFICER, Role.SUPERVISOR}),
        (Door.ADMIN, Role.COORDINATOR, EVERYBODY),
        (Door.PARTNER, Role.PARTNER_STAFF, EVERYBODY),
        (Door.CUSTODY, Role.SAFEGUARDING, set()),
        (Door.ADMIN, Role.AUDITOR, set()),
        (Door.CUSTODY, Role.COORDINATOR, set()),
        (Door.PROVIDER, Role.PROVIDER_STAFF, set()),
    ],
)
def test_everybody_answers_for_his_own_role_and_those_below_it(door: Door, role: Role, answers: set[Role]) -> None:
    assert roles_answered_for(Actor(door, 1, "A", roles=frozenset({role}))) == answers
