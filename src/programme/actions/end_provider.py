"""End a provider from a day: no date after it. Whoever works there goes on with what is open until then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.alterations import changed_words, log_alterations
from programme.courses.providers import (
    PROVIDER_LABELS,
    check_can_end,
    lock_provider,
    one_provider,
    provider_subject,
    standing_dates,
)
from programme.courses.refusals import ChangedByAnother, NothingChanged
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def end_provider(
    db: Session, *, actor: Actor, now: datetime, provider_id: int, until_on: date | None, mark: str
) -> list[str]:
    """Set the provider's last day; None takes an end back. Its dates until then stay as they are, and their registers
    are signed as ever. `mark` is that of the provider as he was shown it.

    Raises LastDayIsPast, DatesAfterEnd with the days of the dates that have to be dealt with first, ChangedByAnother,
    NothingChanged or NotFound.
    """
    provider = lock_provider(db, provider_id)
    before = one_provider(db, provider_id)
    if before.mark != mark:
        raise ChangedByAnother()
    if until_on is not None:
        after = standing_dates(db, provider_id, now=now, after_on=until_on)
        check_can_end(after, until_on, today=london_date(now))
    provider.until_on = until_on
    db.flush()  # what it is now is read from the row
    lines = changed_words(PROVIDER_LABELS, before, one_provider(db, provider_id))
    if not lines:
        raise NothingChanged()
    log_alterations(db, actor=actor, now=now, what="end_provider", subject=provider_subject(provider_id), lines=lines)
    return lines
