"""Make an account for a member of staff, with a password or by invitation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.models import Operation
from programme.courses.providers import provider_name, registered_name
from programme.people.accounts import AccountDetails, roles_in_words
from programme.people.opening_accounts import add_account, log_account, named_after_force
from programme.people.refusals import AccountRefused
from programme.people.rules import AccountOf, can_keep
from programme.people.words import DOOR_NAMES
from programme.shared.actor import Actor, Door, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def open_account(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    email: str,
    name: str,
    door: Door,
    roles: frozenset[Role],
    organisation: str = "",
    rank: str = "",
    collar: str = "",
    station: str = "",
    force_code: str | None = None,
    provider_id: int | None = None,
    password: str | None = None,
) -> int:
    """Make it, and return its number. With a password its holder can sign in at once; without one he is sent a link by
    which he chooses it, once and within 24 hours, and until then nobody can sign in.

    An address is given to another organisation or door once the account that has it is disabled; where it is of the
    same, that is enabled. Without an organisation it is named after its force or provider.

    Raises NotFound where the actor does not look after such accounts, AccountExists where it is one of his,
    AccountRefused, CollarTaken, RoleNotThere, PasswordRefused.
    """
    force = None if door is Door.PROVIDER else force_code or None
    whose = AccountOf(door, force, provider_id if door is Door.PROVIDER else None)
    can_keep(actor, whose)
    details = named_after_force(db, AccountDetails(name, organisation, roles, rank, collar, station), force)
    if whose.provider_id is not None:
        of_provider = provider_name(db, whose.provider_id)
        if of_provider is None:
            raise AccountRefused("There is no such provider", field="provider")
        details = replace(details, organisation=details.organisation or of_provider)
    if not details.organisation:
        raise AccountRefused("Enter the organisation", field="organisation")
    account = add_account(
        db,
        actor=actor,
        email=email,
        details=details,
        whose=whose,
        password=password,
        registered=registered_name(db, whose.force_code, whose.provider_id),
        now=now,
    )
    said = f"{DOOR_NAMES[door]}: {roles_in_words(roles)}" + ("" if password is not None else ", invited")
    log_account(db, account.id, what="user add", actor=actor, now=now, reason=said, operation=Operation.COLLECTION)
    return account.id
