"""Withdraw a case: the offer ends, a place goes back, what was paid is owed back, and the clock runs on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.attendance.begun import course_has_begun
from programme.history import events
from programme.history.timeline import record
from programme.intake.asking_again import ask_those_who_waited, lock_to_end
from programme.intake.tying import untie
from programme.notices.models import Channel
from programme.offers.taking_back import take_offer_back
from programme.outcomes.ending import can_withdraw
from programme.payments.giving_back import give_everything_back, what_would_go_back
from programme.payments.states import RefundReason
from programme.referrals.states import ReferralEvent
from programme.referrals.withdrawing import WithdrawalReason
from programme.referrals.words import WITHDRAWAL_WORDS
from programme.shared.actor import Actor
from programme.shared.marks import check_shown

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class WithdrawnReferral:
    """The consequences. `told_by` is None when he was never told of an offer, so there is nothing to take back."""

    reference: str
    refund_pence: int
    place_given_back: bool
    told_by: Channel | None
    charge_by_on: date


def withdraw_referral(
    db: Session, *, actor: Actor, now: datetime, reference: str, reason: WithdrawalReason, mark: str | None = None
) -> WithdrawnReferral:
    """Take the case back from the programme before it has a result. Everything he paid is owed back to his card.

    A later case that was refused because this one was open is decided again. Nothing of it stops the clock: only a
    charge issued does. `mark` is that of what ends with it, as it was shown.
    Raises NotFound, NotToBeWithdrawn for a case that has its result, CourseHasBegun on the day of his course, and
    ChangedSinceShown.
    """
    referral = lock_to_end(db, reference, actor)
    can_withdraw(referral.state, begun=course_has_begun(db, referral, now))
    check_shown(what_would_go_back(db, referral), mark)
    given_back = give_everything_back(db, referral, refund_reason=RefundReason.WITHDRAWN, actor=actor, now=now)
    referral.apply(ReferralEvent.WITHDRAWN)
    record(db, referral.id, events.ReferralWithdrawn, actor=actor, now=now, reason=f"{WITHDRAWAL_WORDS[reason]}.")
    untie(db, referral, actor=actor, now=now)
    told_by = take_offer_back(db, referral, refund_pence=given_back.refund_pence, actor=actor, now=now)
    ask_those_who_waited(db, referral, actor=actor, now=now)
    return WithdrawnReferral(reference, given_back.refund_pence, given_back.place, told_by, referral.charge_by_on)
