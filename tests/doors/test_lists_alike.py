"""Cases, clocks, results and what a neighbour sent are narrowed alike, and go into a file as they are narrowed."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from programme.audit.models import AccessRow
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.people.models import Account
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_referral, a_world, add, an_account, an_exchange, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import main_words

LISTS = {
    "/custody/referrals?status=returned": Door.CUSTODY,
    "/custody/clocks?": Door.CUSTODY,
    "/custody/returns?": Door.CUSTODY,
    "/partner?": Door.PARTNER,
    "/partner/returns?": Door.PARTNER,
}
NARROWED = ("officer=c5521", "mine=1", "station=ea", "area=North", "month=2026-08", "clock=over")


@pytest.mark.parametrize(("address", "door"), LISTS.items())
def test_a_list_is_narrowed_by_officer_station_area_month_and_clock_and_its_file_with_it(
    database: Database, address: str, door: Door
) -> None:
    world = a_world(database)
    reader = an_account(database, door, force_code="43")
    his, other = two_cases(database, world, reader)
    browser = Browser(an_app(a_wiring(database))).sign_in_as(reader)
    path, _, own = address.partition("?")
    everything = main_words(browser.get(address))
    assert [his in everything, other in everything] == [True, True], "the control: both are on the list"
    for query in NARROWED:
        asked = f"{own}&{query}"
        _, found = browser.get(f"{path}?{asked}").text.split("Take the filters away")
        assert [his in found, other in found] == [True, False], query
        _, *lines = csv.reader(io.StringIO(browser.get(f"{path}/export?{asked}").content.decode("utf-8-sig")))
        assert [line[0] for line in lines] == [his], query
    looks = read(database, lambda db: db.execute(select(AccessRow.what, AccessRow.subjects)).all())
    assert [row.subjects for row in looks if row.what == f"{path}/export"] == [his] * len(NARROWED)
    assert "No " in main_words(browser.get(f"{path}?{own}&officer=nobody"))


COUNTED = {
    "/custody/referrals?status=returned": "27 cases",
    "/custody/clocks?": "27 clocks running, the shortest first: 27 out of time",
    "/custody/returns?": "27 results: 27 out of time, 0 with 14 days",
    "/partner?": "27 cases: 27 out of time, 0 with 14 days",
    "/partner/returns?": "27 results: 27 out of time",
}


def test_a_list_says_how_many_it_has_and_has_pages_with_numbers(database: Database) -> None:
    world = a_world(database)
    desk, partner = (an_account(database, door, force_code="43") for door in (Door.CUSTODY, Door.PARTNER))
    for _ in range(26):
        came_back(database, world, OVER)
    last = came_back(database, world, {**OVER, "charge_by_on": date(2027, 2, 28)})
    app = an_app(a_wiring(database))
    browsers = {Door.CUSTODY: Browser(app).sign_in_as(desk), Door.PARTNER: Browser(app).sign_in_as(partner)}
    for address, door in LISTS.items():
        first = browsers[door].get(address)
        assert COUNTED[address] in main_words(first), address
        assert last not in first.text.rpartition("<table")[2], address
        link = re.search(r'href="([^"]+)" aria-label="Page 2"', first.text)
        assert link, address
        second = browsers[door].get(unescape(link[1]))
        assert last in second.text, address
        assert 'aria-label="Page 2" aria-current="page"' in second.text, address
        assert 'rel="prev"' in second.text, address


OVER = dict.fromkeys(("charge_by_on", "return_by_on", "complete_by_on"), date(2027, 2, 27))


def two_cases(database: Database, world: World, reader: Account) -> tuple[str, str]:
    """Both came back, and were sent by the force itself, so that they are on every list; one's time is over."""
    his = {"officer_name": "D Rowe", "officer_collar": "C5521", "officer_id": reader.id, "station": "EA"}
    other = {"officer_name": "M Clarke", "station": "BA", "area": "South"}
    return came_back(database, world, {**his, **OVER, "area": "North"}), came_back(database, world, other)


def came_back(database: Database, world: World, facts: dict[str, Any]) -> str:
    case = a_referral(database, world, state=ReferralState.RETURNED, **facts)
    decided = {"verdict": Verdict.FAILED, "reason": ResultReason.DID_NOT_COME, "decided_at": NOW, "decided_by": "X"}
    add(database, Result(referral_id=case.id, force_code="43", returned_at=NOW, **decided))
    an_exchange(database, case, "43")
    return case.reference
