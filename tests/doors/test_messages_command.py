"""`programme messages`: what waits or failed, by reason and without a person in it; and sending it now."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from programme.jobs.outbox import send_owed
from programme.notices.carriers import Carried, Cause
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.notices.outbox import Debt, owe_all
from programme.notices.rendering import Words
from programme.notices.sending import SEND_TRIES
from programme.notices.undelivered import hold_nothing_back
from programme.storage.database import Database
from tests.support.builders import NOW, a_referral, a_world, add

WORDS = Words(Path(__file__).resolve().parents[2] / "notifications", "http://127.0.0.1:8000", "Course bookings")


def programme(database_url: str, *words: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "PROGRAMME_DATABASE_URL": database_url, "PROGRAMME_ENVIRONMENT": "test"}
    command = [sys.executable, "-m", "programme", *words]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False)


def a_message(database: Database, number: int, **facts: Any) -> OutboxMessage:
    filled: dict[str, Any] = {
        "dedupe_key": f"offer_lapsed:{number}",
        "notice": "offer_lapsed",
        "channel": Channel.EMAIL,
        "address": f"man{number}@example.org",
        "facts": {"answer_by_at": NOW.isoformat()},
        "queued_at": NOW,
        "next_try_at": NOW + timedelta(hours=6),
        "attempts": 5,
    }
    return add(database, OutboxMessage(**{**filled, **facts}))


def some_of_each(database: Database) -> None:
    held = {"state": Delivery.QUEUED, "cause": Cause.SERVICE_REFUSED, "problem": "mail server answered 554"}
    a_message(database, 1, **held)
    a_message(database, 2, **held)
    a_message(database, 3, state=Delivery.QUEUED, cause=Cause.NO_CARRIER, problem="no carrier")
    a_message(database, 4, state=Delivery.FAILED, cause=Cause.ADDRESS_REFUSED, problem="550", attempts=1)
    a_message(database, 5, state=Delivery.FAILED, cause=Cause.SERVICE_AWAY, problem="x", attempts=SEND_TRIES)
    a_message(database, 6, state=Delivery.FAILED, cause=Cause.SERVICE_REFUSED, problem="554", attempts=1)
    a_message(database, 7, state=Delivery.QUEUED, attempts=0)
    a_message(database, 8, state=Delivery.BY_HAND, attempts=0, channel=Channel.HAND, address="")
    a_message(database, 9, state=Delivery.SENT)


def due_now(database: Database, now: datetime) -> list[str]:
    wanted = select(OutboxMessage.dedupe_key).where(
        OutboxMessage.state == Delivery.QUEUED, OutboxMessage.next_try_at <= now
    )
    return [key.split(":")[1] for key in database.read_now(lambda db: db.execute(wanted).scalars().all())]


@pytest.mark.parametrize(
    "words", [("messages",), ("messages", "status"), ("messages", "retry"), ("messages", "--help")]
)
def test_on_an_empty_database_it_says_so_and_is_content(database_url: str, words: tuple[str, ...]) -> None:
    ended = programme(database_url, *words)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout


def test_retry_makes_due_what_a_fault_of_ours_held_back_and_names_nobody(database: Database, database_url: str) -> None:
    some_of_each(database)

    ended = programme(database_url, "messages", "retry")

    assert ended.returncode == 0, ended.stderr
    assert "3  service_refused" in ended.stdout
    assert "1  no_carrier" in ended.stdout
    assert "4 messages due now." in ended.stdout
    assert "@" not in ended.stdout
    assert sorted(due_now(database, datetime.now(NOW.tzinfo))) == ["1", "2", "3", "6"]


def test_retry_all_takes_what_was_given_up_too_and_never_what_an_address_refused(
    database: Database, database_url: str
) -> None:
    some_of_each(database)

    ended = programme(database_url, "messages", "retry", "--all")

    assert "5 messages due now." in ended.stdout
    assert sorted(due_now(database, datetime.now(NOW.tzinfo))) == ["1", "2", "3", "5", "6"]


def test_status_counts_by_reason_and_names_nobody(database: Database, database_url: str) -> None:
    some_of_each(database)

    said = programme(database_url, "messages").stdout

    for words in (
        "1  on the way",
        "2  held back by a fault of ours",
        "1  to be told by hand",
        "1  failed",
        "service_refused",
        "no_carrier",
        "address_refused",
    ):
        assert words in said
    assert "@" not in said


def test_what_was_given_up_is_tried_for_all_its_days_again(database: Database) -> None:
    case = a_referral(database, a_world(database))  # whose programme has the number that he can ring
    given_up: dict[str, Any] = {"state": Delivery.FAILED, "cause": Cause.SERVICE_AWAY, "attempts": SEND_TRIES}
    a_message(database, 5, referral_id=case.id, problem="x", **given_up)
    database.write_now(hold_nothing_back, now=NOW, given_up_too=True)

    class Away:
        def carry(self, messages: Any) -> list[Carried]:
            assert messages[0].again
            return [Carried(message.key, "away") for message in messages]

    send_owed(database, {Channel.EMAIL: Away()}, WORDS, holder="a", now=NOW)

    row = database.read_now(lambda db: db.execute(select(OutboxMessage)).scalar_one())
    assert (row.state, row.cause) == (Delivery.QUEUED, Cause.SERVICE_AWAY)
    assert row.next_try_at <= NOW + timedelta(minutes=2)


def test_a_message_nobody_tried_is_not_made_due(database: Database) -> None:
    debt = Debt("offer_lapsed", "1", Channel.EMAIL, "man@example.org", {}, not_before=NOW + timedelta(days=1))
    database.write_now(owe_all, [debt], now=NOW)

    assert database.write_now(hold_nothing_back, now=NOW, given_up_too=True) == {}
    assert due_now(database, NOW) == []
