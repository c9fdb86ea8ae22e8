"""The product's reminder sweep, as the worker runs it: owe what is due, then send what is owed."""

from __future__ import annotations

import os
import sys

from programme.actions.remind_of_courses import remind_of_courses
from programme.integrations.clock import SystemClock
from programme.integrations.email import SmtpCarrier
from programme.jobs.outbox import send_messages
from programme.notices.models import Channel
from programme.notices.rendering import Words
from programme.opening import database_at
from programme.settings import HOME
from programme.shared.actor import WORKER


def main(url: str, mail_port: int) -> None:
    """Owe and send every reminder that is due at ten tomorrow morning of the seeded course."""
    database = database_at(url, threads=2)
    now = SystemClock().now()
    owed = 0
    while count := database.write_now(remind_of_courses, actor=WORKER, now=now, batch=500):
        owed += count
    carrier = SmtpCarrier(host="127.0.0.1", port=mail_port, sender="Course bookings <bookings@example.org>")
    words = Words(HOME / "notifications", "https://bookings.example.org")
    sent = send_messages(database, {Channel.EMAIL: carrier}, words, holder=str(os.getpid()), now=now)
    database.dispose()
    print(owed, sent.done, sent.failed)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
