"""Taking down the answer that he gave to somebody, at whichever force's door."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.record_answer import record_answer
from programme.offers.answering import check_answered_at
from programme.offers.case_to_offer import CaseToOffer
from programme.offers.models import Offer
from programme.outcomes.answers import answers_left
from programme.outcomes.models import GivenAnswer
from programme.outcomes.words import GIVEN_ANSWER_WORDS
from programme.web.case.consent_forms import late_reason
from programme.web.case.telling_form import EXPLAINED, TellingForm
from programme.web.case.telling_page import TellingPage
from programme.web.kit.forms import Asks, ChoiceField, FormData, Option, PageForm
from programme.web.kit.visit import Visit

_HINTS = {
    GivenAnswer.DECLINE: "The case comes back to you at once. Also for a change of mind after a yes",
    GivenAnswer.ADVICE: "His day to answer moves to its limit, once and no further",
}


class _Answer(PageForm):
    answer = ChoiceField(
        "What did he answer?",
        choices=(),  # what he can still say hangs on what he said before
        needed="Choose what he answered",
    )
    reason = late_reason()


class AnswerForm(TellingForm, _Answer):
    """How the words were brought to him when he answered, and what he said."""


class AnswerPage(TellingPage[AnswerForm]):
    """An answer that he gave to somebody, and how: the same follows as from his own."""

    path = "/answer"
    form, template, title = AnswerForm, "consent/answer.html", "Take down his answer"
    done = "answered"

    def fill(self, visit: Visit, found: CaseToOffer | None, sent: FormData | None) -> AnswerForm:
        """The form with the answers that are left."""
        form = super().fill(visit, found, sent)
        if found is None or not found.lapsed:
            del form.reason
        if found is not None and found.offer is not None:
            form.asks = (*form.asks, _answered_in_time(form, found.offer))
            left = answers_left(found.offer, visit.now)
            form.answer.choices = [Option(one.value, GIVEN_ANSWER_WORDS[one], _HINTS.get(one, "")) for one in left]
        return form

    async def act(self, visit: Visit, form: AnswerForm) -> Callable[..., Any]:
        answer = GivenAnswer(form.answer.data)
        reason = form.reason.data if "reason" in form else ""
        return partial(record_answer, reference=visit.part("reference"), answer=answer, told=form.told(), reason=reason)

    def context(self, visit: Visit, found: CaseToOffer, form: AnswerForm) -> dict[str, Any]:
        lapsed_at = found.offer.answer_by_at if found.offer is not None and found.lapsed else None
        return {**super().context(visit, found, form), "lapsed_at": lapsed_at}


def _answered_in_time(form: AnswerForm, offer: Offer) -> Asks:
    return EXPLAINED, lambda: check_answered_at(offer, form.told().at)
