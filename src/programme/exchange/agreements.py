"""Which neighbouring forces may send us people today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from programme.exchange.models import Agreement
from programme.people.models import Force


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A force with an agreement, and whom to ask there."""

    force_code: str
    name: str
    contact_email: str = ""


def neighbours_on(db: Session, today: date) -> list[Neighbour]:
    """The forces whose sharing agreement is in force on this day, by name."""
    rows = db.execute(
        select(Force.code, Force.name, Agreement.contact_email)
        .join(Agreement, Agreement.force_code == Force.code)
        .where(Agreement.from_on <= today, or_(Agreement.until_on.is_(None), Agreement.until_on >= today))
        .distinct()
        .order_by(Force.name, Force.code, Agreement.contact_email)
    )
    return [Neighbour(*row) for row in rows]
