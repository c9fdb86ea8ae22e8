"""Change what an account says of its holder, and what he may do."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.people.accounts import (
    AccountDetails,
    DetailChange,
    detail_changes,
    details_of,
    keep_an_administrator,
    lock_account,
)
from programme.people.opening_accounts import keep_details, log_account
from programme.people.refusals import AccountChangedMeanwhile, AccountUnchanged
from programme.people.rules import can_change_rank, can_change_roles
from programme.shared.actor import Actor, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def change_account(
    db: Session, *, actor: Actor, now: datetime, account_id: int, details: AccountDetails, mark: str
) -> list[DetailChange]:
    """Keep the details; the access log has one row a change: who, when, from what to what. They hold at his next click.

    `mark` is that of the details that were shown. Raises NotFound, AccountChangedMeanwhile, AccountUnchanged, OwnRoles,
    OwnRank, RoleNotThere, AccountRefused, CollarTaken, LastAdministrator.
    """
    account = lock_account(db, actor, account_id)
    before = details_of(account)
    if before.mark != mark:
        raise AccountChangedMeanwhile()
    found = detail_changes(before, details)
    if not found:
        raise AccountUnchanged()
    can_change_roles(actor, account_id, before.roles, details.roles)
    can_change_rank(actor, account_id, before.rank, details.rank)
    if Role.ADMINISTRATOR not in details.roles:
        keep_an_administrator(db, account, now=now)
    keep_details(db, account, details, now=now)
    for change in found:
        log_account(db, account_id, what="change_account", actor=actor, now=now, reason=str(change))
    return found
