"""Ending a case that is none of its own, on a page that says first what follows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.end_mistaken_case import EndedMistakenCase, end_mistaken_case
from programme.insight.recorded_twice import BothRecords, CaseToEnd, case_to_end
from programme.outcomes.ending import ends_at_once
from programme.outcomes.mistaken_cases import why_not_right
from programme.outcomes.models import Mistake
from programme.outcomes.refusals import NotTheRightCase, SaidAlready
from programme.outcomes.second_look import SaidMistaken
from programme.outcomes.words import MISTAKE_WORDS
from programme.shared.dates import spoken_date
from programme.shared.references import EXAMPLE_REFERENCE
from programme.shared.refusal import Refusal
from programme.web.case.case_view import case_context
from programme.web.case.heading import LeadsToCase, here, look_with_clock
from programme.web.case.identity import Alike, FactOfBoth, facts_of_both
from programme.web.case.words import MISTAKE_HINTS
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import ChoiceField, LongTextField, Option, PageForm, TextField, said_of
from programme.web.kit.visit import Visit


class MistakeForm(PageForm):
    """Why it is no case of its own, which it is instead, and the reason."""

    mistake = ChoiceField(
        "Why should this case end?",
        choices=[Option(one.value, MISTAKE_WORDS[one], MISTAKE_HINTS[one]) for one in Mistake],
        needed="Choose why this case should end",
    )
    right = TextField(
        "The right case",
        hint=f"Its reference, for example {EXAMPLE_REFERENCE}. Needed where it was recorded twice; "
        "else only if there is one",
        longest=20,
    )
    reason = LongTextField(
        "How do you know?",
        hint="One or two sentences. Kept with the case, with your name and rank. Not shown to him or the provider",
        longest=400,
        needed="Enter how you know",
    )


class MistakePage(LeadsToCase, FormPage[CaseToEnd, MistakeForm]):
    """The parts that end with the case, and which case it is instead; what each has said who said it, and
    of one of quite another name, date of birth or offence both of them."""

    path = "/mistake"
    form, template, title = MistakeForm, "custody/mistake.html", "End a case recorded twice or in error"
    done = "mistaken"

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """Beside the reference what is wrong with it; that he has said it already, above what he entered."""
        return said_of(refusal) if isinstance(refusal, NotTheRightCase | SaidAlready) else super().said(refusal)

    async def look(self, visit: Visit) -> CaseToEnd:
        """The case and what is said of it, a look at each case logged."""
        return await look_with_clock(visit, case_to_end)

    def start(self, visit: Visit, found: CaseToEnd) -> dict[str, Any]:
        said = next(iter(found.sayings), None)
        return {"mistake": said.mistake, "right": said.right} if said else {}

    def context(self, visit: Visit, found: CaseToEnd, form: MistakeForm) -> dict[str, Any]:
        both = found.both
        return {
            **case_context(found.case, visit),
            "sayings": [(one, _said_what(one), one.actor_id == visit.the_actor.id) for one in found.sayings],
            "right": found.right,
            "both": both,
            "offences": found.offences,
            "lines": _lines(both) if both else [],
            "told": _told(found),
        }

    def leads_to(self, visit: Visit, form: MistakeForm, done: EndedMistakenCase) -> str:
        """The case's page, which says whether it has ended or waits for a second person."""
        twice = form.mistake.data == Mistake.RECORDED_TWICE
        waits = "said_twice" if twice else "said_in_error"
        return f"{here(visit)}?done={waits if done.waits else self.done}"

    async def also_wrong(self, visit: Visit, form: MistakeForm) -> list[tuple[str | None, str]]:
        """The faults of the case that is named."""
        mistake = Mistake(form.mistake.data) if form.mistake.data else None
        named, actor = form.right.data, visit.the_actor
        refusal = await visit.read(why_not_right, visit.part("reference"), named, actor, mistake, now=visit.now)
        return [said_of(refusal)] if refusal else []

    async def act(self, visit: Visit, form: MistakeForm) -> Callable[..., Any]:
        return partial(
            end_mistaken_case,
            reference=visit.part("reference"),
            mistake=Mistake(form.mistake.data),
            right=form.right.data,
            reason=form.reason.data,
        )


def _said_what(said: SaidMistaken) -> str:
    twice = said.mistake is Mistake.RECORDED_TWICE
    return f"that this is case {said.right}" if twice else f"“{MISTAKE_WORDS[said.mistake]}”"


def _lines(both: BothRecords) -> list[FactOfBoth]:
    """The facts of both, first who each was when he was referred, where that was put right since."""
    lines = facts_of_both(both.mine, both.theirs)
    if not any(one.put_right_by for one in both.as_referred):
        return lines
    mine, theirs = (
        f"{one.forenames} {one.surname}".strip() + (f", born {spoken_date(one.born_on)}" if one.born_on else "")
        for one in both.as_referred
    )
    return [FactOfBoth("When referred", mine, theirs, Alike.DIFFERENT), *lines]


def _told(found: CaseToEnd) -> str:
    if found.case.stopped:
        return "Safeguarding, that the case that stays is stopped; he, if something was offered there, and never why"
    if ends_at_once(found.case.referral.state):
        return "Nobody: nothing was offered in it, and nothing was paid"
    return "Nobody more: whoever had to be told was told before"
