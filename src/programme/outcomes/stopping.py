"""Stopping a case to protect somebody: the step that raising a concern and correcting a code share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from programme.attendance.begun import course_has_begun
from programme.concerns.models import Concern, Sign
from programme.concerns.queries import ToldOfConcern, find_standing
from programme.concerns.raising import raise_in
from programme.courses.queries import programme_of
from programme.eligibility.circumstances import human_answer
from programme.eligibility.rules import NO_CONCERN
from programme.intake.deciding import decide_again
from programme.intake.tying import untie
from programme.notices.models import Channel
from programme.offers.taking_back import take_offer_back
from programme.payments.giving_back import give_everything_back
from programme.payments.states import RefundReason
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import IN_PROGRESS, ReferralState
from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class Stopped:
    """The consequences for one case."""

    told: ToldOfConcern
    stopped: bool = False
    place_given_back: bool = False
    refund_pence: int = 0
    he_is_told_by: Channel | None = None


def lead_of(referral: Referral) -> int | None:
    """The number of the case that this one goes with; None where it stands on its own."""
    return referral.tied_to_id if referral.state is ReferralState.TIED else None


def stop_to_protect(
    db: Session, referral: Referral, signs: Collection[Sign], *, beside: str = "", actor: Actor, now: datetime
) -> Stopped:
    """End the offer, give everything back and raise the concern; once the course has begun only the last. The caller
    holds the case's lock. `beside` as in `raise_in`. Raises SignsNeeded."""
    if course_has_begun(db, referral, now):
        return Stopped(raise_in(db, referral, signs, beside=beside, actor=actor, now=now, stops=False).told)
    given_back = give_everything_back(db, referral, refund_reason=RefundReason.STOPPED, actor=actor, now=now)
    raised = raise_in(db, referral, signs, beside=beside, actor=actor, now=now)
    untie(db, referral, actor=actor, now=now)
    answer = human_answer(NO_CONCERN, False, by=actor.label, at=now)
    programme = programme_of(db, referral.programme_id)
    decide_again(db, referral, programme, actor=actor, now=now, settled={NO_CONCERN: answer})
    he_is_told_by = take_offer_back(db, referral, refund_pence=given_back.refund_pence, actor=actor, now=now)
    return Stopped(raised.told, True, given_back.place, given_back.refund_pence, he_is_told_by)


def stop_lead(
    db: Session, lead_id: int | None, signs: Collection[Sign], *, actor: Actor, now: datetime
) -> Stopped | None:
    """The same for the case that the stopped one went with: he goes to no course for one night while safeguarding looks
    at it, and it decides both. None where there is none, it is over, or a concern stands in it already."""
    if lead_id is None:
        return None
    lead = lock_referral_by_id(db, lead_id)
    if lead.state not in IN_PROGRESS or find_standing(db, lead.id) is not None:
        return None
    return stop_to_protect(db, lead, signs, actor=actor, now=now)


def stop_in_its_place(db: Session, ended: Referral, stays: Referral, *, actor: Actor, now: datetime) -> None:
    """The same for the case that stays, where the one that was recorded twice is stopped: whoever saw the signs saw
    them in that offence. With a result nothing is left to stop, and safeguarding is told; once the clock is over, or a
    concern was raised there since, it is left as it was decided."""
    concern = find_standing(db, ended.id)
    if concern is None or stays.over_at is not None or _was_looked_at(db, stays.id, concern.raised_at):
        return
    if stays.state not in IN_PROGRESS:
        raise_in(db, stays, concern.signs, beside=ended.reference, actor=actor, now=now, stops=False)
        return
    lead_id = lead_of(stays)
    stop_to_protect(db, stays, concern.signs, beside=ended.reference, actor=actor, now=now)
    stop_lead(db, lead_id, concern.signs, actor=actor, now=now)


def _was_looked_at(db: Session, referral_id: int, since: datetime) -> bool:
    """Whether a concern stands in the case, or was raised in it since then."""
    raised = exists().where(Concern.referral_id == referral_id, Concern.raised_at >= since)
    return find_standing(db, referral_id) is not None or bool(db.execute(select(raised)).scalar_one())
