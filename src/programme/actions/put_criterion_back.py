"""Put a criterion back that was set aside: it stands in the way again, with a reason that is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.concerns.queries import find_standing
from programme.concerns.rules import can_settle
from programme.courses.queries import programme_of
from programme.eligibility.assessment import open_questions, rank_that_may_set_aside, set_aside_in
from programme.eligibility.rules import EligibilityVerdict
from programme.eligibility.terms import terms_of
from programme.eligibility.words import criterion_name
from programme.history.events import CriterionPutBack
from programme.history.timeline import record
from programme.intake.deciding import decide_again
from programme.referrals.criteria import Status
from programme.referrals.queries import lock_referral
from programme.referrals.refusals import NotSetAside, RankTooLow, ReasonMissing
from programme.shared.ranks import is_at_least, read_rank

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.courses.models import Programme
    from programme.referrals.models import Referral
    from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class CriterionBack:
    """The verdict of the rules now; `waiting_for` as in `refer_offender`."""

    reference: str
    verdict: EligibilityVerdict
    waiting_for: str


def put_criterion_back(
    db: Session, *, actor: Actor, now: datetime, reference: str, code: str, reason: str
) -> CriterionBack:
    """Let a criterion that was set aside stand in the way again, by a rank that could have set it aside.

    Who, which rank, when and why stay in the history, and so does the reason for which it had been set aside. Raises
    NotFound, what `can_settle` raises, NotSetAside, RankTooLow or ReasonMissing.
    """
    referral = lock_referral(db, reference, actor)
    programme = programme_of(db, referral.programme_id)
    can_settle(referral.state, stopped=find_standing(db, referral.id) is not None)
    _may_put_back(db, referral, programme, actor, code)
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing()
    rank = read_rank(actor.rank)
    assert rank is not None
    log_access(
        db, actor=actor, now=now, what="put_criterion_back", subjects=[reference], operation=Operation.ALTERATION
    )
    record(
        db,
        referral.id,
        CriterionPutBack,
        actor=actor,
        now=now,
        criterion=criterion_name(code),
        rank=rank.label,
        reason=reason[:400],
        reason_then=set_aside_in(referral.eligibility)[code].reason,
    )
    found = decide_again(db, referral, programme, actor=actor, now=now, put_back=code)
    return CriterionBack(reference, found.verdict, open_questions(found))


def _may_put_back(db: Session, referral: Referral, programme: Programme, actor: Actor, code: str) -> None:
    statuses = {one.code: one.status for one in referral.eligibility}
    if statuses.get(code) != Status.SET_ASIDE:
        raise NotSetAside()
    needed = rank_that_may_set_aside(terms_of(db, referral, programme), code)
    if needed is not None and not is_at_least(actor.rank, needed):
        raise RankTooLow(needed)
