"""The calls of the API that the stand-in knows, as Stripe documents them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from programme.sandbox.stripe.api_errors import ApiError, needed
from programme.sandbox.stripe.given import Given
from programme.sandbox.stripe.listing import list_of
from programme.sandbox.stripe.objects import new_item, new_session
from programme.sandbox.stripe.parameter_names import LIST_NAMES, REFUND_NAMES, SESSION_LIST_NAMES, SESSION_NAMES
from programme.sandbox.stripe.payments import expire_session, refund_charge
from programme.sandbox.stripe.store import Body
from programme.sandbox.stripe.world import EVENTS_KEPT, World

SHORTEST_SESSION, LONGEST_SESSION = 30 * 60, 24 * 60 * 60
SMALLEST_AMOUNT, LARGEST_AMOUNT = 30, 99_999_999
_REFUND_REASONS = ("duplicate", "fraudulent", "requested_by_customer")
_LOCALES = ("auto", "en", "en-GB", "cy", "fr", "de", "pl", "ro", "es", "it", "pt", "tr", "lt", "lv", "hu", "bg")
_SUBMIT = ("auto", "book", "donate", "pay")


def create_session(world: World, given: Given) -> Body:
    """POST /v1/checkout/sessions, for a one-off payment on Stripe's own page."""
    if given.one_of("mode", ("payment", "setup", "subscription")) != "payment":
        raise ApiError("The stand-in knows mode=payment only.", param="mode")
    if given.one_of("ui_mode", ("hosted_page", "embedded_page", "elements", "form")) not in {None, "hosted_page"}:
        raise ApiError("The stand-in knows ui_mode=hosted_page only.", param="ui_mode")
    methods = given.texts("allowed_payment_method_types")
    if methods and "card" not in methods:
        raise ApiError("The stand-in takes cards only.", param="allowed_payment_method_types")
    items = [_item(world, line) for line in given.branches("line_items")]
    if not items:
        raise needed("line_items")
    _check_total(sum(item["amount_total"] for item in items))
    wanted: dict[str, Any] = {
        "cancel_url": _url(given, "cancel_url"),
        "success_url": _url(given, "success_url", is_needed=True),
        "client_reference_id": given.text("client_reference_id", longest=200),
        "customer_creation": given.one_of("customer_creation", ("always", "if_required")) or "if_required",
        "customer_email": _email(given),
        "expires_at": _expires_at(world, given),
        "locale": given.one_of("locale", _LOCALES),
        "metadata": given.metadata(),
        "submit_type": given.one_of("submit_type", _SUBMIT),
        "_payment": _payment_data(given.branch("payment_intent_data")),
    }
    if methods:
        wanted["allowed_payment_method_types"] = methods
    session = world.store.put(new_session(world, wanted, items))
    world.store.fall_due(session["expires_at"], "session_end", session["id"])
    return session


