"""Cases as the neighbouring force that sent them sees them: its own cases, its own clock, and how far they are.

Every query is bounded by the actor's force: another force's case is not found. The programme's further knowledge
(contact, needs, fee, register) is not selected.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, literal, not_, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from programme.bookings.models import Booking
from programme.bookings.states import ACTIVE, BookingState
from programme.clock.bail import Bail
from programme.concerns.queries import IS_STOPPED
from programme.courses.models import CourseDate
from programme.duties.models import ClockRung
from programme.duties.queries import STOOD_ON, RungLine
from programme.exchange.models import Exchange
from programme.exchange.notes import NOTES_OF_SENDER, NoteOfCase
from programme.exchange.states import ExchangeState
from programme.history.timeline import Moment
from programme.insight.case_corrections import PUT_RIGHT, CaseCorrection, CaseRecordCorrection
from programme.insight.case_file import TASKS_OF_CASE
from programme.insight.case_filter import CaseFilter, narrowing
from programme.insight.case_officers import with_officers
from programme.insight.case_parts import CaseTask
from programme.insight.consent import CHAIN, Consent
from programme.offers.models import CautionDocument, Offer
from programme.offers.queries import PAPER_OWED
from programme.offers.states import OfferState
from programme.outcomes.models import Result
from programme.outcomes.queries import RESULT_STANDS
from programme.people.models import Person
from programme.people.ways import HowReached
from programme.policies.models import DisposalRoute, Paper
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_OVER_AT, DONE, LADDER, STILL_TO_DECIDE
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.shared.page_key import DayKey
from programme.shared.refusal import NotFound
from programme.storage.rows import by_name, columns_of, reads, rows
from programme.storage.statements import is_one_of, written
from programme.storage.together import Together

IN_HAND = or_(STILL_TO_DECIDE, is_one_of(Referral.state, [ReferralState.RETURNED]))
"""A case is in hand until its force has decided what becomes of it, and while a result waits for somebody."""
_PAGE = 25
_STANDING = (OfferState.OPEN, OfferState.ACCEPTED)
_HOLD = aliased(Booking)
_HELD = (
    exists()
    .where(
        or_(_HOLD.referral_id == Referral.id, _HOLD.referral_id == Referral.tied_to_id),
        is_one_of(_HOLD.state, [BookingState.HELD]),
    )
    .correlate(Referral)
)


@reads(
    Person,
    id=Exchange.id,
    reference=Referral.reference,
    their_reference=Exchange.their_reference,
    state=Exchange.state,
    case_state=Referral.state,
    held=_HELD,
    stopped=IS_STOPPED,
    received_at=Exchange.received_at,
    changed_at=Exchange.changed_at,
    offence_at=Referral.offence_at,
    charge_by_on=Referral.charge_by_on,
    return_by_on=Referral.return_by_on,
    complete_by_on=Referral.complete_by_on,
    over_at=CLOCK_OVER_AT,
    done=DONE,
    ladder=LADDER,
)
@dataclass(frozen=True, slots=True)
class SentLine:
    """A case as its own force's list shows it. `held`: the place that it has is not paid for. `stopped`: for
    safeguarding; what was seen is on a page of its own. `done`: what was recorded as done with it."""

    id: int
    reference: str
    their_reference: str
    surname: str
    forenames: str
    state: ExchangeState
    case_state: ReferralState
    held: bool
    stopped: bool
    received_at: datetime
    changed_at: datetime
    offence_at: datetime
    charge_by_on: date
    return_by_on: date
    complete_by_on: date
    over_at: datetime | None
    done: str | None
    ladder: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class SentPage:
    """One page of the list. `last_key` begins the next one, where there is one."""

    lines: tuple[SentLine, ...]
    last_key: DayKey | None

    @property
    def references(self) -> list[str]:
        return [line.reference for line in self.lines]


def _lines(kind: type[Any]) -> Select[*tuple[Any, ...]]:
    sent = select(*columns_of(kind)).select_from(Exchange).join(Referral, Referral.id == Exchange.referral_id)
    return sent.join(Person, Person.id == Referral.person_id)


def sent_by_force(
    db: Session,
    actor: Actor,
    cases: CaseFilter,
    *,
    over: bool = False,
    after: tuple[date, int] | None = None,
    at_most: int = _PAGE,
) -> SentPage:
    """The cases that the actor's force sent: those in hand, least time first, or those that are `over`, latest first.

    `after` is the key, last day to charge and number, of the last one already shown.
    """
    wanted = of_sender(actor, _lines(SentLine).where(not_(IN_HAND) if over else IN_HAND))
    wanted = wanted.where(*narrowing(actor, with_officers(db, actor, cases)))
    key = tuple_(Referral.charge_by_on, Exchange.id)
    if after is not None:
        last = tuple_(literal(after[0]), literal(after[1]))
        wanted = wanted.where(key < last if over else key > last)
    order = (Referral.charge_by_on, Exchange.id)
    ordered = wanted.order_by(*(column.desc() for column in order)) if over else wanted.order_by(*order)
    lines = rows(db, SentLine, ordered.limit(written(at_most + 1)))
    shown = tuple(lines[:at_most])
    return SentPage(shown, DayKey(shown[-1].charge_by_on, shown[-1].id) if len(lines) > at_most else None)


reads(release=Referral.release, return_on=Referral.bail_return_on)(Bail)


@reads(
    referral_id=Referral.id,
    state=Referral.state,
    starts_at=CourseDate.starts_at,
    returned=Result.id.is_not(None),
    answer_by_at=Offer.answer_by_at,
    answered=Offer.answered_at.is_not(None),
    paper_owed=and_(PAPER_OWED, Offer.id.is_not(None)),
    paper=DisposalRoute.paper,
)
@dataclass(frozen=True, slots=True)
class SentRow:
    """The single facts of a sent case, in one row."""

    referral_id: int
    line: SentLine
    state: ReferralState
    starts_at: datetime | None
    returned: bool
    answer_by_at: datetime | None
    answered: bool
    paper_owed: bool
    rung: RungLine | None
    paper: Paper
    bail: Bail
    person: HowReached


@dataclass(frozen=True, slots=True)
class SentCase(SentRow):
    """One case as far as its own force is shown it. `starts_at` is the booked course; `answer_by_at` is there while
    an offer stands, and `paper_owed` where it waits for a document that he signs. `rung` is the deadline warning that
    its clock stands on, `bail` how he is released. `tasks` are open, `corrections` those of the offence and `put_right`
    those of the rest of the record."""

    consent: Consent
    tasks: list[CaseTask]
    corrections: list[CaseCorrection]
    put_right: list[CaseRecordCorrection]
    put_to_a_human: list[Moment]
    notes: list[NoteOfCase]

    @property
    def document_kept(self) -> bool:
        """Whether he signed the caution document of the newest offer."""
        return self.consent.newest_is_signed


_BESIDE = Together(**CHAIN, **PUT_RIGHT, tasks=TASKS_OF_CASE, notes=NOTES_OF_SENDER)
"""Everything of which a case has several and its own force is shown, in one statement."""


def one_sent_case(db: Session, reference: str, actor: Actor) -> SentCase:
    """A case that the actor's force sent, in two statements; raises NotFound, also for every other case."""
    wanted = (
        _lines(SentRow)
        .join(DisposalRoute, DisposalRoute.key == Referral.route)
        .outerjoin(ClockRung, STOOD_ON)
        .outerjoin(Booking, and_(Booking.referral_id == Referral.id, Booking.state.in_(ACTIVE)))
        .outerjoin(CourseDate, CourseDate.id == Booking.course_date_id)
        .outerjoin(Result, and_(Result.referral_id == Referral.id, RESULT_STANDS))
        .outerjoin(Offer, and_(Offer.referral_id == Referral.id, Offer.state.in_(_STANDING)))
        .outerjoin(CautionDocument, CautionDocument.offer_id == Offer.id)
        .where(Referral.reference == reference)
    )
    row = rows(db, SentRow, of_sender(actor, wanted)).one_or_none()
    if row is None:
        raise NotFound()
    beside = _BESIDE.run(db, referral_id=row.referral_id)
    consent = Consent(**{link: beside.pop(link) for link in CHAIN})
    return SentCase(**(by_name(row) | beside | {"consent": consent}))


def of_sender(actor: Actor, wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """`wanted` bounded to what the actor's force sent. Raises NotFound for whoever is of no such force."""
    return wanted.where(Exchange.force_code == force_of(actor))


def force_of(actor: Actor) -> str:
    """The force whose people read. Raises NotFound for whoever is of no such force."""
    if actor.door is not Door.PARTNER or actor.force_code is None:
        raise NotFound()
    return actor.force_code
