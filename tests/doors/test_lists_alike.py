"""Cases, clocks, results and what a neighbour sent are narrowed alike, and go into a file as they are narrowed."""

from __future__ import annotations

import csv
import io
from datetime import date
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


def two_cases(database: Database, world: World, reader: Account) -> tuple[str, str]:
    """Both came back, and were sent by the force itself, so that they are on every list; one's time is over."""
    his = {"officer_name": "D Rowe", "officer_collar": "C5521", "officer_id": reader.id, "station": "EA"}
    over = dict.fromkeys(("charge_by_on", "return_by_on", "complete_by_on"), date(2027, 2, 27))
    facts: tuple[dict[str, Any], ...] = (
        {**his, **over, "area": "North"},
        {"officer_name": "M Clarke", "station": "BA", "area": "South"},
    )
    cases = [a_referral(database, world, state=ReferralState.RETURNED, **one) for one in facts]
    for case in cases:
        came_back = {
            "verdict": Verdict.FAILED,
            "reason": ResultReason.DID_NOT_COME,
            "decided_at": NOW,
            "decided_by": "X",
        }
        add(database, Result(referral_id=case.id, force_code="43", returned_at=NOW, **came_back))
        an_exchange(database, case, "43")
    return cases[0].reference, cases[1].reference
