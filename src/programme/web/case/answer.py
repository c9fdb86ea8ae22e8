"""Taking down the answer that he gave to somebody, at whichever force's door."""

from __future__ import annotations

from typing import Any

from litestar import Response

from programme.actions.record_answer import ANSWER_WORDS, record_answer
from programme.offers.case_to_offer import CaseToOffer
from programme.outcomes.answers import GivenAnswer
from programme.shared.refusal import Refusal
from programme.web.case.case_of_offer import case_page_context, look_at_case_to_offer, words_to_explain
from programme.web.case.consent_forms import TellingForm, starting_telling
from programme.web.kit.forms import ChoiceField, Option, PageForm, bind, show_beside_field
from programme.web.kit.visit import Visit

_HINTS = {
    GivenAnswer.DECLINE: "The case comes back to you at once. Also for a change of mind after a yes",
    GivenAnswer.COURT: "The case comes back to you at once. It is his right, and says nothing about whether he did it",
    GivenAnswer.ADVICE: "His day to answer moves to its limit, once and no further",
}


class _Answer(PageForm):
    answer = ChoiceField(
        "What did he answer?",
        choices=[Option(one.value, words, _HINTS.get(one, "")) for one, words in ANSWER_WORDS.items()],
        needed="Choose what he answered",
    )


class AnswerForm(TellingForm, _Answer):
    """How the words were brought to him when he answered, and what he said."""


async def ask_answer(visit: Visit, reference: str, here: str) -> Response[Any]:
    """What he said, to whom and how."""
    case = await look_at_case_to_offer(visit, reference)
    if not case.offer_stands:
        return visit.to(here)
    return _page(visit, case, here, bind(AnswerForm, start=starting_telling(visit.the_actor, visit.now)))


async def answer(visit: Visit, reference: str, here: str) -> Response[Any]:
    """Take it down: the same follows as from his own answer."""
    form = bind(AnswerForm, await visit.form())
    if form.validate():
        try:
            await visit.write(
                record_answer, reference=reference, answer=GivenAnswer(form.answer.data), told=form.told()
            )
        except Refusal as refusal:
            show_beside_field(form, refusal)
        else:
            return visit.to(here)
    return _page(visit, await look_at_case_to_offer(visit, reference), here, form)


def _page(visit: Visit, case: CaseToOffer, here: str, form: AnswerForm) -> Response[Any]:
    return visit.page(
        "consent/answer.html",
        title="Take down his answer",
        **case_page_context(visit, case, here, form),
        words=words_to_explain(case),
    )
