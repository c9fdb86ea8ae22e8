"""A case that may be ended as recorded twice, with what somebody has said of it and both records."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from programme.insight.beside import RecordBeside, records_of_people
from programme.insight.case_file import CaseFile, one_case_file
from programme.outcomes.second_look import SaidTwice, people_apart, said_twice
from programme.referrals.queries import one_referral
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound


@dataclass(frozen=True, slots=True)
class BothRecords:
    """A saying that waits for a second person: both men as they are on record."""

    said: SaidTwice
    mine: RecordBeside
    theirs: RecordBeside


@dataclass(frozen=True, slots=True)
class CaseToEnd:
    """The case, and what somebody has said of it; None where nobody has."""

    case: CaseFile
    both: BothRecords | None

    @property
    def references(self) -> list[str]:
        """The cases that the page shows."""
        return [*self.case.references, *([self.both.said.right] if self.both else [])]


def case_to_end(db: Session, reference: str, actor: Actor) -> CaseToEnd:
    """Raises NotFound."""
    case = one_case_file(db, reference, actor)
    return CaseToEnd(case, _both(db, reference, actor))


def _both(db: Session, reference: str, actor: Actor) -> BothRecords | None:
    referral = one_referral(db, reference, actor)
    said = said_twice(db, referral.id)
    if said is None:
        return None
    try:
        right = one_referral(db, said.right, actor)
    except NotFound:
        return None
    pair = people_apart(db, referral, right)
    if pair is None:
        return None
    found = records_of_people(db, pair, actor)
    return BothRecords(said, found[pair[0]], found[pair[1]])
