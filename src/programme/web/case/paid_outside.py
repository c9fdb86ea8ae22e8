"""The second person's look at a payment without a card: whether the money has come."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.confirm_paid_outside import confirm_paid_outside
from programme.payments.outside import WaitingPayment, can_confirm, waiting_payment
from programme.payments.words import PAID_HOW_WORDS
from programme.web.case.heading import here
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import ChoiceField, Option, PageForm
from programme.web.kit.visit import Visit


class CameForm(PageForm):
    """Whether it came."""

    came = ChoiceField(
        "Has this money come?",
        choices=(
            Option("yes", "Yes, I have seen it", "His place is his, and he is told"),
            Option("no", "No, it cannot be found", "The fee is due as before, until his place is released"),
        ),
        needed="Choose whether the money has come",
    )


class PaidOutsidePage(FormPage[WaitingPayment, CameForm]):
    """Closed to whoever recorded it."""

    path = "/paid-outside"
    form, template, title = CameForm, "facts/paid_outside.html", "A payment to look for"

    async def look(self, visit: Visit) -> WaitingPayment:
        found = await visit.look(
            waiting_payment, visit.part("reference"), visit.the_actor, subjects=lambda found: [found.case_reference]
        )
        can_confirm(found.recorded_by_id, visit.the_actor)
        return found

    def context(self, visit: Visit, found: WaitingPayment, form: CameForm) -> dict[str, Any]:
        return {"payment": found, "how": PAID_HOW_WORDS[found.how], "here": here(visit), "at": self.address(visit)}

    async def act(self, visit: Visit, form: CameForm) -> Callable[..., Any]:
        return partial(confirm_paid_outside, reference=visit.part("reference"), came=form.came.data == "yes")

    def leads_to(self, visit: Visit, form: CameForm, done: Any) -> str:
        return here(visit)
