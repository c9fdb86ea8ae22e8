"""Which pairs of people a human has told apart, and by which facts: until one of them changes, they are not asked about
again."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.intake.known_people import KnownPerson
from programme.people.models import IdentityDecision
from programme.storage.many_rows import columns_in
from programme.storage.rows import rows


def facts_of_pair(one: KnownPerson, other: KnownPerson) -> str:
    """The facts that a decision about two stored people rests on, as a hash: who they are, and all that they are
    compared by."""
    both = sorted((person.row_id or 0, _facts_of(person)) for person in (one, other))
    return sha256(repr(both).encode()).hexdigest()


def _facts_of(person: KnownPerson) -> tuple[str, ...]:
    words = (*person.name.surnames, "/", *person.name.words) if person.name is not None else ()
    return (*words, f"{person.born_on}", *sorted(person.pnc_ids))


def told_apart(db: Session, people: Sequence[int]) -> frozenset[str]:
    """The facts by which a human told two of these people apart, where he did not take it back."""
    if not people:
        return frozenset()
    of_them = columns_in(db, [IdentityDecision.person_id], people)
    stands = (IdentityDecision.is_same.is_(False), IdentityDecision.taken_back_at.is_(None))
    return frozenset(rows(db, str, select(IdentityDecision.facts).where(of_them, *stands)))
