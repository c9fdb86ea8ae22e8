"""End an agreement from a day: the force sends nobody after it. The cases it has sent go on to their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.alterations import changed_words, log_alterations
from programme.courses.refusals import ChangedByAnother, NothingChanged
from programme.exchange.agreeing import agreement_row, agreement_subject, check_can_stop, lock_agreements
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def end_agreement(
    db: Session, *, actor: Actor, now: datetime, force_code: str, agreement_id: int, until_on: date | None, mark: str
) -> list[str]:
    """Set the last day of this version; None takes an end back. `mark` is that of the version as he was shown it.

    Raises LastDayIsPast, AnotherVersionFollows, ChangedByAnother, NothingChanged or NotFound.
    """
    versions = lock_agreements(db, force_code)
    before = next((one for one in versions if one.id == agreement_id), None)
    if before is None:
        raise NotFound()
    if before.mark != mark:
        raise ChangedByAnother()
    check_can_stop(versions, before, until_on, today=london_date(now))
    row = agreement_row(db, agreement_id)
    row.until_on = until_on
    lines = changed_words({"until_on": f"Version {before.terms.version} until"}, before, row)
    if not lines:
        raise NothingChanged()
    log_alterations(db, actor=actor, now=now, what="end_agreement", subject=agreement_subject(force_code), lines=lines)
    return lines
