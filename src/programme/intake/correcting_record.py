"""The consequences for a case in which a fact of the record is another than was entered: asked before anything is
changed.

Before an offer the rules that the case is held to decide it again. Once an offer was made a human looks at what is in
the way now; after its result nothing follows but the record. The clock is not touched: it runs from the offence alone
(`intake.correcting`). Only another route moves a day, that by which a course has to be over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from programme.clock.keeping import CaseDates, reckon_another_offence
from programme.courses.areas import area_of
from programme.courses.queries import programme_of
from programme.eligibility.rules import FIRST_COURSE, NO_OPEN_CASE, ONE_PERSON
from programme.eligibility.terms import terms_of
from programme.intake.arrivals import Arrival
from programme.intake.changing_route import terms_on_route
from programme.intake.correcting import Correction, Reach, TermsThen, against_and_cleared, reach_of
from programme.intake.deciding import Judged, judge_case
from programme.intake.stored_record import changes_between, record_of, record_with
from programme.people.reference import station_of
from programme.referrals.corrections import IS_COMPARED, IS_JUDGED, ChangedFact, RecordPart
from programme.referrals.refusals import AlreadyReferred, RecordIsAsItWas

if TYPE_CHECKING:
    from programme.courses.models import Programme
    from programme.people.models import Person
    from programme.referrals.models import Referral

_BY_COMPARING = frozenset({ONE_PERSON, NO_OPEN_CASE, FIRST_COURSE})
"""An answer that a human gave after a look for somebody of another name, birth date or PNC ID does not hold for him."""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A change of the record and what it does to the case itself."""

    was: Arrival
    becomes: Arrival
    changes: tuple[ChangedFact, ...]
    correction: Correction

    @property
    def facts(self) -> frozenset[str]:
        """Which facts are others."""
        return frozenset(one.fact for one in self.changes)

    @property
    def needs_reason(self) -> bool:
        """Whether something that was there is put right. A gap that is filled needs none."""
        return any(not one.is_added for one in self.changes)


def record_change(
    db: Session,
    referral: Referral,
    person: Person,
    part: RecordPart,
    facts: Mapping[str, Any],
    *,
    rank: str,
    now: datetime,
) -> RecordChange:
    """The effect of the change, made by somebody of this rank. Nothing is changed.

    Raises RecordIsAsItWas; AlreadyReferred where the person that he is then has this offence as a case already; and
    for another route what `terms_on_route` raises.
    """
    was = record_of(db, referral, person)
    programme = programme_of(db, referral.programme_id)
    becomes = _with_area(record_with(was, part, facts), was, referral, programme)
    changes = tuple(changes_between(was, becomes))
    if not changes:
        raise RecordIsAsItWas()
    names = {one.fact for one in changes}
    reach, held = reach_of(referral.state), terms_of(db, referral, programme)
    terms = terms_on_route(db, referral, programme, held, becomes.route, rank=rank) if "route" in names else held
    judged: Judged | None = None
    against: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    if reach is not Reach.CLOCK and names & IS_JUDGED:
        forget = _BY_COMPARING if names & IS_COMPARED else frozenset()
        judged = judge_case(db, referral, terms, now=now, record=becomes, forget=forget)
        stood = judge_case(db, referral, held, now=now)
        if judged.about.repeat_of is not None and stood.about.repeat_of is None:
            raise AlreadyReferred(
                explanation=f"It is {judged.about.repeat_of}.",
                remedy="Check what you entered. If it is right, withdraw this case and go on with the other.",
            )
        against, cleared = against_and_cleared(stood, judged, reach)
    dates = CaseDates(referral.charge_by_on, referral.return_by_on, referral.complete_by_on)
    then = dates
    if terms is not held:
        then = reckon_another_offence(referral, referral.offence_at, held_to=held.policy, policy=terms.policy)
    correction = Correction(
        referral.offence_at, dates, then, reach, terms, TermsThen.SAME, judged, against, cleared, (), ()
    )
    return RecordChange(was, becomes, changes, correction)


def _with_area(becomes: Arrival, was: Arrival, referral: Referral, programme: Programme) -> Arrival:
    """A corrected custody number is of another station: the case is then of the area that the force lists for that.
    An area stays where the station is not listed, or where it was put right by itself."""
    moved = becomes.custody_reference != was.custody_reference and bool(was.custody_reference or not was.area)
    if not moved or becomes.area != was.area or referral.force_code != programme.force_code:
        return becomes
    follows = area_of(programme.areas, station_of(becomes.custody_reference))
    return replace(becomes, area=follows) if follows else becomes
