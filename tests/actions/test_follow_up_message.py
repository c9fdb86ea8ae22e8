"""A message that did not go is somebody's: a task of its case, and what was said to a colleague is said to the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.actions.acknowledge_rung import acknowledge_rung
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.history.timeline import timeline
from programme.integrations.email import SmtpCarrier
from programme.jobs.outbox import send_messages
from programme.notices.carriers import Cause
from programme.notices.catalogue import FOR_STAFF
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.notices.outbox import Debt, owe_all, send_again
from programme.notices.rendering import Words
from programme.notices.undelivered import hold_nothing_back, refusing
from programme.people.models import Account
from programme.people.sign_ins import account_actor
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_world, an_account, an_offer, read
from tests.support.jobs import follow_up_messages, pass_up_warnings, report_all_last_days, tell_forces
from tests.support.mail import MailServer, a_mail_server
from tests.support.registers import a_late_register
from tests.support.rungs import COORDINATOR, OFFICER, SUPERVISOR, a_clock, climbed, rungs_of, staffed

WORDS = Words(Path(__file__).resolve().parents[2] / "notifications", "http://127.0.0.1:8000", "Course bookings")
NOBODY_THERE = "550 5.1.1 User unknown"
FALLBACK = "fallback@example.org"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with a_mail_server() as running:
        yield running


@pytest.fixture
def world(database: Database) -> World:
    made = a_world(database)
    staffed(database)
    return made


def send(database: Database, server: MailServer, now: datetime = NOW, *, rounds: int = 4) -> None:
    """The worker's doings in a few ticks."""
    carriers: Any = {
        Channel.EMAIL: SmtpCarrier(
            "127.0.0.1", server.port, "Course bookings <bookings@example.org>", timeout_seconds=30
        )
    }
    for _ in range(rounds):
        send_messages(database, carriers, WORDS, holder="a", now=now)
        follow_up_messages(database, now=now)


def got(server: MailServer) -> list[str]:
    return [letter.to for letter in server.letters]


def tasks_of(database: Database, case: int) -> dict[TaskKind, TaskState]:
    rows = read(database, lambda db: db.execute(select(Task.kind, Task.state).where(Task.referral_id == case)).all())
    return dict(rows)


def events_of(database: Database, case: int) -> list[str]:
    return [moment.event for moment in database.read_now(timeline, case)]


def owe_one(database: Database, case: Referral | None, notice: str, address: str, **facts: Any) -> None:
    number = case.id if case else None
    debt = Debt(notice, f"test:{address}", Channel.EMAIL, address, facts, number)
    database.write_now(owe_all, [debt], now=NOW)


def test_a_warning_to_an_officer_who_has_left_is_with_the_supervisor_at_once(
    database: Database, server: MailServer, world: World
) -> None:
    case = a_clock(database, world, 50)
    server.answers[OFFICER] = NOBODY_THERE

    tell_forces(database, now=NOW)
    send(database, server)

    assert got(server) == [SUPERVISOR]
    assert climbed(database, case) == [(60, "supervisor", "passed_up")]
    assert tasks_of(database, case.id) == {TaskKind.MESSAGE_NOT_DELIVERED: TaskState.OPEN}
    story = database.read_now(timeline, case.id)
    assert [moment.event for moment in story] == [
        "message_sent",
        "message_passed_up",
        "task_raised",
        "message_failed",
        "rung_raised",
    ]
    assert story[1].words == (
        "“The morning's deadline warnings (to the force)” did not reach the officer in the case: "
        "the supervisor was told."
    )


def test_a_warning_that_reaches_neither_officer_nor_supervisor_is_with_the_coordinator(
    database: Database, server: MailServer, world: World
) -> None:
    case = a_clock(database, world, 50)
    server.answers |= {OFFICER: NOBODY_THERE, SUPERVISOR: NOBODY_THERE}

    tell_forces(database, now=NOW)
    send(database, server)

    assert got(server) == [COORDINATOR]
    assert climbed(database, case) == [(60, "coordinator", "passed_up")]


