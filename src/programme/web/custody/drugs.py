"""Whether a drug intervention was considered in custody. Never a test's result (PACE s.63B(7))."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.record_drug_intervention import record_drug_intervention
from programme.concerns.drugs import DRUG_WORDS
from programme.concerns.models import DrugStep
from programme.shared.access import CUSTODY
from programme.web.custody.case import look_at_case
from programme.web.custody.case_view import case_context
from programme.web.kit.forms import ChoiceField, Option, PageForm, bind, error_list
from programme.web.kit.visit import Visit


class DrugForm(PageForm):
    """What came of considering it."""

    step = ChoiceField(
        "Was a drug intervention considered?",
        hint="It stays with custody. Never write down what a test found",
        choices=[Option(step.value, DRUG_WORDS[step]) for step in DrugStep],
        needed="Choose whether a drug intervention was considered",
    )


class DrugPages(Controller):
    """`/custody/referrals/REF/drugs`."""

    path = "/custody/referrals/{reference:str}/drugs"
    opt = {"access": CUSTODY}

    @get()
    async def ask(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What is on record."""
        return await _page(visit, reference, None)

    @post(status_code=200)
    async def keep(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Keep it, in place of what was there."""
        form = bind(DrugForm, await visit.form())
        if not form.validate():
            return await _page(visit, reference, form)
        await visit.write(record_drug_intervention, reference=reference, step=DrugStep(form.step.data))
        return visit.to(f"/custody/referrals/{reference}")


async def _page(visit: Visit, reference: str, sent: DrugForm | None) -> Response[Any]:
    case = await look_at_case(visit, reference)
    form = sent or bind(DrugForm, start={"step": case.drugs.step if case.drugs else None})
    errors = error_list(form)
    return visit.page(
        "custody/drugs.html",
        status=422 if errors else 200,
        title="Drug intervention",
        form=form,
        errors=errors,
        **case_context(case, visit.now),
    )
