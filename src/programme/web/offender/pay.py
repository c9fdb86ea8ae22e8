"""Paying: to the payment page, and back from it whatever happened."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
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
from programme.payments.paying import FeeSeen, Paying, paying
from programme.payments.queries import known_checkouts
from programme.payments.refusals import NothingToPay, PaymentsAway
from programme.shared.access import OFFENDER
from programme.web.kit.visit import Visit
from programme.web.offender.booking import place_page
from programme.web.offender.own_case import look_at_own_case

log = structlog.get_logger()
LOOKS_AFTER_SECONDS, WAITS_LONG_SECONDS = 4, 30
_DIGITS = 4
LOOKED_FOR = timedelta(hours=1)
"""How long after a page was asked for it may have been opened: longer than it lasts, however the clocks differ."""


class PayPages(Controller):
    """`/my-booking/pay`, which his first page sends, and the page that the payment page leads back to."""

    path = "/my-booking"
    opt = {"access": OFFENDER}

    @get("/pay")
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Back from the payment page without having paid: his first page says what it costs, and by when."""
        return visit.to("/my-booking")

    @post("/pay", status_code=303)
    async def pay(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """On to the payment page. The gateway is asked between two transactions, never inside one."""
        facts = await _paying(visit)
        for _ in range(2):
            prepared = await visit.write(
                open_checkout, reference=facts.reference, public_url=visit.wiring.settings.public_url
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

    @get("/paid")
    async def paid(self, visit: NamedDependency[Visit], looks: FromQuery[str] = "") -> Response[Any]:
        """Back from the payment page. Shows what is recorded and sets nothing; looks again by itself, and counts how
        often: that he may not have paid is said when it has waited for longer than a payment takes."""
        facts = await _paying(visit)
        if facts.state in (FeeSeen.PAID, FeeSeen.WAIVED):
            return place_page(visit, await look_at_own_case(visit), has_paid=True)
        if facts.state is FeeSeen.NOTHING and not facts.was_asked:
            return visit.to("/my-booking")  # who never had a fee comes from no payment page
        looked = int(looks) if looks.isdecimal() and len(looks) <= _DIGITS else 0
        return visit.page(
            "offender/paid.html",
            title="Payment",
            paying=facts,
            look_after=LOOKS_AFTER_SECONDS,
            look_at=f"/my-booking/paid?looks={looked + 1}",
            waits_long=looked * LOOKS_AFTER_SECONDS >= WAITS_LONG_SECONDS,
            help_line=facts.help_line,
        )


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


async def _paying(visit: Visit) -> Paying:
    return await visit.look(
        paying, visit.the_actor.referral_id, now=visit.now, subjects=lambda found: [found.reference]
    )
