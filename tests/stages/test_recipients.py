"""Whom staff messages go to: the role, the next above, the next below, the fall-back; and nobody is never silent."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations, pairwise

import pytest

from programme.duties.forces import CaseForces
from programme.duties.recipients import Recipient, Staff, StaffAccount
from programme.duties.rules import UPWARDS
from programme.shared.actor import Door, Role

OFFICER, SUPERVISOR, COORDINATOR, GUARD = (Recipient(f"{name}@example.org") for name in ("o", "s", "c", "g"))
OFFICERS = StaffAccount(1, True, Door.CUSTODY, "43", OFFICER.address, "", frozenset({Role.OFFICER}), signs_in=True)
FALLBACK = Recipient("f@example.org", signs_in=False)
ROLES = (*UPWARDS, Role.SAFEGUARDING)
SOME = list(chain.from_iterable(combinations(ROLES, size) for size in range(len(ROLES) + 1)))


def staff(*held: Role, fallback: str = FALLBACK.address) -> tuple[Staff, CaseForces]:
    case = CaseForces("43", "16", OFFICER.address if Role.OFFICER in held else "", fallback)
    return (
        Staff(
            safeguarding={"43": [GUARD]} if Role.SAFEGUARDING in held else {},
            supervisors={"43": [SUPERVISOR]} if Role.SUPERVISOR in held else {},
            coordinators={"16": [COORDINATOR]} if Role.COORDINATOR in held else {},
            accounts={OFFICER.address: OFFICERS},
        ),
        case,
    )


@pytest.mark.parametrize("held", SOME)
@pytest.mark.parametrize("role", ROLES)
def test_somebody_is_told_whoever_is_there(held: tuple[Role, ...], role: Role) -> None:
    one, case = staff(*held)
    told = one.told(role, case)
    assert not told.nobody
    if role in held:
        assert told.role is role
    if told.role is None:
        assert told.people == (FALLBACK,)
        assert not set(held) - {Role.SAFEGUARDING}


@pytest.mark.parametrize("role", ROLES)
def test_only_where_there_is_not_even_a_fall_back_is_it_nobody_and_it_says_so(role: Role) -> None:
    one, case = staff(fallback="")
    told = one.told(role, case)
    assert told.nobody
    assert "nobody is told" in told.words
    assert one.everybody(case).nobody


@pytest.mark.parametrize(
    ("role", "held", "people"),
    [
        (Role.OFFICER, (Role.OFFICER, Role.SUPERVISOR), (OFFICER,)),
        (Role.OFFICER, (Role.SUPERVISOR, Role.COORDINATOR), (SUPERVISOR,)),
        (Role.SUPERVISOR, (Role.OFFICER, Role.COORDINATOR), (COORDINATOR,)),
        (Role.COORDINATOR, (Role.OFFICER, Role.SUPERVISOR), (SUPERVISOR,)),
        (Role.COORDINATOR, (Role.OFFICER,), (OFFICER,)),
        (Role.COORDINATOR, (Role.SUPERVISOR, Role.COORDINATOR), (COORDINATOR, SUPERVISOR)),
        (Role.SAFEGUARDING, (Role.COORDINATOR, Role.OFFICER), (COORDINATOR,)),
        (Role.SAFEGUARDING, (Role.OFFICER,), (OFFICER,)),
    ],
)
def test_above_before_below(role: Role, held: tuple[Role, ...], people: tuple[Recipient, ...]) -> None:
    one, case = staff(*held)
    assert one.told(role, case).people == people


def test_everybody_is_each_role_that_somebody_has() -> None:
    one, case = staff(*UPWARDS)
    assert one.everybody(case).people == (COORDINATOR, OFFICER, SUPERVISOR)
    one, case = staff(Role.OFFICER)
    assert one.everybody(case).people == (OFFICER,)
    one, case = staff()
    assert one.everybody(case).people == (FALLBACK,)


def test_where_a_message_did_not_arrive_the_next_above_is_told_and_at_the_end_the_fall_back() -> None:
    one, case = staff(*UPWARDS)
    refused: frozenset[str] = frozenset()
    for tried, expected in pairwise((OFFICER, SUPERVISOR, COORDINATOR, FALLBACK)):
        refused |= {tried.address}
        there = replace(one, refused=refused)
        assert there.instead_of(tried.address, case).people == (expected,)
    assert replace(one, refused=refused).instead_of(FALLBACK.address, case).nobody


def test_a_concern_stays_with_its_force() -> None:
    one, case = staff(*UPWARDS)
    assert one.instead_of(OFFICER.address, case, up_to=Role.SUPERVISOR).people == (SUPERVISOR,)
    assert one.instead_of(SUPERVISOR.address, case, up_to=Role.SUPERVISOR).nobody


def test_an_address_that_refuses_is_passed_over_and_its_role_is_still_known() -> None:
    one, case = staff(*UPWARDS)
    there = replace(one, refused=frozenset({OFFICER.address}))
    assert there.told(Role.OFFICER, case).people == (SUPERVISOR,)
    assert (there.role_of(OFFICER.address, case), there.passed_over(case)) == (Role.OFFICER, [Role.OFFICER])


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_address_is_nobodys(blank: str) -> None:
    case = CaseForces("43", "43", blank, blank)
    assert Staff().told(Role.OFFICER, case).nobody
