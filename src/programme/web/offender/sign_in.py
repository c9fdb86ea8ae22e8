"""The person comes in: reference, code, date of birth. Nothing here says what he comes in to."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from litestar import Response

from programme.courses.help_line import HelpLine
from programme.insight.whom_to_ask import whom_to_ask
from programme.offers.queries import find_offer_to_sign_in
from programme.offers.signing_in import begin, is_his, limits_of
from programme.people.kept_answers import act_and_forget
from programme.people.sign_ins import count_try
from programme.shared.access import PUBLIC
from programme.shared.references import EXAMPLE_REFERENCE, read_reference
from programme.web.kit.access import SMALL_BODY
from programme.web.kit.client_address import network
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import DatePartsField, PageForm, SecretField, TextField, add_error
from programme.web.kit.navigation import start_of
from programme.web.kit.sign_in_cookie import (
    cookie_name,
    csrf_cookie_name,
    left_cookie_name,
    no_cookie,
    sign_in_cookie,
)
from programme.web.kit.visit import Visit

log = structlog.get_logger()

_NOT_RIGHT = (
    "These details do not match, or your sign-in has ended. Check all three on your sheet. After several wrong tries "
    "you have to wait until tomorrow. Or call the number on this page, or on your sheet"
)
"""One answer for everything: a wrong code, an unknown reference, an offer that is over, and a lock."""


class ComeIn(PageForm):
    """The three things he needs. The code is never shown again, and not kept: nobody is signed in, and whoever takes up
    his phone, and knows when he was born, would need no more."""

    reference = TextField(
        "Reference", hint=f"8 letters and numbers, like {EXAMPLE_REFERENCE}", needed="Enter your reference", longest=60
    )
    code = SecretField(
        "Code", hint="12 letters and numbers in three groups, on the same sheet", longest=60, is_password=True
    )
    born_on = DatePartsField("Date of birth", hint="For example, 27 3 1980", needed="Enter your date of birth")


class ComeInPage(FormPage[HelpLine | None, ComeIn]):
    """`/`."""

    path = "/"
    opt = {"access": PUBLIC}
    request_max_body_size = SMALL_BODY
    form, template, title = ComeIn, "offender/sign_in.html", "Sign in"

    async def page(self, visit: Visit) -> Response[Any]:
        """The form; somebody signed in already goes to his own start."""
        return visit.to(start_of(visit.actor)) if visit.actor else await super().page(visit)

    async def look(self, visit: Visit) -> HelpLine | None:
        """The number that he can ring; None where several programmes have each their own."""
        asked = await visit.read(whom_to_ask, None)
        return asked[0].help_line if len(asked) == 1 else None

    def context(self, visit: Visit, found: HelpLine | None, form: ComeIn) -> dict[str, Any]:
        """Whom he can call, whether he was signed out, and when he would be."""
        again = bool(visit.request.query_params.get("again"))
        return {"help_line": found, "again": again, "idle_minutes": visit.wiring.settings.offender_idle_minutes}

    async def take(self, visit: Visit) -> Response[Any]:
        """Begin a sign-in with a new id. Whatever is wrong, the answer and the work are the same."""
        number, form, typed = await self.sent(visit)
        form.validate()
        if not form.code.data:  # not by the form: on the page that comes back it is empty, whatever was typed
            add_error(form, "code", "Enter your code")
        if form.errors:
            return await self.again(visit, number, form, typed)
        reference = read_reference(form.reference.data)
        limits = limits_of(form.reference.data, network(visit.request))
        wall = visit.wiring.wall_clock.now()
        allowed = await visit.wiring.database.write(count_try, limits, now=wall)
        found = await visit.read(find_offer_to_sign_in, reference or "", now=visit.now)
        his = await asyncio.to_thread(is_his, found, code=form.code.data, born_on=form.born_on.data)
        if found is None or not his or not allowed:
            log.info("sign_in_refused", door="offender", locked=not allowed)
            return await self.again(visit, number, form, typed, (None, _NOT_RIGHT))
        begun = partial(
            begin,
            offer_id=found.offer_id,
            limits=limits,
            now=wall,
            longest=timedelta(minutes=visit.wiring.settings.offender_longest_minutes),
            instead_of=visit.request.cookies.get(cookie_name(visit.wiring)),
        )
        cookie = await visit.wiring.database.write(partial(act_and_forget, action=begun, key=self.key(visit, number)))
        hand_sign_in(visit, cookie)
        return visit.to("/my-booking")


def hand_sign_in(visit: Visit, cookie: str) -> None:
    """His browser is given a new sign-in, and a new token against forged forms."""
    secure = visit.wiring.settings.secure_cookies
    old = (csrf_cookie_name(secure), left_cookie_name(secure))
    visit.cookies += [sign_in_cookie(visit.wiring, cookie), *(no_cookie(visit.wiring, name) for name in old)]
