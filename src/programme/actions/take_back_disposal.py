"""Take back what was recorded as done with a case: it was not, and the clock runs again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.duties.answering import follow_the_clock
from programme.intake.asking_again import ask_since_it_is_open_again, lock_to_end
from programme.outcomes.mistaken_cases import was_withdrawn
from programme.outcomes.models import MISTAKES
from programme.outcomes.open_beside import put_beside
from programme.outcomes.queries import find_locked_result
from programme.outcomes.recording import disposing_of, keep, may_take_back
from programme.outcomes.second_correction import watch_the_sooner
from programme.outcomes.states import RETURNS, ReturnEvent
from programme.referrals.states import ReferralEvent, ReferralState
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class TakenBackDisposal:
    """The case, where it stands now, and the last day to charge."""

    reference: str
    state: ReferralState
    charge_by_on: date


def take_back_disposal(db: Session, *, actor: Actor, now: datetime, reference: str, reason: str) -> TakenBackDisposal:
    """Open a closed case again for a decision: its result waits as it did before, or it is withdrawn as it was. One
    that ended as a mistake before anything was offered is decided again, so that he can still be offered. So are his
    other cases in which nothing is offered: one that was free because this one had ended is not any more. Where he was
    offered one meanwhile, that stands, and both are put to a human.

    The disposal, that it was taken back, by whom and why stay on record. The clock runs again towards the same
    day, and its warnings that ended unseen wait again. Raises NotFound and what `may_take_back` raises.
    """
    referral = lock_to_end(db, reference, actor)
    result = find_locked_result(db, referral.id)
    reason = " ".join(reason.split())
    case = disposing_of(db, referral, result)
    may_take_back(case, reason, actor=actor)
    keep(db, case, None, reason=reason, runs=referral.over_at is not None, actor=actor, now=now)
    if result is not None and RETURNS.allows(result.state, ReturnEvent.DISPOSAL_TAKEN_BACK):
        result.apply(ReturnEvent.DISPOSAL_TAKEN_BACK)
        result.disposal = result.disposed_at = None
        referral.apply(ReferralEvent.DISPOSAL_TAKEN_BACK)
    elif case.stands in MISTAKES and not was_withdrawn(db, referral.id):
        referral.apply(ReferralEvent.MISTAKE_TAKEN_BACK)
    else:
        referral.apply(ReferralEvent.BACK_TO_WITHDRAWN)
    referral.clock_stopped_at = referral.clock_stopped_by = referral.finalised_at = referral.finalised_by = None
    others = ask_since_it_is_open_again(db, referral, actor=actor, now=now)
    put_beside(db, referral, others, actor=actor, now=now)
    log_access(
        db,
        actor=actor,
        now=now,
        what="take_back_disposal",
        subjects=[reference, *(one.reference for one in others)],
        operation=Operation.ALTERATION,
    )
    follow_the_clock(db, referral, now=now)
    watch_the_sooner(db, referral)
    return TakenBackDisposal(reference, referral.state, referral.charge_by_on)
