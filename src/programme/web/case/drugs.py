"""Whether a drug intervention was considered in custody. Never a test's result (PACE s.63B(7))."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.record_drug_intervention import record_drug_intervention
from programme.concerns.models import DrugStep
from programme.concerns.words import DRUG_WORDS
from programme.insight.case_file import CaseFile
from programme.web.case.case_form import CaseFormPage
from programme.web.kit.forms import ChoiceField, Option, PageForm
from programme.web.kit.visit import Visit


class DrugForm(PageForm):
    """What came of considering it."""

    step = ChoiceField(
        "Was a drug intervention considered?",
        hint="It stays with custody. Never write down what a test found",
        choices=[Option(step.value, DRUG_WORDS[step]) for step in DrugStep],
        needed="Choose whether a drug intervention was considered",
    )


class DrugPage(CaseFormPage[DrugForm]):
    """What is on record; what is kept now takes its place."""

    path = "/drugs"
    form, template, title = DrugForm, "custody/drugs.html", "Drug intervention"
    done = "drugs"

    def start(self, visit: Visit, found: CaseFile) -> dict[str, Any]:
        return {"step": found.drugs.step if found.drugs else None}

    async def act(self, visit: Visit, form: DrugForm) -> Callable[..., Any]:
        return partial(record_drug_intervention, reference=visit.part("reference"), step=DrugStep(form.step.data))
