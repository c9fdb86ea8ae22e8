"""Which offences the programme is for, and why the others are not.

The programme is for one offence: soliciting in a street or public place, s.51A Sexual Offences Act 2003, in force
since 1 April 2010 in place of ss.1-2 Sexual Offences Act 1985.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

PROGRAMME_OFFENCES = frozenset({"SX03213"})
"""The offence codes that can be referred."""

_CODE = re.compile(r"(?:[A-Z]{2}[0-9]{2}[0-9A-Z][0-9]{2}|COML[0-9]{3})[A-Z]?")
_SUFFIX = re.compile(r"(?<=[0-9])[A-Z]$")


@dataclass(frozen=True, slots=True)
class Offence:
    """An offence of the national list. `mode` is "summary", "either way", "indictable only", or "" when unlisted."""

    code: str
    title: str
    act: str
    section: str
    mode: str


@dataclass(frozen=True, slots=True)
class PlainOffence:
    """An offence in words that he can understand. `deed` goes on after "I": "approached another person…"."""

    deed: str
    law: str


class CodeKind(StrEnum):
    """The kind of offence that a code is to the programme. Only PROGRAMME can be referred; UNREADABLE needs a
    person."""

    PROGRAMME = "programme"
    CHILD = "child"
    EXPLOITED = "exploited"
    SELLER = "seller"
    REPEALED = "repealed"
    OTHER = "other"
    UNREADABLE = "unreadable"


_STANDING_BY_SECTION = {
    ("Sexual Offences Act 2003", "47"): CodeKind.CHILD,
    ("Sexual Offences Act 2003", "47 (attempt)"): CodeKind.CHILD,
    ("Sexual Offences Act 2003", "53A"): CodeKind.EXPLOITED,
    ("Sexual Offences Act 1985", "1"): CodeKind.REPEALED,
    ("Sexual Offences Act 1985", "2"): CodeKind.REPEALED,
    ("Street Offences Act 1959", "1"): CodeKind.SELLER,
}
_STANDING_BY_FAMILY = {"SO59": CodeKind.SELLER, "SX85": CodeKind.REPEALED}
"""For codes of an Act that the list does not hold."""


def canonical_code(text: str) -> str:
    """An offence code as the list writes it: capitals, without spaces."""
    return "".join(text.split()).upper()


def offence(code: str) -> Offence | None:
    """The offence with this code, in any case and spacing; None when it is not one of the listed 34."""
    return _offences().get(canonical_code(code))


def kind_of_code(code: str) -> CodeKind:
    """The kind of offence that a code is to the programme; `OFFENCE_CODE_SENTENCES` says why. Never raises."""
    plain = canonical_code(code)
    if plain in PROGRAMME_OFFENCES:
        return CodeKind.PROGRAMME
    if not _CODE.fullmatch(plain):
        return CodeKind.UNREADABLE
    # A letter at the end marks an attempt or the like: it stands as the offence it was an attempt at. Nothing else may
    # follow a code: what begins like one is not taken for it.
    if found := _offences().get(plain) or _offences().get(_SUFFIX.sub("", plain)):
        return _STANDING_BY_SECTION.get((found.act, found.section), CodeKind.OTHER)
    for family, its_standing in _STANDING_BY_FAMILY.items():
        if plain.startswith(family):
            return its_standing
    return CodeKind.OTHER


def in_plain_words(code: str) -> PlainOffence:
    """The offence that the programme is for, in plain words; raises KeyError for a code that cannot be referred."""
    return _plain_offences()[canonical_code(code)]


def are_two_offences(one: str, other: str) -> bool:
    """Whether two codes say that there were two offences: both can be read, and they differ."""
    different = canonical_code(one) != canonical_code(other)
    return different and CodeKind.UNREADABLE not in (kind_of_code(one), kind_of_code(other))


def say_otherwise(one: str, other: str) -> bool:
    """Whether two places or numbers that somebody wrote down are two: both are given, and letters and digits differ."""
    return len({_letters(one), _letters(other)} - {""}) > 1


def _letters(written: str) -> str:
    return "".join(letter for letter in written.casefold() if letter.isalnum())


@lru_cache(maxsize=1)
def _plain_offences() -> dict[str, PlainOffence]:
    return {row["cjs_code"]: PlainOffence(row["deed"], row["law"]) for row in _rows("offences-in-plain-words.csv")}


@lru_cache(maxsize=1)
def _offences() -> dict[str, Offence]:
    return {
        row["cjs_code"]: Offence(row["cjs_code"], row["title"], row["act"], row["section"], row["mode_of_trial"])
        for row in _rows("cjs-offences-soliciting.csv")
    }


def _rows(name: str) -> list[dict[str, str]]:
    path = files("programme.referrals").joinpath("reference_data", name)
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
