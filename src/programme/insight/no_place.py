"""Help for a case that no date fits: whom to ask for another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from programme.courses.models import Provider
from programme.exchange.agreements import Neighbour, neighbours_on
from programme.people.models import Account
from programme.shared.actor import Door


@dataclass(frozen=True, slots=True)
class AskProvider:
    """Who runs courses, and the work addresses of those who can add a date: first that of its contact."""

    name: str
    emails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """Neighbouring programmes with an agreement in force, and the providers that could add a date."""

    neighbours: list[Neighbour]
    providers: list[AskProvider]


def choices_without_place(db: Session, *, today: date) -> Choices:
    """Whom to ask, in two statements. Nobody's case is in it."""
    found = db.execute(
        select(Provider.name, Provider.contact_email, Account.email)
        .outerjoin(
            Account, and_(Account.provider_id == Provider.id, Account.door == Door.PROVIDER, Account.active.is_(True))
        )
        .where(or_(Provider.until_on.is_(None), Provider.until_on >= today))
        .order_by(Provider.name, Account.email)
    ).all()
    emails: dict[str, list[str]] = {}
    for row in found:
        emails.setdefault(row.name, [row.contact_email]).append(row.email or "")
    providers = [AskProvider(name, tuple(filter(None, dict.fromkeys(known)))) for name, known in emails.items()]
    return Choices(neighbours_on(db, today), providers)