def expire(world: World, _given: Given, session_id: str) -> Body:
    """POST /v1/checkout/sessions/{session}/expire, while it is open."""
    session = world.need("checkout.session", session_id, "session")
    if session["status"] != "open":
        raise ApiError(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`.",
            executed=True,
        )
    return expire_session(world, session)


def list_sessions(world: World, given: Given) -> Body:
    """GET /v1/checkout/sessions."""
    status, intent = given.text("status"), given.text("payment_intent")
    return list_of(
        world,
        given,
        "checkout.session",
        "/v1/checkout/sessions",
        lambda one: status in {None, one["status"]} and intent in {None, one["payment_intent"]},
    )


def create_refund(world: World, given: Given) -> Body:
    """POST /v1/refunds, of a payment or of its charge."""
    intent_id, charge_id = given.text("payment_intent"), given.text("charge")
    if (intent_id is None) == (charge_id is None):
        raise ApiError("One of the following params should be provided for this request: payment_intent or charge.")
    amount = given.whole("amount")
    if amount is not None and amount < 1:
        raise ApiError(
            "This value must be greater than or equal to 1.", param="amount", code="parameter_invalid_integer"
        )
    reason, metadata = given.one_of("reason", _REFUND_REASONS), given.metadata()
    if intent_id is not None:
        intent = world.need("payment_intent", intent_id, "payment_intent")
        if intent["status"] != "succeeded":
            raise ApiError(
                f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.", executed=True
            )
        charge_id = intent["latest_charge"]
    charge = world.need("charge", charge_id or "", "charge")
    if not charge["paid"]:
        raise ApiError(f"Charge {charge_id} failed and cannot be refunded.", executed=True)
    return refund_charge(world, charge, amount, reason, metadata)


def list_refunds(world: World, given: Given) -> Body:
    """GET /v1/refunds."""
    intent, charge = given.text("payment_intent"), given.text("charge")
    return list_of(
        world,
        given,
        "refund",
        "/v1/refunds",
        lambda one: intent in {None, one["payment_intent"]} and charge in {None, one["charge"]},
    )


def list_disputes(world: World, given: Given) -> Body:
    """GET /v1/disputes."""
    intent, charge = given.text("payment_intent"), given.text("charge")
    return list_of(
        world,
        given,
        "dispute",
        "/v1/disputes",
        lambda one: intent in {None, one["payment_intent"]} and charge in {None, one["charge"]},
    )


def read_event(world: World, _given: Given, event_id: str) -> Body:
    """GET /v1/events/{id}: for thirty days."""
    event = world.need("event", event_id)
    if event["created"] < _oldest(world):
        return world.need("event", "", "id")
    return _as_delivered(world, event)


def list_events(world: World, given: Given) -> Body:
    """GET /v1/events: those of the last thirty days."""
    kinds = set(given.texts("types")) | ({given.needed_text("type")} if given.text("type") else set())
    delivered, oldest = given.truth("delivery_success"), _oldest(world)

    def wanted(event: Body) -> bool:
        return (
            event["created"] >= oldest
            and (not kinds or any(_matches(event["type"], kind) for kind in kinds))
            and (delivered is None or delivered == _was_delivered(world, event))
        )

    found = list_of(world, given, "event", "/v1/events", wanted)
    return found | {"data": [_as_delivered(world, event) for event in found["data"]]}


def _oldest(world: World) -> int:
    return world.now() - int(EVENTS_KEPT.total_seconds())


def _matches(kind: str, wanted: str) -> bool:
    return kind.startswith(wanted[:-1]) if wanted.endswith("*") else kind == wanted


def _was_delivered(world: World, event: Body) -> bool:
    return all(delivery["state"] == "sent" for delivery in world.store.deliveries(event["id"]))


def _as_delivered(world: World, event: Body) -> Body:
    waiting = [one for one in world.store.deliveries(event["id"]) if one["state"] in {"waiting", "held"}]
    return event | {"pending_webhooks": 1 if waiting else 0}


def _read(kind: str, param: str) -> Callable[..., Body]:
    def read(world: World, _given: Given, object_id: str) -> Body:
        return world.need(kind, object_id, param)

    return read


def _item(world: World, line: Given) -> Body:
    price = line.branch("price_data")
    if not price.tree:
        raise ApiError("The stand-in takes line items with price_data only.", param=line.name("price_data"))
    unit_amount = price.needed_whole("unit_amount")
    if unit_amount < 0:
        raise ApiError(
            "This value must be greater than or equal to 0.",
            param=price.name("unit_amount"),
            code="parameter_invalid_integer",
        )
    currency = price.needed_text("currency").lower()
    if currency != "gbp":
        raise ApiError(f"Invalid currency: {currency}. The stand-in takes gbp.", param=price.name("currency"))
    name = price.branch("product_data").needed_text("name")
    return new_item(
        world, name=name, unit_amount=unit_amount, currency=currency, quantity=line.needed_whole("quantity")
    )


def _check_total(total: int) -> None:
    if total < SMALLEST_AMOUNT:
        raise ApiError(
            "The Checkout Session's total amount due must add up to at least £0.30 gbp", code="amount_too_small"
        )
    if total > LARGEST_AMOUNT:
        raise ApiError("The Checkout Session's total amount must be no more than £999,999.99", code="amount_too_large")


def _url(given: Given, key: str, *, is_needed: bool = False) -> str | None:
    url = given.needed_text(key) if is_needed else given.text(key)
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[A-Za-z0-9.\-\[\]:]+", parts.netloc):
        raise ApiError("Not a valid URL", code="url_invalid", param=key)
    return url


def _email(given: Given) -> str | None:
    email = given.text("customer_email", longest=800)
    if email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        raise ApiError(f"Invalid email address: {email}", code="email_invalid", param="customer_email")
    return email


def _expires_at(world: World, given: Given) -> int:
    expires_at = given.whole("expires_at")
    if expires_at is None:
        return world.now() + LONGEST_SESSION
    if expires_at < world.now() + SHORTEST_SESSION:
        raise ApiError(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
            param="expires_at",
        )
    if expires_at > world.now() + LONGEST_SESSION:
        raise ApiError(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return expires_at


def _payment_data(data: Given) -> dict[str, Any]:
    if data.text("statement_descriptor") is not None:
        raise ApiError(
            "`statement_descriptor` cannot be used with cards: use `statement_descriptor_suffix`.",
            param=data.name("statement_descriptor"),
        )
    suffix = data.text("statement_descriptor_suffix")
    if suffix is not None and not (len(suffix) <= 22 and re.search("[A-Za-z]", suffix) and suffix.isascii()):
        raise ApiError(
            "The statement descriptor suffix must have at most 22 Latin characters, at least one of them a letter.",
            param=data.name("statement_descriptor_suffix"),
        )
    if suffix is not None and re.search(r"[<>\\'\"*]", suffix):
        raise ApiError(
            "The statement descriptor suffix cannot hold < > \\ ' \" or *.",
            param=data.name("statement_descriptor_suffix"),
        )
    return {
        "description": data.text("description"),
        "metadata": data.metadata(),
        "receipt_email": data.text("receipt_email"),
        "statement_descriptor_suffix": suffix,
    }


@dataclass(frozen=True, slots=True)
class Call:
    """One call: how its path looks, what it takes and what it does."""

    method: str
    path: re.Pattern[str]
    names: frozenset[str]
    do: Callable[..., Body]


def _call(method: str, path: str, do: Callable[..., Body], names: frozenset[str] = frozenset(["expand"])) -> Call:
    return Call(method, re.compile("/v1" + path.replace("{id}", "([A-Za-z0-9_]+)")), names, do)


CALLS = (
    _call("POST", "/checkout/sessions", create_session, SESSION_NAMES),
    _call("GET", "/checkout/sessions", list_sessions, SESSION_LIST_NAMES),
    _call("GET", "/checkout/sessions/{id}", _read("checkout.session", "session")),
    _call("POST", "/checkout/sessions/{id}/expire", expire),
    _call("GET", "/payment_intents/{id}", _read("payment_intent", "intent"), frozenset(["client_secret", "expand"])),
    _call("GET", "/charges/{id}", _read("charge", "id")),
    _call("POST", "/refunds", create_refund, REFUND_NAMES),
    _call("GET", "/refunds", list_refunds, LIST_NAMES | {"charge", "payment_intent"}),
    _call("GET", "/refunds/{id}", _read("refund", "id")),
    _call("GET", "/disputes", list_disputes, LIST_NAMES | {"charge", "payment_intent"}),
    _call("GET", "/disputes/{id}", _read("dispute", "dispute")),
    _call("GET", "/events", list_events, LIST_NAMES | {"delivery_success", "type", "types"}),
    _call("GET", "/events/{id}", read_event),
)
