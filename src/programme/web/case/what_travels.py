"""The part of a neighbour's answers that its agreement does not let travel, also where that was changed meanwhile."""

from __future__ import annotations

from collections.abc import Collection

from programme.exchange.travelling import ways_left_out
from programme.exchange.words import spoken_fields
from programme.web.kit.forms import PageForm, add_error


def names_typed(form: PageForm, names: Collection[str]) -> frozenset[str]:
    """Which of these facts of an arrival were typed."""
    return frozenset(name for name in names if form["arrested_on" if name == "arrested_at" else name].data)


def check_stays_behind(form: PageForm, names: frozenset[str], neighbour: str) -> None:
    """Custody types a neighbour's referral in: beside each fact that its agreement does not let travel, that it would
    not be kept. A choice made for him that cannot be emptied is
    said on the page that checks the answers."""
    for name in sorted(names_typed(form, names - {"sex"})):
        field = form["arrested_on" if name == "arrested_at" else name]
        words = f"{field.label.text} may not travel under the agreement with {neighbour}, and would not be kept"
        add_error(form, field.name, f"{words}: leave it empty")


def check_ways(form: PageForm, left_out: Collection[str]) -> None:
    """A way to reach him is asked again where the address that it takes does not travel."""
    given = names_typed(form, ("address", "mobile", "email"))
    if gone := ways_left_out(form["safe_contact"].data, given, left_out):
        message = f"Choose again how we may contact him: {spoken_fields(gone)} may not travel under the agreement"
        add_error(form, "safe_contact", f"{message}, and nothing else is given to reach him by")
