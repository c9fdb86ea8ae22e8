"""The forms of dated policies: a version of a route, a set of eligibility rules."""

from __future__ import annotations

from typing import Any

from programme.eligibility.rules import FIRST_COURSE, HARD_BLOCKS, NO_OPEN_CASE, NO_RELEVANT_RECORD, NO_VIOLENCE
from programme.eligibility.words import CRITERION_NAMES
from programme.policies.making import NewRoute, NewRules
from programme.policies.models import AdmissionNeed, FailureMeans, Paper
from programme.policies.rules import CriterionRule, Route
from programme.policies.words import ADMISSION_NEED_WORDS, FAILURE_WORDS, PAPER_WORDS
from programme.shared.ranks import Rank
from programme.web.kit.forms import (
    ChoiceField,
    ChoicesField,
    DatePartsField,
    HiddenField,
    LongTextField,
    Option,
    PageForm,
    TextField,
    WholeNumberField,
    add_error,
)

_ADMISSIONS = {
    "admits": AdmissionNeed.ADMITS,
    "accepts_responsibility": AdmissionNeed.ACCEPTS_RESPONSIBILITY,
    "nothing": AdmissionNeed.NOT_NEEDED,
}
"""The values that the boxes send. Not the stored words: one of them is also a word that only custody may read."""
_RANKS = [Option(rank.label, rank.label.capitalize()) for rank in Rank]
_NOBODY = Option("nobody", "Nobody")
LEFT_OPEN = (FIRST_COURSE, NO_OPEN_CASE, NO_VIOLENCE, NO_RELEVANT_RECORD)
"""The criteria that a force may let a rank set aside: what the law asks for itself is not among them."""
MAY_BE_LEFT_OUT = tuple(code for code in CRITERION_NAMES if code not in HARD_BLOCKS)


class RouteForm(PageForm):
    """Everything that a version says."""

    code = ChoiceField("Route", needed="Choose the route", unknown="Choose one of the routes")
    from_on = DatePartsField("From", hint="For offences from this day on, today or later", needed="Enter the first day")
    is_on = ChoiceField(
        "Is it in use?",
        hint="Off where no law has commenced it, or the force does not use it",
        choices=(("yes", "In use"), ("no", "Switched off")),
        needed="Choose whether it is in use",
    )
    admission = ChoiceField(
        "What it asks of him",
        choices=[Option(value, ADMISSION_NEED_WORDS[one]) for value, one in _ADMISSIONS.items()],
        needed="Choose what it asks of him",
    )
    authoriser_rank = ChoiceField("Lowest rank that authorises", choices=_RANKS, needed="Choose the rank")
    paper = ChoiceField(
        "Paper", choices=[Option(one.value, words) for one, words in PAPER_WORDS.items()], needed="Choose the paper"
    )
    weeks = WholeNumberField("Weeks from the caution", least=1, most=52, hint="Leave empty for no limit")
    exceptional_weeks = WholeNumberField(
        "Weeks with a recorded reason", least=1, most=52, hint="Leave empty for no longer limit"
    )
    on_failure = ChoiceField(
        "If he does not complete",
        choices=[Option(one.value, words) for one, words in FAILURE_WORDS.items()],
        needed="Choose what failure means",
    )
    success_outcome = WholeNumberField(
        "Home Office outcome", least=1, most=99, hint="Proposed where he completes. Leave empty for none"
    )
    success_finalisation = TextField("Finalised as", hint="The force's own words for it", longest=100)
    source = LongTextField(
        "Source", hint="The law or guidance it comes from", longest=400, needed="Enter where it comes from"
    )

    def check(self) -> None:
        """A longer limit is longer than one that there is."""
        longer = self.exceptional_weeks.data
        if longer is not None and self.weeks.data is None and not self.weeks.errors:
            add_error(self, "weeks", "Enter the ordinary weeks, or leave out the longer limit")
        elif longer is not None and self.weeks.data is not None and longer < self.weeks.data:
            add_error(self, "exceptional_weeks", "The longer limit cannot be shorter than the ordinary one")


def new_route(form: RouteForm) -> NewRoute:
    """The route that a valid form describes."""
    return NewRoute(
        code=form.code.data,
        from_on=form.from_on.data,
        is_on=form.is_on.data == "yes",
        admission=_ADMISSIONS[form.admission.data],
        authoriser_rank=form.authoriser_rank.data,
        paper=Paper(form.paper.data),
        weeks=form.weeks.data,
        exceptional_weeks=form.exceptional_weeks.data,
        on_failure=FailureMeans(form.on_failure.data),
        success_outcome=form.success_outcome.data,
        success_finalisation=form.success_finalisation.data,
        source=form.source.data,
    )


def route_options(routes: list[Route]) -> list[Option]:
    """The routes that there are, each once, by name."""
    return [Option(code, name) for code, name in sorted({(one.code, one.name) for one in routes})]


def _rank_field(code: str) -> ChoiceField:
    name = CRITERION_NAMES[code]
    return ChoiceField(
        f"{name}: lowest rank that may set it aside",
        choices=[_NOBODY, *_RANKS],
        needed=f"Choose a rank, or nobody, for “{name}”",
    )


class RulesForm(PageForm):
    """Everything that a set of rules says."""

    mark = HiddenField("What was shown")
    from_on = DatePartsField("From", hint="For offences from this day on, today or later", needed="Enter the first day")
    lookback_years = WholeNumberField(
        "Look-back in years",
        least=0,
        most=50,
        hint="An earlier course or offer this long before the offence bars another",
        needed="Enter the years",
    )
    asked = ChoicesField(
        "Criteria that are asked",
        hint="Age, offence code, date of the offence, safeguarding and time left are always asked",
        choices=[Option(code, CRITERION_NAMES[code]) for code in MAY_BE_LEFT_OUT],
    )
    rank_first_course = _rank_field(FIRST_COURSE)
    rank_no_open_case = _rank_field(NO_OPEN_CASE)
    rank_no_violence = _rank_field(NO_VIOLENCE)
    rank_no_relevant_record = _rank_field(NO_RELEVANT_RECORD)
    reason = LongTextField("Why", hint="Kept with the rules", longest=400, needed="Enter why the rules change")


def new_rules(form: RulesForm) -> NewRules:
    """The rules that a valid form describes."""
    return NewRules(
        from_on=form.from_on.data,
        lookback_years=form.lookback_years.data,
        reason=form.reason.data,
        criteria={code: CriterionRule(_is_asked(form, code), _rank(form, code)) for code in CRITERION_NAMES},
    )


def _is_asked(form: RulesForm, code: str) -> bool:
    return code in HARD_BLOCKS or code in form.asked.data


def _rank(form: RulesForm, code: str) -> str | None:
    answer: Any = form[f"rank_{code}"].data if code in LEFT_OPEN else None
    return None if answer in (None, "nobody") else str(answer)
