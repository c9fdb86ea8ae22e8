"""The carriers of messages: a Protocol a channel, owned here and built outside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Protocol, runtime_checkable

PATIENCE_SECONDS = 240.0
"""After this long a carrier hands the rest of a batch back: its claim must not run out while it is being carried."""


class Cause(StrEnum):
    """Why a message was not carried. The first three are the address's own: it is not tried again. All the others are
    ours, or may be: the message waits, and goes out when we have put it right."""

    ADDRESS_REFUSED = "address_refused"
    NOT_AN_ADDRESS = "not_an_address"
    ACCOUNT_DISABLED = "account_disabled"
    NOT_ACCEPTED = "not_accepted"
    SERVICE_AWAY = "service_away"
    SERVICE_REFUSED = "service_refused"
    KEY_REFUSED = "key_refused"
    NO_CARRIER = "no_carrier"
    NO_WORDS = "no_words"
    GIVES_AWAY = "gives_away"
    NO_HELP_LINE = "no_help_line"
    OUTSIDE_HOURS = "outside_hours"
    HOURS_UNREAD = "hours_unread"

    @property
    def is_ours(self) -> bool:
        """Whether it says nothing certain about the address."""
        return self not in OF_THE_ADDRESS


OF_THE_ADDRESS = frozenset({Cause.ADDRESS_REFUSED, Cause.NOT_AN_ADDRESS, Cause.ACCOUNT_DISABLED})


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message ready to go. `key` is the same on every try; `again` says that an earlier try may have arrived.
    `sender_name`: whom it is from, where that is not the installation's own name."""

    key: str
    address: str
    subject: str
    body: str
    again: bool = False
    sender_name: str = ""

    @property
    def number(self) -> str:
        """The same on every try at one address, telling nothing: what a carrier calls the message outside, to know a
        repeat. At another address it is another message."""
        return sha256(f"{self.key} {self.address}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Carried:
    """The outcome of carrying one message: carried; or the problem, in a few words without the address, and its cause.
    Where nobody knows better, the cause is ours."""

    key: str
    problem: str | None = None
    cause: Cause = Cause.SERVICE_AWAY

    @property
    def lasting(self) -> bool:
        """Whether trying again would change nothing."""
        return self.problem is not None and not self.cause.is_ours


class Carrier(Protocol):
    """Carries messages of one channel."""

    def carry(self, messages: Sequence[Rendered]) -> list[Carried]:
        """Send each message, and say of each what became of it. Never raises."""
        ...


@runtime_checkable
class HearsLater(Protocol):
    """A carrier that learns after it took a message whether it arrived."""

    def not_delivered(self, numbers: Collection[str]) -> dict[str, Cause]:
        """Which of the messages with these numbers did not arrive, and why. Raises what its connection raises."""
        ...
