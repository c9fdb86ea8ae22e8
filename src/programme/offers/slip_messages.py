"""The messages that he will get, on his slip in their own words: made of the templates that send them.

Nobody trusts a message with a link whose sender he has not been shown; printed before it comes, it is no surprise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from programme.notices.models import Channel
from programme.notices.rendering import Sender, Words

_UNANSWERED = (("offer_made", "Now"),)
_WAY = (
    ("offer_accepted", "After a yes"),
    ("place_booked", "When you have chosen a date"),
    ("course_reminder", "Before the day"),
)


@dataclass(frozen=True, slots=True)
class SlipMessage:
    """One of them: when it comes, and its words, a paragraph each; of an email with its subject first."""

    when: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlipMessages:
    """How he is reached, the sender as it stands in the message, and the messages; none where none is safe."""

    channel: Channel
    sender: str
    messages: tuple[SlipMessage, ...]


def messages_to_come(
    words: Words,
    channel: Channel,
    *,
    sender: Sender,
    email_from: str,
    text_from: str,
    answer_by_at: datetime,
    answered: bool,
    goes_elsewhere: bool,
) -> SlipMessages:
    """Those up to the day of the course. Who goes elsewhere gets those of the other organisation."""
    if channel not in (Channel.EMAIL, Channel.TEXT):
        return SlipMessages(channel, "", ())
    way = () if goes_elsewhere else _WAY
    facts = {"answer_by_at": answer_by_at.isoformat()}
    return SlipMessages(
        channel,
        email_from if channel is Channel.EMAIL else text_from,
        tuple(
            SlipMessage(when, _paragraphs(*words.sample(notice, channel, facts, sender=sender)))
            for notice, when in (() if answered else _UNANSWERED) + way
        ),
    )


def _paragraphs(subject: str, body: str) -> tuple[str, ...]:
    parts = (" ".join(part.split()) for part in body.split("\n\n"))
    return tuple(part for part in (subject, *parts) if part)
