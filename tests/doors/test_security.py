"""Forged forms, headers, hosts, sizes: what every route keeps to, whoever wrote it."""

from __future__ import annotations

import gc
import io
import json
import warnings
from collections.abc import Iterator
from itertools import product

import pytest
import structlog
from httpx import Response
from litestar import get

from programme.app import LARGEST_BODY, create_app
from programme.shared.access import PUBLIC
from programme.storage.database import Database
from tests.support.clients import Browser, a_wiring, an_app, no_database
from tests.support.everybody import Route, everybody, routes_of, visitors
from tests.support.statements import statements

SAFE = ("GET", "HEAD")
HTTPS = {"public_url": "https://courses.test"}


@pytest.fixture
def browser() -> Browser:
    """A stranger's browser. None of what he may see needs the database."""
    return Browser(an_app(a_wiring(no_database(), settings=HTTPS)))


def unsafe_routes_by_visitor(database: Database) -> Iterator[tuple[Route, Browser]]:
    """Every route that changes something, with the browser of somebody who may use it."""
    people = everybody(database)
    app = an_app(a_wiring(database))
    browsers = visitors(app, people)
    for route in routes_of(app):
        if route.method not in SAFE and not route.handler.opt.get("exclude_from_csrf"):
            yield route, browsers["anonymous" if route.access.public else str(min(route.access.doors))]


FORGERIES: dict[str, dict[str, str]] = {
    "without a token": {"token": ""},
    "with a made-up token": {"token": "0" * 128},
    "with a token in another alphabet": {"token": "žádný" * 30},
    "with a token that is too short": {"token": "abc"},
    "from another site, with a token": {"Sec_Fetch_Site": "cross-site"},
    "from another part of our domain, with a token": {"Sec_Fetch_Site": "same-site"},
    "from another origin, with a token": {"Origin": "https://evil.example"},
    "from our name on another scheme, with a token": {"Origin": "https://127.0.0.1:8000"},
}


@pytest.mark.only_on("sqlite", reason="a form's token is looked at before any database is asked")
def test_no_route_takes_a_forged_form(database: Database) -> None:
    taken = []
    for (route, browser), (forgery, how) in product(list(unsafe_routes_by_visitor(database)), FORGERIES.items()):
        browser.form_token()  # a refused form takes the token away
        with statements(database) as sent:
            answer = browser.post(route.address(), **how)
        wrote = [line for line in sent if not line.startswith(("SELECT", "PRAGMA"))]
        if answer.status_code != 403 or wrote:
            taken.append(f"{route.name}, {forgery}: {answer.status_code} {wrote}")

    assert taken == []


@pytest.mark.only_on("sqlite", reason="a form's token is looked at before any database is asked")
def test_the_same_form_with_its_token_is_let_through(database: Database) -> None:
    """The sweep above, if nothing were refused: the control."""
    for route, browser in unsafe_routes_by_visitor(database):
        assert browser.post(route.address()).status_code != 403, route.name


@pytest.mark.parametrize("headers", [{"Origin": "null", "Sec_Fetch_Site": "same-origin"}, {"Sec_Fetch_Site": "none"}])
def test_our_own_pages_tell_nobody_where_they_are_and_their_forms_are_taken(
    database: Database, headers: dict[str, str]
) -> None:
    browser = Browser(an_app(a_wiring(database)))

    assert browser.post("/sign-out", **headers).status_code == 303


def test_a_file_sent_as_the_token_is_a_forged_form_and_no_fault(browser: Browser) -> None:
    browser.form_token()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the framework lets go of the file, and does not close it
        answer = browser.send("POST", "/sign-in", files={"_csrf_token": ("token.txt", b"x" * 200, "text/plain")})
        gc.collect()

    assert answer.status_code == 403


def test_a_cookie_in_another_alphabet_is_a_forged_form_and_no_fault(browser: Browser) -> None:
    answer = browser.send(
        "POST",
        "/sign-in",
        content=b"_csrf_token=" + b"a" * 128,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Cookie": "__Host-form=" + "%C5%BE" * 60},
    )

    assert answer.status_code == 403


def test_a_forged_form_gets_a_page_that_says_what_to_do(browser: Browser) -> None:
    answer = browser.post("/sign-in", token="")

    assert "Go back, reload the page and send it again" in answer.text
    assert "CSRF" not in answer.text


EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
}


def every_kind_of_answer(browser: Browser) -> dict[str, Response]:
    return {
        "200": browser.get("/sign-in"),
        "303": browser.get("/my-booking"),
        "403": browser.post("/sign-in", token=""),
        "404": browser.get("/nowhere/at/all"),
        "405": browser.send("DELETE", "/sign-in"),
        "413": browser.post("/sign-in", {"email": "x" * (LARGEST_BODY + 1)}),
        "400, no such host": browser.send("GET", "/sign-in", headers={"Host": "evil.example"}),
        "500": browser.get("/faulty"),
        "503": browser.get("/health/ready"),
        "a file": browser.get("/assets/look.css"),
        "no such file": browser.get("/assets/nothing.css"),
        "options": browser.send("OPTIONS", "/sign-in"),
        "metrics without their token": browser.get("/metrics"),
        "a webhook without a signature": browser.send("POST", "/webhooks/stripe", content=b"{}"),
    }


