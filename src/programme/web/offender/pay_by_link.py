"""Paying with the link of a message: nobody is signed in, and nothing is shown but the amount and until when."""

from __future__ import annotations

from typing import Any

import structlog
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.payments.pay_links import look_by_pay_link, payer_by_link
from programme.payments.queries import find_checkout
from programme.payments.states import CheckoutState
from programme.people.sign_ins import count_try, link_limits
from programme.shared.access import PUBLIC
from programme.web.kit.access import SMALL_BODY
from programme.web.kit.client_address import network
from programme.web.kit.errors import TooManyTries
from programme.web.kit.visit import Visit
from programme.web.offender.checkout import to_card_page

log = structlog.get_logger()


class PayByLinkPages(Controller):
    """`/pay/TOKEN`. To look at it uses nothing up: mail servers open links before their readers do."""

    path = "/pay"
    opt = {"access": PUBLIC}
    request_max_body_size = SMALL_BODY

    @get("/{token:str}")
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The amount, and by when."""
        token, wall = visit.part("token"), visit.wiring.wall_clock.now()
        found = await visit.wiring.database.write(look_by_pay_link, token, what=visit.route, wall=wall, now=visit.now)
        if found is None:
            raise TooManyTries()
        visit.actor = None  # whoever may be signed in in this browser has no part in it
        return visit.page("offender/pay_link.html", title="Payment", paying=found, help_line=found.help_line)

    @post("/{token:str}", status_code=303)
    async def pay(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """On to the card page. Pressed again it leads to the same one, as long as that can be used."""
        token, wall = visit.part("token"), visit.wiring.wall_clock.now()
        if not await visit.wiring.database.write(count_try, link_limits(network(visit.request)), now=wall):
            log.warning("link_refused", locked=True)
            raise TooManyTries()
        visit.actor = await visit.read(payer_by_link, token, now=visit.now)
        return await to_card_page(visit, by_link=token)

    @get("/after")
    async def after(self, visit: NamedDependency[Visit], page: FromQuery[str] = "") -> Response[Any]:
        """Back from the card page: what is recorded of it, and whose it was is not said."""
        visit.actor = None
        found = await visit.read(find_checkout, page) if page.isascii() and page.isprintable() else None
        return visit.page(
            "offender/pay_link_after.html",
            title="Payment",
            paid=found is not None and found[0].state is CheckoutState.PAID,
            waits=found is not None and found[0].state is not CheckoutState.PAID,
        )
