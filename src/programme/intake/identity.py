"""Which pairs of people a human has told apart, and by which facts: until one of them changes, they are not asked about
again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.intake.known_people import KnownPerson
from programme.people.models import IdentityDecision
from programme.storage.many_rows import columns_in
from programme.storage.rows import columns_of, reads, rows


@reads(IdentityDecision)
@dataclass(frozen=True, slots=True)
class _Decided:
    facts: str
    person_id: int
    other_id: int


@dataclass(frozen=True, slots=True)
class ToldApart:
    """The decisions that two people are two: by which facts, and which two. By other facts it holds so far that nothing
    takes them for one before somebody has decided again."""

    facts: frozenset[str] = frozenset()
    pairs: frozenset[frozenset[int]] = frozenset()

    def stands(self, one: KnownPerson, other: KnownPerson) -> bool:
        """Whether it was decided by the facts as they are."""
        return bool(self.facts) and facts_of_pair(one, other) in self.facts

    def was_decided(self, one: KnownPerson, other: KnownPerson) -> bool:
        """Whether it was decided, by whatever facts."""
        return frozenset((one.row_id or 0, other.row_id or 0)) in self.pairs


def facts_of_pair(one: KnownPerson, other: KnownPerson) -> str:
    """The facts that a decision about two stored people rests on, as a hash: who they are, and all that they are
    compared by."""
    both = sorted((person.row_id or 0, _facts_of(person)) for person in (one, other))
    return sha256(repr(both).encode()).hexdigest()


def _facts_of(person: KnownPerson) -> tuple[str, ...]:
    words = (*person.name.surnames, "/", *person.name.words) if person.name is not None else ()
    return (*words, f"{person.born_on}", *sorted(person.pnc_ids))


def told_apart(db: Session, people: Sequence[int]) -> ToldApart:
    """Which of these people a human told apart, where he did not take it back."""
    if not people:
        return ToldApart()
    of_them = columns_in(db, [IdentityDecision.person_id], people)
    stands = (IdentityDecision.is_same.is_(False), IdentityDecision.taken_back_at.is_(None))
    found = list(rows(db, _Decided, select(*columns_of(_Decided)).where(of_them, *stands)))
    pairs = frozenset(frozenset((one.person_id, one.other_id)) for one in found)
    return ToldApart(frozenset(one.facts for one in found), pairs)
