"""Mobile numbers, postcodes and email addresses as they were typed: read where they can be, never corrected."""

from __future__ import annotations

import re

from programme.people.stand_ins import is_stand_in_email, is_stand_in_mobile

_MOBILE = re.compile(r"(?:(?:\+|00)?440?|0?)(7(?:[1-57-9][0-9]{8}|624[0-9]{6}))")
_PHONE_PUNCTUATION = re.compile(r"[\s.\-‐‑–—()/]+")
_POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_EMAIL = re.compile(r"[^@\s,;<>()\[\]\"]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{1,62}")


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


def is_email_address(text: str) -> bool:
    """Whether a message could be sent to this: one @, no spaces, a domain with a dot. Whether it arrives, only
    sending tells."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def read_email(text: str) -> str | None:
    """The address, or None where no message could be sent to it, or it stands for nobody (none@none.com)."""
    return text if is_email_address(text) and not is_stand_in_email(text) else None
