"""Give an account a password, where no email reaches its holder: from the command line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.people.accounts import lock_account
from programme.people.opening_accounts import keep_password, log_account
from programme.people.passwords import check_password, hash_password
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def set_password(db: Session, *, actor: Actor, now: datetime, account_id: int, password: str) -> None:
    """Keep it; every sign-in and every link of the account end. Raises NotFound, PasswordRefused."""
    account = lock_account(db, actor, account_id)
    check_password(password, account.email)
    keep_password(db, account, hash_password(password))
    log_account(db, account_id, what="user password", actor=actor, now=now, reason="A new password, set by a command")