def test_where_nobody_at_all_can_be_reached_that_is_said_and_is_a_task(
    database: Database, server: MailServer, world: World
) -> None:
    case = a_clock(database, world, 50)
    server.answers |= dict.fromkeys((OFFICER, SUPERVISOR, COORDINATOR, FALLBACK), NOBODY_THERE)

    tell_forces(database, now=NOW)
    send(database, server)

    assert got(server) == []
    assert set(tasks_of(database, case.id)) == {TaskKind.MESSAGE_NOT_DELIVERED, TaskKind.NOBODY_TO_TELL}
    assert "nobody_reached" in events_of(database, case.id)

    for day in range(1, 5):
        now = NOW + timedelta(days=day)
        for job in (report_all_last_days, tell_forces, report_all_last_days):
            job(database, now=now)
        send(database, server, now)
    assert TaskKind.NOBODY_TO_TELL in tasks_of(database, case.id)
    assert said(database, "nobody_was_told") == 0

    server.answers.clear()
    healed = NOW + timedelta(days=7)
    tell_forces(database, now=healed)
    send(database, server, healed)
    report_all_last_days(database, now=healed)
    assert got(server) == [FALLBACK]
    assert tasks_of(database, case.id)[TaskKind.NOBODY_TO_TELL] is TaskState.NOT_NEEDED
    assert said(database, "nobody_was_told") == 1


def said(database: Database, notice: str) -> int:
    wanted = select(OutboxMessage).where(OutboxMessage.notice == notice)
    return len(read(database, lambda db: list(db.execute(wanted).scalars())))


def test_the_next_rung_passes_over_an_address_that_refused_and_says_so(
    database: Database, server: MailServer, world: World
) -> None:
    a_clock(database, world, 50)
    server.answers[OFFICER] = NOBODY_THERE
    tell_forces(database, now=NOW)
    send(database, server)
    other = a_clock(database, world, 45)

    tell_forces(database, now=NOW + timedelta(days=1))
    send(database, server, NOW + timedelta(days=1))

    assert got(server) == [SUPERVISOR, SUPERVISOR]
    assert [role for _, role, _ in climbed(database, other)] == ["supervisor"]
    assert (
        "The officer in the case could not be told: the address does not work."
        in database.read_now(timeline, other.id)[-1].words
    )
    assert OFFICER not in [row.address for row in _messages(database) if row.referral_id == other.id]


def _messages(database: Database) -> list[OutboxMessage]:
    return read(database, lambda db: list(db.execute(select(OutboxMessage).order_by(OutboxMessage.id)).scalars()))


def test_an_address_is_believed_in_again_when_somebody_sends_again_and_it_arrives(
    database: Database, server: MailServer, world: World
) -> None:
    case = a_clock(database, world, 50)
    server.answers[OFFICER] = NOBODY_THERE
    tell_forces(database, now=NOW)
    send(database, server)
    assert database.read_now(refusing, [OFFICER, SUPERVISOR]) == {OFFICER}
    [failed] = [row for row in _messages(database) if row.state is Delivery.FAILED]

    server.answers.clear()
    later = NOW + timedelta(hours=1)
    database.write_now(send_again, case.id, failed.id, now=later)
    send(database, server, later)

    assert got(server) == [SUPERVISOR, OFFICER]
    assert database.read_now(refusing, [OFFICER, SUPERVISOR]) == frozenset()
    assert tasks_of(database, case.id) == {TaskKind.MESSAGE_NOT_DELIVERED: TaskState.NOT_NEEDED}


def test_a_warning_that_somebody_acknowledged_meanwhile_climbs_nowhere(
    database: Database, server: MailServer, world: World
) -> None:
    case = a_clock(database, world, 50)
    server.answers[OFFICER] = NOBODY_THERE
    tell_forces(database, now=NOW)
    pass_up_warnings(database, now=NOW + timedelta(days=7))  # it is the supervisor's already

    send(database, server, NOW + timedelta(days=7))
    tell_forces(database, now=NOW + timedelta(days=7))
    send(database, server, NOW + timedelta(days=7))

    assert got(server) == [SUPERVISOR]
    assert "message_passed_up" not in events_of(database, case.id)
    assert tasks_of(database, case.id) == {TaskKind.MESSAGE_NOT_DELIVERED: TaskState.OPEN}


