"""His money on his own pages: a receipt in every state, on its way until his bank has it, and nothing of money to one
who pays none."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from programme.attendance.models import Attendance
from programme.attendance.states import Mark
from programme.bookings.states import BookingState, PlaceLost
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_case
from programme.payments.models import Fee, LedgerEntry, LedgerKind
from programme.payments.states import FeeState
from programme.referrals.queries import lock_referral_by_id
from programme.shared.actor import WORKER
from programme.storage.database import Database
from tests.support.builders import NOW, add
from tests.support.own_door import Stage, a_stage
from tests.support.page_reader import main_words

PAID = "You paid £95 on Monday 1 March 2027. Your bank shows something like CRS BOOKING"
ON_ITS_WAY = "On its way back £95, to the card you paid with. Banks take up to 10 days to show it"
PAID_BACK = "Paid back £95, to the card you paid with"
FREE: dict[str, Any] = {"programme": {"fee_pence": 0}}


def moved(stage: Stage, kind: LedgerKind, at: datetime) -> None:
    fee = stage.database.read_now(lambda db: db.query(Fee).filter_by(referral_id=stage.referral.id).one())
    entry = {"referral_id": stage.referral.id, "fee_id": fee.id, "gateway_reference": kind.value}
    add(stage.database, LedgerEntry(kind=kind, amount_pence=9500, at=at, **entry))


def paid(database: Database) -> Stage:
    stage = a_stage(database)
    stage.place(stage.a_date(-3))
    return stage


def ended(stage: Stage, reason: ResultReason, fee: FeeState | None = None) -> None:
    def write(db: Any) -> None:
        if fee is not None:
            db.query(Fee).filter_by(referral_id=stage.referral.id).update({Fee.state: fee})
        return_case(db, lock_referral_by_id(db, stage.referral.id), reason, actor=WORKER, now=NOW)

    stage.database.write_now(write)


@pytest.mark.parametrize("reason", [ResultReason.ATTENDED_THROUGHOUT, ResultReason.DID_NOT_COME])
def test_the_receipt_stands_before_and_after_the_end(database: Database, reason: ResultReason) -> None:
    stage = paid(database)
    assert PAID in main_words(stage.get())
    ended(stage, reason)
    assert PAID in main_words(stage.get())


def test_what_goes_back_is_on_its_way_until_his_bank_has_it(database: Database) -> None:
    stage = paid(database)
    ended(stage, ResultReason.COURSE_CANCELLED, FeeState.REFUND_DUE)
    words = main_words(stage.get())
    assert ON_ITS_WAY in words
    assert "The £95 that you paid is on its way back to your card." in words
    assert "You paid £95" not in words
    stage.database.write_now(lambda db: db.query(Fee).update({Fee.state: FeeState.REFUNDED}))
    moved(stage, LedgerKind.REFUND, NOW)
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
    stage.database.write_now(lambda db: db.query(Fee).update({Fee.state: FeeState.REFUND_DUE}))
    stage.place(stage.a_date(9))
    words = main_words(stage.get())
    assert ON_ITS_WAY in words
    assert "You paid £95" in words


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
