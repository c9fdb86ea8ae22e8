"""The record of a stored case, as it would arrive today; and writing into it what was put right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from programme.intake.arrivals import Arrival, flags_of, identifiers_of
from programme.intake.known_people import canonical_custody_reference
from programme.people.identifiers import HIS_NUMBERS, IdentifierKind
from programme.people.models import Identifier, Person
from programme.people.names import family_key
from programme.people.reference import station_of
from programme.policies.queries import one_route
from programme.referrals.corrections import FACTS_OF, ChangedFact, RecordPart
from programme.referrals.models import Referral

_AS_READ = ("as_entered", "canonical", "problem")
_OF_PERSON = ("surname", "forenames", "born_on", "sex", "interpreter", "adjustments")
_OF_CASE = ("offence_code", "arrested_at", "operation", "offence_place", "area")


def record_of(db: Session, referral: Referral, person: Person) -> Arrival:
    """Everything that is known of the case and its man as facts that can arrive."""
    known = _arrival(referral, person, _numbers_of(db, referral))
    return replace(known, route=one_route(db, referral.route).code)


def arrivals_of(db: Session, case_ids: Sequence[int]) -> dict[int, Arrival]:
    """The same of many cases but for their routes, which no export names, by number, in two statements."""
    if not case_ids:
        return {}
    wanted = select(Referral, Person).join(Person, Person.id == Referral.person_id).where(Referral.id.in_(case_ids))
    found = db.execute(wanted).all()
    people = {row.Person.id for row in found}
    numbers = db.scalars(select(Identifier).where(Identifier.person_id.in_(people)).order_by(Identifier.id)).all()
    return {row.Referral.id: _arrival(row.Referral, row.Person, _standing(numbers, row.Referral)) for row in found}


def _arrival(referral: Referral, person: Person, standing: Mapping[IdentifierKind, Identifier]) -> Arrival:
    numbers: dict[str, Any] = {kind.value: one.as_entered for kind, one in standing.items()}
    return Arrival(
        **{name: getattr(person, name) for name in (*_OF_PERSON, "address", "postcode", "mobile", "email")},
        **{name: getattr(referral, name) for name in (*_OF_CASE, "offence_at", "admission")},
        **numbers,
        safe_contact=person.safe_contact,
        release=referral.release,
        bail_return_on=referral.bail_return_on,
        custody_reference=referral.custody_reference or "",
        officer_rank=referral.officer_rank,
        officer_collar=referral.officer_collar,
        officer_name=referral.officer_name,
    )


def facts_of_part(record: Arrival, part: RecordPart) -> tuple[Any, ...]:
    """The facts of one part of it, in the order of its page."""
    return tuple(getattr(record, name) for name in FACTS_OF[part])


def record_with(record: Arrival, part: RecordPart, facts: Mapping[str, Any]) -> Arrival:
    """The record with these facts of one part of it; what is not given stays. A custody number is taken as it is kept.
    Raises ValueError for a fact of another part."""
    if unknown := facts.keys() - {*FACTS_OF[part]}:
        raise ValueError(f"{sorted(unknown)} are not of this part")
    told = dict(facts)
    if "custody_reference" in told:
        told["custody_reference"] = canonical_custody_reference(told["custody_reference"])
    return replace(record, **told)


def changes_between(was: Arrival, becomes: Arrival) -> list[ChangedFact]:
    """Every fact that is another one, in the order of the pages."""
    named = [name for part in RecordPart for name in FACTS_OF[part]]
    pairs = [(name, _text(getattr(was, name)), _text(getattr(becomes, name))) for name in named]
    return [ChangedFact(name, before, after) for name, before, after in pairs if before != after]


def write_record(db: Session, referral: Referral, person: Person, was: Arrival, becomes: Arrival, today: date) -> None:
    """Keep the record as it becomes, with what is odd about it. The caller holds the locks of both rows."""
    changed = {one.fact for one in changes_between(was, becomes)}
    for row, names in ((person, _OF_PERSON), (referral, _OF_CASE)):
        for name in changed.intersection(names):
            setattr(row, name, getattr(becomes, name))
    if changed & {"surname", "forenames"}:
        person.surname_key = family_key(becomes.surname, becomes.forenames)
    if "custody_reference" in changed:
        referral.custody_reference = becomes.custody_reference or None
        referral.station = station_of(becomes.custody_reference)
    before, after = flags_of(was, today=today), flags_of(becomes, today=today)
    kept = [flag for flag in referral.flags if flag not in before or flag in after]
    referral.flags = [*kept, *(flag for flag in after if flag not in before and flag not in kept)]
    db.flush()
    _write_numbers(db, referral, [kind for kind in IdentifierKind if kind.value in changed], becomes, today)


def _numbers_of(db: Session, referral: Referral) -> dict[IdentifierKind, Identifier]:
    wanted = select(Identifier).where(Identifier.person_id == referral.person_id).order_by(Identifier.id)
    return _standing(db.execute(wanted).scalars().all(), referral)


def _standing(numbers: Iterable[Identifier], referral: Referral) -> dict[IdentifierKind, Identifier]:
    """The number of each kind that stands in the case: its own, or the newest of the man's."""
    his = [one for one in numbers if one.person_id == referral.person_id]
    own = {one.kind: one for one in his if one.referral_id == referral.id}
    return {one.kind: one for one in his if one.kind in HIS_NUMBERS} | own


def _write_numbers(db: Session, referral: Referral, kinds: list[IdentifierKind], becomes: Arrival, today: date) -> None:
    """A number of the man's that was wrong was wrong in all his cases that it came with."""
    stand = _numbers_of(db, referral)
    read = {one.kind: one for one in identifiers_of(becomes, today=today)}
    for kind in kinds:
        was, found = stand.get(kind), read.get(kind)
        becomes_row = {} if found is None else {name: getattr(found, name) for name in _AS_READ}
        if was is None:
            db.add(Identifier(person_id=referral.person_id, referral_id=referral.id, kind=kind, **becomes_row))
            continue
        same = Identifier.as_entered == was.as_entered if kind in HIS_NUMBERS else Identifier.id == was.id
        of_him = (Identifier.person_id == was.person_id, Identifier.kind == kind, same)
        db.execute(
            update(Identifier).where(*of_him).values(becomes_row) if found else delete(Identifier).where(*of_him)
        )
    db.flush()


def _text(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value or "")
