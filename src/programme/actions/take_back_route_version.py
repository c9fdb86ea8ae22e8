"""Take back a version of a disposal route that has not begun: there is one a day, and no other way to put it right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.alterations import log_alterations
from programme.policies.making import drop_version
from programme.shared.dates import london_date, spoken_day

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def take_back_route_version(db: Session, *, actor: Actor, now: datetime, key: str, mark: str | None = None) -> None:
    """Take it away; what held before it goes on. No offence of its days was committed yet. `mark` is that of what was
    shown of it. Raises NoSuchRoute, ChangedSinceShown, and VersionHolds from its first day on."""
    gone = drop_version(db, key, mark=mark, today=london_date(now))
    said = f"For offences from {spoken_day(gone.from_on)}: {gone.code} taken back"
    log_alterations(db, actor=actor, now=now, what="take_back_route_version", subject="policies", lines=[said])
