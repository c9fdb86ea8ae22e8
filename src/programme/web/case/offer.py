"""Making an offer, and explaining it again, at whichever force's door: how, by whom and on whose authority is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.explain_offer import explain_offer
from programme.actions.make_offer import make_offer
from programme.notices.words import CHANNEL_PHRASES
from programme.offers.authorising import authoriser_of
from programme.offers.case_to_offer import DATES_COUNTED, CaseToOffer
from programme.offers.making import check_told_today
from programme.offers.refusals import FeeChanged, RouteChanged
from programme.people.passwords import hash_password
from programme.people.telling import safe_address
from programme.shared.ranks import is_at_least
from programme.shared.references import new_secret
from programme.shared.refusal import Refusal
from programme.web.case.case_of_offer import starting_texts
from programme.web.case.consent_forms import (
    OfferAndDocumentForm,
    OfferForm,
    document_asks,
    signed_now,
    starting_document,
)
from programme.web.case.telling_form import TellingForm, may_read_needs, starting_telling, telling_asks
from programme.web.case.telling_page import TellingPage, words_shown
from programme.web.kit.forms import Asks, FormData, bind, said_of
from programme.web.kit.visit import Visit


class OfferPage(TellingPage[OfferForm]):
    """By when he has to answer, what the words are, and what is kept of explaining them. The slip comes next."""

    path = "/offer"
    form, template, title = OfferForm, "consent/offer.html", "Make the offer"
    done = "offered"

    def fill(self, visit: Visit, found: CaseToOffer | None, sent: FormData | None) -> OfferForm:
        """With the document, where the route of the case has one."""
        assert found is not None
        form_class = OfferAndDocumentForm if found.needs_document else OfferForm
        start = {
            **starting_telling(found, visit.the_actor, visit.now),
            "fee": str(found.fee_pence),
            "route": found.route.key,
        }
        if found.needs_document:
            start |= starting_document(starting_texts(found), visit.the_actor)
        form = bind(form_class, sent, start=start if sent is None else None, now=visit.now)
        if isinstance(form, OfferAndDocumentForm):
            form.offer_papers(found.papers, found.names)
        form.ask_for_interpreter(found.person.interpreter, named=may_read_needs(visit.the_actor))
        facts = {"offence_at": found.referral.offence_at, "now": visit.now}
        actor, route = visit.the_actor, found.route
        form.asks = (
            _told_today(form, found),
            *telling_asks(form, **facts, corrected_at=found.corrected_at),
            (("authorised_by", "authorised_rank"), lambda: authoriser_of(actor, route, form.authorised())),
            *(
                document_asks(
                    form, **facts, finish_by_if_signed=found.finish_by_if_signed, papers=found.papers, names=found.names
                )
                if isinstance(form, OfferAndDocumentForm)
                else ()
            ),
        )
        return form

    def context(self, visit: Visit, found: CaseToOffer, form: OfferForm) -> dict[str, Any]:
        """The words, the dates there are, and whose authority it takes."""
        needed = found.route.needed_rank
        shown = super().context(visit, found, form)
        form.fee.typed, form.route.typed = str(found.fee_pence), found.route.key
        return {
            **shown,
            "told_by": CHANNEL_PHRASES[safe_address(found.person)[0]],
            "dates_left": f"{DATES_COUNTED} or more" if found.dates >= DATES_COUNTED else found.dates,
            "needed_rank": needed.with_article,
            "own_rank_will_do": is_at_least(visit.the_actor.rank, needed),
        }

    async def act(self, visit: Visit, form: OfferForm) -> Callable[..., Any]:
        # Nobody ever sees this secret: the slip, once printed, has its own. Hashing is slow, so it is done here.
        secret_hash = await asyncio.to_thread(hash_password, new_secret())
        return partial(
            make_offer,
            reference=visit.part("reference"),
            secret_hash=secret_hash,
            told=form.told(),
            authorised=form.authorised(),
            fee_told=form.fee_told(),
            route_told=form.route.data,
            caution=form.signed() if isinstance(form, OfferAndDocumentForm) and signed_now(form) else None,
        )

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return said_of(refusal) if isinstance(refusal, FeeChanged | RouteChanged) else super().said(refusal)


def _told_today(form: OfferForm, case: CaseToOffer) -> Asks:
    """Whether fee, route and words are still those of the page: the first that is not is said, for the words follow."""
    fields, words = words_shown(form, case)

    def ask() -> None:
        check_told_today(form.fee_told(), form.route.data, fee_pence=case.fee_pence, route=case.route.key)
        words()

    return ("fee", "route", *fields), ask


class ExplainPage(TellingPage[TellingForm]):
    """One more explanation of an offer that stands."""

    path = "/explain"
    form, template, title = TellingForm, "consent/explain.html", "Explain the offer again"
    done = "explained"

    async def act(self, visit: Visit, form: TellingForm) -> Callable[..., Any]:
        return partial(explain_offer, reference=visit.part("reference"), told=form.told())
