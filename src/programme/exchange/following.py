"""The neighbour's mirror: the status of a referral that another force sent follows what happens to its case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from programme.exchange.models import Exchange
from programme.exchange.states import EXCHANGES, ExchangeEvent
from programme.history import events
from programme.history.followers import Follower, Happened
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.storage.rows import rows
from programme.storage.statements import is_one_of

_MIRRORED = {
    events.OfferMade: ExchangeEvent.ACCEPTED,
    events.PlaceBooked: ExchangeEvent.PLACE_BOOKED,
    events.PlaceConfirmed: ExchangeEvent.PLACE_BOOKED,
    events.PlacedElsewhere: ExchangeEvent.PLACE_BOOKED,
    events.PlaceElsewhereChanged: ExchangeEvent.PLACE_BOOKED,
    events.PlaceCancelled: ExchangeEvent.PLACE_LOST,
    events.HoldLapsed: ExchangeEvent.PLACE_LOST,
    events.PlaceElsewhereCalledOff: ExchangeEvent.PLACE_LOST,
    events.ResultReturned: ExchangeEvent.RESULT_RETURNED,
    events.ReferralWithdrawn: ExchangeEvent.RESULT_RETURNED,
    events.OfferReopened: ExchangeEvent.REOPENED,
    events.ReturnAcknowledged: ExchangeEvent.ACKNOWLEDGED,
}
_DECIDED = {
    ReferralState.ELIGIBLE: ExchangeEvent.ACCEPTED,
    ReferralState.TIED: ExchangeEvent.ACCEPTED,
    ReferralState.INELIGIBLE: ExchangeEvent.REJECTED,
}
"""The sender's view when eligibility was decided, by where the case stands then."""
_SHARES = (ReferralState.TIED, ReferralState.RETURNED)
"""A case that went back with the one whose place it shared is moved with it still."""


def _of(cases: ColumnElement[bool], leads: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(cases, and_(leads, is_one_of(Referral.state, _SHARES)))


_HAS_ONE = (
    select(Exchange.id)
    .join(Referral, Referral.id == Exchange.referral_id)
    .where(_of(Referral.id == bindparam("case"), Referral.tied_to_id == bindparam("case")))
    .limit(1)
)
"""Asked first where one case is changed, as nearly always: few cases are a neighbour's."""


def mirror(db: Session, happened: Sequence[Happened]) -> None:
    """Move the exchanges of these cases, and of the cases that share their places. Only what a neighbour sent has one;
    a move that its table of states does not have is none."""
    of_case: dict[int, list[Happened]] = defaultdict(list)
    for one in happened:
        of_case[one.referral_id].append(one)
    if len(of_case) == 1 and not rows(db, int, _HAS_ONE, case=next(iter(of_case))):
        return
    found = db.execute(
        select(Exchange, Referral)
        .join(Referral, Referral.id == Exchange.referral_id)
        .where(_of(Referral.id.in_(of_case), Referral.tied_to_id.in_(of_case)))
        .order_by(Exchange.id)
        .with_for_update(of=Exchange)
    )
    for row in found:
        exchange, referral = row.Exchange, row.Referral
        lead = of_case.get(referral.tied_to_id or 0, ()) if referral.state in _SHARES else ()
        for one in sorted([*of_case.get(referral.id, ()), *lead], key=lambda one: one.order):
            event = _DECIDED.get(referral.state) if one.kind is events.EligibilityDecided else _MIRRORED[one.kind]
            if event is not None and EXCHANGES.allows(exchange.state, event):
                exchange.apply(event)
                exchange.changed_at = one.now


NEIGHBOURS_MIRROR = Follower(frozenset({*_MIRRORED, events.EligibilityDecided}), mirror)
