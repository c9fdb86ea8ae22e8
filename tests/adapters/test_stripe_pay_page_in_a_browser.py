"""The hosted payment page in a real browser: it works without JavaScript, its policy lets the payer go back to where he
came from, and nothing in it shuts anybody out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.chromium import find_chromium
from tests.support.stripe_stand_in import StandIn, a_checkout

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(find_chromium()), args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def shop() -> Iterator[str]:
    """Another origin, where the payer came from."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<title>Back</title><h1>Back at the bookings</h1>")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def opened_page(stripe: StandIn, shop: str) -> str:
    request = a_checkout(stripe.clock, success_url=f"{shop}/paid", cancel_url=f"{shop}/pay")
    url = stripe.gateway().open_checkout(request).url
    assert url is not None
    return url


def fill(page: Page, number: str) -> None:
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expiry date").fill("08/29")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Name on the card").fill("A Payer")
    page.get_by_role("button", name="Pay £95.00").click()


def nothing_shuts_anybody_out(page: Page) -> None:
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_payer_pays_and_is_taken_back_to_another_origin(
    stripe: StandIn, shop: str, browser: Browser, javascript: bool
) -> None:
    context = browser.new_context(java_script_enabled=javascript)
    page = context.new_page()
    page.goto(opened_page(stripe, shop))
    fill(page, "4242 4242 4242 4242")
    page.wait_for_url(f"{shop}/paid")
    assert page.title() == "Back"
    context.close()


def test_the_payer_confirms_with_his_bank_and_is_taken_back(stripe: StandIn, shop: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(opened_page(stripe, shop))
    fill(page, "4000 0025 0000 3155")
    page.get_by_role("button", name="Complete").click()
    page.wait_for_url(f"{shop}/paid")
    page.close()


def test_every_page_is_open_to_everybody(stripe: StandIn, shop: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    url = opened_page(stripe, shop)
    page.goto(url)
    page.get_by_text("Cards to rehearse with").click()
    nothing_shuts_anybody_out(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("button", name="Pay £95.00").click()
    assert page.title() == "Error: Card payment"
    nothing_shuts_anybody_out(page)
    fill(page, "4000 0025 0000 3155")
    page.get_by_role("button", name="Complete").wait_for()
    nothing_shuts_anybody_out(page)
    page.goto(f"{stripe.url}/sandbox/stripe")
    nothing_shuts_anybody_out(page)
    stripe.clock.move(hours=1)
    page.goto(url)
    nothing_shuts_anybody_out(page)
    assert [text for text in complaints if "status of 4" not in text] == []
    page.close()
