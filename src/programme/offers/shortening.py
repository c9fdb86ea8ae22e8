"""Giving him less time to answer, where his last safe course day has moved forward since the offer was made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from programme.history import events
from programme.history.timeline import record
from programme.offers.making import end_of_answer_day, shortened_answer_day
from programme.offers.queries import find_standing_offer
from programme.offers.states import OfferState
from programme.people.telling import tell_person
from programme.referrals.models import Referral
from programme.referrals.queries import person_of
from programme.shared.actor import Actor
from programme.shared.dates import london_date


def shorten_answer(db: Session, referral: Referral, *, actor: Actor, now: datetime) -> datetime | None:
    """Pull the days to answer an open offer forward as far as the case's last safe course day asks for, and tell him.

    Returns the new instant, or None where he can answer as long as he was told. Nothing is ever moved later. The caller
    holds the case's lock.
    """
    offer = find_standing_offer(db, referral.id)
    if offer is None or offer.state is not OfferState.OPEN:
        return None
    if offer.answer_limit_at is not None:
        offer.answer_limit_at = _shortened(offer.answer_limit_at, referral, now)
    answer_by_at = _shortened(offer.answer_by_at, referral, now)
    if answer_by_at == offer.answer_by_at:
        return None
    offer.answer_by_at = answer_by_at
    record(db, referral.id, events.AnswerDayMoved, actor=actor, now=now, answer_by_at=answer_by_at)
    tell_person(
        db,
        person_of(db, referral),
        notice="answer_day_moved",
        cause=f"{referral.reference}:{offer.id}:{london_date(answer_by_at)}",
        referral_id=referral.id,
        facts={"answer_by_at": answer_by_at},
        now=now,
        stale_at=answer_by_at,
    )
    return answer_by_at


def _shortened(kept_at: datetime, referral: Referral, now: datetime) -> datetime:
    kept_on = london_date(kept_at)
    on = shortened_answer_day(kept_on, complete_by_on=referral.complete_by_on, today=london_date(now))
    return kept_at if on == kept_on else end_of_answer_day(on)
