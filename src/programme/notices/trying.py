"""A test message, sent at once and by itself: whoever presses the button sees what the mail server says."""

from __future__ import annotations

from programme.notices.carriers import Carrier, Rendered
from programme.notices.words import CAUSE_WORDS
from programme.shared.references import new_secret

TEST_SUBJECT = "Test message"
TEST_BODY = (
    "This is a test message from the booking service. You asked for it on the page Set up.\n\n"
    "It shows that messages reach you. There is nothing to do.\n"
)


def try_mail(carrier: Carrier, address: str) -> str:
    """Send it to this address; what went wrong, in plain words and as whoever runs the service looks for it, without
    the address; or nothing. Blocks for some seconds at most."""
    message = Rendered(key=f"test:{new_secret()}", address=address, subject=TEST_SUBJECT, body=TEST_BODY)
    carried = carrier.carry([message])[0]
    return f"{CAUSE_WORDS[carried.cause].removesuffix('.')} ({carried.problem})" if carried.problem else ""
