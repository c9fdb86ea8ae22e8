"""What he is offered, in the released words, and every answer that he can give: it is his to choose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from programme.actions.accept_offer import accept_offer
from programme.actions.ask_for_advice import ask_for_advice
from programme.actions.choose_court import choose_court
from programme.actions.decline_offer import decline_offer
from programme.bookings.rules import has_notice
from programme.insight.own_case import OwnCase
from programme.insight.own_deeds import why_not_for_him
from programme.offers.explanations import Explanation, current_explanation
from programme.offers.refusals import AnsweredAlready, WordsChanged
from programme.payments.states import FeeState
from programme.referrals.deeds import OwnDeed
from programme.referrals.states import ReferralState
from programme.shared.access import OFFENDER
from programme.shared.dates import london_date, spoken_day
from programme.shared.money import spoken_pounds
from programme.web.kit.forms import HiddenField, PageForm, TickField, bind, error_list, show_refusal
from programme.web.kit.visit import Visit
from programme.web.offender.own_case import look_at_own_case


class Yes(PageForm):
    """His yes, with the version of the words he was shown."""

    words_version = HiddenField("Version", longest=20)
    read = TickField("I have read this, or had it read to me", needed="Tick the box to say that you have read this")


class _Words(PageForm):
    """Any other answer, with the version of the words he was shown."""

    words_version = HiddenField("Version", longest=20)


class OfferPages(Controller):
    """`/my-booking/offer`."""

    path = "/my-booking/offer"
    opt = {"access": OFFENDER}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The words, the button for yes and the ways to everything else."""
        case = await look_at_own_case(visit)
        return _offer_page(visit, case, _yes())

    @post("/accept", status_code=200)
    async def accept(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Record his yes to the words he was shown; to older words it is refused, and he is asked to read again."""
        form = bind(Yes, await visit.form())
        if not form.validate():
            return _offer_page(visit, await look_at_own_case(visit), form, status=422)
        try:
            await visit.write(accept_offer, words_version=form.words_version.data)
        except WordsChanged as refusal:
            return _read_again(visit, await look_at_own_case(visit), refusal)
        return visit.to("/my-booking")

    @post("/advice", status_code=200)
    async def advice(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """He wants legal advice first: the day to answer moves, and the page says to when."""
        form = bind(_Words, await visit.form())
        try:
            await visit.write(ask_for_advice, words_version=form.words_version.data)
        except WordsChanged as refusal:
            return _read_again(visit, await look_at_own_case(visit), refusal)
        return visit.to("/my-booking/offer")

    @get("/decline")
    async def ask_decline(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """What a no means, before he says it."""
        return await _ask(visit, "offender/decline.html")

    @post("/decline", status_code=200)
    async def decline(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Record his no. The case goes back at once."""
        return await _turn_down(visit, decline_offer, "offender/decline.html")

    @get("/instead")
    async def ask_instead(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """What it means that he would rather go to court, before he says so."""
        return await _ask(visit, "offender/instead.html")

    @post("/instead", status_code=200)
    async def instead(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Record that he would rather go to court. The case goes back at once."""
        return await _turn_down(visit, choose_court, "offender/instead.html")


def _read_again(visit: Visit, case: OwnCase, refusal: WordsChanged) -> Response[Any]:
    fresh = _yes()
    show_refusal(fresh, refusal)
    return _offer_page(visit, case, fresh, status=refusal.status)


async def _ask(visit: Visit, template: str) -> Response[Any]:
    case = await look_at_own_case(visit)
    refused = why_not_for_him(OwnDeed.DECLINE_OFFER, case, visit.now)
    if isinstance(refused, AnsweredAlready):
        return visit.to("/my-booking")
    if refused is not None:
        raise refused
    return _consequences_page(visit, case, _words(), template)


async def _turn_down(visit: Visit, action: Callable[..., Any], template: str) -> Response[Any]:
    form = bind(_Words, await visit.form())
    try:
        await visit.write(action, words_version=form.words_version.data)
    except WordsChanged as refusal:
        fresh = _words()
        show_refusal(fresh, refusal)
        return _consequences_page(visit, await look_at_own_case(visit), fresh, template, status=refusal.status)
    return visit.to("/my-booking")


def _words() -> _Words:
    return bind(_Words, start={"words_version": current_explanation().version})


def _yes() -> Yes:
    return bind(Yes, start={"words_version": current_explanation().version})


def _offer_page(visit: Visit, case: OwnCase, form: Yes, *, status: int = 200) -> Response[Any]:
    return visit.page(
        "offender/offer.html",
        status=status,
        title="Your booking",
        case=case,
        words=_told(case),
        form=form,
        errors=error_list(form),
        may_answer=why_not_for_him(OwnDeed.ACCEPT_OFFER, case, visit.now) is None,
        may_decline=why_not_for_him(OwnDeed.DECLINE_OFFER, case, visit.now) is None,
        help_phone=case.helpline,
    )


def _consequences_page(visit: Visit, case: OwnCase, form: _Words, template: str, *, status: int = 200) -> Response[Any]:
    return visit.page(
        template,
        status=status,
        title="Your booking",
        case=case,
        words=_told(case),
        form=form,
        errors=error_list(form),
        money=_money(case, visit),
        help_phone=case.helpline,
    )


def _told(case: OwnCase) -> Explanation:
    return current_explanation(case.language).told(
        fee=spoken_pounds(case.fee_pence),
        answer_by=spoken_day(london_date(case.answer_by_at)),
        advice_by=spoken_day(london_date(case.answer_limit_at or case.answer_by_at)),
        finish_by=spoken_day(case.complete_by_on),
        helpline=case.helpline or "the number on your sheet",
    )


def _money(case: OwnCase, visit: Visit) -> str:
    """What a no does to the money, in words."""
    if case.state is ReferralState.PLACED_ELSEWHERE:
        return "You have paid nothing here. Ask the other organisation about what you paid them."
    if case.fee_state is not FeeState.PAID:
        return "You have paid nothing, and you owe nothing."
    if case.place is not None and has_notice(case.place.starts_at, visit.now):
        return f"All of your {spoken_pounds(case.fee_pence)} goes back to your card within 10 days."
    return f"It is less than 7 days before your date, so the {spoken_pounds(case.fee_pence)} you paid is not paid back."
