"""Signing in leads on to the page that was asked for, of his own door, and never anywhere else."""

from __future__ import annotations

import pytest
from httpx import Response

from programme.people.models import Account
from programme.people.passwords import hash_password
from programme.shared.actor import Actor, Door, Role
from programme.storage.database import Database
from programme.web.kit.leading_on import leads_on
from tests.support.builders import a_referral, a_world, an_account
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.page_reader import main_words

ALL = frozenset(Role)
PASSWORD = "the right words to come in"
PASSWORD_HASH = hash_password(PASSWORD)


@pytest.mark.parametrize(
    ("to", "door", "leads_to"),
    [
        ("/custody/referrals/AB12-CD34", Door.CUSTODY, "/custody/referrals/AB12-CD34"),
        ("/custody", Door.CUSTODY, "/custody"),
        ("/cases/AB12-CD34", Door.PARTNER, "/cases/AB12-CD34"),
        ("/dates/AB12-CD34", Door.PROVIDER, "/dates/AB12-CD34"),
        ("/waiting", Door.ADMIN, "/waiting"),
        ("/drafts", Door.CUSTODY, "/drafts"),
        ("/admin", Door.CUSTODY, "/custody"),  # another door
        ("/custodyx", Door.CUSTODY, "/custody"),
        ("/my-booking", Door.CUSTODY, "/custody"),
        ("/account/password", Door.ADMIN, "/account/password"),
        ("/sign-out", Door.CUSTODY, "/custody"),
        ("", Door.CUSTODY, "/custody"),
        ("//evil.example", Door.CUSTODY, "/custody"),
        ("/custody//evil.example", Door.CUSTODY, "/custody"),
        ("/\\evil.example", Door.CUSTODY, "/custody"),
        ("https://evil.example/custody", Door.CUSTODY, "/custody"),
        ("/custody/../admin", Door.CUSTODY, "/custody"),
        ("/custody/%2e%2e/admin", Door.CUSTODY, "/custody"),
        ("/custody?next=//evil.example", Door.CUSTODY, "/custody"),
        ("/custody#x", Door.CUSTODY, "/custody"),
        ("/custody/\r\nSet-Cookie: a=b", Door.CUSTODY, "/custody"),
        ("/custody/é", Door.CUSTODY, "/custody"),
        ("/custody/" + "a" * 200, Door.CUSTODY, "/custody"),
        ("javascript:alert(1)", Door.CUSTODY, "/custody"),
    ],
)
def test_only_a_plain_path_of_his_own_door_or_of_a_message_leads_on(to: str, door: Door, leads_to: str) -> None:
    assert leads_on(to, Actor(door, 1, "A", roles=ALL)) == leads_to


class Stage:
    """An officer with a password, a supervisor elsewhere, a case, and a browser in front of them."""

    def __init__(self, database: Database) -> None:
        world = a_world(database)
        self.officer = an_account(
            database, Door.CUSTODY, force_code="43", email="officer@example.org", password_hash=PASSWORD_HASH
        )
        self.case = f"/custody/referrals/{a_referral(database, world).reference}"
        self.database, self.wiring = database, a_wiring(database)
        self.browser = Browser(an_app(self.wiring))

    def sign_in_on(self, page: Response, password: str = PASSWORD) -> Response:
        """Sign in on this page, as it stands."""
        to = page.text.partition('name="to" value="')[2].partition('"')[0]
        return self.browser.post("/sign-in", {"email": "officer@example.org", "password": password, "to": to})

    def reference(self) -> str:
        return self.case.rpartition("/")[2]


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def test_the_link_of_a_message_opens_nothing_and_leads_to_the_case_once_he_is_signed_in(stage: Stage) -> None:
    asked = stage.browser.get(f"/cases/{stage.reference()}")
    assert (asked.status_code, asked.content) == (303, b"")
    assert asked.headers["location"] == f"/sign-in?to=/cases/{stage.reference()}"
    page = stage.browser.get(asked.headers["location"])
    assert "you are led on to the page that you asked for" in main_words(page)

    wrong = stage.sign_in_on(page, "not the words")
    assert wrong.status_code == 422
    leads_to = stage.sign_in_on(wrong).headers["location"]
    assert leads_to == f"/cases/{stage.reference()}"

    assert stage.browser.get(leads_to).headers["location"] == stage.case
    assert stage.reference() in main_words(stage.browser.get(stage.case))


