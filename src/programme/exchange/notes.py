"""Notes on a case: which side wrote them, who else reads them, and who is told.

A case that a neighbour sent has two sides: that force, whose case it is, and the programme. Any other case has one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from programme.courses.models import Programme
from programme.duties.recipients import told_about
from programme.duties.telling import StaffNotice, tell_staff
from programme.exchange.models import Agreement, Exchange, TravelField
from programme.people.reference import force_name
from programme.referrals.models import CaseNote, Referral
from programme.shared.actor import Actor, Door, Role
from programme.shared.dates import london_date
from programme.storage.rows import columns_of, reads, rows
from programme.storage.together import Listed

_STRIKE = aliased(CaseNote)


@reads(
    CaseNote,
    struck_at=_STRIKE.written_at,
    struck_by=_STRIKE.written_by,
    struck_because=_STRIKE.text,
)
@dataclass(frozen=True, slots=True)
class NoteOfCase:
    """A note, and by whom, when and why it was struck out where it was."""

    id: int
    side: str
    text: str
    for_other_side: bool
    written_at: datetime
    written_by: str
    struck_at: datetime | None
    struck_by: str | None
    struck_because: str | None


@dataclass(frozen=True, slots=True)
class OtherSide:
    """Who else has the case. `may_travel`: the agreement lets notes travel."""

    words: str
    may_travel: bool


def side_of(db: Session, referral: Referral, actor: Actor) -> str:
    """The force that somebody writes and reads for: his own, a coordinator for that of the programme."""
    if actor.door in (Door.CUSTODY, Door.PARTNER) and actor.force_code is not None:
        return actor.force_code
    return _programme_force(db, referral)


def other_side(db: Session, referral: Referral, actor: Actor) -> OtherSide | None:
    """The other one, where the case has two."""
    exchange = db.execute(select(Exchange).where(Exchange.referral_id == referral.id)).scalar_one_or_none()
    if exchange is None:
        return None
    agreement = db.get(Agreement, exchange.agreement_id) if exchange.agreement_id is not None else None
    travels = agreement is not None and TravelField.NOTES in agreement.travels
    own = side_of(db, referral, actor)
    other = exchange.force_code if own != exchange.force_code else _programme_force(db, referral)
    return OtherSide(force_name(other), travels)


def find_same_note(db: Session, referral_id: int, text: str) -> int | None:
    """The number of the note of this case in the same words."""
    return db.scalar(select(CaseNote.id).where(CaseNote.referral_id == referral_id, CaseNote.text == text).limit(1))


def one_note(db: Session, referral_id: int, note_id: int) -> NoteOfCase | None:
    """A note of this case that strikes none out itself."""
    wanted = _NOTES.where(CaseNote.referral_id == referral_id, CaseNote.id == note_id)
    return rows(db, NoteOfCase, wanted).one_or_none()


def tell_the_other_side(db: Session, referral: Referral, note_id: int, *, actor: Actor, now: datetime) -> None:
    """Owe the other side word that there is a note: the officer in the case, or the coordinators of the programme."""
    theirs = actor.door is Door.PARTNER
    notice = StaffNotice(
        notice="note_written",
        cause=f"{referral.reference}:{note_id}",
        to=told_about(db, referral.id, Role.COORDINATOR if theirs else Role.OFFICER, today=london_date(now)),
        facts={"reference": referral.reference},
        about=referral.id,
        what="A note was written",
    )
    tell_staff(db, [notice], actor=actor, now=now)


def _programme_force(db: Session, referral: Referral) -> str:
    return db.execute(select(Programme.force_code).where(Programme.id == referral.programme_id)).scalar_one()


_THIS = aliased(Referral)
_ITS_FORCE = select(_THIS.force_code).where(_THIS.id == bindparam("referral_id")).scalar_subquery()
_ITS_PROGRAMMES = (
    select(Programme.force_code)
    .join(_THIS, _THIS.programme_id == Programme.id)
    .where(_THIS.id == bindparam("referral_id"))
    .scalar_subquery()
)
_NOTES = (
    select(*columns_of(NoteOfCase))
    .select_from(CaseNote)
    .outerjoin(_STRIKE, _STRIKE.strikes_id == CaseNote.id)
    .where(CaseNote.strikes_id.is_(None))
)


def _read_by(side: ScalarSelect[str]) -> Select[*tuple[object, ...]]:
    own = or_(CaseNote.side == side, CaseNote.for_other_side.is_(True))
    return _NOTES.where(and_(CaseNote.referral_id == bindparam("referral_id"), own))


NOTES_AT_HOME = Listed(NoteOfCase, _read_by(_ITS_PROGRAMMES), CaseNote.id, newest_first=True)
"""The notes of a case that the programme's own people read, newest first."""
NOTES_OF_SENDER = Listed(NoteOfCase, _read_by(_ITS_FORCE), CaseNote.id, newest_first=True)
"""Those that the force reads which sent it."""
