"""Making trouble on demand, by hand or from a test: `/sandbox/stripe` and the forms on it.

A browser is sent back to the page; anything else gets JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import FromPath

from programme.sandbox.stripe.api_errors import ApiError
from programme.sandbox.stripe.faults import Fault, FaultKind, plan
from programme.sandbox.stripe.payments import (
    bounce_refund,
    close_dispute,
    open_dispute,
    refund_charge,
    session_runs_out,
)
from programme.sandbox.stripe.showing import see_other, show_page
from programme.sandbox.stripe.store import Body
from programme.sandbox.stripe.world import World, public

_SHOWN = 50
_SWITCHES: dict[str, Any] = {"hold": False, "drop": 0, "double": 0, "delay_seconds": 0, "faults": []}
_LISTED = {
    "sessions": "checkout.session",
    "payments": "payment_intent",
    "charges": "charge",
    "refunds": "refund",
    "disputes": "dispute",
    "events": "event",
}


class Control(Controller):
    """The routes under /sandbox/stripe."""

    path = "/sandbox/stripe"

    @get("/", sync_to_thread=True)
    def overview(self, world: NamedDependency[World]) -> Response[str]:
        """The page."""
        world.advance()
        return show_page(
            "control.html",
            account_name=world.account_name,
            state=_state(world, _SHOWN),
            fault_kinds=list(FaultKind),
            now=world.clock(),
        )

    @get("/state", sync_to_thread=True)
    def as_json(self, world: NamedDependency[World]) -> Body:
        """Everything there is, newest first."""
        world.advance()
        return _state(world, limit=-1)

    @post("/webhooks/{what:str}")
    async def webhooks(
        self, world: NamedDependency[World], what: FromPath[str], request: Request[Any, Any, Any]
    ) -> Response[Any]:
        """hold, release (order=in or backwards), double (count), drop (count), delay (seconds), plain."""
        form = await request.form()
        with world.moment():
            if what == "release":
                world.store.set_switch("hold", value=False)
                at = world.clock().timestamp()
                released = world.store.release_held(backwards=form.get("order") == "backwards", next_at=at)
                return _done(request, {"released": released})
            for name, value in _turned(what, form).items():
                world.store.set_switch(name, value)
        return _done(request)

    @post("/events/{event_id:str}/resend")
    async def resend(
        self, world: NamedDependency[World], event_id: FromPath[str], request: Request[Any, Any, Any]
    ) -> Response[Any]:
        """Tell it once more."""
        with world.moment():
            _known(world, "event", event_id)
            world.store.add_delivery(event_id, "waiting", world.clock().timestamp())
        return _done(request)

    @post("/faults")
    async def faults(self, world: NamedDependency[World], request: Request[Any, Any, Any]) -> Response[Any]:
        """kind, count, method, path, seconds; kind=none forgets those planned."""
        form = await request.form()
        if form.get("kind") == "none":
            world.store.set_switch("faults", [])
            return _done(request)
        try:
            kind, seconds = FaultKind(form.get("kind", "")), float(form.get("seconds") or 60)
        except ValueError:
            raise ClientException(f"kind: one of {', '.join(FaultKind)}, or none; seconds: a number") from None
        count = _number(form.get("count"), 1)
        plan(world, Fault(kind, count, form.get("method", ""), form.get("path", ""), seconds))
        return _done(request)

    @post("/payments/{intent_id:str}/dispute")
    async def dispute(
        self, world: NamedDependency[World], intent_id: FromPath[str], request: Request[Any, Any, Any]
    ) -> Response[Any]:
        """The payer tells his bank that it was not him."""
        with world.moment():
            open_dispute(world, _charge_of(world, intent_id)["id"])
        return _done(request)

    @post("/payments/{intent_id:str}/refund")
    async def refund(
        self, world: NamedDependency[World], intent_id: FromPath[str], request: Request[Any, Any, Any]
    ) -> Response[Any]:
        """As somebody does it in the dashboard, past the product; `amount` in pence, or all that is left."""
        form = await request.form()
        amount = _number(form["amount"], 0) if form.get("amount") else None
        with world.moment():
            try:
                made = refund_charge(world, _charge_of(world, intent_id), amount, None, {})
            except ApiError as refused:
                raise ClientException(refused.message) from None
        return _done(request, public(made))

    @post("/disputes/{dispute_id:str}/close")
    async def close(
        self, world: NamedDependency[World], dispute_id: FromPath[str], request: Request[Any, Any, Any]
    ) -> Response[Any]:
        """The bank decides: outcome=won or lost."""
        won = (await request.form()).get("outcome") == "won"
        with world.moment():
            _known(world, "dispute", dispute_id)
            close_dispute(world, dispute_id, won=won)
        return _done(request)

    @post("/refunds/{refund_id:str}/fail")
    async def fail_refund(
        self, world: NamedDependency[World], refund_id: FromPath[str], request: Request[Any, Any, Any]
    ) -> Response[Any]:
        """The money comes back from the payer's bank."""
        with world.moment():
            _known(world, "refund", refund_id)
            bounce_refund(world, refund_id)
        return _done(request)

    @post("/sessions/{session_id:str}/expire")
    async def expire(
        self, world: NamedDependency[World], session_id: FromPath[str], request: Request[Any, Any, Any]
    ) -> Response[Any]:
        """The time of a payment page is over."""
        with world.moment():
            _known(world, "checkout.session", session_id)
            session_runs_out(world, session_id)
        return _done(request)


def _state(world: World, limit: int) -> Body:
    store = world.store
    return {
        "switches": {name: store.switch(name, default) for name, default in _SWITCHES.items()},
        **{name: [public(one) for one in store.newest_first(kind, limit)] for name, kind in _LISTED.items()},
        "deliveries": store.deliveries(limit=limit),
    }


def _turned(what: str, form: Mapping[str, str]) -> Body:
    """The switches that a word turns."""
    if what == "hold":
        return {"hold": True}
    if what in {"double", "drop"}:
        return {what: _number(form.get("count"), 1)}
    if what == "delay":
        return {"delay_seconds": _number(form.get("seconds"), 60)}
    if what == "plain":
        return {name: value for name, value in _SWITCHES.items() if name != "faults"}
    raise ClientException("hold, release, double, drop, delay or plain")


def _done(request: Request[Any, Any, Any], result: Body | None = None) -> Response[Any]:
    if "text/html" in request.headers.get("accept", ""):
        return see_other("/sandbox/stripe")
    return Response(result or {"done": True}, status_code=200)


def _known(world: World, kind: str, object_id: str) -> Body:
    found = world.store.find(kind, object_id)
    if found is None:
        raise ClientException(f"no such {kind}")
    return found


def _charge_of(world: World, intent_id: str) -> Body:
    intent = _known(world, "payment_intent", intent_id)
    if intent["status"] != "succeeded":
        raise ClientException("nothing was paid")
    return world.need("charge", intent["latest_charge"])


def _number(typed: str | None, default: int) -> int:
    try:
        return int(typed) if typed else default
    except ValueError:
        raise ClientException("a whole number is needed") from None
