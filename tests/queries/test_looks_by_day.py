"""Who looked at a case, a page of whole days at a time: every look is on exactly one page, and no day is on two."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from programme.audit.looks_by_day import LOOKS_A_PAGE, LooksOfAnHour, days_of_looks
from programme.audit.models import AccessRow, AccessSubject, Operation
from programme.shared.actor import Door
from programme.shared.dates import london_date
from programme.storage.database import Database
from tests.support.builders import NOW
from tests.support.plans import plans_of, reads_whole_table, refresh_statistics

CASE, REGISTER = "K7M2-9QXD", "/provider/dates/{reference}/register"


def filed(database: Database, *, number: int, minutes: int, case: str = CASE) -> None:
    """So many looks at the register, one every `minutes`; each third is his own."""

    def write(db: Session) -> None:
        first = (db.execute(AccessRow.__table__.select().order_by(AccessRow.id.desc())).first() or (0,))[0] + 1
        looks = [
            {
                "id": first + each,
                "at": NOW + timedelta(minutes=minutes * each),
                "operation": Operation.CONSULTATION,
                "actor_door": Door.PROVIDER if each % 3 else Door.OFFENDER,
                "actor_id": 1,
                "actor_label": "R",
                "what": REGISTER,
                "subjects": case,
            }
            for each in range(number)
        ]
        db.execute(insert(AccessRow), looks)
        db.execute(insert(AccessSubject), [{"referral_reference": case, "access_id": one["id"]} for one in looks])

    database.write_now(write)


def pages(database: Database) -> list[list[LooksOfAnHour]]:
    found, before = [], None
    while True:
        page = database.read_now(days_of_looks, CASE, before=before)
        found.append(page.looks)
        if page.older is None:
            return found
        before = page.older


@pytest.mark.parametrize("minutes", [1, 7, 61])
def test_every_look_is_on_one_page_and_no_day_on_two(database: Database, minutes: int) -> None:
    """Over weeks with the change of the clocks in them; and where one day has more than a page."""
    number = 2 * LOOKS_A_PAGE + 300
    filed(database, number=number, minutes=minutes)
    filed(database, number=5, minutes=1, case="M9Q2-7DXK")
    found = pages(database)
    assert sum(look.times for page in found for look in page) == number
    days = Counter(day for page in found for day in {london_date(look.at) for look in page})
    assert set(days.values()) == {1}
    assert len(found) == {1: 1, 7: 3, 61: 3}[minutes]
    in_order = [look.at for page in found for look in page]
    assert in_order == sorted(in_order, reverse=True)


def test_a_case_with_few_looks_has_one_page_and_one_without_any_an_empty_one(database: Database) -> None:
    assert pages(database) == [[]]
    filed(database, number=3, minutes=1)
    (page,) = pages(database)
    assert [(look.door, look.times) for look in page] == [(Door.PROVIDER, 2), (Door.OFFENDER, 1)]
    assert database.read_now(days_of_looks, CASE, before=date(2027, 3, 1)).looks == []


def test_the_looks_at_other_cases_are_not_read_for_it(database: Database) -> None:
    for case in range(20):
        filed(database, number=200, minutes=1, case=f"R{case}")
    filed(database, number=600, minutes=30)
    refresh_statistics(database)
    for plan in plans_of(database, lambda db: days_of_looks(db, CASE, before=None)):
        assert not reads_whole_table(plan, "access_log"), plan
