"""The demands of the fee on whoever takes card payments. No vendor's words: the adapter translates.

Amounts are whole pence, instants are aware UTC. Every call may be repeated: those that change something carry an
idempotency key that was stored before the call, and the same key with the same request has one effect.
A notification is a hint that something changed; what is true is read back from the gateway.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from programme.courses.neutral_words import wrong_with_bank_text

_LONGEST_KEY = 255
LONGEST_REFERENCE = 200


class CheckoutStatus(StrEnum):
    """Whether the payment page can still be used."""

    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


class PaymentStatus(StrEnum):
    """Whether the money of a payment page has been taken."""

    UNPAID = "unpaid"
    PAID = "paid"


class RefundStatus(StrEnum):
    """How far money on its way back has come. SUCCEEDED may still become FAILED when the bank sends it back."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class DisputeStatus(StrEnum):
    """A payer's bank asks for the money: whether we may answer, are waiting, or know the result."""

    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"


class ObjectKind(StrEnum):
    """The subject of a notification, so that the right thing is read back."""

    CHECKOUT = "checkout"
    PAYMENT = "payment"
    CHARGE = "charge"
    REFUND = "refund"
    DISPUTE = "dispute"
    OTHER = "other"


class RefusalCode(StrEnum):
    """Why the gateway said no for good: repeating the same request will not help."""

    NOT_FOUND = "not_found"
    KEY_REUSED = "key_reused"
    ALREADY_REFUNDED = "already_refunded"
    REFUND_TOO_LARGE = "refund_too_large"
    DISPUTED = "disputed"
    CREDENTIALS = "credentials"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """A payment page to be opened. Everything in it may be seen by the payer's household, so all of it is neutral.

    `reference` is opaque and comes back in CheckoutFacts. `statement_text` is what the payer's bank prints: 5 to 22
    characters. `success_url` may hold `{CHECKOUT_SESSION_ID}`. Raises ValueError for what no gateway would take.
    """

    idempotency_key: str
    reference: str
    amount_pence: int
    product_text: str
    statement_text: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    currency: str = "gbp"
    customer_email: str | None = None

    def __post_init__(self) -> None:
        _need(0 < len(self.idempotency_key) <= _LONGEST_KEY, "idempotency_key: 1 to 255 characters")
        _need(0 < len(self.reference) <= LONGEST_REFERENCE, "reference: 1 to 200 characters")
        _need(self.amount_pence > 0, "amount_pence: more than nothing")
        _need(bool(self.product_text.strip()), "product_text: needed")
        wrong = wrong_with_bank_text(self.statement_text)
        _need(not wrong, f"statement_text must {', '.join(wrong)}")
        _need(self.expires_at.tzinfo is not None, "expires_at: an aware instant")


@dataclass(frozen=True, slots=True)
class CheckoutFacts:
    """A payment page as the gateway knows it now. `url` is None once it can no longer be used."""

    session_id: str
    url: str | None
    status: CheckoutStatus
    payment_status: PaymentStatus
    amount_pence: int
    currency: str
    reference: str | None
    payment_id: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Money to send back to the card that paid. `reference` is opaque. Raises ValueError for an amount of nothing."""

    idempotency_key: str
    payment_id: str
    amount_pence: int
    reference: str

    def __post_init__(self) -> None:
        _need(0 < len(self.idempotency_key) <= _LONGEST_KEY, "idempotency_key: 1 to 255 characters")
        _need(self.amount_pence > 0, "amount_pence: more than nothing")


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """A refund as the gateway knows it now. `reference` is None when somebody made it without us."""

    refund_id: str
    status: RefundStatus
    amount_pence: int
    payment_id: str | None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """A dispute as the gateway knows it now. `answer_by_at` is None where no answer can be given."""

    dispute_id: str
    payment_id: str | None
    status: DisputeStatus
    amount_pence: int
    reason: str
    answer_by_at: datetime | None


@dataclass(frozen=True, slots=True)
class PaymentNotification:
    """A notification whose sender was proved. `type` is the gateway's own word, kept for the record only.

    `payment_id` is the payment that the object says it belongs to, where it says so: a hint, to be read back.
    """

    event_id: str
    type: str
    object_id: str
    object_kind: ObjectKind
    created_at: datetime
    livemode: bool
    payment_id: str | None = None


NotificationFault = Literal[
    "signature_missing",
    "signature_malformed",
    "signature_wrong",
    "too_old",
    "from_the_future",
    "unreadable",
    "wrong_mode",
    "wrong_account",
]


class NotificationRefused(Exception):
    """A notification that must not be acted on. `reason` is one of a closed list and holds nothing of the payload."""

    def __init__(self, reason: NotificationFault) -> None:
        self.reason: NotificationFault = reason
        super().__init__(reason)


class GatewayUnavailable(Exception):
    """No answer, or none that can be relied on: whether it happened is unknown. Ask again with the same key."""


class GatewayBroke(GatewayUnavailable):
    """The gateway answered, and said that it failed. It may say so for ever under the same key: when what was asked for
    is nowhere to be found, ask again under a new one. A line that was cut is no such answer."""


class GatewayRefused(Exception):
    """The gateway answered no, and will go on doing so. `message` is for the log: no personal data, no card data."""

    def __init__(self, code: RefusalCode, message: str = "") -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message}" if message else str(code))


class PaymentGateway(Protocol):
    """Whoever takes card payments. All calls block; all raise GatewayUnavailable and GatewayRefused."""

    def open_checkout(self, request: CheckoutRequest) -> CheckoutFacts:
        """Open a payment page, once for each idempotency key."""

    def read_checkout(self, session_id: str) -> CheckoutFacts:
        """The payment page as it is now."""

    def expire_checkout(self, session_id: str) -> CheckoutFacts:
        """Close the payment page if it is still open; the facts say what became of it, paid pages included."""

    def checkouts_opened(self, since_at: datetime, until_at: datetime) -> Iterator[CheckoutFacts]:
        """Every payment page opened in `[since_at, until_at)`, newest first: for comparing night by night."""

    def refund(self, request: RefundRequest) -> RefundFacts:
        """Send money back, once for each idempotency key; never more than is left of the payment."""

    def read_refund(self, refund_id: str) -> RefundFacts:
        """The refund as it is now."""

    def find_refunds(self, payment_id: str) -> tuple[RefundFacts, ...]:
        """Every refund of a payment, those made without us included; newest first."""

    def read_dispute(self, dispute_id: str) -> DisputeFacts:
        """The dispute as it is now."""

    def read_notification(self, payload: bytes, signature_header: str, now: datetime) -> PaymentNotification:
        """The notification in the raw bytes of a request. Raises NotificationRefused for anything doubtful, and
        nothing else: a wrong signature, one made more than five minutes before or after `now`, bytes that are no
        notification, one of the wrong mode (test or live)."""


def _need(fine: bool, words: str) -> None:
    if not fine:
        raise ValueError(words)