def test_one_supervisor_of_two_who_cannot_be_reached_is_a_task_and_no_alarm(
    database: Database, server: MailServer, world: World
) -> None:
    an_account(database, Door.CUSTODY, force_code="43", email="other@example.org", roles=_supervising(database))
    case = a_clock(database, world, 20)
    server.answers[SUPERVISOR] = NOBODY_THERE

    tell_forces(database, now=NOW)
    send(database, server)

    assert got(server) == ["other@example.org"]
    assert tasks_of(database, case.id) == {TaskKind.MESSAGE_NOT_DELIVERED: TaskState.OPEN}
    assert climbed(database, case) == [(28, "supervisor", "raised")]


def _supervising(database: Database) -> Any:
    return read(database, lambda db: db.execute(select(Account.roles).where(Account.email == SUPERVISOR)).scalar_one())


_ONE_CASE: dict[str, Any] = {"count": 1, "references": ["K7M2-9QXD"], "more": 0}


@pytest.mark.parametrize(
    ("notice", "facts"),
    [
        ("result_returned_to_officer", {"charge_by_on": "2027-06-16"}),
        ("result_not_acknowledged", {"returned_on": "2027-03-01", "charge_by_on": "2027-06-16"}),
        ("offence_corrected", {"charge_by_on": "2027-06-16", "was_charge_by_on": "2027-06-17"}),
        ("other_time_said", {"charge_by_on": "2027-03-01", "was_charge_by_on": "2027-06-17"}),
        ("no_place_in_time", {"complete_by_on": "2027-06-16"}),
        ("concern_raised", {}),
        ("result_not_acted_on", {"acknowledged_on": "2027-03-01", "charge_by_on": "2027-06-16"}),
        ("nobody_was_told", {"since_on": "2027-03-01"}),
        ("cases_handed_over", {**_ONE_CASE, "first_on": "2027-06-16"}),
        ("cases_given_on", {**_ONE_CASE, "who": "PC 7 A Nother"}),
    ],
)
def test_whatever_is_said_to_a_colleague_and_does_not_reach_him_goes_to_the_next_above(
    database: Database, server: MailServer, world: World, notice: str, facts: dict[str, Any]
) -> None:
    case = a_clock(database, world, 100)
    server.answers[OFFICER] = NOBODY_THERE
    owe_one(database, case, notice, OFFICER, reference=case.reference, **facts)

    send(database, server)

    assert got(server) == [SUPERVISOR]
    named = facts.get("references", [case.reference])[0]
    assert named in server.letters[0].subject + server.letters[0].body
    assert "message_passed_up" in events_of(database, case.id)
    assert TaskKind.MESSAGE_NOT_DELIVERED in tasks_of(database, case.id)


def test_where_the_coordinator_cannot_be_reached_the_fall_back_address_is_told(
    database: Database, server: MailServer, world: World
) -> None:
    case = a_clock(database, world, 2)
    server.answers |= dict.fromkeys((OFFICER, SUPERVISOR, COORDINATOR), NOBODY_THERE)
    owe_one(database, case, "last_day_passed", COORDINATOR, reference=case.reference, last_on="2027-03-01")

    send(database, server)

    assert got(server) == [FALLBACK]
    story = [moment.words for moment in database.read_now(timeline, case.id) if moment.event == "message_passed_up"]
    assert story == [
        "“The last day to charge has passed (to the force and the coordinator)” did not reach the coordinator: "
        "the programme's fall-back address was told."
    ]


def test_a_morning_with_many_cases_goes_to_the_next_above_as_one_message_about_those_that_are_his(
    database: Database, server: MailServer, world: World
) -> None:
    his = [a_clock(database, world, days) for days in (50, 48)]
    answered = a_clock(database, world, 49)
    other = a_clock(database, world, 47, officer_email="second@example.org")
    tell_forces(database, now=NOW)
    [rung] = rungs_of(database, answered)
    database.write_now(acknowledge_rung, actor=_supervisor(database), now=NOW, rung_ids={rung.id})
    server.answers[OFFICER] = NOBODY_THERE

    send(database, server)

    [second] = [letter for letter in server.letters if letter.to == "second@example.org"]
    assert other.reference in second.body
    [letter] = [letter for letter in server.letters if letter.to == SUPERVISOR]
    assert all(case.reference in letter.body for case in his)
    assert answered.reference not in letter.body
    assert other.reference not in letter.body
    assert [climbed(database, case)[0][1:] for case in his] == [("supervisor", "passed_up")] * 2


