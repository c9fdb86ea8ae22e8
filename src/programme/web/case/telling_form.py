"""The form about an explanation, for both doors of a force: how it was explained to him, that he can decide, and the
words in which he said it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from programme.intake.facts import century_of_events
from programme.offers.case_to_offer import CaseToOffer
from programme.offers.explaining import BY_SOMEBODY, Told, check_explained_at
from programme.offers.models import ExplainedHow, FitToDecide
from programme.offers.teach_back import Said, Understanding, check_said_fit
from programme.offers.words import FIT_WORDS, HOW_WORDS
from programme.outcomes.models import GivenAnswer
from programme.shared.actor import Actor
from programme.shared.dates import LONDON, london_date, london_instant
from programme.web.kit.forms import (
    Asks,
    ChoiceField,
    DatePartsField,
    HiddenField,
    Option,
    PageForm,
    TextField,
    TickField,
    TimeField,
)

NO_ANSWER = "none"
"""Chosen instead of an answer, where he was only told the words."""
EXPLAINED = ("how", "explained_on", "explained_time")
_NONE = "Name and firm. Leave empty if there was none"
_OFFERED = "What is he offered?"
_FOLLOWS = "What goes on his record, and what happens if he does not finish?"
_MAY_REFUSE = "May he say no, and where is advice free?"


def _ask_again(question: str) -> str:
    return f"Write down what he said to “{question}”, or below why he was not asked"


def _goes_on(form: Any) -> bool:
    """Whether he goes on by what is recorded: before a no and a wish for advice he is asked nothing."""
    return "answer" not in form or form.answer.data in (GivenAnswer.ACCEPT.value, NO_ANSWER)


def _only_wants_advice(form: Any) -> bool:
    return "answer" in form and form.answer.data == GivenAnswer.ADVICE.value


def _asked_back(form: Any) -> bool:
    reason = form.not_asked_because
    return _goes_on(form) and not (reason.data and not reason.process_errors)


class TellingForm(PageForm):
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
    fit = ChoiceField(
        "Can he decide now?",
        choices=[Option(fit.value, words) for fit, words in FIT_WORDS.items()],
        needed="Choose whether he can decide now",
        when=_goes_on,
    )
    read_to_him = TickField(
        "I read these words to him. He told me in his own words what he would be agreeing to",
        needed="Confirm that you read him the words and that he told you in his own, or say below why he was not asked",
        when=_asked_back,
    )
    said_offered = TextField(_OFFERED, longest=300, needed=_ask_again(_OFFERED), when=_asked_back)
    said_follows = TextField(_FOLLOWS, longest=300, needed=_ask_again(_FOLLOWS), when=_asked_back)
    said_may_refuse = TextField(_MAY_REFUSE, longest=300, needed=_ask_again(_MAY_REFUSE), when=_asked_back)
    not_asked_because = TextField("If he was not asked, why not", hint="The case then says so, and why", longest=300)
    interpreter = TextField("Interpreter", hint=_NONE, longest=100)
    solicitor = TextField("Solicitor", hint=_NONE, longest=100)
    evidence_told = TextField(
        "What the solicitor was told about the evidence", hint="Leave empty if there was none", longest=400
    )
    appropriate_adult = TextField(
        "Appropriate adult", hint="Name, and who it is to him. Leave empty if there was none", longest=100
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
            understanding=self.said_back(),
            words_version=self.words_version.data,
            shown=self.shown.data,
        )

    def said_back(self) -> Understanding | None:
        """How he was, and what he said back; None where nothing was said of it. Call it when `fit` is valid."""
        if not self.fit.data:
            return None
        said = (self.said_offered, self.said_follows, self.said_may_refuse, self.not_asked_because)
        return Understanding(
            FitToDecide(self.fit.data), Said(*(answer.data for answer in said)), evidence_told=self.evidence_told.data
        )


def telling_asks(
    form: TellingForm, *, offence_at: datetime, corrected_at: datetime | None, now: datetime
) -> tuple[Asks, ...]:
    """The action's questions about the time at which it was explained, and whether he can decide: of a no as of a
    yes, where it was said."""
    known: dict[str, Any] = {"offence_at": offence_at, "corrected_at": corrected_at, "now": now}
    explained = (EXPLAINED, lambda: check_explained_at(form.told().at, **known))
    if _only_wants_advice(form):
        return (explained,)
    helpers = f"{form.interpreter.data}{form.appropriate_adult.data}"
    return explained, (("fit",), lambda: check_said_fit(form.said_back(), helpers=helpers))


def starting_telling(case: CaseToOffer, actor: Actor, now: datetime) -> dict[str, Any]:
    """The form about an explanation of the words of this case before anybody changed it: now, by whoever is signed in,
    in English."""
    return {
        "words_version": case.words_version,
        "shown": case.telling.mark if case.telling else "",
        "language": "English",
        "explained_on": london_date(now),
        "explained_time": now.astimezone(LONDON).time(),
        "explained_by": actor.label,
    }
