"""The rehearsal's own pages: the inbox, the clock, and a text-message service that the real client talks to."""

from __future__ import annotations

import html
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from litestar import Litestar, Request, Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect

from programme.integrations.clock import MovableClock
from programme.sandbox.inbox import Inbox, Received
from programme.shared.dates import london_instant, spoken_instant

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
LONGEST_JUMP = timedelta(days=400)


def create_stage(inbox: Inbox, clock: MovableClock, *, web_url: str, stripe_url: str) -> Litestar:
    """The pages of the rehearsal stage. A page that moves the clock moves it for every process of the rehearsal."""

    @get("/", sync_to_thread=False)
    def home() -> Redirect:
        return Redirect("/inbox")

    @get("/inbox", sync_to_thread=False)
    def show_inbox(address: FromQuery[str] = "") -> Response[str]:
        return _page("Inbox", _inbox_body(inbox.messages(address), address), clock, web_url, stripe_url)

    @get("/clock", sync_to_thread=False)
    def show_clock() -> Response[str]:
        return _page("Clock", _CLOCK_FORM, clock, web_url, stripe_url)

    @post("/clock", status_code=303)
    async def move_clock(request: Request[Any, Any, Any]) -> Redirect:
        form = await request.form()
        target = _target(clock.now(), str(form.get("step", "")), str(form.get("to", "")))
        if target is not None:
            clock.move_to(target)
        return Redirect("/clock", status_code=303)

    @post("/v2/notifications/sms", status_code=201)
    async def send_text(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
        return await _take_text(inbox, request)

    @get("/v2/notifications", sync_to_thread=False)
    def find_texts(reference: FromQuery[str] = "") -> dict[str, Any]:
        found = [one for one in inbox.messages() if one.channel == "text" and one.number == reference]
        return {"notifications": [{"reference": one.number, "status": "delivered"} for one in found], "links": {}}

    return Litestar(
        route_handlers=[home, show_inbox, show_clock, move_clock, send_text, find_texts],
        openapi_config=None,
        logging_config=None,
    )


def _target(now: datetime, step: str, to: str) -> datetime | None:
    if step in STEPS:
        return now + STEPS[step]
    try:
        typed = datetime.fromisoformat(to)
        wanted = london_instant(typed.date(), typed.time())  # as the page shows the time, wherever the machine is
    except ValueError:
        return None
    return wanted if abs(wanted - now) <= LONGEST_JUMP else None


async def _take_text(inbox: Inbox, request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """As the real service answers: 403 without a token, 400 without words or number, else the notification."""
    if not request.headers.get("authorization", "").startswith("Bearer "):
        return _notify_problem(403, "AuthError", "Unauthorized: authentication token must be provided")
    sent = await request.json()
    phone, words = sent.get("phone_number"), (sent.get("personalisation") or {}).get("words")
    if not phone or not any(c.isdigit() for c in str(phone)):
        return _notify_problem(400, "ValidationError", "phone_number is not a valid phone number")
    if not words:
        return _notify_problem(400, "BadRequestError", "Missing personalisation: words")
    reference = str(sent.get("reference") or "")
    inbox.keep(channel="text", address=str(phone), sender="BOOKINGS", subject="", body=str(words), number=reference)
    return Response(
        {
            "id": str(uuid4()),
            "reference": reference,
            "content": {"body": words, "from_number": "BOOKINGS"},
            "template": {"id": sent.get("template_id"), "version": 1},
        },
        status_code=201,
    )


def _notify_problem(status: int, error: str, message: str) -> Response[dict[str, Any]]:
    return Response({"status_code": status, "errors": [{"error": error, "message": message}]}, status_code=status)


_CLOCK_FORM = """
<p>Everything that is due at the new time happens within a few seconds: reminders, warnings, offers that lapse,
holds that end.</p>
<form method="post" action="/clock"><p>
<button name="step" value="hour">One hour on</button>
<button name="step" value="day">One day on</button>
<button name="step" value="week">One week on</button></p></form>
<form method="post" action="/clock"><p><label for="to">Or to a day and time</label>
<input id="to" name="to" type="datetime-local"> <button>Move</button></p></form>
"""


def _inbox_body(messages: list[Received], address: str) -> str:
    if not messages:
        return "<p>No message yet. Make an offer to somebody with a safe email address or mobile, and look again.</p>"
    head = f'<p>To {html.escape(address)} only. <a href="/inbox">Show all</a></p>' if address else ""
    return head + "".join(_message(message) for message in messages)


def _message(message: Received) -> str:
    escaped = {
        "to": html.escape(message.address),
        "subject": html.escape(message.subject or "Text message"),
        "body": html.escape(message.body),
        "at": html.escape(spoken_instant(message.received_at)),
        "sender": html.escape(message.sender),
    }
    alarm = (
        f"<p class='alarm'>Gives away: {html.escape(', '.join(message.gives_away))}</p>" if message.gives_away else ""
    )
    return (
        "<article><h2>{subject}</h2><p>To <a href='/inbox?address={to}'>{to}</a> from {sender}, {at}</p>"
        "<pre>{body}</pre>".format(**escaped)
        + alarm
        + "</article>"
    )


_STYLE = (
    "body{font:16px/1.5 Arial,sans-serif;max-width:46rem;margin:1rem auto;padding:0 1rem;color:#0b0c0c;"
    "overflow-wrap:anywhere}"
    "header{border-bottom:4px dashed #b35900;margin-bottom:1rem}nav a{margin-right:1rem}"
    "article{border:1px solid #b1b4b6;padding:.5rem 1rem;margin:1rem 0}pre{white-space:pre-wrap;font:inherit}"
    ".alarm{color:#d4351c;font-weight:bold}button,input{font:inherit;padding:.4rem .8rem}"
)


def _page(title: str, body: str, clock: MovableClock, web_url: str, stripe_url: str) -> Response[str]:
    document = (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title} - rehearsal</title>"
        f"<meta name='viewport' content='width=device-width'><style>{_STYLE}</style></head><body>"
        f"<header><p>Rehearsal. Nobody here exists. It is <strong>{spoken_instant(clock.now())}</strong>.</p>"
        f"<nav><a href='/inbox'>Inbox</a><a href='/clock'>Clock</a><a href='{stripe_url}/sandbox/stripe'>Payments</a>"
        f"<a href='{web_url}/'>Course bookings</a><a href='{web_url}/sign-in'>Staff</a></nav></header>"
        f"<main><h1>{title}</h1>{body}</main></body></html>"
    )
    return Response(document, media_type="text/html; charset=utf-8")
