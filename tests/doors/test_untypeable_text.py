"""A control character that came with a pasted name is dropped: nothing else that was typed is lost, at any door."""

from __future__ import annotations

import pytest

from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import a_force, a_provider, a_referral, a_world, an_account
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.everybody import EVERY_ROLE
from tests.support.refer_form import ANSWERS, NEW

UNTYPEABLE = [chr(code) for code in (*range(9), 11, 12, *range(14, 32), 127)]
"""Every control character but the tab and the ends of lines."""
EVERY_PAGE_WITH_A_SEARCH = [
    (Door.CUSTODY, "/custody/referrals/new?draft="),
    (Door.CUSTODY, "/custody/referrals?status="),
    (Door.CUSTODY, "/custody/referrals?after="),
    (Door.CUSTODY, "/custody/clocks?after="),
    (Door.CUSTODY, "/custody/returns?status="),
    (Door.PARTNER, "/partner?show="),
    (Door.PARTNER, "/partner/returns?after="),
    (Door.PROVIDER, "/provider/dates?after="),
    (Door.ADMIN, "/admin/access-log?reference="),
]


def somebody(database: Database, door: Door) -> Browser:
    if door is Door.PARTNER:
        a_force(database, "34")
    force = {Door.CUSTODY: "43", Door.PARTNER: "34", Door.ADMIN: "43"}.get(door)
    provider = a_provider(database).id if door is Door.PROVIDER else None
    roles = EVERY_ROLE[door]
    account = an_account(database, door, force_code=force, provider_id=provider, roles=roles)
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def test_a_form_comes_back_with_everything_that_was_typed_and_without_the_nul(database: Database) -> None:
    a_world(database)
    sent = {**ANSWERS, "surname": "O’Bri\0en", "postcode": "\0"}

    page = somebody(database, Door.CUSTODY).post(NEW, {**sent, "step": "check", "offence_code": ""})

    assert page.status_code == 422
    assert 'value="O’Brien"' in page.text
    assert 'value="10 Elm Street"' in page.text


@pytest.mark.parametrize("multipart", [False, True], ids=["urlencoded", "multipart"])
def test_none_of_them_stops_a_form_or_is_kept(database: Database, multipart: bool) -> None:
    a_world(database)
    browser = somebody(database, Door.CUSTODY)
    sent = {**ANSWERS, "step": "check", "address": f"10 {''.join(UNTYPEABLE)}Elm Street"}

    page = browser.post(NEW, sent, files={"none": ("", b"")} if multipart else None)

    assert page.status_code == 200
    assert "10 Elm Street" in page.text
    assert not any(each in page.text for each in UNTYPEABLE)


@pytest.mark.parametrize(("door", "address"), EVERY_PAGE_WITH_A_SEARCH)
def test_an_address_with_a_nul_in_its_question_is_a_normal_page(database: Database, door: Door, address: str) -> None:
    a_world(database)
    browser = somebody(database, door)

    assert [browser.get(address + each).status_code for each in ("%00", "%1f%7F")] == [200, 200]


def test_who_is_searched_for_with_a_nul_in_the_name_is_found(database: Database) -> None:
    referral = a_referral(database, a_world(database))
    browser = somebody(database, Door.CUSTODY)

    found = browser.post("/custody/search", {"number": f"{referral.reference[:4]}\0{referral.reference[4:]}"})

    assert found.headers["location"] == f"/custody/referrals/{referral.reference}"


def test_a_path_with_a_nul_is_a_page_that_does_not_exist(database: Database) -> None:
    a_world(database)

    assert somebody(database, Door.CUSTODY).get("/custody/referrals/%00").status_code == 404
