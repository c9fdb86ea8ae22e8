"""His pages as they are found by somebody who reads them on a small phone, four times as large, or hears them.

Every page in every state that differs in how it is built, once; what stories come to is looked at there too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, ViewportSize, sync_playwright
from sqlalchemy import select

from programme.offers.models import Offer
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.accessible import what_axe_finds
from tests.support.browser import DESK, PHONE, launch
from tests.support.builders import NOW, a_world
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.everybody import routes_of
from tests.support.heard import faults_of_order, fields_of, heard
from tests.support.phone import Phone
from tests.support.states_of_a_case import STATES, StatesOfACase

pytestmark = pytest.mark.only_on("sqlite", reason="how a page looks and sounds hangs on no engine")
ENLARGED: ViewportSize = {"width": 320, "height": 256}
"""1280 by 1024 pixels at 400 per cent: as narrow as the smallest phone, and as low as a letter-box."""
WHOLE = ("offered", "place held", "place paid", "placed elsewhere")
"""The states of which every page is opened; of the others, the first."""
HIDDEN = """() => {
  const bar = document.querySelector('.programme-exit').getBoundingClientRect().height;
  const kinds = ['a[href]', 'button', 'input:not([type=hidden])', 'textarea', 'summary'];
  const all = [...document.querySelectorAll(kinds.map(kind => `main ${kind}`))];
  const found = bar > innerHeight / 3 ? [`the bar takes ${bar} of ${innerHeight} pixels`] : [];
  for (const each of all.reverse()) {
    each.focus();
    if (document.activeElement !== each) continue;
    const box = each.getBoundingClientRect();
    if (box.top < bar - 1 || box.top >= innerHeight) found.push(`${each.outerHTML.slice(0, 90)} at ${box.top}`);
  }
  document.activeElement.blur();
  scrollTo(0, 0);
  return found;
}"""
"""Each part that has the focus and is not in sight below the way out. Backwards: each comes in from above."""


@pytest.fixture(scope="module")
def screen() -> Iterator[Page]:
    with sync_playwright() as driver:
        browser = launch(driver)
        yield browser.new_page(viewport=ENLARGED)
        browser.close()


@contextmanager
def sized(page: Page, size: ViewportSize) -> Iterator[None]:
    page.set_viewport_size(size)
    yield
    page.set_viewport_size(ENLARGED)


def wrong(phone: Phone, html: str, *others: ViewportSize) -> list[str]:
    """The faults of a page, enlarged and in other sizes."""
    found = phone.wider(html)
    found += phone.page.evaluate(HIDDEN)
    found += [what_axe_finds(phone.page)]
    for size in others:
        with sized(phone.page, size):
            found += [what_axe_finds(phone.page)]
    return [one for one in found if one]


def build_of(html: str) -> str:
    """The tags of a page with their classes: pages that say something else in the same way are one."""
    main = re.sub(r">[^<]+", ">", html[html.index("<main") : html.index("</main>")])
    main = re.sub(r' (?!class|type|role|aria-(?!label))[\w-]+="[^"]*"', "", main)
    return re.sub(r"((?:<[^<]+){1,12}?)\1+", r"\1", main)


class His:
    """His pages: a browser for each case, and what it is shown."""

    def __init__(self, database: Database) -> None:
        self.states = StatesOfACase(database, a_world(database))
        self.app = an_app(a_wiring(database, clock=StandingClock(NOW)))
        self.addresses = [
            one.pattern
            for one in routes_of(self.app)
            if one.method == "GET"
            and one.access.doors == {Door.OFFENDER}
            and not one.parameters
            and "ics" not in one.pattern
        ]
        self.database = database

    def stranger(self) -> Browser:
        return Browser(self.app)

    def signed_in(self, state: str) -> Browser | None:
        referral = STATES[state](self.states)
        wanted = select(Offer).where(Offer.referral_id == referral.id).order_by(Offer.id.desc()).limit(1)
        offer = self.database.read_now(lambda db: db.scalars(wanted).one_or_none())
        return Browser(self.app).sign_in_as(offer) if offer and not offer.reopened_reason else None

    def of_the_way(self) -> Iterator[tuple[str, str]]:
        """The pages that he has to go through, and each form with everything wrong with it."""
        stranger, offered = self.stranger(), self.signed_in("offered")
        held, free = self.signed_in("place held"), self.signed_in("accepted")
        assert offered
        assert held
        assert free
        in_short = offered.get("/my-booking/1").text
        shown = re.search(r"[?]shown=([0-9a-f]{16})", in_short)
        yield "sign-in", stranger.get("/").text
        yield "sign-in, wrong", stranger.post("/", {"reference": "", "code": ""}).text
        yield "in short", in_short
        assert shown is not None
        answer = offered.get(f"/my-booking/reply?shown={shown[1]}").text
        version = re.search(r'name="words_version"[^>]* value="([^"]+)"', answer)
        assert version is not None
        yield "answer", answer
        told = {"words_version": version[1], "shown": shown[1], "answer": "yes"}
        yield "answer, wrong", offered.post("/my-booking/reply", told).text
        yield "dates", free.get("/my-booking/dates").text
        yield "dates, wrong", free.post("/my-booking/dates", {}).text
        yield "home, nothing paid", held.get("/my-booking").text
        yield "paid?", held.get("/my-booking/paid").text
        yield "pin, wrong", free.post("/my-booking/pin", {}).text

    def everything(self) -> Iterator[tuple[str, str]]:
        """Where, and the page: one of each build."""
        seen: set[str] = set()
        for state in STATES:
            browser = self.signed_in(state)
            if browser is None:
                continue
            for address in self.addresses if state in WHOLE else ["/my-booking"]:
                page = browser.get(address)
                if page.status_code == 200 and (build := build_of(page.text)) not in seen:
                    seen.add(build)
                    yield f"{state}: {address}", page.text


def test_nothing_is_out_of_reach_at_any_size(database: Database, screen: Page) -> None:
    his = His(database)
    phone = Phone(screen, his.stranger())
    found = {where: wrong(phone, html, PHONE, DESK) for where, html in his.of_the_way()}
    found |= {where: wrong(phone, html, DESK) for where, html in his.everything()}

    assert len(found) > 35
    assert {where: faults for where, faults in found.items() if faults} == {}


def test_each_page_of_the_way_is_heard_as_it_is_seen(database: Database, screen: Page) -> None:
    his = His(database)
    phone = Phone(screen, his.stranger())
    found: dict[str, list[str]] = {}
    for where, html in his.of_the_way():
        with sized(screen, PHONE):
            phone.wider(html)
            read = heard(screen)
        faults = faults_of_order(read)
        said = list(fields_of(read).values())
        beside = re.findall(r'class="(?:govuk-error-message|govuk-hint)[^>]*>(.*?)</(?:p|div)>', html, re.DOTALL)
        for words in (" ".join(re.sub("<[^>]+>", "", each).split()) for each in beside):
            faults += [] if any(words in each for each in said) else [f"not read with its field: {words}"]
        if "wrong" not in where:
            first = next(each for each in read[[each.role for each in read].index("main") :] if each.role == "heading")
            faults += [] if first.level == 1 else [f"the page begins with {first.name}"]
        elif not beside or "There is a problem" not in html:
            faults.append("nothing is said to be wrong")
        found |= {where: faults} if faults else {}

    assert found == {}


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("</h1>", "</h1><h4>Too deep</h4>", "from a heading of level 1 to one of 4"),
        ("<main", "<div", "no main landmark"),
        ("</main>", "<h1>Another</h1></main>", "2 headings of the first level"),
        ("</main>", "<p style='position:absolute;top:0;margin:0'>Late</p></main>", "and stands above it"),
    ],
)
def test_a_page_that_is_heard_otherwise_would_be_noticed(
    database: Database, screen: Page, was: str, now: str, said: str
) -> None:
    stranger = Browser(an_app(a_wiring(database)))
    phone = Phone(screen, stranger)
    start = stranger.get("/").text
    phone.wider(start.replace(was, now, 1))
    faults = faults_of_order(heard(screen))

    assert any(said in each for each in faults), faults


def test_a_page_that_hides_something_would_be_noticed(database: Database, screen: Page) -> None:
    stranger = Browser(an_app(a_wiring(database)))
    phone = Phone(screen, stranger)
    start = stranger.get("/").text
    assert wrong(phone, start) == []
    tall = "<style>.programme-exit { padding-bottom: 150px !important }</style></head>"
    assert "the bar takes" in wrong(phone, start.replace("</head>", tall, 1))[0]
    assert "color-contrast" in "".join(wrong(phone, start.replace("</main>", "<p style='color: #ccc'>Pale</p></main>")))
