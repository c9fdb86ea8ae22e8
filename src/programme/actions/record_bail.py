"""Record a new day that he has to return on bail, or that there is no bail now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.bookings.course_day import course_to_come
from programme.clock.bail import FLAGS, NOBODY_NAMED, Bail, NamedOfficer, authority_for, bail_of
from programme.history.events import BailDateRecorded
from programme.history.timeline import record
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.marks import check_shown

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class BailRecorded:
    """How he is released now. `course_is_later`: he has to answer his bail before the course he has a place on."""

    reference: str
    bail: Bail
    course_is_later: bool


def record_bail(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    reference: str,
    bail: Bail,
    authorised: NamedOfficer = NOBODY_NAMED,
    mark: str | None = None,
) -> BailRecorded:
    """Keep how he is released now, with who authorised it where it runs beyond three months from the arrest (Police
    and Criminal Evidence Act 1984 ss.47ZB to 47ZE).

    A task to have the bail extended is done where it reaches his course now, falls away where there is no bail, and is
    raised where the course comes after the new day. The clock is not touched: bail does not stop it. `mark` is
    that of the bail that the officer was shown. Raises NotFound, ChangedSinceShown and what `authority_for` raises.
    """
    referral = lock_referral(db, reference, actor)
    before, own = bail_of(referral), NamedOfficer(actor.label, actor.rank)
    check_shown(before, mark)
    authority = authority_for(referral, bail, own=own, named=authorised, today=london_date(now))
    referral.release, referral.bail_return_on = bail.release, bail.return_on
    referral.flags = [flag for flag in referral.flags if flag not in FLAGS]
    log_access(db, actor=actor, now=now, what="record_bail", subjects=[reference], operation=Operation.ALTERATION)
    record(
        db,
        referral.id,
        BailDateRecorded,
        actor=actor,
        now=now,
        bail=bail.words,
        before=before.words[:1].lower() + before.words[1:],
        authority=f" Authorised by {authority.words}." if authority != NOBODY_NAMED else "",
        bail_return_on=bail.return_on,
        was_return_on=before.return_on,
    )
    course_on = course_to_come(db, referral, now)
    later = bail.return_on is not None and course_on is not None and course_on > bail.return_on
    return BailRecorded(reference, bail, later)
