"""Add a venue of a provider, with its rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.alterations import changed_words, log_alterations
from programme.courses.models import Venue
from programme.courses.providers import one_provider
from programme.courses.venues import (
    VENUE_LABELS,
    VenueDetails,
    check_venue,
    find_same_venue,
    keep_venue,
    venue_as_it_stands,
    venue_subject,
)
from programme.storage.locks import queue_up

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def add_venue(db: Session, *, actor: Actor, now: datetime, provider_id: int, details: VenueDetails) -> int:
    """Add it, and return its number; a second press adds no second one. Raises DetailsRefused with all that is wrong,
    or NotFound."""
    one_provider(db, provider_id)
    check_venue(details)
    queue_up(db, f"venues of {provider_id}", now=now)
    there = find_same_venue(db, provider_id, details)
    if there is not None:
        return there
    made = Venue(provider_id=provider_id)
    db.add(made)
    keep_venue(db, made, details, now=now)
    lines = changed_words(VENUE_LABELS, None, venue_as_it_stands(db, made).details)
    log_alterations(db, actor=actor, now=now, what="add_venue", subject=venue_subject(made.id), lines=lines)
    return made.id
