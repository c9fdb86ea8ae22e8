"""Nothing that is sent to a person goes outside his hours, at any try; what cannot wait for them is a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.actions.correct_contact import contact_of, correct_contact
from programme.actions.follow_up_message import follow_up_message
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.courses.models import Programme
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.jobs.outbox import send_messages
from programme.notices.carriers import Carried, Rendered
from programme.notices.catalogue import AT_ONCE, CATALOGUE
from programme.notices.hours import Window, may_go_at, windows
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.notices.outbox import Debt, owe_all
from programme.notices.rendering import Words
from programme.notices.undelivered import messages_to_follow_up
from programme.payments.models import Fee
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.shared.actor import WORKER, Actor, Door
from programme.shared.dates import LONDON
from programme.storage.database import Database
from tests.support.builders import a_referral, a_world, an_offer
from tests.support.own_door import a_stage
from tests.support.page_reader import main_words, mark_on

WORDS = Words(Path(__file__).resolve().parents[2] / "notifications", "http://127.0.0.1:8000", "Course bookings")
SUNDAY_NIGHT = datetime(2027, 3, 7, 23, 10, tzinfo=LONDON)
MONDAY_AT_TEN = datetime(2027, 3, 8, 10, tzinfo=LONDON)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Carries:
    """A carrier that remembers when it was handed what, and refuses for a while."""

    def __init__(self) -> None:
        self.now = SUNDAY_NIGHT
        self.tried: list[tuple[datetime, str]] = []
        self.away_until = SUNDAY_NIGHT

    def carry(self, messages: Sequence[Rendered]) -> list[Carried]:
        self.tried += [(self.now, message.key.partition(":")[0]) for message in messages]
        away = "away" if self.now < self.away_until else None
        return [Carried(message.key, away) for message in messages]


def a_case(database: Database, *, safe_hours: str = "", message_hours: Sequence[Window] = ()) -> Referral:
    world = a_world(database)
    referral = a_referral(database, world)
    an_offer(database, referral)

    def say(db: Session) -> None:
        person = db.get_one(Person, referral.person_id)
        person.safe_hours, person.email = safe_hours, "somebody@example.org"
        db.get_one(Programme, world.programme.id).message_hours = [*message_hours]

    database.write_now(say)
    return referral


def owe(
    database: Database,
    notice: str,
    case: Referral | None,
    *,
    stale_at: datetime | None = None,
    he_acted_at: datetime | None = None,
    **facts: Any,
) -> None:
    number = case.id if case else None
    address = "somebody@example.org"
    debt = Debt(notice, "1", Channel.EMAIL, address, facts, number, stale_at=stale_at, he_acted_at=he_acted_at)
    database.write_now(owe_all, [debt], now=SUNDAY_NIGHT)


def work(database: Database, carrier: Carries, *, until: datetime, every: timedelta = 10 * MINUTE) -> None:
    """The worker looks again and again."""
    while carrier.now <= until:
        send_messages(database, {Channel.EMAIL: carrier}, WORDS, holder="a", now=carrier.now)
        carrier.now += every


def states(database: Database) -> dict[str, Delivery]:
    wanted = select(OutboxMessage)
    return {one.notice: one.state for one in database.read_now(lambda db: db.execute(wanted).scalars().all())}


def test_what_is_owed_at_night_goes_in_the_morning_and_staff_are_told_at_once(database: Database) -> None:
    case, carrier = a_case(database), Carries()
    owe(database, "offer_lapsed", case, answer_by_at=SUNDAY_NIGHT)
    owe(database, "register_unsigned", None, date_reference="D-1", starts_at=SUNDAY_NIGHT, own=True)
    work(database, carrier, until=MONDAY_AT_TEN + HOUR)
    assert carrier.tried == [(SUNDAY_NIGHT, "register_unsigned"), (MONDAY_AT_TEN, "offer_lapsed")]


def test_tries_after_the_first_keep_to_his_hours_too(database: Database) -> None:
    mornings = windows(range(7), time(10), time(11))
    case, carrier = a_case(database, safe_hours="every day 10am to 11am"), Carries()
    owe(database, "offer_lapsed", case, answer_by_at=SUNDAY_NIGHT)
    carrier.away_until = MONDAY_AT_TEN + timedelta(days=2)
    work(database, carrier, until=MONDAY_AT_TEN + timedelta(days=3))
    assert len(carrier.tried) > 3
    assert all(may_go_at(at, mornings) == at for at, _ in carrier.tried), carrier.tried
    assert carrier.tried[-1][0] == MONDAY_AT_TEN + timedelta(days=2)
    assert states(database) == {"offer_lapsed": Delivery.SENT}


def test_his_own_hours_stand_before_the_programmes_and_the_programmes_before_ten_to_six(database: Database) -> None:
    early = windows(range(7), time(7), time(8))
    case, carrier = a_case(database, safe_hours="after 11pm", message_hours=early), Carries()
    owe(database, "offer_lapsed", case, answer_by_at=SUNDAY_NIGHT)
    work(database, carrier, until=SUNDAY_NIGHT)
    assert carrier.tried == [(SUNDAY_NIGHT, "offer_lapsed")]

    database.write_now(lambda db: setattr(db.get_one(Person, case.person_id), "safe_hours", ""))
    owe(database, "details_corrected", case)
    work(database, carrier, until=MONDAY_AT_TEN)
    assert [(at.hour, notice) for at, notice in carrier.tried[1:]] == [(7, "details_corrected")]


def test_where_his_hours_cannot_be_read_a_person_tells_him_until_he_was_asked(database: Database) -> None:
    case, carrier = a_case(database, safe_hours="only after 8pm"), Carries()
    owe(database, "offer_lapsed", case, answer_by_at=SUNDAY_NIGHT)
    owe(database, "fee_paid", case, starts_at=MONDAY_AT_TEN + timedelta(days=9), he_acted_at=SUNDAY_NIGHT)
    work(database, carrier, until=MONDAY_AT_TEN + HOUR)
    assert carrier.tried == [(SUNDAY_NIGHT, "fee_paid")], "he is there"
    assert states(database)["offer_lapsed"] is Delivery.FAILED
    for number in database.read_now(messages_to_follow_up, now=SUNDAY_NIGHT, after_id=0, at_most=9):
        database.write_now(follow_up_message, actor=WORKER, now=SUNDAY_NIGHT, message_id=number)
    wanted = select(Task.kind).where(Task.referral_id == case.id, Task.state == TaskState.OPEN).order_by(Task.id)
    asked = database.read_now(lambda db: list(db.scalars(wanted)))
    assert asked == [TaskKind.MESSAGE_NOT_DELIVERED, TaskKind.SAFE_HOURS]

    person = database.read_now(lambda db: db.get_one(Person, case.person_id))
    database.write_now(
        correct_contact,
        actor=Actor(Door.CUSTODY, 1, "Sgt A. Desk", force_code=case.force_code),
        now=carrier.now,
        reference=case.reference,
        contact=replace(contact_of(person), safe_hours="after 8pm"),
    )
    work(database, carrier, until=SUNDAY_NIGHT + timedelta(days=1))
    [told] = carrier.tried[1:]
    assert told == (datetime(2027, 3, 8, 20, tzinfo=LONDON), "offer_lapsed")
    assert database.read_now(lambda db: list(db.scalars(wanted))) == [TaskKind.MESSAGE_NOT_DELIVERED]


def test_an_answer_to_what_he_does_goes_at_once_and_an_hour_later_it_waits_as_all_do(database: Database) -> None:
    answers = {
        "place_booked",
        "fee_paid",
        "place_cancelled",
        "place_confirmed_free",
        "place_moved",
        "pay_link_sent",
        "reason_given",
        "contact_code_sent",
    }
    assert set(AT_ONCE) == answers
    case, carrier = a_case(database), Carries()
    owe(database, "fee_paid", case, starts_at=MONDAY_AT_TEN + timedelta(days=9), he_acted_at=SUNDAY_NIGHT)
    carrier.away_until = SUNDAY_NIGHT + 2 * HOUR
    work(database, carrier, until=MONDAY_AT_TEN)
    at_once = [at for at, _ in carrier.tried if at < SUNDAY_NIGHT + HOUR]
    assert at_once[0] == SUNDAY_NIGHT
    assert [at for at, _ in carrier.tried if at not in at_once] == [MONDAY_AT_TEN]


CONFIRMED: dict[Any, Any] = {"state": BookingState.CONFIRMED, "confirmed_at": SUNDAY_NIGHT}


def test_what_he_does_at_night_is_answered_then_as_the_page_of_his_hours_says(database: Database) -> None:
    """Also where he has set hours of his own."""
    stage, night = a_stage(database), SUNDAY_NIGHT
    stage.clock.at = night
    person_id = stage.referral.person_id
    database.write_now(lambda db: setattr(db.get_one(Person, person_id), "safe_hours", "weekdays 9am to 5pm"))
    page = main_words(stage.get("/my-booking/contact"))
    assert "When you book, pay, move or cancel, the answer comes at any hour." in page
    course_date, carrier = stage.a_date(), Carries()
    stage.post("/my-booking/dates", date=course_date.reference)
    work(database, carrier, until=night + 10 * MINUTE)
    database.write_now(lambda db: (db.query(Fee).update({"state": "waived"}), db.query(Booking).update(CONFIRMED)))
    stage.post("/my-booking/booking/cancel", mark=mark_on(stage.get("/my-booking/booking/cancel")))
    work(database, carrier, until=carrier.now)
    assert [notice for _, notice in carrier.tried] == ["place_booked", "place_cancelled"]


@pytest.mark.parametrize("he_acted_at", [None, SUNDAY_NIGHT - HOUR], ids=["he did nothing", "an hour ago"])
def test_what_is_heard_of_only_at_night_waits_though_it_is_an_answer(
    database: Database, he_acted_at: datetime | None
) -> None:
    case, carrier = a_case(database), Carries()
    owe(database, "fee_paid", case, starts_at=MONDAY_AT_TEN + timedelta(days=9), he_acted_at=he_acted_at)
    work(database, carrier, until=MONDAY_AT_TEN)
    assert carrier.tried == [(MONDAY_AT_TEN, "fee_paid")]


def test_of_what_fails_in_narrow_hours_a_person_hears_nine_hours_after_its_first_try(database: Database) -> None:
    case, carrier = a_case(database, safe_hours="Mondays 10am to 10:15am"), Carries()
    owe(database, "offer_lapsed", case, answer_by_at=SUNDAY_NIGHT)
    carrier.away_until = MONDAY_AT_TEN + timedelta(days=1)

    def to_see_to(now: datetime) -> int:
        return len(database.read_now(messages_to_follow_up, now=now, after_id=0, at_most=9))

    work(database, carrier, until=MONDAY_AT_TEN + timedelta(minutes=15))
    assert 0 < len(carrier.tried) < 5
    assert [to_see_to(MONDAY_AT_TEN + hours * HOUR) for hours in (1, 8, 9)] == [0, 0, 1]


def test_what_would_be_over_by_his_next_hour_is_given_to_a_person_who_reads_why(database: Database) -> None:
    case, carrier = a_case(database, safe_hours="Saturdays 10am to 11am"), Carries()
    owe(database, "course_date_changed", case, starts_at=MONDAY_AT_TEN, stale_at=MONDAY_AT_TEN)
    owe(database, "course_reminder", case, starts_at=MONDAY_AT_TEN, stale_at=MONDAY_AT_TEN)
    work(database, carrier, until=SUNDAY_NIGHT)
    assert carrier.tried == []
    # the reminder says nothing that he has not been told
    assert states(database) == {"course_date_changed": Delivery.FAILED, "course_reminder": Delivery.STALE}
    found = database.read_now(messages_to_follow_up, now=SUNDAY_NIGHT, after_id=0, at_most=9)
    for number in found:
        database.write_now(follow_up_message, actor=WORKER, now=SUNDAY_NIGHT, message_id=number)
    tasks = database.read_now(lambda db: list(db.scalars(select(Task.kind).where(Task.referral_id == case.id))))
    assert tasks == [TaskKind.MESSAGE_NOT_DELIVERED]
    problem = database.read_now(lambda db: db.scalars(select(OutboxMessage.problem).order_by(OutboxMessage.id)).first())
    assert problem == "its use would be over before the next hour that is safe"


def test_a_night_full_of_what_waits_holds_up_nobody(database: Database) -> None:
    case, carrier = a_case(database), Carries()
    facts = {"answer_by_at": SUNDAY_NIGHT}
    many = [Debt("offer_lapsed", f"{n}", Channel.EMAIL, f"m{n}@example.org", facts, case.id) for n in range(130)]
    database.write_now(owe_all, many, now=SUNDAY_NIGHT - MINUTE)
    owe(database, "register_unsigned", None, date_reference="D-1", starts_at=SUNDAY_NIGHT, own=True)
    work(database, carrier, until=SUNDAY_NIGHT)
    assert [notice for _, notice in carrier.tried] == ["register_unsigned"]
    work(database, carrier, until=MONDAY_AT_TEN)
    assert len(carrier.tried) == 131


def test_staff_and_accounts_are_bound_by_no_hours() -> None:
    assert all(CATALOGUE[name].audience == "person" for name in AT_ONCE)
