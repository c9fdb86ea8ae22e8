"""Who keeps whose account, and which roles there are at which door. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from programme.people.refusals import (
    AccountRefused,
    LastAdministrator,
    OwnAccount,
    OwnRank,
    OwnRoles,
    RoleNotThere,
)
from programme.shared.actor import Actor, Door, Role
from programme.shared.refusal import NotFound

ROLES_AT: dict[Door, tuple[Role, ...]] = {
    Door.CUSTODY: (Role.OFFICER, Role.SUPERVISOR, Role.SAFEGUARDING),
    Door.PROVIDER: (Role.PROVIDER_STAFF, Role.ADMINISTRATOR),
    Door.PARTNER: (Role.PARTNER_STAFF, Role.SAFEGUARDING, Role.ADMINISTRATOR),
    Door.ADMIN: (Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR, Role.FINANCE, Role.SAFEGUARDING),
}
"""The roles that an account may have at each door for staff, in the order of the form."""

FORCE_DOORS = frozenset({Door.CUSTODY, Door.PARTNER})
"""Whose people are somebody only within a force."""

DOORS_KEPT_AT: dict[Door, tuple[Door, ...]] = {
    Door.ADMIN: (Door.CUSTODY, Door.PROVIDER, Door.PARTNER, Door.ADMIN),
    Door.PROVIDER: (Door.PROVIDER,),
    Door.PARTNER: (Door.PARTNER,),
    Door.COMMAND_LINE: (Door.CUSTODY, Door.PROVIDER, Door.PARTNER, Door.ADMIN),
}
"""The doors whose accounts an administrator at a door looks after."""


@dataclass(frozen=True, slots=True)
class AccountOf:
    """Where an account belongs: its door, and the force or the provider that bounds it."""

    door: Door
    force_code: str | None = None
    provider_id: int | None = None


def doors_kept_by(actor: Actor) -> tuple[Door, ...]:
    """The doors of which the actor keeps accounts: none where he is no administrator."""
    if actor.door is not Door.COMMAND_LINE and Role.ADMINISTRATOR not in actor.roles:
        return ()
    return DOORS_KEPT_AT.get(actor.door, ())


def keeps(actor: Actor, whose: AccountOf) -> bool:
    """Whether the actor looks after an account that belongs there.

    An administrator of the programme looks after his own force's people, and after the people of every provider and of
    every neighbour: somebody has to make the first of each. Theirs look after their own organisation's alone.
    """
    if whose.door not in doors_kept_by(actor):
        return False
    if actor.door is Door.PROVIDER:
        return actor.provider_id is not None and actor.provider_id == whose.provider_id
    if actor.door is Door.PARTNER:
        return actor.force_code is not None and actor.force_code == whose.force_code
    return (
        actor.force_code is None or whose.door in (Door.PROVIDER, Door.PARTNER) or actor.force_code == whose.force_code
    )


def can_keep(actor: Actor, whose: AccountOf) -> None:
    """Raises NotFound where the actor does not look after it."""
    if not keeps(actor, whose):
        raise NotFound()


def can_have_roles(door: Door, roles: Collection[Role]) -> None:
    """Raises RoleNotThere where the door has not got one of the roles, and where there is none."""
    if not roles or not set(roles) <= set(ROLES_AT.get(door, ())):
        raise RoleNotThere()


def can_change_roles(actor: Actor, account_id: int, before: Collection[Role], after: Collection[Role]) -> None:
    """Nobody raises himself, and nobody lowers himself either: raises OwnRoles."""
    if is_own(actor, account_id) and set(before) != set(after):
        raise OwnRoles()


def can_change_rank(actor: Actor, account_id: int, before: str, after: str) -> None:
    """Nobody promotes himself: raises OwnRank."""
    if is_own(actor, account_id) and before != after:
        raise OwnRank()


def can_disable(actor: Actor, account_id: int) -> None:
    """Raises OwnAccount: who shuts himself out cannot let himself in again."""
    if is_own(actor, account_id):
        raise OwnAccount()


def can_lose_administrator(others: int) -> None:
    """`others` can sign in and look after the same people. Raises LastAdministrator where there are none."""
    if not others:
        raise LastAdministrator()


def is_own(actor: Actor, account_id: int) -> bool:
    """Whether it is the actor's own account."""
    return actor.door in ROLES_AT and actor.id == account_id


def check_belonging(whose: AccountOf) -> None:
    """Raises AccountRefused where the account would be nobody's."""
    if whose.door not in ROLES_AT:
        raise AccountRefused("Nobody signs in at this door.", field="door")
    if whose.door in FORCE_DOORS and not whose.force_code:
        raise AccountRefused("Choose the force.", field="force")
    if whose.door is Door.PROVIDER and whose.provider_id is None:
        raise AccountRefused("Choose the provider.", field="provider")
