"""Keeping a received referral's status beside what happens to its case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.exchange.models import Exchange
from programme.exchange.states import EXCHANGES, ExchangeEvent
from programme.outcomes.out_of_time import Ending

_AFTER = {
    Ending.GOES_ON: (),
    Ending.CHOOSES_AGAIN: (ExchangeEvent.PLACE_LOST,),
    Ending.RETURNED: (ExchangeEvent.PLACE_LOST, ExchangeEvent.RESULT_RETURNED),
}


def follow_ending(db: Session, referral_id: int, ending: Ending, *, now: datetime) -> None:
    """Move the exchange by what became of a case whose dates were reckoned again."""
    for event in _AFTER[ending]:
        follow(db, referral_id, event, now=now)


def follow(db: Session, referral_id: int, event: ExchangeEvent, *, now: datetime) -> None:
    """Move the exchange of this case, where it came from a neighbour; nothing for our own cases."""
    exchange = db.execute(
        select(Exchange).where(Exchange.referral_id == referral_id).with_for_update()
    ).scalar_one_or_none()
    if exchange is not None and EXCHANGES.allows(exchange.state, event):
        exchange.happens(event)
        exchange.changed_at = now
