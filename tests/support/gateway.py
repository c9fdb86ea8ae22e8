"""A payment gateway with a memory: pages, payments, refunds and disputes as the real one keeps them.

It keeps PaymentGateway's promises, idempotency included, and can be made to fail before the work or after it. It tells
by notifications in `told`, which a test delivers, doubles, reorders or loses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar, cast

from programme.payments.gateway import (
    CheckoutFacts,
    CheckoutRequest,
    CheckoutStatus,
    DisputeFacts,
    DisputeStatus,
    GatewayBroke,
    GatewayRefused,
    GatewayUnavailable,
    NotificationRefused,
    ObjectKind,
    PaymentNotification,
    PaymentStatus,
    RefundFacts,
    RefundRequest,
    RefundStatus,
    RefusalCode,
)

SHORTEST_PAGE, LONGEST_PAGE = timedelta(minutes=30), timedelta(hours=24)


T = TypeVar("T")


@dataclass
class FakeGateway:
    """PaymentGateway in memory. `now` is its clock. `away`, `loses_answers` and `credentials_wrong` make trouble;
    so do the next `breaks_and_keeps_it` calls with a key, which answer that they failed for as long as the key is used,
    having done nothing or (`breaks_after_the_work`) all of it."""

    now: Callable[[], datetime]
    pages: dict[str, CheckoutFacts] = field(default_factory=dict)
    opened_at: dict[str, datetime] = field(default_factory=dict)
    refunds: dict[str, RefundFacts] = field(default_factory=dict)
    disputes: dict[str, DisputeFacts] = field(default_factory=dict)
    told: list[PaymentNotification] = field(default_factory=list)
    refund_status: RefundStatus = RefundStatus.SUCCEEDED
    away: bool = False
    loses_answers: bool = False
    credentials_wrong: bool = False
    breaks_and_keeps_it: int = 0
    breaks_after_the_work: bool = False
    calls: list[str] = field(default_factory=list)
    _keys: dict[str, tuple[object, object]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    # ---- what the payer and the bank do

    def pay(self, session_id: str) -> str:
        """The payer pays on the page, which must be open; returns the payment."""
        page = self._page(session_id)
        assert page.status is CheckoutStatus.OPEN, f"the page is {page.status}"
        payment = f"pi_{next(self._numbers)}"
        self._keep(
            replace(
                page, url=None, status=CheckoutStatus.COMPLETE, payment_status=PaymentStatus.PAID, payment_id=payment
            )
        )
        self.tell("checkout.session.completed", ObjectKind.CHECKOUT, session_id, payment)
        return payment

    def refund_outside(self, payment_id: str, amount_pence: int) -> str:
        """Somebody refunds in the gateway's own pages."""
        facts = RefundFacts(f"re_{next(self._numbers)}", RefundStatus.SUCCEEDED, amount_pence, payment_id)
        self.refunds[facts.refund_id] = facts
        self.tell("refund.created", ObjectKind.REFUND, facts.refund_id, payment_id)
        return facts.refund_id

    def refund_becomes(self, refund_id: str, status: RefundStatus) -> None:
        """The bank takes the refund, or sends it back."""
        self.refunds[refund_id] = replace(self.refunds[refund_id], status=status)
        self.tell("refund.updated", ObjectKind.REFUND, refund_id, self.refunds[refund_id].payment_id)

    def dispute(self, payment_id: str, amount_pence: int, status: DisputeStatus = DisputeStatus.NEEDS_RESPONSE) -> str:
        """The payer's bank asks for the money."""
        dispute_id = f"du_{payment_id}"
        self.disputes[dispute_id] = DisputeFacts(dispute_id, payment_id, status, amount_pence, "unrecognised", None)
        self.tell("charge.dispute.created", ObjectKind.DISPUTE, dispute_id, payment_id)
        return dispute_id

    # ---- what a test looks at

    @property
    def taken_pence(self) -> int:
        """All money taken."""
        return sum(page.amount_pence for page in self.pages.values() if page.payment_status is PaymentStatus.PAID)

    @property
    def returned_pence(self) -> int:
        """All money given back."""
        return sum(r.amount_pence for r in self.refunds.values() if r.status is not RefundStatus.FAILED)

    # ---- PaymentGateway

    def open_checkout(self, request: CheckoutRequest) -> CheckoutFacts:
        """Open a page, once for each key; an end too near or too far is refused, as the real one does."""
        return self._once(request.idempotency_key, request, lambda: self._open(request))

    def read_checkout(self, session_id: str) -> CheckoutFacts:
        """The page now."""
        self._answer("read_checkout")
        return self._page(session_id)

    def expire_checkout(self, session_id: str) -> CheckoutFacts:
        """Close the page if it is open."""
        self._answer("expire_checkout")
        page = self._page(session_id)
        if page.status is CheckoutStatus.OPEN:
            page = self._expire(page)
        return page

    def checkouts_opened(self, since_at: datetime, until_at: datetime) -> Iterator[CheckoutFacts]:
        """Pages by when they were opened, newest first."""
        self._answer("checkouts_opened")
        wanted = [session for session, at in self.opened_at.items() if since_at <= at < until_at]
        yield from (self._page(session) for session in reversed(wanted))

    def refund(self, request: RefundRequest) -> RefundFacts:
        """Give money back, once for each key and never more than is left."""
        return self._once(request.idempotency_key, request, lambda: self._refund(request))

    def read_refund(self, refund_id: str) -> RefundFacts:
        """The refund now."""
        self._answer("read_refund")
        if refund_id not in self.refunds:
            raise GatewayRefused(RefusalCode.NOT_FOUND)
        return self.refunds[refund_id]

    def find_refunds(self, payment_id: str) -> tuple[RefundFacts, ...]:
        """Every refund of the payment, newest first."""
        self._answer("find_refunds")
        return tuple(reversed([facts for facts in self.refunds.values() if facts.payment_id == payment_id]))

    def read_dispute(self, dispute_id: str) -> DisputeFacts:
        """The dispute now."""
        self._answer("read_dispute")
        return self.disputes[dispute_id]

    def read_notification(self, payload: bytes, signature_header: str, now: datetime) -> PaymentNotification:
        """The notification whose event is named in the payload; any other is refused."""
        for notification in self.told:
            if notification.event_id.encode() == payload and signature_header == "signed":
                return notification
        raise NotificationRefused("signature_wrong")

    def forget_keys(self) -> None:
        """A day later, the keys are forgotten."""
        self._keys.clear()

    # ---- inside

    def _answer(self, call: str) -> None:
        self.calls.append(call)
        if self.away:
            raise GatewayUnavailable("away")
        if self.credentials_wrong:
            raise GatewayRefused(RefusalCode.CREDENTIALS)

    def _once(self, key: str, request: object, work: Callable[[], T]) -> T:
        self._answer(type(request).__name__)
        if key in self._keys:
            asked, answer = self._keys[key]
            if asked != request:
                raise GatewayRefused(RefusalCode.KEY_REUSED)
        elif self.breaks_and_keeps_it:
            self.breaks_and_keeps_it -= 1
            if self.breaks_after_the_work:
                work()
            answer = GatewayBroke("status 500")
            self._keys[key] = (request, answer)
        else:
            answer = work()
            self._keys[key] = (request, answer)
        if isinstance(answer, GatewayBroke):
            raise answer
        if self.loses_answers:
            raise GatewayUnavailable("the line was cut")
        return cast(T, answer)

    def _open(self, request: CheckoutRequest) -> CheckoutFacts:
        lasts = request.expires_at - self.now()
        if not SHORTEST_PAGE <= lasts <= LONGEST_PAGE:
            raise GatewayRefused(RefusalCode.REFUSED, "expires_at")
        session = f"cs_{next(self._numbers)}"
        self.opened_at[session] = self.now()
        page = CheckoutFacts(
            session,
            f"https://pay.example/{session}",
            CheckoutStatus.OPEN,
            PaymentStatus.UNPAID,
            request.amount_pence,
            request.currency,
            request.reference,
            None,
            request.expires_at,
        )
        return self._keep(page)

    def _refund(self, request: RefundRequest) -> RefundFacts:
        left = self._page_of(request.payment_id).amount_pence - self._returned(request.payment_id)
        if request.amount_pence > left:
            raise GatewayRefused(RefusalCode.REFUND_TOO_LARGE if left else RefusalCode.ALREADY_REFUNDED)
        facts = RefundFacts(
            f"re_{next(self._numbers)}",
            self.refund_status,
            request.amount_pence,
            request.payment_id,
            request.reference,
        )
        self.refunds[facts.refund_id] = facts
        return facts

    def _returned(self, payment_id: str) -> int:
        facts = [f for f in self.refunds.values() if f.payment_id == payment_id]
        return sum(f.amount_pence for f in facts if f.status is not RefundStatus.FAILED)

    def _page(self, session_id: str) -> CheckoutFacts:
        if session_id not in self.pages:
            raise GatewayRefused(RefusalCode.NOT_FOUND)
        page = self.pages[session_id]
        if page.status is CheckoutStatus.OPEN and page.expires_at <= self.now():
            return self._expire(page)
        return page

    def _page_of(self, payment_id: str) -> CheckoutFacts:
        return next(page for page in self.pages.values() if page.payment_id == payment_id)

    def _expire(self, page: CheckoutFacts) -> CheckoutFacts:
        self.tell("checkout.session.expired", ObjectKind.CHECKOUT, page.session_id, None)
        return self._keep(replace(page, url=None, status=CheckoutStatus.EXPIRED))

    def _keep(self, page: CheckoutFacts) -> CheckoutFacts:
        self.pages[page.session_id] = page
        return page

    def tell(self, kind: str, about: ObjectKind, object_id: str, payment: str | None) -> str:
        """Tell of something; returns the name of the event."""
        event = f"evt_{next(self._numbers)}"
        self.told.append(PaymentNotification(event, kind, object_id, about, self.now(), False, payment))
        return event
