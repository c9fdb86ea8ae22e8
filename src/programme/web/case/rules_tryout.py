"""Trying the rules out on made-up facts: verdict, reasons, and every date with why. Nothing is written, and nobody is
looked up."""

from __future__ import annotations

from typing import Any

from programme.eligibility.circumstances import Circumstances
from programme.eligibility.rules import OtherCase
from programme.eligibility.words import ELIGIBILITY_TONES, ELIGIBILITY_WORDS, criterion_name
from programme.insight.trying_rules import MadeUp, Tried, try_rules
from programme.policies.queries import all_routes
from programme.policies.rules import Route
from programme.referrals.models import Admission
from programme.referrals.words import CRITERION_TAGS
from programme.shared.dates import london_date, london_instant
from programme.shared.refusal import Refusal
from programme.web.kit.forms import (
    ChoiceField,
    DatePartsField,
    FormData,
    Option,
    PageForm,
    TextField,
    TickField,
    TimeField,
    show_refusal,
)
from programme.web.kit.question_page import QuestionPage
from programme.web.kit.visit import Visit

_SAID = (Option("yes", "Yes"), Option("no", "No"), Option("unknown", "Nobody has said"))


class TryForm(PageForm):
    """The facts to try."""

    route = ChoiceField("Route", needed="Choose the route", unknown="Choose one of the routes")
    born_on = DatePartsField("Date of birth", hint="For example, 27 3 1981. Leave empty if it is not known")
    offence_code = TextField("Offence code", longest=10)
    offence_on = DatePartsField("Date of the offence", needed="Enter the date of the offence")
    offence_time = TimeField("Time of the offence", hint="For example, 23:50", needed="Enter the time of the offence")
    admission = ChoiceField(
        "Does he admit the offence?",
        choices=(
            Option(Admission.ADMITTED, "Yes"),
            Option(Admission.DENIED, "No"),
            Option(Admission.UNRECORDED, "Nobody has said"),
        ),
        needed="Choose whether he admits the offence",
    )
    cautioned_on = DatePartsField("Day of the caution", hint="Leave empty if there is none yet")
    exceptional = TickField("The longer limit of the caution holds")
    earlier_course = ChoiceField(
        "An earlier course or offer in the look-back?",
        choices=_SAID,
        needed="Choose whether there was an earlier course or offer",
    )
    other_case = ChoiceField(
        "Another open case of his?",
        choices=(
            Option(OtherCase.NONE, "None"),
            Option(OtherCase.SAME_NIGHT, "Of the same night"),
            Option(OtherCase.NIGHT_OFFERED, "Of the same night, and he was offered a place in it"),
            Option(OtherCase.EARLIER, "Of an earlier offence"),
            Option(OtherCase.ANOTHER, "It is not clear"),
        ),
        needed="Choose whether another case of his is open",
    )
    enough_evidence = ChoiceField(
        "Enough evidence to charge him?", choices=_SAID, needed="Choose whether there is enough evidence"
    )
    concern = ChoiceField(
        "A sign that the person solicited needs protecting?",
        choices=_SAID,
        needed="Choose whether there is a sign that the person solicited needs protecting",
    )
    violence = ChoiceField(
        "Violence, a weapon or a threat?",
        choices=_SAID,
        needed="Choose whether there was violence, a weapon or a threat",
    )
    relevant_record = ChoiceField(
        "Relevant previous convictions?", choices=_SAID, needed="Choose whether he has relevant previous convictions"
    )


START = {
    "route": "conditional_caution",
    "offence_code": "SX03213",
    "admission": Admission.ADMITTED,
    "earlier_course": "no",
    "other_case": OtherCase.NONE,
    "enough_evidence": "yes",
    "concern": "no",
    "violence": "no",
    "relevant_record": "no",
}


class TryPage(QuestionPage[list[Route], TryForm]):
    """Made-up facts in, the answer out. Writes nothing. A door says who may enter."""

    form, template, title = TryForm, "rules/try.html", "Try the rules"
    looks_first = True

    async def look(self, visit: Visit) -> list[Route]:
        return await visit.read(all_routes)

    def start(self, visit: Visit, found: list[Route]) -> dict[str, Any]:
        return START

    def fill(self, visit: Visit, found: list[Route] | None, sent: FormData | None) -> TryForm:
        return with_routes(super().fill(visit, found, sent), found or [])

    def context(self, visit: Visit, found: list[Route], form: TryForm) -> dict[str, Any]:
        return {"here": self.address(visit), "tried": None, "criteria": [], "dates": [], "change": None, "found": None}

    async def answer(self, visit: Visit, form: TryForm) -> dict[str, Any]:
        today = london_date(visit.now)
        try:
            tried = await visit.read(try_rules, _facts(form), force_code=visit.the_actor.force_code, today=today)
        except Refusal as refusal:
            show_refusal(form, refusal)
            return {}
        return {
            "tried": tried,
            "verdict_words": ELIGIBILITY_WORDS,
            "verdict_tones": ELIGIBILITY_TONES,
            "criteria": _criteria(tried),
            "dates": _dates(tried),
        }


def with_routes(form: TryForm, routes: list[Route]) -> TryForm:
    """The form with the routes to choose from."""
    form.route.choices = [Option(code, name) for code, name in sorted({(one.code, one.name) for one in routes})]
    return form


def _facts(form: TryForm) -> MadeUp:
    return MadeUp(
        born_on=form.born_on.data,
        offence_code=form.offence_code.data,
        offence_at=london_instant(form.offence_on.data, form.offence_time.data),
        admission=Admission(form.admission.data),
        route=form.route.data,
        cautioned_on=form.cautioned_on.data,
        exceptional=form.exceptional.data,
        earlier_course=_said(form.earlier_course.data),
        other_case=OtherCase(form.other_case.data),
        circumstances=Circumstances(
            enough_evidence=_said(form.enough_evidence.data),
            no_concern=_not(_said(form.concern.data)),
            no_violence=_not(_said(form.violence.data)),
            no_relevant_record=_not(_said(form.relevant_record.data)),
        ),
    )


def _said(answer: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(answer or "")


def _not(said: bool | None) -> bool | None:
    return None if said is None else not said


def _criteria(tried: Tried) -> list[dict[str, str]]:
    return [
        {
            "name": criterion_name(one.code),
            "words": CRITERION_TAGS[one.status][0],
            "tone": CRITERION_TAGS[one.status][1],
            "reason": one.reason,
        }
        for one in tried.eligibility.criteria
    ]


def _dates(tried: Tried) -> list[dict[str, Any]]:
    found = tried.deadlines
    named = (
        ("Last safe course day", found.complete_by_on),
        ("Limit of the caution", found.caution_limit_on),
        ("Return by", found.return_by_on),
        ("Last working day to charge", found.charge_action_on),
        ("Charge by", found.charge_by_on),
    )
    return [{"what": what, "on": on} for what, on in named if on is not None]
