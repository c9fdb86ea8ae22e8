"""Whether the person or the offence of a row is known already: from a row above in the file, or from a stored case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from programme.eligibility.known import NOBODY_COMPARED, NOTHING_KNOWN, SameMinute, WhatIsKnown
from programme.intake.custody_export import ExportRow
from programme.intake.export_values import ExportValues
from programme.people.likeness import NOT_ALIKE, Compared, Likeness, changed_over, likeness
from programme.people.names import MatchName, match_name
from programme.referrals.offences import CodeKind, kind_of_code, say_otherwise

MOST_BORN_ON_ONE_DAY = 300
"""So many people of one file are compared with each row of the same date of birth: where more have it, it stands for
"not known". When a row is taken, he is compared with all who are stored."""

_ANY = "any"
"""Stands for whatever code an offence has."""


class KnownCases(Protocol):
    """Who can say what is known. The store looks a batch of rows up at once; then it is asked row by row."""

    def prime(self, rows: Sequence[ExportRow]) -> None:
        """Look up everything about these rows. Rows without values may be among them."""

    def about(self, row: ExportRow) -> WhatIsKnown:
        """Everything known about one of the rows last primed."""


def could_look(pnc_id: str | None, name: MatchName | None, born_on: date | None) -> bool:
    """Whether a man can be compared with others: by a PNC ID that holds, or by his whole name and date of birth.
    One name is a whole name where nothing is said of another."""
    return bool(pnc_id or (name is not None and name.is_whole and born_on))


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """The keys that find a person: his PNC ID if it holds, and as much as there is of his name with his date of
    birth."""

    pnc_id: str | None
    name: MatchName | None
    born_on: date | None

    @property
    def could_look(self) -> bool:
        """Whether somebody can be compared with others by it."""
        return could_look(self.pnc_id, self.name, self.born_on)

    @property
    def compared(self) -> Compared:
        """The facts by which he is compared."""
        return Compared(self.name, self.born_on, frozenset([self.pnc_id] if self.pnc_id else []))


def person_keys(values: ExportValues) -> PersonKeys:
    """The keys that find the person of a row."""
    pnc_id = values.pnc_id.canonical if values.pnc_id is not None and values.pnc_id.problem is None else None
    return PersonKeys(pnc_id, match_name(values.surname, values.forenames), values.born_on)


class _Offences:
    """Lines by the hashes of their offence: the first of each, and the few further ones."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}
        self._more: dict[int, list[int]] = {}

    def keep(self, key: int, line: int) -> None:
        """Keep one more line."""
        if self._first.setdefault(key, line) != line:
            self._more.setdefault(key, []).append(line)

    def lines(self, keys: Sequence[int]) -> list[int]:
        """The lines of any of these, the first of a key before its others."""
        found = (line for key in keys if key in self._first for line in (self._first[key], *self._more.get(key, ())))
        return list(dict.fromkeys(found))


