"""Two rows that turned out to be one man: all cases of the one go to the other, and come back where it was not so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.intake.arrived_people import filling
from programme.people.models import Identifier, IdentityDecision, Person, SafeContact
from programme.people.refusals import JoinedFurther
from programme.people.telling import move_what_is_owed
from programme.referrals.models import Referral
from programme.storage.rows import rows


def lock_people(db: Session, numbers: Sequence[int]) -> dict[int, Person]:
    """These people, locked in the order of their numbers: two who decide about one pair come one after the other."""
    wanted = select(Person).where(Person.id.in_(numbers)).order_by(Person.id).with_for_update()
    return {person.id: person for person in db.execute(wanted).scalars()}


def join(db: Session, person: Person, other: Person, *, now: datetime) -> dict[str, Any]:
    """Give every case and number of `person` to `other`, and what he lacks. Both are locked. Returns what went over,
    for `part`. The row of `person` stays, without a case: it is looked for by nobody."""
    cases = list(rows(db, int, select(Referral.id).where(Referral.person_id == person.id).order_by(Referral.id)))
    numbers = list(rows(db, int, select(Identifier.id).where(Identifier.person_id == person.id)))
    filled = {name: value for name, value in filling(other, person).items() if getattr(other, name) != value}
    was = {name: getattr(other, name) for name in filled}
    _give(db, cases, numbers, other.id)
    for name, value in filled.items():
        setattr(other, name, value)
    move_what_is_owed(db, other, cases, now=now)
    return {"cases": cases, "numbers": numbers, "filled": filled, "was": was}


def part(db: Session, decision: IdentityDecision, *, now: datetime) -> list[int]:
    """Give back what went over by a decision that is taken back, and return the numbers of the cases. A fact that
    filled a gap goes, where nobody has changed it since. Raises JoinedFurther."""
    moved = decision.moved
    people = lock_people(db, [decision.person_id, decision.other_id])
    person, other = people[decision.person_id], people[decision.other_id]
    cases: list[int] = list(moved["cases"])
    theirs = select(Referral.id).where(Referral.id.in_(cases), Referral.person_id == other.id)
    if len(list(rows(db, int, theirs))) != len(cases):
        raise JoinedFurther()
    _give(db, cases, moved["numbers"], person.id)
    for name, value in moved["filled"].items():
        if getattr(other, name) == value:
            before = moved["was"][name]
            setattr(other, name, SafeContact(before) if name == "safe_contact" else before)
    move_what_is_owed(db, person, cases, now=now)
    return cases


def _give(db: Session, cases: Sequence[int], numbers: Sequence[int], person_id: int) -> None:
    for kind, which in ((Referral, cases), (Identifier, numbers)):
        wanted = update(kind).where(kind.id.in_(which)).values(person_id=person_id)
        db.execute(wanted.execution_options(synchronize_session="fetch"))