def with_a_fault() -> Browser:
    """A stranger's browser at an application in which one page is broken."""

    @get("/faulty", opt={"access": PUBLIC}, sync_to_thread=False)
    def faulty() -> str:
        raise RuntimeError("Smith, born 12 March 1980, could not be found in table persons")

    app = create_app(a_wiring(no_database(), settings=HTTPS))
    app.register(faulty)
    return Browser(app)


def test_the_headers_stand_on_every_answer_whoever_gives_it() -> None:
    answers = every_kind_of_answer(with_a_fault())

    missing = [
        f"{kind}: {name}"
        for kind, answer in answers.items()
        for name, value in EVERYWHERE.items()
        if answer.headers.get(name) != value
    ]
    assert missing == []
    assert [kind for kind, answer in answers.items() if "content-security-policy" not in answer.headers] == []
    expected = {kind: int(kind[:3]) for kind in answers if kind[:3].isdigit()}
    assert {kind: answers[kind].status_code for kind in expected} == expected


def test_nothing_but_files_may_be_kept_by_anybody() -> None:
    answers = every_kind_of_answer(with_a_fault())

    kept = {kind for kind, answer in answers.items() if answer.headers["cache-control"] != "no-store"}

    assert kept == {"a file"}
    assert answers["a file"].headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "set-cookie" not in answers["a file"].headers


def test_the_policy_allows_nothing_inline_nothing_foreign_and_forms_only_to_us_the_payment_page_and_the_way_out(
    browser: Browser,
) -> None:
    policy = dict(part.split(" ", 1) for part in browser.get("/sign-in").headers["content-security-policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("base-uri", "object-src", "frame-ancestors")} == {"'none'"}
    assert {policy[name] for name in ("script-src", "style-src", "font-src", "connect-src")} == {"'self'"}
    assert policy["form-action"] == "'self' https://checkout.stripe.com https://www.bbc.co.uk"
    assert "unsafe" not in str(policy)


def test_a_rehearsal_on_plain_http_does_not_tell_browsers_to_insist_on_https() -> None:
    rehearsal = Browser(an_app(a_wiring(no_database())))

    assert "strict-transport-security" not in rehearsal.get("/sign-in").headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("courses.test", 200),
        ("127.0.0.1:8000", 200),
        ("localhost:8000", 200),
        ("other.test:8443", 200),
        ("courses.test:8080", 400),
        ("courses.test.evil.example", 400),
        ("evil.example", 400),
        ("evil.example@courses.test", 400),
        ("", 400),
    ],
)
def test_only_our_own_names_are_answered(host: str, status: int) -> None:
    settings = {**HTTPS, "allowed_hosts": "other.test:8443"}
    browser = Browser(an_app(a_wiring(no_database(), settings=settings)))

    assert browser.send("GET", "/sign-in", headers={"Host": host}).status_code == status


@pytest.mark.only_on("sqlite", reason="what a visitor claims of himself reaches no database")
def test_nothing_in_an_answer_is_made_from_what_a_visitor_says_of_himself(database: Database) -> None:
    people = everybody(database)
    app = an_app(a_wiring(database))
    claims = dict.fromkeys(("X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "Referer"), "evil.example")
    repeated = []
    for who, browser in visitors(app, people).items():
        for route in routes_of(app):
            if route.method == "GET" and not route.parameters:
                answer = browser.send("GET", route.pattern, headers=claims)
                if "evil.example" in answer.text + str(answer.headers):
                    repeated.append(f"{who}: {route.name}")

    assert repeated == []


def test_a_body_beyond_a_megabyte_is_refused_however_it_comes(browser: Browser) -> None:
    def in_pieces() -> Iterator[bytes]:
        for _ in range(LARGEST_BODY // 50_000 + 2):
            yield b"x" * 50_000

    for content_type in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"):
        headers = {"Content-Type": content_type}
        assert browser.send("POST", "/sign-in", content=b"x" * (LARGEST_BODY + 1), headers=headers).status_code in (
            403,
            413,
        )
    assert browser.send("POST", "/webhooks/stripe", content=in_pieces()).status_code == 413


def test_the_log_holds_patterns_and_never_what_was_asked_for(database: Database) -> None:
    people = everybody(database)
    app = an_app(a_wiring(database))
    written = io.StringIO()
    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.processors.JSONRenderer()], logger_factory=structlog.WriteLoggerFactory(file=written)
    )
    try:
        officer = visitors(app, people)["provider"]
        for path in (
            f"/provider/dates/{people.references[0]}?surname=Smith",
            "/provider/dates/SECRETREF",
            "/nowhere/SECRETREF",
        ):
            officer.get(path, Referer="https://SECRETREF.example/", User_Agent="SECRETREF")
        officer.send("SECRETREF", "/sign-in")
        officer.post("/sign-in", {"email": "SECRETREF", "password": "SECRETREF"})
    finally:
        structlog.configure(**before)

    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    requests = [line for line in lines if line["event"] == "request"]

    assert len(requests) == 6  # the sign-in that is refused is fetched again
    assert {"/provider/dates/{reference}", "no such address", "/sign-in"} >= {line["route"] for line in requests}
    secrets = ("SECRETREF", "Smith", people.references[0], officer.sign_in_cookie, officer.form_token())
    assert [secret for secret in secrets if secret in written.getvalue()] == []
