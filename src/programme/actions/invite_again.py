"""Send a new invitation to somebody who has not used the first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.courses.providers import registered_name
from programme.people.accounts import lock_account
from programme.people.links import owe_invitation
from programme.people.opening_accounts import log_account
from programme.people.refusals import NotActive, SignsInAlready
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def invite_again(db: Session, *, actor: Actor, now: datetime, account_id: int) -> None:
    """Send it. The link before it ends. Raises NotFound, NotActive, SignsInAlready."""
    account = lock_account(db, actor, account_id)
    if not account.active:
        raise NotActive()
    if account.password_hash is not None:
        raise SignsInAlready()
    registered = registered_name(db, account.force_code, account.provider_id)
    owe_invitation(db, account, registered=registered, now=now)
    log_account(db, account.id, what="invite_again", actor=actor, now=now, reason="Invited again")
