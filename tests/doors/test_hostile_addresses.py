"""Every page of every door, asked with values that nobody means: an answer, and never a fault."""

from __future__ import annotations

from dataclasses import fields

import pytest

from programme.storage.database import Database
from programme.web.case.asked_list import AskedList
from tests.support.clients import a_wiring, an_app
from tests.support.everybody import Route, everybody, routes_of, visitors

LISTS_OF_CASES = (
    *("/referrals", "/referrals/export", "/referrals/views", "/clocks", "/clocks/export"),
    *("/returns", "/returns/export", "/partner", "/partner/export"),
)
HOSTILE = (
    "9" * 5000, "99999999999999999999", "9223372036854775808", "-9223372036854775809", "4294967296", "-1", "0", "1e308",
    "%00", "%C3%28", "%ED%A0%80", "%F0%9F%92%A9", "..%2F..%2Fetc%2Fpasswd", "%27%20OR%201=1--", "%25%25%5F%5C", "",
    "2026-01-01_99999999999999999999", "2026-01-01_-1", "0000-00-00_1", "9999-12-31_9223372036854775807",
    "10000-01-01_1",
    "2026-13", "9999-12", "0001-01", "99991231T235959-1", "00010101T000000-1", "00010101T000000_1",
    "99991231T235959_1",
    "%D9%A1%D9%A2%D9%A3", "1_0", "NaN", "true", "null", "x" * 3000,
)  # fmt: skip
"""Numbers, cursors, days and texts beyond every bound."""
UNSTORABLE = (
    "9" * 5000, "99999999999999999999", "9223372036854775808", "-9223372036854775809", "-1", "%00", "%C3%28",
    "%ED%A0%80", "2026-01-01_99999999999999999999", "9999-12-31_9223372036854775807",
)  # fmt: skip
"""Values that a database cannot hold. How an address is read has no database in it: on the second engine these are
asked where on the first all are."""
FEW = ("99999999999999999999", "%00", "%ED%A0%80", "2026-01-01_99999999999999999999")
"""One of each sort, for a page whose door has been asked the whole set for a part of an address that is read alike."""
LIST_OF_CASES = {"after", "before", "warning", "show", *(field.name for field in fields(AskedList))}
"""The parts of the query that lists of cases read, all of them in one place."""


def queries_of(route: Route) -> dict[str, str]:
    """The names that the page reads from its query, and as what."""
    declared = route.handler.parsed_fn_signature.parameters
    taken = {name for name, _ in route.parameters} | {"visit", "request"}
    own = {name: str(read.annotation) for name, read in declared.items() if name not in taken}
    return own | (dict.fromkeys(LIST_OF_CASES, "a list's") if route.pattern.endswith(LISTS_OF_CASES) else {})


def hostile_addresses(route: Route, whole: tuple[str, ...], asked: set[tuple[str, str]]) -> list[str]:
    """All values for each part of the address that is read as none in `asked`, which it joins; a few for the others."""
    plain, found = route.address(), []
    for name, kind in route.parameters:
        found += [route.address(**{name: value}) for value in _values(whole, asked, (name, kind)) if value]
    for name, kind in sorted(queries_of(route).items()):
        found += [f"{plain}?{name}={value}" for value in _values(whole, asked, (f"?{name}", kind))]
    return found


def _values(whole: tuple[str, ...], asked: set[tuple[str, str]], part: tuple[str, str]) -> tuple[str, ...]:
    values = FEW if part in asked else whole
    asked.add(part)
    return values


def is_asked(route: Route, door: str, *, first_engine: bool) -> bool:
    """Whether somebody of the door asks for the page. A visitor without an account is shown the way in before a
    database is asked: of closed pages that is seen on one engine."""
    if door == "anonymous":
        return first_engine or route.access.public
    return door in {str(each) for each in route.access.doors}


@pytest.mark.parametrize("door", ["custody", "provider", "partner", "offender", "admin", "anonymous"])
def test_no_value_in_an_address_is_a_fault(database: Database, door: str) -> None:
    people = everybody(database)
    app = an_app(a_wiring(database))
    browser = visitors(app, people)[door]
    faults, asked = [], set[tuple[str, str]]()
    whole = HOSTILE if database.is_sqlite else UNSTORABLE
    for route in routes_of(app):
        if route.method != "GET" or not is_asked(route, door, first_engine=database.is_sqlite):
            continue
        values = FEW if door == "anonymous" and not route.access.public else whole
        for address in hostile_addresses(route, values, asked):
            answer = browser.get(address)
            if answer.status_code >= 500 and route.pattern != "/health/ready":
                faults.append(f"{answer.status_code} {address[:120]}")

    assert faults == []


def test_the_sweep_finds_the_queries_that_pages_read(database: Database) -> None:
    """The control: without them it would ask nothing."""
    pages = {route.pattern: route for route in routes_of(an_app(a_wiring(database))) if route.method == "GET"}
    found = {pattern: queries_of(route) for pattern, route in pages.items()}

    assert set(HOSTILE) > set(UNSTORABLE) > set(FEW)
    assert {"status", "month", "clock", "after", "before"} <= set(found["/custody/referrals"])
    assert sum(map(len, found.values())) > 20


def test_each_part_of_an_address_is_asked_whole_once_and_with_a_few_values_elsewhere(database: Database) -> None:
    """The control of the other sort: what is read alike is known by its name and its kind."""
    pages = {route.pattern: route for route in routes_of(an_app(a_wiring(database))) if route.method == "GET"}
    asked = set[tuple[str, str]]()
    first = hostile_addresses(pages["/custody/referrals/{reference:str}"], HOSTILE, asked)
    second = hostile_addresses(pages["/custody/referrals/{reference:str}/concern"], HOSTILE, asked)

    assert sum("?" not in address for address in first) == sum(map(bool, HOSTILE))
    assert sum("?" not in address for address in second) == len(FEW)
