"""A message that is owed is sent: at least once whatever dies, once if nothing does, and no word that gives somebody
away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.history import events
from programme.history.timeline import record, timeline
from programme.integrations.email import SmtpCarrier
from programme.integrations.notify import NotifyCarrier
from programme.jobs.outbox import hear_of_messages, send_messages, send_owed
from programme.jobs.runner import SweepCount
from programme.notices.carriers import Carried, Carrier, Cause, Rendered
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.notices.outbox import Debt, owe, owe_all
from programme.notices.rendering import Words
from programme.notices.sending import CLAIM, SEND_TRIES
from programme.notices.undelivered import messages_to_follow_up
from programme.opening import database_at
from programme.shared.actor import WORKER
from programme.storage.database import Database
from tests.support.builders import NOW, a_referral, a_world, an_offer
from tests.support.ending import with_its_parent
from tests.support.mail import NOTIFY_KEY, MailServer, a_free_port, a_mail_server, a_text_service
from tests.support.statements import statements

NOTIFICATIONS = Path(__file__).resolve().parents[2] / "notifications"
WORDS = Words(NOTIFICATIONS, "http://127.0.0.1:8000", "Course bookings")
SENDER = "Course bookings <bookings@example.org>"

PUMP = """
import sys
from datetime import datetime
from pathlib import Path
from programme.integrations.email import SmtpCarrier
from programme.notices.models import Channel
from programme.notices.rendering import Words
from programme.jobs.outbox import send_owed
from programme.opening import database_at
from programme.storage.database import Database
url, port, now, folder = sys.argv[1:]
carriers = {Channel.EMAIL: SmtpCarrier("127.0.0.1", int(port), "Course bookings <bookings@example.org>")}
words = Words(Path(folder), "http://127.0.0.1:8000", "Course bookings")
send_owed(database_at(url), carriers, words, holder="killed", now=datetime.fromisoformat(now))
"""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with a_mail_server() as running:
        yield running


def by_email(server: MailServer) -> dict[Channel, Carrier]:
    return {Channel.EMAIL: SmtpCarrier("127.0.0.1", server.port, SENDER, timeout_seconds=30)}


def a_case(database: Database) -> int:
    """The number of a case with an offer: only there a message to the person is owed, and has a number to ring."""
    referral = a_referral(database, a_world(database))
    an_offer(database, referral)
    return referral.id


def owe_reminders(database: Database, count: int, *, referral_id: int | None = None) -> None:
    """To the person of this case, or to staff about no case."""
    facts = {"starts_at": NOW + timedelta(days=7), "date_reference": "D-1", "own": True}
    notice = "course_reminder" if referral_id else "register_unsigned"
    debts = [
        Debt(notice, f"cause{number}", Channel.EMAIL, f"man{number}@example.org", facts, referral_id)
        for number in range(count)
    ]
    database.write_now(owe_all, debts, now=NOW)


def owe_reminders_of(database: Database, referral_id: int) -> None:
    facts = {"starts_at": NOW + timedelta(days=7)}
    debt = Debt("course_reminder", f"case{referral_id}", Channel.EMAIL, "a@example.org", facts, referral_id)
    database.write_now(owe_all, [debt], now=NOW)


def rows(database: Database) -> list[OutboxMessage]:
    return database.read_now(lambda db: list(db.execute(select(OutboxMessage).order_by(OutboxMessage.id)).scalars()))


def states(database: Database) -> Counter[str]:
    return Counter(row.state.value for row in rows(database))


def test_what_is_owed_arrives_once_and_the_case_says_so(database: Database, server: MailServer) -> None:
    referral = a_referral(database, a_world(database))
    an_offer(database, referral)
    owe_reminders(database, 3, referral_id=referral.id)

    for _ in range(3):
        send_messages(database, by_email(server), WORDS, holder="a", now=NOW)

    assert sorted(letter.to for letter in server.letters) == [f"man{n}@example.org" for n in range(3)]
    assert states(database) == {"sent": 3}
    assert [moment.event for moment in database.read_now(timeline, referral.id)] == ["message_sent"] * 3
    went, kept = server.letters[0].body.replace("\r\n", "\n"), rows(database)[0].body
    assert kept
    assert went.startswith(kept)


def test_messages_of_a_case_are_from_the_name_that_its_programme_has_and_all_others_from_the_services(
    database: Database, server: MailServer
) -> None:
    for code, name in (("43", "Ridgeway bookings"), ("16", "")):
        referral = a_referral(database, a_world(database, force_code=code, sender_name=name))
        an_offer(database, referral)
        owe_reminders_of(database, referral.id)
    owe_reminders(database, 1)
    send_messages(database, by_email(server), WORDS, holder="a", now=NOW)
    assert Counter(letter.headers["From"] for letter in server.letters) == {
        "Ridgeway bookings <bookings@example.org>": 1,
        SENDER: 2,
    }


def test_the_same_cause_owes_one_message(database: Database) -> None:
    def owe_one(db: Session) -> bool:
        facts = {"answer_by_at": NOW}
        to = "man@example.org"
        return owe(db, notice="offer_lapsed", cause="1", channel=Channel.EMAIL, address=to, facts=facts, now=NOW)

    assert [database.write_now(owe_one) for _ in range(2)] == [True, False]
    owe_reminders(database, 2)
    owe_reminders(database, 3)
    assert states(database) == {"queued": 4}


def test_a_batch_costs_a_few_statements_however_many_messages(database: Database, server: MailServer) -> None:
    referral = a_referral(database, a_world(database))
    an_offer(database, referral)
    with statements(database) as owing:
        owe_reminders(database, 100, referral_id=referral.id)
    assert len(owing) == 1

    with statements(database) as sending:
        assert send_owed(database, by_email(server), WORDS, holder="a", now=NOW) == (100, 0)

    # one asks for the hours that are safe, two whether its messages are still to be sent, three are about stopping
    assert len(sending) <= 12
    assert server.connections == 1


def test_a_pump_that_is_killed_after_carrying_loses_nothing_and_repeats_under_the_same_numbers(
    database: Database, database_url: str, server: MailServer
) -> None:
    owe_reminders(database, 5)
    command = [sys.executable, "-c", PUMP, database_url, str(server.port), NOW.isoformat(), str(NOTIFICATIONS)]
    pump = subprocess.Popen(command, preexec_fn=with_its_parent)

    def kill_at_the_third(count: int) -> None:
        if count == 3:
            os.kill(pump.pid, signal.SIGKILL)

    server.on_letter = kill_at_the_third
    assert pump.wait(timeout=60) == -signal.SIGKILL
    assert states(database) == {"sending": 5}
    assert send_messages(database, by_email(server), WORDS, holder="b", now=NOW + CLAIM / 2).done == 0

    send_messages(database, by_email(server), WORDS, holder="b", now=NOW + CLAIM)

    assert states(database) == {"sent": 5}
    numbers: dict[str, set[str]] = {}
    for letter in server.letters:
        numbers.setdefault(letter.to, set()).add(letter.message_id)
    assert [len(of_one) for of_one in numbers.values()] == [1] * 5
    assert len(server.letters) == 3 + 5


def test_two_pumps_at_once_send_each_message_once(database_url: str, server: MailServer) -> None:
    databases = [database_at(database_url) for _ in range(2)]
    owe_reminders(databases[0], 120)
    start = threading.Barrier(2)

    def pump(database: Database, holder: str) -> None:
        start.wait()
        while sum(send_owed(database, by_email(server), WORDS, holder=holder, now=NOW, batch=10)):
            pass

    threads = [threading.Thread(target=pump, args=(each, f"pump{n}")) for n, each in enumerate(databases)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Counter(letter.to for letter in server.letters) == {f"man{n}@example.org": 1 for n in range(120)}
    assert states(databases[0]) == {"sent": 120}
    holders = {row.claimed_by for row in rows(databases[0])}
    for database in databases:
        database.dispose()
    assert holders == {"pump0", "pump1"}


def test_a_claim_that_ran_out_does_not_overwrite_what_the_next_one_wrote(
    database: Database, server: MailServer
) -> None:
    """A pump that stood still for too long comes back after another has sent its message."""
    owe_reminders(database, 1)

    class Slow:
        def carry(self, messages: Sequence[Rendered]) -> list[Carried]:
            send_owed(database, by_email(server), WORDS, holder="quick", now=NOW + CLAIM)
            return [Carried(message.key, problem="gave up") for message in messages]

    send_owed(database, {Channel.EMAIL: Slow()}, WORDS, holder="slow", now=NOW)

    assert states(database) == {"sent": 1}


def test_a_server_that_is_away_is_tried_again_later_and_later(database: Database) -> None:
    owe_reminders(database, 1)
    port = a_free_port()
    carriers: dict[Channel, Carrier] = {Channel.EMAIL: SmtpCarrier("127.0.0.1", port, SENDER, timeout_seconds=3)}
    now, waits = NOW, []
    for _ in range(4):
        assert send_messages(database, carriers, WORDS, holder="a", now=now).failed == 1
        [row] = rows(database)
        waits.append((row.next_try_at - now).total_seconds())
        early = row.next_try_at - timedelta(seconds=1)
        assert send_messages(database, carriers, WORDS, holder="a", now=early) == SweepCount(0, 0)
        now = row.next_try_at

    assert waits == [30, 60, 120, 240]
    with a_mail_server(port) as server:
        send_messages(database, carriers, WORDS, holder="a", now=now)
        assert len(server.letters) == 1
    assert states(database) == {"sent": 1}


def test_a_server_that_stays_away_is_given_up_and_the_case_says_so(database: Database) -> None:
    referral = a_referral(database, a_world(database))
    an_offer(database, referral)
    owe_reminders(database, 1, referral_id=referral.id)
    carriers: dict[Channel, Carrier] = {Channel.EMAIL: SmtpCarrier("127.0.0.1", 9, SENDER, timeout_seconds=1)}
    now = NOW
    while rows(database)[0].attempts < SEND_TRIES:  # some looks fall outside the hours of messages, and are no try
        assert states(database) == {"queued": 1}
        send_owed(database, carriers, WORDS, holder="a", now=now)
        now = rows(database)[0].next_try_at

    assert states(database) == {"failed": 1}
    assert timedelta(days=7) < now - NOW < timedelta(days=21)
    assert [moment.event for moment in database.read_now(timeline, referral.id)] == ["message_failed"]
    assert send_owed(database, carriers, WORDS, holder="a", now=now + timedelta(days=1)) == (0, 0)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "EHLO"])
@pytest.mark.parametrize("answer", ["554 5.7.1 no", "550 no", "451 4.3.0 later"])
def test_a_relay_that_refuses_everything_for_an_hour_loses_nothing(
    database: Database, server: MailServer, step: str, answer: str
) -> None:
    owe_reminders(database, 6)
    server.answers[step] = answer
    for minute in range(0, 60, 5):
        send_messages(database, by_email(server), WORDS, holder="a", now=NOW + timedelta(minutes=minute))
    assert states(database) == {"queued": 6}
    assert {row.cause for row in rows(database)} <= {Cause.SERVICE_REFUSED, Cause.NOT_ACCEPTED}

    server.answers.clear()
    send_messages(database, by_email(server), WORDS, holder="a", now=NOW + timedelta(hours=3))

    assert states(database) == {"sent": 6}
    assert [(row.cause, row.problem) for row in rows(database)] == [(None, None)] * 6
    assert sorted(letter.to for letter in server.letters) == [f"man{n}@example.org" for n in range(6)]


@pytest.mark.parametrize("apart", [timedelta(0), timedelta(minutes=15)])
def test_a_relay_that_knows_no_address_any_more_is_not_believed(
    database: Database, server: MailServer, apart: timedelta
) -> None:
    server.answers["RCPT"] = "550 5.1.1 User unknown"
    facts, case = {"answer_by_at": NOW}, a_case(database)
    for number in range(4):
        debt = Debt("offer_lapsed", f"{number}", Channel.EMAIL, f"man{number}@example.org", facts, case)
        database.write_now(owe_all, [debt], now=NOW)
        if apart:
            send_owed(database, by_email(server), WORDS, holder="a", now=NOW + number * apart)
    send_owed(database, by_email(server), WORDS, holder="a", now=NOW + timedelta(minutes=46))
    assert states(database) == {"queued": 4}

    server.answers.clear()
    send_messages(database, by_email(server), WORDS, holder="a", now=NOW + timedelta(hours=3))

    assert states(database) == {"sent": 4}


def test_several_addresses_that_are_refused_while_others_are_reached_do_not_exist(
    database: Database, server: MailServer
) -> None:
    for number in range(4):
        server.answers[f"man{number}@example.org"] = "550 5.1.1 User unknown"
    owe_reminders(database, 5)

    send_owed(database, by_email(server), WORDS, holder="a", now=NOW)

    assert states(database) == {"failed": 4, "sent": 1}


def test_an_address_that_does_not_exist_fails_at_once_and_holds_up_no_other(
    database: Database, server: MailServer
) -> None:
    server.answers["man0@example.org"] = "550 no such mailbox"
    owe_reminders(database, 2)

    send_owed(database, by_email(server), WORDS, holder="a", now=NOW)

    assert [(row.state, row.problem, row.cause) for row in rows(database)] == [
        (Delivery.FAILED, "address refused: 550", Cause.ADDRESS_REFUSED),
        (Delivery.SENT, None, None),
    ]


def test_what_is_stale_is_not_sent_and_counts_as_failed_where_it_was_never_tried(
    database: Database, server: MailServer
) -> None:
    facts, case = {"answer_by_at": NOW}, a_case(database)
    late = NOW - timedelta(seconds=1)
    debts = [
        Debt("offer_lapsed", "queued", Channel.EMAIL, "man@example.org", facts, case, stale_at=NOW),
        Debt("offer_lapsed", "by hand", Channel.HAND, "", facts, case, stale_at=NOW),
        Debt(
            "offer_lapsed",
            "in time",
            Channel.EMAIL,
            "man@example.org",
            facts,
            case,
            stale_at=NOW + timedelta(minutes=1),
        ),
        Debt("offer_lapsed", "claimed", Channel.EMAIL, "man@example.org", facts, case, stale_at=NOW),
    ]
    database.write_now(owe_all, debts, now=late - CLAIM)

    def claim(db: Session) -> None:
        wanted = select(OutboxMessage).where(OutboxMessage.dedupe_key == "offer_lapsed:claimed")
        message = db.execute(wanted).scalar_one()
        message.state, message.next_try_at = Delivery.SENDING, late

    database.write_now(claim)
    send_owed(database, by_email(server), WORDS, holder="a", now=NOW)

    assert [row.state.value for row in rows(database)] == ["failed", "stale", "sent", "stale"]
    assert len(server.letters) == 1
    assert rows(database)[0].cause is Cause.SERVICE_AWAY


def test_what_was_called_off_is_not_sent(database: Database, server: MailServer) -> None:
    referral = a_referral(database, a_world(database))
    an_offer(database, referral)
    owe_reminders(database, 2, referral_id=referral.id)
    database.write_now(record, referral.id, events.PlaceCancelled, actor=WORKER, now=NOW)

    assert send_owed(database, by_email(server), WORDS, holder="a", now=NOW) == (0, 0)
    assert server.letters == []


def test_what_is_given_by_hand_is_left_to_a_person(database: Database, server: MailServer) -> None:
    facts, case = {"answer_by_at": NOW}, a_case(database)
    database.write_now(owe_all, [Debt("offer_lapsed", "1", Channel.HAND, "", facts, case)], now=NOW)

    assert send_owed(database, by_email(server), WORDS, holder="a", now=NOW) == (0, 0)
    assert states(database) == {"by_hand": 1}


def test_a_message_waits_for_its_time(database: Database, server: MailServer) -> None:
    later = NOW + timedelta(hours=2)
    debt = Debt(
        "offer_lapsed", "1", Channel.EMAIL, "man@example.org", {"answer_by_at": NOW}, a_case(database), not_before=later
    )
    database.write_now(owe_all, [debt], now=NOW)

    assert send_owed(database, by_email(server), WORDS, holder="a", now=later - timedelta(seconds=1)) == (0, 0)
    assert send_owed(database, by_email(server), WORDS, holder="a", now=later) == (1, 0)


@pytest.mark.parametrize(
    ("facts", "problem", "cause"),
    [
        ({"course_on": NOW.date(), "who": "the court"}, "gives away: court", Cause.GIVES_AWAY),
        ({"who": "us"}, "no words: UndefinedError", Cause.NO_WORDS),
    ],
)
def test_a_message_that_gives_away_or_lacks_a_fact_does_not_leave_and_waits_for_better_words(
    database: Database, server: MailServer, facts: dict[str, object], problem: str, cause: Cause
) -> None:
    referral = a_referral(database, a_world(database))
    an_offer(database, referral)
    debt = Debt("place_elsewhere_called_off", "1", Channel.EMAIL, "man@example.org", facts, referral.id)
    database.write_now(owe_all, [debt], now=NOW)
    owe_reminders(database, 1)

    send_owed(database, by_email(server), WORDS, holder="a", now=NOW)

    assert [(row.problem, row.cause) for row in rows(database)] == [(problem, cause), (None, None)]
    assert rows(database)[0].state is Delivery.QUEUED
    assert [letter.to for letter in server.letters] == ["man0@example.org"]


def test_a_template_that_is_missing_and_comes_back_loses_nothing(
    database: Database, server: MailServer, tmp_path: Path
) -> None:
    owe_reminders(database, 2)
    (tmp_path / "none").mkdir()
    send_owed(
        database,
        by_email(server),
        Words(tmp_path / "none", "http://127.0.0.1:8000", "Course bookings"),
        holder="a",
        now=NOW,
    )
    assert {(row.state, row.cause) for row in rows(database)} == {(Delivery.QUEUED, Cause.NO_WORDS)}

    send_owed(database, by_email(server), WORDS, holder="a", now=NOW + timedelta(minutes=1))

    assert states(database) == {"sent": 2}


def test_a_channel_that_nobody_carries_waits_for_a_carrier(database: Database, server: MailServer) -> None:
    debt = Debt("offer_lapsed", "1", Channel.TEXT, "07700 900123", {"answer_by_at": NOW}, a_case(database))
    database.write_now(owe_all, [debt], now=NOW)
    send_owed(database, by_email(server), WORDS, holder="a", now=NOW)
    assert [(row.state, row.cause) for row in rows(database)] == [(Delivery.QUEUED, Cause.NO_CARRIER)]

    with a_text_service() as service:
        carriers = {**by_email(server), Channel.TEXT: NotifyCarrier(NOTIFY_KEY, "template-1", service.url)}
        send_owed(database, carriers, WORDS, holder="a", now=NOW + timedelta(days=2))

        assert len(service.texts) == 1
    assert states(database) == {"sent": 1}


def test_a_text_goes_as_one_line_through_its_own_service(database: Database, server: MailServer) -> None:
    with a_text_service() as service:
        carriers = {**by_email(server), Channel.TEXT: NotifyCarrier(NOTIFY_KEY, "template-1", service.url)}
        debt = Debt("offer_lapsed", "1", Channel.TEXT, "07700 900123", {"answer_by_at": NOW}, a_case(database))
        database.write_now(owe_all, [debt], now=NOW)
        service.cuts = 1

        send_owed(database, carriers, WORDS, holder="a", now=NOW)
        send_owed(database, carriers, WORDS, holder="a", now=NOW + timedelta(minutes=1))

        assert len(service.texts) == 1
        assert "\n" not in service.texts[0]["personalisation"]["words"]
    assert states(database) == {"sent": 1}
    assert server.letters == []


@pytest.mark.parametrize(
    ("status", "state", "cause"),
    [
        ("delivered", Delivery.SENT, None),
        ("sending", Delivery.SENT, None),
        ("permanent-failure", Delivery.FAILED, Cause.ADDRESS_REFUSED),
        ("temporary-failure", Delivery.FAILED, Cause.NOT_ACCEPTED),
        ("technical-failure", Delivery.QUEUED, Cause.SERVICE_REFUSED),
    ],
)
def test_a_text_that_was_taken_and_did_not_arrive_was_not_sent(
    database: Database, status: str, state: Delivery, cause: Cause | None
) -> None:
    referral = a_referral(database, a_world(database))
    an_offer(database, referral)
    debt = Debt("offer_lapsed", "1", Channel.TEXT, "07700 900123", {"answer_by_at": NOW}, referral.id)
    database.write_now(owe_all, [debt], now=NOW)
    with a_text_service() as service:
        carriers: dict[Channel, Carrier] = {Channel.TEXT: NotifyCarrier(NOTIFY_KEY, "template-1", service.url)}
        send_owed(database, carriers, WORDS, holder="a", now=NOW)
        service.status = status
        later = NOW + timedelta(days=3)

        hear_of_messages(database, carriers, now=later)
        hear_of_messages(database, carriers, now=later)

        [row] = rows(database)
        assert (row.state, row.cause) == (state, cause)
        story = [moment.event for moment in database.read_now(timeline, referral.id)]
        assert story.count("message_failed") == (state is Delivery.FAILED)
        send_owed(database, carriers, WORDS, holder="a", now=later)
        assert len(service.texts) == (2 if state is Delivery.QUEUED else 1)


def test_a_dead_server_is_knocked_at_once_a_sweep(database: Database) -> None:
    owe_reminders(database, 250)
    carriers: dict[Channel, Carrier] = {Channel.EMAIL: SmtpCarrier("127.0.0.1", 9, SENDER, timeout_seconds=1)}

    assert send_messages(database, carriers, WORDS, holder="a", now=NOW).failed == 100

    untried = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.attempts == 0)
    assert database.read_now(lambda db: db.execute(untried).scalar_one()) == 150


def test_no_message_leaves_him_without_a_number_to_ring_and_somebody_is_told_at_once(
    database: Database, server: MailServer
) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    an_offer(database, referral)
    owe_reminders_of(database, referral.id)

    def ring(db: Session, number: str) -> None:
        db.get_one(Programme, world.programme.id).helpline = number

    database.write_now(ring, "")
    send_owed(database, by_email(server), WORDS, holder="a", now=NOW)
    held = rows(database)[0]
    assert (server.letters, held.state, held.cause) == ([], Delivery.QUEUED, Cause.NO_HELP_LINE)
    assert database.read_now(messages_to_follow_up, now=NOW, after_id=0, at_most=9) == [held.id]

    database.write_now(ring, "01632 960 001")
    send_owed(database, by_email(server), WORDS, holder="a", now=NOW + timedelta(minutes=1))
    assert "01632 960 001" in server.letters[0].body
