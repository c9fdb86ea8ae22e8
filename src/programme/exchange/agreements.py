"""Which neighbouring forces we have an agreement with: they send us people, and take ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from programme.exchange.models import Agreement, TravelField
from programme.people.models import Force
from programme.storage.rows import columns_of, reads, rows


@reads(force_code=Force.code, name=Force.name, contact_email=Agreement.contact_email, travels=Agreement.travels)
@dataclass(frozen=True, slots=True)
class Neighbour:
    """A force with an agreement, whom to ask there, and what may come with a referral."""

    force_code: str
    name: str
    contact_email: str = ""
    travels: frozenset[TravelField] = frozenset()


def contact_at(db: Session, force_code: str) -> str:
    """The address to ask at this neighbour, by its newest agreement; empty where none is set up."""
    found = db.execute(
        select(Agreement.contact_email)
        .where(Agreement.force_code == force_code, Agreement.contact_email != "")
        .order_by(Agreement.from_on.desc(), Agreement.id.desc())
        .limit(1)
    )
    return found.scalar_one_or_none() or ""


def neighbours_on(db: Session, today: date) -> list[Neighbour]:
    """The forces whose sharing agreement is in force on this day, by name."""
    wanted = (
        select(*columns_of(Neighbour))
        .join(Agreement, Agreement.force_code == Force.code)
        .where(Agreement.from_on <= today, or_(Agreement.until_on.is_(None), Agreement.until_on >= today))
        .order_by(Force.name, Force.code, Agreement.from_on.desc(), Agreement.id.desc())
    )
    newest: dict[str, Neighbour] = {}
    for one in rows(db, Neighbour, wanted):
        newest.setdefault(one.force_code, one)
    return list(newest.values())
