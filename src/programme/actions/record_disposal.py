"""Record what the force did in the end. A charge issued, and nothing else, stops the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.duties.answering import end_rungs_of
from programme.history import events
from programme.history.timeline import record
from programme.notices.outbox import call_off
from programme.outcomes.models import Disposal
from programme.outcomes.queries import find_locked_result
from programme.outcomes.refusals import ChargedTooLate, DoneBeforeTheOffence, DoneInTheFuture, NotAcknowledged
from programme.outcomes.rules import DISPOSAL_WORDS
from programme.outcomes.states import ReturnEvent
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral
from programme.referrals.states import ReferralEvent, ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

STALE_NOTICES = frozenset({"deadline_warning", "result_not_acknowledged", "result_not_acted_on"})


@dataclass(frozen=True, slots=True)
class DisposalRecorded:
    """What was done, and when. `clock_stopped`: a charge was issued."""

    reference: str
    disposal: Disposal
    done_at: datetime
    clock_stopped: bool
    in_time: bool


def record_disposal(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    reference: str,
    disposal: Disposal,
    done_at: datetime,
    late_is_true: bool = False,
) -> DisposalRecorded:
    """Record the disposal of a case whose result was acknowledged or that was withdrawn.

    Only a charge issued stops the clock. After any other disposal there is nothing left to charge: the case is finished
    and its clock is watched no more.

    A charge counts from the instant at which the written charge was issued: complete, with all relevant details, in
    the form needed for service, not when it was posted (Brown v DPP [2019]). One issued after the last day is out of
    time (Magistrates' Courts Act 1980 s.127) and is recorded only where `late_is_true`. Recording again corrects what
    was recorded; the history keeps both. Raises NotFound, NotAcknowledged, IllegalMove, DoneInTheFuture,
    DoneBeforeTheOffence and ChargedTooLate.
    """
    referral = lock_referral(db, reference, actor)
    if referral.state is ReferralState.RETURNED:
        raise NotAcknowledged()
    in_time = _check_time(referral, disposal, done_at, now=now, late_is_true=late_is_true)
    referral.happens(ReferralEvent.DISPOSAL_RECORDED)
    result = find_locked_result(db, referral.id)
    if result is not None:
        result.happens(ReturnEvent.DISPOSAL_RECORDED)
        result.disposal, result.disposed_at = disposal, done_at
    _end(referral, disposal, done_at)
    end_rungs_of(db, referral.id)
    call_off(db, referral.id, notices=STALE_NOTICES)
    record(
        db,
        referral.id,
        events.DisposalRecorded,
        actor=actor,
        now=now,
        happened_at=done_at,
        done=DISPOSAL_WORDS[disposal],
        done_at=done_at,
    )
    return DisposalRecorded(reference, disposal, done_at, disposal is Disposal.CHARGE_ISSUED, in_time)


def _end(referral: Referral, disposal: Disposal, done_at: datetime) -> None:
    """Recording again corrects: what was a charge may turn out to have been none, and the other way round."""
    charged = disposal is Disposal.CHARGE_ISSUED
    referral.clock_stopped_at, referral.clock_stopped_by = (done_at, disposal.value) if charged else (None, None)
    referral.finalised_at, referral.finalised_by = (None, None) if charged else (done_at, disposal.value)


def _check_time(
    referral: Referral, disposal: Disposal, done_at: datetime, *, now: datetime, late_is_true: bool
) -> bool:
    if done_at > now:
        raise DoneInTheFuture()
    if done_at < referral.offence_at:
        raise DoneBeforeTheOffence()
    in_time = london_date(done_at) <= referral.charge_by_on
    if disposal is Disposal.CHARGE_ISSUED and not in_time and not late_is_true:
        raise ChargedTooLate(referral.charge_by_on)
    return in_time
