"""Help, contact, privacy, accessibility, cookies, status and what is new, at the foot of every door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import Response

from programme.actions.record_try_out import record_try_out
from programme.notices.carriers import Cause
from programme.notices.discretion import give_aways
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.shared.actor import COMMAND_LINE, Door, Role
from programme.storage.database import Database
from programme.storage.try_outs import TriedPart
from programme.web.health import NO_WORKER
from programme.web.kit.sign_in_cookie import COOKIES
from tests.support.builders import NOW, a_force, a_provider, a_referral, a_world, add, an_account, an_offer
from tests.support.clients import Browser, a_wiring, an_app, no_database
from tests.support.page_reader import main_words

PUBLIC_ADDRESSES = ("/help", "/contact", "/privacy", "/accessibility", "/cookies", "/status")
STAFF_DOORS = ("custody", "provider", "partner", "admin")


def staff(database: Database, door: str) -> Browser:
    a_force(database, "43")
    bounds = {"provider_id": a_provider(database).id} if door == "provider" else {"force_code": "43"}
    account = an_account(database, Door(door), **bounds)
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


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
def test_each_door_has_its_own_and_says_whom_to_ask_until_the_programme_does(database: Database, door: str) -> None:
    browser = staff(database, door)
    assert "No programme is set up yet" in main_words(browser.get(f"/{door}/help"))
    a_world(database, data_protection_contact="")
    home = browser.get(f"/{door}").text
    for page in ("help", "contact", "privacy", "whats-new"):
        assert f'href="/{door}/{page}"' in home
        assert browser.get(f"/{door}/{page}").status_code == 200
    words = main_words(browser.get(f"/{door}/contact"))
    assert "Support Call the programme: 01632 960001 (Monday to Friday 9am to 5pm" in words
    otherwise = "Not said yet" if door == "admin" else "Ask the coordinator of the programme"
    assert f"Data protection officer {otherwise}" in words
    assert ("Say it for Programme" in words) is (door == "admin")
    assert browser.get("/help").headers["location"] == f"/{door}/help"
    assert "layouts" not in main_words(browser.get("/cookies"))


def test_help_speaks_of_no_page_that_does_not_open_for_who_reads_it(database: Database) -> None:
    for role, opens in ((Role.AUDITOR, True), (Role.ADMINISTRATOR, False)):
        account = an_account(database, Door.ADMIN, roles=frozenset({role}))
        browser = Browser(an_app(a_wiring(database))).sign_in_as(account)
        assert ("Access log is every look" in main_words(browser.get("/admin/help"))) is opens
        assert (browser.get("/admin/access-log").status_code == 200) is opens


SAID: dict[str, Any] = {"support_contact": "Desk, 01632 960123", "data_protection_contact": "dpo@bookings.example"}


def test_what_the_programme_says_stands_there(database: Database) -> None:
    world = a_world(database, **SAID)
    words = main_words(staff(database, "custody").get("/custody/contact"))
    assert "Support Desk, 01632 960123" in words
    assert "Data protection officer dpo@bookings.example" in words
    himself = Browser(an_app(a_wiring(database))).sign_in_as(an_offer(database, a_referral(database, world)))
    for his in (main_words(Browser(an_app(a_wiring(database))).get("/privacy")), main_words(himself.get("/privacy"))):
        assert "Ask: dpo@bookings.example" in his
        assert "Desk" not in his


def test_each_reads_his_own_programmes_and_a_stranger_none_of_two(database: Database) -> None:
    a_world(database, **SAID, name="Ours")
    other = a_world(database, force_code="16", helpline="01632 960 555", name="Theirs")
    assert "Desk" in main_words(staff(database, "custody").get("/custody/help"))
    provider = main_words(staff(database, "provider").get("/provider/help"))
    assert ("Ours" in provider, "Theirs" in provider) == (True, True)
    stranger = Browser(an_app(a_wiring(database)))
    assert "Call the number on your sheet" in main_words(stranger.get("/contact"))
    himself = Browser(an_app(a_wiring(database))).sign_in_as(an_offer(database, a_referral(database, other)))
    assert "01632 960 555" in main_words(himself.get("/contact"))


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
    wiring = a_wiring(database)
    tried(database, TriedPart.MAIL, "", wiring.settings.mail_mark)
    tried(database, TriedPart.PAYMENTS, "", wiring.settings.payments_mark)
    assert "Everything works" in main_words(Browser(an_app(wiring)).get("/status"))
    away = Browser(an_app(a_wiring(no_database()))).get("/status")
    assert away.status_code == 200
    words = main_words(away)
    assert "Not everything works" in words
    assert "Signing in and reading Do not work at the moment" in words
    assert not [word for word in (NO_WORKER, "database", "worker", "sqlite") if word in words]


def tried(database: Database, part: TriedPart, problem: str, mark: str, at: datetime = NOW) -> None:
    told: dict[str, Any] = {"part": part, "problem": problem, "settings_mark": mark}
    database.write_now(record_try_out, actor=COMMAND_LINE, now=at, **told)


def test_the_status_page_of_a_new_installation_says_what_nobody_has_tried(database: Database) -> None:
    wiring = a_wiring(database)

    def said() -> str:
        return main_words(Browser(an_app(wiring)).get("/status"))

    assert "Everything works" not in said()
    assert "Nothing has failed. What nobody has tried yet says so." in said()
    assert "Signing in and reading Work " in said()
    for part in ("Emails", "Paying by card", "Payments that were made"):
        assert f"{part} Not tried yet" in said()
    tried(database, TriedPart.PAYMENTS, "", wiring.settings.payments_mark)
    tried(database, TriedPart.MAIL, "", "of others")
    assert "Paying by card Works Payments that were made Are recorded" in said()
    assert "Emails Not tried yet" in said(), "with other settings it proves nothing"


def test_the_status_page_knows_what_failed_when_it_was_tried_and_what_waits(database: Database) -> None:
    wiring = a_wiring(database)
    browser, settings = Browser(an_app(wiring)), wiring.settings

    def said() -> str:
        return main_words(browser.get("/status"))

    tried(database, TriedPart.MAIL, "smtp.inside.example answered 554", settings.mail_mark)
    tried(database, TriedPart.PAYMENTS, "it refused the key (sk_live_x)", settings.payments_mark)
    assert "Emails Do not go out at the moment" in said()
    assert "Paying by card Does not work at the moment" in said()
    assert not [word for word in ("554", "smtp", "sk_live", "Stripe") if word in said()]

    tried(database, TriedPart.PAYMENTS, "", settings.payments_mark)
    assert "Paying by card Works" in said()
    message: dict[str, Any] = {"notice": "offer_made", "channel": Channel.EMAIL, "address": "a@b.test", "facts": {}}
    message |= {"queued_at": NOW, "next_try_at": NOW + timedelta(hours=1)}
    sent = {"state": Delivery.SENT, "sent_at": NOW + timedelta(minutes=5)}
    add(database, OutboxMessage(dedupe_key="went", **message, **sent))
    assert "Everything works" in said(), "a message went since"
    tried(database, TriedPart.MAIL, "away", "of others", NOW + timedelta(hours=1))
    assert "Everything works" in said(), "with other settings"
    add(database, OutboxMessage(dedupe_key="held", **message, cause=Cause.SERVICE_AWAY))
    assert "Messages Some are late" in said()
    assert "Emails Go out" in said()
    later = {**message, "queued_at": NOW + timedelta(minutes=10)}
    add(database, OutboxMessage(dedupe_key="later", **later, cause=Cause.SERVICE_AWAY))
    assert "Emails Do not go out at the moment" in said(), "none went since"
