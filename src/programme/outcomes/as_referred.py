"""The man and the offence as they were when a case was referred, before humans joined records or put them right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from programme.people.likeness import Compared
from programme.people.models import IdentityDecision, Person
from programme.people.names import match_name
from programme.referrals.corrections import ChangedFact, RecordPart
from programme.referrals.models import OffenceCorrection, RecordCorrection, Referral
from programme.storage.rows import columns_of, reads, rows


class OffenceSaid(Protocol):
    """By which two offences are told apart."""

    @property
    def custody_reference(self) -> str | None: ...
    @property
    def offence_place(self) -> str: ...
    @property
    def offence_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class OffenceThen:
    """The same, as it was when the case was referred."""

    custody_reference: str | None
    offence_place: str
    offence_at: datetime
    put_right_by: frozenset[str]


@dataclass(frozen=True, slots=True)
class AsReferred:
    """The number of the row that the man had at first, who he was in it, and by whom that was put right since."""

    row: int
    surname: str
    forenames: str
    born_on: date | None
    put_right_by: frozenset[str]

    @property
    def compared(self) -> Compared:
        """By what he is compared with others."""
        return Compared(match_name(self.surname, self.forenames), self.born_on)


@reads(RecordCorrection)
@dataclass(frozen=True, slots=True)
class _PutRight:
    referral_id: int
    part: RecordPart
    changes: list[ChangedFact]
    corrected_by: str


@reads(OffenceCorrection)
@dataclass(frozen=True, slots=True)
class _Time:
    was_at: datetime
    corrected_by: str


def as_referred(db: Session, case: Referral) -> AsReferred:
    """The man of the case, as he was when it was referred."""
    number = _first_row(db, case)
    person = db.get_one(Person, number)
    stood = {
        "surname": person.surname,
        "forenames": person.forenames,
        "born_on": person.born_on.isoformat() if person.born_on else "",
    }
    his = [
        one
        for one in _put_right(db, Referral.person_id == case.person_id)
        if one.part is RecordPart.PERSON and _first_row(db, db.get_one(Referral, one.referral_id)) == number
    ]
    by = _undo(stood, his)
    born_on = date.fromisoformat(stood["born_on"]) if stood["born_on"] else None
    return AsReferred(number, stood["surname"], stood["forenames"], born_on, by)


def offence_as_referred(db: Session, case: Referral) -> OffenceThen:
    """The offence of the case, as it was when it was referred."""
    stood = {"custody_reference": case.custody_reference or "", "offence_place": case.offence_place}
    by = _undo(stood, _put_right(db, Referral.id == case.id))
    times = select(*columns_of(_Time)).where(OffenceCorrection.referral_id == case.id)
    moved = rows(db, _Time, times.order_by(OffenceCorrection.id))
    was_at = moved[0].was_at if moved else case.offence_at
    return OffenceThen(
        stood["custody_reference"], stood["offence_place"], was_at, by | {one.corrected_by for one in moved}
    )


def _put_right(db: Session, of_these: ColumnElement[bool]) -> list[_PutRight]:
    """The corrections of these cases, the newest first."""
    wanted = select(*columns_of(_PutRight)).select_from(RecordCorrection)
    wanted = wanted.join(Referral, Referral.id == RecordCorrection.referral_id).where(of_these)
    return rows(db, _PutRight, wanted.order_by(RecordCorrection.id.desc()))


def _undo(stood: dict[str, str], corrections: Sequence[_PutRight]) -> frozenset[str]:
    """Lead these facts back through the corrections, and return who had made them. One that leads to nothing that stood
    is passed over: it was of another row. A fact that was only added stays."""
    by = set()
    for correction in corrections:
        for one in correction.changes:
            if one.was and stood.get(one.fact) == one.becomes:
                stood[one.fact] = one.was
                by.add(correction.corrected_by)
    return frozenset(by)


def joinings(db: Session, case: Referral) -> list[IdentityDecision]:
    """The decisions that stand and brought the case from the row that it had at first to the one that it has, the last
    one first."""
    found: list[IdentityDecision] = []
    row = case.person_id
    standing = select(IdentityDecision).where(IdentityDecision.is_same, IdentityDecision.taken_back_at.is_(None))
    standing = standing.order_by(IdentityDecision.id.desc())
    while True:
        came = db.execute(standing.where(IdentityDecision.other_id == row)).scalars()
        brought = next((one for one in came if case.id in one.moved["cases"] and one not in found), None)
        if brought is None:
            return found
        found.append(brought)
        row = brought.person_id


def _first_row(db: Session, case: Referral) -> int:
    """The number of the row of the man as he was recorded with this case."""
    found = joinings(db, case)
    return found[-1].person_id if found else case.person_id
