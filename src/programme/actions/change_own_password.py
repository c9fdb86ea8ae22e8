"""Choose another password while signed in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.people.accounts import lock_own_account
from programme.people.opening_accounts import keep_password, log_account
from programme.people.refusals import PasswordNotRight
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def change_own_password(db: Session, *, actor: Actor, now: datetime, present_hash: str, password_hash: str) -> None:
    """Keep it; every sign-in of the account ends, the present one as well. `present_hash` is what the present password
    was found right against: raises PasswordNotRight where it was changed since."""
    account = lock_own_account(db, actor)
    if account.password_hash != present_hash:
        raise PasswordNotRight()
    keep_password(db, account, password_hash)
    log_account(db, account.id, what="change_own_password", actor=actor, now=now, reason="Own password changed")
