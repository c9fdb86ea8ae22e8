"""What a programme asks for a place, by the day on which the offer is made."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.courses.models import ProgrammeFee


def find_fee_on(db: Session, programme_id: int, on: date) -> int | None:
    """The fee of an offer made on this day, in pence; None where the programme has none yet."""
    return db.execute(
        select(ProgrammeFee.amount_pence)
        .where(ProgrammeFee.programme_id == programme_id, ProgrammeFee.from_on <= on)
        .order_by(ProgrammeFee.from_on.desc(), ProgrammeFee.id.desc())
        .limit(1)
    ).scalar_one_or_none()
