"""No page leads to one that refuses whoever it was shown to: to a page that he may not open, or to a form whose deed is
not possible now."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from html import unescape

import pytest
from httpx import Response

from programme.insight.possible import DEEDS_AT
from programme.offers.models import Offer
from programme.people.models import Account
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from programme.web.case import record
from tests.support.builders import an_account
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.everybody import EVERY_ROLE, Everybody, everybody

pytestmark = pytest.mark.only_on("sqlite", reason="who may open a page hangs on no engine, and these are a thousand")
_LINK = re.compile(r'<a\b[^>]*?href="(/[^"#?]*)[^"]*"')


def links_of(page: Response) -> list[str]:
    """Where its links lead within the service, without what they ask for."""
    return [unescape(address) for address in _LINK.findall(page.text)] if "html" in page.headers["content-type"] else []


def refused(browser: Browser, start: str) -> Iterator[str]:
    """Every link to a page that refuses, on every page that can be reached by links."""
    seen, to_open = {start}, deque([("", start)])
    while to_open:
        shown_on, address = to_open.popleft()
        page = browser.get(address)
        if page.is_error:
            yield f"{page.status_code}: {address} on {shown_on}"
            continue
        for link in [page.headers["location"].partition("?")[0]] if page.has_redirect_location else links_of(page):
            if link not in seen:
                seen.add(link)
                to_open.append((address, link))


@pytest.fixture
def people(database: Database) -> Everybody:
    return everybody(database)


def visitor(database: Database, people: Everybody, who: str) -> Account | Offer:
    if who == "administrator":
        return an_account(database, Door.ADMIN, name="Only an administrator", roles=frozenset({Role.ADMINISTRATOR}))
    return people.persons["held"] if who == "himself" else people.staff[Door(who)]


@pytest.mark.parametrize("who", [*map(str, EVERY_ROLE), "administrator", "himself"])
def test_no_page_leads_to_one_that_refuses(database: Database, people: Everybody, who: str) -> None:
    browser = Browser(an_app(a_wiring(database))).sign_in_as(visitor(database, people, who))
    assert [*refused(browser, "/")] == []


def test_a_link_to_a_form_whose_deed_is_not_possible_would_be_noticed(
    database: Database, people: Everybody, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(record, "possible", lambda case, actor, now: dict.fromkeys(DEEDS_AT[actor.door]))
    browser = Browser(an_app(a_wiring(database))).sign_in_as(people.staff[Door.PARTNER])
    assert any(re.fullmatch("409: /partner/cases/.*/settle on .*/record", line) for line in refused(browser, "/"))
