"""Paying: to the payment page, and back from it whatever happened."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from programme.actions.abandon_checkout import abandon_checkout
from programme.actions.open_checkout import note_checkout_opened, open_checkout
from programme.payments.gateway import GatewayRefused, GatewayUnavailable, RefusalCode
from programme.payments.paying import Paying, paying
from programme.payments.refusals import NothingToPay, PaymentsAway
from programme.shared.access import OFFENDER
from programme.web.visit import Visit


class PayPages(Controller):
    """`/my-booking/pay` and the page that the payment page leads back to."""

    path = "/my-booking"
    opt = {"access": OFFENDER}

    @get("/pay")
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """What is to be paid, by when, and the exact words his bank will show."""
        facts = await _paying(visit)
        if facts.state != "to_pay":
            return visit.to("/my-booking/paid" if facts.state == "paid" else "/my-booking")
        return visit.page("offender/pay.html", title="Pay", paying=facts)

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
    async def paid(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Back from the payment page. Shows what is recorded and sets nothing; looks again by itself."""
        facts = await _paying(visit)
        return visit.page("offender/paid.html", title="Payment", paying=facts)


async def _paying(visit: Visit) -> Paying:
    return await visit.look(
        paying, visit.the_actor.referral_id, now=visit.now, subjects=lambda found: [found.reference]
    )
