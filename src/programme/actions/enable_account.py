"""Let somebody in again who was shut out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.courses.providers import registered_name
from programme.people.accounts import lock_account
from programme.people.links import owe_invitation
from programme.people.opening_accounts import check_collar, log_account
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def enable_account(db: Session, *, actor: Actor, now: datetime, account_id: int) -> None:
    """Enable the account: its holder signs in with the password that he had, or is invited again where he never had
    one. An active one is left as it is. Raises NotFound, and CollarTaken where his
    collar number is somebody else's by now."""
    account = lock_account(db, actor, account_id)
    if account.active:
        return
    check_collar(db, account.collar, account.force_code, now=now)
    account.active, account.disabled_at = True, None
    if account.password_hash is None:
        registered = registered_name(db, account.force_code, account.provider_id)
        owe_invitation(db, account, registered=registered, now=now)
    log_account(db, account_id, what="enable_account", actor=actor, now=now, reason="Disabled to active")
