"""Change a venue: whoever has a place there is told where he has to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.attendance.date_changes import tell_of_change
from programme.attendance.queries import lock_places
from programme.audit.alterations import changed_words, log_alterations
from programme.courses.queries import lock_dates_to_come
from programme.courses.refusals import ChangedByAnother, NothingChanged, VenueChangeNotAgreed
from programme.courses.venues import (
    VENUE_LABELS,
    VenueDetails,
    check_venue,
    keep_venue,
    lock_venue,
    tells_people,
    venue_as_it_stands,
    venue_subject,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def change_venue(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    provider_id: int,
    venue_id: int,
    details: VenueDetails,
    mark: str,
    agreed: bool = False,
) -> int:
    """Keep the details and rooms, and return how many people were told. `mark` is that of the venue as he was shown it.

    Where the address, the postcode, the way in or the step-free way changes and people have places on dates to come,
    `agreed` says that whoever asks has seen that they will be told; without it VenueChangeNotAgreed is raised. Raises
    DetailsRefused, RoomInUse, ChangedByAnother, NothingChanged or NotFound.
    """
    venue = lock_venue(db, venue_id, provider_id)
    before = venue_as_it_stands(db, venue)
    if before.mark != mark:
        raise ChangedByAnother()
    check_venue(details)
    keep_venue(db, venue, details, now=now)
    after = venue_as_it_stands(db, venue).details
    lines = changed_words(VENUE_LABELS, before.details, after)
    if not lines:
        raise NothingChanged()
    told = (
        _tell_everybody(db, venue_id, actor=actor, now=now, agreed=agreed) if tells_people(before.details, after) else 0
    )
    log_alterations(db, actor=actor, now=now, what="change_venue", subject=venue_subject(venue_id), lines=lines)
    return told


def _tell_everybody(db: Session, venue_id: int, *, actor: Actor, now: datetime, agreed: bool) -> int:
    dates = lock_dates_to_come(db, venue_id, now=now)
    if dates and not agreed:
        raise VenueChangeNotAgreed()
    told = 0
    for date in dates:
        places = lock_places(db, date.id)
        tell_of_change(db, date, places, actor=actor, now=now)
        told += len(places)
    return told
