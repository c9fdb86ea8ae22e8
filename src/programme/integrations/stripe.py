"""Stripe behind PaymentGateway, through its own SDK.

It is sent the least that takes a payment: a price, the neutral texts of the request and an opaque reference.
Nothing of ours goes into metadata but that reference on a refund. Receipts by e-mail are never asked for.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import httpx
import stripe
from stripe.params import RefundCreateParams
from stripe.params.checkout import SessionCreateParams, SessionListParams

from programme.integrations.stripe_answers import checkout_facts, dispute_facts, failure_of, refund_facts
from programme.integrations.stripe_notifications import NotificationReader
from programme.payments.gateway import (
    CheckoutFacts,
    CheckoutRequest,
    CheckoutStatus,
    DisputeFacts,
    GatewayRefused,
    GatewayUnavailable,
    PaymentNotification,
    RefundFacts,
    RefundRequest,
    RefusalCode,
)

# The version this file was written against. A new one is a change to read, not something an upgrade brings along.
_API_VERSION = "2026-10-28.endive"

_PAGE = 100

T = TypeVar("T")

# The SDK would tell Stripe about this machine, and log lines at INFO quote what was sent and asked for.
stripe.enable_telemetry = False
for _chatty in ("stripe", "httpx"):
    logging.getLogger(_chatty).setLevel(logging.WARNING)


class _Client(stripe.HTTPClient):
    """How the SDK sends a request: through a client to which the machine's environment adds nothing (no proxy, no
    certificates, no `.netrc`), which follows no redirect, and which takes the proxy of the settings if there is one.

    The SDK's own clients read the environment when they are made, and a proxy there that they do not know would stop
    every payment.
    """

    name = "httpx"

    def __init__(self, timeout: httpx.Timeout, proxy: str | None) -> None:
        super().__init__()
        self._own = httpx.Client(verify=_trust(), timeout=timeout, proxy=proxy, trust_env=False, follow_redirects=False)

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_usage: Any
    ) -> tuple[Any, int, Mapping[str, str]]:
        """Send one request. Raises APIConnectionError, after which the SDK may try again."""
        try:
            answer = self._own.request(method, url, headers=headers, content=post_data or None)
        except httpx.HTTPError as fault:
            unheard: Callable[..., Exception] = stripe.APIConnectionError  # the SDK leaves it without types
            raise unheard(f"no answer: {type(fault).__name__}", should_retry=True) from fault
        return answer.content, answer.status_code, answer.headers

    def close(self) -> None:
        """Let go of open connections."""
        self._own.close()


def _trust() -> ssl.SSLContext:
    """The certificates that come with the SDK, and no file that the environment names to write keys into."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(stripe.ca_bundle_path)
    return context


class StripeGateway:
    """PaymentGateway on Stripe. Safe to use from several threads; each call blocks for at most about
    `(retries + 1) * timeout_seconds` and the short waits between."""

    def __init__(
        self,
        api_key: str,
        webhook_secrets: Sequence[str],
        base_url: str | None = None,
        *,
        livemode: bool,
        proxy: str | None = None,
        timeout_seconds: float = 10.0,
        retries: int = 2,
    ) -> None:
        self._http = _Client(httpx.Timeout(timeout_seconds, connect=min(5.0, timeout_seconds)), proxy)
        self._v1 = stripe.StripeClient(
            api_key,
            stripe_version=_API_VERSION,
            base_addresses={"api": base_url} if base_url else None,
            max_network_retries=retries,
            http_client=self._http,
        ).v1
        self._notifications = NotificationReader(webhook_secrets, livemode=livemode)

    def close(self) -> None:
        """Let go of open connections."""
        self._http.close()

    def open_checkout(self, request: CheckoutRequest) -> CheckoutFacts:
        """See PaymentGateway. Stripe wants `expires_at` between 30 minutes and 24 hours ahead when it arrives."""
        params: SessionCreateParams = {
            "mode": "payment",
            "locale": "en-GB",
            "allowed_payment_method_types": ["card"],  # others may take days to say whether they paid
            "client_reference_id": request.reference,
            "success_url": request.success_url,
            "cancel_url": request.cancel_url,
            "expires_at": int(request.expires_at.timestamp()),
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": request.currency,
                        "unit_amount": request.amount_pence,
                        "product_data": {"name": request.product_text},
                    },
                }
            ],
            "payment_intent_data": {"statement_descriptor_suffix": request.statement_text},
        }
        if request.customer_email:
            params["customer_email"] = request.customer_email
        return self._ask(
            lambda: checkout_facts(
                self._v1.checkout.sessions.create(params, {"idempotency_key": request.idempotency_key})
            )
        )

    def read_checkout(self, session_id: str) -> CheckoutFacts:
        return self._ask(lambda: checkout_facts(self._v1.checkout.sessions.retrieve(session_id)))

    def expire_checkout(self, session_id: str) -> CheckoutFacts:
        """See PaymentGateway. Stripe refuses to close a page that is no longer open: then what it is now is read."""
        try:
            return self._ask(lambda: checkout_facts(self._v1.checkout.sessions.expire(session_id)))
        except GatewayRefused as refused:
            if refused.code is not RefusalCode.REFUSED:
                raise
            facts = self.read_checkout(session_id)
            if facts.status is CheckoutStatus.OPEN:
                raise
            return facts

    def checkouts_opened(self, since_at: datetime, until_at: datetime) -> Iterator[CheckoutFacts]:
        """See PaymentGateway. Fetches a hundred at a time."""
        last: str | None = None
        while True:
            page = self._ask(lambda after=last: self._page_of_checkouts(since_at, until_at, after))  # type: ignore[misc]
            yield from page
            if len(page) < _PAGE:
                return
            last = page[-1].session_id

    def refund(self, request: RefundRequest) -> RefundFacts:
        params: RefundCreateParams = {
            "payment_intent": request.payment_id,
            "amount": request.amount_pence,
            "metadata": {"reference": request.reference},
        }
        return self._ask(
            lambda: refund_facts(self._v1.refunds.create(params, {"idempotency_key": request.idempotency_key}))
        )

    def read_refund(self, refund_id: str) -> RefundFacts:
        return self._ask(lambda: refund_facts(self._v1.refunds.retrieve(refund_id)))

    def find_refunds(self, payment_id: str) -> tuple[RefundFacts, ...]:
        return self._ask(
            lambda: tuple(
                refund_facts(refund)
                for refund in self._v1.refunds.list({"payment_intent": payment_id, "limit": _PAGE}).auto_paging_iter()
            )
        )

    def read_dispute(self, dispute_id: str) -> DisputeFacts:
        return self._ask(lambda: dispute_facts(self._v1.disputes.retrieve(dispute_id)))

    def read_notification(self, payload: bytes, signature_header: str, now: datetime) -> PaymentNotification:
        return self._notifications.read(payload, signature_header, now)

    def _page_of_checkouts(self, since_at: datetime, until_at: datetime, after: str | None) -> list[CheckoutFacts]:
        params: SessionListParams = {
            "created": {"gte": int(since_at.timestamp()), "lt": int(until_at.timestamp())},
            "limit": _PAGE,
        }
        if after:
            params["starting_after"] = after
        listed = self._v1.checkout.sessions.list(params)
        return [checkout_facts(session) for session in listed.data]

    def _ask(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except stripe.StripeError as error:
            raise failure_of(error) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # An answer of an unexpected shape: what happened is unknown, so it is asked again rather than guessed.
            raise GatewayUnavailable(f"unexpected answer ({type(error).__name__})") from error
