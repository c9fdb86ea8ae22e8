"""References people read over the telephone, and secrets they copy from paper.

Written without the characters that are mistaken for one another: no 0 or O, no 1, I or L, no 5 or S.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

REFERENCE_ALPHABET = "2346789CDFHJKMNPQRTVWXY"
"""23 characters, without vowels so that no reference spells a word. 23 is prime, which the check relies on."""

SECRET_ALPHABET = "2346789ABCDEFGHJKMNPQRTUVWXYZ"  # noqa: S105 - an alphabet, not a secret
"""29 characters: twelve of them hold 58 bits."""

EXAMPLE_REFERENCE = "K7M2-9QXD"
"""Shown on pages for an example. No case can have it: its check character is another's."""

LIKE_A_REFERENCE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")
"""Its shape within a text, as it is written."""
_REFERENCE_LENGTH = 8
_BODIES = len(REFERENCE_ALPHABET) ** (_REFERENCE_LENGTH - 1)
_SECRET_LENGTH = 12
_GROUP = 4
_MISREAD = str.maketrans("BGUZ", "86V2")
"""Letters that no reference holds, and the character that was meant by each."""


def new_reference() -> str:
    """A fresh reference such as `K7M2-9QXH`: 23^7 (3.4 thousand million) to choose from, and a check character.

    Chance makes it unique almost always; the database's unique constraint makes it so always.
    """
    chosen, body = secrets.randbelow(_BODIES), ""
    while len(body) < _REFERENCE_LENGTH - 1:
        chosen, place = divmod(chosen, len(REFERENCE_ALPHABET))
        body += REFERENCE_ALPHABET[place]
    return _grouped(body + _check_character(body))


def read_reference(text: str) -> str | None:
    """The reference that was typed or read out, as `new_reference` writes it; None when it cannot be one.

    Case, spaces and any kind of dash do not matter, and B, G, U and Z are taken for 8, 6, V and 2. One wrong
    character, or two neighbours swapped, never gives another valid reference.
    """
    plain = _plain(text).translate(_MISREAD)
    if len(plain) != _REFERENCE_LENGTH or any(character not in REFERENCE_ALPHABET for character in plain):
        return None
    return _grouped(plain) if plain[-1] == _check_character(plain[:-1]) else None


def new_secret() -> str:
    """A fresh secret such as `X7KM-4QPD-9RTW` with 58 bits of chance. Only its hash may be stored."""
    return _grouped("".join(secrets.choice(SECRET_ALPHABET) for _ in range(_SECRET_LENGTH)))


def canonical_secret(text: str) -> str | None:
    """The secret that was typed, as `new_secret` writes it, whatever its case, spaces and dashes; None if no secret
    has that shape."""
    plain = _plain(text)
    if len(plain) != _SECRET_LENGTH or any(character not in SECRET_ALPHABET for character in plain):
        return None
    return _grouped(plain)


def wrong_with_reference(text: str) -> str:
    """Why no reference reads like this, for the middle of a sentence; empty where one can. It hangs on the text alone,
    and says nothing of which references there are."""
    wrong = _misshapen(text, REFERENCE_ALPHABET + "BGUZ", _REFERENCE_LENGTH)
    if wrong or read_reference(text):
        return wrong
    return "one letter or number is wrong, or two of them changed places"


def wrong_with_secret(text: str) -> str:
    """The same for a secret, which has no check character."""
    return _misshapen(text, SECRET_ALPHABET, _SECRET_LENGTH)


def _misshapen(text: str, alphabet: str, length: int) -> str:
    plain = _plain(text)
    strange = "".join(dict.fromkeys(character for character in plain if character not in alphabet))[:3]
    short = length - len(plain)
    size = f"it has {_counted(abs(short))} too {'few' if short > 0 else 'many'}" if short else ""
    never = f"it never has {' or '.join(strange)} in it" if strange else ""
    return ", and ".join(filter(None, (size, never)))


def _counted(number: int) -> str:
    return "a letter or number" if number == 1 else f"{number} letters or numbers"


def _plain(text: str) -> str:
    """Upper case, without spaces, dashes and other punctuation; full-width characters as ordinary ones."""
    return "".join(c for c in unicodedata.normalize("NFKC", text[:100]).upper() if c.isalnum())


def _grouped(plain: str) -> str:
    return "-".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))


def _check_character(body: str) -> str:
    """Each place has its own weight (1 to 7) modulo the prime 23, so one change or one swap always shows."""
    size = len(REFERENCE_ALPHABET)
    total = sum(weight * REFERENCE_ALPHABET.index(character) for weight, character in enumerate(body, start=1))
    return REFERENCE_ALPHABET[total % size]
