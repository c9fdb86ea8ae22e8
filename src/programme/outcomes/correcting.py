"""The consequences of correcting the offence of a case: for his offer, his place, and what a human looks at.

The page says it before anybody agrees, and the action does it: both ask here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from programme.bookings.elsewhere import ELSEWHERE_STANDS as STANDS_ELSEWHERE
from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.rules import is_out_of_time
from programme.bookings.states import ACTIVE
from programme.concerns.models import Sign
from programme.courses.models import CourseDate
from programme.courses.queries import dates_in_time
from programme.eligibility.assessment import open_questions
from programme.eligibility.rules import ADULT_ON_OFFENCE_DATE, NO_OPEN_CASE, OtherCase
from programme.eligibility.words import criterion_name
from programme.intake.correcting import Correction, Reach, TermsThen
from programme.offers.making import shortened_answer_day
from programme.offers.models import CautionDocument, Offer, PrintedPaper
from programme.offers.states import OfferState
from programme.outcomes.mistaken_cases import check_still_watched, of_another_night_words
from programme.outcomes.models import Disposal
from programme.outcomes.refusals import NobodyWouldWatch
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.dates import london_date, spoken_day
from programme.storage.rows import columns_of, reads, rows


class Then(StrEnum):
    """The consequence for the case itself."""

    DECIDED_AGAIN = "decided_again"
    STOPPED = "stopped"
    STOPPED_TO_PROTECT = "stopped_to_protect"
    TOLD_TO_PROTECT = "told_to_protect"
    GOES_ON = "goes_on"
    CHOOSES_AGAIN = "chooses_again"
    GOES_BACK = "goes_back"
    LEFT_TO_THE_REGISTER = "left_to_the_register"
    CLOCK_ONLY = "clock_only"
    CLOCK_AGAIN = "clock_again"
    RECORD_ONLY = "record_only"


@dataclass(frozen=True, slots=True)
class WhatFollows:
    """The effects of a correction beyond the dates. `course_at` is when the course begins that he has a place on here,
    `elsewhere_on` the day of one at a neighbouring programme, `answer_by_on` the day that he then has to answer by,
    where it is sooner than he was told. `to_look_at` are sentences for a human. `has_offer`: one stands. `signs`, that
    somebody needs protecting, are those that safeguarding is told of."""

    then: Then
    course_at: datetime | None
    elsewhere_on: date | None
    answer_by_on: date | None
    to_look_at: tuple[str, ...]
    has_offer: bool = False
    signs: frozenset[Sign] = frozenset()


PRINT_AGAIN = "The paper that was printed for him to sign says it as it was: print a new one before he signs."
STOPS = frozenset({Then.STOPPED, Then.STOPPED_TO_PROTECT})
"""The offer ends at once, and everything goes back."""


_every = aliased(Offer)
_IS_PRINTED = (
    exists()
    .where(
        PrintedPaper.referral_id == Referral.id,
        PrintedPaper.offer_number
        == select(func.count())
        .select_from(_every)
        .where(_every.referral_id == Referral.id)
        .correlate(Referral)
        .scalar_subquery(),
    )
    .correlate(Referral)
)
"""Whether a paper was printed to be signed for the newest offer of the case."""


@reads(
    offer=Offer.state,
    answer_by_at=Offer.answer_by_at,
    signed_for=CautionDocument.offer_id,
    printed=_IS_PRINTED,
    starts_at=CourseDate.starts_at,
    ends_at=CourseDate.ends_at,
    elsewhere_on=PlaceElsewhere.course_on,
)
@dataclass(frozen=True, slots=True)
class StandsThere:
    """The offer that stands and the place that he has, as far as there are such. `printed`: a paper was printed to be
    signed for the newest offer, whether he has signed or not."""

    offer: OfferState | None = None
    answer_by_at: datetime | None = None
    signed_for: int | None = None
    printed: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    elsewhere_on: date | None = None

    @property
    def paper_to_sign(self) -> bool:
        """Whether a paper for the offer that stands was printed, and is not recorded as signed."""
        return self.offer is not None and self.printed and self.signed_for is None

    def has_begun(self, now: datetime) -> bool:
        """Whether the day of his place has begun. Of a course elsewhere only the day is known."""
        if self.elsewhere_on is not None:
            return self.elsewhere_on <= london_date(now)
        return self.starts_at is not None and self.starts_at <= now

    @property
    def last_on(self) -> date | None:
        """The day on which his course is over; None where he has no place."""
        return london_date(self.ends_at) if self.ends_at is not None else self.elsewhere_on


def what_follows(db: Session, referral: Referral, correction: Correction, *, now: datetime) -> WhatFollows:
    """The consequences of the correction as the case stands now. Nothing is changed. Raises
    NobodyWouldWatch."""
    check_still_watched(db, referral, correction.becomes.charge_by_on, today=london_date(now))
    stands = what_stands(db, referral)
    then = _then(db, referral, correction, stands, now)
    answer_by_on = _answer_by_on(stands, correction, now) if then is Then.GOES_ON else None
    looks = tuple(_to_look_at(correction, stands, then, answer_by_on)) if then is not Then.CLOCK_ONLY else ()
    looks += (*of_another_night_words(db, referral, correction.offence_at), *told_beside_words(db, referral))
    return WhatFollows(then, stands.starts_at, stands.elsewhere_on, answer_by_on, looks, stands.offer is not None)


def _then(db: Session, referral: Referral, correction: Correction, stands: StandsThere, now: datetime) -> Then:
    if correction.reach is Reach.CLOCK:
        return _then_of_clock(referral, correction, now)
    if correction.reach is Reach.RULES:
        return Then.DECIDED_AGAIN
    if stands.has_begun(now):
        return Then.LEFT_TO_THE_REGISTER
    if correction.too_young:
        return Then.STOPPED
    last_on = correction.becomes.complete_by_on
    if stands.last_on is not None:
        if stands.last_on <= last_on:
            return Then.GOES_ON
        another = dates_in_time(db, now=now, complete_by_on=last_on, at_most=1)
        return Then.CHOOSES_AGAIN if another else Then.GOES_BACK
    waits = referral.state in (ReferralState.OFFERED, ReferralState.ACCEPTED)
    return Then.GOES_BACK if waits and is_out_of_time(last_on, now) else Then.GOES_ON


def _then_of_clock(referral: Referral, correction: Correction, now: datetime) -> Then:
    """After the result only the clock follows. One that was over because its last day had passed runs again where that
    day is still to come."""
    is_ahead = referral.finalised_at is not None and london_date(now) <= correction.becomes.charge_by_on
    if is_ahead and referral.finalised_by == Disposal.TIME_LIMIT_EXPIRED.value:
        raise NobodyWouldWatch("he can still be charged, and it is on record that the time limit expired")
    ended_by_time = is_ahead and referral.finalised_by == Disposal.NO_FURTHER_ACTION.value
    return Then.CLOCK_AGAIN if ended_by_time else Then.CLOCK_ONLY


def _answer_by_on(stands: StandsThere, correction: Correction, now: datetime) -> date | None:
    if stands.offer is not OfferState.OPEN or stands.answer_by_at is None:
        return None
    told_on, last_on = london_date(stands.answer_by_at), correction.becomes.complete_by_on
    on = shortened_answer_day(told_on, complete_by_on=last_on, today=london_date(now))
    return on if on < told_on else None


def _to_look_at(correction: Correction, stands: StandsThere, then: Then, answer_by_on: date | None) -> Iterator[str]:
    """Points that a person has to decide: a sentence for each."""
    offered = correction.reach is Reach.OFFER
    if then is Then.CLOCK_AGAIN:
        yield "No further action is on record, and the clock runs again: decide whether it stays so."
        return
    if correction.terms_then is TermsThen.NONE:
        yield "No version of its route is in force for that day, so the case keeps the one it has. Ask the coordinator."
    if correction.terms_then is TermsThen.STAY:
        yield (
            "Another version of the route or of the rules is in force for that day. The case keeps those by which the "
            "offer was made: decide whether the offer can stand."
        )
    if offered and then not in (*STOPS, Then.GOES_BACK):
        yield from against_words(correction)
    if offered and stands.signed_for is not None and then is not Then.GOES_BACK:
        yield (
            "The document that he signed says when the offence was. It stays as he signed it: decide whether it has to "
            "be signed again."
        )
    if offered and stands.paper_to_sign and then is not Then.GOES_BACK:
        yield PRINT_AGAIN
    if answer_by_on is not None:
        yield f"His slip gives him longer to answer than until {spoken_day(answer_by_on)}: print a new one for him."
    for one in correction.parts:
        yield f"Case {one.reference} is not of its night any more and is a case of its own: decide it."
    for one in correction.refused:
        yield f"Case {one.reference} was decided while this one was open: look at it again."


def against_words(correction: Correction) -> Iterator[str]:
    """The criteria that are in the way as it is corrected, and a case of the same night."""
    if correction.too_young:
        yield (
            "He was under 18 on that day, and his course has begun: what happens there decides the result. Contact the "
            "youth justice team."
        )
    names = [criterion_name(code).lower() for code in correction.against if code != ADULT_ON_OFFENCE_DATE]
    if names:
        yield f"As it is corrected, this is in the way: {', '.join(names)}. Decide whether the offer can be kept."
    other = _other_of_the_night(correction)
    if other is not None and NO_OPEN_CASE not in correction.against:
        yield f"As it is corrected, {other} is of the same night: decide whether the two go together."


def _other_of_the_night(correction: Correction) -> str | None:
    judged = correction.judged
    if judged is None or judged.about.open_as is not OtherCase.SAME_NIGHT:
        return None
    return judged.about.open_case


def verdict_words(correction: Correction) -> str:
    """The new eligibility and the criteria it depends on, for the page: empty where they are not asked."""
    if correction.judged is None:
        return ""
    return open_questions(correction.judged.found) or "Every criterion is met."


def what_stands(db: Session, referral: Referral) -> StandsThere:
    """The offer that stands and the place that he has."""
    return rows(db, StandsThere, _STANDS.where(Referral.id == referral.id)).one()


def told_beside_words(db: Session, tied: Referral) -> Iterator[str]:
    """Where he was told of the offence of a case that shares the place of another, with the offer in that one: what
    says it as it was."""
    if tied.state is not ReferralState.TIED or tied.tied_to_id is None:
        return
    lead = db.get_one(Referral, tied.tied_to_id)
    stands, reference = what_stands(db, lead), lead.reference
    if stands.signed_for is not None:
        yield (
            f"The document that he signed in case {reference} says it as it was. It stays as he signed it: decide "
            "whether it has to be signed again."
        )
    elif stands.paper_to_sign:
        yield f"Case {reference}: {PRINT_AGAIN[:1].lower()}{PRINT_AGAIN[1:]}"
    elif stands.offer is not None:
        yield f"He was told of it as it was, with the offer in case {reference}: tell him how it is now."


_STANDS = (
    select(*columns_of(StandsThere))
    .select_from(Referral)
    .outerjoin(Offer, and_(Offer.referral_id == Referral.id, Offer.state.in_((OfferState.OPEN, OfferState.ACCEPTED))))
    .outerjoin(CautionDocument, CautionDocument.offer_id == Offer.id)
    .outerjoin(Booking, and_(Booking.referral_id == Referral.id, Booking.state.in_(ACTIVE)))
    .outerjoin(CourseDate, CourseDate.id == Booking.course_date_id)
    .outerjoin(PlaceElsewhere, and_(PlaceElsewhere.referral_id == Referral.id, STANDS_ELSEWHERE))
)
