"""Tells what somebody was shown from what stands now."""

from __future__ import annotations

from hashlib import sha256

from programme.shared.refusal import ChangedSinceShown


def shown_mark(shown: object) -> str:
    """A short text that is another one for every other state of `shown`, a frozen dataclass of plain facts."""
    return sha256(repr(shown).encode()).hexdigest()[:16]


def check_shown(standing: object, mark: str | None) -> None:
    """Raises ChangedSinceShown where `mark` is that of something else than what stands. None: nothing was shown."""
    if mark is not None and mark != shown_mark(standing):
        raise ChangedSinceShown()
