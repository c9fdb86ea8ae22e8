"""Keeping a received referral's status beside what happens to its case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.exchange.models import Exchange
from programme.exchange.states import EXCHANGES, ExchangeEvent


def follow(db: Session, referral_id: int, event: ExchangeEvent, *, now: datetime) -> None:
    """Move the exchange of this case, where it came from a neighbour; nothing for our own cases."""
    exchange = db.execute(
        select(Exchange).where(Exchange.referral_id == referral_id).with_for_update()
    ).scalar_one_or_none()
    if exchange is not None and EXCHANGES.allows(exchange.state, event):
        exchange.happens(event)
        exchange.changed_at = now
