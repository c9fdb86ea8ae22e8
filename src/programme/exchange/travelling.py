"""The part of a referral that may travel under an agreement: everything else is left out before it is kept. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace

from programme.exchange.models import TravelField
from programme.intake.arrivals import Arrival
from programme.people.models import SafeContact

_FIELDS = {
    TravelField.SEX: ("sex",),
    TravelField.ADDRESS: ("address", "postcode"),
    TravelField.MOBILE: ("mobile",),
    TravelField.EMAIL: ("email",),
    TravelField.PNC_ID: ("pnc_id",),
    TravelField.CRO: ("cro",),
    TravelField.ASN: ("asn",),
    TravelField.URN: ("urn",),
    TravelField.CRIME_NUMBER: ("crime_number",),
    TravelField.CUSTODY_REFERENCE: ("custody_reference",),
    TravelField.ARREST: ("arrested_at",),
    TravelField.NEEDS: ("interpreter", "adjustments"),
    TravelField.OPERATION: ("operation",),
}
_EMPTY = {field.name: field.default for field in fields(Arrival)}


def names_left_out(travels: Collection[TravelField]) -> frozenset[str]:
    """The names of what does not travel."""
    return frozenset(name for field, names in _FIELDS.items() if field not in travels for name in names)


def only_agreed(arrival: Arrival, left_out: Collection[str]) -> Arrival:
    """The arrival without what does not travel."""
    emptied = {name: _EMPTY[name] for name in left_out}
    return replace(arrival, **emptied) if emptied else arrival  # type: ignore[arg-type]  # a default is of its type


def names_dropped(arrival: Arrival, left_out: Collection[str]) -> frozenset[str]:
    """The names of what was given and does not travel."""
    return frozenset(name for name in left_out if getattr(arrival, name) != _EMPTY[name])


def fields_named(names: Collection[str]) -> list[TravelField]:
    """The fields of an agreement that these are, in its own order."""
    return [field for field, own in _FIELDS.items() if not frozenset(own).isdisjoint(names)]


_WAYS = {
    SafeContact.ANY: frozenset({"address", "mobile", "email"}),
    SafeContact.NO_POST: frozenset({"mobile", "email"}),
    SafeContact.MOBILE_ONLY: frozenset({"mobile"}),
    SafeContact.EMAIL_ONLY: frozenset({"email"}),
}


def ways_left_out(promised: str | None, given: Collection[str], left_out: Collection[str]) -> frozenset[str]:
    """The addresses that do not travel, where nothing else is `given` by which he could be reached as `promised`."""
    ways = next((ways for contact, ways in _WAYS.items() if contact == promised), frozenset[str]())
    missing = ways & frozenset(left_out)
    return frozenset() if (ways - missing) & frozenset(given) else missing
