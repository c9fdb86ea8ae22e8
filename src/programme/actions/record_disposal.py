"""Record what the force did in the end. A charge issued, and nothing else, stops the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.duties.answering import end_rungs_of, follow_the_clock
from programme.intake.asking_again import ask_those_who_waited, lock_to_end
from programme.outcomes.disposing import runs_on
from programme.outcomes.done import Done
from programme.outcomes.models import Disposal, Excuse, NoActionReason
from programme.outcomes.queries import find_locked_result
from programme.outcomes.recording import disposing_of, end_incident, keep, may_record
from programme.outcomes.states import ReturnEvent
from programme.referrals.numbers import add_crime_number
from programme.referrals.states import ReferralEvent
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.referrals.models import Referral


@dataclass(frozen=True, slots=True)
class DisposalOnRecord:
    """The disposal, and when. `clock_stopped`: a charge was issued. `clock_runs`: he can still be charged."""

    reference: str
    disposal: Disposal
    done_at: datetime
    clock_stopped: bool
    clock_runs: bool
    in_time: bool


def record_disposal(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    reference: str,
    disposal: Disposal,
    done_at: datetime,
    reason: str = "",
    late_is_true: bool = False,
    mark: str | None = None,
    no_action: NoActionReason | None = None,
    outcome: int | None = None,
    crime_number: str = "",
    excuse: Excuse | None = None,
    excuse_because: str = "",
) -> DisposalOnRecord:
    """Record the disposal of a case whose result was acknowledged or that was withdrawn.

    A later case that was refused because this one was open is decided again. Only a charge issued stops the clock.
    After no further action he can be charged until the last day: the case is closed, and its clock runs on. Any other
    disposal ends it. Which can have been done follows from the result, the route and the day (`outcomes.disposing`);
    without a charge, on anything but a completed course, it takes a sergeant and a `reason`. No further action takes
    one of the list, `no_action`, and words for "something else". The Home Office outcome follows from it, unless
    `outcome` is another. A `crime_number` is kept where there is none. `excuse`, `excuse_because`: `outcomes.excuses`.

    A charge counts from the instant at which the written charge was issued: complete, with all relevant details, in
    the form needed for service, not when it was posted (Brown v DPP [2019]). One issued after the last day is out of
    time (Magistrates' Courts Act 1980 s.127) and is recorded only where `late_is_true`.

    A disposal recorded already is corrected by a sergeant who did not record it, with a reason, and both stay on
    record; any fact of it that is another makes it a correction. But a charge after no further action corrects
    nothing. `mark` is that of what stood when he decided. Raises NotFound and what `may_record` raises.
    """
    referral = lock_to_end(db, reference, actor)
    result = find_locked_result(db, referral.id)
    case = disposing_of(db, referral, result)
    said, his = " ".join(reason.split()), " ".join(excuse_because.split())
    done = Done(disposal, done_at, said, late_is_true, no_action, outcome, crime_number, excuse, his)
    may_record(case, done, actor=actor, now=now, mark=mark)
    charged = disposal is Disposal.CHARGE_ISSUED
    runs = runs_on(disposal, today=london_date(now), charge_by_on=referral.charge_by_on)
    runs_again = runs and referral.over_at is not None
    keep(db, case, done, reason=done.reason, runs=runs_again, actor=actor, now=now)
    if crime_number:
        add_crime_number(db, referral, crime_number)
    referral.apply(ReferralEvent.DISPOSAL_RECORDED)
    if result is not None:
        result.apply(ReturnEvent.DISPOSAL_RECORDED)
        result.disposal, result.disposed_at = disposal, done_at
    _end_its_clock(referral, done, runs=runs)
    again = ask_those_who_waited(db, referral, actor=actor, now=now)
    subjects = [reference, *(one.reference for one in again)]
    log_access(db, actor=actor, now=now, what="record_disposal", subjects=subjects, operation=Operation.ALTERATION)
    if runs_again:
        follow_the_clock(db, referral, now=now)
    else:
        end_rungs_of(db, referral.id)
    end_incident(db, referral, actor=actor, now=now)
    return DisposalOnRecord(reference, disposal, done_at, charged, runs, london_date(done_at) <= referral.charge_by_on)


def _end_its_clock(referral: Referral, done: Done, *, runs: bool) -> None:
    charged, what = done.disposal is Disposal.CHARGE_ISSUED, done.disposal.value
    referral.clock_stopped_at, referral.clock_stopped_by = (done.at, what) if charged else (None, None)
    referral.finalised_by = None if charged else what
    referral.finalised_at = None if charged or runs else done.at
