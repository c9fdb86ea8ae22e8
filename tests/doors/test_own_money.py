"""His money on his own pages: a receipt in every state, on its way until his bank has it, and nothing of money to one
who pays none."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from programme.attendance.models import Attendance
from programme.attendance.states import Mark
from programme.bookings.states import BookingState, PlaceLost
from programme.notices.discretion import give_aways
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_case
from programme.payments.for_a_person import paid_by_hand
from programme.payments.ledger import enter
from programme.payments.models import Fee, LedgerKind, Refund
from programme.payments.refunding import owe_refund
from programme.payments.states import FeeState, RefundReason, RefundState
from programme.payments.words import REFUND_REASON_TO_HIM
from programme.referrals.queries import lock_referral_by_id
from programme.shared.actor import WORKER
from programme.storage.database import Database
from tests.support.builders import NOW, add
from tests.support.own_door import Stage, a_stage
from tests.support.page_reader import main_words

PAID = "You paid £95 on Monday 1 March 2027, for {day}. Your bank shows something like CRS BOOKING"
ON_ITS_WAY = (
    "On its way back £95 of what you paid on Monday 1 March 2027, to the card you paid with, since Monday 1 March 2027."
    " The date was cancelled. Banks take up to 10 days to show it"
)
PAID_BACK = "Paid back £95 of what you paid on Monday 1 March 2027, to the card you paid with, on Monday 1 March 2027"
FREE: dict[str, Any] = {"programme": {"fee_pence": 0}}


def sent(stage: Stage, at: datetime) -> None:
    """Everything that is owed back goes to his card."""

    def send(db: Any) -> None:
        for refund in db.query(Refund).filter_by(state=RefundState.OWED):
            refund.gateway_reference, refund.state = f"re_{refund.id}", RefundState.DONE
            fee = db.get_one(Fee, refund.fee_id)
            fee.state = FeeState.REFUNDED if fee.state is FeeState.REFUND_DUE else fee.state
            enter(db, fee, LedgerKind.REFUND, refund.amount_pence, now=at, gateway_reference=refund.gateway_reference)

    stage.database.write_now(send)


def owed_back(stage: Stage, reason: RefundReason = RefundReason.COURSE_CANCELLED) -> None:
    def owe(db: Any) -> None:
        fee = db.query(Fee).filter_by(referral_id=stage.referral.id, state=FeeState.PAID).one()
        assert owe_refund(db, fee, reason, actor=WORKER, now=NOW)

    stage.database.write_now(owe)


def paid(database: Database) -> Stage:
    stage = a_stage(database)
    stage.place(stage.a_date(-3))
    return stage


def ended(stage: Stage, reason: ResultReason) -> None:
    def write(db: Any) -> None:
        return_case(db, lock_referral_by_id(db, stage.referral.id), reason, actor=WORKER, now=NOW)

    stage.database.write_now(write)


@pytest.mark.parametrize("reason", [ResultReason.ATTENDED_THROUGHOUT, ResultReason.DID_NOT_COME])
def test_the_receipt_stands_before_and_after_the_end(database: Database, reason: ResultReason) -> None:
    stage = paid(database)
    assert PAID.format(day="Friday 26 February 2027") in main_words(stage.get())
    ended(stage, reason)
    assert PAID.format(day="Friday 26 February 2027") in main_words(stage.get())


def test_what_goes_back_is_on_its_way_until_his_bank_has_it(database: Database) -> None:
    stage = paid(database)
    owed_back(stage)
    ended(stage, ResultReason.COURSE_CANCELLED)
    words = main_words(stage.get())
    assert ON_ITS_WAY in words
    assert "The £95 that you paid is on its way back to your card." in words
    sent(stage, NOW)
    assert ON_ITS_WAY in main_words(stage.get())
    stage.clock.at = NOW + timedelta(days=10)
    words = main_words(stage.browser.sign_in_as(stage.offer).get("/my-booking"))
    assert PAID_BACK in words
    assert "The £95 that you paid went back to your card." in words
    assert "On its way" not in words


def test_who_paid_nothing_reads_of_no_money_at_the_end(database: Database) -> None:
    stage = a_stage(database)
    ended(stage, ResultReason.WITHDRAWN_BY_FORCE)
    words = main_words(stage.get())
    assert "no fault of yours" in words
    assert "paid" not in words


def test_a_second_place_after_money_back_shows_both(database: Database) -> None:
    stage = a_stage(database)
    lost = {"lost_because": PlaceLost.CANCELLED, "ended_at": NOW}
    stage.place(stage.a_date(3), BookingState.CANCELLED, fee_paid=True, **lost)
    owed_back(stage)
    waits = main_words(stage.get())
    assert "Cost £95 for another date. You pay it when you choose one" in waits
    assert "not paid yet" not in waits
    stage.place(stage.a_date(9))
    for page in ("/my-booking", "/my-booking/details/copy"):
        words = main_words(stage.get(page))
        assert ON_ITS_WAY in words
        for day in ("Thursday 4 March 2027", "Wednesday 10 March 2027"):
            assert PAID.format(day=day) in words
        assert "You paid £190. £95 of it went back or is on its way. £95 is with us" in words


def test_money_that_was_paid_twice_and_once_by_hand_is_a_line_each_and_the_sum_is_right(database: Database) -> None:
    stage = paid(database)

    def twice(db: Any) -> None:
        fee = db.query(Fee).one()
        enter(db, fee, LedgerKind.PAYMENT, 9500, now=NOW + timedelta(days=1), gateway_reference="pi_again")
        owe_refund(db, fee, RefundReason.PAID_TWICE, actor=WORKER, now=NOW, payment_reference="pi_again")
        db.query(Refund).one().state = RefundState.FAILED

    database.write_now(twice)
    assert "On its way back £95 of what you paid on Tuesday 2 March 2027" in main_words(stage.get())
    database.write_now(lambda db: paid_by_hand(db, stage.referral.id, actor=WORKER, now=NOW + timedelta(days=4)))
    words = main_words(stage.get())
    assert "Friday 5 March 2027, in another way than to your card" in words
    assert "On its way back" not in words
    assert "You paid £190. £95 of it went back or is on its way. £95 is with us" in words


def test_every_reason_for_which_money_goes_back_has_words_for_him() -> None:
    assert REFUND_REASON_TO_HIM.keys() == set(RefundReason)
    assert give_aways(" ".join(REFUND_REASON_TO_HIM.values())) == []


def test_only_who_pays_reads_that_a_card_company_has_details_of_him(database: Database) -> None:
    free = main_words(a_stage(database, **FREE).get("/my-booking/details/shown"))
    assert "card company" not in free
    assert "whether you paid" not in free
    assert "what you need on the day, and whether you came" in free


def test_who_never_had_a_fee_comes_from_no_payment_page(database: Database) -> None:
    stage = a_stage(database, **FREE)
    assert stage.get("/my-booking/paid").headers["location"] == "/my-booking"


def test_who_is_asked_for_a_fee_reads_who_takes_it(database: Database) -> None:
    words = main_words(a_stage(database).get("/my-booking/details/shown"))
    assert "The card company: Stripe" in words
    assert "whether you paid, and whether you came" in words


def test_on_the_day_the_page_of_his_place_goes_with_the_clock(database: Database) -> None:
    stage = a_stage(database)
    date = stage.a_date(0)
    stage.place(date)
    for now, heading, rest in (
        (date.door_closes_at - timedelta(minutes=1), "Your place is confirmed", "What to bring"),
        (date.door_closes_at, "Your day has begun", "If you are not there"),
        (date.ends_at, "Your day is over", "You will see the result on your first page"),
    ):
        stage.clock.at = now
        words = main_words(stage.get("/my-booking/booking"))
        assert heading in words
        assert rest in words
        assert ("What to bring" in words) is (now < date.door_closes_at)
        assert ("If you" in words) is (now < date.ends_at)
        assert ("Come to your appointment" in main_words(stage.get())) is (now < date.door_closes_at)


def test_the_page_of_his_place_follows_the_register_and_not_the_clock_alone(database: Database) -> None:
    stage = a_stage(database)
    date = stage.a_date(0)
    place = stage.place(date)
    line = Attendance(booking_id=place.id, course_date_id=date.id, seat=1, mark=Mark.IDENTITY_REFUSED)
    add(database, line)
    for now in (date.starts_at - timedelta(minutes=10), date.door_closes_at, date.ends_at):
        stage.clock.at = now
        for words in (main_words(stage.get("/my-booking/booking")), main_words(stage.get())):
            assert "You were not let in" in words
            assert "you did not show who you are" in words
            assert not any(old in words for old in ("What to bring", "Cancel your place", "stay to the end", "Come to"))
