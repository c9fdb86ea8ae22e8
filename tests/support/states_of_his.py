"""Every state of his × every cause for it, brought about as it happens, with what his page and his message must say of
it: the cause, whose doing it was, whether it counts against him, and what became of his money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from programme.actions.call_off_place_elsewhere import call_off_place_elsewhere
from programme.actions.cancel_booking import cancel_booking
from programme.actions.cancel_course_date import cancel_course_date
from programme.actions.lapse_hold import lapse_hold
from programme.actions.lapse_offer import lapse_offer
from programme.actions.record_result_from_elsewhere import record_result_from_elsewhere
from programme.actions.sign_register import sign_register
from programme.actions.withdraw_referral import withdraw_referral
from programme.attendance.models import Attendance, IdentityKind
from programme.attendance.states import Mark
from programme.bookings.states import BookingState, CallOffReason
from programme.courses.models import CourseDate
from programme.courses.states import DateState
from programme.history.events import storable
from programme.insight.next_step import next_step
from programme.insight.own_case import OwnCase, own_case
from programme.insight.own_places import WhyAgain
from programme.insight.own_standing import standing
from programme.notices.models import Channel, OutboxMessage
from programme.notices.rendering import Sender, Words
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.outcomes.models import ResultReason
from programme.outcomes.out_of_time import end_what_is_too_late
from programme.outcomes.returning import return_case
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import WORKER
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_place_elsewhere,
    a_referral,
    add,
    an_offer,
    himself,
    read,
)
from tests.support.source import ROOT

TODAY = NOW.date()
WORDS = Words(ROOT / "notifications", "https://bookings.example.org", "Course bookings")
R = ResultReason

OURS = ("That is our doing. It does not count against you.",)
IN_TIME = ("Choose another date in time and it does not count against you.",)
NO_FAULT = ("It does not count against you.",)
DOWN = ("It is down as not completed",)
HIS_ANSWER = ("It is down as your answer, and not as a failure.",)
TAKEN_BACK = ("It is not recorded as a failure.",)
NOT_KNOWN = ("It is not your fault, and it is not recorded as a failure.",)
COMPLETED = ("Thank you, that is all.",)


@dataclass(frozen=True)
class Money:
    """The words of page and message for it."""

    page: str
    message: str = ""


NOT_PAID = Money("ou owe nothing")
OWES_NOTHING = Money("ou owe nothing", "You owe nothing")
STAYS = Money("You do not pay again", "What you paid stays paid")
BACK = Money("£95 that you paid is on its way back to your card", "goes back to the card it came from, within 10 days")
KEPT = Money("As things stand, the £95 that you paid is not paid back", "what you paid us is not paid back")
NO_PAID = Money("The £95 that you paid is not paid back", "What you paid us is not paid back")
OPEN = Money(
    "What becomes of the £95 that you paid is decided when we know", "What becomes of what you paid us is decided"
)
DONE = Money("Nothing more is owed")
THEIRS = Money(
    "Ask the other organisation about what you paid them", "Ask the other organisation about what you paid them"
)
ASK_THEM = Money("If you paid them, ask them for it back", "If you paid them, ask them for it back")


@dataclass(frozen=True)
class Truth:
    """The truth of a cause, in words that both have to say: `page` and `message` name what happened."""

    make: Callable[[Case], Referral]
    is_of: WhyAgain | ResultReason | ReferralState
    page: str
    message: str
    counts: tuple[str, ...]
    money: Money


@dataclass(frozen=True)
class Said:
    """All that he reads: his first page, the line over the words he was told, the email, the text."""

    page: str
    line: str
    email: str
    text: str


class Case:
    """Makes cases in one database, each brought to its state by what brings it there."""

    def __init__(self, database: Database, world: World) -> None:
        self.database, self.world = database, world
        self.later = a_course_date(database, world, starts_at=NOW + timedelta(days=60))

    def date(self, days: int, **facts: Any) -> CourseDate:
        return a_course_date(self.database, self.world, starts_at=NOW + timedelta(days=days), **facts)

    def place(self, days: int = 20, *, paid: bool = True, **facts: Any) -> tuple[Referral, int, CourseDate]:
        on, man = self.date(days), a_referral(self.database, self.world, **facts)
        state = BookingState.CONFIRMED if paid else BookingState.HELD
        return man, a_booking(self.database, self.world, on, man, state=state).id, on

    def cancelled_by_him(self, days: int = 20) -> Referral:
        man, _, _ = self.place(days)
        self.database.write_now(cancel_booking, actor=himself(self.offer(man)), now=NOW)
        return man

    def lapsed_hold(self) -> Referral:
        man, number, _ = self.place(paid=False)
        later = NOW + timedelta(hours=1)
        assert self.database.write_now(lapse_hold, actor=WORKER, now=later, booking_id=number)
        return man

    def cancelled_date(self, *, paid: bool = True, last: bool = False) -> Referral:
        """The provider cancelled his date; `last`: his clock leaves no time for another."""
        man, _, on = self.place(1, offence_at=NOW - timedelta(days=151)) if last else self.place(paid=paid)
        by = self.world.provider_staff
        self.database.write_now(cancel_course_date, actor=by, now=NOW, reference=on.reference)
        return man

    def too_late(self) -> Referral:
        man, _, _ = self.place(100)
        a_case = {"complete_by_on": TODAY + timedelta(days=70)}

        def end(db: Any) -> None:
            found = lock_referral_by_id(db, man.id)
            found.complete_by_on = a_case["complete_by_on"]
            end_what_is_too_late(db, found, dates_moved=True, actor=WORKER, now=NOW)

        self.database.write_now(end)
        return man

    def on_the_register(self, mark: Mark, *, last: bool = False) -> Referral:
        """His day is over, and the register signed with this mark; `last`: no later date is in time for him."""
        last_day: dict[str, Any] = {"complete_by_on": TODAY + timedelta(days=1)} if last else {}
        man, number, on = self.place(-1, **last_day)
        line = Attendance(booking_id=number, course_date_id=on.id, seat=1, mark=mark)
        line.identity_kind = IdentityKind.PASSPORT if mark is Mark.COMPLETED else None
        add(self.database, line)

        def begun(db: Any) -> None:
            db.get_one(CourseDate, on.id).state = DateState.RUNNING

        self.database.write_now(begun)
        by = self.world.provider_staff
        self.database.write_now(sign_register, actor=by, now=NOW, date_reference=on.reference)
        return man

    def elsewhere(self, days: int) -> Referral:
        man = a_referral(self.database, self.world)
        an_offer(self.database, man)
        a_place_elsewhere(self.database, man, course_on=TODAY + timedelta(days=days))
        return man

    def off_elsewhere(self, reason: CallOffReason) -> Referral:
        man = self.elsewhere(20)
        facts: dict[str, Any] = {"actor": self.world.custody, "reference": man.reference, "reason": reason}
        self.database.write_now(call_off_place_elsewhere, now=NOW, **facts)
        return man

    def told_elsewhere(self, reason: ResultReason) -> Referral:
        man = self.elsewhere(-2)
        facts: dict[str, Any] = {"actor": self.world.custody, "reference": man.reference, "reason": reason}
        self.database.write_now(record_result_from_elsewhere, now=NOW, **facts, told_by="A. Clerk", told_on=TODAY)
        return man

    def withdrawn(self) -> Referral:
        man, _, _ = self.place()
        facts: dict[str, Any] = {"actor": self.world.custody, "reference": man.reference}
        self.database.write_now(withdraw_referral, now=NOW, **facts, reason=WithdrawalReason.NEW_OFFENCE)
        return man

    def lapsed_offer(self) -> Referral:
        man = a_referral(self.database, self.world, state=ReferralState.OFFERED)
        over = {"state": OfferState.OPEN, "answer_by_at": NOW - timedelta(minutes=1)}
        offer = an_offer(self.database, man, **over)
        assert self.database.write_now(lapse_offer, actor=WORKER, now=NOW, offer_id=offer.id)
        return man

    def returned(self, reason: ResultReason, man: Referral | None = None, booking_id: int | None = None) -> Referral:
        if man is None:
            man = a_referral(self.database, self.world)
            an_offer(self.database, man, answered_at=NOW - timedelta(days=1))
        found = man

        def back(db: Any) -> None:
            return_case(db, lock_referral_by_id(db, found.id), reason, actor=WORKER, now=NOW, booking_id=booking_id)

        self.database.write_now(back)
        return found

    def register_not_signed(self) -> Referral:
        man, number, _ = self.place(-2)
        return self.returned(R.REGISTER_NOT_SIGNED, man, number)

    def offer(self, man: Referral) -> Offer:
        wanted = select(Offer).where(Offer.referral_id == man.id)
        found = read(self.database, lambda db: db.scalars(wanted).one())
        assert isinstance(found, Offer)
        return found

    def read(self, man: Referral) -> OwnCase:
        number = self.offer(man).id
        case = read(self.database, lambda db: own_case(db, number))
        assert isinstance(case, OwnCase)
        return case

    def said(self, man: Referral) -> Said:
        """All that he reads of this case."""
        case = self.read(man)
        step = next_step(case, now=NOW)
        wanted = select(OutboxMessage).where(
            OutboxMessage.referral_id == man.id,
            OutboxMessage.notice.in_(
                (
                    "place_cancelled",
                    "result_returned_to_person",
                    "offer_lapsed",
                    "offer_withdrawn",
                    "place_elsewhere_called_off",
                )
            ),
        )
        message = read(self.database, lambda db: db.scalars(wanted.order_by(OutboxMessage.id.desc())).first())
        sender = Sender("Course bookings", "01632 960 001")
        told = [
            WORDS.render(message.notice, channel, storable(message.facts), sender=sender)
            for channel in (Channel.EMAIL, Channel.TEXT)
        ]
        page = ". ".join(part.rstrip(".") for part in (step.what, step.when, step.then) if part) + "."
        return Said(page, standing(case, NOW).says, "\n".join(told[0]), told[1][1])


def failed(reason: ResultReason, mark: Mark, why: str) -> Truth:
    return Truth(lambda c: c.on_the_register(mark), reason, f"because {why}", f"because {why}", DOWN, KEPT)


def returned(reason: ResultReason, why: str, counts: tuple[str, ...], money: Money = NOT_PAID) -> Truth:
    return Truth(lambda c: c.returned(reason), reason, why, why, counts, money)


_DATE, _TURNED = "We had to cancel", "because they could not take you"
TRUTHS: dict[str, Truth] = {
    "he cancelled in good time": Truth(
        lambda c: c.cancelled_by_him(),
        WhyAgain.ASKED,
        "You cancelled your place",
        "You cancelled your place",
        IN_TIME,
        BACK,
    ),
    "he cancelled late": Truth(
        lambda c: c.cancelled_by_him(3),
        WhyAgain.ASKED,
        "You cancelled your place",
        "You cancelled your place",
        IN_TIME,
        STAYS,
    ),
    "the hold ran out": Truth(
        lambda c: c.lapsed_hold(),
        WhyAgain.HOLD_RAN_OUT,
        "not paid for in time",
        "not finished in time",
        IN_TIME,
        OWES_NOTHING,
    ),
    "the date was cancelled, paid": Truth(
        lambda c: c.cancelled_date(), WhyAgain.DATE_CANCELLED, _DATE, _DATE, OURS, BACK
    ),
    "the date was cancelled, not paid": Truth(
        lambda c: c.cancelled_date(paid=False), WhyAgain.DATE_CANCELLED, _DATE, _DATE, OURS, NOT_PAID
    ),
    "the date was no longer in time": Truth(
        lambda c: c.too_late(), WhyAgain.NO_LONGER_IN_TIME, "no longer in time for you", _DATE, OURS, STAYS
    ),
    "turned away, chooses again": Truth(
        lambda c: c.on_the_register(Mark.TURNED_AWAY), WhyAgain.TURNED_AWAY, _TURNED, _TURNED, OURS, BACK
    ),
    "no interpreter, chooses again": Truth(
        lambda c: c.on_the_register(Mark.INTERPRETER_ABSENT),
        WhyAgain.NO_INTERPRETER,
        "The interpreter was not there on",
        "The interpreter was not there on",
        OURS,
        BACK,
    ),
    "called off there by him": Truth(
        lambda c: c.off_elsewhere(CallOffReason.CANNOT_COME),
        WhyAgain.OFF_BY_HIM,
        "You said that you could not come",
        "called off by you",
        IN_TIME,
        ASK_THEM,
    ),
    "called off there by us": Truth(
        lambda c: c.off_elsewhere(CallOffReason.PLACE_HERE),
        WhyAgain.OFF_BY_US,
        "We called it off",
        "called off by us",
        NO_FAULT,
        ASK_THEM,
    ),
    "called off there by them": Truth(
        lambda c: c.off_elsewhere(CallOffReason.CANCELLED_THERE),
        WhyAgain.OFF_BY_THEM,
        "They called it off",
        "called off by the other organisation",
        NO_FAULT,
        ASK_THEM,
    ),
    "came and stayed": Truth(
        lambda c: c.on_the_register(Mark.COMPLETED),
        R.ATTENDED_THROUGHOUT,
        "You were on time and stayed to the end",
        "You attended on",
        COMPLETED,
        DONE,
    ),
    "did not come": failed(R.DID_NOT_COME, Mark.NO_SHOW, "you did not come"),
    "came late": failed(R.CAME_TOO_LATE, Mark.LATE_REFUSED, "you came after the door had closed"),
    "did not show who he is": failed(R.IDENTITY_NOT_SHOWN, Mark.IDENTITY_REFUSED, "you did not show who you are"),
    "left early": failed(R.LEFT_EARLY, Mark.LEFT_EARLY, "you left before the end"),
    "asked to leave": failed(R.REMOVED, Mark.REMOVED, "you were asked to leave"),
    "turned away, no date left": Truth(
        lambda c: c.on_the_register(Mark.TURNED_AWAY, last=True),
        R.TURNED_AWAY,
        "you came, and they could not take you",
        "you came, and they could not take you",
        NO_FAULT,
        BACK,
    ),
    "no interpreter, no date left": Truth(
        lambda c: c.on_the_register(Mark.INTERPRETER_ABSENT, last=True),
        R.INTERPRETER_ABSENT,
        "the interpreter was not there",
        "the interpreter was not there",
        NO_FAULT,
        BACK,
    ),
    "the register was not signed": Truth(
        lambda c: c.register_not_signed(),
        R.REGISTER_NOT_SIGNED,
        "Whoever ran your day has not told us",
        "have not yet told us how it went",
        NOT_KNOWN,
        OPEN,
    ),
    "the offer lapsed": Truth(
        lambda c: c.lapsed_offer(),
        R.OFFER_LAPSED,
        "because there was no answer in time",
        "because there was no answer in time",
        DOWN,
        OWES_NOTHING,
    ),
    "he said no": Truth(
        lambda c: c.returned(R.OFFER_DECLINED),
        R.OFFER_DECLINED,
        "You said no on",
        "You told us that you do not want to go on",
        HIS_ANSWER,
        NOT_PAID,
    ),
    "he chose court": Truth(
        lambda c: c.returned(R.CHOSE_COURT),
        R.CHOSE_COURT,
        "You said no on",
        "You told us that you do not want to go on",
        HIS_ANSWER,
        NOT_PAID,
    ),
    "did not book": returned(R.NOT_BOOKED_IN_TIME, "no date was booked in time", DOWN),
    "did not pay": returned(R.FEE_NOT_PAID, "it was not paid in time", DOWN),
    "the date was cancelled, none left": Truth(
        lambda c: c.cancelled_date(last=True),
        R.COURSE_CANCELLED,
        "the date was cancelled",
        "the date was cancelled",
        NO_FAULT,
        BACK,
    ),
    "no place in time": returned(R.NO_PLACE_IN_TIME, "there was no place in time", NO_FAULT),
    "not decided in time": returned(R.NOT_DECIDED_IN_TIME, "it was not decided in time", NO_FAULT),
    "not offered in time": returned(R.NOT_OFFERED_IN_TIME, "you were not offered a place in time", NO_FAULT),
    "not eligible": returned(R.NOT_ELIGIBLE, "you cannot be offered a place", NO_FAULT),
    "taken back": returned(R.WITHDRAWN_BY_FORCE, "the office you first dealt with took it back", NO_FAULT),
    "withdrawn by the force": Truth(
        lambda c: c.withdrawn(),
        ReferralState.WITHDRAWN,
        "The office you first dealt with took it back",
        "The office you first dealt with has taken back your invitation",
        TAKEN_BACK,
        Money("£95 that you paid is on its way back to your card", "going back to the card it came from"),
    ),
    "no time left": returned(R.TIME_RAN_OUT, "there was no time left to finish", NO_FAULT),
    "next door: did not come": Truth(
        lambda c: c.told_elsewhere(R.DID_NOT_COME),
        R.DID_NOT_COME,
        "because you did not come",
        "because you did not come",
        DOWN,
        THEIRS,
    ),
    "next door: cancelled": Truth(
        lambda c: c.told_elsewhere(R.COURSE_CANCELLED),
        R.COURSE_CANCELLED,
        "the date was cancelled",
        "the date was cancelled",
        NO_FAULT,
        THEIRS,
    ),
    "next door: not told": Truth(
        lambda c: c.returned(R.RESULT_NOT_TOLD, c.elsewhere(-2)),
        R.RESULT_NOT_TOLD,
        "Whoever ran your day has not told us",
        "have not yet told us how it went",
        NOT_KNOWN,
        THEIRS,
    ),
}
