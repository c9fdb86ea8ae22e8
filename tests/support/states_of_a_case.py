"""A case in every state that it can be in, with what can hang on it: a word for each, and the rows that make it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.actions.acknowledge_result import acknowledge_result
from programme.actions.issue_slip import issue_slip
from programme.actions.record_caution import record_caution
from programme.actions.record_disposal import record_disposal
from programme.attendance.models import Attendance
from programme.attendance.states import Mark
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.concerns.states import ConcernState
from programme.courses.models import CourseDate
from programme.courses.states import DateState
from programme.duties.models import Task, TaskKind
from programme.eligibility.rules import ONE_PERSON
from programme.offers.models import Offer
from programme.offers.pins import keep_pin
from programme.offers.states import OfferState
from programme.outcomes.models import Disposal, Excuse, Mistake, NoActionReason, ResultReason
from programme.outcomes.returning import return_case
from programme.referrals.criteria import Status, kept_criterion
from programme.referrals.models import Origin, Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER, Actor
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_concern,
    a_course_date,
    a_person,
    a_place_elsewhere,
    a_referral,
    add,
    an_agreement,
    an_exchange,
    an_offer,
    signed,
)
from tests.support.consent import ALL_SETTLED
from tests.support.referring import ended_as_mistake

TODAY = NOW.date()
NEIGHBOUR = "34"


@dataclass(frozen=True, slots=True)
class CaseInState:
    """A case, called by how it stands."""

    name: str
    reference: str
    referral_id: int
    offence_at: datetime
    offer_id: int | None
    offer_state: OfferState | None


class StatesOfACase:
    """Makes cases in one database. `dates` are the course dates that anybody could choose."""

    def __init__(self, database: Database, world: World) -> None:
        self.database, self.world = database, world
        an_agreement(database, NEIGHBOUR)
        self.dates: tuple[CourseDate, ...] = (self.date(5), self.date(20))

    def date(self, days: float, hours: int = 0) -> CourseDate:
        """A course that begins so many days and hours after NOW."""
        return a_course_date(self.database, self.world, starts_at=NOW + timedelta(days=days, hours=hours))

    def case(self, state: ReferralState = ReferralState.ACCEPTED, **facts: Any) -> Referral:
        """A case of which everything is known."""
        return a_referral(self.database, self.world, **{"state": state, "eligibility": ALL_SETTLED, **facts})

    def offered(self, *, offer: dict[str, Any] | None = None, **facts: Any) -> Referral:
        """A case whose offer waits for an answer."""
        referral = self.case(ReferralState.OFFERED, **facts)
        an_offer(self.database, referral, state=OfferState.OPEN, **(offer or {}))
        return referral

    def accepted(self, **facts: Any) -> Referral:
        """A case whose offer was accepted."""
        referral = self.case(**facts)
        an_offer(self.database, referral)
        return referral

    def booked(self, date: CourseDate, *, place: dict[str, Any] | None = None, **facts: Any) -> Referral:
        """A case with a place on the date."""
        referral = self.accepted(**facts)
        a_booking(self.database, self.world, date, referral, **(place or {}))
        return referral

    def at_the_door(self, mark: Mark) -> Referral:
        """A case with a place on a course that begins in an hour, and what its register says of him."""
        date = self.date(0, 1)
        referral = self.booked(date)

        def open_with(db: Session) -> None:
            place = db.scalars(select(Booking).where(Booking.referral_id == referral.id)).one()
            db.get_one(CourseDate, date.id).state = DateState.RUNNING
            db.add(Attendance(booking_id=place.id, course_date_id=date.id, seat=1, mark=mark))

        self.database.write_now(open_with)
        return referral

    def beside_another(self) -> Referral:
        """A case whose person may be the one of the case LIKE-0001, who was here before."""
        name = {"surname": "Mensah", "forenames": "Wayne"}
        before = a_person(self.database, **name)
        then = NOW - timedelta(days=90)
        self.case(ReferralState.CLOSED, person=before, reference="LIKE-0001", offence_at=then)
        him = a_person(self.database, **{**name, "surname": "Mensa"}, born_on=before.born_on)
        waits = [one for one in ALL_SETTLED if one.code != ONE_PERSON]
        asked = kept_criterion(ONE_PERSON, Status.UNKNOWN, "He may be the person of case LIKE-0001.")
        return self.case(ReferralState.UNDECIDED, person=him, eligibility=[*waits, asked])

    def elsewhere(self, days: int, **facts: Any) -> Referral:
        """A case with a place at a neighbouring programme, so many days after today."""
        referral = self.accepted(**facts)
        a_place_elsewhere(self.database, referral, course_on=TODAY + timedelta(days=days), force_code=NEIGHBOUR)
        return referral

    def stopped(self, referral: Referral, state: ConcernState = ConcernState.OPEN) -> Referral:
        """The same case with a concern."""
        a_concern(self.database, referral, state=state)
        return referral

    def returned(self, reason: ResultReason, referral: Referral | None = None, **facts: Any) -> Referral:
        """A case that is back with its force."""
        found = referral or self.accepted(**facts)
        self.database.write_now(
            lambda db: return_case(db, lock_referral_by_id(db, found.id), reason, actor=WORKER, now=NOW)
        )
        return found

    def acknowledged(self, reason: ResultReason, referral: Referral | None = None, **facts: Any) -> Referral:
        """A case whose force has said that it received the result."""
        found = self.returned(reason, referral, **facts)
        self.act(acknowledge_result, self.world.custody, found)
        return found

    def closed(self, disposal: Disposal, *, by: Actor, done_at: datetime = NOW, **facts: Any) -> Referral:
        """A case of which is recorded what was done."""
        found = self.acknowledged(ResultReason.DID_NOT_COME, **facts)
        said = {"disposal": disposal, "done_at": done_at, "reason": "A reason.", "late_is_true": True}
        said |= {"no_action": NoActionReason.EVIDENCE, "excuse": Excuse.NONE_GIVEN}
        self.act(record_disposal, by, found, **said)
        return found

    def mistaken(self, referral: Referral, mistake: Mistake, right: str = "") -> Referral:
        """The same case, ended as none of its own."""
        ended_as_mistake(
            self.database, self.world.custody, referral.reference, mistake, right=right, reason="A reason."
        )
        return referral

    def right_one(self, referral: Referral) -> Referral:
        """The same case, named as the right one of another."""
        self.mistaken(self.case(S.WITHDRAWN), Mistake.NOT_HIM, right=referral.reference)
        return referral

    def with_pin(self, referral: Referral) -> Referral:
        """A case whose person chose a PIN of his own."""
        self.database.write_now(keep_pin, referral.id, "no PIN is the PIN of this", now=NOW)
        return referral

    def without_place(self, referral: Referral) -> Referral:
        """The same case, of which somebody was told that no date is in time."""
        due_on = referral.complete_by_on
        kind = TaskKind.NO_PLACE_IN_TIME
        add(self.database, Task(referral_id=referral.id, kind=kind, due_on=due_on, raised_at=NOW))
        return referral

    def act(self, action: Callable[..., Any], actor: Actor, referral: Referral, **said: Any) -> Referral:
        """The same case after an action."""
        self.database.write_now(action, actor=actor, now=NOW, reference=referral.reference, **said)
        return referral


PAST: dict[str, Any] = {"complete_by_on": TODAY - timedelta(days=1)}
"""The last safe course day is over, and the sweep has not run yet."""
BARRED: dict[str, Any] = {
    "charge_by_on": TODAY - timedelta(days=1),
    "return_by_on": TODAY - timedelta(days=30),
    "complete_by_on": TODAY - timedelta(days=33),
    "offence_at": NOW - timedelta(days=185),
    "referred_at": NOW - timedelta(days=180),
}
"""The last day to charge is over."""
SHORT: dict[str, Any] = {"complete_by_on": TODAY + timedelta(days=1)}
"""No date that there is is over in time."""
WITH_PAPER: dict[str, Any] = {"route": "conditional_caution"}
CAUTIONED: dict[str, Any] = {**WITH_PAPER, "cautioned_on": date(2027, 2, 20)}
OVER: dict[str, Any] = {"answer_by_at": NOW - timedelta(minutes=1)}
"""The last day to answer is over, and the offer has not lapsed yet."""

S = ReferralState
R = ResultReason
Make = Callable[[StatesOfACase], Referral]

STATES: dict[str, Make] = {
    "undecided": lambda s: s.case(S.UNDECIDED),
    "undecided, he may be somebody who was here": lambda s: s.beside_another(),
    "undecided, too late for a course": lambda s: s.case(S.UNDECIDED, **PAST),
    "undecided, too late to charge": lambda s: s.case(S.UNDECIDED, **BARRED),
    "not eligible": lambda s: s.case(S.INELIGIBLE),
    "not eligible, too late to charge": lambda s: s.case(S.INELIGIBLE, **BARRED),
    "stopped": lambda s: s.stopped(s.case(S.INELIGIBLE)),
    "stays stopped": lambda s: s.stopped(s.case(S.INELIGIBLE), ConcernState.UPHELD),
    "cleared": lambda s: s.stopped(s.case(S.ELIGIBLE), ConcernState.CLEARED),
    "eligible": lambda s: s.case(S.ELIGIBLE),
    "eligible, stopped": lambda s: s.stopped(s.case(S.ELIGIBLE)),
    "eligible, just in time to be offered": lambda s: s.case(
        S.ELIGIBLE, complete_by_on=TODAY + timedelta(days=8), return_by_on=TODAY + timedelta(days=10)
    ),
    "eligible, too late to be offered": lambda s: s.case(S.ELIGIBLE, complete_by_on=TODAY + timedelta(days=7)),
    "eligible, too late for a course": lambda s: s.case(S.ELIGIBLE, **PAST),
    "eligible, no date in time": lambda s: s.without_place(s.case(S.ELIGIBLE, **SHORT)),
    "offered": lambda s: s.offered(),
    "offered, slip printed": lambda s: s.act(issue_slip, s.world.custody, s.offered(), secret_hash="-"),
    "offered, last minute to answer": lambda s: s.offered(offer={"answer_by_at": NOW + timedelta(minutes=1)}),
    "offered, answer day over": lambda s: s.offered(offer=OVER),
    "offered, wants advice": lambda s: s.offered(offer={"advice_wanted_at": NOW - timedelta(days=1)}),
    "offered, too late for a course": lambda s: s.offered(**PAST),
    "offered, too late to charge": lambda s: s.offered(**BARRED),
    "offered, no date in time": lambda s: s.without_place(s.offered(**SHORT)),
    "offered, document to sign": lambda s: s.offered(**WITH_PAPER),
    "accepted": lambda s: s.accepted(),
    "accepted, PIN chosen": lambda s: s.with_pin(s.accepted()),
    "accepted, document to sign": lambda s: s.accepted(**WITH_PAPER),
    "accepted, document signed": lambda s: s.act(
        record_caution, s.world.custody, s.accepted(**WITH_PAPER), caution=signed()
    ),
    "accepted, document to sign, too late": lambda s: s.accepted(**WITH_PAPER, **PAST),
    "accepted, cautioned": lambda s: s.accepted(**CAUTIONED),
    "accepted, longer limit recorded": lambda s: s.accepted(**CAUTIONED, exceptional_reason="He was ill."),
    "accepted, too late for a course": lambda s: s.accepted(**PAST),
    "accepted, no date in time": lambda s: s.without_place(s.accepted(**SHORT)),
    "accepted, a date in time again": lambda s: s.without_place(s.accepted()),
    "place held": lambda s: s.booked(s.dates[1], place={"state": BookingState.HELD}),
    "place held, hold over": lambda s: s.booked(
        s.dates[1], place={"state": BookingState.HELD, "held_until_at": NOW - timedelta(minutes=1)}
    ),
    "place paid": lambda s: s.booked(s.dates[1]),
    "place paid, bail date before it": lambda s: s.booked(s.dates[1], bail_return_on=TODAY + timedelta(days=2)),
    "place paid, less than seven days": lambda s: s.booked(s.dates[0]),
    "place paid, moved before": lambda s: s.booked(s.dates[1], place={"moves": 1}),
    "place paid, too late for another": lambda s: s.booked(s.dates[1], **PAST),
    "register open, not marked": lambda s: s.at_the_door(Mark.EXPECTED),
    "register open, not let in": lambda s: s.at_the_door(Mark.IDENTITY_REFUSED),
    "course begun": lambda s: s.booked(s.date(0, -1)),
    "course begun, stopped": lambda s: s.stopped(s.booked(s.date(0, -1))),
    "course over, register not signed": lambda s: s.booked(s.date(-2)),
    "placed elsewhere": lambda s: s.elsewhere(10),
    "placed elsewhere, today": lambda s: s.elsewhere(0),
    "placed elsewhere, day over": lambda s: s.elsewhere(-3),
    "placed elsewhere, too late for another day": lambda s: s.elsewhere(-3, **PAST),
    "result: did not answer": lambda s: s.returned(R.OFFER_LAPSED),
    "result: chose court": lambda s: s.returned(R.CHOSE_COURT),
    "result: did not book, tied to another": lambda s: s.returned(
        R.NOT_BOOKED_IN_TIME, s.accepted(tied_to_id=s.accepted().id)
    ),
    "result: did not book, stopped": lambda s: s.returned(R.NOT_BOOKED_IN_TIME, s.stopped(s.accepted())),
    "result: did not answer, too late to offer": lambda s: s.returned(
        R.OFFER_LAPSED, complete_by_on=TODAY + timedelta(days=3)
    ),
    "result: did not answer, too late to reopen": lambda s: s.returned(
        R.OFFER_LAPSED, return_by_on=TODAY, complete_by_on=TODAY - timedelta(days=3)
    ),
    "result: completed": lambda s: s.returned(R.ATTENDED_THROUGHOUT),
    "result: completed, document not recorded": lambda s: s.returned(R.ATTENDED_THROUGHOUT, **WITH_PAPER),
    "result: too late to charge": lambda s: s.returned(R.OFFER_LAPSED, **BARRED),
    "result: register not signed": lambda s: s.returned(R.REGISTER_NOT_SIGNED, s.booked(s.date(-2))),
    "result: neighbour has not said": lambda s: s.returned(R.RESULT_NOT_TOLD, s.elsewhere(-3)),
    "acknowledged: did not come": lambda s: s.acknowledged(R.DID_NOT_COME),
    "acknowledged: did not answer": lambda s: s.acknowledged(R.OFFER_LAPSED),
    "acknowledged: neighbour has not said": lambda s: s.acknowledged(R.RESULT_NOT_TOLD, s.elsewhere(-3)),
    "closed: charged": lambda s: s.closed(Disposal.CHARGE_ISSUED, by=s.world.custody),
    "closed: no further action": lambda s: s.closed(Disposal.NO_FURTHER_ACTION, by=s.world.custody),
    "closed: time limit expired": lambda s: s.closed(Disposal.TIME_LIMIT_EXPIRED, by=s.world.custody, **BARRED),
    "withdrawn": lambda s: s.case(S.WITHDRAWN),
    "withdrawn, too late to charge": lambda s: s.case(S.WITHDRAWN, **BARRED),
    "closed: referred in error": lambda s: s.mistaken(s.case(S.WITHDRAWN), Mistake.NO_ARREST),
    "withdrawn, the right case of another": lambda s: s.right_one(s.case(S.WITHDRAWN)),
    "goes with another": lambda s: s.case(S.TIED, tied_to_id=s.accepted().id),
    "sent by a neighbour, accepted": lambda s: _sent(s, s.accepted(origin=Origin.PARTNER)),
    "sent by a neighbour, came back": lambda s: s.returned(R.OFFER_LAPSED, _sent(s, s.accepted(origin=Origin.PARTNER))),
}


def _sent(states: StatesOfACase, referral: Referral) -> Referral:
    an_exchange(states.database, referral, referral.force_code)
    return referral


def cases_in(states: StatesOfACase, names: Iterable[str] = STATES) -> list[CaseInState]:
    """One case of each name."""
    return [_in_state(states.database, name, STATES[name](states)) for name in names]


def _in_state(database: Database, name: str, referral: Referral) -> CaseInState:
    def find(db: Any) -> tuple[int, OfferState] | None:
        offer = db.query(Offer).filter_by(referral_id=referral.id).order_by(Offer.id.desc()).first()
        return (offer.id, offer.state) if offer is not None else None

    offer_id, offer_state = database.read_now(find) or (None, None)
    return CaseInState(name, referral.reference, referral.id, referral.offence_at, offer_id, offer_state)
