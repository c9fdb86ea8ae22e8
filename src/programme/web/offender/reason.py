"""A reason that he gives in his own words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.give_reason import REASON_LENGTH, give_reason
from programme.insight.own_case import OwnCase
from programme.insight.own_day import REASON
from programme.shared.access import OFFENDER
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import LongTextField, PageForm
from programme.web.kit.visit import Visit
from programme.web.offender.own_case import look_at_own_case


class OwnReasonForm(PageForm):
    """His own words."""

    text = LongTextField(
        "What happened?",
        hint=f"Up to {REASON_LENGTH} letters. Say on which day. You need not say anything about your health",
        longest=REASON_LENGTH,
        needed="Write what happened",
    )


class OwnReasonPage(FormPage[OwnCase, OwnReasonForm]):
    """`/my-booking/reason`: open in every state of his case, as on the telephone."""

    path = REASON
    opt = {"access": OFFENDER}
    form, template, title = OwnReasonForm, "offender/reason.html", "Your booking"

    async def look(self, visit: Visit) -> OwnCase:
        return await look_at_own_case(visit)

    def context(self, visit: Visit, found: OwnCase, form: OwnReasonForm) -> dict[str, Any]:
        return {"help_line": found.help_line, "said": visit.request.query_params.get("said") == "1"}

    async def act(self, visit: Visit, form: OwnReasonForm) -> Callable[..., Any]:
        return partial(give_reason, text=form.text.data)

    def leads_to(self, visit: Visit, form: OwnReasonForm, done: int) -> str:
        return f"{REASON}?said=1"
