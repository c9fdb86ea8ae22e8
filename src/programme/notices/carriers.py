"""What carries messages: a Protocol a channel, owned here and built outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

PATIENCE_SECONDS = 240.0
"""After this long a carrier hands the rest of a batch back: its claim must not run out while it is being carried."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message ready to go. `key` is the same on every try; `again` says that an earlier try may have arrived."""

    key: str
    address: str
    subject: str
    body: str
    again: bool = False

    @property
    def number(self) -> str:
        """The same on every try, telling nothing: what a carrier calls the message outside, to know a repeat."""
        return sha256(self.key.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one message: carried, or the problem; `lasting` problems are not tried again."""

    key: str
    problem: str | None = None
    lasting: bool = False


class Carrier(Protocol):
    """Carries messages of one channel."""

    def carry(self, messages: Sequence[Rendered]) -> list[Carried]:
        """Send each message, and say of each what became of it. Never raises."""
        ...
