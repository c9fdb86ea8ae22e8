"""The form about an explanation, for both doors of a force: how it was explained to him, that he can decide, and the
words in which he said it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from programme.intake.facts import century_of_events
from programme.offers.case_to_offer import CaseToOffer
from programme.offers.explaining import BY_SOMEBODY, Told, check_explained_at
from programme.offers.models import ExplainedHow
from programme.offers.teach_back import Understanding
from programme.offers.words import HOW_WORDS
from programme.outcomes.models import GivenAnswer
from programme.shared.actor import Actor, Door
from programme.shared.dates import LONDON, london_date, london_instant
from programme.web.case.said_back_form import NAME_AND_FIRM, SaidBackForm, fit_asks, interpreter_asks
from programme.web.kit.forms import Asks, ChoiceField, DatePartsField, HiddenField, Option, TextField, TimeField

EXPLAINED = ("how", "explained_on", "explained_time")


def _only_wants_advice(form: Any) -> bool:
    return "answer" in form and form.answer.data == GivenAnswer.ADVICE.value


class TellingForm(SaidBackForm):
    """How somebody explained the words to him, and what he said back."""

    words_version = HiddenField("Version", longest=20)
    shown = HiddenField("What was shown", longest=20)
    how = ChoiceField(
        "How was it explained to him?",
        choices=[Option(how.value, HOW_WORDS[how]) for how in BY_SOMEBODY],
        needed="Choose how it was explained to him",
    )
    language = TextField("Language it was explained in", longest=60, needed="Enter the language it was explained in")
    explained_on = DatePartsField(
        "Date it was explained", needed="Enter the date it was explained", century=century_of_events, by_word=True
    )
    explained_time = TimeField(
        "Time it was explained",
        hint="For example, 21:30, or n for now",
        needed="Enter the time it was explained",
        by_word=True,
    )
    explained_by = TextField("Who explained it", longest=200, needed="Enter who explained it")
    solicitor = TextField("Solicitor", hint=NAME_AND_FIRM, longest=100)
    evidence_told = TextField(
        "What the solicitor was told about the evidence", hint="Leave empty if there was none", longest=400
    )

    def told(self) -> Told:
        """The explanation as filled in. Call it on a form that is valid."""
        at = london_instant(self.explained_on.data, self.explained_time.data)
        return self.told_so(ExplainedHow(self.how.data), at, self.explained_by.data)

    def told_so(self, how: ExplainedHow, at: datetime, by: str) -> Told:
        """The same, of which it is known how, when and by whom it was."""
        return Told(
            how=how,
            at=at,
            by=by,
            language=self.language.data,
            interpreter=self.interpreter.data,
            solicitor=self.solicitor.data,
            appropriate_adult=self.appropriate_adult.data,
            no_interpreter_because=self.why_no_interpreter,
            understanding=self.said_back(),
            words_version=self.words_version.data,
            shown=self.shown.data,
        )

    def said_back(self) -> Understanding | None:
        """The same, with what the solicitor was told about the evidence."""
        understanding = super().said_back()
        return understanding and replace(understanding, evidence_told=self.evidence_told.data)


def telling_asks(
    form: TellingForm, *, offence_at: datetime, corrected_at: datetime | None, now: datetime
) -> tuple[Asks, ...]:
    """The action's questions about the time at which it was explained, whether he can decide, and who put it into his
    language: of a no as of a yes, where it was said."""
    known: dict[str, Any] = {"offence_at": offence_at, "corrected_at": corrected_at, "now": now}
    explained = (EXPLAINED, lambda: check_explained_at(form.told().at, **known))
    if _only_wants_advice(form):
        return (explained,)
    return explained, fit_asks(form), interpreter_asks(form)


def starting_telling(case: CaseToOffer, actor: Actor, now: datetime) -> dict[str, Any]:
    """The form about an explanation of the words of this case before anybody changed it: now, by whoever is signed in,
    in the language that he is on record with an interpreter for, else in English."""
    return {
        "words_version": case.words_version,
        "shown": case.telling.mark if case.telling else "",
        "language": language_to_explain(case, actor),
        "explained_on": london_date(now),
        "explained_time": now.astimezone(LONDON).time(),
        "explained_by": actor.label,
    }


def language_to_explain(case: CaseToOffer, actor: Actor) -> str:
    """The language that it is explained in, before anybody says otherwise: empty for a neighbour of somebody who is on
    record with an interpreter, whose needs may not travel."""
    needed = case.person.interpreter
    return (needed if may_read_needs(actor) else "") if needed else "English"


def may_read_needs(actor: Actor) -> bool:
    """Whether the language that he is on record with may stand on a page of this door."""
    return actor.door is not Door.PARTNER
