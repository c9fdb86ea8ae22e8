"""Cases by the thousand, quickly: for lists that have to stay as quick as they are with one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from programme.referrals.models import Referral
from programme.storage.database import Database
from tests.support.builders import World, a_referral

CLOCKS = 170
"""The clocks are spread over so many days, as six months of cases are."""


def many_cases(database: Database, world: World, count: int, **facts: Any) -> Referral:
    """So many cases of one man, R0000000 and on, alike but for their offence and clock; gives back the first."""
    like = a_referral(database, world, **facts)
    columns = {attribute.key: getattr(like, attribute.key) for attribute in Referral.__mapper__.column_attrs}
    del columns["id"]
    rows = [
        {
            **columns,
            "reference": f"R{like.id:03d}{number:07d}",
            "offence_at": like.offence_at - timedelta(days=number % CLOCKS, seconds=number + 1),
            "charge_by_on": like.charge_by_on + timedelta(days=number % CLOCKS),
        }
        for number in range(count - 1)
    ]
    if rows:

        def write(db: Session) -> None:
            db.execute(insert(Referral), rows)

        database.write_now(write)
    return like
