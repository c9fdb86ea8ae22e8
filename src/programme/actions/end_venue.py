"""End a venue from a day: no date there after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.alterations import changed_words, log_alterations
from programme.courses.providers import check_can_end
from programme.courses.refusals import ChangedByAnother, NothingChanged
from programme.courses.venues import dates_at, lock_venue, venue_as_it_stands, venue_subject
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def end_venue(
    db: Session, *, actor: Actor, now: datetime, provider_id: int, venue_id: int, until_on: date | None, mark: str
) -> list[str]:
    """Set the venue's last day; None takes an end back. `mark` is that of the venue as he was shown it.

    Raises LastDayIsPast, DatesAfterEnd with the days of the dates that have to be dealt with first, ChangedByAnother,
    NothingChanged or NotFound.
    """
    venue = lock_venue(db, venue_id, provider_id)
    before = venue_as_it_stands(db, venue)
    if before.mark != mark:
        raise ChangedByAnother()
    if until_on is not None:
        check_can_end(dates_at(db, venue_id, now=now, after_on=until_on), until_on, today=london_date(now))
    venue.until_on = until_on
    lines = changed_words({"until_on": "Last day"}, before, venue)
    if not lines:
        raise NothingChanged()
    log_alterations(db, actor=actor, now=now, what="end_venue", subject=venue_subject(venue_id), lines=lines)
    return lines
