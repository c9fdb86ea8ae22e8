"""Open a case again after its offer ended without a course: an officer, with a reason, before the return date."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.concerns.queries import find_standing
from programme.courses.queries import programme_of
from programme.eligibility.assessment import open_questions
from programme.eligibility.rules import EligibilityVerdict
from programme.history import events
from programme.history.timeline import record
from programme.intake.correcting import take_terms_of_corrected_day
from programme.intake.deciding import decide_again
from programme.intake.tying import lock_belonging, record_tie
from programme.offers.queries import lock_newest_offer
from programme.offers.states import OfferEvent, OfferState
from programme.outcomes.ending import can_reopen
from programme.outcomes.queries import find_locked_result
from programme.outcomes.refusals import NoLongerEligible, ReopenReasonMissing
from programme.outcomes.states import ReturnEvent
from programme.outcomes.words import REASON_WORDS
from programme.people.sign_ins import end_sign_ins_of
from programme.referrals.queries import lock_referral
from programme.referrals.states import ReferralEvent
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.outcomes.models import Result, ResultReason
    from programme.referrals.models import Referral


def reopen_offer(db: Session, *, actor: Actor, now: datetime, reference: str, reason: str) -> None:
    """Put the case back to eligible, so that it can be offered again: its result is kept and stands no longer.

    Eligibility is asked again first, the time that is left among it. The offer that ended stays as it ended, and nobody
    signs in with it any more; the reason stands on it. A case that shared its place is opened with
    it, and never alone. Nothing of it moves the clock.

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
    programme = programme_of(db, referral.programme_id)
    _open(db, referral, result, actor=actor, now=now)
    _open_what_shared_its_place(db, referral, result.reason, actor=actor, now=now)
    take_terms_of_corrected_day(db, referral, programme)
    found = decide_again(db, referral, programme, actor=actor, now=now)
    if found.verdict is not EligibilityVerdict.ELIGIBLE:
        raise NoLongerEligible(explanation=open_questions(found))
    offer = lock_newest_offer(db, referral.id)
    if offer is not None:
        if offer.state is OfferState.ACCEPTED:
            offer.apply(OfferEvent.WITHDRAWN)
        offer.reopened_reason = reason.strip()
        end_sign_ins_of(db, offer_id=offer.id)


def _open(db: Session, referral: Referral, result: Result, *, actor: Actor, now: datetime) -> None:
    result.apply(ReturnEvent.SUPERSEDED)
    referral.apply(ReferralEvent.REOPENED)
    record(db, referral.id, events.OfferReopened, actor=actor, now=now, reason=REASON_WORDS[result.reason])


def _open_what_shared_its_place(
    db: Session, referral: Referral, reason: ResultReason, *, actor: Actor, now: datetime
) -> None:
    """The cases of the same night had the same result: they go with this one again."""
    for tied in lock_belonging(db, referral.id):
        result = find_locked_result(db, tied.id)
        if result is not None and result.reason is reason:
            _open(db, tied, result, actor=actor, now=now)
            tied.apply(ReferralEvent.TIED)
            record_tie(db, tied, referral, actor=actor, now=now)
    db.flush()  # eligibility, asked next, looks at how they stand
