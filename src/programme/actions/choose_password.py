"""Choose a password with a link that was sent by email."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.people.links import use_link
from programme.people.opening_accounts import keep_password, log_account
from programme.people.sign_ins import account_actor
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def choose_password(db: Session, *, actor: Actor | None, now: datetime, token: str, password_hash: str) -> None:
    """Keep it. The link, every other link and every sign-in of the account end. Whoever holds the link is its holder:
    `actor`, who may be signed in in the same browser, has no part in it but is put on record. Raises LinkEnded."""
    account = use_link(db, token, now=now)
    keep_password(db, account, password_hash)
    beside = f", in a browser in which {actor.label} was signed in" if actor and actor.id != account.id else ""
    log_account(
        db,
        account.id,
        what="choose_password",
        actor=account_actor(account),
        now=now,
        reason=f"Password chosen with a link{beside}",
    )
