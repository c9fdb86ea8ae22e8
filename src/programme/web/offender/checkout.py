"""On to the card page of the held place, from whichever page of his he pays."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from litestar import Response
from litestar.response import Redirect

from programme.actions.abandon_checkout import abandon_checkout
from programme.actions.open_checkout import CheckoutToOpen, note_checkout_opened, open_checkout
from programme.payments.gateway import (
    CheckoutFacts,
    CheckoutStatus,
    GatewayBroke,
    GatewayRefused,
    GatewayUnavailable,
    PaymentGateway,
    RefusalCode,
)
from programme.payments.paying import Paying, paying
from programme.payments.queries import known_checkouts
from programme.payments.refusals import NothingToPay, PaymentsAway
from programme.web.kit.visit import Visit

log = structlog.get_logger()
LOOKED_FOR = timedelta(hours=1)
"""How long after a page was asked for it may have been opened: longer than it lasts, however the clocks differ."""


async def look_at_payment(visit: Visit) -> Paying:
    return await visit.look(
        paying, visit.the_actor.referral_id, now=visit.now, subjects=lambda found: [found.reference]
    )


async def to_card_page(visit: Visit, *, by_link: str = "") -> Response[Any]:
    """On to the payment page. The gateway is asked between two transactions, never inside one. `by_link`: the code of
    the link with which whoever pays has come."""
    facts = await look_at_payment(visit)
    for _ in range(2):
        prepared = await visit.write(
            open_checkout,
            reference=facts.reference,
            public_url=visit.wiring.settings.public_url,
            by_link=by_link,
        )
        if prepared.url:
            return Redirect(prepared.url, status_code=303)
        try:
            opened = await asyncio.to_thread(visit.wiring.payments.open_checkout, prepared.request)
        except GatewayBroke as broke:
            found = await _opened_all_the_same(visit, prepared)
            if found is None:
                # nothing was opened, and under this key the gateway would go on saying so: a new page, a new key
                await visit.write(abandon_checkout, checkout_id=prepared.checkout_id)
                log.warning("payment_page_broke", kind=type(broke).__name__)
                continue
            opened = found
        except GatewayUnavailable as away:
            raise PaymentsAway() from away
        except GatewayRefused as refused:
            if refused.code is RefusalCode.CREDENTIALS:
                raise PaymentsAway() from refused
            # a page that a crash left behind has grown too old to be opened: once more, with a new one
            await visit.write(abandon_checkout, checkout_id=prepared.checkout_id)
            continue
        wanted = await visit.write(note_checkout_opened, checkout_id=prepared.checkout_id, opened=opened)
        if not wanted or opened.url is None:
            raise NothingToPay()
        return Redirect(opened.url, status_code=303)
    raise PaymentsAway()


async def _opened_all_the_same(visit: Visit, prepared: CheckoutToOpen) -> CheckoutFacts | None:
    """The page of this fee that the gateway opened although it answered that it had failed, or None."""
    try:
        pages = await asyncio.to_thread(_pages_for, visit.wiring.payments, prepared)
    except (GatewayUnavailable, GatewayRefused) as away:
        raise PaymentsAway() from away  # whether there is one is not known: the key stays
    known = await visit.read(known_checkouts, [page.session_id for page in pages])
    return next((page for page in pages if page.session_id not in known), None)


def _pages_for(payments: PaymentGateway, prepared: CheckoutToOpen) -> list[CheckoutFacts]:
    wanted, until_at = prepared.request, prepared.opened_at + LOOKED_FOR
    return [
        page
        for page in payments.checkouts_opened(prepared.opened_at - timedelta(minutes=5), until_at)
        if page.status is CheckoutStatus.OPEN
        and page.url is not None
        and (page.reference, page.amount_pence) == (wanted.reference, wanted.amount_pence)
    ]
