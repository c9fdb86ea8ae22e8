"""Make the offer: an eligible case, in time, in the current words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.concerns.queries import find_standing
from programme.concerns.refusals import StoppedForSafeguarding
from programme.courses.queries import programme_of
from programme.exchange.following import follow
from programme.exchange.states import ExchangeEvent
from programme.history import events
from programme.history.timeline import record
from programme.notices.models import Channel
from programme.offers.explanations import current_explanation
from programme.offers.making import end_of_answer_day, last_answer_day
from programme.offers.models import Offer
from programme.offers.refusals import CautionDateWrong, NotToBeOffered, OfferStands
from programme.people.telling import tell_person
from programme.referrals.clock import policy_for, rerun
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral, person_of
from programme.referrals.states import ReferralEvent, ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class OfferMade:
    """The offer as it stands. `told_by` is how he is told: by hand where no address is safe."""

    reference: str
    offer_id: int
    answer_by_at: datetime
    complete_by_on: date
    words_version: str
    told_by: Channel


def make_offer(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    reference: str,
    secret_hash: str,
    cautioned_on: date | None = None,
) -> OfferMade:
    """Offer the person of an eligible case a place, to be answered by a day that leaves time to book and come.

    `secret_hash` is the Argon2 hash of a fresh secret, made before the transaction: hashing is slow. The secret
    itself is on no paper yet: `issue_slip` makes the one that is printed. `cautioned_on` is the day of a conditional
    caution, whose conditions end after 16 weeks (DPP guidance on adult conditional cautions): it moves the last safe
    course day. Raises NotFound, OfferStands, NotToBeOffered, StoppedForSafeguarding,
    CautionDateWrong or TooLateToOffer.
    """
    referral = lock_referral(db, reference, actor)
    _may_be_offered(referral)
    if find_standing(db, referral.id) is not None:
        raise StoppedForSafeguarding()
    programme = programme_of(db, referral.programme_id)
    if cautioned_on is not None:
        _take_caution(db, referral, cautioned_on, now=now)
    answer_by_on = last_answer_day(
        now,
        complete_by_on=referral.complete_by_on,
        return_by_on=referral.return_by_on,
        answer_within_days=programme.answer_within_days,
    )
    offer = Offer(
        referral_id=referral.id,
        secret_hash=secret_hash,
        words_version=current_explanation().version,
        language=current_explanation().language,
        made_at=now,
        made_by=actor.label,
        answer_by_at=end_of_answer_day(answer_by_on),
    )
    db.add(offer)
    referral.happens(ReferralEvent.OFFER_MADE)
    db.flush()  # the message's cause is the offer's number, and a second offer must be refused here
    record(
        db,
        referral.id,
        events.OfferMade,
        actor=actor,
        now=now,
        answer_by_at=offer.answer_by_at,
        version=offer.words_version,
    )
    told_by = tell_person(
        db,
        person_of(db, referral),
        notice="offer_made",
        cause=f"{reference}:{offer.id}",
        referral_id=referral.id,
        facts={"reference": reference, "answer_by_at": offer.answer_by_at},
        now=now,
        stale_at=offer.answer_by_at,
    )
    follow(db, referral.id, ExchangeEvent.ACCEPTED, now=now)
    return OfferMade(reference, offer.id, offer.answer_by_at, referral.complete_by_on, offer.words_version, told_by)


def _may_be_offered(referral: Referral) -> None:
    if referral.state in (ReferralState.OFFERED, ReferralState.ACCEPTED, ReferralState.BOOKED):
        raise OfferStands()
    if referral.state is not ReferralState.ELIGIBLE:
        raise NotToBeOffered()


def _take_caution(db: Session, referral: Referral, cautioned_on: date, *, now: datetime) -> None:
    if not london_date(referral.offence_at) <= cautioned_on <= london_date(now):
        raise CautionDateWrong()
    referral.cautioned_on = cautioned_on
    rerun(db, referral, policy_for(db, referral), now=now, recorded=True)
