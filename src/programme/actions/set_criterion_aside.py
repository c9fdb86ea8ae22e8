"""Set a criterion aside that is not met: by an officer of a rank that the rules name, with a reason that is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.concerns.queries import find_standing
from programme.concerns.rules import can_settle
from programme.courses.queries import programme_of
from programme.eligibility.assessment import open_questions, rank_that_may_set_aside
from programme.eligibility.rules import EligibilityVerdict
from programme.eligibility.terms import terms_of
from programme.eligibility.words import criterion_name
from programme.history.events import CriterionSetAside
from programme.history.timeline import record
from programme.intake.deciding import decide_again
from programme.referrals.criteria import SetAside, Status
from programme.referrals.queries import lock_referral
from programme.referrals.refusals import NeverSetAside, NotNotMet, RankTooLow, ReasonMissing
from programme.shared.ranks import is_at_least, read_rank

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.courses.models import Programme
    from programme.referrals.models import Referral
    from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class CriterionNowSetAside:
    """The verdict of the rules now; `waiting_for` as in `refer_offender`."""

    reference: str
    verdict: EligibilityVerdict
    waiting_for: str


def set_criterion_aside(
    db: Session, *, actor: Actor, now: datetime, reference: str, code: str, reason: str
) -> CriterionNowSetAside:
    """Let a criterion stand in nobody's way although it is not met: who, which rank, when and why are kept.

    Raises NotFound, what `can_settle` raises, NotNotMet, NeverSetAside (a hard block can never be set
    aside, whatever the rules say), RankTooLow or ReasonMissing.
    """
    referral = lock_referral(db, reference, actor)
    programme = programme_of(db, referral.programme_id)
    can_settle(referral.state, stopped=find_standing(db, referral.id) is not None)
    _may_set_aside(db, referral, programme, actor, code)
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing()
    rank = read_rank(actor.rank)
    assert rank is not None
    log_access(
        db, actor=actor, now=now, what="set_criterion_aside", subjects=[reference], operation=Operation.ALTERATION
    )
    record(
        db,
        referral.id,
        CriterionSetAside,
        actor=actor,
        now=now,
        criterion=criterion_name(code),
        rank=rank.label,
    )
    lifted = {code: SetAside(reason[:400], actor.label, actor.rank, now)}
    found = decide_again(db, referral, programme, actor=actor, now=now, set_aside=lifted)
    return CriterionNowSetAside(reference, found.verdict, open_questions(found))


def _may_set_aside(db: Session, referral: Referral, programme: Programme, actor: Actor, code: str) -> None:
    statuses = {one.code: one.status for one in referral.eligibility}
    if statuses.get(code) != Status.NOT_MET:
        raise NotNotMet()
    needed = rank_that_may_set_aside(terms_of(db, referral, programme), code)
    if needed is None:
        raise NeverSetAside()
    if not is_at_least(actor.rank, needed):
        raise RankTooLow(needed)
