"""The parts of a case's record that can be put right, by the pages on which they are, and one fact that was. Pure.

Facts are called as an arrival calls them (`intake.arrivals`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct


class RecordPart(StrEnum):
    """A part of the record, put right on a page of its own."""

    PERSON = "person"
    NUMBERS = "numbers"
    OFFENCE = "offence"
    PLACE = "place"
    NEEDS = "needs"
    ROUTE = "route"


FACTS_OF: Mapping[RecordPart, tuple[str, ...]] = {
    RecordPart.PERSON: ("surname", "forenames", "born_on", "sex"),
    RecordPart.NUMBERS: ("pnc_id", "custody_reference", "asn", "urn", "crime_number", "cro"),
    RecordPart.OFFENCE: ("offence_code", "arrested_at", "operation"),
    RecordPart.PLACE: ("offence_place", "area"),
    RecordPart.NEEDS: ("interpreter", "adjustments"),
    RecordPart.ROUTE: ("route",),
}
"""When the offence was, bail, contact details and the officer in the case have corrections of their own."""
IS_COMPARED = frozenset({"surname", "forenames", "born_on", "pnc_id"})
"""The facts by which a person is compared with others."""
IS_JUDGED = IS_COMPARED | {"custody_reference", "offence_code", "offence_place", "route"}
"""The facts that eligibility asks, or that are looked up for it."""
WAS_SENT = frozenset({"surname", "forenames", "born_on", "interpreter", "adjustments"})
"""The facts that stand on his slip, on a provider's register, or in a neighbour's hands."""


class ChangedFact(Struct, frozen=True, forbid_unknown_fields=True):
    """One fact, from what to what: texts, with days and instants as ISO has them. Empty: there was none, or is none."""

    fact: str
    was: str
    becomes: str

    @property
    def is_added(self) -> bool:
        """Whether there was nothing before."""
        return not self.was
