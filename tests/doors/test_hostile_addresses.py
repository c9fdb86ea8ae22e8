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
"""Values that a database cannot hold. How an address is read has no database in it: on the second engine only these are
asked, each of every parameter."""


LIST_OF_CASES = {"after", "before", "warning", "show", *(field.name for field in fields(AskedList))}
"""The parts of the query that lists of cases read, all of them in one place."""


def queries_of(route: Route) -> set[str]:
    """The names that the page reads from its query."""
    declared = route.handler.parsed_fn_signature.parameters
    taken = {name for name, _ in route.parameters} | {"visit", "request"}
    return set(declared) - taken | (LIST_OF_CASES if route.pattern.endswith(LISTS_OF_CASES) else set())


def values_for(route: Route, name: str, *, first_engine: bool) -> tuple[str, ...]:
    """Every value once for each way of reading it: that of a list of cases is asked whole at one of them."""
    elsewhere = (
        name in LIST_OF_CASES and route.pattern != "/custody/referrals" and route.pattern.endswith(LISTS_OF_CASES)
    )
    return UNSTORABLE if elsewhere or not first_engine else HOSTILE


def hostile_addresses(route: Route, *, first_engine: bool) -> list[str]:
    values = HOSTILE if first_engine else UNSTORABLE
    own = [route.address(**{name: value}) for name, _ in route.parameters for value in values if value]
    plain = route.address()
    return own + [
        f"{plain}?{name}={value}"
        for name in sorted(queries_of(route))
        for value in values_for(route, name, first_engine=first_engine)
    ]


@pytest.mark.parametrize("door", ["custody", "provider", "partner", "offender", "admin", "anonymous"])
def test_no_value_in_an_address_is_a_fault(database: Database, door: str) -> None:
    people = everybody(database)
    app = an_app(a_wiring(database))
    browser = visitors(app, people)[door]
    faults = []
    for route in routes_of(app):
        if route.method != "GET" or (door != "anonymous" and door not in {str(d) for d in route.access.doors}):
            continue
        for address in hostile_addresses(route, first_engine=database.is_sqlite):
            answer = browser.get(address)
            if answer.status_code >= 500 and route.pattern != "/health/ready":
                faults.append(f"{answer.status_code} {address[:120]}")

    assert faults == []


def test_the_sweep_finds_the_queries_that_pages_read(database: Database) -> None:
    """The control: without them it would ask nothing."""
    found = {
        route.pattern: queries_of(route) for route in routes_of(an_app(a_wiring(database))) if route.method == "GET"
    }

    assert set(HOSTILE) > set(UNSTORABLE)
    assert {"status", "month", "clock", "after", "before"} <= found["/custody/referrals"]
    assert sum(map(len, found.values())) > 20
