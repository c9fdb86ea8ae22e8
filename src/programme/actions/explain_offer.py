"""Explain the offer again: in another language, with somebody beside him, or because he asked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.history import events
from programme.history.timeline import record
from programme.offers.case_to_offer import check_words_shown
from programme.offers.explaining import Told, explain, with_whom
from programme.offers.queries import find_standing_offer
from programme.offers.rules import can_explain
from programme.offers.words import HOW_WORDS
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def explain_offer(db: Session, *, actor: Actor, now: datetime, reference: str, told: Told) -> None:
    """Keep one more explanation of the offer that stands. Raises NotFound, NothingToExplain, ExplainedAtWrong,
    WordsChanged, and what `check_understanding` does."""
    referral = lock_referral(db, reference, actor)
    offer = find_standing_offer(db, referral.id)
    can_explain(offer.state if offer else None, referral.state)
    assert offer is not None
    check_words_shown(db, reference, actor, told.shown, now=now)
    explain(db, offer, told, offence_at=referral.offence_at, actor=actor, now=now)
    record(
        db,
        referral.id,
        events.OfferExplained,
        actor=actor,
        now=now,
        how=HOW_WORDS[told.how],
        language=told.language,
        present=with_whom(told),
        version=told.words_version,
    )
