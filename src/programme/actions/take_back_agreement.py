"""Take back a version of an agreement that has not begun: nobody was sent under what was mistyped."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from programme.audit.alterations import changed_words, log_alterations
from programme.courses.refusals import ChangedByAnother
from programme.exchange.agreeing import agreement_row, agreement_subject, came_under, lock_agreements
from programme.exchange.refusals import BegunOrUsed
from programme.shared.dates import london_date, spoken_day
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def take_back_agreement(
    db: Session, *, actor: Actor, now: datetime, force_code: str, agreement_id: int, mark: str
) -> bool:
    """Take it away, and say whether another version is left. The one that ended the day before goes on, until the day
    before the next one, or without a last day. `mark` is that of the version as he was shown it.

    Raises BegunOrUsed, ChangedByAnother or NotFound.
    """
    versions = lock_agreements(db, force_code)
    gone = next((one for one in versions if one.id == agreement_id), None)
    if gone is None:
        raise NotFound()
    if gone.mark != mark:
        raise ChangedByAnother()
    if gone.from_on <= london_date(now) or came_under(db, gone):
        raise BegunOrUsed()
    lines = [f"Version {gone.terms.version} from {spoken_day(gone.from_on)}: taken back"]
    before = next((one for one in versions if one.until_on == gone.from_on - timedelta(days=1)), None)
    if before is not None:
        after = [one.from_on for one in versions if one.from_on > gone.from_on]
        row = agreement_row(db, before.id)
        row.until_on = min(after) - timedelta(days=1) if after else None
        lines += changed_words({"until_on": f"Version {before.terms.version} until"}, before, row)
    db.delete(agreement_row(db, gone.id))
    log_alterations(
        db, actor=actor, now=now, what="take_back_agreement", subject=agreement_subject(force_code), lines=lines
    )
    return len(versions) > 1
