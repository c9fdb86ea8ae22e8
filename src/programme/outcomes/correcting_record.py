"""The consequences of a change of the record: for the case, for what was sent out with the fact as it was, and for the
man's other cases. The page says it before anybody agrees, and the action does it: both ask here."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from programme.clock.bail import last_day_of_months
from programme.concerns.models import Sign
from programme.concerns.queries import stopped_among
from programme.concerns.rules import signs_of_code
from programme.history.events import SlipIssued
from programme.history.timeline import was_recorded
from programme.intake.correcting import Reach
from programme.intake.correcting_record import RecordChange
from programme.outcomes.correcting import (
    PRINT_AGAIN,
    STOPS,
    StandsThere,
    Then,
    WhatFollows,
    against_words,
    told_beside_words,
    what_stands,
)
from programme.outcomes.mistaken_cases import of_another_man_words
from programme.referrals.corrections import IS_COMPARED
from programme.referrals.models import Referral, Release
from programme.referrals.queries import CLOCK_RUNS
from programme.referrals.states import IN_PROGRESS, ReferralState
from programme.shared.dates import london_date
from programme.storage.rows import columns_of, reads, rows

_NAME = frozenset({"surname", "forenames"})
_NEEDS = frozenset({"interpreter", "adjustments"})
_OF_THE_MAN = _NAME | _NEEDS | {"born_on", "sex", "pnc_id", "cro"}
_ON_THE_DOCUMENT = _NAME | {"offence_code", "offence_place"}
_MONTHS_OF_BAIL = 3
TO_BE_DECIDED = frozenset({ReferralState.RETURNED, ReferralState.ACKNOWLEDGED, ReferralState.WITHDRAWN})
"""It came back or was withdrawn, and until its clock is over the force decides about a charge."""


@reads(Referral)
@dataclass(frozen=True, slots=True)
class OtherCaseOfHis:
    """Another case of the same man that is not over yet: somebody may still charge him by what it says of him."""

    id: int
    reference: str
    force_code: str


def what_follows_record(db: Session, referral: Referral, change: RecordChange, *, now: datetime) -> WhatFollows:
    """The consequences as the case stands now. Nothing is changed."""
    stands = what_stands(db, referral)
    signs = _signs(db, referral, change)
    then = _then(change, stands, signs, now)
    looks = tuple(_to_look_at(referral, change, stands, then, has_slip=has_slip(db, referral, stands)))
    if change.facts & (_ON_THE_DOCUMENT - _NAME):
        looks += tuple(told_beside_words(db, referral))
    if change.needs_reason and change.facts & IS_COMPARED:
        looks += tuple(of_another_man_words(db, referral))
    return WhatFollows(then, stands.starts_at, stands.elsewhere_on, None, looks, stands.offer is not None, signs)


def has_slip(db: Session, referral: Referral, stands: StandsThere) -> bool:
    """Whether a slip was printed for the offer that stands."""
    return stands.offer is not None and was_recorded(db, referral.id, SlipIssued)


def other_cases_of_his(db: Session, referral: Referral, change: RecordChange) -> list[OtherCaseOfHis]:
    """The cases of the same man, whichever force's, that the change reaches too: where it is a fact of his, and not of
    this offence."""
    if not change.facts & _OF_THE_MAN:
        return []
    came_back = and_(Referral.state.in_(TO_BE_DECIDED), CLOCK_RUNS)
    open_still = or_(Referral.state.in_(IN_PROGRESS), came_back)
    his = (Referral.person_id == referral.person_id, Referral.id != referral.id, open_still)
    return list(rows(db, OtherCaseOfHis, select(*columns_of(OtherCaseOfHis)).where(*his).order_by(Referral.id)))


def _signs(db: Session, referral: Referral, change: RecordChange) -> frozenset[Sign]:
    """The signs that the corrected code is of, whatever became of the case; none where a concern stands in it
    already."""
    if "offence_code" not in change.facts:
        return frozenset()
    return frozenset() if stopped_among(db, [referral.id]) else signs_of_code(change.becomes.offence_code)


def _then(change: RecordChange, stands: StandsThere, signs: frozenset[Sign], now: datetime) -> Then:
    correction = change.correction
    if correction.judged is None:
        return Then.TOLD_TO_PROTECT if signs else Then.RECORD_ONLY
    if correction.reach is Reach.RULES:
        return Then.DECIDED_AGAIN
    if stands.has_begun(now):
        return Then.LEFT_TO_THE_REGISTER
    if signs:
        return Then.STOPPED_TO_PROTECT
    return Then.STOPPED if correction.too_young else Then.GOES_ON


def _to_look_at(
    referral: Referral, change: RecordChange, stands: StandsThere, then: Then, *, has_slip: bool
) -> Iterator[str]:
    """Points that a person has to see to: a sentence for each."""
    facts = change.facts
    if change.correction.judged is not None and change.correction.reach is Reach.OFFER and then not in STOPS:
        yield from against_words(change.correction)
    yield from sent_out_words(facts, stands, goes_on=stands.offer is not None and then not in STOPS, has_slip=has_slip)
    if _bail_needs_authority(referral, change):
        yield "By the arrest as it is corrected his bail runs beyond three months: see who has to authorise it."


def sent_out_words(facts: Set[str], stands: StandsThere, *, goes_on: bool, has_slip: bool) -> Iterator[str]:
    """Sentences for a human about what still says one of these facts as it was: his slip and what he signed, where his
    offer `goes_on`, and what a neighbour knows."""
    if goes_on and has_slip and facts & _NAME:
        yield "The slip that he has shows his name as it was: print a new one for him."
    if goes_on and stands.signed_for is not None and facts & _ON_THE_DOCUMENT:
        yield (
            "The document that he signed says it as it was. It stays as he signed it: decide whether it has to be "
            "signed again."
        )
    if goes_on and stands.paper_to_sign and facts & _ON_THE_DOCUMENT:
        yield PRINT_AGAIN
    if stands.elsewhere_on is not None and facts & (_NAME | _NEEDS | {"born_on"}):
        yield "The neighbouring programme where he has his place knows it as it was: tell it."


def _bail_needs_authority(referral: Referral, change: RecordChange) -> bool:
    """Whether his bail is beyond what whoever is on duty may give by the new time of the arrest, and was not before."""
    until_on = referral.bail_return_on
    if "arrested_at" not in change.facts or referral.release is not Release.BAIL or until_on is None:
        return False
    before, after = (
        last_day_of_months(london_date(record.arrested_at or record.offence_at), _MONTHS_OF_BAIL)
        for record in (change.was, change.becomes)
    )
    return referral.over_at is None and after < until_on <= before