class EarlierRows:
    """The rows above in the same file. Of an offence it keeps hashes and line numbers, of a person what he is compared
    by, as long as the file is being read: some 60 MB for 100,000 rows."""

    def __init__(self) -> None:
        self._offences, self._left = _Offences(), _Offences()
        self._places: dict[int, str] = {}
        self._people: dict[int, int] = {}
        self._born: dict[date, dict[Compared, int]] = {}

    def prime(self, rows: Sequence[ExportRow]) -> None:
        """Nothing to look up: the rows above were remembered one by one."""

    def about(self, row: ExportRow) -> WhatIsKnown:
        """The rows above, asked about this one. A file is one force's, so the custody reference needs no force beside
        it."""
        if row.values is None:
            return NOTHING_KNOWN
        keys = _offence_keys(row.values, asked=True)
        here, elsewhere = self._by_place(self._offences.lines(keys), row.values.offence_place)
        if here:
            return WhatIsKnown(repeat_of=f"line {here[0]}")
        left, _ = self._by_place(self._left.lines(keys), row.values.offence_place)
        return replace(
            self._person_above(row.values),
            left_above=f"line {left[0]}" if left else None,
            same_minute=tuple(SameMinute(f"line {line}", self._places[line]) for line in elsewhere),
        )

    def _by_place(self, lines: Sequence[int], place: str) -> tuple[list[int], list[int]]:
        """These lines: those whose place may be this one, and those at another."""
        elsewhere = [line for line in lines if say_otherwise(self._places.get(line, ""), place)]
        return [line for line in lines if line not in elsewhere], elsewhere

    def _person_above(self, values: ExportValues) -> WhatIsKnown:
        person = person_keys(values)
        if person.pnc_id and (line := self._people.get(hash(person.pnc_id))):
            return WhatIsKnown(open_case=f"line {line}")
        looked = person.could_look
        line, alike = self._most_alike(person.compared)
        if alike.is_proposed:
            return WhatIsKnown(
                possible_person=f"line {line}", likeness=alike.why, lookback_known=looked, compared=looked
            )
        return NOTHING_KNOWN if looked else NOBODY_COMPARED

    def _most_alike(self, person: Compared) -> tuple[int, Likeness]:
        if person.born_on is None or person.name is None:
            return 0, NOT_ALIKE
        born = self._born.get(person.born_on, {}) | self._born.get(changed_over(person.born_on) or date.min, {})
        found = ((line, likeness(other, person)) for other, line in born.items())
        return max(found, key=lambda one: one[1].score, default=(0, NOT_ALIKE))

    def remember(self, row: ExportRow, *, may_become_case: bool, is_case: bool = False) -> None:
        """Keep what the rows below have to know of a row: its offence always, its person if it may become a case.
        A row that `is_case` already is repeated as one that may become a case."""
        if row.values is None:
            return
        offences = self._offences if may_become_case or is_case else self._left
        for key in _offence_keys(row.values, asked=False):
            offences.keep(key, row.line)
        if row.values.offence_place:
            self._places[row.line] = row.values.offence_place
        if not may_become_case:
            return
        person = person_keys(row.values)
        if person.pnc_id:
            self._people.setdefault(hash(person.pnc_id), row.line)
        if person.born_on is not None and person.name is not None:
            born = self._born.setdefault(person.born_on, {})
            if len(born) < MOST_BORN_ON_ONE_DAY:
                born.setdefault(person.compared, row.line)


class FileThenStore:
    """The rows above and the stored cases together; what is in the store is named first."""

    def __init__(self, earlier: EarlierRows, stored: KnownCases) -> None:
        self._earlier = earlier
        self._stored = stored

    def prime(self, rows: Sequence[ExportRow]) -> None:
        """Look up everything about these rows in the store."""
        self._stored.prime(rows)

    def about(self, row: ExportRow) -> WhatIsKnown:
        """The knowledge of both about the row."""
        above, stored = self._earlier.about(row), self._stored.about(row)
        return WhatIsKnown(
            repeat_of=stored.repeat_of or above.repeat_of,
            repeat_id=stored.repeat_id,
            open_case=stored.open_case or above.open_case,
            possible_person=stored.possible_person or above.possible_person,
            likeness=stored.likeness or above.likeness,
            earlier_course=stored.earlier_course or above.earlier_course,
            lookback_known=stored.lookback_known and above.lookback_known,
            compared=stored.compared and above.compared,
            left_above=above.left_above,
            same_minute=(*stored.same_minute, *above.same_minute),
        )


class NothingStored:
    """A store without cases, for a file that is judged on its own."""

    def prime(self, rows: Sequence[ExportRow]) -> None:
        """Nothing to look up."""

    def about(self, row: ExportRow) -> WhatIsKnown:
        """Nothing is known."""
        return NOTHING_KNOWN


def _offence_keys(values: ExportValues, *, asked: bool) -> list[int]:
    """Hashes of custody reference (none for a voluntary attendance), time and code of the offence and person.

    One for each way to know the person; where neither is there, the custody reference alone stands for him. A code that
    cannot be read may be any: a row is kept by its own and by that of any, and `asked` by its own and the unreadable.
    """
    if values.offence_at is None:
        return []
    person = person_keys(values)
    known: list[object] = [person.pnc_id] if person.pnc_id else []
    if person.name is not None and person.born_on:
        named = person.name.family, f"{person.born_on}"
        known += [(named, one) for one in sorted(person.name.given, key=len)] or [(named, "")]
    if not known and values.custody_ref:
        known = [(values.surname.casefold(), values.forenames.casefold())]
    reference = "".join(values.custody_ref.split())
    code = values.offence_code if kind_of_code(values.offence_code) is not CodeKind.UNREADABLE else ""
    codes = (code or _ANY, "") if asked else (code, _ANY)
    return [hash((reference, values.offence_at, key, one)) for key in known for one in dict.fromkeys(codes)]
