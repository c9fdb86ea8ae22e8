"""A payment of his without a card, taken down with him on the telephone or at the desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.record_paid_outside import record_paid_outside
from programme.insight.own_case import OwnCase
from programme.payments.models import PaidHow
from programme.payments.outside import OutsidePayment, check_amount, check_paid_on
from programme.payments.refusals import PaidOutsideWaits
from programme.payments.words import PAID_HOW_WORDS
from programme.referrals.deeds import OwnDeed
from programme.shared.dates import london_date
from programme.web.case.on_telephone import AgreedForm, OnTelephonePage, look_at_his_case
from programme.web.kit.forms import ChoiceField, DatePartsField, FormData, Option, PoundsField, TextField
from programme.web.kit.visit import Visit


class OutsideForm(AgreedForm):
    """Amount, how, reference and day."""

    how = ChoiceField(
        "How did he pay?",
        choices=[Option(one.value, words.capitalize()) for one, words in PAID_HOW_WORDS.items()],
        needed="Choose how he paid",
    )
    amount = PoundsField("Amount", hint="In pounds", needed="Enter the amount")
    reference = TextField(
        "Reference",
        hint="What stands on the bank's list or on the receipt, so that it can be found. No name",
        needed="Enter the reference of the payment",
        longest=60,
    )
    paid_on = DatePartsField("Day on which he paid", needed="Enter the day on which he paid")
    agreed = AgreedForm.agreed


class OutsidePaymentPage(OnTelephonePage[OwnCase, OutsideForm]):
    """The fee stays unpaid until somebody else has seen the money."""

    path = "/paid-outside"
    form, template, title = OutsideForm, "telephone/paid_outside.html", "Record what he paid"
    deed, done = OwnDeed.OPEN_CHECKOUT, "outside"
    beside = (PaidOutsideWaits,)

    async def look(self, visit: Visit) -> OwnCase:
        case = await look_at_his_case(visit)
        self.check_possible(visit, case)
        return case

    def fill(self, visit: Visit, found: OwnCase | None, sent: FormData | None) -> OutsideForm:
        form = super().fill(visit, found, sent)
        if found is not None:
            form.asks = (
                (("amount",), lambda: check_amount(form.amount.data, found.fee_pence)),
                (("paid_on",), lambda: check_paid_on(form.paid_on.data, london_date(visit.now))),
            )
        return form

    def context(self, visit: Visit, found: OwnCase, form: OutsideForm) -> dict[str, Any]:
        return {**super().context(visit, found, form), "case": found}

    async def act(self, visit: Visit, form: OutsideForm) -> Callable[..., Any]:
        payment = OutsidePayment(form.amount.data, PaidHow(form.how.data), form.reference.data, form.paid_on.data)
        return partial(record_paid_outside, payment=payment)
