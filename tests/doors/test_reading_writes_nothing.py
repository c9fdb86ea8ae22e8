"""A GET writes nothing but who looked and that a sign-in is in use. Every page, as everybody who may open it."""

from __future__ import annotations

import re
from itertools import product

import pytest
from litestar import get
from litestar.di import NamedDependency

from programme.app import create_app
from programme.people.sign_ins import end_sign_ins_of
from programme.shared.actor import Door
from programme.storage.database import Database
from programme.web.kit.access import CUSTODY
from programme.web.kit.visit import Visit
from tests.support.builders import NOW
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.everybody import Route, addresses_of, everybody, part_of, routes_of
from tests.support.statements import statements

MAY_BE_WRITTEN = re.compile(r"INSERT INTO access_log \(|UPDATE sign_ins SET seen_at=")
OPENED_ELSEWHERE = {
    "GET /assets/{file_path:path}": "tests/doors/test_assets.py asks for files",
    "GET /admin/routes/{key:str}/take-back": "tests/doors/test_policies.py has a version that has not begun",
    "GET /custody/hand-over/{station:str}": "tests/doors/test_note_pages.py names a desk",
    "GET /link/{token:str}": "tests/doors/test_links_of_messages.py has a link; how often is counted",
    "GET /new-password/{token:str}": "tests/doors/test_invitations.py has a link",
    **{
        f"GET /{at}/people/invite/{{door:str}}": "tests/doors/test_invitations.py names a door"
        for at in ("admin", "partner", "provider")
    },
    **{
        f"GET /{at}/people/{{account_id:int}}/disable": "tests/doors/test_role_table.py has a colleague"
        for at in ("partner", "provider")
    },
    **{
        f"GET /{at}/telephone/{{call:str}}{page}": "tests/doors/test_telephone.py begins a call"
        for at in ("admin", "custody", "partner", "provider")
        for page in ("", "/contact", "/dates", "/give-up", "/move", "/words")
    },
    **{
        f"GET {case}/{{reference:str}}/pin": "tests/doors/test_own_pin.py has a man with a PIN"
        for case in ("/admin/referrals", "/custody/referrals", "/partner/cases")
    },
    "GET /my-booking/booking/appointment-off.ics": "tests/doors/test_own_booking.py cancels a place",
    "GET /provider/dates/{reference:str}/needs/{number:int}": "tests/doors/test_own_day.py has a need",
    "GET /metrics": "tests/doors/test_health.py holds the token",
    "GET /setup": "tests/doors/test_set_up_pages.py has nothing set up yet",
}
READING = re.compile(r"SELECT|WITH|PRAGMA|SAVEPOINT|RELEASE|SET LOCAL|SET TRANSACTION", re.IGNORECASE)
MAY_WRITE = {"GET /health/ready", "GET /status"}
"""They say whether anything can be written, which is found out by writing: a row of its own, with nobody in it."""


def forbidden(sent: list[str]) -> list[str]:
    """The rows written that a look may not write."""
    return [line for line in sent if not READING.match(line) and not MAY_BE_WRITTEN.match(line)]


def browsers_of(route: Route, by_door: dict[Door, list[Browser]], anonymous: Browser) -> list[Browser]:
    return [anonymous] if route.access.public else by_door[min(route.access.doors)]


def test_looking_at_any_page_writes_only_who_looked(database: Database) -> None:
    people = everybody(database)
    wiring = a_wiring(database, wall_clock=StandingClock(NOW))
    app = an_app(wiring)
    by_door = {door: [Browser(app).sign_in_as(who) for who in people.at(door)] for door in people.strangers}
    wrote, faults, never_opened = [], [], []
    pages = [route for route in routes_of(app) if route.method == "GET" and route.name not in MAY_WRITE]
    for number, route in enumerate(pages):
        opened = False
        asked = part_of(addresses_of(route, people), number, database)
        with statements(database) as sent:
            for browser, address in product(browsers_of(route, by_door, Browser(app)), asked):
                sent.clear()
                answer = browser.get(address)
                wrote += [f"{route.name}: {line.splitlines()[0]}" for line in forbidden(sent)]
                faults += [f"{address}: {answer.status_code}"] if answer.status_code >= 500 else []
                opened = opened or answer.status_code in (200, 303)
        if not opened and route.name not in OPENED_ELSEWHERE:
            never_opened.append(route.name)

    assert wrote == []
    assert faults == []
    if database.is_sqlite:  # where every address was asked for
        assert never_opened == [], "nothing in tests/support/everybody.py opens:\n" + "\n".join(never_opened)


def test_a_page_that_writes_would_be_noticed(database: Database) -> None:
    """The control: a page that ends somebody's sign-ins when it is looked at."""

    @get("/custody/planted", opt={"access": CUSTODY})
    async def planted(visit: NamedDependency[Visit]) -> str:
        await visit.wiring.database.write(end_sign_ins_of, account_id=999)
        return "done"

    people = everybody(database)
    app = create_app(a_wiring(database))
    app.register(planted)
    officer = Browser(app).sign_in_as(people.staff[Door.CUSTODY])

    with statements(database) as sent:
        answer = officer.get("/custody/planted")

    assert answer.status_code == 200
    assert len(forbidden(sent)) == 1


@pytest.mark.only_on("sqlite", reason="PostgreSQL refuses by the transaction, SQLite by the connection")
def test_a_query_that_writes_is_refused_by_sqlite_itself(database: Database) -> None:
    with pytest.raises(Exception, match="readonly"):
        database.read_now(end_sign_ins_of, account_id=999)


@pytest.mark.only_on("postgresql", reason="PostgreSQL refuses by the transaction, SQLite by the connection")
def test_a_query_that_writes_is_refused_by_postgresql_itself(database: Database) -> None:
    with pytest.raises(Exception, match="read-only transaction"):
        database.read_now(end_sign_ins_of, account_id=999)
