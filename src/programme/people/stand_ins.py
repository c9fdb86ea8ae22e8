"""Words and numbers that stand where something is not known: UNKNOWN, N/A, 00/0000000, 0123456, none@none.com.

Nobody is known by them, so nobody is ever compared by them, and nothing is sent to them.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = frozenset({
    "UNKNOWN", "UNK", "UNKN", "UKNOWN", "NOTKNOWN", "NOTGIVEN", "NOTSTATED", "NOTRECORDED", "NOTAVAILABLE",
    "NOTAPPLICABLE", "NOTPROVIDED", "NOTHELD", "NOTYETKNOWN", "NOTALLOCATED", "NONEGIVEN", "NONEKNOWN", "NONE", "NULL",
    "NIL", "TBC", "TBA", "TBD", "TOBECONFIRMED", "TOBEADVISED", "TOFOLLOW", "PENDING", "AWAITING", "AWAITED", "REFUSED",
    "DECLINED", "WITHHELD", "MISSING", "BLANK", "ANON", "ANONYMOUS", "DUMMY",
})  # fmt: skip
_FOR_NUMBERS = _WORDS | {"NA", "NK", "NO", "NONUMBER", "NEW", "TEST", "X"}
_FOR_NAMES = _WORDS | {
    "LNU", "FNU", "NFN", "NLN", "NMN", "FNLN", "LASTNAMEUNKNOWN", "FIRSTNAMEUNKNOWN", "NOLASTNAME", "NOFIRSTNAME",
    "NK", "UNKNOWNMALE", "MALEUNKNOWN", "UNKNOWNUNKNOWN", "UNKNOWNPERSON",
    "NOSURNAME", "NOFORENAME", "NONAME", "NAMEUNKNOWN", "SURNAME", "FORENAME", "FORENAMES", "NOFIXEDNAME",
}  # fmt: skip
_ABBREVIATED = re.compile(r"n[/\\.]\s*[aks]\.?", re.IGNORECASE)
_RUN = "01234567890"
_BACK = _RUN[::-1]
_NOT_WORD = re.compile(r"[\W_]+")
_LOCAL_PARTS = frozenset({
    "none", "noemail", "nomail", "noaddress", "noone", "nobody", "unknown", "notknown", "notgiven", "notprovided",
    "tbc", "tba", "refused", "declined", "dummy", "fake", "anon", "noreply", "donotreply",
})  # fmt: skip
_WEAK_PARTS = _LOCAL_PARTS | {
    "a", "aa", "aaa", "x", "xx", "xxx", "abc", "asdf", "no", "n", "na", "nil", "null", "test", "email", "mail", "e",
    "name", "user", "me",
}  # fmt: skip


def is_stand_in_name(text: str) -> bool:
    """Whether a name says only that there is none: ".", "-", LNU, FNU, UNKNOWN, N/A, XX. Empty is none either."""
    bare = _NOT_WORD.sub("", text).upper()
    if not bare or bare.isdigit() or _ABBREVIATED.fullmatch(text.strip()):
        return True
    return bare in _FOR_NAMES or (bare[0] in "XZ" and bare == bare[0] * len(bare))


@lru_cache(maxsize=2048)
def is_stand_in_number(text: str) -> bool:
    """Whether a number of any kind says only that there is none: N/A, TBC, 000000, 123456, 99/9999999."""
    bare = _NOT_WORD.sub("", text).upper()
    if not bare:
        return False
    if bare in _FOR_NUMBERS or _ABBREVIATED.fullmatch(text.strip()):
        return True
    return (len(bare) > 2 and len(set(bare)) == 1) or (bare.isdigit() and is_stand_in_serial(bare))


def is_stand_in_serial(digits: str) -> bool:
    """Whether the running part of a number is one that nobody was ever given: noughts, one digit over and over, or
    the digits in their order."""
    if not digits.strip("0"):
        return len(digits) > 1
    if len(digits) < 5:
        return False
    bare = digits.lstrip("0")
    return len(set(digits)) == 1 or (len(bare) > 4 and (bare in _RUN or digits in _RUN or digits in _BACK))


def is_stand_in_reference(text: str) -> bool:
    """Whether a custody reference says only that there is none: UNKNOWN, -, NO REF, 0, 00/0000/26, HA/0000/26, 123456.

    No custody system gives one without a number in it.
    """
    if is_stand_in_number(text) or (bool(text.strip()) and re.search(r"[1-9]", text) is None):
        return True
    longest = max(re.findall(r"[0-9]+", text), key=len, default="")
    return len(longest) > 2 and not longest.strip("0")


def is_stand_in_mobile(text: str) -> bool:
    """Whether a number of the right shape is nobody's: 07777 777777, 07123 456789, 07700 000000."""
    digits = re.sub(r"[^0-9]", "", text)[-9:]
    return len(digits) == 9 and (
        len(set(digits)) == 1
        or digits[-6:] == "0" * 6
        or digits in _RUN
        or digits in _BACK
        or len(set(digits[1:])) == 1
    )


def is_stand_in_email(text: str) -> bool:
    """Whether an address of the right shape is nobody's: none@none.com, noemail@example.org, a@a.com."""
    local, _, domain = text.lower().rpartition("@")
    bare, host = _NOT_WORD.sub("", local), domain.split(".")[0]
    return bare in _LOCAL_PARTS or (bare in _WEAK_PARTS and host in _WEAK_PARTS)
