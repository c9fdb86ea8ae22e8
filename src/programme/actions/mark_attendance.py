"""Mark one person on the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.models import Attendance, IdentityKind
from programme.attendance.rules import RegisterStanding, check_as_shown, check_at_door, check_may_follow
from programme.attendance.seats import lock_seat
from programme.attendance.states import Mark, MarkEvent
from programme.attendance.words import MARK_WORDS
from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.history import events
from programme.history.timeline import record
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class MarkedAttendance:
    """One person's line as it stands now."""

    date_reference: str
    seat: int
    mark: Mark


def mark_attendance(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    date_reference: str,
    seat: int,
    event: MarkEvent,
    identity_kind: IdentityKind | None = None,
    happened_at: datetime | None = None,
    note: str = "",
    press: str = "",
    shown: Mark | None = None,
) -> MarkedAttendance:
    """Mark one seat of the provider's own open register with what happened at `happened_at` (now, unless given).

    `press` names one tap on a button: a phone that did not hear our answer sends it again, and it counts once.
    `shown` is the mark that stood on the page when it was pressed: where another stands by now, nothing is changed.
    Four statements: locked read, change, history, access log. Raises what `check_at_door` does, MarkedMeanwhile,
    AlreadyMarked, RegisterNotOpen or NotFound.
    """
    if actor.provider_id is None or event is MarkEvent.UNDONE:
        raise NotFound()
    found = lock_seat(db, date_reference, seat, actor.provider_id)
    line, at = found.attendance, happened_at or now
    if press and line.last_press == press:
        return MarkedAttendance(date_reference, seat, line.mark)
    his_own = line.marked_by == actor.label
    check_as_shown(line.mark, shown, marked_at=line.marked_at, his_own=his_own)
    check_may_follow(line.mark, event, marked_at=line.marked_at, his_own=his_own)
    check_at_door(
        RegisterStanding(line.mark, found.times, line.arrived_at),
        event,
        happened_at=at,
        now=now,
        identity_shown=identity_kind is not None,
        said=note,
    )
    line.apply(event)
    if event is MarkEvent.ARRIVED:
        line.identity_kind, line.identity_checked_by, line.arrived_at = identity_kind, actor.label, at
    elif event in (MarkEvent.LEFT_EARLY, MarkEvent.REMOVED):
        line.left_at = at
    line.note = note or line.note
    line.marked_at, line.marked_by, line.last_press = now, actor.label, press or None
    _remember(db, found.referral_id, line, actor=actor, now=now, at=at)
    log_access(
        db,
        actor=actor,
        now=now,
        what="mark_attendance",
        subjects=[found.reference],
        operation=Operation.ALTERATION,
    )
    return MarkedAttendance(date_reference, seat, line.mark)


def _remember(db: Session, referral_id: int, line: Attendance, *, actor: Actor, now: datetime, at: datetime) -> None:
    if line.mark is Mark.ARRIVED:
        record(
            db,
            referral_id,
            events.ArrivalMarked,
            actor=actor,
            now=now,
            happened_at=at,
            arrived_at=at,
            identity=str(line.identity_kind).replace("_", " "),
        )
    else:
        record(
            db, referral_id, events.AttendanceMarked, actor=actor, now=now, happened_at=at, mark=MARK_WORDS[line.mark]
        )
