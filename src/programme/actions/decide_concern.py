"""Decide a concern: safeguarding says that the case can go on, or that it stays stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.concerns.queries import find_standing, lock_own_case
from programme.concerns.refusals import DecisionReasonNeeded, NoConcernToDecide
from programme.concerns.rules import can_decide, holds_up
from programme.concerns.states import CONCERNS, ConcernEvent, ConcernState
from programme.concerns.words import CONCERN_DECISION_SENTENCES
from programme.courses.queries import programme_of
from programme.eligibility.rules import NO_CONCERN
from programme.history import events
from programme.history.timeline import record
from programme.intake.deciding import decide_again
from programme.referrals.criteria import Settled, Status
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.referrals.models import Referral


@dataclass(frozen=True, slots=True)
class DecidedConcern:
    reference: str
    state: ConcernState


def decide_concern(
    db: Session, *, actor: Actor, now: datetime, reference: str, decision: ConcernEvent, reason: str = ""
) -> DecidedConcern:
    """Clear the concern, with a reason, or uphold it; one that was upheld can be cleared later.

    Cleared, eligibility is asked again at once, and the case can be offered where every criterion is met.

    Only the named safeguarding role of the force of the offence decides. Neither decision stops the clock
    (Magistrates' Courts Act 1980 s.127). Raises NotFound, SafeguardingDecides, NoConcernToDecide and
    DecisionReasonNeeded.
    """
    referral = lock_own_case(db, reference, actor)
    concern = find_standing(db, referral.id)
    can_decide(stopped=concern is not None, roles=actor.roles)
    if concern is None or not CONCERNS.allows(concern.state, decision):
        raise NoConcernToDecide()
    if decision is ConcernEvent.CLEARED and not reason.strip():
        raise DecisionReasonNeeded()
    concern.apply(decision)
    concern.decided_at, concern.decided_by, concern.reason = now, actor.label, reason.strip()
    record(db, referral.id, events.ConcernDecided, actor=actor, now=now, decision=CONCERN_DECISION_SENTENCES[decision])
    log_access(db, actor=actor, now=now, what="decide_concern", subjects=[reference], operation=Operation.ALTERATION)
    if decision is ConcernEvent.CLEARED and holds_up(referral.state):
        _ask_eligibility_again(db, referral, actor=actor, now=now)
    return DecidedConcern(reference, concern.state)


def _ask_eligibility_again(db: Session, referral: Referral, *, actor: Actor, now: datetime) -> None:
    answer = Settled(Status.MET, "Safeguarding has looked at it: the case can go on.", actor.label, now)
    programme = programme_of(db, referral.programme_id)
    decide_again(db, referral, programme, actor=actor, now=now, settled={NO_CONCERN: answer})
