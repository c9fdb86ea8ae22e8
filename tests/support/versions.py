"""A second version of what is dated, so that the day of an offence matters."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert
from sqlalchemy.orm import Session

from programme.policies.models import DisposalRoute, EligibilityRules
from programme.storage.base import Base
from programme.storage.database import Database


def a_second_version(database: Database, route: str, *, from_on: date) -> None:
    """The route's second version, called `<route>_2`, and rules number 2: both like the first, from a day on."""

    def write(db: Session) -> None:
        kept = _columns(db.get_one(DisposalRoute, route))
        db.execute(insert(DisposalRoute).values({**kept, "key": f"{route}_2", "from_on": from_on}))
        rules = _columns(db.get_one(EligibilityRules, 1))
        db.execute(insert(EligibilityRules).values({**rules, "id": 2, "from_on": from_on}))

    database.write_now(write)


def _columns(row: Base) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
