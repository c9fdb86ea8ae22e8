"""No page is wider than a phone, and no table on one is cut: every page that can be opened, at every door."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from urllib.parse import urlsplit

import pytest
from httpx import Response
from playwright.sync_api import Page, Request, Route, sync_playwright

from programme.storage.database import Database
from tests.support.browser import PHONE, launch
from tests.support.builders import NOW
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.everybody import everybody, routes_of

HOME = "http://phone.example"
NAMED = {"force": ("34",), "route": ("conditional_caution",), "step": ("relay",)}
WIDER = """() => [document.documentElement, ...document.querySelectorAll('.programme-scroll')]
  .filter(each => each.scrollWidth > each.clientWidth)
  .map(each => `${each.getAttribute('aria-label') ?? 'the page'}: ${each.scrollWidth - each.clientWidth} pixels`)"""


class Phone:
    """A screen of a phone's width that shows a page of the application, with its style sheets and without scripts."""

    def __init__(self, page: Page, strangers: Browser) -> None:
        self.page, self.strangers, self.shown = page, strangers, ""
        self.kept: dict[str, Response] = {}
        page.route(f"{HOME}/**", self.answers)

    def answers(self, route: Route, request: Request) -> None:
        """A style sheet from the application, once; the page itself; and nothing else."""
        path = urlsplit(request.url).path
        if request.resource_type == "document":
            route.fulfill(body=self.shown, content_type="text/html; charset=utf-8")
        elif request.resource_type not in ("stylesheet", "font"):
            route.abort()
        else:
            answer = self.kept.setdefault(path, self.kept.get(path) or self.strangers.get(path))
            route.fulfill(body=answer.content, content_type=answer.headers["content-type"])

    def wider(self, html: str) -> list[str]:
        """The parts of the page that are wider than the screen, or than their place on it."""
        self.shown = html
        self.page.goto(f"{HOME}/")
        found: list[str] = self.page.evaluate(WIDER)
        return found


@pytest.fixture(scope="module")
def screen() -> Iterator[Page]:
    """A page of a phone's width."""
    with sync_playwright() as driver:
        browser = launch(driver)
        yield browser.new_page(viewport=PHONE)
        browser.close()


@pytest.mark.only_on("sqlite", reason="how wide a page is hangs on no engine")
def test_no_page_and_no_table_is_wider_than_a_phone(database: Database, screen: Page) -> None:
    people = everybody(database)
    app = an_app(a_wiring(database, wall_clock=StandingClock(NOW)))
    by_door = {door: [Browser(app).sign_in_as(who) for who in people.at(door)] for door in people.strangers}
    phone, seen = Phone(screen, Browser(app)), 0
    wide: dict[str, list[str]] = {}
    for route in routes_of(app):
        if route.method != "GET" or "/live" in route.name:
            continue
        values = [
            NAMED.get(name, people.numbers if kind == "int" else people.references) for name, kind in route.parameters
        ]
        names = [name for name, _ in route.parameters]
        browsers = [Browser(app)] if route.access.public else by_door[min(route.access.doors)]
        pages = []
        for chosen, browser in product(product(*values), browsers):
            address = route.address(**dict(zip(names, chosen, strict=True)))
            answer = browser.get(address)
            if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"):
                pages.append((answer.text, address))
        for text, address in sorted(pages, key=lambda page: -page[0].count("<td"))[:1]:  # most in its tables
            seen += 1
            if found := phone.wider(text):
                wide[address] = found
    assert wide == {}
    assert seen > 60


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
