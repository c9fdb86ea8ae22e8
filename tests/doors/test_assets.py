"""The files that pages load: small on a slow line, whole when they arrive, and none of anybody else's."""

from __future__ import annotations

import re

import pytest

from programme.storage.database import Database
from programme.web.kit.assets import STATIC
from tests.support.clients import Browser, a_wiring, an_app, no_database

LARGEST_FIRST_PAGE = 45_000
"""Bytes of his sign-in page with all that it loads, over a line of 400 kbit/s less than a second."""


@pytest.fixture(scope="module")
def browser() -> Browser:
    return Browser(an_app(a_wiring(no_database())))


def asked(browser: Browser, path: str, accepted: str, method: str = "GET") -> tuple[str, int, bytes, str]:
    answer = browser.send(method, path, headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200
    headers = answer.headers
    assert headers["vary"] == "Accept-Encoding"
    return headers.get("content-encoding", ""), int(headers["content-length"]), answer.content, headers["content-type"]


@pytest.mark.parametrize(
    ("accepted", "way"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP;q=1.0, br;q=0", "gzip"),
        ("br;q=0.000,gzip;q=0", ""),
        ("gzip", "gzip"),
        ("identity", ""),
        ("*", ""),
        ("", ""),
        (";;q=,,br", "br"),
    ],
)
def test_a_file_comes_as_small_as_the_browser_can_read_it(browser: Browser, accepted: str, way: str) -> None:
    name = "vendor/govuk-frontend-6.6.0/govuk-frontend.min.css"
    whole = (STATIC / name).read_bytes()
    found, length, content, kind = asked(browser, f"/assets/{name}", accepted)

    assert found == way
    assert content == whole, "the test's client has unpacked it"
    assert kind.startswith("text/css")
    assert length < len(whole) / 8 if way else length == len(whole)


def test_to_ask_only_for_its_headers_sends_no_file(browser: Browser) -> None:
    way, length, content, _ = asked(browser, "/assets/look.css", "br", "HEAD")

    assert (way, content) == ("br", b"")
    assert length > 0


@pytest.mark.parametrize("path", ["vendor", "../app.py", "%2e%2e/app.py", "/etc/passwd", "look.css/", "x" * 3000, ""])
def test_nothing_else_is_a_file(browser: Browser, path: str) -> None:
    answer = browser.get(f"/assets/{path}")

    assert answer.status_code == (200 if path == "look.css/" else 404), "a slash at the end means the same"


def test_his_first_page_with_all_that_it_loads_is_small(database: Database) -> None:
    browser = Browser(an_app(a_wiring(database)))
    page = browser.get("/")
    loads = set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text))
    for script in [address for address in loads if ".js" in address]:
        imported = re.findall(r'from "\./([^"]+)"', browser.get(script).text)
        loads |= {f"/assets/{name}" for name in imported}

    assert len(loads) >= 6
    sizes = {address: asked(browser, address, "gzip, br")[1] for address in loads}
    assert len(page.content) + sum(sizes.values()) < LARGEST_FIRST_PAGE
    plain = sum(asked(browser, address, "")[1] for address in loads)
    assert plain > LARGEST_FIRST_PAGE, "the control: as they are the files would not fit"
