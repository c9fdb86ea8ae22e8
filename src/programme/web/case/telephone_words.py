"""The offer read to him on the telephone, what he says back, and his answer, on one page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from programme.actions.explain_offer import explain_offer
from programme.actions.record_answer import record_answer
from programme.insight.own_case import OwnCase, own_case
from programme.insight.own_money import money_after_a_no
from programme.offers.case_to_offer import CaseToOffer, case_to_offer
from programme.offers.explaining import Told
from programme.offers.models import ExplainedHow
from programme.offers.refusals import WordsChanged
from programme.offers.rules import can_explain
from programme.offers.states import OfferState
from programme.offers.told.shapes import SUMMARY
from programme.outcomes.answers import answers_left
from programme.outcomes.models import GivenAnswer
from programme.outcomes.words import GIVEN_ANSWER_WORDS
from programme.shared.actor import Actor
from programme.web.case.case_of_offer import words_to_explain
from programme.web.case.on_telephone import OnTelephonePage, call_address
from programme.web.case.said_back_form import NO_ANSWER, fit_asks, interpreter_asks
from programme.web.case.telling_form import TellingForm, language_to_explain, may_read_needs
from programme.web.case.telling_page import is_about, words_shown
from programme.web.kit.forms import Asks, ChoiceField, ChoicesField, FormData, Option
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_THINKS = Option(NO_ANSWER, "Nothing yet: he wants to think about it", "It is kept that you read him the words")
_HEARD = Option(NO_ANSWER, "Nothing new: he wanted to hear it again", "It is kept that you read him the words")
_DONE = {GivenAnswer.ACCEPT: "yes", GivenAnswer.ADVICE: "advice", GivenAnswer.DECLINE: "no"}


class ReadAloudForm(TellingForm):
    """His words, his answer, and who was with him. How and when he was read to, and by whom, nobody types."""

    how = None  # type: ignore[assignment]  # by telephone
    explained_on = None  # type: ignore[assignment]  # now
    explained_time = None  # type: ignore[assignment]  # now
    explained_by = None  # type: ignore[assignment]  # whoever is signed in
    also_read = ChoicesField("What else did you read to him?", choices=())  # the words have their own parts
    answer = ChoiceField(
        "What does he answer?",
        choices=(),  # what he can still say hangs on what he said before
        needed="Choose what he answers",
    )


@dataclass(frozen=True, slots=True)
class WordsToRead:
    """The case with the words of its offer, and as he himself sees it."""

    case: CaseToOffer
    own: OwnCase


class ReadAloudPage(OnTelephonePage[WordsToRead, ReadAloudForm]):
    """Where the words are others by now, they stand on the page, everything typed stays, and he is read them again."""

    path = "/words"
    form, template, title = ReadAloudForm, "telephone/words.html", "Read the words to him"
    beside = (WordsChanged,)

    async def look(self, visit: Visit) -> WordsToRead:
        call = visit.request.state.call
        found: WordsToRead = await visit.look(
            _words_to_read,
            call.reference,
            visit.the_actor,
            now=visit.now,
            subjects=lambda found: found.case.references,
        )
        can_explain(found.case.offer.state if found.case.offer else None, found.case.referral.state)
        return found

    def start(self, visit: Visit, found: WordsToRead) -> dict[str, Any]:
        telling = found.case.telling
        return {
            "words_version": found.case.words_version,
            "shown": telling.mark if telling else "",
            "language": language_to_explain(found.case, visit.the_actor),
        }

    def fill(self, visit: Visit, found: WordsToRead | None, sent: FormData | None) -> ReadAloudForm:
        """The form with the answers that are left, and the action's questions about what he said."""
        form = super().fill(visit, found, sent)
        if found is not None and found.case.offer is not None:
            offer = found.case.offer
            form.ask_for_interpreter(found.case.person.interpreter, named=may_read_needs(visit.the_actor))
            left = answers_left(offer, visit.now)
            form.answer.choices = [
                *(Option(one.value, GIVEN_ANSWER_WORDS[one]) for one in left),
                _HEARD if offer.state is OfferState.ACCEPTED else _THINKS,
            ]
            words = words_to_explain(found.case)
            parts = words.screens if words and words.summary else ()  # earlier versions are read whole
            form.also_read.choices = [Option(one.key, one.heading) for one in parts]
            form.asks = (*_helped_asks(form), words_shown(form, found.case))
        return form

    def context(self, visit: Visit, found: WordsToRead, form: ReadAloudForm) -> dict[str, Any]:
        """The words in the order in which they are read, and the form as one about these."""
        is_about(form, found.case)
        return {
            **super().context(visit, found, form),
            "found": found.case,
            "referral": found.case.referral,
            "words": words_to_explain(found.case),
            "money": money_after_a_no(found.own, visit.now),
            "after_words": "fit",
            "in_short": bool(form.also_read.choices),
        }

    async def act(self, visit: Visit, form: ReadAloudForm) -> Callable[..., Any]:
        reference, told = visit.request.state.call.reference, _told(form, visit)
        if form.answer.data == NO_ANSWER:
            return partial(explain_offer, reference=reference, told=told)
        return partial(record_answer, reference=reference, answer=GivenAnswer(form.answer.data), told=told)

    def leads_to(self, visit: Visit, form: ReadAloudForm, done: Any) -> str:
        """The page of the call."""
        said = "read" if form.answer.data == NO_ANSWER else _DONE[GivenAnswer(form.answer.data)]
        return f"{call_address(visit)}?done={said}"


def _told(form: ReadAloudForm, visit: Visit) -> Told:
    reader = visit.the_actor
    by = Actor(reader.door, reader.id, reader.name, reader.organisation).label
    read = (SUMMARY, *form.also_read.data) if form.also_read.choices else ()
    return replace(form.told_so(ExplainedHow.BY_TELEPHONE, visit.now, by), screens=read)


def _helped_asks(form: ReadAloudForm) -> tuple[Asks, ...]:
    """The action's questions about a man who cannot decide, or not without help: he can only say that he wants
    advice."""
    return () if form.answer.data == GivenAnswer.ADVICE.value else (fit_asks(form), interpreter_asks(form))


def _words_to_read(db: Session, reference: str, actor: Actor, *, now: datetime) -> WordsToRead:
    own = own_case(db, actor.own_offer_id or 0)
    return WordsToRead(case_to_offer(db, reference, actor, now=now), own)
