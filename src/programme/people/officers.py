"""The officer who is signed in, as a form fills him in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.people.models import Account
from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer as the case names him."""

    rank: str
    collar: str
    name: str
    email: str


def officer_signed_in(db: Session, actor: Actor) -> Officer:
    """The actor's own account; his name alone where there is none."""
    row = db.execute(
        select(Account.rank, Account.collar, Account.name, Account.email).where(Account.id == actor.id)
    ).one_or_none()
    return Officer(row.rank, row.collar, row.name, row.email) if row else Officer(actor.rank, "", actor.name, "")
