"""Every page on which something is set up, and every page at the foot, on a desk and on a phone: axe finds nothing, and
none is wider than the screen. The pages are found by their links, so that a new one is looked at too."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from tests.support.browser import DESK, PHONE, Somebody
from tests.support.people import CUSTODY, Cast, step

pytestmark = pytest.mark.only_on("sqlite", reason="how a page looks is no affair of the database")
OFFICE = "office@example.org"
SET_UP = re.compile(r"/(account|admin/(set-up|programme|providers|neighbours|people|help|contact|privacy|whats-new))\b")
FOOT = ("/help", "/contact", "/privacy", "/accessibility", "/cookies", "/status")
SOME = {
    "/admin/set-up/0/lawyer",
    "/admin/programme/0/contacts",
    "/admin/programme/0/help-number",
    "/admin/providers/0/venues/0/change",
    "/admin/providers/new",
    "/admin/neighbours/0/new",
    "/admin/people/invite/custody",
    "/admin/people/0/change",
    "/admin/contact",
    "/account/password",
}
"""Pages that are surely among them, their numbers left out: the control."""
FILES = {"/admin/set-up/0/lawyer/text"}
"""No page: it is kept as a file."""


def shape(path: str) -> str:
    """One of many that differ by a number alone stands for all of them."""
    return re.sub(r"\d+", "0", path)


def look_twice(person: Somebody, path: str) -> None:
    """At a desk, then at a phone."""
    person.page.set_viewport_size(DESK)
    person.open(path)
    person.page.set_viewport_size(PHONE)
    person.seen.clear()
    person.look()


def look_at_all(person: Somebody, start: str) -> set[str]:
    """Look at this page and at every page of its kind that links lead to; which they were."""
    ahead, seen = [start], {shape(start)}
    while ahead:
        look_twice(person, ahead.pop())
        for href in person.page.locator("a[href^='/']").evaluate_all("all => all.map(a => a.getAttribute('href'))"):
            path = urlsplit(href).path
            if SET_UP.match(path) and shape(path) not in seen | FILES:
                seen.add(shape(path))
                ahead.append(path)
    return seen


def test_no_page_that_sets_something_up_or_stands_at_the_foot_keeps_anybody_out(cast: Cast) -> None:
    with step("When the administrator opens every page behind Set up, People and his own account"):
        seen = look_at_all(cast.staff(OFFICE), "/admin/set-up")
    with step("Then all of them could be read, and none was missed"):
        assert seen >= SOME, SOME - seen
        assert len(seen) > 35
    with step("And so can the pages at the foot, by a stranger and at the other doors"):
        stranger, sergeant = cast.stranger("a stranger"), cast.staff(CUSTODY)
        for path in FOOT:
            look_twice(stranger, path)
        for path in ("/custody/help", "/custody/contact", "/custody/privacy"):
            look_twice(sergeant, path)
