"""Add a version of a disposal route, from a day on. The versions that are there stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.alterations import log_alterations
from programme.policies.making import add_version
from programme.shared.dates import london_date, spoken_day

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.policies.making import NewRoute
    from programme.shared.actor import Actor


def add_route_version(db: Session, *, actor: Actor, now: datetime, wanted: NewRoute) -> str:
    """Add it with who made it and when, and return its key; the access log says so too. Cases keep the version they
    began with.

    Raises BegunAlready, SameDayAlready or NoSuchRoute.
    """
    key = add_version(db, wanted, today=london_date(now), made_at=now, made_by=actor.label)
    said = f"{'On' if wanted.is_on else 'Off'} for offences from {spoken_day(wanted.from_on)}: {wanted.code}"
    log_alterations(db, actor=actor, now=now, what="add_route_version", subject="policies", lines=[said])
    return key
