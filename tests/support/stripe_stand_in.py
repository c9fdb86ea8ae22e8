"""The Stripe stand-in as a real server on a free port, a listener for its webhooks, and a payer with a card."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from programme.integrations.stripe import StripeGateway
from programme.payments.gateway import CheckoutRequest, PaymentStatus
from programme.sandbox.stripe import create_stripe_stand_in

API_KEY = "sk_test_adapter"
SECRET = "whsec_adapter"
PAYS = "4242 4242 4242 4242"


@dataclass
class HandClock:
    """Stands still until it is moved."""

    at: datetime = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        """Move on, by what timedelta takes."""
        self.at += timedelta(**by)


@dataclass(frozen=True)
class Heard:
    """A webhook as it arrived."""

    payload: bytes
    signature: str


@dataclass
class Listener:
    """Hears webhooks and answers 200, or the statuses laid out for it first."""

    url: str
    heard: list[Heard] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def wait_for(self, count: int, seconds: float = 10.0) -> list[Heard]:
        """The notifications heard, once there are `count`; AssertionError when they do not come."""
        wait_until(lambda: len(self.heard) >= count, f"{count} webhooks, heard {len(self.heard)}", seconds)
        return self.heard[:count]


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener on a free port."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            payload = self.rfile.read(int(self.headers["Content-Length"]))
            listener.heard.append(Heard(payload, self.headers["Stripe-Signature"]))
            self.send_response(listener.answers.pop(0) if listener.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    listener = Listener(f"http://127.0.0.1:{server.server_address[1]}/webhooks/stripe")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class Exchange:
    """One call of the API with its answer, as it went over the wire."""

    method: str
    path: str
    query: bytes
    body: bytes
    headers: dict[str, str]
    status: int
    answer: bytes
    answer_headers: dict[str, str]


class Recorder:
    """An ASGI application that writes down what passes through it under /v1."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.exchanges: list[Exchange] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1"):
            await self._app(scope, receive, send)
            return
        sent: list[Any] = []
        body = b""

        async def hear() -> Any:
            nonlocal body
            message = await receive()
            body += message.get("body", b"")
            return message

        async def say(message: Any) -> None:
            sent.append(message)
            await send(message)

        path = scope["path"]
        await self._app(scope, hear, say)
        whole = [part for part in sent if part["type"] == "http.response.body"]
        if whole and not whole[-1].get("more_body"):
            self.exchanges.append(
                Exchange(
                    scope["method"], path, scope["query_string"], body, _headers(scope["headers"]), sent[0]["status"],
                    b"".join(part["body"] for part in whole), _headers(sent[0]["headers"]),
                )
            )  # fmt: skip


@dataclass(frozen=True)
class PaymentSeen:
    """A payment, however it was refunded or disputed."""

    status: PaymentStatus
    amount_pence: int
    refunded_pence: int
    disputed: bool


@dataclass
class StandIn:
    """A running stand-in, with what a test needs to talk to it."""

    url: str
    clock: HandClock
    recorder: Recorder
    client: httpx.Client
    gateways: dict[tuple[str, float, int], StripeGateway] = field(default_factory=dict)

    def gateway(self, api_key: str = API_KEY, *, timeout_seconds: float = 20.0, retries: int = 2) -> StripeGateway:
        """The adapter, pointed at the stand-in; closed with it."""
        asked = (api_key, timeout_seconds, retries)
        if asked not in self.gateways:
            self.gateways[asked] = StripeGateway(
                api_key, (SECRET,), self.url, livemode=False, timeout_seconds=timeout_seconds, retries=retries
            )
        return self.gateways[asked]

    def call(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> httpx.Response:
        """A call of the API without the SDK; headers by their names with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("Authorization", f"Bearer {API_KEY}")
        return self.client.request(method, path, data=form, headers=named)

    def control(self, what: str, /, **form: str) -> dict[str, Any]:
        """Make trouble."""
        answer = self.client.post(f"/sandbox/stripe/{what}", data=form)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        return result

    def state(self) -> dict[str, Any]:
        """Everything the stand-in holds."""
        result: dict[str, Any] = self.client.get("/sandbox/stripe/state").json()
        return result

    def payment(self, payment_id: str) -> PaymentSeen:
        """A payment as the stand-in tells it now, with what was refunded."""
        told = self.call("GET", f"/v1/payment_intents/{payment_id}?expand[]=latest_charge").json()
        status = PaymentStatus.PAID if told["status"] == "succeeded" else PaymentStatus.UNPAID
        charge = told["latest_charge"] or {"amount_refunded": 0, "disputed": False}
        return PaymentSeen(status, told["amount"], charge["amount_refunded"], charge["disputed"])

    def pay(self, page_url: str | None, number: str = PAYS, **typed: str) -> httpx.Response:
        """Press Pay on the payment page; the answer is not followed."""
        assert page_url is not None
        form = {"card_number": number, "expiry": "08/29", "cvc": "123", "card_name": "A Payer"} | typed
        return self.client.post(page_url, data=form)

    def answer_challenge(self, location: str, outcome: str) -> httpx.Response:
        """Press Complete or Fail on the page that stands for the bank's."""
        return self.client.post(location, data={"outcome": outcome})


@contextmanager
def running_stand_in(
    *, store_path: Path | None = None, webhooks_to: str | None = None, clock: HandClock | None = None
) -> Iterator[StandIn]:
    """The stand-in on a free port for as long as the block lasts."""
    clock = clock or HandClock()
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        recorder = Recorder(
            create_stripe_stand_in(
                store_path, public_url=url, webhook_target_url=webhooks_to, webhook_secret=SECRET, now=clock
            )
        )
        server = uvicorn.Server(
            uvicorn.Config(recorder, log_config=None, access_log=False, timeout_graceful_shutdown=1)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        wait_until(lambda: server.started, "the stand-in to start")
        try:
            with httpx.Client(base_url=url, trust_env=False, verify=False) as client:  # noqa: S501 - plain http
                stand_in = StandIn(url, clock, recorder, client)
                yield stand_in
                for gateway in stand_in.gateways.values():
                    gateway.close()
        finally:
            server.should_exit = True
            thread.join(timeout=10)


def a_checkout(clock: HandClock, **changes: Any) -> CheckoutRequest:
    """A payment page to be opened, ordinary but for `changes`."""
    ordinary: dict[str, Any] = {
        "idempotency_key": "checkout-1",
        "reference": "B7KQ2M",
        "amount_pence": 9500,
        "product_text": "Booking B7KQ2M",
        "statement_text": "NORTHGATE BOOKING",
        "success_url": "http://127.0.0.1:8000/my-booking/paid?page={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:8000/my-booking/pay",
        "expires_at": clock() + timedelta(minutes=32),
    }
    return CheckoutRequest(**ordinary | changes)


def wait_until(true: Callable[[], bool], what: str, seconds: float = 10.0) -> None:
    """Wait for something that another thread brings about; AssertionError when it does not."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited {seconds:g} seconds for {what}"
        time.sleep(0.01)


def field_fault(page: str, field_name: str) -> str:
    """The message beside a field of the payment page; empty when there is none."""
    found = re.search(rf'id="{field_name}-fault"><span class="unseen">Error: </span>([^<]+)</p>', page)
    return found[1] if found else ""


def _headers(raw: Any) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in raw}
