"""Record the caution document that he signed: it is his yes, from then on he can book, and its weeks run."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.bookings.queries import lock_standing
from programme.clock.keeping import take_caution
from programme.courses.queries import programme_of
from programme.history import events
from programme.history.timeline import record
from programme.offers.cautioning import CautionSigned, find_document, keep_document, needs_document
from programme.offers.queries import find_standing_offer, words_told
from programme.offers.rules import can_sign
from programme.outcomes.answers import take_signature
from programme.policies.queries import one_route
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def record_caution(db: Session, *, actor: Actor, now: datetime, reference: str, caution: CautionSigned) -> date:
    """Keep the document with the offer that stands, and reckon the clock again; returns the last safe course day.

    His consent in it is his answer, where he had given none: nothing lapses as unanswered once it is recorded. Raises
    NotFound, NothingToSign without a standing offer, and what `keep_document` raises.
    """
    referral = lock_referral(db, reference, actor)
    offer = find_standing_offer(db, referral.id)
    route = one_route(db, referral.route)
    signed = offer is not None and find_document(db, offer.id) is not None
    can_sign(offer.state if offer else None, referral.state, has_document=needs_document(route), signed=signed)
    assert offer is not None
    document = keep_document(
        db,
        offer,
        caution,
        route=route,
        help_number=programme_of(db, referral.programme_id).helpline,
        offence_at=referral.offence_at,
        actor=actor,
        now=now,
    )
    take_caution(db, referral, london_date(caution.signed_at), now=now)
    record(db, referral.id, events.CautionRecorded, actor=actor, now=now, **document.facts)
    told, standing = words_told(db, offer), lock_standing(db, offer.id)
    take_signature(db, standing, words_version=told, signed_at=caution.signed_at, actor=actor, now=now)
    return referral.complete_by_on
