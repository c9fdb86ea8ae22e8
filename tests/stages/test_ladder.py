"""The ladder of the clock: which rung it stands on, whom it is put to, and when it is passed up."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.duties.ladders import CLOCK_WARNINGS, ORDINARY_LADDER, Rung, clock_ladder
from programme.duties.rules import (
    FLOOR,
    LONGEST_RUNG,
    UPWARDS,
    kept_ladder,
    ladder_of,
    pass_up_day,
    passed_over,
    passed_up_to,
    put_to,
    reaches_the_top,
    roles_answered_for,
    up_to,
)
from programme.duties.words import ROLE_WORDS
from programme.shared.actor import Actor, Door, Role
from programme.shared.dates import add_working_days, is_working_day, previous_working_day

EVERYBODY = frozenset(UPWARDS)
MONDAY = date(2027, 3, 1)
DAYS = st.dates(date(2025, 1, 1), date(2034, 12, 31))
LADDERS = st.lists(
    st.builds(Rung, st.integers(1, 150), st.sampled_from(UPWARDS)),
    min_size=1,
    max_size=8,
    unique_by=lambda r: r.days,
).map(lambda rungs: tuple(sorted(rungs, key=lambda rung: -rung.days)))


def test_the_ordinary_ladder_climbs_from_the_officer_to_the_coordinator() -> None:
    assert [(rung.days, rung.role) for rung in ORDINARY_LADDER] == [
        (60, Role.OFFICER),
        (42, Role.OFFICER),
        (28, Role.SUPERVISOR),
        (14, Role.SUPERVISOR),
        (7, Role.COORDINATOR),
        (3, Role.COORDINATOR),
    ]


@given(DAYS, LADDERS, st.integers(-5, 200))
def test_the_rung_is_the_lowest_whose_day_has_come(today: date, ladder: tuple[Rung, ...], left: int) -> None:
    charge_by_on = today + timedelta(days=left)
    rung = clock_ladder(ladder).rung_on(charge_by_on, today)
    days = {one: CLOCK_WARNINGS.day_of(charge_by_on, one.days) for one in clock_ladder(ladder).rungs}

    assert (rung is None) is (today < min(days.values()))
    assert rung is None or days[rung] <= today
    assert rung is None or not any(on <= today for one, on in days.items() if one.days < rung.days)


@given(DAYS, st.integers(0, 180))
def test_no_rung_falls_on_a_day_on_which_nobody_works_or_later_than_its_days(charge_by_on: date, days: int) -> None:
    on = CLOCK_WARNINGS.day_of(charge_by_on, days)
    assert is_working_day(on)
    assert on <= previous_working_day(charge_by_on) - timedelta(days=days)
    assert not any(
        is_working_day(on + timedelta(days=more))
        for more in range(1, (previous_working_day(charge_by_on) - timedelta(days=days) - on).days + 1)
    )


@given(DAYS, st.integers(0, 180))
def test_the_clocks_that_come_to_a_rung_are_those_whose_day_for_it_has_come(today: date, days: int) -> None:
    latest = CLOCK_WARNINGS.come_to(today, days)
    assert CLOCK_WARNINGS.day_of(latest, days) <= today < CLOCK_WARNINGS.day_of(latest + timedelta(days=1), days)


@pytest.mark.parametrize(
    ("charge_by_on", "seven_on", "three_on", "last_on"),
    [
        (date(2026, 4, 6), date(2026, 3, 26), date(2026, 3, 30), date(2026, 4, 2)),  # Easter Monday
        (date(2026, 12, 28), date(2026, 12, 17), date(2026, 12, 21), date(2026, 12, 24)),  # a substitute day
        (date(2027, 3, 29), date(2027, 3, 18), date(2027, 3, 22), date(2027, 3, 25)),
        (date(2027, 12, 28), date(2027, 12, 17), date(2027, 12, 21), date(2027, 12, 24)),
        (date(2028, 4, 17), date(2028, 4, 6), date(2028, 4, 10), date(2028, 4, 13)),
        (date(2028, 12, 26), date(2028, 12, 15), date(2028, 12, 19), date(2028, 12, 22)),
    ],
)
def test_over_holidays_the_last_warnings_leave_working_days(
    charge_by_on: date, seven_on: date, three_on: date, last_on: date
) -> None:
    assert [CLOCK_WARNINGS.day_of(charge_by_on, days) for days in (7, 3, 0)] == [seven_on, three_on, last_on]


@given(DAYS)
def test_after_the_three_day_warning_there_is_a_working_day_left_besides_its_own(charge_by_on: date) -> None:
    three_on, last_on = CLOCK_WARNINGS.day_of(charge_by_on, 3), CLOCK_WARNINGS.day_of(charge_by_on, 0)
    assert three_on < last_on
    assert is_working_day(last_on)


@given(LADDERS)
def test_a_programmes_own_ladder_is_kept_and_read_back(ladder: tuple[Rung, ...]) -> None:
    read_back = ladder_of(kept_ladder(ladder))
    assert set(read_back) - {FLOOR} <= set(ladder)
    assert read_back == ladder or not reaches_the_top(ladder)


@pytest.mark.parametrize(
    "kept",
    [
        [{"days_left": 150, "role": "officer"}],
        [{"days_left": 90, "role": "supervisor"}, {"days_left": 3, "role": "officer"}],
        [{"days_left": 8, "role": "coordinator"}],
        [{"days_left": "x", "role": "coordinator"}, {"days_left": 60, "role": "nobody"}, {"days_left": 40}],
        [{"days_left": -4, "role": "coordinator"}, {"days_left": 60, "role": "officer"}],
    ],
)
def test_a_ladder_that_came_past_the_form_still_reaches_the_coordinator_in_the_last_week(
    kept: list[dict[str, object]],
) -> None:
    ladder = ladder_of(kept)
    assert reaches_the_top(ladder)
    assert all(1 <= rung.days <= 150 for rung in ladder)
    assert list(ladder) == sorted(ladder, key=lambda rung: -rung.days)


def test_the_ordinary_ladder_is_kept_as_nothing_so_that_a_later_ordinary_one_holds() -> None:
    assert kept_ladder(ORDINARY_LADDER) == []
    assert ladder_of([]) == ORDINARY_LADDER


@given(DAYS, st.integers(-20, 180), st.integers(1, 180), st.integers(0, 10))
def test_a_rung_is_passed_up_on_a_later_day_and_never_after_the_last_day_to_charge(
    from_on: date, left: int, rung: int, pass_up_days: int
) -> None:
    charge_by_on = from_on + timedelta(days=left)
    last_on = previous_working_day(charge_by_on)

    on = pass_up_day(from_on, days_left=rung, charge_by_on=charge_by_on, pass_up_days=pass_up_days)

    assert on > from_on
    assert on <= last_on or from_on >= last_on
    assert is_working_day(on)
    assert on <= add_working_days(from_on, max(pass_up_days, 1))


@pytest.mark.parametrize("rung", [7, 6, 3, 1])
def test_from_seven_days_down_it_is_the_next_working_day(rung: int) -> None:
    friday = MONDAY + timedelta(days=4)

    assert pass_up_day(friday, days_left=rung, charge_by_on=date(2027, 4, 1), pass_up_days=5) == date(2027, 3, 8)
    assert pass_up_day(friday, days_left=8, charge_by_on=date(2027, 4, 1), pass_up_days=5) == date(2027, 3, 12)


def test_before_a_weekend_it_is_the_last_working_day_and_after_it_the_next() -> None:
    thursday, sunday = MONDAY + timedelta(days=3), date(2027, 3, 7)

    assert pass_up_day(thursday, days_left=28, charge_by_on=sunday, pass_up_days=5) == date(2027, 3, 5)
    assert pass_up_day(date(2027, 3, 5), days_left=3, charge_by_on=sunday, pass_up_days=2) == date(2027, 3, 8)


def test_no_rung_waits_longer_than_any_programme_may_set() -> None:
    assert pass_up_day(MONDAY, days_left=60, charge_by_on=date(2027, 8, 1), pass_up_days=900) == date(2027, 3, 15)


@given(DAYS, st.integers(-20, 180), LADDERS, st.sets(st.sampled_from(UPWARDS)), st.lists(st.sampled_from(UPWARDS)))
def test_a_rung_is_put_to_somebody_there_is_and_to_nobody_lower_than_before(
    today: date, left: int, ladder: tuple[Rung, ...], held: set[Role], waiting: list[Role]
) -> None:
    charge_by_on = today + timedelta(days=left)
    rung = clock_ladder(ladder).rung_on(charge_by_on, today) or ladder[0]

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
    friday = date(2027, 8, 6)
    referred_on = friday - timedelta(days=from_left)
    facts = {"known": known, "charge_by_on": friday, "referred_on": referred_on}
    assert passed_over(ORDINARY_LADDER[2], ORDINARY_LADDER, **facts) == wanted  # type: ignore[arg-type]


def test_rungs_of_one_working_day_are_given_as_one() -> None:
    """Counted back from Tuesday 10 August, three days and four are both the Friday before."""
    ladder = (Rung(4, Role.COORDINATOR), Rung(3, Role.COORDINATOR))
    tuesday, long_ago = date(2027, 8, 10), date(2027, 3, 1)
    assert CLOCK_WARNINGS.day_of(tuesday, 4) == CLOCK_WARNINGS.day_of(tuesday, 3) == date(2027, 8, 6)
    assert passed_over(ladder[1], ladder, known=(), charge_by_on=tuesday, referred_on=long_ago) == []


ANSWERS_FOR: dict[tuple[Door, Role], set[Role]] = {
    (Door.CUSTODY, Role.OFFICER): {Role.OFFICER},
    (Door.CUSTODY, Role.SUPERVISOR): {Role.OFFICER, Role.SUPERVISOR},
    (Door.ADMIN, Role.COORDINATOR): {Role.OFFICER, Role.SUPERVISOR, Role.COORDINATOR},
    (Door.PARTNER, Role.PARTNER_STAFF): {Role.OFFICER, Role.SUPERVISOR, Role.COORDINATOR},
}
"""Nobody else answers for anybody: neither at another door, nor in another role."""


@pytest.mark.parametrize(("door", "role"), list(product(Door, Role)))
def test_everybody_answers_for_his_own_role_and_those_below_it(door: Door, role: Role) -> None:
    assert roles_answered_for(Actor(door, 1, "A", roles=frozenset({role}))) == ANSWERS_FOR.get((door, role), set())


def test_what_a_programme_keeps_is_read_as_it_stands_and_what_is_no_rung_is_left_out() -> None:
    """Without days, without a role, of a role that no clock is put to, too early, too late, in words."""
    top = {"days_left": 5, "role": "coordinator"}
    none: list[dict[str, Any]] = [
        {"role": "officer"},
        {"days_left": 10},
        {"days_left": 10, "role": "nobody"},
        {"days_left": 10, "role": "safeguarding"},
        {"days_left": 0, "role": "officer"},
        {"days_left": LONGEST_RUNG + 1, "role": "officer"},
        {"days_left": "soon", "role": "officer"},
        {"days_left": None, "role": "officer"},
    ]
    for wrong in none:
        assert ladder_of([wrong, top]) == (Rung(5, Role.COORDINATOR),)
    edges = [{"days_left": LONGEST_RUNG, "role": "officer"}, {"days_left": 1, "role": "coordinator"}]
    assert ladder_of(edges) == (Rung(150, Role.OFFICER), Rung(1, Role.COORDINATOR))


def test_the_roles_climb_and_are_spoken_in_this_order() -> None:
    assert [*up_to(Rung(9, Role.SUPERVISOR))] == [Role.OFFICER, Role.SUPERVISOR]
    assert [*up_to(Rung(9, Role.OFFICER))] == [Role.OFFICER]
    assert UPWARDS == (Role.OFFICER, Role.SUPERVISOR, Role.COORDINATOR)
    assert [ROLE_WORDS[role] for role in UPWARDS] == ["the officer in the case", "the supervisor", "the coordinator"]
    assert set(ROLE_WORDS) == set(UPWARDS)


@pytest.mark.parametrize(("days_left", "role", "reaches"), [(7, Role.COORDINATOR, True), (8, Role.COORDINATOR, False)])
def test_the_last_week_begins_seven_days_before(days_left: int, role: Role, reaches: bool) -> None:
    assert reaches_the_top([Rung(days_left, role)]) is reaches
    assert not reaches_the_top([Rung(7, Role.SUPERVISOR)])
