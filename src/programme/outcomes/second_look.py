"""A case whose clock would be watched by nobody on the word of one person. Recorded twice under quite another name or
date of birth, a slip in one number would make two men one; under another custody number, or another time and place, two
offences; referred in error, no other case keeps the clock. So one sergeant says it, and another ends it, with what was
said before him.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.history import events
from programme.history.models import HistoryRow
from programme.history.timeline import record
from programme.outcomes.as_referred import (
    AsReferred,
    OffenceSaid,
    as_referred,
    joinings,
    offence_as_referred,
)
from programme.outcomes.carrying_corrections import is_put_still, put_to_a_human
from programme.outcomes.models import Mistake
from programme.outcomes.refusals import SaidAlready
from programme.outcomes.words import MISTAKE_WORDS
from programme.people.likeness import are_quite_different
from programme.referrals.models import Referral
from programme.referrals.offences import say_otherwise
from programme.shared.actor import Actor
from programme.storage.rows import columns_of, reads, rows


@reads(HistoryRow)
@dataclass(frozen=True, slots=True)
class SaidMistaken:
    """That a case is none of its own, as one sergeant has said it: why, which it is instead, and how he knows."""

    facts: dict[str, Any]
    actor_id: int | None
    actor_label: str
    happened_at: datetime

    @property
    def right(self) -> str:
        """The reference of the case that stays; empty where none is named."""
        return str(self.facts["right"])

    @property
    def mistake(self) -> Mistake:
        """Why it is none of its own."""
        return Mistake(self.facts.get("mistake", Mistake.RECORDED_TWICE))

    @property
    def reason(self) -> str:
        """How he knows."""
        return str(self.facts["reason"])


def sayings(db: Session, referral_id: int) -> list[SaidMistaken]:
    """Everything that was said of a case and waits for somebody, the newest first: what one says stands beside what
    another said. Whoever has seen to one and did not end the case has let that one fall."""
    wanted = select(*columns_of(SaidMistaken)).where(
        HistoryRow.referral_id == referral_id,
        HistoryRow.event.in_([events.SaidRecordedTwice.name, events.SaidReferredInError.name]),
    )
    found = rows(db, SaidMistaken, wanted.order_by(HistoryRow.id.desc()))
    return [one for one in found if is_put_still(db, referral_id, one.facts["said"], one.happened_at)]


def people_apart(db: Session, case: Referral, right: Referral) -> tuple[AsReferred, AsReferred] | None:
    """The two men, where they are, or were when they were referred, quite different; else None. However many joinings
    and corrections lie between, it is what the two cases said at first."""
    one, other = as_referred(db, case), as_referred(db, right)
    if one.row == other.row:
        return None
    return (one, other) if are_quite_different(one.compared, other.compared) else None


def look_like_two_offences(case: OffenceSaid, right: OffenceSaid) -> bool:
    """Whether more than a slip lies between what the two cases say of the offence: another custody number, or another
    time and another place."""
    two_numbers = say_otherwise(case.custody_reference or "", right.custody_reference or "")
    two_places = say_otherwise(case.offence_place, right.offence_place)
    return two_numbers or (two_places and case.offence_at != right.offence_at)


def needs_another(db: Session, case: Referral, mistake: Mistake, right: Referral | None, actor: Actor) -> bool:
    """Whether somebody else has to look first. Recorded twice: whoever ends it said himself, in one of the joinings, by
    putting one of the records right or alone, that the two are one man or one offence; or the clock of what looks like
    another offence runs. Referred in error: its clock runs, and nobody else has said so."""
    said = [one for one in sayings(db, case.id) if _is_the_same(one, mistake, right)]
    if any(one.actor_id != actor.id for one in said):
        return False
    if mistake is not Mistake.RECORDED_TWICE or right is None:
        return case.over_at is None
    if case.over_at is None and look_like_two_offences(case, right):
        return True
    offences = [offence_as_referred(db, one) for one in (case, right)]
    put_right = any(actor.label in one.put_right_by for one in offences)
    if case.over_at is None and put_right and look_like_two_offences(*offences):
        return True
    apart = people_apart(db, case, right)
    if apart is None:
        return False
    if case.person_id != right.person_id or any(actor.label in one.put_right_by for one in apart):
        return True
    of_case, of_right = joinings(db, case), joinings(db, right)
    between = [one for one in (*of_case, *of_right) if one not in of_case or one not in of_right]
    return not between or actor.label in {one.decided_by for one in between}


def say_mistaken(
    db: Session, case: Referral, mistake: Mistake, right: Referral | None, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Keep that it is none of its own, and put it to a human. Raises SaidAlready where the same was said by the same
    person."""
    if any(_is_the_same(one, mistake, right) for one in sayings(db, case.id)):
        raise SaidAlready(mistake)
    named = right.reference if right is not None else ""
    if mistake is Mistake.RECORDED_TWICE:
        kind = events.SaidRecordedTwice
        words = (
            f"It is said to be case {named}, which says otherwise who he is, or when and where the offence was. "
            "Another sergeant has to look at both, and end this case or leave it."
        )
    else:
        kind = events.SaidReferredInError
        words = (
            f"It is said to be referred in error: {MISTAKE_WORDS[mistake].lower()}. Its clock runs. Another sergeant "
            "has to look at it, and end this case or leave it."
        )
    why: dict[str, Any] = {"right": named, "mistake": mistake.value, "reason": reason, "said": words}
    record(db, case.id, kind, actor=actor, now=now, **why)
    put_to_a_human(db, {case.id}, actor=actor, now=now)


def _is_the_same(said: SaidMistaken, mistake: Mistake, right: Referral | None) -> bool:
    """Whether what was said is what is said now: of two cases which they are, else why there is none."""
    if mistake is Mistake.RECORDED_TWICE and right is not None and said.right != right.reference:
        return False
    return said.mistake is mistake
