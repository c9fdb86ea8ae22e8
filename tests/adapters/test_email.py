"""Email over a real SMTP connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from programme.integrations.email import SmtpCarrier
from programme.notices.carriers import Cause, Rendered
from tests.support.mail import MailServer, a_free_port, a_mail_server

SENDER = "Course bookings <bookings@example.org>"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with a_mail_server() as running:
        yield running


def a_carrier(port: int, patience_seconds: float = 60, timeout_seconds: float = 30) -> SmtpCarrier:
    return SmtpCarrier("127.0.0.1", port, SENDER, timeout_seconds=timeout_seconds, patience_seconds=patience_seconds)


def a_message(number: int = 1, address: str = "man@example.org") -> Rendered:
    return Rendered(f"cause:{number}", address, "Your appointment", "Hello,\n\nUntil £95 – soon.\n")


def test_a_message_arrives_as_plain_text_that_fetches_nothing(server: MailServer) -> None:
    [outcome] = a_carrier(server.port).carry([a_message()])

    assert outcome.problem is None
    [letter] = server.letters
    assert (letter.to, letter.subject, letter.body) == (
        "man@example.org",
        "Your appointment",
        "Hello,\r\n\r\nUntil £95 – soon.\r\n",
    )
    assert letter.headers["Content-Type"].startswith("text/plain")
    assert letter.headers["From"] == SENDER
    assert letter.headers["Auto-Submitted"] == "auto-generated"


def test_a_subject_of_other_letters_and_of_several_lines_stays_one_line(server: MailServer) -> None:
    letter = Rendered("cause", "man@example.org", "Überweisung of £95\nBcc: other@example.org " + "word " * 30, "x\n")

    a_carrier(server.port).carry([letter])

    assert server.letters[0].subject.startswith("Überweisung of £95 Bcc: other@example.org word")
    assert "Bcc" not in server.letters[0].headers


def test_a_line_that_begins_with_a_full_stop_arrives_whole(server: MailServer) -> None:
    a_carrier(server.port).carry([Rendered("cause", "o'hara+x@example.org", "x", ".\n..\n" + "long " * 300 + "\n")])

    assert server.letters[0].body.split() == [".", "..", *["long"] * 300]
    assert server.letters[0].to == "o'hara+x@example.org"


def test_a_repeat_carries_the_same_number_and_another_message_another(server: MailServer) -> None:
    carrier = a_carrier(server.port)

    carrier.carry([a_message(1), a_message(2)])
    carrier.carry([a_message(1)])

    first, second, again = (letter.message_id for letter in server.letters)
    assert first == again != second
    assert "cause" not in first


def test_a_batch_goes_over_one_connection(server: MailServer) -> None:
    # Thirty answers are waited for: on a busy machine one of them may take longer than the others wait for none.
    carrier = a_carrier(server.port)
    outcomes = carrier.carry([a_message(number) for number in range(30)])

    assert [outcome.problem for outcome in outcomes] == [None] * 30
    assert len(server.letters) == 30
    assert server.connections == 1


def test_an_address_that_does_not_exist_is_not_tried_again_and_stops_no_other(server: MailServer) -> None:
    server.answers["gone@example.org"] = "550 no such mailbox"
    server.answers["full@example.org"] = "452 mailbox full"

    outcomes = a_carrier(server.port).carry(
        [a_message(1, "gone@example.org"), a_message(2, "full@example.org"), a_message(3)]
    )

    assert [(o.problem, o.lasting) for o in outcomes] == [
        ("address refused: 550", True),
        ("address refused: 452", False),
        (None, False),
    ]


@pytest.mark.parametrize(
    "address", ["two\nlines@example.org", "", "<>", "a@b@c, d", "a@example.org, b@example.org", "a@b\r\nBcc: c@d"]
)
def test_what_is_no_address_is_told_and_stops_no_other(server: MailServer, address: str) -> None:
    outcomes = a_carrier(server.port).carry([a_message(1, address), a_message(2)])

    assert outcomes[0].lasting
    assert outcomes[1].problem is None


@pytest.mark.parametrize("code", ["421", "450", "500", "550", "550 5.1.1", "552 5.3.4", "554", "554 5.7.1", "571"])
@pytest.mark.parametrize("step", ["MAIL", "DATA", "EHLO"])
def test_what_a_server_says_before_or_after_it_heard_the_address_is_never_the_addresss_fault(
    server: MailServer, step: str, code: str
) -> None:
    server.answers[step] = f"{code} no"

    outcomes = a_carrier(server.port).carry([a_message(1), a_message(2)])

    assert all(one.problem and one.cause.is_ours for one in outcomes)
    server.answers.clear()
    assert [one.problem for one in a_carrier(server.port).carry([a_message(1), a_message(2)])] == [None, None]


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.1 <man@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
        "554 5.1.1 no",
        "550 5.1.2 bad domain",
        "501 5.1.3 bad syntax",
        "551 5.1.6 moved",
        "556 5.1.10 null MX",
        "550-5.1.1 The email account that you tried to reach does not exist.\n550 5.1.1 Please try",
        "550 no such mailbox",
        "550 No such user here",
        "550 User unknown",
        "550 5.1.0 Address does not exist",
        "553 mailbox not found",
        "550 Requested action not taken: mailbox man@example.org does not exist",
    ],
)
def test_an_answer_that_says_there_is_no_such_address_is_the_addresss_fault(server: MailServer, answer: str) -> None:
    server.answers["RCPT"] = answer

    [outcome] = a_carrier(server.port).carry([a_message()])

    assert outcome.cause is Cause.ADDRESS_REFUSED
    assert outcome.lasting
    assert "man@" not in str(outcome.problem)


@pytest.mark.parametrize(
    "answer",
    [
        "554 no",
        "554 5.7.1 Relay access denied",
        "550 5.7.1 Unable to relay",
        "550 5.7.1 User unknown",
        "550 5.7.606 Access denied, banned sending IP",
        "550 relaying denied",
        "550 Sender address does not exist",
        "550 5.1.0 Sender mailbox unknown",
        "550 blocked: see our policy for unknown senders",
        "552 5.2.2 Mailbox full",
        "550 5.2.1 The user is receiving mail too quickly",
        "550 5.4.1 Recipient address rejected: Access denied",
        "550 5.1.7 Sender address has bad syntax",
        "553 5.1.8 Sender domain does not exist",
        "530 5.7.0 Must issue a STARTTLS command first",
        "535 5.7.8 Authentication required",
        "452 4.2.2 full",
        "451 4.7.1 Greylisted",
        "450 4.1.1 user unknown, try later",
        "421 4.7.0 go away",
        "550",
    ],
)
def test_any_other_answer_to_an_address_may_be_our_fault_and_is_tried_again(server: MailServer, answer: str) -> None:
    server.answers["RCPT"] = answer

    outcomes = a_carrier(server.port).carry([a_message(1), a_message(2)])

    assert all(one.problem and one.cause.is_ours and not one.lasting for one in outcomes)


@pytest.mark.parametrize("settings", [{"starttls": True}, {"user": "us", "password": "wrong"}])
def test_a_server_that_takes_neither_our_password_nor_our_encryption_leaves_everything_waiting(
    server: MailServer, settings: dict[str, Any]
) -> None:
    [outcome] = SmtpCarrier("127.0.0.1", server.port, SENDER, **settings).carry([a_message()])

    assert outcome.problem
    assert outcome.cause.is_ours


def test_a_server_that_is_away_leaves_everything_to_be_tried_again() -> None:
    outcomes = a_carrier(a_free_port()).carry([a_message(1), a_message(2)])

    assert [(o.problem, o.lasting) for o in outcomes] == [("mail server: ConnectionRefusedError", False)] * 2


def test_a_slow_server_gets_a_part_and_the_rest_is_tried_again(server: MailServer) -> None:
    outcomes = a_carrier(server.port, patience_seconds=-1).carry([a_message(1), a_message(2)])

    assert [(o.problem, o.lasting) for o in outcomes] == [("mail server: too slow", False)] * 2
    assert server.letters == []


def test_a_server_that_hangs_up_on_one_message_gets_the_others_on_a_new_connection(server: MailServer) -> None:
    server.answers["data:second@example.org"] = "421 closing"

    outcomes = a_carrier(server.port).carry([a_message(1), a_message(2, "second@example.org"), a_message(3)])

    assert [one.problem for one in outcomes] == [None, "mail server answered 421", None]
    assert not outcomes[1].lasting
    assert server.connections == 2


def test_a_server_that_hangs_up_on_everything_is_left_alone_after_a_few_times(server: MailServer) -> None:
    server.answers["DATA"] = "421 closing"

    outcomes = a_carrier(server.port).carry([a_message(number) for number in range(10)])

    assert all(one.problem and one.cause.is_ours for one in outcomes)
    assert len(outcomes) == 10
    assert server.connections == 3


def test_a_sender_that_gives_people_away_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="police"):
        SmtpCarrier("127.0.0.1", 25, "Police bookings <bookings@example.org>")
