"""One thing: the single next step. Then the facts, then help and other choices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.bookings.needs import SAYS_NEEDS
from programme.insight.next_step import NextStep, next_step
from programme.insight.own_case import OwnCase
from programme.insight.own_day import REASON
from programme.insight.own_deeds import possible_for_him
from programme.insight.own_receipts import Receipt, money_lines, receipts_of
from programme.insight.own_standing import standing
from programme.offers.states import OfferState
from programme.payments.states import FeeState
from programme.referrals.deeds import OwnDeed
from programme.referrals.states import OFFER_IN_HAND, ReferralState
from programme.shared.access import OFFENDER
from programme.shared.dates import spoken_day, spoken_instant
from programme.shared.money import spoken_pounds
from programme.web.kit.visit import Visit
from programme.web.offender.own_case import look_at_own_case


class HomePages(Controller):
    """`/my-booking`."""

    path = "/my-booking"
    opt = {"access": OFFENDER}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Where he stands and what is wanted of him."""
        case = await look_at_own_case(visit)
        step = next_step(case, now=visit.now)
        return visit.page(
            "offender/home.html",
            title="Your booking",
            case=case,
            step=step,
            facts=_facts(case, await _receipts(visit, case), visit.now),
            choices=_choices(case, step, now=visit.now),
            in_hand=case.state in OFFER_IN_HAND,
            help_line=case.help_line,
        )


async def _receipts(visit: Visit, case: OwnCase) -> Sequence[Receipt]:
    """His payments, and how much went back; nothing is asked of who never paid."""
    return await visit.read(receipts_of, visit.the_actor.id) if case.paid_at else ()


def _facts(case: OwnCase, receipts: Sequence[Receipt], now: datetime) -> list[dict[str, Any]]:
    """The facts settled so far."""
    rows: list[dict[str, Any]] = [{"key": "Your reference", "value": case.reference}]
    if case.offer_state is OfferState.ACCEPTED and case.answered_at:
        rows.append({"key": "You said yes", "value": spoken_instant(case.answered_at)})
    if case.place is not None and case.state in OFFER_IN_HAND:
        rows.append({"key": "Your place", "value": spoken_instant(case.place.starts_at)})
    if case.elsewhere_on is not None:
        rows.append({"key": "Your appointment", "value": f"{spoken_day(case.elsewhere_on)}, with another organisation"})
    if case.asked is not None and case.state in SAYS_NEEDS:
        place = case.place.date_id if case.place else None
        rows.append({"key": "What you need on the day", "lines": case.asked.answer_lines(place)})
    in_hand = case.state in OFFER_IN_HAND
    if in_hand:
        rows.append({"key": "Cost", "value": _cost(case)})
    rows += [{"key": name, "value": said} for name, said in money_lines(case, receipts, now)]
    if in_hand:
        rows.append({"key": "Finish by", "value": _finish_by(case)})
    return rows


def _finish_by(case: OwnCase) -> str:
    weeks, last_day = case.weeks_from_signing, spoken_day(case.last_day_on)
    return f"{weeks} weeks after the form is signed, at the latest {last_day}" if weeks else last_day


def _cost(case: OwnCase) -> str:
    if case.state is ReferralState.PLACED_ELSEWHERE:
        return "You pay the other organisation, and nothing here"
    amount = spoken_pounds(case.fee_pence)
    if case.fee_state is FeeState.PAID:
        return f"{amount}, paid"
    if case.fee_state is FeeState.WAIVED or case.fee_pence == 0:
        return "Nothing to pay"
    if case.outside is not None and case.outside.waits:
        return f"{amount}. We are looking for your payment"
    if case.back_pence and case.place is None:
        return f"{amount} for another date. You pay it when you choose one"
    return f"{amount}, not paid yet"


def _choices(case: OwnCase, step: NextStep, *, now: datetime) -> list[dict[str, str]]:
    """The other choices he has."""
    links: list[dict[str, str]] = []
    why_not = possible_for_him(case, now)
    over = standing(case, now).is_over
    if case.place is not None and not over:
        links.append({"href": "/my-booking/booking", "text": "See your place"})
    if why_not[OwnDeed.MOVE_BOOKING] is None:
        links.append({"href": "/my-booking/booking/move", "text": "Move to another date"})
    if why_not[OwnDeed.CANCEL_BOOKING] is None:
        links.append({"href": "/my-booking/booking/cancel", "text": "Cancel your place"})
    changes = case.offer_state is OfferState.ACCEPTED and why_not[OwnDeed.DECLINE_OFFER] is None
    if case.state is ReferralState.ACCEPTED and case.lost and case.lost.confirmed_at and case.lost.starts_at > now:
        links.append(
            {"href": "/my-booking/booking/appointment-off.ics", "text": "Take the old date out of your calendar"}
        )
    words = (
        "Read what you were told" if over else "Read the details again, or say no" if changes else "Read the details"
    )
    links.append({"href": "/my-booking/read", "text": words})
    links.append({"href": "/my-booking/contact", "text": "How we reach you"})
    if case.state in SAYS_NEEDS:
        links.append({"href": "/my-booking/needs", "text": "Say what you need on the day"})
    if step.deed is None and step.href != REASON:
        links.append({"href": REASON, "text": "Tell us what stopped you, or what is wrong"})
    links.append({"href": "/my-booking/messages", "text": "Messages we sent you"})
    links.append({"href": "/my-booking/details", "text": "Who has your details, and how to complain"})
    links.append({"href": "/my-booking/details-used", "text": "How your details were used"})
    return links
