"""Raising a concern: the step that the referral form, the case page and settling share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.concerns.models import Concern, Sign
from programme.concerns.queries import ToldOfConcern, whom_to_tell
from programme.concerns.refusals import SignsNeeded
from programme.duties.telling import StaffNotice, tell_staff
from programme.history import events
from programme.history.timeline import record
from programme.referrals.models import Referral
from programme.referrals.states import ReferralEvent, ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date


@dataclass(frozen=True, slots=True)
class _Raised:
    """The concern, and who was told."""

    told: ToldOfConcern


def raise_in(
    db: Session,
    referral: Referral,
    signs: Collection[Sign],
    *,
    actor: Actor,
    now: datetime,
    stops: bool = True,
    beside: str = "",
) -> _Raised:
    """Keep the signs, stop the case, and owe the named safeguarding role a message that says only which case.

    The caller holds the case's lock and has taken back whatever he was given. `stops` is False only where the course
    has begun, as the register then returns the case, and after the result. Raises SignsNeeded, and StoppedAlready where
    a concern is open. `beside` is the case of the same night in which the signs were seen, where that is another.
    """
    if not signs:
        raise SignsNeeded()
    concern = Concern(referral_id=referral.id, signs=frozenset(signs), raised_at=now, raised_by=actor.label)
    db.add(concern)
    if stops:
        if referral.state is ReferralState.TIED:
            referral.tied_to_id = None  # let go on, it stands on its own
        referral.apply(ReferralEvent.STOPPED)
    db.flush()  # its number is what the message is owed for
    told = whom_to_tell(db, referral.id, today=london_date(now))
    notice = StaffNotice(
        notice="concern_raised",
        cause=str(concern.id),
        to=told.to,
        facts={"reference": referral.reference, "stopped": stops},
        about=referral.id,
        what="The case was stopped" if stops else "A concern was raised",
    )
    tell_staff(db, [notice], actor=actor, now=now)
    why = f" It was raised in case {beside}, of the same night." if beside else ""
    record(db, referral.id, events.ConcernRaised, actor=actor, now=now, told=f"{told.sentence}{why}")
    log_access(
        db,
        actor=actor,
        now=now,
        what="raise_concern",
        subjects=[referral.reference],
        operation=Operation.COLLECTION,
    )
    return _Raised(told)