def test_every_notice_for_staff_is_tried_here() -> None:
    tried = {"result_returned_to_officer", "result_not_acknowledged", "offence_corrected", "no_place_in_time"}
    tried |= {"result_not_acted_on", "nobody_was_told", "last_day_passed", "warnings_of_the_day", "deadline_warning"}
    tried |= {"cases_handed_over", "cases_given_on", "concern_raised", "other_time_said"}
    # of no one case, so they climb with none; a draft, and what is needed on a day, is asked about on the next rung
    of_no_case = {"cover_ended", "cover_given", "cover_taken", "draft_waits", "needs_unanswered"}
    assert (
        tried
        | of_no_case
        | {"note_written", "record_corrected", "register_corrected", "register_unsigned", "neighbour_over_number"}
        == FOR_STAFF
    )


def test_in_the_last_week_a_warning_that_cannot_be_delivered_is_with_the_next_at_once(
    database: Database, server: MailServer, world: World
) -> None:
    case = a_clock(database, world, 10)
    tell_forces(database, now=NOW)
    late = NOW + timedelta(days=3, hours=3)
    for day in (1, 2, 3):
        tell_forces(database, now=NOW + timedelta(days=day))
    database.write_now(_all_stale)
    server.answers[COORDINATOR] = NOBODY_THERE
    owe_one(database, case, "deadline_warning", COORDINATOR, reference=case.reference, **AT_ONCE)

    send(database, server, late)

    assert set(got(server)) <= {FALLBACK, SUPERVISOR}
    assert got(server)
    assert TaskKind.MESSAGE_NOT_DELIVERED in tasks_of(database, case.id)


AT_ONCE: dict[str, Any] = {"days_left": 7, "act_by_on": "2027-03-11", "passed_up": False}


def _all_stale(db: Session) -> None:
    db.execute(update(OutboxMessage).values(state=Delivery.STALE))


def _supervisor(database: Database) -> Actor:
    wanted = select(Account).where(Account.email == SUPERVISOR)
    return account_actor(read(database, lambda db: db.execute(wanted).scalar_one()))


def test_a_concern_stays_with_its_force(database: Database, server: MailServer, world: World) -> None:
    case = a_clock(database, world, 100)
    server.answers |= {SUPERVISOR: NOBODY_THERE}
    owe_one(database, case, "concern_raised", SUPERVISOR, reference=case.reference)

    send(database, server)

    assert got(server) == []
    assert TaskKind.NOBODY_TO_TELL in tasks_of(database, case.id)


def test_a_register_that_a_provider_cannot_be_asked_for_is_asked_for_through_the_coordinator(
    database: Database, server: MailServer
) -> None:
    _, offered, case = a_late_register(database)
    staffed(database)
    server.answers["one@provider.example"] = NOBODY_THERE
    owe_one(
        database,
        None,
        "register_unsigned",
        "one@provider.example",
        date_reference=offered.reference,
        starts_at="2027-03-20T09:30:00+00:00",
    )

    send(database, server, offered.ends_at + timedelta(days=2))

    assert set(got(server)) >= {COORDINATOR}
    assert tasks_of(database, case) == {TaskKind.MESSAGE_NOT_DELIVERED: TaskState.OPEN}


def test_what_does_not_reach_him_is_a_task_and_on_the_list_of_what_to_tell_by_hand(
    database: Database, server: MailServer, world: World
) -> None:
    case = a_clock(database, world, 100, state=ReferralState.OFFERED)
    an_offer(database, case)
    server.answers["man@example.org"] = NOBODY_THERE
    owe_one(database, case, "offer_lapsed", "man@example.org", answer_by_at="2027-03-01T09:30:00+00:00")

    send(database, server)

    assert got(server) == []
    assert tasks_of(database, case.id) == {TaskKind.MESSAGE_NOT_DELIVERED: TaskState.OPEN}
    assert [row.state for row in _messages(database)] == [Delivery.FAILED]


def test_what_a_dead_relay_holds_back_is_a_task_after_a_working_night_and_none_any_more_when_it_went(
    database: Database, server: MailServer, world: World
) -> None:
    case = a_clock(database, world, 50)
    server.answers["MAIL"] = "554 5.7.1 no"
    tell_forces(database, now=NOW)
    send(database, server)
    assert tasks_of(database, case.id) == {}

    for hour in range(1, 30):
        send(database, server, NOW + timedelta(hours=hour), rounds=1)
    assert tasks_of(database, case.id) == {TaskKind.MESSAGE_NOT_DELIVERED: TaskState.OPEN}
    assert climbed(database, case) == [(60, "officer", "raised")]

    server.answers.clear()
    send(database, server, NOW + timedelta(hours=40))
    assert got(server) == [OFFICER]
    assert tasks_of(database, case.id) == {TaskKind.MESSAGE_NOT_DELIVERED: TaskState.NOT_NEEDED}


