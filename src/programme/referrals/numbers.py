"""The crime number of a case: asked for with what was done, where nobody knew it before."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.people.identifiers import IdentifierKind, read_crime_number
from programme.people.models import Identifier
from programme.referrals.models import Referral


def find_crime_number(db: Session, referral: Referral) -> str:
    """As it was entered; empty where the case has none."""
    of_case = (Identifier.referral_id == referral.id, Identifier.kind == IdentifierKind.CRIME_NUMBER)
    return db.execute(select(Identifier.as_entered).where(*of_case).limit(1)).scalar_one_or_none() or ""


def add_crime_number(db: Session, referral: Referral, text: str) -> None:
    """Keep it with the case, flagged where it has no form of such a number. One that is there is put right elsewhere,
    and stays."""
    if find_crime_number(db, referral):
        return
    read = read_crime_number(text)
    db.add(
        Identifier(
            person_id=referral.person_id,
            referral_id=referral.id,
            kind=read.kind,
            as_entered=read.as_entered,
            canonical=read.canonical,
            problem=read.problem,
        )
    )
