"""Whether the person or the offence of a row is known already: from a row above in the file, or from a stored case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from programme.eligibility.known import NOBODY_COMPARED, NOTHING_KNOWN, WhatIsKnown
from programme.intake.custody_export import ExportRow
from programme.intake.export_values import ExportValues
from programme.people.names import MatchName, match_name


class KnownCases(Protocol):
    """Who can say what is known. The store looks a batch of rows up at once; then it is asked row by row."""

    def prime(self, rows: Sequence[ExportRow]) -> None:
        """Look up everything about these rows. Rows without values may be among them."""

    def about(self, row: ExportRow) -> WhatIsKnown:
        """What is known about one of the rows last primed."""


def could_look(pnc_id: str | None, name: MatchName | None, born_on: date | None) -> bool:
    """Whether a man can be compared with others: by a PNC ID that holds, or by his whole name and date of birth."""
    return bool(pnc_id or (name is not None and name.is_whole and born_on))


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """What a person is found by: his PNC ID if it holds, and what there is of his name with his date of birth."""

    pnc_id: str | None
    name: MatchName | None
    born_on: date | None

    @property
    def could_look(self) -> bool:
        """Whether somebody can be compared with others by it."""
        return could_look(self.pnc_id, self.name, self.born_on)

    @property
    def named(self) -> tuple[str, str] | None:
        """The key of the surname and the date of birth, where both are there."""
        return (self.name.family, f"{self.born_on}") if self.name is not None and self.born_on else None


def person_keys(values: ExportValues) -> PersonKeys:
    """What the person of a row is found by."""
    pnc_id = values.pnc_id.canonical if values.pnc_id is not None and values.pnc_id.problem is None else None
    return PersonKeys(pnc_id, match_name(values.surname, values.forenames), values.born_on)


@dataclass(frozen=True, slots=True)
class _Namesake:
    """A row above: its line, hashes of its forenames, their first letter, and whether it has a PNC ID that holds."""

    line: int
    given: tuple[int, ...]
    initial: str
    is_initial: bool
    has_pnc: bool

    def may_be(self, other: _Namesake) -> bool:
        """As `MatchName.may_be`, of two who share a surname and a date of birth; two PNC IDs tell them apart."""
        if self.has_pnc and other.has_pnc:
            return False
        if not self.given or not other.given or not set(self.given).isdisjoint(other.given):
            return True
        return (self.is_initial or other.is_initial) and self.initial == other.initial


class EarlierRows:
    """The rows above in the same file. Keeps hashes and line numbers only: some 50 MB for 100,000 rows, and nothing
    that could be read back."""

    def __init__(self) -> None:
        self._offences: dict[int, int] = {}
        self._people: dict[int, int] = {}
        self._named: dict[int, list[_Namesake]] = {}

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
        looked = person.could_look
        if person.named:
            himself = _namesake(row.line, person)
            for other in self._named.get(hash(person.named), ()):
                if other.may_be(himself):
                    return WhatIsKnown(possible_person=f"line {other.line}", lookback_known=looked, compared=looked)
        return NOTHING_KNOWN if looked else NOBODY_COMPARED

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
        if person.named:
            mine = _namesake(row.line, person)
            others = self._named.setdefault(hash(person.named), [])
            # One of each kind is enough to know: a file of one name over and over stays small.
            if not any((one.given, one.has_pnc) == (mine.given, mine.has_pnc) for one in others):
                others.append(mine)


def _namesake(line: int, person: PersonKeys) -> _Namesake:
    given = person.name.given if person.name is not None else frozenset()
    return _Namesake(
        line,
        tuple(map(hash, sorted(given))),
        next((one[0] for one in given), ""),
        any(len(one) == 1 for one in given),
        person.pnc_id is not None,
    )


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
            lookback_known=stored.lookback_known and above.lookback_known,
            compared=stored.compared and above.compared,
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
    known: list[object] = [person.pnc_id] if person.pnc_id else []
    if person.named and person.name is not None:
        given = sorted(person.name.given, key=len)
        known += [(person.named, one) for one in given] or [(person.named, "")]
    if not known and values.custody_ref:
        known = [(values.surname.casefold(), values.forenames.casefold())]
    reference = "".join(values.custody_ref.split())
    return [hash((reference, values.offence_at, key)) for key in known]
