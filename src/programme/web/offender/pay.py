"""Paying: to the payment page, and back from it whatever happened."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.payments.paying import FeeSeen
from programme.shared.access import OFFENDER
from programme.web.kit.visit import Visit
from programme.web.offender.booking import place_page
from programme.web.offender.checkout import look_at_payment, to_card_page
from programme.web.offender.own_case import look_at_own_case

LOOKS_AFTER_SECONDS, WAITS_LONG_SECONDS = 4, 30
_DIGITS = 4


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
        """On to the payment page."""
        return await to_card_page(visit)

    @get("/paid")
    async def paid(self, visit: NamedDependency[Visit], looks: FromQuery[str] = "") -> Response[Any]:
        """Back from the payment page. Shows what is recorded and sets nothing; looks again by itself, and counts how
        often: that he may not have paid is said when it has waited for longer than a payment takes."""
        facts = await look_at_payment(visit)
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
