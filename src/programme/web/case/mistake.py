"""Ending a case that is none of its own, on a page that says first what follows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.end_mistaken_case import end_mistaken_case
from programme.insight.case_file import CaseFile
from programme.outcomes.ending import ends_at_once
from programme.outcomes.mistaken_cases import why_not_right
from programme.outcomes.models import Mistake
from programme.outcomes.refusals import NotTheRightCase
from programme.outcomes.words import MISTAKE_WORDS
from programme.shared.references import EXAMPLE_REFERENCE
from programme.shared.refusal import Refusal
from programme.web.case.case_form import CaseFormPage
from programme.web.case.words import MISTAKE_HINTS
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


class MistakePage(CaseFormPage[MistakeForm]):
    """The parts that end with the case, and which case it is instead."""

    path = "/mistake"
    form, template, title = MistakeForm, "custody/mistake.html", "End a case recorded twice or in error"
    done = "mistaken"

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """Beside the reference what is wrong with it."""
        return said_of(refusal) if isinstance(refusal, NotTheRightCase) else super().said(refusal)

    def context(self, visit: Visit, found: CaseFile, form: MistakeForm) -> dict[str, Any]:
        at_once = ends_at_once(found.referral.state)
        return {
            **super().context(visit, found, form),
            "told": "Nobody: nothing was offered in it, and nothing was paid"
            if at_once
            else "Nobody more: whoever had to be told was told before",
        }

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
