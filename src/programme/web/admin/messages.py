"""Messages that did not go: a list, by what failed, and sending them again, one, those ticked, or all that match."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.actions.send_messages_again import MessagesDue, send_messages_again
from programme.insight.undelivered_list import undelivered_page
from programme.notices.carriers import Cause
from programme.notices.words import CAUSE_WORDS, CHANNEL_WORDS, notice_words
from programme.outcomes.refusals import ToldAlready
from programme.shared.access import COORDINATOR
from programme.web.kit.visit import Visit

_PATH = "/admin/messages"


class MessagesPage(Controller):
    """`/admin/messages`."""

    path = _PATH
    opt = {"access": COORDINATOR}

    @get()
    async def show(
        self,
        visit: NamedDependency[Visit],
        cause: FromQuery[str] = "",
        after: FromQuery[int] = 0,
        due: FromQuery[str] = "",
        left: FromQuery[str] = "",
    ) -> Response[Any]:
        """The messages that did not go. `due` and `left` are what became of those that were sent again just now."""
        wanted = _cause(cause)
        page = await visit.look(
            undelivered_page, visit.the_actor, wanted, after=max(after, 0), subjects=lambda found: found.references
        )
        return visit.page(
            "admin/messages.html",
            title="Messages that did not go",
            page=page,
            wanted=wanted,
            done=_done(due, left),
            next_href=_address(wanted, after=page.after) if page.after else None,
            cause_words=CAUSE_WORDS,
            channel_words=CHANNEL_WORDS,
            notice_words=notice_words,
        )

    @post("/again", status_code=200)
    async def again(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Send again: one (`only`), those that were ticked (`message`), or all that match (`all`)."""
        sent = await visit.form()
        wanted, only = _cause(sent.get("cause")), sent.get("only")
        chosen = None if sent.get("all") else {_number(one) for one in ([only] if only else sent.getall("message"))}
        if chosen == set():
            return visit.to(_address(wanted, due="none"))
        try:
            done: MessagesDue = await visit.write(send_messages_again, message_ids=chosen, cause=wanted)
        except ToldAlready:
            done = MessagesDue(0, 0)
        return visit.to(_address(wanted, due=done.due, left=done.left or None))


def _cause(text: str) -> Cause | None:
    return Cause(text) if text in set(Cause) else None


def _address(cause: Cause | None, **asked: int | str | None) -> str:
    given = {"cause": cause.value if cause else None, **asked}
    query = urlencode({name: value for name, value in given.items() if value is not None})
    return f"{_PATH}?{query}" if query else _PATH


def _number(text: object) -> int:
    written = text if isinstance(text, str) else ""
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 15 else 0


def _done(due: str, left: str) -> str:
    """The fate of those that were sent again just now."""
    if due == "none":
        return "Nothing was ticked. Tick what is to be sent again"
    if not due.isascii() or not due.isdigit():
        return ""
    if due == "0":
        return "Nothing is sent again: it went, or somebody saw to it, since you opened the list"
    words = "1 message is" if due == "1" else f"{due} messages are"
    more = f" {left} more match: send them again too." if left.isascii() and left.isdigit() else ""
    return f"{words} due now and will be tried within a minute.{more} What fails again comes back to this list"
