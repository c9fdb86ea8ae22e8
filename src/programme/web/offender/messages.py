"""The messages that were sent to him: when, how, where to, what became of it, and its words."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.insight.own_messages import OwnMessage, own_messages
from programme.insight.words import WHAT_BECAME_OF_IT
from programme.notices.models import Channel
from programme.shared.access import OFFENDER
from programme.web.kit.visit import Visit


class MessagesPage(Controller):
    """`/my-booking/messages`."""

    path = "/my-booking/messages"
    opt = {"access": OFFENDER}

    @get()
    async def show(self, visit: NamedDependency[Visit], before: FromQuery[str] = "") -> Response[Any]:
        """The newest, or those before one; the newest as well where the address names none."""
        key = int(before) if before.isdecimal() else None
        found = await visit.look(
            own_messages, visit.the_actor.referral_id, before=key, subjects=lambda found: [found.reference]
        )
        return visit.page(
            "offender/messages.html",
            title="Your booking",
            found=found,
            said=[(message, how(message), fate(message)) for message in found.messages],
            is_newest=key is None,
            help_line=found.help_line,
        )


def how(message: OwnMessage) -> str:
    """The way it went, and where to."""
    if message.channel is Channel.HAND:
        return "Told to you by somebody"
    return f"{'Email' if message.channel is Channel.EMAIL else 'Text message'} to {message.masked}"


def fate(message: OwnMessage) -> str:
    """Its end, in words."""
    if message.channel is Channel.HAND and message.sent_at:
        return "Somebody wrote down that you were told"
    return WHAT_BECAME_OF_IT[message.state]
