"""Faults, and what people and machines are told of them: never why, always what to do now."""

from __future__ import annotations

import asyncio
import io
import json
import re
from typing import Any

import pytest
import structlog
from httpx import Response
from litestar import Request, get, post
from litestar.exceptions import InternalServerException, TooManyRequestsException
from litestar.handlers import HTTPRouteHandler

from programme.app import LARGEST_BODY
from programme.notices.discretion import give_aways
from programme.referrals.states import ReferralState
from programme.shared.access import CUSTODY, PUBLIC, Access
from programme.shared.actor import Door
from programme.shared.refusal import Refusal
from programme.storage.database import Database
from programme.web.kit.page_above import page_above
from tests.support.builders import a_referral, a_world, an_account
from tests.support.clients import Browser, a_wiring, an_app, no_database
from tests.support.page_reader import words_on

CANARY = "Smith of 12 Mill Lane"


class TooLateToMove(Refusal):
    """A "no" of the business."""

    code = "too_late_to_move"
    headline = "It is too late to move"
    explanation = "The day is less than a week away."
    remedy = "Call the help line."


_to_raise: list[Exception] = []


@get(["/something", "/custody/something", "/api/v1/something"], opt={"access": PUBLIC}, sync_to_thread=False)
def failing() -> str:
    raise _to_raise.pop()


@get("/breaking", opt={"access": PUBLIC})
async def breaking(request: Request[Any, Any, Any]) -> str:
    await request.body()
    raise InternalServerException("of our own")


def answer_of(path: str, error: Exception, **headers: str) -> Response:
    """The answer of an application at `path`, one of those of `failing`, when its handler raises `error`."""
    _to_raise.append(error)
    answer = Browser(an_app(a_wiring(no_database()), failing, breaking)).get(path, **headers)
    assert not _to_raise, "nothing was raised"
    return answer


def test_a_refusal_says_what_is_wrong_why_and_what_to_do() -> None:
    answer = answer_of("/something", TooLateToMove())

    assert answer.status_code == 409
    for words in ("It is too late to move", "The day is less than a week away.", "Call the help line."):
        assert words in answer.text


def test_a_fragment_gets_the_refusal_without_a_page_around_it() -> None:
    answer = answer_of("/something", TooLateToMove(), HX_Request="true")

    assert answer.status_code == 409
    assert "It is too late to move" in answer.text
    assert "<html" not in answer.text


def test_a_machine_gets_the_refusal_as_a_problem() -> None:
    answer = answer_of("/api/v1/something", TooLateToMove())

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:programme:problem:too_late_to_move",
        "title": "It is too late to move",
        "status": 409,
        "detail": "The day is less than a week away. Call the help line.",
    }


@pytest.mark.parametrize("path", ["/something", "/custody/something", "/api/v1/something"])
def test_a_fault_shows_nothing_of_itself_and_is_logged_by_kind_and_place(path: str) -> None:
    written = io.StringIO()
    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.processors.JSONRenderer()], logger_factory=structlog.WriteLoggerFactory(file=written)
    )
    try:
        answer = answer_of(path, KeyError(CANARY))
    finally:
        structlog.configure(**before)
    faults = [line for line in map(json.loads, written.getvalue().splitlines()) if line["event"] == "fault"]

    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert not any(word in answer.text for word in (CANARY, "KeyError", "Traceback", "failing", ".py"))
    assert [(fault["kind"], fault["route"]) for fault in faults] == [("KeyError", path)]
    assert faults[0]["where"].startswith("failing:")
    assert CANARY not in written.getvalue()


def test_too_many_tries_have_a_page_of_their_own() -> None:
    answer = answer_of("/something", TooManyRequestsException(detail=CANARY))

    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.text
    assert CANARY not in answer.text


def refused_forms(door: str) -> dict[int, tuple[str, dict[str, str], dict[str, Any]]]:
    """An address, a form and how it is sent, by the status of the answer, at a staff door or his own."""
    page, typed = ("/sign-in" if door == "staff" else "/"), {"email": CANARY, "code": CANARY}
    return {
        403: (page, typed, {"token": ""}),
        404: ("/custody/nowhere" if door == "staff" else "/nowhere", typed, {}),
        405: ("/custody/help" if door == "staff" else "/status", typed, {}),
        413: (page, {"email": CANARY, "code": CANARY * LARGEST_BODY}, {}),
        429: ("/custody/tried-often" if door == "staff" else "/tried-often", typed, {}),
    }


