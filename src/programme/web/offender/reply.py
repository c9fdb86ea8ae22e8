"""His answer: yes, advice first, or no, in one form with three buttons of one size; and the meaning of a no before it
is said."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from litestar import Response

from programme.actions.accept_offer import accept_offer
from programme.actions.ask_for_advice import ask_for_advice
from programme.actions.decline_offer import decline_offer
from programme.insight.own_case import OwnCase
from programme.insight.own_deeds import why_not_for_him
from programme.insight.own_money import money_after_a_no
from programme.offers.refusals import AnsweredAlready, WordsChanged
from programme.offers.told.conditions import When
from programme.offers.told.shapes import SUMMARY
from programme.referrals.deeds import OwnDeed
from programme.shared.access import OFFENDER
from programme.shared.dates import london_date
from programme.shared.refusal import Refusal
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData, HiddenField, PageForm, TickField, add_error, said_of
from programme.web.kit.keeping_forms import KEPT
from programme.web.kit.visit import LedElsewhere, Visit
from programme.web.offender.dates import DATES
from programme.web.offender.own_case import look_at_own_case
from programme.web.offender.reading import END, IN_SHORT, READ, REPLY, at, screens_opened

_YES, _ADVICE, _NO = "yes", "advice", "no"


class OwnAnswer(PageForm):
    """An answer, with the version of the words he was shown, and the mark of how they stood."""

    words_version = HiddenField("Version", longest=20)
    shown = HiddenField("What was shown", longest=20)


class Reply(OwnAnswer):
    """The button that he pressed; for a yes, that he understood."""

    understood = TickField(
        "I have read this or had it read to me. I understand it, and I had the chance to take advice."
    )
    answer = HiddenField("Answer", longest=10)

    def check(self) -> None:
        """A yes counts of who says that he understood."""
        if self.answer.data not in (_YES, _ADVICE):
            add_error(self, "understood", "Choose your answer")
        elif self.answer.data == _YES and not self.understood.data:
            add_error(self, "understood", "Tick the box to say that you have read this and understand it")


F = TypeVar("F", bound=OwnAnswer)


async def _shown_before(visit: Visit, case: OwnCase, shown: str) -> list[str]:
    """The keys of what he opened of the words with the mark `shown`. Nobody answers to words that he was not shown, at
    least in short: then he is led to them. Raises WordsChanged where he came from no page, or one with other words."""
    if shown != case.telling(london_date(visit.now)).mark:
        raise WordsChanged()
    screens = await screens_opened(visit, case, shown)
    if SUMMARY not in screens:
        raise LedElsewhere(READ)
    return screens


class _AnswerPage(FormPage[OwnCase, F]):
    """An answer to the words of his offer; to other ones it is refused, and he is asked to read again."""

    opt = {"access": OFFENDER}
    title = "Your booking"

    async def look(self, visit: Visit) -> OwnCase:
        """His case, as long as there is something to answer."""
        case = await look_at_own_case(visit)
        refused = why_not_for_him(self.deed, case, visit.now)
        if isinstance(refused, AnsweredAlready):
            raise LedElsewhere("/my-booking")
        if refused is not None:
            raise refused
        if KEPT not in visit.request.query_params:
            try:
                await _shown_before(visit, case, visit.request.query_params.get("shown", ""))
            except WordsChanged as changed:
                raise LedElsewhere(READ) from changed
        return case

    deed: OwnDeed

    def fill(self, visit: Visit, found: OwnCase | None, sent: FormData | None) -> F:
        """Where the page is shown, with the version of the words that he reads, and the mark of the page which he came
        from. Sent to other words than stand now, or kept no longer, it has none: he has to read them first."""
        form = super().fill(visit, found, sent)
        if found is not None:
            came_from = form.shown.data if sent is not None else visit.request.query_params.get("shown", "")
            read = _is_of_now(visit, found, came_from or "", form.words_version.data if sent is not None else None)
            form.words_version.data = form.words_version.typed = found.words_version
            form.shown.data = form.shown.typed = came_from if read else ""
        return form

    def context(self, visit: Visit, found: OwnCase, form: F) -> dict[str, Any]:
        told = found.telling(london_date(visit.now))
        return {
            "case": found,
            "words": told.told,
            "little_time": When.LITTLE_TIME in told.holds,
            "help_line": found.help_line,
            "read_again": IN_SHORT,
        }

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return said_of(refusal) if isinstance(refusal, WordsChanged) else None

    def leads_to(self, visit: Visit, form: F, done: Any) -> str:
        return "/my-booking"


class ReplyPage(_AnswerPage[Reply]):
    """`/my-booking/reply`."""

    path = REPLY
    form, template = Reply, "offender/reply.html"
    deed = OwnDeed.ACCEPT_OFFER

    def fill(self, visit: Visit, found: OwnCase | None, sent: FormData | None) -> Reply:
        """Who read other words has not read these."""
        form = super().fill(visit, found, sent)
        if found is not None and not form.shown.data:
            form.understood.data = False
        return form

    async def take(self, visit: Visit) -> Response[Any]:
        """The answer recorded. A no leads to what it means, where it is said."""
        sent = await visit.form()
        return visit.to(at(END, str(sent.get("shown", "")))) if sent.get("answer") == _NO else await super().take(visit)

    async def act(self, visit: Visit, form: Reply) -> Callable[..., Any]:
        """Record it to the words that he was shown, with which of them he opened."""
        step = accept_offer if form.answer.data == _YES else ask_for_advice
        screens = await _shown_before(visit, await look_at_own_case(visit), form.shown.data or "")
        return partial(step, words_version=form.words_version.data, shown=form.shown.data, screens=screens)

    def leads_to(self, visit: Visit, form: Reply, done: Any) -> str:
        """A yes leads to the dates, and from there to the start where none can be chosen yet. Who wants advice reads
        what is so now: his day to answer is another one."""
        return DATES if form.answer.data == _YES else IN_SHORT


class EndPage(_AnswerPage[OwnAnswer]):
    """`/my-booking/end`: the meaning of a no, by how he stands, before he says it. The case goes back at once."""

    path = END
    form, template = OwnAnswer, "offender/end.html"
    deed = OwnDeed.DECLINE_OFFER

    def context(self, visit: Visit, found: OwnCase, form: OwnAnswer) -> dict[str, Any]:
        return {
            **super().context(visit, found, form),
            "money": money_after_a_no(found, visit.now),
            "back": _back(found, form),
        }

    async def act(self, visit: Visit, form: OwnAnswer) -> Callable[..., Any]:
        screens = await _shown_before(visit, await look_at_own_case(visit), form.shown.data or "")
        return partial(decline_offer, words_version=form.words_version.data, shown=form.shown.data, screens=screens)


def _back(case: OwnCase, form: OwnAnswer) -> str:
    return IN_SHORT if case.answered_at else at(REPLY, form.shown.data or "")


def _is_of_now(visit: Visit, case: OwnCase, shown: str, version: str | None) -> bool:
    """Whether the answer is to what his pages say now."""
    return shown == case.telling(london_date(visit.now)).mark and version in (None, case.words_version)
