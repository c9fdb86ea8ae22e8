"""A draft that nobody goes on with is asked about, first of whoever saved it, then above, and before its last day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.duties.draft_chasing import WaitingDraft
from programme.intake.drafts import DraftFacts, shortest_first
from programme.intake.models import ReferralDraft
from programme.jobs.runner import SweepCount
from programme.notices.models import OutboxMessage
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, a_world, add, an_account, read
from tests.support.jobs import chase_drafts

OFFENCE = {"offence_on-day": "20", "offence_on-month": "2", "offence_on-year": "2027"}  # charge by Friday 20 August


def a_draft(saved_at: datetime, **typed: str) -> WaitingDraft:
    return WaitingDraft(1, 7, typed, saved_at, "43", "")


def at(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "saved_on", "today", "reached"),
    [
        (OFFENCE, date(2027, 3, 1), date(2027, 3, 1), None),
        (OFFENCE, date(2027, 3, 1), date(2027, 3, 2), ("after", 1)),
        (OFFENCE, date(2027, 3, 1), date(2027, 3, 4), ("after", 3)),
        (OFFENCE, date(2027, 3, 1), date(2027, 3, 15), ("after", 10)),
        (OFFENCE, date(2027, 8, 17), date(2027, 8, 17), None),
        (OFFENCE, date(2027, 8, 17), date(2027, 8, 18), ("before", 3)),
        (OFFENCE, date(2027, 3, 1), date(2027, 7, 23), ("before", 28)),
        (OFFENCE, date(2027, 3, 1), date(2027, 8, 20), ("before", 0)),
        (OFFENCE, date(2027, 8, 19), date(2027, 8, 23), ("after", 1)),
        ({}, date(2027, 3, 1), date(2027, 3, 2), ("after", 1)),
    ],
)
def test_it_is_asked_about_by_how_long_it_waits_and_near_its_last_day_by_that(
    typed: dict[str, str], saved_on: date, today: date, reached: tuple[str, int] | None
) -> None:
    """A draft without an offence date, and one whose time is over, are asked about for as long as they lie there."""
    found = a_draft(at(saved_on), **typed).rung_reached(at(today))
    assert (found and (found[0], found[1].days)) == reached


def test_those_of_ones_own_station_come_first_and_of_each_the_shortest_clock() -> None:
    def one(number: int, station: str, day: str) -> DraftFacts:
        return DraftFacts(number, 1, {**OFFENCE, "offence_on-day": day}, NOW, "PC", station)

    drafts = [one(1, "Oxford", "20"), one(2, "Reading", "22"), one(3, "Reading", "21"), one(4, "", "1")]
    shown = shortest_first(drafts, station="Reading", today=NOW.date())
    assert [line.draft.id for line in shown] == [3, 2, 4, 1]


def told(database: Database) -> list[tuple[str, dict[str, Any]]]:
    rows = read(database, lambda db: db.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all())
    assert {row.notice for row in rows} <= {"draft_waits"}
    return [(row.address, row.facts) for row in rows]


def test_whoever_saved_it_is_asked_once_a_rung_then_the_role_above_and_nobody_once_it_is_gone(
    database: Database,
) -> None:
    a_world(database)
    officer = an_account(database, Door.CUSTODY, force_code="43", email="night@example.org")
    for role, door in ((Role.SUPERVISOR, Door.CUSTODY), (Role.COORDINATOR, Door.ADMIN)):
        an_account(database, door, force_code="43", email=f"{role.value}@example.org", roles=frozenset({role}))
    draft = add(database, ReferralDraft(account_id=officer.id, typed=OFFENCE, saved_at=NOW))
    asked = [
        (chase_drafts(database, now=NOW + timedelta(days=day)).done, [address for address, _ in told(database)])
        for day in (0, 1, 1, 3)
    ]
    first, then = ["night@example.org"], ["night@example.org", "night@example.org", "supervisor@example.org"]
    assert asked == [(0, []), (1, first), (0, first), (1, then)]
    assert told(database)[0][1] == {
        "saved_on": "2027-03-01",
        "act_by_on": "2027-08-20",
        "in_time": True,
        "signs_in": True,
    }
    assert chase_drafts(database, now=NOW + timedelta(days=5)) == SweepCount(0, 0), "a Saturday"
    chase_drafts(database, now=NOW + timedelta(days=7))
    assert "coordinator@example.org" in {address for address, _ in told(database)}
    database.write_now(lambda db: db.delete(db.get_one(ReferralDraft, draft.id)))
    assert chase_drafts(database, now=NOW + timedelta(days=14)) == SweepCount(0, 0)


def test_where_nobody_is_there_for_it_nothing_is_owed_and_nothing_fails(database: Database) -> None:
    gone = an_account(database, Door.CUSTODY, force_code=a_world(database).programme.force_code, active=False)
    add(database, ReferralDraft(account_id=gone.id, typed={}, saved_at=NOW))
    chase_drafts(database, now=NOW + timedelta(days=1))
    assert {address for address, _ in told(database)} <= {"fallback@example.org"}
