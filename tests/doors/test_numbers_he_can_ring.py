"""Every telephone number on a page of his rings at a touch, and ours says when somebody answers."""

from __future__ import annotations

import re

import pytest

from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import NOW, a_world
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.everybody import routes_of
from tests.support.states_of_a_case import STATES, StatesOfACase

_LINK = re.compile(r'<a [^>]*href="tel:([+0-9]+)"[^>]*>([^<]+)</a>')
_NUMBER = re.compile(r"(?<![\d\w/-])(?:\+44|0)[\d ()-]{8,}\d|\b116 ?123\b|\b999\b")
_TAG = re.compile(r"<(style|script|head)\b.*?</\1>|<[^>]+>", re.DOTALL)
_OURS = "01632960001"
ASKED = (
    "offered", "offered, wants advice", "offered, document to sign", "accepted", "accepted, document to sign",
    "accepted, no date in time", "place held", "place held, hold over", "place paid",
    "place paid, less than seven days", "course begun", "placed elsewhere", "placed elsewhere, day over",
    "acknowledged: did not come",
)  # fmt: skip


def outside_of_links(page: str) -> list[str]:
    """Numbers that nobody can touch; and ours, where no place of the page says when somebody answers."""
    is_there = any(number == _OURS for number, _ in _LINK.findall(page))
    without = [_OURS] if is_there and "The hours are " not in page else []
    return [*_NUMBER.findall(_TAG.sub(" ", _LINK.sub(" ", page))), *without]


def test_a_number_outside_a_link_or_without_hours_is_found() -> None:
    link = '<a class="x" href="tel:01632960001">01632 960001</a>'
    assert outside_of_links(f"<p>Call {link}. The hours are Monday to Friday 9am to 5pm.</p>") == []
    assert outside_of_links("<p>Call 01632 960001. The hours are Monday to Friday.</p>") == ["01632 960001"]
    assert outside_of_links(f"<p>Call {link} today.</p>") == [_OURS]
    assert outside_of_links('<p>Samaritans, 116 123</p><input value="07700 900123"><p>07700 900 123') == [
        "116 123",
        "07700 900 123",
    ]


@pytest.mark.only_on("sqlite", reason="what pages say hangs on no engine")
@pytest.mark.parametrize("name", ASKED)
def test_no_number_on_a_page_of_his_stands_outside_a_link_or_without_its_hours(database: Database, name: str) -> None:
    states = StatesOfACase(database, a_world(database))
    referral = STATES[name](states)
    app = an_app(a_wiring(database, clock=StandingClock(NOW)))
    offers = database.read_now(lambda db: list(db.query(Offer).filter_by(referral_id=referral.id)))
    assert offers[-1].state in (OfferState.OPEN, OfferState.ACCEPTED, OfferState.DECLINED)
    browser = Browser(app).sign_in_as(offers[-1])
    asked = [
        one.pattern
        for one in routes_of(app)
        if one.method == "GET" and one.access.doors == {Door.OFFENDER} and not one.parameters
    ]
    asked += ["/help", "/contact", "/privacy", "/accessibility", "/nowhere"]

    pages = {address: browser.get(address).text for address in asked if "ics" not in address}

    assert "tel:" in pages["/my-booking"]
    assert {address: found for address, page in pages.items() if (found := outside_of_links(page))} == {}


def test_before_he_signs_in_no_number_stands_outside_a_link(database: Database) -> None:
    a_world(database)
    stranger = Browser(an_app(a_wiring(database, clock=StandingClock(NOW))))
    for address in ("/", "/?again=time", "/?again=over", "/?again=1", "/help", "/contact", "/privacy", "/nowhere"):
        page = stranger.get(address).text
        assert outside_of_links(page) == [], address
    assert "tel:" in stranger.get("/").text
