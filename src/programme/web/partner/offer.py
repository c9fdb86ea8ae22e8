"""The force of the offence makes the offer to the person it sent, and prints his slip: both are its own to do."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.make_offer import make_offer
from programme.courses.queries import dates_in_time, our_programme
from programme.exchange.queries import SentCase, one_sent_case
from programme.offers.making import last_answer_day
from programme.offers.refusals import TooLateToOffer
from programme.people.passwords import hash_password
from programme.referrals.states import ReferralState
from programme.shared.access import PARTNER
from programme.shared.references import new_secret
from programme.web.slip_page import printed_slip
from programme.web.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class ToOffer:
    """What the offer would say. `answer_by_on` is None where it is too late to make it."""

    case: SentCase
    answer_by_on: date | None
    dates: int
    fee_pence: int


class OfferPages(Controller):
    """`/partner/cases/REF/offer` and the slip."""

    path = "/partner/cases/{reference:str}"
    opt = {"access": PARTNER}

    @get("/offer")
    async def ask(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """By when he has to answer, what it costs, how many dates he has; then the button."""
        found = await visit.look(
            _to_offer, reference, visit.the_actor, visit.now, subjects=lambda shown: [shown.case.line.reference]
        )
        if found.case.state is not ReferralState.ELIGIBLE:
            return visit.to(f"/partner/cases/{reference}")
        return visit.page("partner/offer.html", title="Make the offer", to_offer=found, line=found.case.line)

    @post("/offer", status_code=303)
    async def offer(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Make the offer; then the case page wants the slip printed."""
        # Nobody ever sees this secret: the slip, once printed, has its own. Hashing is slow, so it is done here.
        secret_hash = await asyncio.to_thread(hash_password, new_secret())
        await visit.write(make_offer, reference=reference, secret_hash=secret_hash)
        return visit.to(f"/partner/cases/{reference}")

    @post("/slip", status_code=200)
    async def slip(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[bytes]:
        """A new slip as a PDF; any earlier code is void."""
        return await printed_slip(visit, reference)


def _to_offer(db: Session, reference: str, actor: Actor, now: datetime) -> ToOffer:
    case, programme = one_sent_case(db, reference, actor), our_programme(db)
    last_on = case.line.complete_by_on
    try:
        answer_by_on = last_answer_day(
            now,
            complete_by_on=last_on,
            return_by_on=case.line.return_by_on,
            answer_within_days=programme.answer_within_days,
        )
    except TooLateToOffer:
        answer_by_on = None
    return ToOffer(case, answer_by_on, len(dates_in_time(db, now=now, complete_by_on=last_on)), programme.fee_pence)