def test_after_a_time_out_he_is_back_on_the_page_and_what_was_searched_for_is_in_no_address(stage: Stage) -> None:
    stage.browser.sign_in_as(stage.officer)
    clock = stage.wiring.wall_clock
    assert isinstance(clock, StandingClock)
    clock.move(minutes=16)

    out = stage.browser.get(f"{stage.case}?done=bail&q=Smith")

    assert out.headers["location"] == f"/sign-in?again=1&to={stage.case}"
    assert stage.sign_in_on(stage.browser.get(out.headers["location"])).headers["location"] == stage.case


@pytest.mark.parametrize(
    ("sent_to", "page"),
    [("/bail", "/bail"), ("/bail/save", "/bail"), ("/tasks/bail/done", ""), ("/nowhere/at/all", None)],
)
def test_what_was_sent_after_a_time_out_leads_back_to_its_page(stage: Stage, sent_to: str, page: str | None) -> None:
    out = stage.browser.post(f"{stage.case}{sent_to}", {})
    if page is None:
        assert out.status_code == 404
    else:
        assert out.headers["location"] == f"/sign-in?to={stage.case}{page}"


def test_a_fragment_leads_back_to_the_page_that_it_stands_on_and_to_no_other_site(stage: Stage) -> None:
    here = stage.wiring.settings.public_origin + stage.case + "?q=Smith"
    answer = stage.browser.get("/custody/pulse", HX_Request="true", HX_Current_URL=here)
    other = stage.browser.get(stage.case, HX_Request="true", HX_Current_URL="https://evil.example//evil.example/x")
    assert answer.status_code in (401, 404)
    assert other.headers["hx-redirect"] == "/sign-in"
    assert stage.browser.get(stage.case, HX_Request="true", HX_Current_URL=here).headers["hx-redirect"] == (
        f"/sign-in?to={stage.case}"
    )


def test_what_is_no_address_at_all_leads_to_the_sign_in_page(stage: Stage) -> None:
    answer = stage.browser.get(stage.case, HX_Request="true", HX_Current_URL="https://[evil.example/x")
    assert answer.headers["hx-redirect"] == "/sign-in"


def test_whoever_is_signed_in_already_is_led_on_at_once_and_never_out_of_his_door(stage: Stage) -> None:
    stage.browser.sign_in_as(stage.officer)
    assert stage.browser.get(f"/sign-in?to=/cases/{stage.reference()}").headers["location"].startswith("/cases/")
    assert stage.browser.get("/sign-in?to=//evil.example").headers["location"] == "/custody"


@pytest.mark.parametrize(
    ("door", "facts", "case", "date", "waiting"),
    [
        (Door.CUSTODY, {"force_code": "43"}, "/custody/referrals/AB", "/custody", "/custody/clocks"),
        (Door.PARTNER, {"force_code": "43"}, "/partner/cases/AB", "/partner", "/partner"),
        (
            Door.ADMIN,
            {"roles": frozenset({Role.SAFEGUARDING}), "force_code": "43"},
            "/admin/concerns/AB",
            "/admin",
            "/admin",
        ),
        (Door.ADMIN, {"roles": frozenset({Role.FINANCE})}, "/admin", "/admin", "/admin"),
    ],
)
def test_the_addresses_of_messages_lead_to_the_page_at_his_door(
    stage: Stage, door: Door, facts: dict[str, object], case: str, date: str, waiting: str
) -> None:
    account: Account = an_account(stage.database, door, **facts)
    browser = Browser(an_app(stage.wiring)).sign_in_as(account)
    assert browser.get("/cases/AB").headers["location"] == case
    assert browser.get("/dates/AB").headers["location"] == date
    assert browser.get("/waiting").headers["location"] == waiting
    assert browser.get("/drafts").headers["location"] == ("/custody/drafts" if door is Door.CUSTODY else "/waiting")
