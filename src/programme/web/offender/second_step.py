"""The second step of a sign-in, for those who chose a PIN. Nobody comes here without a right code."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import structlog
from litestar import Response

from programme.courses.help_line import HelpLine
from programme.insight.whom_to_ask import whom_to_ask
from programme.offers.pins import bare_pin
from programme.offers.queries import find_offer_to_sign_in
from programme.offers.signing_in import is_his, limits_of
from programme.people.kept_answers import find_kept
from programme.people.passwords import is_password
from programme.people.sign_ins import tries_left
from programme.shared.access import PUBLIC
from programme.shared.references import read_reference
from programme.web.kit.access import SMALL_BODY
from programme.web.kit.client_address import network
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData, PageForm, SecretField, bind
from programme.web.kit.keeping_forms import key_of, number_of
from programme.web.kit.visit import Visit
from programme.web.offender.own_code import say_if_no_pin
from programme.web.offender.sign_in import SECOND_STEP, ComeIn, ComeInPage, after_a_try, let_in

log = structlog.get_logger()

_NOT_RIGHT = "This is not the PIN that you chose"
"""Also where the sheet stopped working meanwhile."""


class PinForm(PageForm):
    """The PIN, never kept."""

    pin = SecretField("PIN", hint="The 6 numbers that you chose", needed="Enter your PIN", longest=60, is_password=True)

    def check(self) -> None:
        """Six numbers: anything else is no try."""
        say_if_no_pin(self, self.pin)


class SecondStepPage(FormPage[HelpLine | None, PinForm]):
    """`/pin`. The first step lies sealed for ten minutes, and is looked at again with the PIN."""

    path = SECOND_STEP
    opt = {"access": PUBLIC}
    request_max_body_size = SMALL_BODY
    form, template, title = PinForm, "offender/second_step.html", "Sign in"

    async def page(self, visit: Visit) -> Response[Any]:
        """The form; whoever did not take the first step begins with it."""
        if visit.actor or await self._first(visit) is None:
            return visit.to("/")
        return await super().page(visit)

    async def look(self, visit: Visit) -> HelpLine | None:
        asked = await visit.read(whom_to_ask, None)
        return asked[0].help_line if len(asked) == 1 else None

    def context(self, visit: Visit, found: HelpLine | None, form: PinForm) -> dict[str, Any]:
        return {"help_line": found}

    async def take(self, visit: Visit) -> Response[Any]:
        """Everything is asked again: code, date of birth and PIN, and the try is counted."""
        number, form, typed = await self.sent(visit)
        taken = await self._first(visit)
        if taken is None:
            return visit.to("/")
        first, taken_at = taken
        if not form.validate():
            return await self.again(visit, number, form, typed)
        wall = visit.wiring.wall_clock.now()
        limits = limits_of(first.reference.data, network(visit.request))
        tries = await visit.wiring.database.write(tries_left, limits, now=wall)
        found = await visit.read(find_offer_to_sign_in, read_reference(first.reference.data) or "")
        his = await asyncio.to_thread(is_his, found, code=first.code.data, born_on=first.born_on.data)
        pin_hash = found.pin_hash if found else None
        right = await asyncio.to_thread(is_password, pin_hash, bare_pin(form.pin.data))
        if found is None or not his or not (right or pin_hash is None) or not tries.allowed:
            log.info("sign_in_refused", door="offender", locked=not tries.allowed)
            return await self.again(visit, number, form, typed, ("pin", after_a_try(_NOT_RIGHT, tries, wall)))
        key = key_of(visit, ComeInPage.path, number_of(visit))
        return await let_in(visit, found, limits, key=key, to=first.to.data, code_shown_at=taken_at)

    async def _first(self, visit: Visit) -> tuple[ComeIn, datetime] | None:
        """The form of the first step, as it was taken, and when."""
        key = key_of(visit, ComeInPage.path, number_of(visit))
        kept = await visit.read(find_kept, key, now=visit.wiring.wall_clock.now())
        if kept is None or kept.answers.said:
            return None
        form = bind(ComeIn, FormData(kept.answers.typed), now=visit.now)
        return (form, kept.kept_at) if form.validate() else None
