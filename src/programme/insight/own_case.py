"""The person's own case as he sees it: one joined statement for every page of his.

It reads across offer, booking, fee and result, which know nothing of each other; so it stands here, where everything
may be read, and only doors ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from programme.attendance.models import Attendance
from programme.bookings.elsewhere import ELSEWHERE_STANDS
from programme.bookings.models import Booking, DayNeeds, PlaceElsewhere
from programme.bookings.states import ACTIVE
from programme.clock.deadlines import ClockPolicy
from programme.clock.keeping import KeptClock, day_if_cautioned, last_safe_course_day, weeks_if_cautioned
from programme.courses.help_line import HelpLine
from programme.courses.models import CourseDate, Programme, Room, Venue
from programme.courses.queries import DateFacts, dates_in_time
from programme.duties.models import Task
from programme.duties.tasks import NO_PLACE_STANDS
from programme.insight.day_needs import Asked
from programme.insight.own_places import (
    HIS_LOST_PLACE,
    LAST_LOST,
    LAST_OFF,
    LOST_DATE,
    LOST_LINE,
    OFF_PLACE,
    LostPlace,
    OffElsewhere,
    OwnPlace,
)
from programme.offers.models import CautionDocument, Offer, WordsSigned
from programme.offers.paper_words import OffenceFacts
from programme.offers.pins import HAS_PIN
from programme.offers.queries import PAPER_OWED, offences_beside
from programme.offers.states import OfferState
from programme.offers.told.conditions import LegalPoints
from programme.offers.told.released import words_for
from programme.offers.told.shapes import RouteWords
from programme.offers.told.telling import OfferFacts, Telling, telling
from programme.outcomes.models import Disposal, Result, ResultReason, Verdict
from programme.outcomes.queries import RESULT_STANDS
from programme.payments.models import Fee, PaidOutside
from programme.payments.money import Money, money_of, still_on_its_way
from programme.payments.outside import LAST_OUTSIDE, OwnOutside
from programme.payments.queries import GIVEN_BACK, LAST_PAID_AT, LAST_SENT_BACK_AT, LIVE_FEES, NOT_SENT_BACK
from programme.payments.states import FeeState
from programme.policies.models import DisposalRoute, FailureMeans, Paper
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.storage.rows import by_name, columns_of, reads, rows
from programme.storage.statements import is_one_of

_OTHER = aliased(Referral)


@reads(
    Offer,
    Result,
    reference=Referral.reference,
    state=Referral.state,
    offer_state=Offer.state,
    paper_owed=PAPER_OWED,
    route=DisposalRoute.code,
    paper=DisposalRoute.paper,
    on_failure=DisposalRoute.on_failure,
    words_signed_on=WordsSigned.signed_on,
    points=WordsSigned.points,
    signed_at=CautionDocument.signed_at,
    offence_at=Referral.offence_at,
    offence_place=Referral.offence_place,
    fee_pence=func.coalesce(Fee.amount_pence, Offer.fee_pence),
    fee_state=Fee.state,
    statement_text=func.coalesce(Fee.statement_text, Programme.statement_text),
    hold_minutes=Programme.hold_minutes,
    was_elsewhere=and_(Result.id.is_not(None), Result.booking_id.is_(None)),
    no_place=Task.id.is_not(None),
    elsewhere_on=PlaceElsewhere.course_on,
    back_pence=GIVEN_BACK,
    not_sent_pence=NOT_SENT_BACK,
    paid_at=LAST_PAID_AT,
    sent_back_at=LAST_SENT_BACK_AT,
    has_pin=HAS_PIN,
    leads=exists().where(_OTHER.tied_to_id == Referral.id, is_one_of(_OTHER.state, {ReferralState.TIED})),
)
@dataclass(frozen=True, slots=True)
class OwnCase:
    """Everything his pages are made of. `paper_owed`: he has to sign a document before he can book. `no_place`: no date
    is in time now. `elsewhere_on`: the day of his appointment elsewhere. `points`: the lawyer's answers that his words
    rest on. `answer_limit_at`: until when he may answer where he wants advice first. `back_pence`: went back, or is on
    its way; `not_sent_pence` of that is still to be sent. `leads`: others of the night go with this one.
    `was_elsewhere`: the result is of no place here. `asked`: what he needs on the day, and the answer."""

    reference: str
    state: ReferralState
    kept: KeptClock
    policy: ClockPolicy
    offer_state: OfferState
    paper_owed: bool
    route: str
    paper: Paper
    on_failure: FailureMeans
    words_version: str
    words_signed_on: date | None
    made_at: datetime
    points: LegalPoints | None
    signed_at: datetime | None
    offence_at: datetime
    offence_place: str
    language: str
    answer_by_at: datetime
    answer_limit_at: datetime | None
    advice_wanted_at: datetime | None
    answered_at: datetime | None
    fee_pence: int
    fee_state: FeeState | None
    statement_text: str
    hold_minutes: int
    help_line: HelpLine
    place: OwnPlace | None
    verdict: Verdict | None
    reason: ResultReason | None
    disposal: Disposal | None = None
    was_elsewhere: bool = False
    no_place: bool = False
    elsewhere_on: date | None = None
    lost: LostPlace | None = None
    back_pence: int = 0
    not_sent_pence: int = 0
    paid_at: datetime | None = None
    sent_back_at: datetime | None = None
    has_pin: bool = False
    leads: bool = False
    off_elsewhere: OffElsewhere | None = None
    outside: OwnOutside | None = None
    asked: Asked | None = None

    @property
    def beside(self) -> Sequence[OffenceFacts]:
        """The other offences of the night, which go with this one."""
        return ()

    @property
    def complete_by_on(self) -> date:
        """The last day a date of his may be on."""
        return last_safe_course_day(self.kept, self.policy)

    @property
    def last_day_on(self) -> date:
        """The last day to finish that holds whenever he signs, where he has still to sign."""
        return self.kept.complete_by_on if self.paper_owed else self.complete_by_on

    @property
    def weeks_from_signing(self) -> int | None:
        """So many weeks he has from the day on which he signs; None where they end no earlier than his last day."""
        offered_on, last_on = london_date(self.made_at), self.last_day_on
        return weeks_if_cautioned(self.kept, self.policy, offered_on, last_on) if self.paper_owed else None

    def telling(self, today: date) -> Telling:
        """The words of his offer as it stands."""
        finish_by_on = day_if_cautioned(self.kept, self.policy, today) if self.paper_owed else self.complete_by_on
        return telling(
            OfferFacts(
                route=self.route,
                version=self.words_version,
                language=self.language,
                points=self.points,
                needs_document=self.paper is Paper.CAUTION,
                signed_at=self.signed_at,
                said_yes=self.offer_state is OfferState.ACCEPTED,
                fee_pence=self.fee_pence,
                answer_by_on=london_date(self.answer_by_at),
                advice_by_on=london_date(self.answer_limit_at or self.answer_by_at),
                finish_by_on=finish_by_on,
                last_day_on=self.last_day_on,
                weeks=self.weeks_from_signing,
                told_on=today,
                help_line=self.help_line.spoken("the number on your sheet"),
                offence_at=self.offence_at,
                offence_place=self.offence_place,
                beside=self.beside,
            )
        )

    @property
    def advice_moves_the_day(self) -> bool:
        """Whether he has more time where he says that he wants advice first."""
        return self.answer_limit_at is not None and london_date(self.answer_limit_at) > london_date(self.answer_by_at)

    @property
    def released_words(self) -> RouteWords:
        """The set that his offer names: every screen of it, however he stands."""
        return words_for(self.route, self.words_version, self.language)

    def money(self, now: datetime) -> Money:
        """The person's money that is with us, the money that went back, and what of it his bank does not have yet."""
        on_way = still_on_its_way(self.back_pence, self.not_sent_pence, self.sent_back_at, now)
        return money_of(
            self.fee_state, self.fee_pence, self.back_pence, on_way, by_card=self.outside is None or self.outside.waits
        )

    @property
    def has_paid(self) -> bool:
        """Whether nothing more is owed for a place."""
        return self.fee_state in (FeeState.PAID, FeeState.WAIVED)


