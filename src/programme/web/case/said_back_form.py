"""The part of a form in which somebody says that he can decide now, and writes down what he said back: with every
explanation, and before he signs."""

from __future__ import annotations

from typing import Any

from programme.offers.models import FitToDecide
from programme.offers.teach_back import (
    Said,
    Understanding,
    check_interpreter,
    check_said_before_signing,
    check_said_fit,
)
from programme.offers.words import FIT_WORDS
from programme.outcomes.models import GivenAnswer
from programme.web.kit.forms import Asks, ChoiceField, Option, PageForm, TextField, TickField

NO_ANSWER = "none"
"""Chosen instead of an answer, where he was only told the words."""
NAME_AND_FIRM = "Name and firm. Leave empty if there was none"
_OFFERED = "What is he offered?"
_FOLLOWS = "What goes on his record, and what happens if he does not finish?"
_MAY_REFUSE = "May he say no, and where is advice free?"
_SAID = ("said_offered", "said_follows", "said_may_refuse", "not_asked_because")


def _ask_again(question: str) -> str:
    return f"Write down what he said to “{question}”, or below why he was not asked"


def goes_on(form: Any) -> bool:
    """Whether he goes on by what is recorded: before a no and a wish for advice he is asked nothing."""
    return "answer" not in form or form.answer.data in (GivenAnswer.ACCEPT.value, NO_ANSWER)


def _asked_back(form: Any) -> bool:
    reason = form.not_asked_because
    return goes_on(form) and not (reason.data and not reason.process_errors)


class SaidBackForm(PageForm):
    """Whether he can decide, what he said back, and who helped him to understand. `on_record` is the language that he
    is on record with an interpreter for; empty where there is none."""

    on_record: str = ""

    fit = ChoiceField(
        "Can he decide now?",
        choices=[Option(fit.value, words) for fit, words in FIT_WORDS.items()],
        needed="Choose whether he can decide now",
        when=goes_on,
    )
    read_to_him = TickField(
        "These words were read to him, or he read them himself",
        needed="Confirm that the words were read to him, or that he read them himself",
        when=goes_on,
    )
    said_offered = TextField(_OFFERED, longest=300, needed=_ask_again(_OFFERED), when=_asked_back)
    said_follows = TextField(_FOLLOWS, longest=300, needed=_ask_again(_FOLLOWS), when=_asked_back)
    said_may_refuse = TextField(_MAY_REFUSE, longest=300, needed=_ask_again(_MAY_REFUSE), when=_asked_back)
    not_asked_because = TextField(
        "If he was not asked, why not",
        hint="The case then says so, and why",
        longest=300,
    )
    interpreter = TextField("Interpreter", hint=NAME_AND_FIRM, longest=100)
    no_interpreter_because = TextField(
        "If no interpreter was needed after all, why not",
        hint="For example, he speaks English well. The case then says so",
        longest=200,
    )
    appropriate_adult = TextField(
        "Appropriate adult", hint="Name, and who it is to him. Leave empty if there was none", longest=100
    )

    def ask_for_interpreter(self, on_record: str, *, named: bool) -> None:
        """Ask for the one that he is on record with; nothing of why there is none, where he needs none. `named`: the
        language may be read here."""
        self.on_record = on_record
        if on_record:
            language = f" ({on_record})" if named else ""
            self.interpreter.description = f"By the record he needs one{language}. Name and firm"
        else:
            del self.no_interpreter_because

    @property
    def why_no_interpreter(self) -> str:
        """Why he needed none after all; empty where one is named."""
        asked = "no_interpreter_because" in self and not self.interpreter.data
        return str(self.no_interpreter_because.data) if asked else ""

    @property
    def helpers(self) -> str:
        """Whoever is named who helped him to understand; empty where nobody is."""
        return f"{self.interpreter.data}{self.appropriate_adult.data}"

    def said_back(self) -> Understanding | None:
        """How he was, and what he said back; None where nothing was said of it. Call it when `fit` is valid."""
        if not self.fit.data:
            return None
        return Understanding(FitToDecide(self.fit.data), Said(*(self[name].data for name in _SAID)))


def fit_asks(form: SaidBackForm) -> Asks:
    """The action's question whether he can decide."""
    return ("fit",), lambda: check_said_fit(form.said_back(), helpers=form.helpers)


def interpreter_asks(form: SaidBackForm) -> Asks:
    """The action's question whether somebody put it into his language."""
    return ("interpreter",), lambda: check_interpreter(
        form.on_record, interpreter=form.interpreter.data, not_needed_because=form.why_no_interpreter
    )


def signing_asks(form: SaidBackForm, *, advised_by: str) -> Asks:
    """The action's question whether he can sign by what he said. `advised_by` is the solicitor to whom he spoke."""
    return ("fit", *_SAID), lambda: check_said_before_signing(form.said_back(), advised_by=advised_by)
