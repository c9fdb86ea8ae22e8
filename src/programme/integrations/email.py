"""Email over SMTP: one connection a batch, plain text, nothing that a mail program would fetch."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, parseaddr

from programme.notices.carriers import Carried, Rendered

LASTING_FROM = 500


@dataclass(frozen=True, slots=True)
class SmtpCarrier:
    """Carries email through one SMTP server."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    starttls: bool = False
    timeout_seconds: float = 10.0

    def carry(self, messages: Sequence[Rendered]) -> list[Carried]:
        """Send each message on one connection. A server that cannot be reached leaves all of them to be tried again."""
        outcomes: list[Carried] = []
        try:
            with smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds) as server:
                if self.starttls:
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                outcomes.extend(self._carry_one(server, message) for message in messages)
        except (OSError, smtplib.SMTPException) as fault:
            problem = f"mail server: {type(fault).__name__}"
            done = {outcome.key for outcome in outcomes}
            outcomes.extend(Carried(m.key, problem=problem) for m in messages if m.key not in done)
        return outcomes

    def _carry_one(self, server: smtplib.SMTP, message: Rendered) -> Carried:
        try:
            server.send_message(self._email(message))
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            return Carried(message.key, problem=f"address refused: {code}", lasting=code >= LASTING_FROM)
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPResponseException as refused:
            lasting = refused.smtp_code >= LASTING_FROM
            return Carried(message.key, problem=f"mail server answered {refused.smtp_code}", lasting=lasting)
        except (smtplib.SMTPException, ValueError) as fault:
            return Carried(message.key, problem=f"not sent: {type(fault).__name__}", lasting=True)
        return Carried(message.key)

    def _email(self, message: Rendered) -> EmailMessage:
        domain = parseaddr(self.sender)[1].partition("@")[2]
        email = EmailMessage()
        email["From"] = self.sender
        email["To"] = message.address
        email["Subject"] = message.subject
        email["Date"] = formatdate(localtime=False)
        # the same on every try, so that a repeat after a crash can be told by its number
        email["Message-ID"] = f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@{domain}>"
        email["Auto-Submitted"] = "auto-generated"
        email.set_content(message.body)
        return email
