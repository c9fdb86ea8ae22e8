"""References and secrets that people can read over the telephone.

The alphabet leaves out what looks or sounds alike (0 O 1 I L 5 S 2 Z 8 B U V). A reference ends in a check
character, so that a slip of the tongue is told from an unknown case.
"""

from __future__ import annotations

import secrets

ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
_REFERENCE_LENGTH = 7
_SECRET_LENGTH = 12


def new_reference() -> str:
    """A new reference such as `K7M4-9QXD`: seven random characters and a check character."""
    body = _random(_REFERENCE_LENGTH)
    return _grouped(body + _check(body))


def read_reference(text: str) -> str | None:
    """The reference as we write it, whatever case, spaces and dashes it came in; None when it cannot be one."""
    bare = _bare(text)
    if len(bare) != _REFERENCE_LENGTH + 1 or any(c not in ALPHABET for c in bare):
        return None
    return _grouped(bare) if _check(bare[:-1]) == bare[-1] else None


def new_secret() -> str:
    """A new secret of 12 characters in three groups and 54 bits, such as `K7M4-9QXD-3TRW`."""
    return _grouped(_random(_SECRET_LENGTH))


def canonical_secret(text: str) -> str:
    """A typed secret without its case, spaces and dashes, grouped as we write it."""
    return _grouped(_bare(text)[:40])


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _bare(text: str) -> str:
    return "".join(c for c in text.upper() if c.isalnum())


def _grouped(bare: str) -> str:
    return "-".join(bare[i : i + 4] for i in range(0, len(bare), 4))


def _check(body: str) -> str:
    total = 0
    for place, character in enumerate(body, start=1):
        total += place * ALPHABET.index(character)
    return ALPHABET[total % len(ALPHABET)]
