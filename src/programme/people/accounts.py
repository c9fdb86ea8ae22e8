"""Staff accounts, as the command line keeps them: made, listed, disabled, given a new password. Changes are logged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.people.contact import account_address
from programme.people.models import Account
from programme.people.passwords import hash_password
from programme.people.sign_ins import add_account, end_sign_ins_of
from programme.shared.actor import Actor

REHEARSAL_ADDRESSES = tuple(
    f"{name}@example.org" for name in ("custody", "supervisor", "safeguarding", "provider", "neighbour", "coordinator")
)
"""Who signs in at a rehearsal, with a password that is published."""


def has_rehearsal_accounts(db: Session) -> bool:
    """Whether one of a rehearsal's accounts is there, disabled or not."""
    return db.execute(select(Account.id).where(Account.email.in_(REHEARSAL_ADDRESSES)).limit(1)).first() is not None


def open_account(db: Session, /, *, email: str, actor: Actor, now: datetime, **facts: Any) -> None:
    """Make an account; `facts` are those of `add_account`."""
    add_account(db, email=email, now=now, **facts)
    log_access(db, actor=actor, now=now, what="user add", subjects=(), operation=Operation.COLLECTION)


def list_accounts(db: Session, *, disabled_too: bool = False) -> list[Account]:
    """The accounts by address."""
    wanted = select(Account).order_by(Account.email)
    return list(db.execute(wanted if disabled_too else wanted.where(Account.active)).scalars())


def disable_account(db: Session, email: str, *, actor: Actor, now: datetime) -> bool:
    """Shut the account out and end its sign-ins. False when there is none."""
    account = _lock_account(db, email)
    if account is None:
        return False
    account.active = False
    end_sign_ins_of(db, account_id=account.id)
    log_access(db, actor=actor, now=now, what="user disable", subjects=(), operation=Operation.ALTERATION)
    return True


def set_password(db: Session, email: str, password: str, *, actor: Actor, now: datetime) -> bool:
    """Give the account a new password, and end its sign-ins. False when there is none."""
    account = _lock_account(db, email)
    if account is None:
        return False
    account.password_hash = hash_password(password)
    end_sign_ins_of(db, account_id=account.id)
    log_access(db, actor=actor, now=now, what="user password", subjects=(), operation=Operation.ALTERATION)
    return True


def _lock_account(db: Session, email: str) -> Account | None:
    wanted = select(Account).where(Account.email == account_address(email)).with_for_update()
    return db.execute(wanted).scalar_one_or_none()
