"""Questions that only a human can answer, in the same words on the referral form and where a case is settled."""

from __future__ import annotations

from typing import Any

from programme.concerns.models import Sign
from programme.concerns.words import SIGN_HINTS, SIGN_WORDS
from programme.eligibility.circumstances import Circumstances
from programme.web.kit.forms import ChoiceField, ChoicesField, Option

YES, NO, UNKNOWN = "yes", "no", "unknown"
YES_NO = (Option(YES, "Yes"), Option(NO, "No"))
YES_NO_OR_NOT_YET = (*YES_NO, Option(UNKNOWN, "Not known yet"))
SIGN_OPTIONS = tuple(Option(sign.value, SIGN_WORDS[sign], SIGN_HINTS[sign]) for sign in Sign)

EVIDENCE = "Is there enough evidence to charge him?"
CONCERN = "Is there any sign that the person solicited was under 18, trafficked or controlled by somebody?"
VIOLENCE = "Was there violence, a weapon or a threat in this incident, or is one being investigated?"
RECORD = "Has he previous convictions for sexual offences or domestic abuse?"


def question(label: str, *, needed: str | None = None, hint: str = "") -> ChoiceField:
    """One of these questions: with `needed` it must be answered, and "not known yet" is an answer; else it may be
    left as it is."""
    return ChoiceField(label, hint=hint, choices=YES_NO if needed is None else YES_NO_OR_NOT_YET, needed=needed)


def signs_field(concern: str = "concern") -> ChoicesField:
    """Which signs, asked where the question called `concern` was answered with yes."""
    return ChoicesField(
        "What are the signs of?",
        hint="Choose all that you saw or believe",
        choices=SIGN_OPTIONS,
        needed="Choose what the signs are of",
        when=lambda form: form[concern].data == YES,
    )


def circumstances_in(form: Any) -> Circumstances:
    """The answers to the four questions. An answer that is not known yet, or not readable, is left out."""
    return Circumstances(
        enough_evidence=_said(form.enough_evidence.data, met=YES),
        no_concern=_said(form.concern.data, met=NO),
        no_violence=_said(form.violence.data, met=NO),
        no_relevant_record=_said(form.relevant_record.data, met=NO),
    )


def signs_in(form: Any) -> tuple[Sign, ...]:
    """The signs, where there are any: an answer that was changed to no takes them back."""
    return tuple(Sign(sign) for sign in form.signs.data) if form.concern.data == YES else ()


def _said(answer: str | None, *, met: str) -> bool | None:
    return answer == met if answer in (YES, NO) else None
