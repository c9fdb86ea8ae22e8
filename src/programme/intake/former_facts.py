"""Facts that a case had before it was put right: the custody system is not corrected by us, and its export comes again
with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.intake.known_people import Sought
from programme.intake.sought import pnc_ids_of_people
from programme.intake.stored_rows import StoredCase
from programme.people.identifiers import read_pnc_id
from programme.people.names import MatchName, match_name
from programme.referrals.corrections import ChangedFact
from programme.referrals.models import RecordCorrection, Referral
from programme.shared.dates import london_date
from programme.storage.rows import columns_of, reads, rows

_OF_THE_CASE = frozenset({"custody_reference", "offence_code", "offence_place"})


@dataclass(frozen=True, slots=True)
class FormerFacts:
    """Everything that a man and his custody record were ever called by in a case, as it stands and as it stood; of the
    offence the codes and places as they stood."""

    pnc_ids: frozenset[str]
    names: tuple[MatchName, ...]
    born_on: frozenset[date]
    custody_references: frozenset[str]
    offence_codes: frozenset[str]
    offence_places: frozenset[str]

    def fit(self, sought: Sought) -> bool:
        """Whether this is the man who is sought: by a PNC ID where both have one, else by name and date of birth under
        the same custody number. Without that it may be the man for whom this one had been taken."""
        if sought.pnc_id and self.pnc_ids:
            return sought.pnc_id in self.pnc_ids
        if sought.custody_reference not in self.custody_references:
            return False
        name = sought.name
        return name is not None and sought.born_on in self.born_on and any(name.may_be(one) for one in self.names)


@reads(RecordCorrection, referral_id=Referral.id, person_id=Referral.person_id)
@dataclass(frozen=True, slots=True)
class _Correction:
    referral_id: int
    person_id: int
    changes: list[ChangedFact]
    corrected_at: datetime


def former_facts(db: Session, cases: Sequence[StoredCase]) -> dict[int, FormerFacts]:
    """Those of each of these cases that were put right, by number. A fact of the man that was put right in one case of
    his was wrong in all of them; a custody reference, an offence code or a place in its own. Two statements, none where
    there are no such cases."""
    people = sorted({case.person.id for case in cases})
    if not people:
        return {}
    numbers = pnc_ids_of_people(db, people)
    wanted = select(*columns_of(_Correction)).select_from(RecordCorrection)
    wanted = wanted.join(Referral, Referral.id == RecordCorrection.referral_id).where(Referral.person_id.in_(people))
    stood: dict[int, list[_Correction]] = defaultdict(list)
    for row in rows(db, _Correction, wanted):
        stood[row.person_id].append(row)
    return {case.id: _of_case(case, numbers.get(case.person.id, set()), stood[case.person.id]) for case in cases}


def _of_case(case: StoredCase, pnc_ids: set[str], corrections: Sequence[_Correction]) -> FormerFacts:
    was: dict[str, set[str]] = defaultdict(set)
    for row in corrections:
        for one in row.changes:
            if one.was and (one.fact not in _OF_THE_CASE or row.referral_id == case.id):
                was[one.fact].add(_pnc_id(one.was, row.corrected_at) if one.fact == "pnc_id" else one.was)
    him = case.person
    names = product({him.surname, *was["surname"]}, {him.forenames, *was["forenames"]})
    return FormerFacts(
        frozenset((pnc_ids | was["pnc_id"]) - {""}),
        tuple(name for pair in names if (name := match_name(*pair)) is not None),
        frozenset(date.fromisoformat(one) for one in was["born_on"]) | ({him.born_on} if him.born_on else set()),
        frozenset({case.custody_reference or "", *was["custody_reference"]} - {""}),
        frozenset(was["offence_code"]),
        frozenset(was["offence_place"]),
    )


def _pnc_id(as_entered: str, at: datetime) -> str:
    """It as numbers are compared; "" where it does not hold, and nobody was ever found by it."""
    found = read_pnc_id(as_entered, today=london_date(at))
    return found.canonical or "" if found.problem is None else ""
