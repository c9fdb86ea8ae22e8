"""Lists read a stretch of an index and no more: as quick with a hundred thousand cases as with a hundred."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, Protocol
from urllib.parse import quote

import pytest
from sqlalchemy import Select, insert, select, text
from sqlalchemy.orm import Session

from programme.insight.case_lists import (
    CASES_A_PAGE,
    CaseFilter,
    CasePage,
    all_cases,
    case_page,
    charge_days_of_month,
    find_by_name,
    find_by_number,
)
from programme.insight.clocks import RungFilter, clock_page, clocks_to_answer
from programme.insight.desk import desk
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.outcomes.queries import count_results, results_waiting, returns_tray
from programme.outcomes.states import ReturnState
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.queries import STILL_TO_DECIDE, visible_to
from programme.referrals.states import ReferralState
from programme.shared.dates import add_months_corresponding
from programme.shared.page_key import DayKey, InstantKey, read_day_key, read_instant_key
from programme.storage.database import Database
from programme.storage.statements import run, written
from tests.support.builders import NOW, World, a_world, read
from tests.support.many_cases import a_man_each, many_cases
from tests.support.plans import plans_of, reads_whole_table, refresh_statistics, sorts
from tests.support.what_hangs_on_cases import months_of_work

MIDDLE = DayKey(date(2027, 10, 1), 1000)
MARCH = CaseFilter(None, *charge_days_of_month(2027, 3))


class Query(Protocol):
    """Something that is asked of a world."""

    def __call__(self, db: Session, world: World) -> Any: ...


LISTS: dict[str, Query] = {
    "the first page": lambda db, world: case_page(db, world.custody, CaseFilter()),
    "a page after a key": lambda db, world: case_page(db, world.custody, CaseFilter(), after=MIDDLE),
    "a page before a key": lambda db, world: case_page(db, world.custody, CaseFilter(), before=MIDDLE),
    "one state": lambda db, world: case_page(db, world.custody, CaseFilter(ReferralState.ACCEPTED), after=MIDDLE),
    "closed cases": lambda db, world: case_page(db, world.custody, CaseFilter(ReferralState.CLOSED)),
    "one month": lambda db, world: case_page(db, world.custody, MARCH),
    "a file": lambda db, world: all_cases(db, world.custody, CaseFilter(), at_most=100),
    "the desk": lambda db, world: desk(db, world.custody),
    "the clocks": lambda db, world: clock_page(db, world.custody, None),
    "the clocks after a key": lambda db, world: clock_page(db, world.custody, None, after=MIDDLE),
    "clocks that wait": lambda db, world: clock_page(db, world.custody, RungFilter.WAITING),
    "clocks that were seen": lambda db, world: clock_page(db, world.custody, RungFilter.ACKNOWLEDGED),
    "clocks on no rung": lambda db, world: clock_page(db, world.custody, RungFilter.NONE),
    "clocks to answer": lambda db, world: clocks_to_answer(db, world.custody, at_most=25),
    "results": lambda db, world: returns_tray(db, world.custody, ReturnState.SENT),
    "results done": lambda db, world: returns_tray(db, world.custody, ReturnState.ACTED_ON),
    "results that wait": lambda db, world: results_waiting(db, world.custody, at_most=5),
    "counted results": lambda db, world: count_results(db, world.custody),
}
SEARCHES: dict[str, Query] = {
    "by number": lambda db, world: find_by_number(
        db, world.custody, reference="R0010000001", number="43AB/1/27", pnc_id="2010/0217220K"
    ),
    "by name": lambda db, world: find_by_name(db, world.custody, surname="Smith", born_on=date(1980, 3, 12)),
}


@pytest.fixture
def world(database: Database) -> World:
    """Twelve thousand cases of one force, five hundred of another, a thousand results, and what hangs on them."""
    world = a_world(database)
    for state in ReferralState:
        stopped = NOW if state is ReferralState.CLOSED else None
        many_cases(database, world, 1_200, state=state, clock_stopped_at=stopped)
    many_cases(database, a_world(database, force_code="16"), 500)
    a_man_each(database)
    add_results(database, 1_000)
    months_of_work(database)
    refresh_statistics(database)
    return world


def add_results(database: Database, count: int) -> None:
    def write(db: Session) -> None:
        numbers = db.execute(select(Referral.id).order_by(Referral.id).limit(count)).scalars().all()
        common = {
            "force_code": "43",
            "verdict": Verdict.FAILED,
            "reason": ResultReason.DID_NOT_COME,
            "decided_at": NOW,
            "decided_by": "X",
        }
        db.execute(
            insert(Result),
            [
                {
                    **common,
                    "referral_id": number,
                    "returned_at": NOW + timedelta(minutes=number),
                    "state": ReturnState.SENT if number % 2 else ReturnState.ACTED_ON,
                }
                for number in numbers
            ],
        )

    database.write_now(write)


def test_no_list_reads_or_sorts_every_case(database: Database, world: World) -> None:
    for name, query in LISTS.items():
        for plan in plans_of(database, partial(query, world=world)):
            for table in ("referrals", "results"):
                assert not reads_whole_table(plan, table), f"{name}\n{plan}"
            assert not sorts(plan), f"{name}\n{plan}"


def test_no_search_reads_every_case(database: Database, world: World) -> None:
    for name, query in SEARCHES.items():
        for plan in plans_of(database, partial(query, world=world)):
            assert not reads_whole_table(plan, "referrals"), f"{name}\n{plan}"


def test_a_plan_that_reads_and_sorts_every_case_would_be_noticed(database: Database, world: World) -> None:
    (plan,) = plans_of(
        database, lambda db: db.execute(select(Referral.officer_name).order_by(Referral.officer_name)).all()
    )
    assert reads_whole_table(plan, "referrals")
    assert sorts(plan)


def test_every_case_is_on_exactly_one_page_in_the_order_of_the_clock(database: Database) -> None:
    world = a_world(database)
    many_cases(database, world, 3 * CASES_A_PAGE + 7)
    pages = [at(database, world)]
    while pages[-1].later is not None:
        pages.append(at(database, world, after=pages[-1].later))
    lines = [line for page in pages for line in page.lines]
    assert len(pages) == 4
    assert len({line.id for line in lines}) == len(lines) == 3 * CASES_A_PAGE + 7
    assert lines == sorted(lines, key=lambda line: (line.charge_by_on, line.id))
    assert at(database, world, before=pages[3].earlier).lines == lines[2 * CASES_A_PAGE : 3 * CASES_A_PAGE]
    assert pages[0].earlier is None


def at(database: Database, world: World, **keys: DayKey | None) -> CasePage:
    return read(database, lambda db: case_page(db, world.custody, CaseFilter(), **keys))


def test_counting_stops_where_nobody_reads_on(database: Database) -> None:
    world = a_world(database)
    many_cases(database, world, 1_100)
    assert at(database, world).count == 1_001


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("year", [2027, 2028])
def test_the_month_of_the_offence_is_exactly_one_month_of_last_days_to_charge(year: int, month: int) -> None:
    first, last = charge_days_of_month(year, month)
    day = date(year, month, 1) - timedelta(days=3)
    while day < date(year, month, 28) + timedelta(days=7):
        assert (first <= add_months_corresponding(day, 6) <= last) == ((day.year, day.month) == (year, month))
        day += timedelta(days=1)


@pytest.mark.parametrize("text", ["", "_", "2027-01-01", "2027-01-01_x", "x_1", "2027-13-01_1"])
def test_an_address_without_a_key_has_none(text: str) -> None:
    assert read_day_key(text) is None
    assert read_instant_key(text) is None


def test_a_key_survives_the_address() -> None:
    to_the_microsecond = InstantKey(datetime(2027, 10, 1, 9, 30, 0, 5, tzinfo=UTC), 1000)

    assert read_day_key(str(MIDDLE)) == MIDDLE
    assert read_instant_key(str(to_the_microsecond)) == to_the_microsecond
    assert quote(str(to_the_microsecond)) == str(to_the_microsecond)


def kept_plans(database: Database, query: Select[Any]) -> int:
    """How often, of twenty times in one connection, PostgreSQL did not plan the query anew."""

    def ask(db: Session) -> int:
        for _ in range(20):
            run(db, query)
        kept = text("SELECT coalesce(sum(generic_plans), 0) FROM pg_prepared_statements WHERE statement LIKE :these")
        return int(db.execute(kept, {"these": "%FROM referrals%"}).scalar_one())

    return database.read_now(ask)


@pytest.mark.only_on("postgresql", reason="SQLite plans a statement whenever it is handed one")
@pytest.mark.parametrize(("at_most", "kept"), [(written(26), True), (26, False)])
def test_a_page_is_not_planned_anew_at_every_visit(database: Database, at_most: Any, kept: bool) -> None:
    """A limit that is handed over as a value is the control: nothing shows, but the page costs its planning again."""
    world = a_world(database)
    many_cases(database, world, 3_000)
    a_man_each(database)
    refresh_statistics(database)
    page = visible_to(world.custody, select(Referral.id, Referral.charge_by_on).where(STILL_TO_DECIDE))
    page = page.join(Person, Person.id == Referral.person_id).order_by(Referral.charge_by_on, Referral.id)
    assert bool(kept_plans(database, page.limit(at_most))) is kept
