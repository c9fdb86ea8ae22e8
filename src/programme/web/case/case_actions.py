"""Deeds of custody to a case, each on a page that says first what will follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from litestar import Response

from programme.actions.correct_contact import Contact, contact_of, correct_contact
from programme.actions.withdraw_referral import withdraw_referral
from programme.bookings.states import ACTIVE
from programme.insight.case_course_parts import money_in
from programme.insight.case_file import CaseFile
from programme.notices.words import CHANNEL_PHRASES
from programme.outcomes.refusals import NotToBeWithdrawn
from programme.payments.as_shown import WithdrawalShown
from programme.payments.money import money_when_it_ends
from programme.people.models import SafeContact
from programme.people.telling import safe_address
from programme.people.words import reached_now
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.dates import spoken_day, spoken_instant
from programme.shared.marks import shown_mark
from programme.shared.refusal import ChangedSinceShown, Refusal
from programme.web.case.case_form import CaseFormPage, MarkedCaseFormPage
from programme.web.case.case_forms import ContactForm, WithdrawForm
from programme.web.case.heading import here
from programme.web.kit.forms import said_of
from programme.web.kit.visit import Visit


class WithdrawPage(CaseFormPage[WithdrawForm]):
    """The meaning of a withdrawal for his place, his money and the clock."""

    path = "/withdraw"
    form, template, title = WithdrawForm, "custody/withdraw.html", "Withdraw the case"
    done = "withdrawn"

    def context(self, visit: Visit, found: CaseFile, form: WithdrawForm) -> dict[str, Any]:
        shown = _shown(found)
        return {
            **super().context(visit, found, form),
            "place": _place_words(found, shown),
            "money": money_when_it_ends(money_in(found.fee)),
            "stopped": shown.stopped,
            "told_by": CHANNEL_PHRASES[safe_address(found.person)[0]] if shown.offer_stands else None,
            "mark": shown_mark(shown),  # of what stands now, also where the form was sent from an older page
        }

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return said_of(refusal) if isinstance(refusal, ChangedSinceShown) else super().said(refusal)

    async def take(self, visit: Visit) -> Response[Any]:
        """Withdraw it. A second press leads to where the first led."""
        try:
            return await super().take(visit)
        except NotToBeWithdrawn:
            if (await self.look(visit)).referral.state is not ReferralState.WITHDRAWN:
                raise
            return visit.to(f"{here(visit)}?done={self.done}")

    async def act(self, visit: Visit, form: WithdrawForm) -> Callable[..., Any]:
        reference, reason = visit.part("reference"), WithdrawalReason(form.reason.data)
        return partial(withdraw_referral, reference=reference, reason=reason, mark=(await visit.form()).get("mark"))


class ContactPage(MarkedCaseFormPage[ContactForm]):
    """How he can be reached. Messages still owed to him go there."""

    path = "/contact"
    form, template, title = ContactForm, "custody/contact.html", "Correct contact details"
    done = "contact"

    def start(self, visit: Visit, found: CaseFile) -> dict[str, Any]:
        contact = contact_of(found.person)
        return {"mark": shown_mark(contact), **asdict(contact)}

    def context(self, visit: Visit, found: CaseFile, form: ContactForm) -> dict[str, Any]:
        return {**super().context(visit, found, form), "reached": reached_now(found.person)}

    async def act(self, visit: Visit, form: ContactForm) -> Callable[..., Any]:
        contact = Contact(
            mobile=form.mobile.data,
            email=form.email.data,
            address=form.address.data,
            postcode=form.postcode.data,
            safe_contact=SafeContact(form.safe_contact.data),
            safe_hours=form.safe_hours.data or "",
        )
        return partial(correct_contact, reference=visit.part("reference"), contact=contact, mark=form.mark.data or None)


def _shown(case: CaseFile) -> WithdrawalShown:
    """The parts that end with the case, as its page says them."""
    booked = case.booking is not None and case.booking.state in ACTIVE
    elsewhere = case.elsewhere if case.referral.state is ReferralState.PLACED_ELSEWHERE else None
    return WithdrawalShown(
        place_at=case.course_date.starts_at if booked and case.course_date is not None else None,
        elsewhere_on=elsewhere.course_on if elsewhere is not None else None,
        paid_pence=money_in(case.fee).paid_pence,
        offer_stands=case.offer_stands,
        stopped=case.stopped,
    )


def _place_words(case: CaseFile, shown: WithdrawalShown) -> str:
    """The place that goes back; empty where he has none."""
    if case.elsewhere is not None and shown.elsewhere_on is not None:
        return f"{case.elsewhere.neighbour}, {spoken_day(shown.elsewhere_on)}: you tell them"
    return spoken_instant(shown.place_at) if shown.place_at is not None else ""
