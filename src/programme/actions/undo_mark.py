"""Take the last mark of one person back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.refusals import UndoNotAgreed
from programme.attendance.rules import check_as_shown, check_may_follow, undo_asks
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
class UndoneMark:
    """One person's line as it stands again."""

    date_reference: str
    seat: int
    mark: Mark


def undo_mark(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    date_reference: str,
    seat: int,
    agreed: bool = False,
    shown: Mark | None = None,
) -> UndoneMark:
    """Put one seat of the provider's own open register back to what it said before its last mark.

    The history keeps both. Who is expected again must show his identity again. A mark that has stood for more than a
    minute is taken back only where whoever asks has `agreed`; without that UndoNotAgreed is raised. `shown` is the mark
    that whoever asks was shown. Raises MarkedMeanwhile where another stands by now, AlreadyMarked where there is
    nothing to undo, RegisterNotOpen or NotFound.
    """
    if actor.provider_id is None:
        raise NotFound()
    found = lock_seat(db, date_reference, seat, actor.provider_id)
    line = found.attendance
    was = line.mark
    his_own = line.marked_by == actor.label
    check_as_shown(was, shown, marked_at=line.marked_at, his_own=his_own)
    check_may_follow(was, MarkEvent.UNDONE, marked_at=line.marked_at, his_own=his_own)
    if undo_asks(line.marked_at, now=now) and not agreed:
        raise UndoNotAgreed()
    line.apply(MarkEvent.UNDONE)
    line.left_at, line.note = None, ""
    if line.mark is Mark.EXPECTED:
        line.identity_kind = line.identity_checked_by = line.arrived_at = None
    line.marked_at, line.marked_by = now, actor.label
    record(db, found.referral_id, events.MarkUndone, actor=actor, now=now, mark=MARK_WORDS[was])
    log_access(db, actor=actor, now=now, what="undo_mark", subjects=[found.reference], operation=Operation.ALTERATION)
    return UndoneMark(date_reference, seat, line.mark)