@dataclass(frozen=True, slots=True)
class OwnCaseOfANight(OwnCase):
    """The same, where it is about several offences of one night."""

    beside: Sequence[OffenceFacts] = ()


_CASE = (
    select(*columns_of(OwnCase))
    .select_from(Offer)
    .join(Referral, Referral.id == Offer.referral_id)
    .join(Programme, Programme.id == Referral.programme_id)
    .join(DisposalRoute, DisposalRoute.key == Referral.route)
    .outerjoin(WordsSigned, WordsSigned.id == Offer.words_signed_id)
    .outerjoin(CautionDocument, CautionDocument.offer_id == Offer.id)
    .outerjoin(Booking, and_(Booking.referral_id == Referral.id, is_one_of(Booking.state, ACTIVE)))
    .outerjoin(CourseDate, CourseDate.id == Booking.course_date_id)
    .outerjoin(Attendance, Attendance.booking_id == Booking.id)
    .outerjoin(Venue, Venue.id == CourseDate.venue_id)
    .outerjoin(Room, Room.id == CourseDate.room_id)
    .outerjoin(HIS_LOST_PLACE, HIS_LOST_PLACE.id == LAST_LOST)
    .outerjoin(LOST_DATE, LOST_DATE.id == HIS_LOST_PLACE.course_date_id)
    .outerjoin(LOST_LINE, LOST_LINE.booking_id == HIS_LOST_PLACE.id)
    .outerjoin(OFF_PLACE, OFF_PLACE.id == LAST_OFF)
    .outerjoin(PlaceElsewhere, and_(PlaceElsewhere.referral_id == Referral.id, ELSEWHERE_STANDS))
    .outerjoin(Fee, and_(Fee.referral_id == Referral.id, is_one_of(Fee.state, LIVE_FEES)))
    .outerjoin(Result, and_(Result.referral_id == Referral.id, RESULT_STANDS))
    .outerjoin(Task, and_(Task.referral_id == Referral.id, NO_PLACE_STANDS))
    .outerjoin(PaidOutside, PaidOutside.id == LAST_OUTSIDE)
    .outerjoin(DayNeeds, DayNeeds.referral_id == Referral.id)
    .where(Offer.id == bindparam("offer_id"))
)


def own_case(db: Session, offer_id: int) -> OwnCase:
    """The case that the offer was made in; raises NotFound."""
    case = rows(db, OwnCase, _CASE, offer_id=offer_id).one_or_none()
    if case is None:
        raise NotFound()
    if not case.leads:
        return case
    return OwnCaseOfANight(**by_name(case), beside=offences_beside(db, db.get_one(Offer, offer_id).referral_id))


def own_case_and_dates(db: Session, offer_id: int, *, now: datetime) -> tuple[OwnCase, list[DateFacts]]:
    """The case, and the dates with a place left that he can make in time, nearest first."""
    case = own_case(db, offer_id)
    return case, dates_in_time(db, now=now, complete_by_on=case.complete_by_on)
