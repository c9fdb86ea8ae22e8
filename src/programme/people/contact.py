"""Mobile numbers, postcodes and email addresses as they were typed: read where they can be, never corrected."""

from __future__ import annotations

import re

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberType,
    ValidationResult,
    is_possible_number_with_reason,
    number_type,
    parse,
)

from programme.people.stand_ins import is_stand_in_email, is_stand_in_mobile

_MOBILE = re.compile(r"(?:(?:\+|00)?440?|0?)(7(?:[1-57-9][0-9]{8}|624[0-9]{6}))")
_PHONE_PUNCTUATION = re.compile(r"[\s.\-‐‑–—()/]+")
_POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(
    r"(?=.{4,253}\Z)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
MOBILE_WORDS = "a UK mobile number, like 07700 900123"
"""The demand where a number was not read; `wrong_with_mobile` says why it was not."""
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


def wrong_with_mobile(text: str) -> str:
    """The reason why no text reaches a number that was not read as a mobile, as a sentence; empty where it is one."""
    if not text.strip() or read_mobile(text) is not None:
        return ""
    if is_stand_in_mobile(text):
        return "This is what people write where there is none"
    try:
        number = parse(text, "GB")
    except NumberParseException:
        return "This is not a phone number"
    return _kind_of_number(number)


def _kind_of_number(number: PhoneNumber) -> str:
    possible = is_possible_number_with_reason(number)
    if possible == ValidationResult.TOO_LONG:
        return "This has too many digits"
    if possible != ValidationResult.IS_POSSIBLE or _is_cut_short(number):
        return "This has too few digits"
    if number.country_code != _UNITED_KINGDOM:
        return "This is a number abroad"
    kind = number_type(number)
    if kind == PhoneNumberType.FIXED_LINE or str(number.national_number)[0] in "12":
        return "This is a landline, and no text reaches it"
    return _KINDS.get(kind, "There is no such number")


def _is_cut_short(number: PhoneNumber) -> bool:
    """Whether the 0 at its beginning was kept as a digit: the library does so where what follows it is no number."""
    return number.country_code == _UNITED_KINGDOM and bool(number.italian_leading_zero)


_UNITED_KINGDOM = 44
_KINDS = {
    PhoneNumberType.PAGER: "This is a pager",
    PhoneNumberType.PERSONAL_NUMBER: "This is a number that only sends calls on",
    PhoneNumberType.TOLL_FREE: "This is the number of a business",
    PhoneNumberType.SHARED_COST: "This is the number of a business",
    PhoneNumberType.PREMIUM_RATE: "This is the number of a business",
    PhoneNumberType.UAN: "This is the number of a business",
    PhoneNumberType.VOIP: "This is an internet telephone number",
}


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