@post(["/tried-often", "/custody/tried-often"], opt={"access": PUBLIC}, sync_to_thread=False)
def tried_often() -> str:
    raise TooManyRequestsException(detail=CANARY)


@pytest.mark.parametrize("status", [403, 404, 405, 413, 429])
@pytest.mark.parametrize("door", ["staff", "his own"])
def test_a_form_that_is_not_taken_at_all_is_answered_with_a_whole_page_that_leads_on_and_keeps_nothing(
    database: Database, door: str, status: int
) -> None:
    browser = Browser(an_app(a_wiring(database), tried_often))
    address, typed, how = refused_forms(door)[status]
    for _ in range(2):  # and once more, as a reload sends it
        if status == 403:
            browser.form_token()
        answer = browser.post(address, typed, **how)
        assert answer.status_code == status
        assert answer.text.count("<h1") == 1
        assert "What you can do now" in words_on(answer)
        start = "/sign-in" if door == "staff" else "/"
        assert f'href="{start}">Go to the start</a>' in answer.text
        assert CANARY not in answer.text
        assert answer.headers["cache-control"] == "no-store"


def test_an_address_that_does_not_exist_says_nothing_of_what_the_service_is_for() -> None:
    page = Browser(an_app(a_wiring(no_database()))).get("/nowhere")

    assert page.status_code == 404
    assert "Course bookings</title>" in page.text
    assert give_aways(re.sub(r"<[^>]*>", " ", page.text)) == []


def test_whoever_is_signed_in_is_led_to_his_own_door_from_an_address_that_is_no_route(database: Database) -> None:
    account = an_account(database, Door.CUSTODY, force_code=a_world(database).programme.force_code)
    browser = Browser(an_app(a_wiring(database))).sign_in_as(account)

    for path in ("/nowhere", "/custody/nowhere/at/all"):
        page = browser.get(path)
        assert page.status_code == 404
        assert '<a class="govuk-link" href="/custody">Go to the start</a>' in page.text
        assert 'href="/custody/help"' in page.text


def closed(path: str, door: Door) -> HTTPRouteHandler:
    @get(path, opt={"access": Access(door.value, frozenset({door}))}, sync_to_thread=False)
    def route() -> str:
        return CANARY

    return route


CLOSED = [
    closed("/custody/here", Door.CUSTODY),
    closed("/admin/here", Door.ADMIN),
    closed("/my-booking/here", Door.OFFENDER),
    closed("/provider/here", Door.PROVIDER),
    closed("/api/v1/here", Door.PARTNER),
]


def closed_to_strangers(path: str, **headers: str) -> Response:
    return Browser(an_app(a_wiring(no_database()), *CLOSED)).get(path, **headers)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/custody/here", "/sign-in?to=/custody/here"),
        ("/admin/here", "/sign-in?to=/admin/here"),
        ("/my-booking/here", "/?again=1"),
    ],
)
def test_whoever_is_not_signed_in_is_sent_to_his_own_way_in(path: str, target: str) -> None:
    answer = closed_to_strangers(path)

    assert (answer.status_code, answer.headers["location"]) == (303, target)
    assert answer.content == b""


def test_a_fragment_sends_the_whole_page_to_sign_in_instead_of_showing_a_form_in_a_cell() -> None:
    answer = closed_to_strangers("/provider/here", HX_Request="true")

    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in")


def test_a_machine_is_told_to_sign_and_not_sent_to_a_form() -> None:
    answer = closed_to_strangers("/api/v1/here")

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/custody/referrals/K7M2-9QXD/slip", "/custody/referrals/K7M2-9QXD"),
        ("/custody/referrals/K7M2-9QXD/bail/save", "/custody/referrals/K7M2-9QXD/bail"),
        ("/custody/referrals/K7M2-9QXD/tasks/bail_extension/done", "/custody/referrals/K7M2-9QXD"),
        ("/provider/dates/K7M2-9QXD/register/K7M2-9QXD/undo", "/provider/dates/K7M2-9QXD/register/K7M2-9QXD"),
        ("/my-booking/booking/move", "/my-booking/booking"),
        ("/admin/money/K7M2-9QXD/x/done", "/admin"),
        ("/custody", ""),
        ("/nowhere/at/all", ""),
    ],
)
def test_a_refusal_leads_back_to_the_nearest_page_above(address: str, above: str) -> None:
    assert page_above(an_app(a_wiring(no_database())), address) == above


