"""What every page of the person's own door begins with: his case, looked at and logged."""

from __future__ import annotations

from datetime import datetime

from programme.bookings.rules import can_leave
from programme.insight.own_case import OwnCase, OwnPlace, own_case
from programme.shared.refusal import Refusal
from programme.web.kit.visit import Visit


async def look_at_own_case(visit: Visit) -> OwnCase:
    """His case. His own looks are logged as everybody's are."""
    return await visit.look(own_case, visit.the_actor.id, subjects=lambda case: [case.reference])


def leaves(place: OwnPlace, *, now: datetime) -> Refusal | None:
    """Why the place cannot be moved, or None: what cannot be done is not offered."""
    try:
        can_leave(place.state, place.moves, starts_at=place.starts_at, now=now)
    except Refusal as refusal:
        return refusal
    return None
