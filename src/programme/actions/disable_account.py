"""Shut somebody out: every sign-in of the account ends now, and none begins."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.duties.unheld import unheld_roles
from programme.people.accounts import keep_an_administrator, lock_account
from programme.people.opening_accounts import log_account, shut_out
from programme.people.rules import can_disable
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def disable_account(db: Session, *, actor: Actor, now: datetime, account_id: int) -> list[str]:
    """Shut the account out, and say in sentences which roles nobody has any more because of it.

    One that is disabled is left as it is. Raises NotFound, OwnAccount, LastAdministrator.
    """
    can_disable(actor, account_id)
    account = lock_account(db, actor, account_id)
    if not account.active:
        return []
    keep_an_administrator(db, account, now=now)
    before = {one.key for one in unheld_roles(db)}
    shut_out(db, account, now=now)
    log_account(db, account_id, what="user disable", actor=actor, now=now, reason="Active to disabled")
    return [one.sentence for one in unheld_roles(db) if one.key not in before]
