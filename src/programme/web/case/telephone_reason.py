"""A reason that he gives on the telephone, in his own words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.give_reason import REASON_LENGTH, give_reason
from programme.insight.own_case import OwnCase
from programme.web.case.on_telephone import AgreedForm, OnTelephonePage, look_at_his_case
from programme.web.kit.forms import LongTextField
from programme.web.kit.visit import Visit


class ReasonForm(AgreedForm):
    """The reason, and that it was read back."""

    text = LongTextField(
        "What stopped him, or what is wrong?",
        hint="In his words, with the day, and what he has that shows it. Nothing about his health that he need not say",
        longest=REASON_LENGTH,
        needed="Take down what he says",
    )
    agreed = AgreedForm.agreed


class TakeDownReasonPage(OnTelephonePage[OwnCase, ReasonForm]):
    """Open in every state of his case."""

    path = "/reason"
    form, template, title = ReasonForm, "telephone/reason.html", "Take down a reason"
    done = "reason"

    async def look(self, visit: Visit) -> OwnCase:
        return await look_at_his_case(visit)

    async def act(self, visit: Visit, form: ReasonForm) -> Callable[..., Any]:
        return partial(give_reason, text=form.text.data)
