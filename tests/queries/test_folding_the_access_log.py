"""Looks of one reader in one hour are one line, on every page of the log; nothing else is, and it stays quick."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from programme.audit.access_log import LOOKS, Look, log_access
from programme.audit.log_pages import LOG_LINES_A_PAGE, LogFilter, LogLine, LogPage, log_page, log_rows
from programme.audit.models import AccessRow, AccessSubject, Operation
from programme.audit.sealing import seal_access_log
from programme.shared.actor import COMMAND_LINE, Actor, Door
from programme.storage.database import Database
from programme.storage.rows import rows
from tests.support.builders import NOW
from tests.support.plans import plans_of, reads_whole_table, refresh_statistics, sorts

DESK = Actor(Door.CUSTODY, 1, "Desk")
OTHER = Actor(Door.CUSTODY, 2, "Other")
HIMSELF = Actor(Door.OFFENDER, 1, "", referral_id=1)
CASE, PAGE = "K7M2-9QXD", "/custody/referrals/{reference}"


def log(database: Database, actor: Actor, *minutes: int, subjects: str = CASE, **said: Any) -> None:
    said = {"what": PAGE, **said}
    for minute in minutes:
        at = NOW + timedelta(minutes=minute)
        database.write_now(log_access, actor=actor, now=at, subjects=subjects.split(), **said)


def page(database: Database, before: Any = None, **wanted: Any) -> LogPage:
    return database.read_now(log_page, LogFilter(**wanted), before=before)


def told(lines: list[LogLine]) -> list[tuple[str, int, int]]:
    return [(line.who, int((line.at - NOW).total_seconds() // 60), len(line.whats)) for line in lines]


def of_case(database: Database) -> list[Look]:
    return database.read_now(lambda db: list(rows(db, Look, LOOKS, reference=CASE)))


def file_all(database: Database) -> None:
    database.write_now(seal_access_log, now=NOW + timedelta(hours=5))


def test_one_reader_one_case_one_hour_is_one_line_that_names_every_page(database: Database) -> None:
    log(database, DESK, 0, 10, 59)
    log(database, DESK, 30, what=f"{PAGE}/slip")
    log(database, DESK, 60)
    found = page(database).lines
    assert told(found) == [("Desk", 60, 1), ("Desk", 59, 4)]
    assert sorted(found[1].whats) == [PAGE, PAGE, PAGE, f"{PAGE}/slip"]


def test_another_reader_other_cases_and_himself_under_the_same_number_are_lines_of_their_own(
    database: Database,
) -> None:
    log(database, DESK, 1)
    log(database, OTHER, 2)
    log(database, HIMSELF, 3)
    log(database, DESK, 4, subjects=f"{CASE} M9Q2-7DXK")
    log(database, COMMAND_LINE, 5, 5)
    assert [count for _, _, count in told(page(database).lines)] == [1] * 6


@pytest.mark.parametrize("operation", [one for one in Operation if one is not Operation.CONSULTATION])
def test_no_other_kind_of_deed_is_ever_folded_or_hidden(database: Database, operation: Operation) -> None:
    recipient = "Court" if operation is Operation.DISCLOSURE else None
    log(database, DESK, 1, 2)
    log(database, DESK, 3, 4, operation=operation, recipient=recipient)
    log(database, DESK, 5, 6, reason="He asked for it")
    log(database, DESK, 7)
    assert [minute for _, minute, _ in told(page(database).lines)] == [7, 6, 5, 4, 3]
    file_all(database)
    looks = of_case(database)
    assert sorted((one.operation.value, one.times) for one in looks) == sorted(
        [("consultation", 3), ("consultation", 1), ("consultation", 1), (operation.value, 1), (operation.value, 1)]
    )
    assert [line.at for line in page(database, operation=operation).lines] == [
        NOW + timedelta(minutes=minute) for minute in (4, 3)
    ]


def test_in_the_list_of_a_case_a_look_among_others_is_one_of_them(database: Database) -> None:
    log(database, DESK, 1, subjects=f"M9Q2-7DXK {CASE}")
    log(database, DESK, 2, 3)
    log(database, DESK, 4, subjects="M9Q2-7DXK")
    file_all(database)
    assert told(page(database, reference=CASE).lines) == [("Desk", 3, 3)]
    assert of_case(database) == [Look(NOW + timedelta(minutes=3), Operation.CONSULTATION, Door.CUSTODY, "Desk", 3)]


def test_every_line_is_on_exactly_one_page_whole_also_where_readers_take_turns(database: Database) -> None:
    for number in range(LOG_LINES_A_PAGE + 20):
        for minute in (0, 30):
            log(database, Actor(Door.CUSTODY, number, f"R{number}"), minute)
    first = page(database)
    second = page(database, before=first.older)
    lines = told([*first.lines, *second.lines])
    assert len(first.lines) == LOG_LINES_A_PAGE
    assert second.older is None
    assert sorted(lines) == sorted((f"R{number}", 30, 2) for number in range(LOG_LINES_A_PAGE + 20))


def test_the_days_are_londons_and_the_file_has_every_row(database: Database) -> None:
    log(database, DESK, 0, 1, 2)
    log(database, DESK, 24 * 60)
    day = LogFilter(from_at=NOW, until_at=NOW + timedelta(days=1))
    assert told(database.read_now(log_page, day, before=None).lines) == [("Desk", 2, 3)]
    assert len(database.read_now(log_rows, day, before=None, at_most=10)) == 3


def a_busy_year(database: Database) -> None:
    """Six thousand looks of forty readers, and a deed now and then."""
    row = {"actor_door": Door.CUSTODY, "what": PAGE, "subjects": CASE}

    def at(number: int) -> datetime:
        return NOW - timedelta(days=300) + timedelta(hours=number)

    def kind(number: int) -> Operation:
        return Operation.ALTERATION if number % 500 == 0 else Operation.CONSULTATION

    def write(db: Session) -> None:
        db.execute(
            insert(AccessRow),
            [
                {**row, "at": at(number), "operation": kind(number), "actor_id": number % 40, "actor_label": "Desk"}
                for number in range(6_000)
            ],
        )
        db.execute(
            insert(AccessSubject),
            [{"referral_reference": f"R{number % 300}", "access_id": number} for number in range(1, 6_000)],
        )

    database.write_now(write)
    refresh_statistics(database)


def test_no_page_of_the_log_reads_or_sorts_it_all(database: Database) -> None:
    a_busy_year(database)
    middle = database.read_now(log_page, LogFilter(until_at=NOW - timedelta(days=150)), before=None).older
    since, until = NOW - timedelta(days=200), NOW - timedelta(days=170)
    for name, wanted in {
        "everything": LogFilter(),
        "one reader": LogFilter(account_id=7),
        "one kind": LogFilter(operation=Operation.ERASURE),
        "a month": LogFilter(from_at=since, until_at=until),
        "a month of one reader": LogFilter(account_id=7, from_at=since, until_at=until),
        "one case": LogFilter(reference="R7"),
    }.items():
        for before in (None, middle):
            (plan,) = plans_of(database, lambda db, w=wanted, b=before: log_page(db, w, before=b))  # type: ignore[misc]
            in_its_order = "SCAN access_log USING INDEX ix_access_log_at_id" in plan and wanted == LogFilter()
            assert in_its_order or not reads_whole_table(plan, "access_log"), f"{name}\n{plan}"
            assert wanted.reference or not sorts(plan), f"{name}\n{plan}"
    (plan,) = plans_of(database, lambda db: rows(db, Look, LOOKS, reference="R7"))
    assert not reads_whole_table(plan, "access_log"), plan
    (plan,) = plans_of(database, lambda db: db.execute(AccessRow.__table__.select().order_by(AccessRow.what)).all())
    assert reads_whole_table(plan, "access_log"), "the control"
    assert sorts(plan), "the control"
