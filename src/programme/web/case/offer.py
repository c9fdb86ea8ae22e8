"""Making an offer, and explaining it again, at whichever force's door: how, by whom and on whose authority is kept."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Response

from programme.actions.explain_offer import explain_offer
from programme.actions.make_offer import make_offer
from programme.notices.models import Channel
from programme.offers.authorising import needed_rank
from programme.offers.case_to_offer import DATES_COUNTED, CaseToOffer
from programme.people.passwords import hash_password
from programme.people.telling import safe_address
from programme.referrals.states import ReferralState
from programme.shared.ranks import is_at_least
from programme.shared.references import new_secret
from programme.shared.refusal import Refusal
from programme.web.case.case_of_offer import case_page_context, look_at_case_to_offer, texts_of, words_to_explain
from programme.web.case.consent_forms import (
    OfferAndDocumentForm,
    OfferForm,
    TellingForm,
    caution_of,
    starting_document,
    starting_telling,
)
from programme.web.kit.forms import bind, show_beside_field
from programme.web.kit.visit import Visit

TOLD_BY_WORDS = {Channel.EMAIL: "by email", Channel.TEXT: "by text message", Channel.HAND: "by hand: tell him yourself"}


async def ask_offer(visit: Visit, reference: str, here: str) -> Response[Any]:
    """By when he has to answer, what the words are, and what is kept of explaining them. `here` is the case's page."""
    case = await look_at_case_to_offer(visit, reference)
    if case.referral.state is not ReferralState.ELIGIBLE:
        return visit.to(here)
    start = starting_telling(visit.the_actor, visit.now)
    if case.needs_document:
        start |= starting_document(texts_of(case, visit.now), visit.the_actor, visit.now)
    return _offer_page(visit, case, here, bind(_form_class(case), start=start))


async def offer(visit: Visit, reference: str, here: str) -> Response[Any]:
    """Make the offer; then the case page wants the slip printed."""
    case = await look_at_case_to_offer(visit, reference)
    form = bind(_form_class(case), await visit.form())
    if not form.validate():
        return _offer_page(visit, case, here, form)
    # Nobody ever sees this secret: the slip, once printed, has its own. Hashing is slow, so it is done here.
    secret_hash = await asyncio.to_thread(hash_password, new_secret())
    try:
        await visit.write(
            make_offer,
            reference=reference,
            secret_hash=secret_hash,
            told=form.told(),
            authorised=form.authorised(),
            caution=caution_of(form),
        )
    except Refusal as refusal:
        show_beside_field(form, refusal)
        return _offer_page(visit, case, here, form)
    return visit.to(here)


async def ask_explain(visit: Visit, reference: str, here: str) -> Response[Any]:
    """How it was explained this time."""
    case = await look_at_case_to_offer(visit, reference)
    if not case.offer_stands:
        return visit.to(here)
    return _explain_page(visit, case, here, bind(TellingForm, start=starting_telling(visit.the_actor, visit.now)))


async def show_explanation(visit: Visit, reference: str, here: str) -> Response[Any]:
    """Keep one more explanation."""
    form = bind(TellingForm, await visit.form())
    if form.validate():
        try:
            await visit.write(explain_offer, reference=reference, told=form.told())
        except Refusal as refusal:
            show_beside_field(form, refusal)
        else:
            return visit.to(here)
    return _explain_page(visit, await look_at_case_to_offer(visit, reference), here, form)


def _form_class(case: CaseToOffer) -> type[OfferForm]:
    return OfferAndDocumentForm if case.needs_document else OfferForm


def _offer_page(visit: Visit, case: CaseToOffer, here: str, form: OfferForm) -> Response[Any]:
    needed = needed_rank(case.route)
    own_rank_will_do = is_at_least(visit.the_actor.rank, needed)
    return visit.page(
        "consent/offer.html",
        title="Make the offer",
        **case_page_context(visit, case, here, form),
        words=words_to_explain(case),
        told_by=TOLD_BY_WORDS[safe_address(case.person)[0]],
        dates_left=f"{DATES_COUNTED} or more" if case.dates >= DATES_COUNTED else case.dates,
        needed_rank=needed.with_article,
        own_rank_will_do=own_rank_will_do,
    )


def _explain_page(visit: Visit, case: CaseToOffer, here: str, form: TellingForm) -> Response[Any]:
    return visit.page(
        "consent/explain.html",
        title="Explain the offer again",
        **case_page_context(visit, case, here, form),
        words=words_to_explain(case),
    )
