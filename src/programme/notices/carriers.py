"""What carries messages: a Protocol a channel, owned here and built outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message ready to go. `key` is the same on every try, so that a carrier can tell a repeat."""

    key: str
    address: str
    subject: str
    body: str


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
