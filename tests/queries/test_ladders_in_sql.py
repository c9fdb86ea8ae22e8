"""Rows that have come to a rung are found in one statement, and are those that the ladder itself names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from programme.courses.models import CourseDate
from programme.duties.ladders import CLOCK_WARNINGS, LADDERS, Ladder, Rung, Step
from programme.duties.standing import has_come, stands_on
from programme.referrals.models import Referral
from programme.shared.actor import Role
from programme.shared.dates import london_date
from programme.storage.database import Database
from tests.support.builders import NOW, a_course_date, a_world
from tests.support.rungs import a_clock

MADE_UP = replace(CLOCK_WARNINGS, rungs=tuple(Rung(days, Role.OFFICER) for days in (5, 4, 3, 2, 1)))
"""A ladder that nobody has: to have its rungs come takes its row alone. Over a weekend several fall on one day."""
DAYS_APART = (*range(-12, 16), 30, 44, 62)


def found(
    database: Database, ladder: Ladder[Any], number: InstrumentedAttribute[int], anchor: InstrumentedAttribute[Any]
) -> tuple[dict[int, int | None], set[int]]:
    on = london_date(NOW)

    def look(db: Any) -> tuple[dict[int, int | None], set[int]]:
        stood = db.execute(select(number, stands_on(ladder, anchor, on))).all()
        come = db.scalars(select(number).where(has_come(ladder, anchor, on)))
        return dict(stood), set(come)

    return database.read_now(look)


def days_of(rung: Step | None) -> int | None:
    return rung.days if rung is not None else None


def test_dates_and_instants_stand_on_the_rung_that_each_ladder_says(database: Database) -> None:
    world, today = a_world(database), london_date(NOW)
    dates: dict[int, date] = {}
    instants: dict[int, datetime] = {}
    for days in DAYS_APART:
        dates[a_clock(database, world, days).id] = today + timedelta(days=days)
        starts_at = NOW + timedelta(days=days)
        instants[a_course_date(database, world, starts_at=starts_at).id] = starts_at

    for ladder in (*LADDERS, MADE_UP):
        stood, come = found(database, ladder, Referral.id, Referral.charge_by_on)
        assert stood == {number: days_of(ladder.rung_on(on, today)) for number, on in dates.items()}
        assert come == {number for number, days in stood.items() if days is not None}
        assert len(set(stood.values())) > 1

        stood, come = found(database, ladder, CourseDate.id, CourseDate.starts_at)
        assert stood == {number: days_of(ladder.rung_on(london_date(at), today)) for number, at in instants.items()}
        assert come == {number for number, days in stood.items() if days is not None}
