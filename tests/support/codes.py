"""A code that was sent to a number or an address, as it reaches whoever holds it."""

from __future__ import annotations

import re
from datetime import datetime

from programme.jobs.outbox import send_messages
from programme.notices.models import Channel
from programme.storage.database import Database
from tests.support.links import WORDS, Postman


def code_that_came(database: Database, address: str, *, now: datetime) -> str:
    """Send what is owed, and the code in the newest message that went to this address."""
    postman = Postman()
    send_messages(database, {Channel.EMAIL: postman, Channel.TEXT: postman}, WORDS, holder="a worker", now=now)
    bodies = [letter.body for letter in postman.letters if letter.address == address]
    found = re.search(r"Your code is (\d{6})\.", bodies[-1])
    assert found is not None, bodies
    return found[1]
