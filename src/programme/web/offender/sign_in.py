"""The person comes in: reference, code, date of birth. Nothing here says what he comes in to."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.offers.queries import find_offer_to_sign_in
from programme.offers.signing_in import begin, is_his, limits_of
from programme.people.sign_ins import count_try
from programme.shared.access import PUBLIC
from programme.shared.references import read_reference
from programme.web.kit.access import SMALL_BODY
from programme.web.kit.client_address import network
from programme.web.kit.forms import DatePartsField, PageForm, SecretField, TextField, bind, error_list
from programme.web.kit.navigation import HOME_OF
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
    "We cannot sign you in with these details. Check all three against your sheet. After several wrong tries you have "
    "to wait until tomorrow"
)
"""One answer for everything: a wrong code, an unknown reference, an offer that is over, and a lock."""


class ComeIn(PageForm):
    """The three things he needs. The code is never shown again."""

    reference = TextField(
        "Reference", hint="8 letters and numbers, like K7M2-9QXD", needed="Enter your reference", longest=60
    )
    code = SecretField(
        "Code", hint="12 letters and numbers in three groups, on the same sheet", needed="Enter your code", longest=60
    )
    born_on = DatePartsField("Date of birth", hint="For example, 27 3 1980", needed="Enter your date of birth")


class ComeInPages(Controller):
    """`/`."""

    path = "/"
    opt = {"access": PUBLIC}
    request_max_body_size = SMALL_BODY

    @get()
    async def show(self, visit: NamedDependency[Visit], again: FromQuery[str] = "") -> Response[Any]:
        """The form; somebody signed in already goes to his own start."""
        if visit.actor:
            return visit.to(HOME_OF[visit.actor.door])
        return visit.page("offender/sign_in.html", title="Sign in", form=bind(ComeIn), again=bool(again))

    @post(status_code=200)
    async def come_in(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Begin a sign-in with a new id. Whatever is wrong, the answer and the work are the same."""
        form = bind(ComeIn, await visit.form())
        if not form.validate():
            return _again(visit, form)
        reference = read_reference(form.reference.data)
        limits = limits_of(form.reference.data, network(visit.request))
        wall = visit.wiring.wall_clock.now()
        allowed = await visit.wiring.database.write(count_try, limits, now=wall)
        found = await visit.read(find_offer_to_sign_in, reference or "", now=visit.now)
        his = await asyncio.to_thread(is_his, found, code=form.code.data, born_on=form.born_on.data)
        if found is None or not his or not allowed:
            log.info("sign_in_refused", door="offender", locked=not allowed)
            form.form_errors = [_NOT_RIGHT]
            return _again(visit, form)
        cookie = await visit.wiring.database.write(
            begin,
            found.offer_id,
            limits,
            now=wall,
            longest=timedelta(minutes=visit.wiring.settings.offender_longest_minutes),
            instead_of=visit.request.cookies.get(cookie_name(visit.wiring)),
        )
        hand_sign_in(visit, cookie)
        return visit.to("/my-booking")


def hand_sign_in(visit: Visit, cookie: str) -> None:
    """His browser is given a new sign-in, and a new token against forged forms."""
    secure = visit.wiring.settings.secure_cookies
    old = (csrf_cookie_name(secure), left_cookie_name(secure))
    visit.cookies += [sign_in_cookie(visit.wiring, cookie), *(no_cookie(visit.wiring, name) for name in old)]


def _again(visit: Visit, form: ComeIn) -> Response[Any]:
    return visit.page(
        "offender/sign_in.html", status=422, title="Sign in", form=form, errors=error_list(form), again=False
    )
