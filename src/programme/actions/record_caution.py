"""Record the caution document that he signed: it is his yes, from then on he can book, and its weeks run."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.bookings.queries import lock_standing
from programme.clock.keeping import take_caution
from programme.history import events
from programme.history.timeline import record
from programme.offers.cautioning import CautionSigned, find_document, keep_document, needs_document
from programme.offers.finish_day import day_signed
from programme.offers.queries import lock_newest_offer, words_told
from programme.offers.rules import can_keep_document, can_sign
from programme.offers.states import OfferState
from programme.outcomes.answers import take_signature, tell_to_choose
from programme.outcomes.opening_again import tell_of_undone_lapse, undo_lapse
from programme.outcomes.refusals import NotToBeReopened
from programme.policies.queries import one_route
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def record_caution(
    db: Session, *, actor: Actor, now: datetime, reference: str, caution: CautionSigned, reason: str = ""
) -> date:
    """Keep the document with the offer that stands, and reckon the clock again; returns the last safe course day.

    His consent in it is his answer, where he had given none: nothing lapses as unanswered once it is recorded. He is
    told that he can choose a date. Where it lapsed before anybody recorded what he had signed in time, the lapse is
    undone, for a `reason`: the offer stands, its result no longer, and he is told that where he had been told
    otherwise.

    Raises NotFound, NothingToSign without a standing offer, what `keep_document` raises, and for one that lapsed what
    `can_undo_lapse` raises, ReasonMissing and NoLongerEligible.
    """
    referral = lock_referral(db, reference, actor)
    offer, lapsed = lock_newest_offer(db, referral.id), False
    route = one_route(db, referral.route)
    signed = offer is not None and find_document(db, offer.id) is not None
    if offer is not None and offer.state is OfferState.LAPSED:
        can_keep_document(has_document=needs_document(route), signed=signed)
        undo_lapse(db, referral, offer, " ".join(reason.split()), actor=actor, now=now)
        lapsed = True
    can_sign(offer.state if offer else None, referral.state, has_document=needs_document(route), signed=signed)
    assert offer is not None
    document = keep_document(
        db,
        offer,
        caution,
        route=route,
        offence_at=referral.offence_at,
        actor=actor,
        now=now,
    )
    signed_on = london_date(caution.signed_at)
    signed_until_on = day_signed(document.conditions, signed_on=signed_on)
    take_caution(db, referral, signed_on, now=now, signed_until_on=signed_until_on)
    record(db, referral.id, events.CautionRecorded, actor=actor, now=now, **document.facts)
    told, standing = words_told(db, offer), lock_standing(db, offer.id)
    take_signature(db, standing, words_version=told, signed_at=caution.signed_at, actor=actor, now=now)
    if lapsed and referral.complete_by_on < london_date(now):
        raise NotToBeReopened()
    if not (lapsed and tell_of_undone_lapse(db, referral, offer, now=now)):
        tell_to_choose(db, referral, offer, now=now)
    return referral.complete_by_on
