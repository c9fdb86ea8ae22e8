"""What custody does to a case, each on a page that says first what will follow."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.correct_contact import Contact, correct_contact
from programme.actions.withdraw_referral import withdraw_referral
from programme.bookings.states import BookingState
from programme.insight.case_file import CaseFile
from programme.payments.states import FeeState
from programme.people.models import SafeContact
from programme.people.telling import safe_address
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.access import CUSTODY
from programme.shared.dates import spoken_day, spoken_instant
from programme.web.custody.case import look_at_case
from programme.web.custody.case_forms import ContactForm, WithdrawForm
from programme.web.custody.case_view import case_context
from programme.web.custody.words import TOLD_BY_WORDS
from programme.web.kit.forms import PageForm, bind, error_list
from programme.web.kit.visit import Visit


class CaseActions(Controller):
    """`/custody/referrals/REF/withdraw`, `/contact`."""

    path = "/custody/referrals/{reference:str}"
    opt = {"access": CUSTODY}

    @get("/withdraw")
    async def ask_withdraw(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What withdrawing means for his place, his money and the clock."""
        return await _withdraw_page(visit, reference, bind(WithdrawForm))

    @post("/withdraw", status_code=200)
    async def withdraw(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Withdraw the case."""
        form = bind(WithdrawForm, await visit.form())
        if not form.validate():
            return await _withdraw_page(visit, reference, form)
        await visit.write(withdraw_referral, reference=reference, reason=WithdrawalReason(form.reason.data))
        return visit.to(f"/custody/referrals/{reference}")

    @get("/contact")
    async def ask_contact(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """His contact details as they are."""
        case = await look_at_case(visit, reference)
        form = bind(ContactForm, start=case.person)
        return _shown(visit, case, "contact", "Correct contact details", form)

    @post("/contact", status_code=200)
    async def contact(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Keep the corrected details; what is still owed him goes there."""
        form = bind(ContactForm, await visit.form())
        if not form.validate():
            return await _form_page(visit, reference, "contact", "Correct contact details", form)
        await visit.write(correct_contact, reference=reference, contact=_contact(form))
        return visit.to(f"/custody/referrals/{reference}#contact")


async def _withdraw_page(visit: Visit, reference: str, form: PageForm) -> Response[Any]:
    case = await look_at_case(visit, reference)
    paid = case.fee is not None and case.fee.state is FeeState.PAID
    return _shown(
        visit,
        case,
        "withdraw",
        "Withdraw the case",
        form,
        place=_place_words(case),
        refund_pence=case.fee.amount_pence if case.fee is not None and paid else 0,
        told_by=TOLD_BY_WORDS[safe_address(case.person)[0]] if case.offer_stands else None,
    )


def _place_words(case: CaseFile) -> str:
    """The place that goes back; empty where he has none."""
    if case.referral.state is ReferralState.PLACED_ELSEWHERE and case.elsewhere is not None:
        return f"{case.elsewhere.neighbour}, {spoken_day(case.elsewhere.course_on)}: you tell them"
    booked = case.booking is not None and case.booking.state in (BookingState.HELD, BookingState.CONFIRMED)
    return spoken_instant(case.course_date.starts_at) if booked and case.course_date is not None else ""


async def _form_page(visit: Visit, reference: str, name: str, title: str, form: PageForm) -> Response[Any]:
    return _shown(visit, await look_at_case(visit, reference), name, title, form)


def _shown(visit: Visit, case: CaseFile, name: str, title: str, form: PageForm, **more: Any) -> Response[Any]:
    errors = error_list(form)
    return visit.page(
        f"custody/{name}.html",
        status=422 if errors else 200,
        title=title,
        form=form,
        errors=errors,
        **case_context(case, visit.now),
        **more,
    )


def _contact(form: ContactForm) -> Contact:
    return Contact(
        mobile=form.mobile.data,
        email=form.email.data,
        address=form.address.data,
        postcode=form.postcode.data,
        safe_contact=SafeContact(form.safe_contact.data),
        safe_hours=form.safe_hours.data,
    )
