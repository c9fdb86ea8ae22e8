"""PNC IDs, CRO numbers, arrest/summons numbers, URNs and crime numbers: read, checked, and never corrected behind
anybody's back.

A number that does not hold is kept as it was entered, with a problem beside it. It never blocks a referral: a
wrong letter in a number does not undo an arrest. The rules are those of the person-matching service of HM Prison
and Probation Service (PNC ID, CRO) and of Bichard 7 (ASN, URN).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from programme.people.reference import find_force, unit_is_unknown
from programme.people.stand_ins import is_stand_in_number, is_stand_in_reference, is_stand_in_serial

CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
"""23 letters: a number modulo 23 points at its letter. There is no I, O or S."""

MISSING = "missing"
UNREADABLE = "unreadable"
BAD_CHECK_LETTER = "bad_check_letter"
IMPOSSIBLE_YEAR = "impossible_year"
UNKNOWN_FORCE = "unknown_force"
UNKNOWN_UNIT = "unknown_unit"
DUMMY = "dummy"


class IdentifierKind(StrEnum):
    """The numbers a person, his arrest or the crime is known by elsewhere."""

    PNC_ID = "pnc_id"
    CRO = "cro"
    ASN = "asn"
    URN = "urn"
    CRIME_NUMBER = "crime_number"


HIS_NUMBERS = frozenset({IdentifierKind.PNC_ID, IdentifierKind.CRO})
"""Numbers of the man, in every case of his. The others are of one offence."""


@dataclass(frozen=True, slots=True)
class ReadIdentifier:
    """A number as entered, its canonical form if it has one, and what is wrong with it, if anything.

    Without a problem there is always a canonical form. With `unknown_force`, `unknown_unit` and the `dummy` of an ASN
    or URN there may be one too: the number is well formed, but do not rely on it.
    """

    kind: IdentifierKind
    as_entered: str
    canonical: str | None
    problem: str | None


_remembered = lru_cache(maxsize=2048)
"""A row of an export is read, judged and taken in, and asks for the same number each time."""

_SPACES = re.compile(r"\s+")
_PNC_WITH_SLASH = re.compile(r"([0-9]{4}|[0-9]{2})/([0-9]{1,7})([A-Z])")
_PNC_LONG = re.compile(r"([0-9]{4})([0-9]{6,7})([A-Z])")
_PNC_SHORT = re.compile(r"([0-9]{2})([0-9]{1,7})([A-Z])")
_CRO = re.compile(r"([0-9]{1,6})/([0-9]{2})([A-Z])")
_CRO_WITHOUT_SLASH = re.compile(r"([0-9]{6})([0-9]{2})([A-Z])")
_CRO_SMALL_FILE = re.compile(r"SF([0-9]{2})/?([0-9]{1,6})([A-Z])")
_ASN = re.compile(r"([0-9]{2})([A-Z0-9]?)([A-Z0-9]{2})([A-Z0-9]{2})([A-Z0-9]{2})([0-9]{11})([A-Z])")
_ASN_WITH_SLASHES = re.compile(r"([0-9]{2})/([A-Z0-9]?[A-Z0-9]{4})/([A-Z0-9]{2})/([0-9]{1,11})([A-Z])")
_URN = re.compile(r"([A-Z0-9]{2})([A-Z0-9]{2})([0-9]{3,7})")

_NOT_CRIME = re.compile(r"[\s/.\-_]+")
_CRIME = re.compile(r"(?=.*[0-9])[A-Z0-9]{3,30}")

_DUMMY_ASN = re.compile(r"0800[NP]P01|....NRPR|..12LN00|..00NP00|..6300|..06SS|..00XX|..50(?:11|12|21|41|42|43|OF|SJ)")
_DUMMY_URN = re.compile(r"00[NP]P|[0-9]{2}00")


@_remembered
def read_pnc_id(text: str, *, today: date) -> ReadIdentifier:
    """A Police National Computer ID; canonical `YYYY/NNNNNNNX`.

    Read with two or four digits of year, with or without the slash and leading zeros. Two digits up to this
    year's mean 20YY, above it 19YY; the window moves with `today`. Never raises.
    """
    typed = _typed(text)
    found = _PNC_WITH_SLASH.fullmatch(typed) or _PNC_LONG.fullmatch(typed) or _PNC_SHORT.fullmatch(typed)
    if found is None:
        return _unreadable(IdentifierKind.PNC_ID, text, typed)
    digits, serial, letter = found[1], found[2].zfill(7), found[3]
    if is_stand_in_serial(found[2]) or is_stand_in_serial(serial):
        return ReadIdentifier(IdentifierKind.PNC_ID, text, None, DUMMY)
    year = int(digits) if len(digits) == 4 else _whole_year(int(digits), today)
    if not _letter_holds(digits[-2:] + serial, letter):
        return ReadIdentifier(IdentifierKind.PNC_ID, text, None, BAD_CHECK_LETTER)
    if not 1900 <= year <= today.year:
        return ReadIdentifier(IdentifierKind.PNC_ID, text, None, IMPOSSIBLE_YEAR)
    return ReadIdentifier(IdentifierKind.PNC_ID, text, f"{year}/{serial}{letter}", None)


@_remembered
def read_cro(text: str) -> ReadIdentifier:
    """A Criminal Records Office number; canonical `NNNNNN/YYX`, or `SFYY/NX` for the small file. Never raises."""
    typed = _typed(text)
    if small := _CRO_SMALL_FILE.fullmatch(typed):
        year, serial, letter = small[1], small[2], small[3]
        canonical = f"SF{year}/{serial}{letter}"
    elif standard := _CRO.fullmatch(typed) or _CRO_WITHOUT_SLASH.fullmatch(typed):
        serial, year, letter = standard[1].zfill(6), standard[2], standard[3]
        canonical = f"{serial}/{year}{letter}"
    else:
        return _unreadable(IdentifierKind.CRO, text, typed)
    if is_stand_in_serial(serial):
        return ReadIdentifier(IdentifierKind.CRO, text, None, DUMMY)
    if not _letter_holds(year + serial, letter):
        return ReadIdentifier(IdentifierKind.CRO, text, None, BAD_CHECK_LETTER)
    return ReadIdentifier(IdentifierKind.CRO, text, canonical, None)


@_remembered
def read_asn(text: str) -> ReadIdentifier:
    """An arrest/summons number; canonical 20 characters, or 21 with a top-level letter after the year.

    The letter checks force, system, year and sequence but **not** the unit, so the unit is looked up as well,
    for the forces whose units are known. Never raises.
    """
    typed = _typed(text)
    if short := _ASN_WITH_SLASHES.fullmatch(typed):
        typed = short[1] + short[2] + short[3] + short[4].zfill(11) + short[5]
    found = _ASN.fullmatch(typed)
    if found is None:
        return _unreadable(IdentifierKind.ASN, text, typed)
    year, _top, force, unit, system, sequence, letter = found.groups()
    if _DUMMY_ASN.match(typed) or is_stand_in_serial(sequence):
        return ReadIdentifier(IdentifierKind.ASN, text, typed, DUMMY)
    checked = "".join(part for part in (force, system) if part.isdigit()) + year + sequence
    if not _letter_holds(checked, letter):
        return ReadIdentifier(IdentifierKind.ASN, text, None, BAD_CHECK_LETTER)
    return ReadIdentifier(IdentifierKind.ASN, text, typed, _force_problem(force, unit))


@_remembered
def read_urn(text: str) -> ReadIdentifier:
    """The unique reference number that police, prosecution and courts share; canonical without slashes and spaces.

    Four characters of force and unit, then three to seven digits. It has no check letter. Never raises.
    """
    typed = _typed(text).replace("/", "").replace("-", "")
    found = _URN.fullmatch(typed)
    if found is None:
        return _unreadable(IdentifierKind.URN, text, typed)
    if _DUMMY_URN.match(typed) or is_stand_in_serial(found[3]):
        return ReadIdentifier(IdentifierKind.URN, text, typed, DUMMY)
    return ReadIdentifier(IdentifierKind.URN, text, typed, _force_problem(found[1], found[2]))


@_remembered
def read_crime_number(text: str) -> ReadIdentifier:
    """The number that a force's own system gives the crime; canonical in capitals, without strokes, dashes and spaces.

    Every force has a form of its own (Thames Valley: the force's 43 and a running number), and none has a check letter.
    Never raises.
    """
    kind, bare = IdentifierKind.CRIME_NUMBER, _NOT_CRIME.sub("", text).upper()
    if _CRIME.fullmatch(bare) is None:
        return _unreadable(kind, text, bare)
    dummy = is_stand_in_reference(text)
    return ReadIdentifier(kind, text, None if dummy else bare, DUMMY if dummy else None)


def check_letter(number: str) -> str:
    """The letter that belongs to a string of digits."""
    return CHECK_LETTERS[int(number) % len(CHECK_LETTERS)]


def _typed(text: str) -> str:
    """Capitals without spaces."""
    return _SPACES.sub("", text).upper()


def _letter_holds(number: str, letter: str) -> bool:
    return check_letter(number) == letter


def _whole_year(two_digits: int, today: date) -> int:
    century = today.year - today.year % 100
    return century + two_digits if two_digits <= today.year % 100 else century - 100 + two_digits


def _force_problem(force: str, unit: str) -> str | None:
    if find_force(force) is None:
        return UNKNOWN_FORCE
    return UNKNOWN_UNIT if unit_is_unknown(force, unit) else None


def _unreadable(kind: IdentifierKind, text: str, typed: str) -> ReadIdentifier:
    if is_stand_in_number(text):
        return ReadIdentifier(kind, text, None, DUMMY)
    return ReadIdentifier(kind, text, None, UNREADABLE if typed else MISSING)
