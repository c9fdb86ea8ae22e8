"""The offer, in the released words, and every answer that he can give: it is his to choose."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from programme.actions.accept_offer import accept_offer
from programme.actions.ask_for_advice import ask_for_advice
from programme.actions.choose_court import choose_court
from programme.actions.decline_offer import decline_offer
from programme.bookings.rules import has_notice
from programme.insight.own_case import OwnCase
from programme.insight.own_deeds import why_not_for_him
from programme.offers.refusals import AnsweredAlready, WordsChanged
from programme.payments.money import nothing_of_yours
from programme.payments.states import FeeState
from programme.referrals.deeds import OwnDeed
from programme.referrals.states import ReferralState
from programme.shared.access import OFFENDER
from programme.shared.dates import london_date
from programme.shared.money import spoken_pounds
from programme.shared.refusal import Refusal
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData, HiddenField, PageForm, TickField, bind, said_of
from programme.web.kit.visit import LedElsewhere, Visit
from programme.web.offender.own_case import look_at_own_case


class OwnAnswer(PageForm):
    """An answer, with the version of the words he was shown."""

    words_version = HiddenField("Version", longest=20)


class Yes(OwnAnswer):
    """His yes."""

    read = TickField("I have read this, or had it read to me", needed="Tick the box to say that you have read this")


F = TypeVar("F", bound=OwnAnswer)


class _AnswerPage(FormPage[OwnCase, F]):
    """An answer to the words that stand on the page; to older ones it is refused, and he is asked to read again."""

    opt = {"access": OFFENDER}
    title = "Your booking"

    async def look(self, visit: Visit) -> OwnCase:
        return await look_at_own_case(visit)

    def fill(self, visit: Visit, found: OwnCase | None, sent: FormData | None) -> F:
        """Where the page is shown, with the version of the words on it."""
        form = super().fill(visit, found, sent)
        if found is not None:
            form.words_version.data = form.words_version.typed = found.words_version
        return form

    def context(self, visit: Visit, found: OwnCase, form: F) -> dict[str, Any]:
        words = found.telling(london_date(visit.now)).told
        return {"case": found, "words": words, "help_line": found.help_line}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return said_of(refusal) if isinstance(refusal, WordsChanged) else None

    def leads_to(self, visit: Visit, form: F, done: Any) -> str:
        return "/my-booking"


class OfferPage(_AnswerPage[Yes]):
    """`/my-booking/offer`: the words, the button for yes and the ways to everything else."""

    path = "/my-booking/offer"
    form, template = Yes, "offender/offer.html"

    def fill(self, visit: Visit, found: OwnCase | None, sent: FormData | None) -> Yes:
        """Who read other words has not read these."""
        form = super().fill(visit, found, sent)
        if found is not None and sent is not None and sent.get("words_version") != form.words_version.data:
            form.read.data = False
        return form

    def context(self, visit: Visit, found: OwnCase, form: Yes) -> dict[str, Any]:
        return {**super().context(visit, found, form), **_may(visit, found)}

    async def act(self, visit: Visit, form: Yes) -> Callable[..., Any]:
        """Record his yes to the words he was shown."""
        return partial(accept_offer, words_version=form.words_version.data)


class AdvicePage(_AnswerPage[OwnAnswer]):
    """He wants legal advice first: the day to answer moves, and the page of the offer says to when."""

    path = "/my-booking/offer/advice"
    form, template = OwnAnswer, "offender/offer.html"

    def context(self, visit: Visit, found: OwnCase, form: OwnAnswer) -> dict[str, Any]:
        """The page of the offer, with the box for a yes."""
        yes = bind(Yes, start={"words_version": form.words_version.data})
        return {**super().context(visit, found, form), **_may(visit, found), "form": yes}

    async def act(self, visit: Visit, form: OwnAnswer) -> Callable[..., Any]:
        return partial(ask_for_advice, words_version=form.words_version.data)

    def leads_to(self, visit: Visit, form: OwnAnswer, done: Any) -> str:
        return "/my-booking/offer"


class _TurnDownPage(_AnswerPage[OwnAnswer]):
    """The meaning of an answer that ends it, before he gives it. The case goes back at once."""

    form = OwnAnswer

    async def look(self, visit: Visit) -> OwnCase:
        """His case, as long as there is something to turn down."""
        case = await look_at_own_case(visit)
        refused = why_not_for_him(OwnDeed.DECLINE_OFFER, case, visit.now)
        if isinstance(refused, AnsweredAlready):
            raise LedElsewhere("/my-booking")
        if refused is not None:
            raise refused
        return case

    def context(self, visit: Visit, found: OwnCase, form: OwnAnswer) -> dict[str, Any]:
        return {**super().context(visit, found, form), "money": _money(found, visit)}


class DeclinePage(_TurnDownPage):
    """`/my-booking/offer/decline`."""

    path = "/my-booking/offer/decline"
    template = "offender/decline.html"

    async def act(self, visit: Visit, form: OwnAnswer) -> Callable[..., Any]:
        return partial(decline_offer, words_version=form.words_version.data)


class InsteadPage(_TurnDownPage):
    """`/my-booking/offer/instead`."""

    path = "/my-booking/offer/instead"
    template = "offender/instead.html"

    async def act(self, visit: Visit, form: OwnAnswer) -> Callable[..., Any]:
        """Record that he would rather go to court."""
        return partial(choose_court, words_version=form.words_version.data)


def _may(visit: Visit, case: OwnCase) -> dict[str, bool]:
    return {
        "may_answer": why_not_for_him(OwnDeed.ACCEPT_OFFER, case, visit.now) is None,
        "may_decline": why_not_for_him(OwnDeed.DECLINE_OFFER, case, visit.now) is None,
    }


def _money(case: OwnCase, visit: Visit) -> str:
    """The effect of a no on the money, in words."""
    if case.state is ReferralState.PLACED_ELSEWHERE:
        here = nothing_of_yours(case.money) if case.money.back_pence else "You have paid nothing here."
        return f"{here} Ask the other organisation about what you paid them."
    if case.fee_state is not FeeState.PAID:
        return nothing_of_yours(case.money)
    if case.place is not None and has_notice(case.place.starts_at, visit.now):
        return f"All of your {spoken_pounds(case.fee_pence)} goes back to your card within 10 days."
    return f"It is less than 7 days before your date, so the {spoken_pounds(case.fee_pence)} you paid is not paid back."
