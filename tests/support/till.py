"""A man, a course and a payment gateway: the money's whole way in a few words, on a clock that is moved by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from programme.actions.book_place import BookedPlace, book_place
from programme.actions.cancel_booking import cancel_booking
from programme.actions.open_checkout import CheckoutToOpen, note_checkout_opened, open_checkout
from programme.bookings.models import Booking
from programme.bookings.states import ACTIVE, BookingState
from programme.courses.models import CourseDate
from programme.history.timeline import timeline
from programme.jobs.payments import close_pages, compare_payments, handle_notifications, settle_checkouts
from programme.jobs.refunds import send_refunds, settle_refunds
from programme.jobs.runner import SweepCount
from programme.notices.models import OutboxMessage
from programme.payments.models import Checkout, Fee, LedgerEntry, LedgerKind, Refund
from programme.payments.queries import keep_notification
from programme.payments.states import FeeState
from programme.referrals.models import Referral
from programme.shared.actor import Actor, Door
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_course_date, a_referral, a_world, an_offer
from tests.support.clock import StandingClock
from tests.support.gateway import FakeGateway
from tests.support.jobs import lapse_holds


@dataclass
class Man:
    """One man with an accepted offer."""

    referral: Referral
    actor: Actor


@dataclass
class Till:
    """The ground that the tests of the money stand on."""

    database: Database
    world: World
    clock: StandingClock = field(default_factory=lambda: StandingClock(NOW))

    def __post_init__(self) -> None:
        self.gateway = FakeGateway(self.clock.now)

    @classmethod
    def on(cls, database: Database) -> Till:
        """A till over a world of its own."""
        return cls(database, a_world(database))

    # ---- what people do

    def a_man(self) -> Man:
        """Somebody who said yes and has not booked."""
        referral = a_referral(self.database, self.world)
        offer = an_offer(self.database, referral)
        return Man(referral, Actor(Door.OFFENDER, offer.id, "", referral_id=referral.id))

    def a_date(self, capacity: int = 12, days: int = 19) -> CourseDate:
        """A course date so many days from NOW."""
        starts_at = NOW.replace(hour=9, minute=30) + timedelta(days=days)
        return a_course_date(self.database, self.world, starts_at=starts_at, capacity=capacity)

    def book(self, man: Man, date: CourseDate) -> BookedPlace:
        """He takes a place."""
        return self.database.write_now(book_place, actor=man.actor, now=self.clock.now(), date_reference=date.reference)

    def cancel(self, man: Man) -> None:
        """He gives his place up."""
        self.database.write_now(cancel_booking, actor=man.actor, now=self.clock.now())

    def prepare(self, man: Man) -> CheckoutToOpen:
        """The first of the two transactions of a payment page."""
        return self.database.write_now(
            open_checkout,
            actor=man.actor,
            now=self.clock.now(),
            reference=man.referral.reference,
            public_url="https://book.example",
        )

    def open_page(self, man: Man) -> str:
        """He presses Pay; returns the gateway's name of the page."""
        prepared = self.prepare(man)
        opened = self.gateway.open_checkout(prepared.request)
        assert self.database.write_now(
            note_checkout_opened,
            actor=man.actor,
            now=self.clock.now(),
            checkout_id=prepared.checkout_id,
            opened=opened,
        )
        return opened.session_id

    # ---- what the gateway and the worker do

    def deliver(self, *, times: int = 1) -> None:
        """Everything the gateway has told and not delivered yet arrives, `times` times, newest first."""
        for heard in reversed(self.gateway.told):
            for _ in range(times):
                self.database.write_now(keep_notification, heard, now=self.clock.now())

    def handle(self) -> SweepCount:
        """The worker acts on what arrived."""
        return handle_notifications(self.database, self.gateway, now=self.clock.now())

    def tick(self) -> None:
        """The worker runs every job of the money, once."""
        now = self.clock.now()
        self.handle()
        for job in (settle_checkouts, close_pages, compare_payments, send_refunds, settle_refunds):
            job(self.database, self.gateway, now=now)

    def lapse(self) -> SweepCount:
        """The worker gives back what was held and not paid for."""
        return lapse_holds(self.database, now=self.clock.now())

    # ---- what a test looks at

    def fees(self, man: Man) -> list[Fee]:
        """His fees, oldest first."""
        wanted = select(Fee).where(Fee.referral_id == man.referral.id).order_by(Fee.id)
        return self.database.read_now(lambda db: list(db.execute(wanted).scalars()))

    def bookings(self, man: Man) -> list[Booking]:
        """His bookings, oldest first."""
        wanted = select(Booking).where(Booking.referral_id == man.referral.id).order_by(Booking.id)
        return self.database.read_now(lambda db: list(db.execute(wanted).scalars()))

    def pages(self, man: Man) -> list[Checkout]:
        """His payment pages, oldest first."""
        wanted = select(Checkout).join(Fee, Fee.id == Checkout.fee_id).where(Fee.referral_id == man.referral.id)
        return self.database.read_now(lambda db: list(db.execute(wanted.order_by(Checkout.id)).scalars()))

    def refunds(self) -> list[Refund]:
        """Every refund, oldest first."""
        return self.database.read_now(lambda db: list(db.execute(select(Refund).order_by(Refund.id)).scalars()))

    def seats_taken(self, date: CourseDate) -> int:
        """Places taken on the date."""
        return self.database.read_now(lambda db: db.get_one(CourseDate, date.id).places_taken)

    def balance_pence(self, man: Man) -> int:
        """The balance by the ledger."""
        return self.database.read_now(balance_pence, man.referral.id)

    def happened(self, man: Man) -> list[str]:
        """His timeline, oldest first, by the names of events."""
        return [moment.event for moment in reversed(self.database.read_now(timeline, man.referral.id))]

    def told(self, man: Man) -> list[tuple[str, str]]:
        """The messages owed to him, oldest first: which, and in what state."""
        wanted = select(OutboxMessage).where(OutboxMessage.referral_id == man.referral.id).order_by(OutboxMessage.id)
        rows = self.database.read_now(lambda db: list(db.execute(wanted).scalars()))
        return [(row.notice, row.state.value) for row in rows]

    def entered_pence(self, kind: LedgerKind) -> int:
        """The sum of one kind of entry."""
        wanted = select(func.coalesce(func.sum(LedgerEntry.amount_pence), 0)).where(LedgerEntry.kind == kind)
        return int(self.database.read_now(lambda db: db.execute(wanted).scalar_one()))

    def assert_sound(self) -> None:
        """The truths of every moment, whatever happened in whatever order."""
        self._assert_seats()
        self._assert_one_place_each()
        self._assert_refunds()

    def assert_settled(self) -> None:
        """The truths once everything has been told, asked and done: our money is the gateway's money, and nobody has
        paid and sits nowhere in silence."""
        self.assert_sound()
        assert self.entered_pence(LedgerKind.PAYMENT) == self.gateway.taken_pence
        assert self.entered_pence(LedgerKind.REFUND) == self.gateway.returned_pence
        paid = select(Fee.referral_id).where(Fee.state == FeeState.PAID)
        for referral_id in self.database.read_now(lambda db: list(db.execute(paid).scalars())):
            assert self.database.read_now(balance_pence, referral_id) == 0

    def _assert_seats(self) -> None:
        active = (
            select(Booking.course_date_id, func.count().label("taken"))
            .where(Booking.state.in_(ACTIVE))
            .group_by(Booking.course_date_id)
            .subquery()
        )
        rows = select(CourseDate.places_taken, CourseDate.capacity, func.coalesce(active.c.taken, 0)).outerjoin(
            active, active.c.course_date_id == CourseDate.id
        )
        for places_taken, capacity, taken in self.database.read_now(lambda db: db.execute(rows).all()):
            assert places_taken == taken
            assert taken <= capacity

    def _assert_one_place_each(self) -> None:
        wanted = select(Booking.referral_id).where(Booking.state.in_((BookingState.HELD, BookingState.CONFIRMED)))
        ids = self.database.read_now(lambda db: list(db.execute(wanted).scalars()))
        assert len(ids) == len(set(ids))

    def _assert_refunds(self) -> None:
        paid = select(LedgerEntry.gateway_reference, LedgerEntry.amount_pence).where(
            LedgerEntry.kind == LedgerKind.PAYMENT
        )
        owed = select(Refund.payment_reference, func.sum(Refund.amount_pence)).group_by(Refund.payment_reference)
        came = {row[0]: row[1] for row in self.database.read_now(lambda db: db.execute(paid).all())}
        for reference, amount_pence in self.database.read_now(lambda db: db.execute(owed).all()):
            assert amount_pence <= came[reference]
        assert self.gateway.returned_pence <= self.gateway.taken_pence


def balance_pence(db: Session, referral_id: int) -> int:
    """The balance of a case: charges and refunds less payments and waivers. Negative is owed to him."""
    owed = LedgerEntry.kind.in_((LedgerKind.CHARGE, LedgerKind.REFUND))
    signed = case((owed, LedgerEntry.amount_pence), else_=-LedgerEntry.amount_pence)
    wanted = select(func.coalesce(func.sum(signed), 0)).where(LedgerEntry.referral_id == referral_id)
    return int(db.execute(wanted).scalar_one())
