"""Mobile numbers, postcodes and email addresses as they were typed: read where they can be, never corrected."""

from __future__ import annotations

import re

from programme.people.stand_ins import is_stand_in_email, is_stand_in_mobile

_MOBILE = re.compile(r"(?:(?:\+|00)?440?|0?)(7(?:[1-57-9][0-9]{8}|624[0-9]{6}))")
_PHONE_PUNCTUATION = re.compile(r"[\s.\-‐‑–—()/]+")
_POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(
    r"(?=.{4,253}\Z)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
LONGEST_EMAIL = 254
EMAIL_WORDS = "one address in plain letters, like name@example.org"
"""The demand where an address was not read."""


def wrong_with_email(text: str) -> str:
    """The fault of an address, as the end of "It must ..."; empty where a message can be sent to it."""
    if is_email_address(text):
        return ""
    if read_shape_of_email(text) is not None:
        return f"be somebody’s: “{text.strip()}” is what people write where there is none"
    if "@" not in text:
        return "have an @, like name@example.org"
    if " " in text.strip() or text.count("@") > 1:
        return "be one address and nothing else, like name@example.org"
    return f"be {EMAIL_WORDS}"


def read_mobile(text: str) -> str | None:
    """A United Kingdom mobile number as `07700 900123`, from any usual way of writing it, with 0, +44, 0044 or 44, and
    without its first 0, which spreadsheets take for a number's.

    None for everything else: landlines, pagers (076, but for the Isle of Man's 07624), personal numbers (070),
    numbers abroad, numbers that are too short, stand-ins. Ofcom's National Telephone Numbering Plan.
    """
    found = _MOBILE.fullmatch(_PHONE_PUNCTUATION.sub("", text))
    if found is None:
        return None
    digits = "0" + found[1]
    if is_stand_in_mobile(digits):
        return None
    return f"{digits[:5]} {digits[5:]}"


def read_postcode(text: str) -> str | None:
    """A United Kingdom postcode in capitals with its one space, or None when it does not have the shape of one."""
    found = _POSTCODE.fullmatch("".join(text.split()).upper())
    return f"{found[1]} {found[2]}" if found else None


def read_email(text: str) -> str | None:
    """An email address that a message can be sent to, or None: the one reading of whoever takes an address in and of
    whoever sends. Whether a message arrives, only sending tells.

    One address of plain letters before its one @: no display name, no quotes, no letters with accents there, which
    many mail servers on the way do not carry. A domain in other letters is given in its plain form (xn--). One that
    stands for nobody (none@none.com) is none.
    """
    found = read_shape_of_email(text)
    return found if found is not None and not is_stand_in_email(found) else None


def read_shape_of_email(text: str) -> str | None:
    """The same, also where it stands for nobody: for who must not be told by it whether there is such an account."""
    local, _, domain = text.strip(" ").rpartition("@")
    if not domain.isascii():
        domain = _plain_domain(domain)
    if len(local) > 64 or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return None
    found = f"{local}@{domain}"
    return found if len(found) <= LONGEST_EMAIL else None


def is_email_address(text: str) -> bool:
    """Whether a message can be sent to this."""
    return read_email(text) is not None


def account_address(text: str) -> str:
    """An address as accounts are kept and found by: in small letters, in the form it is sent to."""
    return (read_email(text) or text.strip()).lower()


def _plain_domain(domain: str) -> str:
    """The domain as the network knows it; empty where that would be another one than was typed, as for invisible
    letters and for those of which the standard library's older rules make others."""
    typed = domain.lower()
    try:
        plain = typed.encode("idna").decode("ascii")
        return plain if plain.encode("ascii").decode("idna") == typed else ""
    except UnicodeError:
        return ""
