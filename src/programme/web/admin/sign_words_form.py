"""The form on which the lawyer's answers to what the words leave open are recorded, and who signed them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from programme.offers.told.conditions import LegalPoints
from programme.web.case.circumstances import NO, YES, YES_NO
from programme.web.kit.forms import (
    ChoiceField,
    DatePartsField,
    HiddenField,
    Option,
    PageForm,
    TextField,
    TickField,
    WholeNumberField,
)

_OPEN = "open"
_YES_NO_OPEN = (*YES_NO, Option(_OPEN, "Not decided yet: he is told nothing about it"))
_YES_NO_UNSETTLED = (*YES_NO, Option(_OPEN, "Not decided yet: he is told that it is not settled"))
_POINT_OF: dict[str, Any] = {YES: True, NO: False, _OPEN: None}
_ANSWER_OF = {point: answer for answer, point in _POINT_OF.items()}


def _answer_to(question: str, choices: Sequence[Option] = YES_NO) -> ChoiceField:
    return ChoiceField(question, choices=choices, needed=f"Choose what the lawyer answered to “{question}”")


class SignWordsForm(PageForm):
    """The lawyer's answers to what the words leave open, and who signed them."""

    fingerprint = HiddenField("What was shown", longest=64)
    finishing_ends_it = _answer_to("If he finishes, is it certain that he is not prosecuted for this?")
    driving_ban = _answer_to("Can a court stop him driving for this?")
    free_advice_at_signing = _answer_to("When he comes to sign and wants advice, is a solicitor called first, free?")
    check_may_mention = _answer_to("Can an enhanced check mention the note that the police keep?")
    free_advice_from_home = _answer_to("Is advice about the offer free for him also when he is at home?")
    counts_from_signing = _answer_to("Does the caution count, and its time run, from the day on which he signs?")
    caution_ends_if_charged = _answer_to("Does the caution end where he is prosecuted for this all the same?")
    yes_can_be_used = _answer_to("Can his yes be used in court to show that he did it?", _YES_NO_UNSETTLED)
    police_register = _answer_to(
        "Does he have to notify the police (Sexual Offences Act 2003, Part 2) because of this?", _YES_NO_OPEN
    )
    spent_after_months = WholeNumberField(
        "Months until the caution is spent", least=1, most=120, needed="Enter after how many months it is spent"
    )
    checks_show_years = WholeNumberField(
        "Years for which standard and enhanced checks show it",
        hint="0 where they show it for good",
        most=100,
        needed="Enter for how many years they show it",
    )
    note_years = WholeNumberField(
        "Years for which the police keep the note",
        hint="0 where it is not decided: he is told to ask",
        most=100,
        needed="Enter for how many years the note is kept, or 0",
    )
    lawyer = TextField("Name of the lawyer", longest=100, needed="Enter the name of the lawyer who signed")
    office = TextField("As what", hint="Like force solicitor", longest=100, needed="Enter as what the lawyer signed")
    signed_on = DatePartsField("Date signed", needed="Enter the date on which it was signed")
    all_read = TickField(
        "The lawyer has read every word on this page", needed="Tick that the lawyer has read every word"
    )

    def points(self) -> LegalPoints:
        """The answers, as believed where the words do not rest on one. Call it on a form that is valid."""
        said = {name: self[name].data for name in LegalPoints.__struct_fields__ if name in self}
        return LegalPoints(**{name: _POINT_OF[data] if isinstance(data, str) else data for name, data in said.items()})


def filled_answers(points: LegalPoints, asked: Iterable[str]) -> dict[str, Any]:
    """The answers, as the form is filled with them."""
    said = {name: getattr(points, name) for name in asked}
    return {name: value if type(value) is int else _ANSWER_OF[value] for name, value in said.items()}


def answers_in_words(points: LegalPoints, asked: Iterable[str]) -> dict[str, str]:
    """Each question with what the lawyer answered."""
    form, said = SignWordsForm(), filled_answers(points, asked)
    in_words = {option.value: option.label for option in _YES_NO_OPEN}
    return {form[name].label.text: in_words.get(value, str(value)) for name, value in said.items()}
