"""Needs of the people on a date: the list, and the answer to one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from programme.actions.answer_needs import answer_needs
from programme.attendance.seats import SeatNeeds
from programme.bookings.needs import LONGEST_NEED
from programme.bookings.words import NEED_WORDS
from programme.insight.day_needs import Asked, NeedsLine, NeedsOfDate, needs_of_date
from programme.notices.discretion import give_aways
from programme.shared.access import PROVIDER
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import ChoiceField, LongTextField, Option, PageForm, add_error
from programme.web.kit.visit import Visit
from programme.web.provider.own import own_provider

_ARRANGED = (
    Option("yes", "It is arranged"),
    Option("no", "It cannot be arranged as asked"),
)


async def look_at_needs(visit: Visit) -> NeedsOfDate:
    """The needs on the date in the address."""
    return await visit.look(
        needs_of_date,
        visit.part("reference"),
        own_provider(visit),
        subjects=lambda found: [line.reference for line in found.lines],
    )


def asked_words(asked: Asked | SeatNeeds) -> list[str]:
    """Everything that is asked for, a line each, in the person's own words last."""
    lines = [words for kind, words in NEED_WORDS.items() if kind in asked.kinds]
    language = [f"Language: {asked.language}"] if asked.language else []
    return lines + language + ([f"“{asked.words}”"] if asked.words else [])


class NeedsOfDatePage(Controller):
    """`/provider/dates/REF/needs`."""

    path = "/provider/dates/{reference:str}/needs"
    opt = {"access": PROVIDER}

    @get()
    async def show(
        self, visit: NamedDependency[Visit], reference: FromPath[str], done: FromQuery[str] = ""
    ) -> Response[Any]:
        """Initials and what each asks for; those who wait first."""
        found = await look_at_needs(visit)
        return visit.page(
            "provider/needs.html",
            title="Needs of the day",
            found=found,
            lines=sorted(found.lines, key=found.waits, reverse=True),
            asked_words=asked_words,
            over=found.date.starts_at <= visit.now,
            done=done == "1",
        )


class AnswerNeedsForm(PageForm):
    """Whether it is arranged, and in what words that is told."""

    arranged = ChoiceField("Is it arranged?", choices=_ARRANGED, needed="Choose whether it is arranged")
    answer = LongTextField(
        "What the person reads",
        hint="What is arranged, like “the lower door has no steps”. Or why not, and what there is instead",
        longest=LONGEST_NEED,
    )

    def check(self) -> None:
        """Everything that the action would refuse."""
        if self.arranged.data == "no" and not self.answer.data:
            add_error(self, "answer", "Say why it cannot be arranged, and what there is instead")
        if said := give_aways(self.answer.data or ""):
            add_error(self, "answer", f"Do not write “{said[0]}”: somebody beside the person could read it")


class AnswerNeedsPage(FormPage[tuple[NeedsOfDate, NeedsLine], AnswerNeedsForm]):
    """`/provider/dates/REF/needs/NUMBER`."""

    path = "/provider/dates/{reference:str}/needs/{number:int}"
    opt = {"access": PROVIDER}
    form, template, title = AnswerNeedsForm, "provider/needs_answer.html", "Answer"

    async def look(self, visit: Visit) -> tuple[NeedsOfDate, NeedsLine]:
        found = await look_at_needs(visit)
        return found, found.one(int(visit.part("number")))

    def context(self, visit: Visit, found: tuple[NeedsOfDate, NeedsLine], form: AnswerNeedsForm) -> dict[str, Any]:
        date, line = found
        return {
            "date": date.date,
            "line": line,
            "asked": asked_words(line.asked),
            "open": date.waits(line) and date.date.starts_at > visit.now,
        }

    async def act(self, visit: Visit, form: AnswerNeedsForm) -> Callable[..., Any]:
        return partial(
            answer_needs,
            date_reference=visit.part("reference"),
            number=int(visit.part("number")),
            arranged=form.arranged.data == "yes",
            answer=form.answer.data,
        )

    def leads_to(self, visit: Visit, form: AnswerNeedsForm, done: Any) -> str:
        return f"/provider/dates/{visit.part('reference')}/needs?done=1"