def test_the_page_of_a_refusal_has_the_link(database: Database) -> None:
    referral = a_referral(database, a_world(database), state=ReferralState.CLOSED)
    officer = Browser(an_app(a_wiring(database))).sign_in_as(an_account(database, Door.CUSTODY, force_code="43"))
    here = f"/custody/referrals/{referral.reference}"
    for answer in (officer.post(f"{here}/slip"), officer.get(f"{here}/offer")):
        assert answer.status_code == 409
        assert f'<a class="govuk-link" href="{here}">Go back</a>' in answer.text


def test_a_refused_form_is_read_after_a_redirect_so_that_a_reload_sends_nothing_again(database: Database) -> None:
    referral = a_referral(database, a_world(database), state=ReferralState.CLOSED)
    account = an_account(database, Door.CUSTODY, force_code="43")
    officer = Browser(an_app(a_wiring(database))).sign_in_as(account)
    here = f"/custody/referrals/{referral.reference}/slip"
    sent = {"_csrf_token": officer.form_token()}
    answer = officer.send("POST", here, data=sent)
    to = answer.headers["location"]
    assert (answer.status_code, to.startswith("/not-done?kept="), answer.content) == (303, True, b"")
    assert referral.reference not in to
    read = officer.get(to)
    assert (read.status_code, officer.get(to).text == read.text) == (409, True)
    at_once = officer.send("POST", here, data=sent, headers={"HX-Request": "true"})
    assert at_once.status_code == 409, "a script is answered at once"
    assert (headline := re.search(r"summary__title\">([^<]+)", at_once.text)) is not None
    assert headline[1] in read.text
    missing = officer.send("POST", "/custody/referrals/K7M2-9QXD/slip", data=sent)
    read = officer.get(missing.headers["location"])
    assert (missing.status_code, read.status_code) == (303, 404)
    assert "What you can do now: Check the reference" in words_on(read)
    another = Browser(an_app(a_wiring(database))).sign_in_as(account)
    assert another.get(to).headers["location"] == officer.get("/not-done").headers["location"]


@post("/custody/failing", opt={"access": CUSTODY}, sync_to_thread=False)
def failing_form() -> str:
    raise KeyError(CANARY)


def test_a_fault_over_a_sent_form_is_read_after_a_redirect_with_the_number_that_the_log_has(database: Database) -> None:
    a_world(database)
    app = an_app(a_wiring(database), failing_form)
    officer = Browser(app).sign_in_as(an_account(database, Door.CUSTODY, force_code="43"))
    with structlog.testing.capture_logs() as logged:
        answer = officer.send("POST", "/custody/failing", data={"_csrf_token": officer.form_token()})
    read = officer.get(answer.headers["location"])
    assert (answer.status_code, read.status_code) == (303, 500)
    number = next(line["number"] for line in logged if line["event"] == "fault")
    assert f"Our log has it as fault {number}" in words_on(read)
    assert words_on(officer.get(answer.headers["location"])) == words_on(read), "a reload"
    assert CANARY not in read.text


@pytest.mark.parametrize(("came", "status"), [("http.disconnect", 499), ("http.request", 500)])
def test_what_the_sender_gave_up_is_no_fault_in_the_log_and_a_fault_is_one(came: str, status: int) -> None:
    app = an_app(a_wiring(no_database()), failing, breaking)
    answered: list[Any] = []
    messages = iter([{"type": "http.request", "body": b"a", "more_body": True}, {"type": came}])

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        answered.append(message)

    host = app.state.wiring.settings.public_origin.split("//")[1]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": "/breaking", "raw_path": b"/breaking", "root_path": "", "query_string": b"", "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2), "headers": [(b"host", host.encode()), (b"content-length", b"9")], "state": {},
    }  # fmt: skip
    with structlog.testing.capture_logs() as logged:
        asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    assert answered[0]["status"] == status
    assert [line["status"] for line in logged if line["event"] == "request"] == [status]


def test_another_sites_form_takes_no_cookie_from_the_reader(database: Database) -> None:
    browser = Browser(an_app(a_wiring(database)))
    browser.form_token()
    forged = browser.post("/sign-in", token="forged", Sec_Fetch_Site="cross-site", Origin="https://evil.example")
    assert (forged.status_code, forged.headers.get_list("set-cookie")) == (403, [])
    own = browser.post("/sign-in", token="forged")
    assert (own.status_code, len(own.headers.get_list("set-cookie"))) == (403, 1), "the control"
