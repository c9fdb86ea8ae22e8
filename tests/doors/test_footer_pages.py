"""Help, contact, privacy, accessibility, cookies, status and what is new, at the foot of every door."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from httpx import Response

from programme.notices.discretion import give_aways
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from programme.web.health import NO_WORKER
from programme.web.kit.sign_in_cookie import COOKIES
from tests.support.builders import a_force, a_provider, a_referral, a_world, an_account, an_offer
from tests.support.clients import Browser, a_wiring, an_app, no_database
from tests.support.page_reader import main_words

PUBLIC_ADDRESSES = ("/help", "/contact", "/privacy", "/accessibility", "/cookies", "/status")
STAFF_DOORS = ("custody", "provider", "partner", "admin")


def staff(database: Database, door: str, **settings: str) -> Browser:
    a_force(database, "43")
    bounds = {"provider_id": a_provider(database).id} if door == "provider" else {"force_code": "43"}
    account = an_account(database, Door(door), **bounds)
    return Browser(an_app(a_wiring(database, settings=settings))).sign_in_as(account)


@pytest.mark.parametrize("path", PUBLIC_ADDRESSES)
def test_a_page_that_anybody_may_open_says_nothing_of_what_it_is_about(database: Database, path: str) -> None:
    answer = Browser(an_app(a_wiring(database))).get(path)
    assert answer.status_code == 200
    assert "<title>Course bookings</title>" in answer.text
    assert give_aways(f"{path} {main_words(answer)}") == []
    assert "PROGRAMME_" not in answer.text
    assert "ot decided" not in answer.text
    assert all(f'href="{address}"' in answer.text for address in PUBLIC_ADDRESSES)


def test_signed_in_he_reads_the_number_that_he_can_tap(database: Database) -> None:
    offer = an_offer(database, a_referral(database, a_world(database)))
    himself = Browser(an_app(a_wiring(database))).sign_in_as(offer)
    for path in ("/help", "/contact", "/privacy"):
        answer = himself.get(path)
        assert 'href="tel:01632960001"' in answer.text, path
        assert give_aways(main_words(answer)) == []


@pytest.mark.parametrize("door", STAFF_DOORS)
def test_each_door_has_its_own_and_says_what_is_not_decided_yet(database: Database, door: str) -> None:
    browser = staff(database, door)
    home = browser.get(f"/{door}").text
    for page in ("help", "contact", "privacy", "whats-new"):
        assert f'href="/{door}/{page}"' in home
        assert browser.get(f"/{door}/{page}").status_code == 200
    assert "Not decided yet" in main_words(browser.get(f"/{door}/contact"))
    assert browser.get("/help").headers["location"] == f"/{door}/help"
    assert "layouts" not in main_words(browser.get("/cookies"))


def test_help_speaks_of_no_page_that_does_not_open_for_who_reads_it(database: Database) -> None:
    for role, opens in ((Role.AUDITOR, True), (Role.ADMINISTRATOR, False)):
        account = an_account(database, Door.ADMIN, roles=frozenset({role}))
        browser = Browser(an_app(a_wiring(database))).sign_in_as(account)
        assert ("Access log is every look" in main_words(browser.get("/admin/help"))) is opens
        assert (browser.get("/admin/access-log").status_code == 200) is opens


def test_what_the_settings_say_stands_there(database: Database) -> None:
    said = {"support_contact": "Desk, 01632 960123", "data_protection_contact": "dpo@bookings.example"}
    words = main_words(staff(database, "custody", **said).get("/custody/contact"))
    assert "Support Desk, 01632 960123" in words
    assert "Data protection officer dpo@bookings.example" in words
    his = main_words(Browser(an_app(a_wiring(database, settings=said))).get("/privacy"))
    assert "Ask: dpo@bookings.example" in his
    assert "Desk" not in his


def not_told_of(answers: Iterable[Response]) -> set[str]:
    """Cookies that were set or taken away, of which the page about cookies says nothing."""
    told = {one.name(secure) for one in COOKIES for secure in (True, False)}
    set_here = {
        header.partition("=")[0].strip() for answer in answers for header in answer.headers.get_list("set-cookie")
    }
    return set_here - told


def test_no_other_cookie_is_ever_set(database: Database) -> None:
    world = a_world(database)
    offer = an_offer(database, a_referral(database, world))
    anybody = Browser(an_app(a_wiring(database)))
    himself = Browser(an_app(a_wiring(database))).sign_in_as(offer)
    officer = Browser(an_app(a_wiring(database))).sign_in_as(an_account(database, Door.CUSTODY, force_code="43"))
    answers = [
        anybody.get("/"),
        anybody.get("/sign-in"),
        anybody.post("/sign-in", {"email": "x@example.org", "password": "wrong"}),
        anybody.post("/", token="forged"),
        anybody.get("/custody"),
        anybody.get("/nowhere"),
        himself.get("/my-booking"),
        himself.post("/my-booking/contact", {}),
        himself.post("/exit"),
        officer.get("/custody"),
        officer.get("/custody/referrals/export"),
        officer.post("/custody/search", {"number": "1"}),
        officer.post("/sign-out"),
    ]
    assert not_told_of(answers) == set()
    assert any("set-cookie" in answer.headers for answer in answers)
    assert not_told_of([Response(200, headers={"set-cookie": "follows=you; Path=/"})]) == {"follows"}, "the control"
    page = main_words(anybody.get("/cookies"))
    assert all(one.name(False) in page and one.why in page for one in COOKIES)


def test_the_status_page_says_what_does_not_work_and_no_more(database: Database) -> None:
    assert "Everything works" in main_words(Browser(an_app(a_wiring(database))).get("/status"))
    away = Browser(an_app(a_wiring(no_database()))).get("/status")
    assert away.status_code == 200
    words = main_words(away)
    assert "Not everything works" in words
    assert "Signing in, reading and saving Do not work at the moment" in words
    assert not [word for word in (NO_WORKER, "database", "worker", "sqlite") if word in words]
