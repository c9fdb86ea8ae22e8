"""Keeping a received referral's status beside what happens to its case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from programme.exchange.models import Exchange
from programme.exchange.states import EXCHANGES, ExchangeEvent
from programme.outcomes.out_of_time import Ending
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState

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
    """Move the exchange of this case, and of the cases that share its place, where they came from a neighbour;
    nothing for our own cases."""
    with_it = select(Referral.id).where(
        Referral.tied_to_id == referral_id, Referral.state.in_((ReferralState.TIED, ReferralState.RETURNED))
    )
    exchanges = db.execute(
        select(Exchange)
        .where(or_(Exchange.referral_id == referral_id, Exchange.referral_id.in_(with_it)))
        .with_for_update()
    ).scalars()
    for exchange in exchanges:
        if EXCHANGES.allows(exchange.state, event):
            exchange.happens(event)
            exchange.changed_at = now
