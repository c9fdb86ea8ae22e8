"""A case and its officer, with everybody who could be: for the page on which he is changed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from programme.duties.handing_over import officer_in
from programme.people.models import Person
from programme.people.officers import KnownOfficers, Officer, officers_of
from programme.referrals.models import Referral
from programme.referrals.queries import one_referral, person_of
from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class CaseAndOfficers:
    """The case, its man, its officer as he is now, and the officers of its force."""

    referral: Referral
    person: Person
    officer: Officer
    officers: KnownOfficers


def case_and_officers(db: Session, reference: str, actor: Actor) -> CaseAndOfficers:
    """Raises NotFound."""
    referral = one_referral(db, reference, actor)
    known = officers_of(db, referral.force_code)
    officer = known.with_account(referral.officer_id) or officer_in(referral)
    return CaseAndOfficers(referral, person_of(db, referral), officer, known)
