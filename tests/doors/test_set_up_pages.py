"""Setting the service up in a browser: the page with the code, once; the list of what is missing; trying mail and
payments; what the lawyer confirmed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from programme.audit.models import AccessRow
from programme.courses.models import Programme
from programme.notices.carriers import Cause
from programme.notices.discretion import give_aways
from programme.notices.models import Channel
from programme.notices.trying import TEST_BODY, TEST_SUBJECT
from programme.people.models import Account
from programme.policies.models import EligibilityRules, PolicyConfirmation
from programme.policies.queries import all_rules
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from programme.storage.setup_code import SETUP_CODE_LASTS, make_setup_code
from programme.storage.try_outs import TriedPart, TryOut
from tests.support.builders import NOW, a_force, a_referral, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.gateway import FakeGateway
from tests.support.page_reader import links_on, main_words

PASSWORD = "correct horse battery staple"
ANSWERS = {
    "force_code": "43",
    "programme": "Thames Valley programme",
    "name": "Ada Admin",
    "email": "ada@force.example",
    "password": PASSWORD,
}
LIST = "/admin/set-up/43"


def a_code(database: Database, **changed: Any) -> str:
    return database.write_now(make_setup_code, **{"now": NOW, **changed})


def programmes(database: Database) -> int:
    return read(database, lambda db: db.execute(select(func.count()).select_from(Programme)).scalar_one())


def test_whoever_holds_the_code_sets_the_service_up_and_signs_in(database: Database) -> None:
    code, browser = a_code(database), Browser(an_app(a_wiring(database)))
    assert browser.get("/setup").status_code == 200

    done = browser.post("/setup", {**ANSWERS, "code": code.lower().replace("-", " ")})

    assert (done.status_code, done.headers["location"]) == (303, "/sign-in?set_up=1")
    assert "The service is set up. Sign in" in main_words(browser.get("/sign-in?set_up=1"))
    signed_in = browser.post("/sign-in", {"email": "ada@force.example", "password": PASSWORD})
    assert signed_in.headers["location"] == "/admin"
    assert "13 things are missing" in main_words(browser.get("/admin"))
    assert browser.get("/setup").status_code == 404
    assert browser.post("/setup", {**ANSWERS, "code": code}).status_code == 404
    assert programmes(database) == 1


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_lost_but_the_password(database: Database) -> None:
    a_code(database)
    page = Browser(an_app(a_wiring(database))).post(
        "/setup", {**ANSWERS, "code": "AAAA-BBBB-CCCC", "force_code": "", "email": "ada", "password": "short"}
    )
    words = main_words(page)
    assert page.status_code == 422
    for wrong in ("Code is not right", "Choose the force", "Email address must be", "A password has"):
        assert wrong in words
    assert 'value="Thames Valley programme"' in page.text
    assert "short" not in page.text
    assert programmes(database) == 0


@pytest.mark.parametrize("made", [NOW - SETUP_CODE_LASTS, NOW + timedelta(minutes=1)])
def test_a_code_is_good_for_its_hour(database: Database, made: Any) -> None:
    code = a_code(database, now=made)
    assert Browser(an_app(a_wiring(database))).post("/setup", {**ANSWERS, "code": code}).status_code == 422


def test_a_new_code_ends_the_one_before(database: Database) -> None:
    first, _ = a_code(database), a_code(database)
    assert Browser(an_app(a_wiring(database))).post("/setup", {**ANSWERS, "code": first}).status_code == 422


def test_guessing_is_stopped(database: Database) -> None:
    browser = Browser(an_app(a_wiring(database)))
    came = [browser.post("/setup", {"code": "AAAA-BBBB-CCCC"}).status_code for _ in range(21)]
    assert (came[:20], came[20]) == ([422] * 20, 429)


class Post:
    """A mail server that takes what it is given, or says why not."""

    def __init__(self, problem: str | None = None) -> None:
        self.sent: list[Any] = []
        self.problem = problem

    def carry(self, messages: Any) -> Any:
        from programme.notices.carriers import Carried

        self.sent += messages
        return [Carried(one.key, self.problem, Cause.SERVICE_REFUSED) for one in messages]


def administrator(database: Database, force: str | None = "43", **parts: Any) -> tuple[Browser, Account]:
    account = an_account(database, Door.ADMIN, roles=frozenset({Role.ADMINISTRATOR}), force_code=force)
    return Browser(an_app(a_wiring(database, **parts))).sign_in_as(account), account


def test_a_test_message_really_goes_to_whoever_asks_for_it(database: Database) -> None:
    a_world(database)
    post = Post()
    browser, account = administrator(database, carriers={Channel.EMAIL: post})
    browser.post(f"{LIST}/mail")
    assert [one.address for one in post.sent] == [account.email]
    assert "The mail server took the test message" in main_words(browser.get(LIST))
    row = read(
        database, lambda db: db.execute(select(AccessRow).where(AccessRow.what == "record_try_out")).scalar_one()
    )
    assert row.reason == "mail: worked"


def test_what_the_mail_server_answers_is_said(database: Database) -> None:
    a_world(database)
    browser, _ = administrator(database, carriers={Channel.EMAIL: Post("mail server answered 554 5.7.1")})
    browser.post(f"{LIST}/mail")
    said = "The mail server or text service refused it (mail server answered 554 5.7.1)"
    assert said in main_words(browser.get(LIST))


def test_the_test_message_gives_nobody_away() -> None:
    assert give_aways(f"{TEST_SUBJECT} {TEST_BODY}") == []


@pytest.mark.parametrize("wrong", [{}, {"credentials_wrong": True}, {"away": True}])
def test_stripe_is_asked_and_what_it_answers_is_kept(database: Database, wrong: dict[str, Any]) -> None:
    a_world(database)
    browser, _ = administrator(database, payments=FakeGateway(lambda: NOW, **wrong))
    browser.post(f"{LIST}/payments")
    kept = read(database, lambda db: db.execute(select(TryOut)).scalar_one())
    assert kept.part is TriedPart.PAYMENTS
    assert kept.worked is (not wrong)
    words = main_words(browser.get(LIST))
    assert ("Stripe answered, in test mode" in words) is (not wrong)
    assert ("It failed" in words) is bool(wrong)


def test_the_lawyers_confirmation_is_kept_and_falls_with_a_new_version(database: Database) -> None:
    a_world(database)
    browser, _ = administrator(database)
    page = browser.get(f"{LIST}/lawyer")
    assert f"{LIST}/lawyer/text" in links_on(page)
    text = browser.get(f"{LIST}/lawyer/text")
    assert text.text.startswith("# For the force's lawyer")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    versions = page.text.split('name="versions"')[1].split('value="')[1].split('"')[0]
    form = {"versions": versions, "lawyer": "L. Aw", "all_read": "true"}
    on = {"confirmed_on-day": "28", "confirmed_on-month": "2", "confirmed_on-year": "2027"}

    empty = main_words(browser.post(f"{LIST}/lawyer", {"versions": versions}))
    assert all(
        wrong in empty for wrong in ("Enter the name of the lawyer", "Enter the date", "Tick that every version")
    )
    ahead = browser.post(f"{LIST}/lawyer", {**form, **on, "confirmed_on-month": "4", "lawyer": ""})
    assert "Enter the name of the lawyer" in main_words(ahead), "all that is wrong is said at once"
    assert "must be today or earlier" in main_words(ahead)
    assert browser.post(f"{LIST}/lawyer", {**form, **on}).headers["location"] == LIST
    assert "Confirmed by L. Aw on 28 February 2027" in main_words(browser.get(LIST))

    def add_rules(db: Any) -> None:
        newest = all_rules(db)[-1]
        db.add(EligibilityRules(from_on=NOW.date(), lookback_years=newest.lookback_years, criteria=[], reason="More"))

    database.write_now(add_rules)
    assert "Not confirmed since" in main_words(browser.get(LIST))
    meanwhile = browser.post(f"{LIST}/lawyer", {**form, **on})
    assert "added meanwhile" in main_words(meanwhile)
    count = select(func.count()).select_from(PolicyConfirmation)
    assert read(database, lambda db: db.execute(count).scalar_one()) == 1


def test_another_forces_programme_is_not_found(database: Database) -> None:
    a_world(database)
    a_force(database, "34")
    browser, _ = administrator(database, force="34")
    assert browser.get(LIST).status_code == 404
    assert browser.get(f"{LIST}/lawyer").status_code == 404
    assert "No programme is set up yet" in main_words(browser.get("/admin/set-up"))
    assert "missing until" not in main_words(browser.get("/admin"))


def test_whoever_sets_up_all_of_them_reads_how_each_stands_and_is_led_to_everything_that_is_set(
    database: Database,
) -> None:
    world = a_world(database)
    a_world(database, force_code="16")
    account = an_account(database, Door.ADMIN, roles=frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}))
    browser = Browser(an_app(a_wiring(database))).sign_in_as(account)
    page = browser.get("/admin/set-up")
    assert "is being set up: 7 things are missing" in main_words(browser.get("/admin"))
    a_referral(database, world)
    running = main_words(browser.get("/admin"))
    assert "7 things are missing on its list Set up" in running
    assert running.count("is being set up") == 1, "the other programme, which has no case yet"
    assert "Programme: 7 things are missing ." in main_words(browser.get("/admin/set-up"))
    assert "7 things are missing." in main_words(browser.get(LIST))
    links = links_on(page)
    assert {LIST, "/admin/set-up/16"} <= set(links)
    assert "A first course date" in main_words(browser.get(LIST))
    for one in ("programme", "routes", "rules", "providers", "neighbours", "people", "timetable", "import"):
        assert f"/admin/{one}" in links
        assert browser.get(f"/admin/{one}").status_code in (200, 303)
    for under in ("/admin/programme/43", "/admin/providers", "/admin/rules/try"):
        assert re.search(r'href="/admin/set-up" aria-current="true"', browser.get(under).text), under


def test_a_first_date_leads_to_the_provider_whose_page_says_who_adds_one(database: Database) -> None:
    world = a_world(database)
    browser, _ = administrator(database)
    provider = f"/admin/providers/{world.provider.id}"
    assert provider in links_in(browser.get(LIST).text)
    assert "nobody of it can sign in yet. Invite somebody of the provider" in main_words(browser.get(provider))
    an_account(database, Door.PROVIDER, provider_id=world.provider.id)
    assert "The provider’s own people add dates, on their page Dates. Ask them" in main_words(browser.get(provider))


def test_the_list_leads_nobody_to_a_page_that_does_not_open_for_him(database: Database) -> None:
    a_world(database)
    app = an_app(a_wiring(database))
    for role, leads_to_people in ((Role.COORDINATOR, False), (Role.ADMINISTRATOR, True)):
        account = an_account(database, Door.ADMIN, roles=frozenset({role}), force_code="43")
        browser = Browser(app).sign_in_as(account)
        links = links_in(browser.get(LIST).text)
        assert ("/admin/people" in links) is leads_to_people
        assert [href for href in links if browser.get(href).status_code != 200] == []


def links_in(page: str) -> list[str]:
    return re.findall(r'task-list__link" href="([^"]+)"', page)
