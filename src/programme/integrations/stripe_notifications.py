"""Which notifications are Stripe's. Everything doubtful is refused with one exception, whatever was sent.

The SDK's own check accepts a time stamp of next year, and falls over bytes that are not UTF-8 and over JSON that is
no object; so the header is read strictly and the time checked both ways here, and only the keyed hash is the SDK's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
import stripe

from programme.payments.gateway import NotificationRefused, ObjectKind, PaymentNotification

TOLERANCE_SECONDS = 300
_LONGEST_HEADER = 2000
_LAST_SECOND = 253_402_300_799  # the end of the year 9999, where datetime ends

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"[0-9a-f]{64}")

_KINDS = {
    "checkout.session": ObjectKind.CHECKOUT,
    "payment_intent": ObjectKind.PAYMENT,
    "charge": ObjectKind.CHARGE,
    "refund": ObjectKind.REFUND,
    "dispute": ObjectKind.DISPUTE,
}

_NAME = re.compile(r"[!-~]{1,120}")
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=r"^[!-~]+\Z")]
"""A name of the gateway's: printable, without a space. A NUL could not be kept by PostgreSQL."""


class _Object(msgspec.Struct):
    object: Word
    id: Word | None = None  # some kinds of event tell of things that have no id
    payment_intent: Any = None


class _Data(msgspec.Struct):
    object: _Object


class _Event(msgspec.Struct, tag_field="object", tag="event"):
    id: Word
    type: Word
    created: Annotated[int, msgspec.Meta(ge=0, le=_LAST_SECOND)]
    livemode: bool
    data: _Data
    account: str | None = None


class NotificationReader:
    """Reads notifications signed with one of `webhook_secrets`: two while one is being replaced."""

    def __init__(self, webhook_secrets: Sequence[str], *, livemode: bool) -> None:
        if not webhook_secrets or not all(secret.strip() for secret in webhook_secrets):
            raise ValueError("a webhook needs its signing secret; without one anybody could write to us")
        self._secrets = tuple(webhook_secrets)
        self._livemode = livemode

    def read(self, payload: bytes, signature_header: str, now: datetime) -> PaymentNotification:
        """The notification in `payload`; raises NotificationRefused and nothing else."""
        signed_at_seconds = self._prove(payload, signature_header)
        _check_age(signed_at_seconds, now)
        event = _event(payload)
        if event.livemode is not self._livemode:
            raise NotificationRefused("wrong_mode")
        if event.account is not None:  # of an account connected to ours: we have none
            raise NotificationRefused("wrong_account")
        about = event.data.object
        kind = _KINDS.get(about.object, ObjectKind.OTHER)
        if kind is not ObjectKind.OTHER and about.id is None:
            raise NotificationRefused("unreadable")
        payment = about.id if about.object == "payment_intent" else about.payment_intent
        if isinstance(payment, str) and not _NAME.fullmatch(payment):
            raise NotificationRefused("unreadable")
        return PaymentNotification(
            event_id=event.id,
            type=event.type,
            object_id=about.id or "",
            object_kind=kind,
            created_at=datetime.fromtimestamp(event.created, UTC),
            livemode=event.livemode,
            payment_id=payment if isinstance(payment, str) else None,
        )

    def _prove(self, payload: bytes, header: str) -> int:
        """When the bytes were signed by somebody who knows a secret, in seconds since 1970."""
        signed_at_seconds, signatures = _parts(header)
        try:
            text = payload.decode("utf-8")
        except UnicodeDecodeError:
            raise NotificationRefused("unreadable") from None
        rebuilt = f"t={signed_at_seconds}," + ",".join(f"v1={signature}" for signature in signatures)
        for secret in self._secrets:
            try:
                stripe.WebhookSignature.verify_header(text, rebuilt, secret, tolerance=None)
            except stripe.SignatureVerificationError:
                continue
            return signed_at_seconds
        raise NotificationRefused("signature_wrong")


def _parts(header: str) -> tuple[int, list[str]]:
    """The one time stamp and the v1 signatures of a header; other schemes are passed over, as Stripe asks."""
    if not header:
        raise NotificationRefused("signature_missing")
    if len(header) > _LONGEST_HEADER:
        raise NotificationRefused("signature_malformed")
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    signatures = [value for name, _, value in pairs if name == "v1" and _SIGNATURE.fullmatch(value)]
    if len(times) != 1 or not _TIMESTAMP.fullmatch(times[0]) or not signatures:
        raise NotificationRefused("signature_malformed")
    return int(times[0]), signatures


def _check_age(signed_at_seconds: int, now: datetime) -> None:
    age = now.timestamp() - signed_at_seconds
    if age > TOLERANCE_SECONDS:
        raise NotificationRefused("too_old")
    if age < -TOLERANCE_SECONDS:
        raise NotificationRefused("from_the_future")


def _event(payload: bytes) -> _Event:
    try:
        return msgspec.json.decode(payload, type=_Event)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise NotificationRefused("unreadable") from None
