"""What custody does to a case, each on a page that says first what will follow."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.correct_contact import Contact, correct_contact
from programme.actions.withdraw_referral import withdraw_referral
from programme.bookings.states import BookingState
from programme.insight.case_file import CaseFile
from programme.notices.words import CHANNEL_PHRASES
from programme.payments.states import FeeState
from programme.people.models import SafeContact
from programme.people.telling import safe_address
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.dates import spoken_day, spoken_instant
from programme.web.case.case_form import CaseFormPage
from programme.web.case.case_forms import ContactForm, WithdrawForm
from programme.web.kit.visit import Visit


class WithdrawPage(CaseFormPage[WithdrawForm]):
    """What withdrawing means for his place, his money and the clock."""

    path = "/withdraw"
    form, template, title = WithdrawForm, "custody/withdraw.html", "Withdraw the case"
    done = "withdrawn"

    def context(self, visit: Visit, found: CaseFile, form: WithdrawForm) -> dict[str, Any]:
        paid = found.fee is not None and found.fee.state is FeeState.PAID
        return {
            **super().context(visit, found, form),
            "place": _place_words(found),
            "refund_pence": found.fee.amount_pence if found.fee is not None and paid else 0,
            "told_by": CHANNEL_PHRASES[safe_address(found.person)[0]] if found.offer_stands else None,
        }

    async def act(self, visit: Visit, form: WithdrawForm) -> Callable[..., Any]:
        return partial(withdraw_referral, reference=visit.part("reference"), reason=WithdrawalReason(form.reason.data))


class ContactPage(CaseFormPage[ContactForm]):
    """How he can be reached. What is still owed him goes there."""

    path = "/contact"
    form, template, title = ContactForm, "custody/contact.html", "Correct contact details"
    done = "contact"

    def start(self, visit: Visit, found: CaseFile) -> Any:
        return found.person

    async def act(self, visit: Visit, form: ContactForm) -> Callable[..., Any]:
        contact = Contact(
            mobile=form.mobile.data,
            email=form.email.data,
            address=form.address.data,
            postcode=form.postcode.data,
            safe_contact=SafeContact(form.safe_contact.data),
            safe_hours=form.safe_hours.data,
        )
        return partial(correct_contact, reference=visit.part("reference"), contact=contact)


def _place_words(case: CaseFile) -> str:
    """The place that goes back; empty where he has none."""
    if case.referral.state is ReferralState.PLACED_ELSEWHERE and case.elsewhere is not None:
        return f"{case.elsewhere.neighbour}, {spoken_day(case.elsewhere.course_on)}: you tell them"
    booked = case.booking is not None and case.booking.state in (BookingState.HELD, BookingState.CONFIRMED)
    return spoken_instant(case.course_date.starts_at) if booked and case.course_date is not None else ""
