"""A case and its officer, with everybody who could be: for the page on which he is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from programme.duties.covers import CoverLine, covers_on
from programme.duties.handing_over import officer_in
from programme.people.models import Person
from programme.people.officers import KnownOfficers, Officer, officers_of
from programme.referrals.models import Referral
from programme.referrals.queries import one_referral, person_of
from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class CaseAndOfficers:
    """The case, its man, its officer as he is now, the officers of its force, and who covers today for those of them
    who are away."""

    referral: Referral
    person: Person
    officer: Officer
    officers: KnownOfficers
    away: list[CoverLine]

    @property
    def references(self) -> list[str]:
        return [self.referral.reference]


def case_and_officers(db: Session, reference: str, actor: Actor, *, today: date) -> CaseAndOfficers:
    """Raises NotFound."""
    referral = one_referral(db, reference, actor)
    known = officers_of(db, referral.force_code)
    officer = known.with_account(referral.officer_id) or officer_in(referral)
    away = covers_on(db, [referral.force_code], today)
    return CaseAndOfficers(referral, person_of(db, referral), officer, known, away)
