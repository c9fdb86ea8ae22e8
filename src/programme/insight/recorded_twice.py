"""A case that may be ended as recorded twice or in error, with what somebody has said of it and both records."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from programme.insight.beside import RecordBeside, records_of_people
from programme.insight.case_file import CaseFile, one_case_file
from programme.outcomes.models import Mistake
from programme.outcomes.second_look import SaidMistaken, people_apart, said_mistaken
from programme.referrals.models import Referral
from programme.referrals.queries import one_referral
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound


@dataclass(frozen=True, slots=True)
class BothRecords:
    """Both men as they are on record."""

    mine: RecordBeside
    theirs: RecordBeside


@dataclass(frozen=True, slots=True)
class CaseToEnd:
    """The case, what somebody has said of it that waits for a second person, and both records where it was said to be
    another man's; None where nobody has said it."""

    case: CaseFile
    said: SaidMistaken | None
    both: BothRecords | None

    @property
    def references(self) -> list[str]:
        """The cases that the page shows."""
        return [*self.case.references, *([self.said.right] if self.said and self.both else [])]


def case_to_end(db: Session, reference: str, actor: Actor) -> CaseToEnd:
    """Raises NotFound."""
    case = one_case_file(db, reference, actor)
    referral = one_referral(db, reference, actor)
    said = said_mistaken(db, referral.id)
    if said is None or said.mistake is not Mistake.RECORDED_TWICE:
        return CaseToEnd(case, said, None)
    both = _both(db, referral, said, actor)
    return CaseToEnd(case, said if both else None, both)


def _both(db: Session, referral: Referral, said: SaidMistaken, actor: Actor) -> BothRecords | None:
    try:
        right = one_referral(db, said.right, actor)
    except NotFound:
        return None
    pair = people_apart(db, referral, right)
    if pair is None:
        return None
    found = records_of_people(db, pair, actor)
    return BothRecords(found[pair[0]], found[pair[1]])
