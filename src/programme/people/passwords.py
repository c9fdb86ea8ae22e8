"""Passwords and slip secrets: Argon2id, never more than two at once, and equal work for an unknown name."""

from __future__ import annotations

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from programme.people.refusals import PasswordRefused

SHORTEST, LONGEST = 15, 128
FEWEST_LETTERS = 5
"""Different ones: fewer are one key held down, or two in turn."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's smallest Argon2id setting
_two_at_once = BoundedSemaphore(2)  # each takes 19 MiB and a core: sign-ins must not starve the pages
NOBODYS_HASH = "$argon2id$v=19$m=19456,t=2,p=1$ttjoHmxAzAVJzlwp4En9Cg$cacYUPtajinUCKhQCEIn52bC0QTjFNkFjdunj48ru6U"
"""The hash of a password that was thrown away, made with these settings: to check against it is the same work."""


def check_password(password: str, email: str = "") -> None:
    """Raises PasswordRefused, which says all that a good one has: long, and not what everybody would try first."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordRefused(
            f"A password has {SHORTEST} to {LONGEST} characters, spaces among them. Three or four words are good"
        )
    plain = password.strip().lower()
    if len(set(plain)) < FEWEST_LETTERS or (email and email.lower() in plain):
        raise PasswordRefused("Choose a password that is harder to guess. Three or four words are good")


def hash_password(password: str) -> str:
    """A salted Argon2id hash of `password`."""
    with _two_at_once:
        return _hasher.hash(password)


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether `password` belongs to `password_hash`; for None does the same work and says no. Takes some tens of
    milliseconds: call it in a thread, outside any transaction."""
    with _two_at_once:
        try:
            _hasher.verify(password_hash or NOBODYS_HASH, password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None
