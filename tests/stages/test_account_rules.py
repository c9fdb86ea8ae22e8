"""Whose account is whose to look after, and which roles there are where."""

from __future__ import annotations

from itertools import product

import pytest

from programme.audit.models import AccessRow
from programme.duties.models import Cover
from programme.history.models import HistoryRow
from programme.people.accounts import AccountDetails, detail_changes
from programme.people.passwords import check_password
from programme.people.refusals import (
    AccountRefused,
    LastAdministrator,
    OwnAccount,
    OwnRank,
    OwnRoles,
    PasswordRefused,
    RoleNotThere,
)
from programme.people.rules import (
    ROLES_AT,
    AccountOf,
    can_change_rank,
    can_change_roles,
    can_disable,
    can_have_roles,
    can_lose_administrator,
    check_belonging,
    keeps,
)
from programme.shared.actor import COMMAND_LINE, Actor, Door, Role

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
KEPT = ((AccessRow, "actor_label"), (HistoryRow, "actor_label"), (Cover, "arranged_by"))


def administrator(door: Door, force_code: str | None = None, provider_id: int | None = None) -> Actor:
    return Actor(door, 1, "A", roles=ADMINISTRATOR, force_code=force_code, provider_id=provider_id)


CUSTODY, OFFICE = AccountOf(Door.CUSTODY, "43"), AccountOf(Door.ADMIN, "43")
PROVIDER, NEIGHBOUR = AccountOf(Door.PROVIDER, provider_id=7), AccountOf(Door.PARTNER, "34")
OTHERS = AccountOf(Door.CUSTODY, "16"), AccountOf(Door.ADMIN, "16"), AccountOf(Door.ADMIN, None)


@pytest.mark.parametrize(
    ("actor", "looks_after"),
    [
        (administrator(Door.ADMIN, "43"), {CUSTODY, OFFICE, PROVIDER, NEIGHBOUR}),
        (administrator(Door.ADMIN), {CUSTODY, OFFICE, PROVIDER, NEIGHBOUR, *OTHERS}),
        (COMMAND_LINE, {CUSTODY, OFFICE, PROVIDER, NEIGHBOUR, *OTHERS}),
        (administrator(Door.PROVIDER, provider_id=7), {PROVIDER}),
        (administrator(Door.PROVIDER, provider_id=8), set()),
        (administrator(Door.PROVIDER), set()),
        (administrator(Door.PARTNER, "34"), {NEIGHBOUR}),
        (administrator(Door.PARTNER, "43"), set()),
        (administrator(Door.CUSTODY, "43"), set()),
    ],
)
def test_an_administrator_looks_after_his_own_peoples_accounts(actor: Actor, looks_after: set[AccountOf]) -> None:
    everywhere = {CUSTODY, OFFICE, PROVIDER, NEIGHBOUR, *OTHERS}

    assert {whose for whose in everywhere if keeps(actor, whose)} == looks_after


@pytest.mark.parametrize(("door", "role"), list(product(ROLES_AT, Role)))
def test_nobody_without_the_role_looks_after_anybodys(door: Door, role: Role) -> None:
    actor = Actor(door, 1, "A", roles=frozenset({role}), force_code="43", provider_id=7)
    found = any(keeps(actor, whose) for whose in (CUSTODY, OFFICE, PROVIDER, NEIGHBOUR))

    assert found is (role is Role.ADMINISTRATOR and door is not Door.CUSTODY and door is not Door.PARTNER)
    # the neighbour of this test is another force than his own


@pytest.mark.parametrize(
    ("door", "roles"),
    [
        (Door.CUSTODY, {Role.COORDINATOR}),
        (Door.CUSTODY, {Role.OFFICER, Role.ADMINISTRATOR}),
        (Door.PROVIDER, {Role.COORDINATOR}),
        (Door.PARTNER, {Role.SUPERVISOR}),
        (Door.OFFENDER, {Role.OFFICER}),
        (Door.ADMIN, set()),
    ],
)
def test_a_door_has_its_own_roles_and_no_account_is_without(door: Door, roles: set[Role]) -> None:
    with pytest.raises(RoleNotThere):
        can_have_roles(door, roles)
    can_have_roles(Door.ADMIN, {Role.ADMINISTRATOR, Role.COORDINATOR})
    for its_door, all_of_them in ROLES_AT.items():
        can_have_roles(its_door, all_of_them)


