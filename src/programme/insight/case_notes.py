"""The notes of a case as its own page needs them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from programme.exchange.notes import NOTES_AT_HOME, NOTES_OF_SENDER, NoteOfCase, OtherSide, other_side, side_of
from programme.insight.case_facts import CaseFacts, case_facts
from programme.shared.actor import Actor, Door
from programme.storage.rows import rows


@dataclass(frozen=True, slots=True)
class CaseNotes:
    """A case, the notes that the reader's side reads, newest first, which side that is, and the other one."""

    facts: CaseFacts
    notes: list[NoteOfCase]
    side: str
    other: OtherSide | None

    @property
    def references(self) -> list[str]:
        return self.facts.references


def case_notes(db: Session, reference: str, actor: Actor) -> CaseNotes:
    """The case; raises NotFound when there is none or it is not the actor's."""
    facts = case_facts(db, reference, actor)
    listed = NOTES_OF_SENDER if actor.door is Door.PARTNER else NOTES_AT_HOME
    notes = list(rows(db, NoteOfCase, listed.alone, referral_id=facts.referral.id))
    return CaseNotes(facts, notes, side_of(db, facts.referral, actor), other_side(db, facts.referral, actor))
