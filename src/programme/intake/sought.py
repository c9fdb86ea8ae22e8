"""Whom to look for: a man and an offence, as an arrival, an export's row or a stored case gives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.intake.export_values import ExportValues
from programme.intake.known_people import (
    Sought,
    canonical_custody_reference,
)
from programme.people.identifiers import IdentifierKind
from programme.people.models import Identifier, Person
from programme.referrals.models import Referral


def sought_in(values: ExportValues) -> Sought:
    """Whom and what a row of an export is about."""
    found = values.pnc_id
    return Sought(
        pnc_id=found.canonical if found is not None and found.problem is None else None,
        surname=values.surname,
        forenames=values.forenames,
        born_on=values.born_on,
        offence_at=values.offence_at,
        custody_reference=canonical_custody_reference(values.custody_ref),
        offence_code=values.offence_code,
        offence_place=values.offence_place,
    )


def sought_for(db: Session, referral: Referral, person: Person, *, lookback_years: int | None = None) -> Sought:
    """Whom and what a stored case is about. `lookback_years` are those of the rules that it began with."""
    pnc_ids = pnc_ids_of_people(db, [person.id]).get(person.id, set())
    return Sought(
        min(pnc_ids, default=None),
        person.surname,
        person.forenames,
        person.born_on,
        referral.offence_at,
        referral.custody_reference or "",
        referral.offence_code,
        person.id,
        lookback_years,
        referral.offence_place,
    )


def pnc_ids_of_people(db: Session, person_ids: Sequence[int]) -> dict[int, set[str]]:
    """The PNC IDs of these people that hold. Asked by person alone and sorted out here: with the kind in the question,
    SQLite may take the index of the kind and walk through every PNC ID there is."""
    found: dict[int, set[str]] = defaultdict(set)
    numbers = db.execute(
        select(Identifier.person_id, Identifier.kind, Identifier.canonical, Identifier.problem).where(
            Identifier.person_id.in_(person_ids)
        )
    )
    for row in numbers:
        if row.kind is IdentifierKind.PNC_ID and row.canonical and row.problem is None:
            found[row.person_id].add(row.canonical)
    return found
