"""Whether a drug intervention was considered in custody. Never a test's result (PACE s.63B(7))."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.record_drug_intervention import record_drug_intervention
from programme.concerns.models import DrugStep
from programme.concerns.words import DRUG_WORDS
from programme.insight.case_file import CaseFile
from programme.shared.marks import shown_mark
from programme.web.case.case_form import MarkedCaseFormPage
from programme.web.kit.forms import ChoiceField, HiddenField, Option, PageForm
from programme.web.kit.visit import Visit


class DrugForm(PageForm):
    """How the consideration ended. `mark` is that of what was shown."""

    mark = HiddenField("Shown", longest=40)
    step = ChoiceField(
        "Was a drug intervention considered?",
        hint="It stays with custody. Never write down what a test found",
        choices=[Option(step.value, DRUG_WORDS[step]) for step in DrugStep],
        needed="Choose whether a drug intervention was considered",
    )


class DrugPage(MarkedCaseFormPage[DrugForm]):
    """The record there is; the new one takes its place."""

    path = "/drugs"
    form, template, title = DrugForm, "custody/drugs.html", "Drug intervention"
    done = "drugs"

    def start(self, visit: Visit, found: CaseFile) -> dict[str, Any]:
        step = DrugStep(found.drugs.step) if found.drugs else None
        return {"mark": shown_mark(step), "step": step}

    async def act(self, visit: Visit, form: DrugForm) -> Callable[..., Any]:
        step, mark = DrugStep(form.step.data), form.mark.data or None
        return partial(record_drug_intervention, reference=visit.part("reference"), step=step, mark=mark)
