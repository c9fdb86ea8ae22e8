"""The rehearsal's own world is one that could be: on whatever day it is seeded, no course is on Christmas Day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.courses.models import CourseDate
from programme.courses.unusual_days import unusual_because
from programme.sandbox.world import build_world
from programme.shared.dates import london_date
from programme.storage.database import Database


@pytest.mark.parametrize("seeded_on", [date(2026, 11, 28) + timedelta(days=5 * step) for step in range(8)])
def test_a_rehearsal_seeded_on_any_day_has_no_such_date(database: Database, seeded_on: date) -> None:
    def dates(db: Session) -> list[date]:
        build_world(db, now=datetime(seeded_on.year, seeded_on.month, seeded_on.day, 12, tzinfo=UTC))
        db.flush()
        return [london_date(at) for at in db.scalars(select(CourseDate.starts_at))]

    offered = database.write_now(dates)

    assert len(set(offered)) == len(offered) > 10
    assert [day for day in offered if unusual_because(day)] == []
