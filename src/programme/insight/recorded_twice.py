"""A case that may be ended as recorded twice or in error, with what somebody has said of it and both records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from programme.insight.beside import RecordBeside, records_of_people
from programme.insight.case_file import CaseFile, one_case_file
from programme.outcomes.as_referred import AsReferred, OffenceSaid, offence_as_referred
from programme.outcomes.models import Mistake
from programme.outcomes.second_look import SaidMistaken, look_like_two_offences, people_apart, sayings
from programme.referrals.models import Referral
from programme.referrals.queries import one_referral
from programme.shared.actor import Actor
from programme.shared.dates import spoken_instant
from programme.shared.refusal import NotFound


@dataclass(frozen=True, slots=True)
class BothRecords:
    """Both men as they are on record, and as they were when they were referred."""

    mine: RecordBeside
    theirs: RecordBeside
    as_referred: tuple[AsReferred, AsReferred]


class SaidOfOffence(NamedTuple):
    """One fact of the offence, as the case and as the one that would stay have it."""

    name: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class CaseToEnd:
    """The case, everything said of it that waits for a second person, the newest first; both records where it was said
    to be another man's, and both offences where it looks like another one, of `right`, the case that would stay."""

    case: CaseFile
    sayings: tuple[SaidMistaken, ...]
    right: str = ""
    both: BothRecords | None = None
    offences: tuple[SaidOfOffence, ...] = ()

    @property
    def references(self) -> list[str]:
        """The cases that the page shows."""
        return [*self.case.references, *([self.right] if self.both or self.offences else [])]


def case_to_end(db: Session, reference: str, actor: Actor) -> CaseToEnd:
    """Raises NotFound."""
    case = one_case_file(db, reference, actor)
    referral = one_referral(db, reference, actor)
    said = tuple(sayings(db, referral.id))
    named = next((one.right for one in said if one.mistake is Mistake.RECORDED_TWICE), "")
    if not named:
        return CaseToEnd(case, said)
    try:
        right = one_referral(db, named, actor)
    except NotFound:
        return CaseToEnd(case, tuple(one for one in said if one.right != named))
    return CaseToEnd(case, said, named, _both(db, referral, right, actor), _offences(db, referral, right))


def _both(db: Session, referral: Referral, right: Referral, actor: Actor) -> BothRecords | None:
    pair = people_apart(db, referral, right)
    if pair is None:
        return None
    found = records_of_people(db, [one.row for one in pair], actor)
    return BothRecords(found[pair[0].row], found[pair[1].row], pair)


def _offences(db: Session, mine: Referral, theirs: Referral) -> tuple[SaidOfOffence, ...]:
    """As they are on record where they look like two; else as they were when they were referred, where they did."""
    then = offence_as_referred(db, mine), offence_as_referred(db, theirs)
    both: tuple[tuple[OffenceSaid, OffenceSaid, str], ...] = ((mine, theirs, ""), (*then, " when referred"))
    for one, other, when in both:
        if look_like_two_offences(one, other):
            return (
                SaidOfOffence(f"Time of the offence{when}", *(spoken_instant(at.offence_at) for at in (one, other))),
                SaidOfOffence(f"Place{when}", one.offence_place, other.offence_place),
                SaidOfOffence(f"Custody number{when}", one.custody_reference or "", other.custody_reference or ""),
            )
    return ()
