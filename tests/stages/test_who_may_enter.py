"""Who may enter where: every door and role, written out."""

from __future__ import annotations

import pytest

from programme.shared import access
from programme.shared.access import Access
from programme.shared.actor import COMMAND_LINE, WORKER, Actor, Door, Role

EVERY_ROLE = set(Role)
MAY_ENTER: dict[str, dict[Door, set[Role]]] = {
    "CUSTODY": {Door.CUSTODY: EVERY_ROLE},
    "CUSTODY_SUPERVISOR": {Door.CUSTODY: {Role.SUPERVISOR}},
    "CUSTODY_SAFEGUARDING": {Door.CUSTODY: {Role.SAFEGUARDING}},
    "OFFENDER": {Door.OFFENDER: EVERY_ROLE},
    "PROVIDER": {Door.PROVIDER: {Role.PROVIDER_STAFF}},
    "PROVIDER_ORGANISATION": {Door.PROVIDER: {Role.PROVIDER_STAFF, Role.ADMINISTRATOR}},
    "PROVIDER_ADMINISTRATOR": {Door.PROVIDER: {Role.ADMINISTRATOR}},
    "PARTNER": {Door.PARTNER: {Role.PARTNER_STAFF, Role.SAFEGUARDING}},
    "PARTNER_SAFEGUARDING": {Door.PARTNER: {Role.SAFEGUARDING}},
    "PARTNER_ADMINISTRATOR": {Door.PARTNER: {Role.ADMINISTRATOR}},
    "ADMIN": {Door.ADMIN: EVERY_ROLE},
    "ADMIN_SAFEGUARDING": {Door.ADMIN: {Role.SAFEGUARDING}},
    "ADMINISTRATOR": {Door.ADMIN: {Role.ADMINISTRATOR}},
    "AUDITOR": {Door.ADMIN: {Role.AUDITOR, Role.COORDINATOR}},
    "COORDINATOR": {Door.ADMIN: {Role.COORDINATOR}},
    "INSTALLATION": {Door.ADMIN: {Role.ADMINISTRATOR, Role.COORDINATOR}},
    "TRIES_RULES": {Door.ADMIN: {Role.COORDINATOR}},
    "SETTINGS": {Door.ADMIN: {Role.ADMINISTRATOR, Role.COORDINATOR}},
    "STAFF": dict.fromkeys((Door.CUSTODY, Door.PROVIDER, Door.PARTNER, Door.ADMIN), EVERY_ROLE),
}
OPEN = {"PUBLIC", "MACHINES", "METRICS"}
DECLARED = {name: one for name, one in vars(access).items() if isinstance(one, Access)}


def admitted(one: Access) -> dict[Door, set[Role]]:
    found = {door: {role for role in Role if one.admits(Actor(door, 1, "A", roles=frozenset({role})))} for door in Door}
    return {door: roles for door, roles in found.items() if roles}


@pytest.mark.parametrize("name", DECLARED)
def test_a_declaration_admits_these_people_and_no_other(name: str) -> None:
    one = DECLARED[name]
    if name in OPEN:
        assert one.admits(None)
        return
    assert admitted(one) == MAY_ENTER[name]
    assert not one.admits(None)
    assert not one.admits(WORKER)
    assert not one.admits(COMMAND_LINE)


def test_who_has_several_roles_enters_by_any_of_them_and_a_door_without_roles_by_none() -> None:
    both = frozenset({Role.AUDITOR, Role.FINANCE})
    assert access.AUDITOR.admits(Actor(Door.ADMIN, 1, "A", roles=both))
    assert access.ADMIN.admits(Actor(Door.ADMIN, 1, "A"))
    assert not access.AUDITOR.admits(Actor(Door.ADMIN, 1, "A"))


def test_a_declaration_is_called_by_door_and_roles_and_none_like_another() -> None:
    assert access.CUSTODY.name == "custody"
    assert access.AUDITOR.name == "admin: auditor, coordinator"
    assert len({one.name for one in DECLARED.values()}) == len(DECLARED)


@pytest.mark.parametrize("one", [access.INSTALLATION, access.TRIES_RULES])
def test_what_all_programmes_share_is_closed_to_a_force_without_a_programme_here(one: Access) -> None:
    coordinator = frozenset({Role.COORDINATOR})
    assert one.admits(Actor(Door.ADMIN, 1, "A", roles=coordinator, force_code="13", of_programme=True))
    assert not one.admits(Actor(Door.ADMIN, 1, "A", roles=coordinator, force_code="13"))
    assert access.COORDINATOR.admits(Actor(Door.ADMIN, 1, "A", roles=coordinator, force_code="13"))
