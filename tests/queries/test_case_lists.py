"""Lists read a stretch of an index and no more: as quick with a hundred thousand cases as with a hundred."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, Protocol
from urllib.parse import quote

import pytest
from sqlalchemy import Select, insert, select, text, update
from sqlalchemy import case as case_when
from sqlalchemy.orm import Session

from programme.insight.case_filter import CaseFilter, CaseOrder, charge_days_of_month
from programme.insight.case_lists import CaseKey, CasePage, ListedCase, case_batch, case_page
from programme.insight.case_search import find_cases
from programme.insight.clocks import RungFilter, clock_page, clocks_to_answer
from programme.insight.desk import desk
from programme.insight.list_pages import CASES_A_PAGE
from programme.insight.list_totals import Totals
from programme.insight.result_lists import ResultPage, result_page
from programme.opening import database_at
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.outcomes.queries import count_results, results_waiting, returns_tray
from programme.outcomes.states import ReturnState
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.queries import STILL_TO_DECIDE, visible_to
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.shared.dates import add_months_corresponding
from programme.shared.page_key import DayKey, InstantKey, read_day_key, read_instant_key
from programme.storage.database import Database
from programme.storage.statements import run, written
from tests.support.builders import NOW, World, a_referral, a_world, read
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.many_cases import a_man_each, many_cases, numbers_of_each
from tests.support.plans import plans_of, reads_whole_table, refresh_statistics, sorts
from tests.support.what_hangs_on_cases import months_of_work

MIDDLE = DayKey(date(2027, 10, 1), 1000)
MARCH = CaseFilter(None, *charge_days_of_month(2027, 3))
A_CASE = 1000
OTHER_ORDERS = [order for order in CaseOrder if order is not CaseOrder.CLOCK]


class Query(Protocol):
    """Something that is asked of a world."""

    def __call__(self, db: Session, world: World) -> Any: ...


def a_page(db: Session, world: World, wanted: CaseFilter | None = None, **keys: CaseKey | None) -> CasePage:
    return case_page(db, world.custody, wanted or CaseFilter(), today=NOW.date(), **keys)


def a_tray(db: Session, world: World, state: ReturnState) -> ResultPage:
    return result_page(db, world.custody, state, CaseFilter(), today=NOW.date(), after=None)


NARROWED = {
    "one month": MARCH,
    "closed cases": CaseFilter(ReferralState.CLOSED),
    "one state": CaseFilter(ReferralState.ACCEPTED),
    "one station": CaseFilter(station="EA"),
    "one officer by collar": CaseFilter(officer="7"),
    "one officer by name": CaseFilter(officer="PC"),
    "one officer by both": CaseFilter(officer="7 PC"),
    "nobody by name": CaseFilter(officer="Nobody"),
    "mine": CaseFilter(mine=True),
    "one area": CaseFilter(area="North"),
    "bail that passed": CaseFilter(bail_passed_on=NOW.date()),
}
COUNTED = {
    f"a page of results {state}": partial(a_tray, state=state) for state in (ReturnState.SENT, ReturnState.ACKNOWLEDGED)
}
"""Half of the thousand results wait here, and are counted: to read them all is the shortest way then."""
LISTS: dict[str, Query] = {
    "the first page": a_page,
    "a page after a key": partial(a_page, after=MIDDLE),
    "a page before a key": partial(a_page, before=MIDDLE),
    **{name: partial(a_page, wanted=wanted) for name, wanted in NARROWED.items()},
    **{f"by {order}": partial(a_page, wanted=CaseFilter(order=order)) for order in CaseOrder},
    **{f"by {order}, on": partial(a_page, wanted=CaseFilter(order=order), after=A_CASE) for order in OTHER_ORDERS},
    **{f"by {order}, back": partial(a_page, wanted=CaseFilter(order=order), before=A_CASE) for order in OTHER_ORDERS},
    "a file": lambda db, world: case_batch(db, world.custody, CaseFilter(), after=MIDDLE),
    "the desk": lambda db, world: desk(db, world.custody, today=NOW.date()),
    "the clocks": lambda db, world: clock_page(db, world.custody, None, today=NOW.date()),
    "the clocks of one officer": lambda db, world: clock_page(
        db, world.custody, None, CaseFilter(officer="7"), today=NOW.date()
    ),
    "the clocks of a station": lambda db, world: clock_page(
        db, world.custody, None, CaseFilter(station="EA"), today=NOW.date()
    ),
    "the clocks after a key": lambda db, world: clock_page(db, world.custody, None, after=MIDDLE, today=NOW.date()),
    "clocks that wait": lambda db, world: clock_page(db, world.custody, RungFilter.WAITING, today=NOW.date()),
    "clocks that were seen": lambda db, world: clock_page(db, world.custody, RungFilter.ACKNOWLEDGED, today=NOW.date()),
    "clocks on no rung": lambda db, world: clock_page(db, world.custody, RungFilter.NONE, today=NOW.date()),
    "clocks to answer": lambda db, world: clocks_to_answer(db, world.custody, at_most=25),
    "results": lambda db, world: returns_tray(db, world.custody, ReturnState.SENT),
    "results to decide": lambda db, world: returns_tray(db, world.custody, ReturnState.ACKNOWLEDGED),
    "results after a key": lambda db, world: returns_tray(db, world.custody, ReturnState.SENT, after=MIDDLE),
    "results done": lambda db, world: returns_tray(db, world.custody, ReturnState.ACTED_ON),
    **COUNTED,
    "a page of results done": partial(a_tray, state=ReturnState.ACTED_ON),
    "results that wait": lambda db, world: results_waiting(db, world.custody, at_most=5),
    "counted results": lambda db, world: count_results(db, world.custody),
}
NUMBERS = (
    "K7M2-9QXH",
    "43AB/1/27",
    "2010/217220k",
    "103180/24H",
    "2643HA0100000089392L",
    "43CA3245526",
    "43/26/0012345",
    "07700 900123",
)
SEARCHES: dict[str, partial[Any]] = {
    number: partial(find_cases, number=number, surname="", born_on=None, today=NOW.date())
    for number in (*NUMBERS, "man@example.org", "no number at all")
}
SEARCHES["a surname"] = partial(find_cases, number="", surname="Smith", born_on=None, today=NOW.date())
SEARCHES["a name"] = partial(find_cases, number="", surname="Smith", born_on=date(1980, 3, 12), today=NOW.date())


@dataclass(frozen=True, slots=True)
class Many:
    """A database with twelve thousand cases of the force of `world`. Nobody writes into it."""

    database: Database
    world: World


@pytest.fixture(scope="module")
def sqlite_many(sqlite_databases: SqliteDatabases) -> Iterator[Many]:
    yield from twelve_thousand_cases(sqlite_databases)


@pytest.fixture(scope="module")
def postgresql_many(postgres_databases: PostgresDatabases) -> Iterator[Many]:
    yield from twelve_thousand_cases(postgres_databases)


@pytest.fixture
def many(engine_name: str, request: pytest.FixtureRequest) -> Many:
    """Twelve thousand cases of one force, five hundred of another, a thousand results, and what hangs on them."""
    found: Many = request.getfixturevalue(f"{engine_name}_many")
    return found


def twelve_thousand_cases(databases: SqliteDatabases | PostgresDatabases) -> Iterator[Many]:
    url = databases.new()
    database = database_at(url)
    world = a_world(database)
    for state in ReferralState:
        stopped = NOW if state is ReferralState.CLOSED else None
        many_cases(database, world, 1_200, state=state, clock_stopped_at=stopped)
    many_cases(database, a_world(database, force_code="16"), 500)
    a_man_each(database)
    numbers_of_each(database)
    add_results(database, 1_000)
    months_of_work(database)
    refresh_statistics(database)
    yield Many(database, world)
    database.dispose()
    databases.discard(url)


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
        returned = case_when((Referral.id % 2 == 1, ReferralState.RETURNED.value), else_=ReferralState.CLOSED.value)
        db.execute(update(Referral).where(Referral.id.in_(numbers)).values(state=returned))

    database.write_now(write)


def test_no_list_reads_or_sorts_every_case(many: Many) -> None:
    database, world = many.database, many.world
    for name, query in LISTS.items():
        for plan in plans_of(database, partial(query, world=world)):
            for table in ("referrals",) if name in (*NARROWED, *COUNTED) else ("referrals", "results"):
                assert not reads_whole_table(plan, table), f"{name}\n{plan}"
            if name == "bail that passed":
                continue  # few, found by an index of their own
            by_name = name.startswith("by name")
            if not (
                by_name and database.is_sqlite
            ):  # which does not begin with the names, whatever they are indexed by
                assert not sorts(plan), f"{name}\n{plan}"


def test_no_search_reads_every_case(many: Many) -> None:
    database, world = many.database, many.world
    sent_here = replace(world.custody, door=Door.PARTNER)
    for name, query in SEARCHES.items():
        for actor in (world.custody, sent_here, replace(world.custody, door=Door.ADMIN, force_code=None)):
            for plan in plans_of(database, partial(query, actor=actor)):
                for table in ("referrals", "persons", "identifiers", "exchanges"):
                    assert not reads_whole_table(plan, table), f"{name}\n{plan}"


def test_a_plan_that_reads_and_sorts_every_case_would_be_noticed(many: Many) -> None:
    database = many.database
    (plan,) = plans_of(database, lambda db: db.execute(select(Referral.operation).order_by(Referral.operation)).all())
    assert reads_whole_table(plan, "referrals")
    assert sorts(plan)


@pytest.mark.parametrize("order", CaseOrder)
def test_every_case_is_on_exactly_one_page_in_each_order_there_and_back(database: Database, order: CaseOrder) -> None:
    world = a_world(database)
    in_disorder(database, world, 3 * CASES_A_PAGE + 7)
    wanted = CaseFilter(order=order)
    pages = [at(database, world, wanted)]
    while pages[-1].later is not None:
        pages.append(at(database, world, wanted, after=pages[-1].later))
    cases = [case for page in pages for case in page.cases]
    assert len(pages) == 4
    assert len({case.line.id for case in cases}) == len(cases) == 3 * CASES_A_PAGE + 7
    assert cases == sorted(cases, key=IN_ORDER[order])
    assert at(database, world, wanted, before=pages[3].earlier).cases == pages[2].cases
    assert pages[0].earlier is None
    assert [at(database, world, wanted, after=key).cases for key in pages[0].begins] == [one.cases for one in pages[1:]]
    batch, more = read(database, lambda db: case_batch(db, world.custody, wanted, after=pages[0].later))
    assert batch == cases[CASES_A_PAGE:]
    assert more is None


IN_ORDER: dict[CaseOrder, Callable[[ListedCase], Any]] = {
    CaseOrder.CLOCK: lambda case: (case.line.charge_by_on, case.line.id),
    CaseOrder.NAME: lambda case: (case.line.surname, case.line.forenames, case.line.id),
    CaseOrder.RECEIVED: lambda case: (-case.line.referred_at.timestamp(), -case.line.id),
    CaseOrder.OFFICER: lambda case: (case.line.officer_name, case.line.charge_by_on, case.line.id),
}


def in_disorder(database: Database, world: World, count: int) -> None:
    """Cases whose names, officers and days of arrival all come in another order than their clocks."""
    many_cases(database, world, count)
    a_man_each(database)

    def shuffle(db: Session) -> None:
        for place, case in enumerate(db.execute(select(Referral).order_by(Referral.id)).scalars()):
            case.officer_name = f"PC {chr(65 + place * 7 % 26)}"
            case.referred_at = NOW - timedelta(hours=place * 11 % 37)
            man = db.get(Person, case.person_id)
            assert man is not None
            man.surname, man.forenames = f"N{place * 5 % 9}", f"F{place * 3 % 4}"
            man.surname_key = man.surname.lower()

    database.write_now(shuffle)


def at(database: Database, world: World, wanted: CaseFilter, **keys: CaseKey | None) -> CasePage:
    return read(database, lambda db: a_page(db, world, wanted, **keys))


def test_a_key_of_another_forces_case_is_none_that_a_list_goes_on_from(database: Database) -> None:
    """Else whoever guessed its number could find out between which names its own stands."""
    world, elsewhere = a_world(database), a_world(database, force_code="16")
    many_cases(database, world, 3)
    theirs = many_cases(database, elsewhere, 1)
    assert at(database, world, CaseFilter(order=CaseOrder.NAME), after=theirs.id).cases == []


def test_counting_stops_where_nobody_reads_on_and_the_days_left_are_counted_with_it(database: Database) -> None:
    world = a_world(database)
    many_cases(database, world, 1_100)
    totals = at(database, world, CaseFilter()).totals
    assert totals == Totals(1_001, 0, 0, 0)
    for days in (-1, 0, 14, 15, 28, 29):
        a_referral(database, world, **clock_at(NOW.date() + timedelta(days=days)))
    assert at(database, world, CaseFilter()).totals == Totals(1_001, 1, 2, 2)


def clock_at(charge_by_on: date) -> dict[str, Any]:
    return dict.fromkeys(("charge_by_on", "return_by_on", "complete_by_on"), charge_by_on)


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
    kept = text("SELECT coalesce(sum(generic_plans), 0) FROM pg_prepared_statements")

    def ask(db: Session) -> int:
        for _ in range(20):
            run(db, query)
        return int(db.execute(kept).scalar_one())

    database.reading.dispose()  # a new connection has nobody else's plans, and forgets none of them for these
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
