"""Ask for a link with which a new password is chosen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.people.accounts import lock_to_send_link
from programme.people.links import owe_new_password
from programme.people.opening_accounts import log_account
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def ask_for_new_password(db: Session, *, actor: Actor, now: datetime, email: str) -> None:
    """Owe the link to the active account with this address, if there is one with a password; else do nothing. Returns
    nothing either way, so that no door can tell the two apart."""
    account = lock_to_send_link(db, email)
    if account is not None:
        owe_new_password(db, account, now=now)
        log_account(
            db,
            account.id,
            what="ask_for_new_password",
            actor=actor,
            now=now,
            reason="Asked for a link for a new password",
        )
