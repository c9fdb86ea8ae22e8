"""The rehearsal's inbox: a real SMTP server and a text-message service, and every message they were given.

Messages are kept in a file, so that they are still there after a restart.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Lock
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from programme.notices.discretion import give_aways


@dataclass(frozen=True, slots=True)
class Received:
    """One message as its reader finds it."""

    id: int
    channel: str
    address: str
    sender: str
    subject: str
    body: str
    number: str
    received_at: datetime

    @property
    def gives_away(self) -> list[str]:
        """Words in it that would give him away; empty, or the product has a fault; a name of a colleague
        may hold one in what staff are told."""
        return give_aways(f"{self.sender}\n{self.subject}\n{self.body}")


class Inbox:
    """Every message that reached the rehearsal's mail server or text service."""

    def __init__(self, file: Path | None, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = Lock()
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        self._rows = sqlite3.connect(file or ":memory:", check_same_thread=False, isolation_level=None)
        self._rows.row_factory = sqlite3.Row
        self._rows.execute("PRAGMA journal_mode=WAL")
        self._rows.execute(
            "CREATE TABLE IF NOT EXISTS received (id INTEGER PRIMARY KEY, channel TEXT, address TEXT, sender TEXT, "
            "subject TEXT, body TEXT, number TEXT, received_at TEXT)"
        )

    def keep(self, *, channel: str, address: str, sender: str, subject: str, body: str, number: str) -> int:
        """Keep a message and return its number here."""
        with self._lock:
            row = self._rows.execute(
                "INSERT INTO received (channel, address, sender, subject, body, number, received_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (channel, address, sender, subject, body, number, self._now().isoformat()),
            )
            return int(row.lastrowid or 0)

    def messages(self, address: str = "", at_most: int = 200) -> list[Received]:
        """The newest messages, to one address or to all."""
        with self._lock:
            rows = self._rows.execute(
                "SELECT id, channel, address, sender, subject, body, number, received_at FROM received "
                "WHERE ? IN ('', address) ORDER BY id DESC LIMIT ?",
                (address, at_most),
            ).fetchall()
        return [Received(**dict(row) | {"received_at": datetime.fromisoformat(row["received_at"])}) for row in rows]


class _Handler:
    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        content: Any = envelope.content
        email = message_from_bytes(content, policy=policy.default)
        assert isinstance(email, EmailMessage)
        text = email.get_body(("plain",))
        for address in envelope.rcpt_tos:
            self._inbox.keep(
                channel="email",
                address=address,
                sender=str(email["From"]),
                subject=str(email["Subject"]),
                body=text.get_content() if text else "",
                number=str(email["Message-ID"]),
            )
        return "250 Kept"


def mail_server(inbox: Inbox, host: str, port: int) -> Controller:
    """An SMTP server that keeps what it is given; `start()` and `stop()` it."""
    return Controller(_Handler(inbox), hostname=host, port=port)
