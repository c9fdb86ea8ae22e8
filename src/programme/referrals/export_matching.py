"""Whether the person or the offence of a row is known already: from a row above in the file, or from a stored case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from programme.people.names import name_key
from programme.referrals.custody_export import ExportRow
from programme.referrals.eligibility import OtherCase
from programme.referrals.export_values import ExportValues


@dataclass(frozen=True, slots=True)
class WhatIsKnown:
    """What is known about the person and the offence of one row. Each text names where: "line 51", "case K7M2-9QXH".

    `repeat_of`: the same offence of the same person. `open_case`: another case of the same person that has not
    ended, never the same offence; `open_as` says how it stands to this offence, `open_id` is its number where it is
    stored and `open_reference` its reference. `possible_person`: somebody of the same name and date of birth, where a
    PNC ID is missing to tell. `earlier_course`: a course or offer since `eligibility.lookback_starts_on`;
    `lookback_known` is False when nobody could look.
    """

    repeat_of: str | None = None
    open_case: str | None = None
    possible_person: str | None = None
    earlier_course: str | None = None
    lookback_known: bool = True
    open_as: OtherCase = OtherCase.ANOTHER
    open_id: int | None = None
    open_reference: str = ""


NOTHING_KNOWN = WhatIsKnown()


class KnownCases(Protocol):
    """Who can say what is known. The store looks a batch of rows up at once; then it is asked row by row."""

    def prime(self, rows: Sequence[ExportRow]) -> None:
        """Look up everything about these rows. Rows without values may be among them."""

    def about(self, row: ExportRow) -> WhatIsKnown:
        """What is known about one of the rows last primed."""


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """What a person is found by: his PNC ID if it holds, and his name and date of birth if he has both."""

    pnc_id: str | None
    name_and_birth: str | None


def person_keys(values: ExportValues) -> PersonKeys:
    """What the person of a row is found by."""
    pnc_id = values.pnc_id.canonical if values.pnc_id is not None and values.pnc_id.problem is None else None
    named = name_key(values.surname, values.forenames)
    return PersonKeys(pnc_id, f"{named}|{values.born_on}" if named and values.born_on else None)


class EarlierRows:
    """The rows above in the same file. Keeps hashes and line numbers only: some 40 MB for 100,000 rows, and nothing
    that could be read back."""

    def __init__(self) -> None:
        self._offences: dict[int, int] = {}
        self._people: dict[int, int] = {}
        self._named: dict[int, int] = {}
        self._named_without_pnc: dict[int, int] = {}

    def prime(self, rows: Sequence[ExportRow]) -> None:
        """Nothing to look up: the rows above were remembered one by one."""

    def about(self, row: ExportRow) -> WhatIsKnown:
        """What the rows above say. A file is one force's, so the custody reference needs no force beside it."""
        if row.values is None:
            return NOTHING_KNOWN
        for key in _offence_keys(row.values):
            if key in self._offences:
                return WhatIsKnown(repeat_of=f"line {self._offences[key]}")
        person = person_keys(row.values)
        if person.pnc_id and (line := self._people.get(hash(person.pnc_id))):
            return WhatIsKnown(open_case=f"line {line}")
        if person.name_and_birth:
            namesakes = self._named_without_pnc if person.pnc_id else self._named
            if line := namesakes.get(hash(person.name_and_birth)):
                return WhatIsKnown(possible_person=f"line {line}")
        return NOTHING_KNOWN

    def remember(self, row: ExportRow, *, may_become_case: bool) -> None:
        """Keep what the rows below have to know of a row: its offence always, its person if it may become a case."""
        if row.values is None:
            return
        for key in _offence_keys(row.values):
            self._offences.setdefault(key, row.line)
        if not may_become_case:
            return
        person = person_keys(row.values)
        if person.pnc_id:
            self._people.setdefault(hash(person.pnc_id), row.line)
        if person.name_and_birth:
            key = hash(person.name_and_birth)
            self._named.setdefault(key, row.line)
            if not person.pnc_id:
                self._named_without_pnc.setdefault(key, row.line)


class FileThenStore:
    """The rows above and the stored cases together; what is in the store is named first."""

    def __init__(self, earlier: EarlierRows, stored: KnownCases) -> None:
        self._earlier = earlier
        self._stored = stored

    def prime(self, rows: Sequence[ExportRow]) -> None:
        """Look up everything about these rows in the store."""
        self._stored.prime(rows)

    def about(self, row: ExportRow) -> WhatIsKnown:
        """What either knows about the row."""
        above, stored = self._earlier.about(row), self._stored.about(row)
        return WhatIsKnown(
            repeat_of=stored.repeat_of or above.repeat_of,
            open_case=stored.open_case or above.open_case,
            possible_person=stored.possible_person or above.possible_person,
            earlier_course=stored.earlier_course or above.earlier_course,
            lookback_known=stored.lookback_known,
        )


class NothingStored:
    """A store without cases, for a file that is judged on its own."""

    def prime(self, rows: Sequence[ExportRow]) -> None:
        """Nothing to look up."""

    def about(self, row: ExportRow) -> WhatIsKnown:
        """Nothing is known."""
        return NOTHING_KNOWN


def _offence_keys(values: ExportValues) -> list[int]:
    """Hashes of custody reference (none for a voluntary attendance), time of the offence and person.

    One for each way to know the person; where neither is there, the custody reference alone stands for him.
    """
    if values.offence_at is None:
        return []
    person = person_keys(values)
    known = [key for key in (person.pnc_id, person.name_and_birth) if key]
    if not known and values.custody_ref:
        known = [values.forenames.casefold()]
    reference = "".join(values.custody_ref.split())
    return [hash((reference, values.offence_at, key)) for key in known]
