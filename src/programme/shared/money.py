"""Money is whole pence in an int; these are the only two places where it meets text."""

from __future__ import annotations

import re

_POUNDS = re.compile(r"£?\s*(?P<pounds>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,8})(?:\.(?P<pence>[0-9]{2}))?")
LARGEST_PENCE = 10_000_000_00
"""Ten million pounds: beyond it a figure was mistyped, and it still fits every database's integer."""


def spoken_pounds(pence: int) -> str:
    """An amount as people write it: 9500 is "£95", 9550 is "£95.50", 123456 is "£1,234.56".

    Pence are shown only where there are some. A negative amount leads with a minus sign.
    """
    pounds, rest = divmod(abs(pence), 100)
    sign = "−" if pence < 0 else ""
    return f"{sign}£{pounds:,}" if rest == 0 else f"{sign}£{pounds:,}.{rest:02d}"


def read_pounds(text: str) -> int:
    """The pence that a person typed as pounds: "95", "£95", "95.50" and "1,234.56" are read, nothing else is.

    Raises ValueError for anything that could be meant two ways ("95.5", "95,50", "1,23") and for nonsense.
    """
    found = _POUNDS.fullmatch(text.strip())
    if found is None:
        raise ValueError("not an amount in pounds")
    pence = int(found["pounds"].replace(",", "")) * 100 + int(found["pence"] or 0)
    if pence > LARGEST_PENCE:
        raise ValueError("too large an amount")
    return pence
