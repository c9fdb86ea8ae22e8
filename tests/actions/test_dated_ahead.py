"""A row that a clock running ahead has written holds nothing up until its date comes round.

Each is tried with a date a year ahead, an hour ahead where an hour is too long, and the longest that is ordinary.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.audit.access_log import log_access
from programme.audit.sealing import SEALED_AFTER, broken_seals, chain, seal_access_log
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.duties.ladders import RESULT_CHASES
from programme.duties.models import ClockRung
from programme.intake.models import CustodyImport, ImportRow
from programme.intake.states import ImportState
from programme.integrations.email import SmtpCarrier
from programme.jobs.imports import forget_custody_imports
from programme.jobs.outbox import send_messages
from programme.jobs.rerun_clocks import rerun_clocks
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.notices.outbox import owe
from programme.notices.rendering import Words
from programme.notices.sending import LONGEST_RETRY_WAIT
from programme.offers.queries import find_signed_in
from programme.outcomes.chasing import result_rung_reached
from programme.payments.models import Checkout
from programme.payments.queries import checkouts_never_opened, checkouts_since, checkouts_to_settle
from programme.payments.states import CheckoutState
from programme.people.models import SignIn
from programme.people.sign_ins import Limit, begin_sign_in, count_try, forget_ended_sign_ins
from programme.referrals.models import Referral
from programme.shared.actor import COMMAND_LINE, Door
from programme.shared.dates import london_date
from programme.storage.database import Database
from programme.storage.locks import holder_of, release_lease, take_lease
from tests.support.builders import NOW, a_booking, a_course_date, a_force, a_referral, a_world, an_account, read
from tests.support.jobs import lapse_holds, pass_up_warnings, warn_forces
from tests.support.mail import a_mail_server
from tests.support.rungs import (
    COORDINATOR,
    OFFICER,
    a_clock,
    a_day_of_the_jobs,
    mornings,
    rungs_of,
    staffed,
)
from tests.support.till import Till

YEAR, HOUR = timedelta(days=365), timedelta(hours=1)
WORDS = Words(Path(__file__).resolve().parents[2] / "notifications", "http://127.0.0.1:8000", "Course bookings")


@pytest.mark.parametrize("ahead", [YEAR, HOUR, 100 * YEAR])
def test_a_lease_that_ends_later_than_any_can_is_void(database: Database, ahead: timedelta) -> None:
    assert database.write_now(take_lease, "job:x", "wrong", now=NOW + ahead, seconds=60)

    assert database.write_now(take_lease, "job:x", "right", now=NOW, seconds=60)
    assert database.read_now(holder_of, "job:x") == ("right", NOW + timedelta(seconds=60))
    assert not database.write_now(take_lease, "job:x", "third", now=NOW, seconds=60)


def test_a_lease_let_go_by_a_clock_that_ran_ahead_is_void_too(database: Database) -> None:
    database.write_now(take_lease, "job:x", "wrong", now=NOW, seconds=60)
    database.write_now(release_lease, "job:x", "wrong", now=NOW + YEAR)

    assert database.write_now(take_lease, "job:x", "right", now=NOW, seconds=60)


def test_a_lease_of_another_machine_whose_clock_is_a_little_ahead_is_kept(database: Database) -> None:
    assert database.write_now(take_lease, "job:x", "other", now=NOW + timedelta(seconds=90), seconds=60)

    assert not database.write_now(take_lease, "job:x", "a", now=NOW, seconds=60)


def message(database: Database, next_try_at: datetime, state: Delivery) -> None:
    facts = {"date_reference": "D-1", "starts_at": NOW, "own": True}

    def write(db: Session) -> None:
        to = "desk@example.org"
        owe(db, notice="register_unsigned", cause="1", channel=Channel.EMAIL, address=to, facts=facts, now=NOW)
        db.execute(update(OutboxMessage).values(next_try_at=next_try_at, state=state))

    database.write_now(write)


@pytest.mark.parametrize("state", [Delivery.QUEUED, Delivery.SENDING])
@pytest.mark.parametrize(
    ("ahead", "sent"), [(YEAR, 1), (LONGEST_RETRY_WAIT + HOUR, 1), (LONGEST_RETRY_WAIT, 0), (HOUR, 0)]
)
def test_a_message_put_off_for_longer_than_any_is_sent_now(
    database: Database, ahead: timedelta, sent: int, state: Delivery
) -> None:
    message(database, NOW + ahead, state)

    with a_mail_server() as server:
        carrier = SmtpCarrier("127.0.0.1", server.port, "Course bookings <bookings@example.org>")
        send_messages(database, {Channel.EMAIL: carrier}, WORDS, holder="a", now=NOW)
        assert len(server.letters) == sent


def test_a_case_looked_at_on_a_day_still_to_come_is_looked_at_today(database: Database) -> None:
    case = a_referral(database, a_world(database), clock_checked_on=date(2028, 3, 1), complete_by_on=date(2027, 7, 9))

    rerun_clocks(database, now=NOW)

    assert read(database, lambda db: db.get_one(Referral, case.id).clock_checked_on) == london_date(NOW)


def test_a_rung_raised_by_a_clock_that_ran_ahead_is_raised_again_on_its_day_and_somebody_is_told(
    database: Database,
) -> None:
    world = a_world(database)
    staffed(database)
    case = a_clock(database, world, 60)
    a_day_of_the_jobs(database, NOW + timedelta(days=57, hours=2))
    assert [rung.days_left for rung in rungs_of(database, case)] == [3]
    before = len(mornings(database, case))

    a_day_of_the_jobs(database, NOW)
    assert [rung.days_left for rung in rungs_of(database, case)] == [60]
    assert mornings(database, case)[before:] == [(OFFICER, 1, "Mar")]

    for day in range(1, 61):
        a_day_of_the_jobs(database, NOW + timedelta(days=day))
    assert [rung.days_left for rung in rungs_of(database, case)] == [60, 42, 28, 14, 7, 3, 0]
    assert (COORDINATOR, 27, "Apr") in mornings(database, case)[before:]


@pytest.mark.parametrize("left", [60, 12])
def test_a_morning_told_by_a_clock_that_ran_ahead_is_told_again_when_it_comes(database: Database, left: int) -> None:
    world = a_world(database)
    staffed(database)
    case = a_clock(database, world, left)
    a_day_of_the_jobs(database, NOW)
    ahead = NOW + timedelta(days=9, hours=3)
    a_day_of_the_jobs(database, ahead)
    before = len(mornings(database, case))

    for day in range(11):
        a_day_of_the_jobs(database, NOW + timedelta(days=day, minutes=10))
    days = [day for _, day, _ in mornings(database, case)[before:]]
    assert {2, 3, 4, 5, 8, 9, 10, 11} <= set(days)


def test_an_incident_told_by_a_clock_that_ran_ahead_is_none_until_the_day_has_passed_and_is_told_again_then(
    database: Database,
) -> None:
    world = a_world(database)
    staffed(database)
    case = a_clock(database, world, 12)
    a_day_of_the_jobs(database, NOW + timedelta(days=13))
    for day in (0, 11, 13, 14):
        a_day_of_the_jobs(database, NOW + timedelta(days=day, minutes=5))
        assert incidents_told(database).count(COORDINATOR) == (1 if day < 13 else 2)
    assert rungs_of(database, case)


def incidents_told(database: Database) -> list[str]:
    wanted = select(OutboxMessage.address).where(OutboxMessage.notice == "last_day_passed")
    return list(read(database, lambda db: db.execute(wanted).scalars().all()))


def test_a_rung_whose_day_to_be_passed_up_was_set_far_ahead_is_passed_up_today(database: Database) -> None:
    world = a_world(database)
    staffed(database)
    case = a_clock(database, world, 60)
    warn_forces(database, now=NOW)
    assert pass_up_warnings(database, now=NOW).done == 0

    database.write_now(lambda db: db.execute(update(ClockRung).values(pass_up_on=date(2028, 3, 1))))

    assert pass_up_warnings(database, now=NOW).done == 1
    assert rungs_of(database, case)[0].pass_up_on < date(2027, 4, 1)


@pytest.mark.parametrize(("ahead", "lapsed"), [(YEAR, 1), (timedelta(days=2), 1), (timedelta(minutes=45), 0)])
def test_a_place_held_for_longer_than_any_can_be_is_given_back(
    database: Database, ahead: timedelta, lapsed: int
) -> None:
    world = a_world(database)
    date_ = a_course_date(database, world)
    held = a_booking(database, world, date_, state=BookingState.HELD, held_until_at=NOW + ahead)

    assert lapse_holds(database, now=NOW).done == lapsed
    state = read(database, lambda db: db.get_one(Booking, held.id).state)
    assert state is (BookingState.LAPSED if lapsed else BookingState.HELD)


def test_payment_pages_dated_ahead_are_asked_after_and_keep_nobody_from_paying(database: Database) -> None:
    till = Till.on(database)
    man = till.a_man()
    till.book(man, till.a_date())
    till.open_page(man)
    now = till.clock.now()
    assert not database.read_now(checkouts_to_settle, now=now, quiet_for=timedelta(minutes=2))

    database.write_now(lambda db: db.execute(update(Checkout).values(opened_at=now + YEAR, expires_at=now + YEAR)))

    assert database.read_now(checkouts_to_settle, now=now, quiet_for=timedelta(minutes=2))
    assert database.read_now(checkouts_since, man.referral.id, now - timedelta(days=1), now=now) == 0
    database.write_now(lambda db: db.execute(update(Checkout).values(state=CheckoutState.OPENING)))
    assert database.read_now(checkouts_never_opened, now=now)


def signed_in(database: Database, cookie: str, now: datetime) -> bool:
    idle = timedelta(minutes=15)
    found = database.read_now(find_signed_in, cookie, now=now, staff_idle=idle, offender_idle=idle)
    return found is not None


def test_a_sign_in_begun_by_a_clock_that_ran_ahead_does_not_last_until_its_date(database: Database) -> None:
    account = an_account(database, Door.ADMIN)
    cookie = database.write_now(begin_sign_in, account_id=account.id, now=NOW + YEAR, longest=timedelta(hours=10))
    good = database.write_now(begin_sign_in, account_id=account.id, now=NOW, longest=timedelta(hours=10))

    assert not signed_in(database, cookie, NOW)
    assert signed_in(database, good, NOW)
    database.write_now(forget_ended_sign_ins, now=NOW)
    assert len(database.read_now(lambda db: db.execute(select(SignIn.id_hash)).all())) == 1


def test_tries_counted_by_a_clock_that_ran_ahead_lock_nobody_out_until_its_date(database: Database) -> None:
    limits = [Limit("account:a", 2, timedelta(minutes=15))]
    for _ in range(3):
        database.write_now(count_try, limits, now=NOW + YEAR)

    assert database.write_now(count_try, limits, now=NOW)
    assert database.write_now(count_try, limits, now=NOW)
    assert not database.write_now(count_try, limits, now=NOW)


def test_a_result_dated_ahead_is_asked_about_at_once() -> None:
    assert result_rung_reached(NOW + YEAR, NOW) == RESULT_CHASES.rungs[0]
    assert result_rung_reached(NOW, NOW) is None


def test_an_export_dated_ahead_is_not_kept_until_its_date(database: Database) -> None:
    a_force(database, "43")
    account = an_account(database, Door.CUSTODY, force_code="43")

    def write(db: Session) -> None:
        for number, at in enumerate((NOW, NOW + YEAR), 1):
            found = CustodyImport(account_id=account.id, force_code="43", uploaded_at=at, state=ImportState.READ)
            db.add(found)
            db.flush()
            row = {"verdict": "accept", "reasons": [], "flags": [], "explanation": [], "raw": {}, "ticked": False}
            db.add(ImportRow(import_id=found.id, line=number, **row))

    database.write_now(write)

    assert forget_custody_imports(database, now=NOW).done == 1


def look(database: Database, *dated: datetime) -> None:
    def write(db: Session) -> None:
        for at in dated:
            log_access(db, actor=COMMAND_LINE, now=at, what="/custody", subjects=("K7M2-9QXD",))

    database.write_now(write)


def test_one_look_dated_ahead_does_not_stop_the_sealing_of_all_that_follow(database: Database) -> None:
    look(database, NOW, NOW + YEAR, NOW, NOW)
    assert database.write_now(seal_access_log, now=NOW + SEALED_AFTER + timedelta(seconds=1)) == 4

    look(database, NOW + HOUR, NOW + 2 * YEAR)
    later = NOW + HOUR + SEALED_AFTER + timedelta(seconds=1)
    assert database.write_now(seal_access_log, now=later) == 1, "nothing shows yet that the last one has settled"
    look(database, later)
    assert database.write_now(seal_access_log, now=later) == 0
    assert database.write_now(seal_access_log, now=later + SEALED_AFTER + timedelta(seconds=1)) == 2

    assert database.read_now(chain).unsealed_rows == 0
    assert database.read_now(broken_seals) == []
