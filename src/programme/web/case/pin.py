"""Setting back the PIN of somebody who cannot sign in with it: who it is, is asked first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.set_back_pin import set_back_pin
from programme.offers.models import PinAsked, PinReason
from programme.offers.words import PIN_ASKED_WORDS, PIN_REASON_WORDS
from programme.web.case.case_form import CaseFormPage
from programme.web.kit.forms import ChoiceField, Option, PageForm
from programme.web.kit.visit import Visit


class SetBackPinForm(PageForm):
    """How it was made sure that it is he, and why."""

    asked = ChoiceField(
        "How did you make sure that it is the person of this case?",
        hint="What is printed on the slip proves nothing here: a PIN is there for when the slip is in other hands",
        choices=[Option(one, PIN_ASKED_WORDS[one]) for one in PinAsked],
        needed="Choose how you made sure that it is the person of this case",
    )
    reason = ChoiceField(
        "Why is the PIN set back?",
        choices=[Option(one, PIN_REASON_WORDS[one]) for one in PinReason],
        needed="Choose why the PIN is set back",
    )


class SetBackPinPage(CaseFormPage[SetBackPinForm]):
    """Where there is none, the page is refused."""

    path = "/pin"
    form, template, title = SetBackPinForm, "custody/pin.html", "Set back the PIN"
    done = "pin"

    async def act(self, visit: Visit, form: SetBackPinForm) -> Callable[..., Any]:
        asked, reason = PinAsked(form.asked.data), PinReason(form.reason.data)
        return partial(set_back_pin, reference=visit.part("reference"), asked=asked, reason=reason)
