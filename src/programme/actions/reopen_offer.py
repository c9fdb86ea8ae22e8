"""Open a case again after its offer ended without a course: an officer, with a reason, before the return date."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.concerns.queries import find_standing
from programme.offers.making import check_time_to_answer
from programme.offers.queries import lock_newest_offer
from programme.offers.states import OfferEvent, OfferState
from programme.outcomes.ending import can_reopen
from programme.outcomes.opening_again import open_again
from programme.outcomes.queries import find_locked_result
from programme.outcomes.refusals import ReopenReasonMissing
from programme.people.sign_ins import end_sign_ins_of
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def reopen_offer(db: Session, *, actor: Actor, now: datetime, reference: str, reason: str) -> None:
    """Put the case back to eligible, so that it can be offered again: its result is kept and stands no longer.

    Eligibility is asked again first, the time that is left among it. The offer that ended stays as it ended, and nobody
    signs in with it any more; the reason stands on it. A case that shared its place is opened with
    it, and never alone: the course has to be in time for the shortest clock of both.

    Raises NotFound, ReopenReasonMissing, StoppedForSafeguarding, NotToBeReopened, TooLateToOffer, NoLongerEligible.
    """
    if not reason.strip():
        raise ReopenReasonMissing()
    referral = lock_referral(db, reference, actor)
    result = find_locked_result(db, referral.id)
    can_reopen(
        referral.state,
        reason=result.reason if result else None,
        is_tied=referral.tied_to_id is not None,
        stopped=find_standing(db, referral.id) is not None,
        complete_by_on=referral.complete_by_on,
        return_by_on=referral.return_by_on,
        today=london_date(now),
    )
    assert result is not None
    open_again(db, referral, result, actor=actor, now=now)
    check_time_to_answer(referral.complete_by_on, referral.return_by_on, london_date(now))
    offer = lock_newest_offer(db, referral.id)
    if offer is not None:
        if offer.state is OfferState.ACCEPTED:
            offer.apply(OfferEvent.WITHDRAWN)
        offer.reopened_reason = reason.strip()
        end_sign_ins_of(db, offer_id=offer.id)
