"""Messages with a link, as they reach whoever they are for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from programme.jobs.outbox import send_messages
from programme.notices.carriers import Carried, Rendered
from programme.notices.models import Channel
from programme.notices.rendering import Words
from programme.storage.database import Database
from tests.support.source import ROOT

PUBLIC_URL = "http://127.0.0.1:8000"
WORDS = Words(ROOT / "notifications", PUBLIC_URL, "Course bookings")


@dataclass
class Postman:
    """A carrier that remembers. While it has a `problem`, nothing goes."""

    letters: list[Rendered] = field(default_factory=list)
    problem: str | None = None

    def carry(self, messages: Sequence[Rendered]) -> list[Carried]:
        """Take them, or none of them."""
        if self.problem is None:
            self.letters.extend(messages)
        return [Carried(message.key, self.problem) for message in messages]


def post(database: Database, postman: Postman, *, now: datetime) -> None:
    """Send what is owed."""
    send_messages(database, {Channel.EMAIL: postman}, WORDS, holder="a worker", now=now)


def link_to(database: Database, address: str, *, now: datetime) -> str:
    """Send what is owed, and the path of the newest link that went to this address."""
    postman = Postman()
    post(database, postman, now=now)
    bodies = [letter.body for letter in postman.letters if letter.address == address]
    return path_in(bodies[-1])


def path_in(body: str) -> str:
    """The path of the link in a message."""
    found = re.search(rf"{PUBLIC_URL}(/new-password/\S+)", body)
    assert found is not None, body
    return found[1]
