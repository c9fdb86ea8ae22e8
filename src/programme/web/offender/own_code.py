"""Who is signed in is asked again for what is on his sheet, before what a phone that was put down may not do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from programme.actions.renew_own_sign_in import renew_own_sign_in
from programme.insight.own_case import OwnCase
from programme.offers.pins import PIN_LENGTH, bare_pin, is_pin
from programme.offers.refusals import CodeNotRight
from programme.offers.signing_in import CodeTry, begin, code_shown_at, is_his, try_own_code
from programme.shared.access import OFFENDER
from programme.shared.references import wrong_with_secret
from programme.web.kit.client_address import network
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import PageForm, SecretField, add_error
from programme.web.kit.sign_in_cookie import cookie_name
from programme.web.kit.visit import LedElsewhere, Visit
from programme.web.offender.own_case import look_at_own_case
from programme.web.offender.sign_in import after_a_try, hand_sign_in

CODE, COPY = "/my-booking/details/code", "/my-booking/details/copy"
_STILL_HE = timedelta(minutes=5)


async def ask_for_code(visit: Visit) -> None:
    """Leads to the page that asks for his code, where he has not shown it within the last minutes: he may have put his
    telephone down."""
    shown_at = await own_code_shown_at(visit)
    if shown_at is None or visit.wiring.wall_clock.now() - shown_at > _STILL_HE:
        raise LedElsewhere(CODE)


async def own_code_shown_at(visit: Visit) -> datetime | None:
    """When he showed the code from his sheet last."""
    cookie = visit.request.cookies.get(cookie_name(visit.wiring), "")
    shown_at: datetime | None = await visit.read(code_shown_at, cookie)
    return shown_at


async def count_own_try(visit: Visit) -> CodeTry:
    """A try at his code or his PIN, counted as one at the sign-in is."""
    tried: CodeTry = await visit.look(
        try_own_code,
        visit.the_actor.id,
        network=network(visit.request),
        now=visit.wiring.wall_clock.now(),
        subjects=lambda found: [found.secret.reference],
    )
    return tried


async def prove_own_code(visit: Visit, code: str) -> CodeTry:
    """That it is he who sits there. Raises CodeNotRight, which says how many tries are left."""
    tried = await count_own_try(visit)
    his = await asyncio.to_thread(is_his, tried.secret, code=code, born_on=tried.secret.born_on)
    if not tried.tries.allowed or not his:
        now = visit.wiring.wall_clock.now()
        raise CodeNotRight(headline=after_a_try(CodeNotRight.headline, tried.tries, now))
    return tried


class OwnCodeForm(PageForm):
    """The code from his sheet."""

    code = SecretField(
        "Code from your sheet",
        hint="We ask again in case somebody else has your phone now",
        needed="Enter the code from your sheet",
        longest=60,
    )

    def check(self) -> None:
        """One that can be a code."""
        say_if_no_code(self, self.code)


def say_if_no_code(form: PageForm, code: SecretField) -> None:
    """That it cannot be a code is said from the typed text alone, and is no try."""
    wrong = wrong_with_secret(code.data) if code.data else ""
    if wrong and not code.errors:
        add_error(form, code.name, f"This is not a code: {wrong}. Look at your sheet again")


def say_if_no_pin(form: PageForm, pin: SecretField) -> None:
    """The same of a PIN."""
    if pin.data and not is_pin(bare_pin(pin.data)) and not pin.errors:
        add_error(form, pin.name, f"A PIN is {PIN_LENGTH} numbers. Enter {PIN_LENGTH} numbers")


class OwnCodePage(FormPage[OwnCase, OwnCodeForm]):
    """`/my-booking/details/code`: before everything that is kept of him is shown on one page."""

    path = CODE
    opt = {"access": OFFENDER}
    form, template, title = OwnCodeForm, "offender/own_code.html", "Your booking"

    async def look(self, visit: Visit) -> OwnCase:
        return await look_at_own_case(visit)

    def context(self, visit: Visit, found: OwnCase, form: OwnCodeForm) -> dict[str, Any]:
        return {"help_line": found.help_line}

    async def act(self, visit: Visit, form: OwnCodeForm) -> Callable[..., Any]:
        tried = await prove_own_code(visit, form.code.data)
        return partial(renew_own_sign_in, renew=sign_in_anew(visit, tried))

    def leads_to(self, visit: Visit, form: OwnCodeForm, done: str) -> str:
        hand_sign_in(visit, done)
        return COPY


def sign_in_anew(visit: Visit, tried: CodeTry, shown_at: datetime | None = None) -> Callable[..., str]:
    """Begins his sign-in anew in the transaction it is given, and returns its cookie. He showed his code now, or
    `shown_at`."""
    return partial(
        begin,
        offer_id=tried.secret.offer_id,
        limits=tried.limits,
        now=visit.wiring.wall_clock.now(),
        longest=timedelta(minutes=visit.wiring.settings.offender_longest_minutes),
        instead_of=visit.request.cookies.get(cookie_name(visit.wiring)),
        code_shown_at=shown_at,
    )
