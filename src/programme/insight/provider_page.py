"""The content of one provider's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.courses.providers import DateToMove, ProviderFacts, one_provider, standing_dates
from programme.people.models import Account
from programme.shared.actor import Door


@dataclass(frozen=True, slots=True)
class ProviderShown:
    """A provider, its dates that are not over (nearest first, not all of many), and how many people can sign in for
    it."""

    provider: ProviderFacts
    dates: list[DateToMove]
    accounts: int


def provider_shown(db: Session, provider_id: int, *, now: datetime) -> ProviderShown:
    """Raises NotFound."""
    provider = one_provider(db, provider_id)
    accounts = db.execute(
        select(func.count())
        .select_from(Account)
        .where(Account.provider_id == provider_id, Account.door == Door.PROVIDER, Account.active.is_(True))
    ).scalar_one()
    return ProviderShown(provider, standing_dates(db, provider_id, now=now), accounts)
