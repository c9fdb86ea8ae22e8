"""Every page and file, as everybody who may open it, opened once for all that is asked of every page:

- a GET writes nothing but who looked and that a sign-in is in use;
- nothing that stays with custody is read for, or said to, a provider, another force or the person himself;
- no page is wider than a phone, and no table on one is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from litestar import get
from litestar.di import NamedDependency
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.app import create_app
from programme.concerns.models import DrugIntervention, DrugStep
from programme.concerns.words import DRUG_WORDS
from programme.people.sign_ins import end_sign_ins_of
from programme.shared.actor import Door
from programme.storage.database import Database
from programme.web.kit.access import CUSTODY, PROVIDER
from programme.web.kit.visit import Visit
from tests.support.browser import PHONE, launch
from tests.support.builders import NOW
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.every_page import Shown, everything_shown
from tests.support.everybody import everybody
from tests.support.kept_by_custody import DRUG_TABLE, WORDS_OF, every_case_has_both, leaks
from tests.support.phone import Phone
from tests.support.statements import statements

MAY_BE_WRITTEN = re.compile(r"INSERT INTO access_log \(|UPDATE sign_ins SET seen_at=")
OPENED_ELSEWHERE = {
    "GET /assets/{file_path:path}": "tests/doors/test_assets.py asks for files",
    "GET /admin/routes/{key:str}/take-back": "tests/doors/test_policies.py has a version that has not begun",
    "GET /custody/hand-over/{station:str}": "tests/doors/test_note_pages.py names a desk",
    "GET /link/{token:str}": "tests/doors/test_links_of_messages.py has a link; how often is counted",
    "GET /pay/{token:str}": "tests/doors/test_pay_by_link.py has a link; how often is counted",
    "GET /stop/{token:str}": "tests/actions/test_stop_messages.py has a link",
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
        for page in ("", "/contact", "/dates", "/give-up", "/move", "/needs", "/paid-outside", "/reason", "/words")
    },
    **{
        f"GET {case}/{{reference:str}}/pin": "tests/doors/test_own_pin.py has a man with a PIN"
        for case in ("/admin/referrals", "/custody/referrals", "/partner/cases")
    },
    **{
        f"GET /{at}/referrals/{{reference:str}}/paid-outside": "tests/doors/test_paid_outside.py has a payment"
        for at in ("admin", "custody")
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


@dataclass
class Walked:
    """Everything seen on the way through every page. `fullest`: of each route the page with the most in its tables."""

    wrote: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    never_opened: set[str] = field(default_factory=set)
    doors: set[Door | None] = field(default_factory=set)
    fullest: dict[str, Shown] = field(default_factory=dict)

    def sees(self, shown: Shown) -> None:
        name = shown.route.name
        self.faults += [f"{shown.address}: {shown.status}"] if shown.status >= 500 else []
        self.leaks += leaks(shown)
        if name not in MAY_WRITE:
            self.wrote += [f"{name}: {line.splitlines()[0]}" for line in forbidden(list(shown.sent))]
            (self.opened if shown.status in (200, 303) else self.never_opened).add(name)
        if shown.status == 200:
            self.doors.add(shown.door)
            fullest = self.fullest.get(name)
            if _is_page(shown) and (fullest is None or _in_tables(shown) > _in_tables(fullest)):
                self.fullest[name] = shown


def _is_page(shown: Shown) -> bool:
    return shown.content_type.startswith("text/html") and "/live" not in shown.route.pattern


def _in_tables(shown: Shown) -> int:
    return shown.text.count("<td")


_walked: dict[str, Walked] = {}


@pytest.fixture
def walked(engine_name: str, database: Database) -> Walked:
    """The way through every page on this engine, gone once."""
    if engine_name not in _walked:
        seen, people = Walked(), everybody(database)
        every_case_has_both(database)
        for shown in everything_shown(database, people, an_app(a_wiring(database, wall_clock=StandingClock(NOW)))):
            seen.sees(shown)
        _walked[engine_name] = seen
    return _walked[engine_name]


def test_looking_at_any_page_writes_only_who_looked(walked: Walked, database: Database) -> None:
    assert walked.wrote == []
    assert walked.faults == []
    if database.is_sqlite:  # where every address was asked for
        never = walked.never_opened - walked.opened - set(OPENED_ELSEWHERE)
        assert never == set(), "nothing in tests/support/everybody.py opens:\n" + "\n".join(sorted(never))


def test_no_page_of_a_provider_a_neighbour_or_himself_reads_or_says_what_stays_with_custody(walked: Walked) -> None:
    assert walked.leaks == []
    assert walked.doors >= set(WORDS_OF), "a sweep that opens nothing shows nothing"


@pytest.fixture(scope="module")
def screen() -> Iterator[Page]:
    """A page of a phone's width."""
    with sync_playwright() as driver:
        browser = launch(driver)
        yield browser.new_page(viewport=PHONE)
        browser.close()


@pytest.mark.only_on("sqlite", reason="how wide a page is hangs on no engine")
def test_no_page_and_no_table_is_wider_than_a_phone(walked: Walked, database: Database, screen: Page) -> None:
    phone = Phone(screen, Browser(an_app(a_wiring(database))))
    wide = {shown.address: found for shown in walked.fullest.values() if (found := phone.wider(shown.text))}

    assert wide == {}
    assert len(walked.fullest) > 60


@pytest.mark.only_on("sqlite", reason="how wide a page is hangs on no engine")
def test_a_page_that_is_wider_would_be_noticed(database: Database, screen: Page) -> None:
    """The control: a line that cannot be broken, and a table that stands beside itself."""
    phone = Phone(screen, Browser(an_app(a_wiring(database))))
    start = phone.strangers.get("/sign-in").text
    assert phone.wider(start) == []
    line = "<p style='white-space: nowrap'>" + "A line that nobody may break. " * 20
    (said,) = phone.wider(start.replace("</main>", f"{line}</main>"))
    assert said.startswith("the page: ")
    table = f"<div class='programme-scroll' style='overflow: auto' aria-label='Cases'>{line}</div>"
    assert phone.wider(start.replace("</main>", f"{table}</main>"))[0].startswith("Cases: ")


def test_a_provider_page_that_said_it_would_be_noticed(database: Database) -> None:
    """The control: a page that reads the drug interventions of every case."""

    @get("/provider/planted", opt={"access": PROVIDER})
    async def planted(visit: NamedDependency[Visit]) -> str:
        def said(db: Session) -> str:
            return ", ".join(DRUG_WORDS[step] for step in db.execute(select(DrugIntervention.step)).scalars())

        return await visit.read(said)

    people = everybody(database)
    every_case_has_both(database)
    app = create_app(a_wiring(database))
    app.register(planted)
    found = [
        leak
        for one in everything_shown(database, people, app, [Door.PROVIDER], "/provider/planted")
        for leak in leaks(one)
    ]

    assert f"/provider/planted: {DRUG_WORDS[DrugStep.TEST_AUTHORISED]}" in found
    assert f"/provider/planted: {DRUG_TABLE}" in found


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
