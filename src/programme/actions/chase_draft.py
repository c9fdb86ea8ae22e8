"""Ask for a draft of a referral that nobody goes on with: its clock runs, and no case watches it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.duties.draft_chasing import find_waiting_draft
from programme.duties.recipients import staff_of
from programme.duties.rules import up_to
from programme.duties.telling import StaffNotice, ask_staff
from programme.intake.drafts import saved_mark
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def chase_draft(db: Session, *, actor: Actor, now: datetime, draft_id: int) -> bool:
    """Owe a message to whoever saved it, later to his supervisors and the coordinator too, once a rung and a saving.

    False when it is gone, no rung has been reached, it was asked for on this one already, or nobody is there: then it
    is in sight on the desk's pages alone.
    """
    draft = find_waiting_draft(db, draft_id)
    reached = draft.rung_reached(now) if draft is not None else None
    if draft is None or reached is None:
        return False
    ladder, rung = reached
    today = london_date(now)
    act_by_on = draft.act_by_on(today)
    notice = StaffNotice(
        notice="draft_waits",
        cause=f"{draft.id}:{saved_mark(draft.account_id, draft.saved_at)}:{ladder}:{rung.days}",
        to=staff_of(db, [draft.forces], today=today).everybody(draft.forces, up_to(rung)),
        facts={
            "saved_on": london_date(draft.saved_at),
            "act_by_on": act_by_on,
            "in_time": act_by_on is None or today <= act_by_on,
        },
        about=None,
        what="A form waits to be finished",
    )
    return ask_staff(db, notice, [], actor=actor, now=now)
