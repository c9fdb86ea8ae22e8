"""Email over SMTP: one connection a batch, plain text, nothing that a mail program would fetch."""

from __future__ import annotations

import re
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

from programme.notices.carriers import PATIENCE_SECONDS, Carried, Rendered
from programme.notices.discretion import give_aways

LASTING_FROM = 500
_ONE_ADDRESS = re.compile(r"[!#-'*+./0-9=?A-Z^_`a-z{|}~-]+@[0-9A-Za-z.-]+")
"""An address of plain characters: nothing that could end the line, name a second reader, or need quoting."""


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
        """Send each message on one connection. A server that cannot be reached leaves all of them to be tried again."""
        outcomes: list[Carried] = []
        begun = time.monotonic()
        try:
            with self._connection() as server:
                for message in messages:
                    if time.monotonic() - begun > self.patience_seconds:
                        break
                    outcomes.append(self._carry_one(server, message))
            problem = "mail server: too slow"
        except (OSError, smtplib.SMTPException) as fault:
            problem = f"mail server: {type(fault).__name__}"
        done = {outcome.key for outcome in outcomes}
        return [*outcomes, *(Carried(m.key, problem=problem) for m in messages if m.key not in done)]

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        with smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds) as server:
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            yield server

    def _carry_one(self, server: smtplib.SMTP, message: Rendered) -> Carried:
        try:
            server.sendmail(parseaddr(self.sender)[1], [message.address], self._email(message))
        except smtplib.SMTPRecipientsRefused as refused:
            code = max((answer[0] for answer in refused.recipients.values()), default=LASTING_FROM)  # none: no address
            return Carried(message.key, problem=f"address refused: {code}", lasting=code >= LASTING_FROM)
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPSenderRefused as refused:  # our own settings are wrong, not this message
            return Carried(message.key, problem=f"sender refused: {refused.smtp_code}")
        except smtplib.SMTPResponseException as refused:
            lasting = refused.smtp_code >= LASTING_FROM
            return Carried(message.key, problem=f"mail server answered {refused.smtp_code}", lasting=lasting)
        except OSError:
            raise
        except Exception as fault:  # an address that no letter can be addressed to, in one of its many ways
            return Carried(message.key, problem=f"not sent: {type(fault).__name__}", lasting=True)
        return Carried(message.key)

    def _email(self, message: Rendered) -> str:
        """The message as it goes over the line. The standard library's newer email classes would do the same at five
        times the cost, which shows when ten thousand reminders are due."""
        if _ONE_ADDRESS.fullmatch(message.address) is None:
            raise ValueError("not one address")  # a list of several would go to each of them
        name, sender = parseaddr(self.sender)
        email = Message()
        email.set_payload(message.body, _charset())
        email["From"] = formataddr((name, sender))
        email["To"] = message.address
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
