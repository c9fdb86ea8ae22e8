"""Money that he paid without a card: one of staff takes it down, another sees it; only then is the place his."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from programme.actions.cancel_booking import cancel_booking
from programme.actions.finish_task import finish_task
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.duties.models import Task, TaskKind
from programme.duties.refusals import EndsByItself
from programme.duties.states import TaskState
from programme.jobs.payments import close_pages, compare_payments, settle_checkouts
from programme.jobs.refunds import send_refunds, settle_refunds
from programme.jobs.runner import SweepCount
from programme.notices.models import Channel, OutboxMessage
from programme.notices.rendering import Sender
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_case
from programme.payments.models import Fee, LedgerEntry, PaidOutside
from programme.payments.states import FeeState
from programme.people.models import Account
from programme.referrals.queries import lock_referral_by_id
from programme.shared.actor import WORKER, Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, an_account, himself, read
from tests.support.by_telephone import Desk
from tests.support.clients import Browser
from tests.support.jobs import lapse_holds
from tests.support.page_reader import main_words, words_on
from tests.support.states_of_his import WORDS

PAID = {"how": "bank_transfer", "amount": "95", "reference": "FPS 77120", "agreed": "y"}
ON = {"paid_on-day": "28", "paid_on-month": "2", "paid_on-year": "2027"}


@dataclass
class Paying:
    """A man with a held place on the telephone, and two at the desk."""

    desk: Desk
    second: Browser
    page: str

    @property
    def place(self) -> BookingState:
        [found] = self.desk.rows(Booking)
        return BookingState(found.state)

    @property
    def fee(self) -> FeeState:
        [found] = self.desk.rows(Fee)
        return FeeState(found.state)

    @property
    def task(self) -> TaskState:
        [found] = [one for one in self.desk.rows(Task) if one.kind is TaskKind.PAID_OUTSIDE]
        return TaskState(found.state)

    def entries(self) -> list[tuple[str, int]]:
        return [(one.kind.value, one.amount_pence) for one in self.desk.rows(LedgerEntry)]

    def records(self, **other: str) -> None:
        assert self.desk.sends("/paid-outside", **{**PAID, **ON, **other}).headers["location"].endswith("done=outside")

    def says(self, came: str) -> None:
        assert self.second.post(self.page, {"came": came}).status_code == 303


@pytest.fixture
def paying(database: Database) -> Paying:
    desk = Desk(database).begins()
    desk.sends("/dates", date=desk.a_date().reference, agreed="y")
    who = an_account(database, Door.ADMIN, name="C. Ordinator", force_code="43", roles=frozenset({Role.COORDINATOR}))
    return Paying(desk, Browser(desk.app).sign_in_as(who), f"/admin/referrals/{desk.referral.reference}/paid-outside")


def test_the_place_is_his_once_a_second_person_has_seen_the_money(paying: Paying) -> None:
    desk = paying.desk
    paying.records()

    assert (paying.place, paying.fee, paying.entries()) == (BookingState.HELD, FeeState.DUE, [("charge", 9500)])
    assert "£95 by bank transfer on Sunday 28 February 2027, FPS 77120: it is recorded" in main_words(desk.page())
    himself_at = Browser(desk.app).sign_in_as(desk.offer)
    home = main_words(himself_at.get("/my-booking"))
    assert "We are looking for your payment" in home
    assert "Pay £95" not in home
    [booking] = desk.rows(Booking)
    assert booking.held_until_at == NOW + timedelta(hours=24)
    refused = desk.browser.get(f"/custody/referrals/{desk.referral.reference}/paid-outside")
    assert "Somebody else has to confirm this payment" in words_on(refused)
    desk.browser.post(f"/custody/referrals/{desk.referral.reference}/paid-outside", {"came": "yes"})
    assert (paying.place, paying.task) == (BookingState.HELD, TaskState.OPEN)

    own_case = main_words(desk.browser.get(f"/custody/referrals/{desk.referral.reference}"))
    assert "Look whether his payment came" in own_case
    assert "Pay the fee" not in own_case
    assert "You recorded it, so somebody else looks" in own_case
    assert "Look whether it came" not in own_case

    assert "FPS 77120" in main_words(paying.second.get(paying.page))
    for page in ("/admin", f"/admin/referrals/{desk.referral.reference}"):
        assert "Look whether it came" in main_words(paying.second.get(page))
    paying.says("yes")
    assert (paying.place, paying.fee, paying.task) == (BookingState.CONFIRMED, FeeState.PAID, TaskState.DONE)
    assert paying.entries() == [("charge", 9500), ("payment", 9500)]
    assert "Paid by bank transfer on Sunday 28 February 2027, FPS 77120" in main_words(himself_at.get("/my-booking"))
    [message] = [one for one in desk.rows(OutboxMessage) if one.notice == "fee_paid"]
    assert message.facts["how"] == "by bank transfer"
    assert message.he_acted_at is None  # he is not there: it keeps his hours
    [paid] = desk.rows(PaidOutside)
    assert (paid.recorded_by.split(",")[0], paid.decided_by.split(",")[0]) == ("B. Clerk", "C. Ordinator")
    assert "No payment waits" in words_on(paying.second.get(paying.page))


def test_the_coordinator_who_recorded_it_is_not_asked_to_confirm_it(paying: Paying) -> None:
    desk = paying.desk
    paying.records()
    [second] = [one.id for one in desk.rows(Account) if one.name == "C. Ordinator"]
    desk.database.write_now(lambda db: db.execute(update(PaidOutside).values(recorded_by_id=second)))
    overview = main_words(paying.second.get("/admin"))
    assert "You recorded it, so somebody else looks" in overview
    assert "Look whether it came" not in overview
    assert "Look whether it came" in main_words(desk.browser.get(f"/custody/referrals/{desk.referral.reference}"))


def test_a_message_after_an_end_of_ours_names_no_card_to_whoever_paid_without_one(paying: Paying) -> None:
    desk = paying.desk
    paying.records()
    paying.says("yes")

    def ends(db: Session) -> None:
        return_case(db, lock_referral_by_id(db, desk.referral.id), ResultReason.TURNED_AWAY, actor=WORKER, now=NOW)

    desk.database.write_now(ends)
    [told] = [one for one in desk.rows(OutboxMessage) if one.notice == "result_returned_to_person"]
    _, body = WORDS.render(told.notice, Channel.EMAIL, told.facts, sender=Sender("Course bookings", "01632 960001", ""))
    assert "What you paid us is paid back to you, but not to a card." in body
    assert "the card it came from" not in body


def test_no_job_takes_it_for_a_fault_and_a_refund_is_a_persons_task(paying: Paying) -> None:
    desk = paying.desk
    paying.records()
    paying.says("yes")
    desk.database.write_now(cancel_booking, actor=himself(desk.offer), now=NOW)

    jobs = (settle_checkouts, close_pages, compare_payments, send_refunds, settle_refunds)
    counts = [job(desk.database, desk.gateway, now=NOW) for job in jobs]
    assert [(one.done, one.failed) for one in counts] == [(0, 0), (0, 0), (0, 0), (1, 0), (0, 0)]
    assert not any("refund" in call for call in desk.gateway.calls)
    assert [job(desk.database, desk.gateway, now=NOW) for job in jobs] == [SweepCount(0, 0)] * 5
    home = main_words(Browser(desk.app).sign_in_as(desk.offer).get("/my-booking"))
    assert "not to a card, since" in home
    assert "your card" not in home

    reference = desk.referral.reference
    actor = desk.world.custody
    desk.database.write_now(finish_task, actor=actor, now=NOW, reference=reference, kind=TaskKind.REFUND_SENT_BACK)
    balance = read(desk.database, lambda db: dict(db.execute(_SUMS).all()))
    assert balance == {"charge": 9500, "payment": 9500, "waiver": 9500, "refund": 9500}
    assert paying.fee is FeeState.REFUNDED
    told = [one.event for one in desk.history()]
    assert {"fee_refund_by_hand", "fee_refunded_by_hand"} <= {*told}
    assert "fee_refund_failed" not in told


_SUMS = select(LedgerEntry.kind, func.sum(LedgerEntry.amount_pence)).group_by(LedgerEntry.kind)


def test_money_that_cannot_be_found_leaves_the_fee_due_and_late_money_brings_the_place_back(paying: Paying) -> None:
    desk = paying.desk
    paying.records()
    with pytest.raises(EndsByItself):
        desk.database.write_now(
            finish_task,
            actor=desk.world.custody,
            now=NOW,
            reference=desk.referral.reference,
            kind=TaskKind.PAID_OUTSIDE,
        )
    again = desk.sends("/paid-outside", **{**PAID, **ON})
    assert "A payment outside is on record already" in words_on(again)
    paying.says("no")
    assert (paying.place, paying.fee, paying.task) == (BookingState.HELD, FeeState.DUE, TaskState.DONE)
    assert "Send him a link to pay" in main_words(desk.page())

    paying.records(reference="Receipt 8", how="cash")
    desk.clock.move(hours=24, minutes=1)
    lapse_holds(desk.database, now=desk.clock.now())
    assert (paying.place, paying.fee) == (BookingState.LAPSED, FeeState.VOID)
    home = main_words(Browser(desk.app).sign_in_as(desk.offer).get("/my-booking"))
    assert "We are looking for your payment" in home
    assert "your place comes back to you, or the money does" in home
    case = main_words(paying.second.get(f"/admin/referrals/{desk.referral.reference}"))
    assert "Look whether his payment came" in case
    assert "Book a date and pay" not in case
    paying.says("yes")
    assert (paying.place, paying.fee) == (BookingState.CONFIRMED, FeeState.PAID)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": "90"}, "The amount must be the fee of £95"),
        ({"reference": ""}, "Enter the reference of the payment"),
        ({"paid_on-day": "2", "paid_on-month": "3"}, "The day must be today or one of the last 90 days"),
    ],
)
def test_what_is_not_so_is_said_beside_the_field(paying: Paying, wrong: dict[str, str], said: str) -> None:
    page = paying.desk.sends("/paid-outside", **{**PAID, **ON, **wrong})
    assert said in words_on(page)
    assert "FPS 77120" in page.text or "reference" in wrong
    assert paying.desk.rows(PaidOutside) == []