def test_the_roles_of_each_door_in_the_order_of_the_form() -> None:
    assert {door.value: " ".join(roles) for door, roles in ROLES_AT.items()} == {
        "custody": "officer supervisor safeguarding",
        "provider": "provider_staff administrator",
        "partner": "partner_staff safeguarding administrator",
        "admin": "administrator coordinator auditor finance safeguarding",
    }


@pytest.mark.parametrize(
    ("whose", "field"),
    [
        *((AccountOf(door, "43", 7), "door") for door in (Door.OFFENDER, Door.WORKER, Door.COMMAND_LINE)),
        *((AccountOf(door, force, 7), "force") for door in (Door.CUSTODY, Door.PARTNER) for force in (None, "")),
        (AccountOf(Door.PROVIDER, "43"), "provider"),
    ],
)
def test_an_account_that_would_be_nobodys_is_refused_beside_what_is_missing(whose: AccountOf, field: str) -> None:
    with pytest.raises(AccountRefused) as refused:
        check_belonging(whose)
    assert refused.value.field == field


@pytest.mark.parametrize("whose", [CUSTODY, OFFICE, PROVIDER, NEIGHBOUR, AccountOf(Door.ADMIN)])
def test_an_account_belongs_to_a_force_or_a_provider_where_its_door_has_one(whose: AccountOf) -> None:
    check_belonging(whose)


def test_nobody_promotes_himself() -> None:
    own = administrator(Door.ADMIN)
    with pytest.raises(OwnRank):
        can_change_rank(own, 1, "PS", "Insp")
    can_change_rank(own, 1, "PS", "PS")
    can_change_rank(own, 2, "PS", "Insp")


def test_nobody_raises_himself_or_shuts_himself_out_and_the_last_administrator_stays() -> None:
    own = administrator(Door.ADMIN)
    with pytest.raises(OwnRoles):
        can_change_roles(own, 1, {Role.ADMINISTRATOR}, {Role.ADMINISTRATOR, Role.COORDINATOR})
    with pytest.raises(OwnAccount):
        can_disable(own, 1)
    with pytest.raises(LastAdministrator):
        can_lose_administrator(0)
    can_change_roles(own, 1, [Role.ADMINISTRATOR], {Role.ADMINISTRATOR})
    can_change_roles(own, 2, {Role.AUDITOR}, {Role.COORDINATOR})
    can_disable(own, 2)
    can_lose_administrator(1)


@pytest.mark.parametrize(
    "password", ["too short", "x" * 129, "aaaaaaaaaaaaaaaaaaaa", "abababababababab", "Desk@example.org 2026"]
)
def test_a_password_that_is_short_or_guessed_at_once_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused):
        check_password(password, "desk@example.org")
    check_password("three or four words", "desk@example.org")


def test_a_change_is_said_in_words_and_the_same_details_have_the_same_mark() -> None:
    before = AccountDetails("A. Desk", "Custody", frozenset({Role.OFFICER}), "PS", "1187")
    after = AccountDetails("A. Desk", "Custody", frozenset({Role.OFFICER, Role.SUPERVISOR}), "Insp", "1187")

    assert [str(change) for change in detail_changes(before, after)] == [
        "Roles: Officer to Officer, Supervisor",
        "Rank: PS to Insp",
    ]
    assert before.mark == AccountDetails("A. Desk", "Custody", frozenset({Role.OFFICER}), "PS", "1187").mark
    assert before.mark != after.mark


def test_the_longest_name_has_room_in_what_is_kept_of_what_was_done() -> None:
    kept = [table.__table__.c[name].type for table, name in KEPT]
    assert len(Actor(Door.CUSTODY, 1, "N" * 100, "O" * 100).label) <= min(one.length for one in kept)  # type: ignore[attr-defined]
