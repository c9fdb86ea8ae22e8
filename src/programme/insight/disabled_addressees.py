"""Addresses to which nothing for staff goes any more, as whoever had them is shut out."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.people.models import Account
from programme.storage.rows import rows


def disabled_addressees(db: Session, addresses: Collection[str]) -> frozenset[str]:
    """Those of these addresses, in small letters, whose account is disabled. One that a programme names as its
    fall-back is a mailbox, whoever had an account with it."""
    wanted = select(Account.email).where(
        Account.email.in_(sorted({one.lower() for one in addresses})),
        Account.active.is_(False),
        Account.email.not_in(select(func.lower(Programme.fallback_email))),
    )
    return frozenset(rows(db, str, wanted)) if addresses else frozenset()
