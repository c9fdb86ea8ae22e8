"""The stored people whom an arrival may be: by their number, a PNC ID, or a date of birth with a name alike enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.intake.known_people import KnownPerson, Sought
from programme.intake.sought import pnc_ids_of_people
from programme.intake.stored_rows import NumberedPerson, StoredPerson
from programme.people.identifiers import IdentifierKind
from programme.people.likeness import Compared, changed_over, likeness
from programme.people.models import Identifier, Person
from programme.people.names import match_name
from programme.storage.many_rows import columns_in
from programme.storage.rows import columns_of, rows


class StoredPeople:
    """Those of one batch: four statements, however long it is. Who is not stored yet can be added."""

    def __init__(self, db: Session, batch: Sequence[Sought]) -> None:
        self._db = db
        self.by_number: dict[int, KnownPerson] = {}
        self.by_pnc: dict[str, list[KnownPerson]] = defaultdict(list)
        self._by_birth: dict[date, list[KnownPerson]] = defaultdict(list)
        self._of_numbers(sorted({sought.person_id for sought in batch if sought.person_id}))
        self._of_pnc_ids(sorted({sought.pnc_id for sought in batch if sought.pnc_id}))
        self._of_birth_dates(batch)
        if self.by_number:
            for number, pnc_ids in pnc_ids_of_people(db, list(self.by_number)).items():
                self.by_number[number].pnc_ids |= pnc_ids

    def born_like(self, sought: Sought) -> list[KnownPerson]:
        """Those of his date of birth, and of the one with day and month changed over."""
        on = sought.born_on
        if on is None:
            return []
        other = changed_over(on)
        return [*self._by_birth.get(on, ()), *(self._by_birth.get(other, ()) if other else ())]

    def add(self, person: KnownPerson, sought: Sought) -> None:
        """Know somebody for the rest of the batch by what arrived."""
        if sought.pnc_id and sought.pnc_id not in person.pnc_ids:
            person.pnc_ids.add(sought.pnc_id)
            self.by_pnc[sought.pnc_id].append(person)
        if sought.born_on and sought.name is not None and person not in self._by_birth[sought.born_on]:
            self._by_birth[sought.born_on].append(person)

    def know(self, stored: StoredPerson) -> KnownPerson:
        """Somebody stored, once however often he is found."""
        if stored.id not in self.by_number:
            name = match_name(stored.surname, stored.forenames)
            person = KnownPerson(stored.id, stored.born_on, stored.forenames, name=name)
            self.by_number[stored.id] = person
            if name is not None and stored.born_on:
                self._by_birth[stored.born_on].append(person)
        return self.by_number[stored.id]

    def _of_numbers(self, numbers: Sequence[int]) -> None:
        if numbers:
            wanted = select(*columns_of(StoredPerson)).where(Person.id.in_(numbers))
            for person in rows(self._db, StoredPerson, wanted):
                self.know(person)

    def _of_pnc_ids(self, pnc_ids: Sequence[str]) -> None:
        if not pnc_ids:
            return
        numbered = (
            select(*columns_of(NumberedPerson))
            .join(Person, Person.id == Identifier.person_id)
            .where(
                Identifier.kind == IdentifierKind.PNC_ID,
                columns_in(self._db, [Identifier.canonical], pnc_ids),
                Identifier.problem.is_(None),
            )
            .order_by(Person.id)
        )
        for row in rows(self._db, NumberedPerson, numbered):
            person = self.know(row.person)
            if row.pnc_id is not None and row.pnc_id not in person.pnc_ids:
                person.pnc_ids.add(row.pnc_id)
                self.by_pnc[row.pnc_id].append(person)

    def _of_birth_dates(self, batch: Sequence[Sought]) -> None:
        """The database finds those of the dates; of them stay who is alike enough by name to somebody of the batch."""
        sought_on: dict[date, dict[Compared, None]] = defaultdict(dict)
        for sought in batch:
            if sought.born_on is not None and sought.name is not None:
                for on in {sought.born_on, changed_over(sought.born_on) or sought.born_on}:
                    sought_on[on][Compared(sought.name, sought.born_on)] = None
        if not sought_on:
            return
        wanted = select(*columns_of(StoredPerson)).where(columns_in(self._db, [Person.born_on], sorted(sought_on)))
        for stored in sorted(rows(self._db, StoredPerson, wanted), key=lambda stored: stored.id):
            himself = Compared(match_name(stored.surname, stored.forenames), stored.born_on)
            if stored.born_on and any(likeness(one, himself).is_proposed for one in sought_on[stored.born_on]):
                self.know(stored)