def test_a_message_is_followed_up_once(database: Database, server: MailServer, world: World) -> None:
    case = a_clock(database, world, 50)
    server.answers[OFFICER] = NOBODY_THERE
    tell_forces(database, now=NOW)
    send(database, server)
    before = events_of(database, case.id)

    send(database, server, NOW + timedelta(minutes=5))

    assert events_of(database, case.id) == before


def test_a_case_whose_clock_is_over_has_no_task(database: Database, server: MailServer, world: World) -> None:
    case = a_clock(database, world, 50)
    server.answers[OFFICER] = NOBODY_THERE
    owe_one(database, case, "concern_raised", OFFICER, reference=case.reference)

    def over(db: Session) -> None:
        db.execute(update(Referral).where(Referral.id == case.id).values(clock_stopped_at=NOW))

    database.write_now(over)
    send(database, server)

    assert tasks_of(database, case.id) == {}
    assert got(server) == []


DAY_CHANGED: dict[str, Any] = {
    "reference": "M4KX-7HQ2", "starts_at": NOW, "held_until_at": NOW, "amount_pence": 9500, "door_closes_at": NOW,
}  # fmt: skip


def owe_him(database: Database, case: Referral, *, notice: str = "course_date_changed", hours: float = 6) -> None:
    an_offer(database, case)
    until = NOW + timedelta(hours=hours)
    debt = Debt(notice, "x", Channel.EMAIL, "man@example.org", DAY_CHANGED, referral_id=case.id, stale_at=until)
    database.write_now(owe_all, [debt], now=NOW)


def test_what_is_held_back_until_its_time_runs_out_is_a_task_before_and_counts_as_failed_after(
    database: Database, server: MailServer, world: World
) -> None:
    case = a_clock(database, world, 60)
    owe_him(database, case)
    server.answers["EHLO"] = "421 4.3.2 going down"
    for minutes in (0, 1, 3, 6):
        send(database, server, NOW + timedelta(minutes=minutes), rounds=1)
    assert tasks_of(database, case.id) == {}
    send(database, server, NOW + timedelta(minutes=20), rounds=1)
    assert tasks_of(database, case.id) == {TaskKind.MESSAGE_NOT_DELIVERED: TaskState.OPEN}

    send(database, server, NOW + timedelta(hours=7), rounds=2)
    assert tasks_of(database, case.id) == {TaskKind.MESSAGE_NOT_DELIVERED: TaskState.OPEN}
    [message] = read(database, lambda db: list(db.execute(select(OutboxMessage)).scalars()))
    assert (message.state, message.cause) == (Delivery.FAILED, Cause.SERVICE_REFUSED)
    told = [entry.event for entry in read(database, lambda db: timeline(db, case.id))]
    assert told.count("message_failed") == 1


@pytest.mark.parametrize("notice", ["place_booked", "course_reminder"])
def test_what_he_knows_already_is_dropped_after_its_time_and_is_nobodys_task(
    database: Database, server: MailServer, world: World, notice: str
) -> None:
    case = a_clock(database, world, 60)
    owe_him(database, case, notice=notice)
    server.answers["EHLO"] = "421 4.3.2 going down"
    for minutes in (0, 1, 3, 6, 20, 420):
        send(database, server, NOW + timedelta(minutes=minutes), rounds=1)
    assert tasks_of(database, case.id) == {}


def test_what_waited_for_a_worker_until_its_time_ran_out_is_a_task(
    database: Database, server: MailServer, world: World
) -> None:
    case = a_clock(database, world, 60)
    owe_him(database, case)
    send(database, server, NOW + timedelta(days=21), rounds=2)
    assert tasks_of(database, case.id) == {TaskKind.MESSAGE_NOT_DELIVERED: TaskState.OPEN}
    assert got(server) == []
    assert database.write_now(hold_nothing_back, now=NOW + timedelta(days=21), given_up_too=True) == {}
