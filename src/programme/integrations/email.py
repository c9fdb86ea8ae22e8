"""Email over SMTP: one connection a batch, plain text, nothing that a mail program would fetch."""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.utils import formataddr, formatdate, parseaddr

from programme.integrations.smtp_answers import RelayAnswer, cause_of_fault, cause_of_refusal
from programme.notices.carriers import PATIENCE_SECONDS, Carried, Cause, Rendered
from programme.notices.discretion import give_aways
from programme.people.contact import read_email

CONNECTIONS = 3
"""How often a batch connects: a server that hangs up on one message must not keep the others from going."""


@dataclass(frozen=True, slots=True)
class SmtpCarrier:
    """Carries email through one SMTP server. Raises ValueError for a sender that would give people away."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    starttls: bool = False
    timeout_seconds: float = 10.0
    patience_seconds: float = PATIENCE_SECONDS

    def __post_init__(self) -> None:
        if found := give_aways(self.sender):
            raise ValueError(f"the sender of messages gives people away: {', '.join(found)}")

    def carry(self, messages: Sequence[Rendered]) -> list[Carried]:
        """Send the messages on one connection, or on a few where the server hangs up. A message it does not come to is
        left to be tried again."""
        outcomes: list[Carried] = []
        until = time.monotonic() + self.patience_seconds
        problem, cause = "mail server: too slow", Cause.SERVICE_AWAY
        for _ in range(CONNECTIONS):
            try:
                with self._connection() as server:
                    for message in messages[len(outcomes) :]:
                        if server.sock is None or time.monotonic() > until:
                            break
                        outcomes.append(self._carry_one(server, message))
            except (OSError, smtplib.SMTPException) as fault:
                problem, cause = f"mail server: {type(fault).__name__}", cause_of_fault(fault)
                break
            if len(outcomes) == len(messages) or time.monotonic() > until:
                break
        return [*outcomes, *(Carried(m.key, problem, cause) for m in messages[len(outcomes) :])]

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        with smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds) as server:
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            yield server

    def _carry_one(self, server: smtplib.SMTP, message: Rendered) -> Carried:
        address = read_email(message.address)
        if address is None:  # kept from before such addresses were refused where they are typed
            return Carried(message.key, "not an address", Cause.NOT_AN_ADDRESS)
        try:
            server.sendmail(parseaddr(self.sender)[1], [address], self._email(message, address))
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = max(refused.recipients.values(), default=(500, b""))
            answer = RelayAnswer.read(code, words)
            return Carried(message.key, f"address refused: {answer}", cause_of_refusal(answer))
        except smtplib.SMTPSenderRefused as refused:
            answer = RelayAnswer.read(refused.smtp_code, refused.smtp_error)
            return Carried(message.key, f"sender refused: {answer}", Cause.SERVICE_REFUSED)
        except smtplib.SMTPResponseException as refused:
            answer = RelayAnswer.read(refused.smtp_code, refused.smtp_error)
            return Carried(message.key, f"mail server answered {answer}", Cause.SERVICE_REFUSED)
        except OSError as fault:  # it hung up, or did not answer in time
            return Carried(message.key, f"mail server: {type(fault).__name__}", cause_of_fault(fault))
        except Exception as fault:
            return Carried(message.key, f"not sent: {type(fault).__name__}", Cause.NO_WORDS)
        return Carried(message.key)

    def _email(self, message: Rendered, address: str) -> str:
        """The message as it goes over the line. The standard library's newer email classes would do the same at five
        times the cost, which shows when ten thousand reminders are due."""
        own_name, sender = parseaddr(self.sender)
        name = message.sender_name or own_name
        email = Message()
        email.set_payload(message.body, _charset())
        email["From"] = formataddr((name, sender))
        email["To"] = address
        subject = " ".join(message.subject.split())
        email["Subject"] = subject if subject.isascii() else Header(subject, "utf-8").encode()
        email["Date"] = formatdate(localtime=False)
        # the same on every try, so that a repeat after a crash can be told by its number
        email["Message-ID"] = f"<{message.number}@{sender.partition('@')[2]}>"
        email["Auto-Submitted"] = "auto-generated"
        return email.as_string()


def _charset() -> Charset:
    """UTF-8 as quoted-printable, which every server on the way can carry and a person can read in its source."""
    charset = Charset("utf-8")
    charset.body_encoding = QP
    return charset
