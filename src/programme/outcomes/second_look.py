"""A case recorded twice under quite another name or date of birth: a slip in one number would make two men one, and
nobody would watch the clock of one of them. So one sergeant says it, and another ends it, with both records before him.
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
from programme.outcomes.carrying_corrections import put_to_a_human
from programme.outcomes.queries import newest_disposal
from programme.outcomes.refusals import SaidAlready
from programme.people.likeness import Compared, are_quite_different
from programme.people.models import IdentityDecision, Person
from programme.people.names import match_name
from programme.referrals.models import Referral
from programme.shared.actor import Actor
from programme.storage.rows import columns_of, reads, rows


@reads(HistoryRow)
@dataclass(frozen=True, slots=True)
class SaidTwice:
    """That a case is recorded twice, as one sergeant has said it: which it is, and how he knows."""

    facts: dict[str, Any]
    actor_id: int | None
    actor_label: str
    happened_at: datetime

    @property
    def right(self) -> str:
        """The reference of the case that stays."""
        return str(self.facts["right"])

    @property
    def reason(self) -> str:
        """How he knows."""
        return str(self.facts["reason"])


def said_twice(db: Session, referral_id: int) -> SaidTwice | None:
    """The last saying about a case, as long as nothing was recorded as done with it, or taken back, since."""
    wanted = select(*columns_of(SaidTwice)).where(
        HistoryRow.referral_id == referral_id, HistoryRow.event == events.SaidRecordedTwice.name
    )
    found = rows(db, SaidTwice, wanted.order_by(HistoryRow.id.desc()).limit(1)).one_or_none()
    newest = newest_disposal(db, referral_id)
    return found if found is not None and (newest is None or newest.recorded_at < found.happened_at) else None


def people_apart(db: Session, case: Referral, right: Referral) -> tuple[int, int] | None:
    """The numbers of the rows of the two men, where they are, or were before a human made them one, quite different;
    else None."""
    pair = (case.person_id, right.person_id)
    if pair[0] == pair[1]:
        decision = _joined_by(db, case, right)
        if decision is None:
            return None
        pair = (decision.person_id, decision.other_id)
        if right.id in decision.moved["cases"]:
            pair = (pair[1], pair[0])
    one, other = (_compared(db.get_one(Person, number)) for number in pair)
    return pair if are_quite_different(one, other) else None


def needs_another(db: Session, case: Referral, right: Referral, actor: Actor) -> bool:
    """Whether somebody else has to look first: nobody but whoever ends it has said that the two are one man."""
    if people_apart(db, case, right) is None:
        return False
    said, decision = said_twice(db, case.id), _joined_by(db, case, right)
    by_another = said is not None and said.right == right.reference and said.actor_id != actor.id
    return not by_another and (decision is None or decision.decided_by == actor.label)


def say_recorded_twice(
    db: Session, case: Referral, right: Referral, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Keep that it is recorded twice, and put it to a human. Raises SaidAlready where the same was said by the same
    person."""
    said = said_twice(db, case.id)
    if said is not None and said.right == right.reference:
        raise SaidAlready()
    words = (
        f"It is said to be case {right.reference}, under quite another name or date of birth. Another sergeant has to "
        "look at both records, and end this case or leave it."
    )
    named = right.reference
    record(db, case.id, events.SaidRecordedTwice, actor=actor, now=now, right=named, reason=reason, said=words)
    put_to_a_human(db, {case.id}, actor=actor, now=now)


def _joined_by(db: Session, case: Referral, right: Referral) -> IdentityDecision | None:
    """The decision that stands and made the men of these two cases one; None where they were never two."""
    standing = select(IdentityDecision).where(
        IdentityDecision.is_same,
        IdentityDecision.taken_back_at.is_(None),
        IdentityDecision.other_id == case.person_id,
    )
    found = db.execute(standing.order_by(IdentityDecision.id.desc())).scalars()
    of_two = (one for one in found if (case.id in one.moved["cases"]) != (right.id in one.moved["cases"]))
    return next(of_two, None)


def _compared(person: Person) -> Compared:
    return Compared(match_name(person.surname, person.forenames), person.born_on)
