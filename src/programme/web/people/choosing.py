"""Choosing a password with a link from an email: nobody is signed in, and every link that fails fails alike."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from litestar import Response

from programme.actions.choose_password import choose_password
from programme.people.links import LiveLink, find_link
from programme.people.passwords import check_password, hash_password
from programme.people.refusals import PasswordRefused
from programme.people.sign_ins import count_try, end_sign_in, link_limits
from programme.shared.access import PUBLIC
from programme.web.kit.access import SMALL_BODY
from programme.web.kit.client_address import network
from programme.web.kit.errors import TooManyTries
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData
from programme.web.kit.sign_in_cookie import cookie_name, no_cookie
from programme.web.kit.visit import Visit
from programme.web.people.forms import NewPasswordForm

log = structlog.get_logger()


class NewPasswordPage(FormPage[LiveLink, NewPasswordForm]):
    """`/new-password/TOKEN`. To look at it uses nothing up: mail servers open links before their readers do."""

    path = "/new-password/{token:str}"
    opt = {"access": PUBLIC}
    request_max_body_size = SMALL_BODY
    form, template, title = NewPasswordForm, "people/new_password.html", "Choose a password"

    async def look(self, visit: Visit) -> LiveLink:
        return await visit.read(find_link, visit.part("token"), now=visit.now)

    def fill(self, visit: Visit, found: LiveLink | None, sent: FormData | None) -> NewPasswordForm:
        """The link stands for the present password."""
        form = super().fill(visit, found, sent)
        del form["present"]
        return form

    def context(self, visit: Visit, found: LiveLink, form: NewPasswordForm) -> dict[str, Any]:
        return {"here": self.address(visit), "link": found}

    async def take(self, visit: Visit) -> Response[Any]:
        """Keep the password, end the link, and on to the sign-in page: a password alone signs nobody in here."""
        database, wall = visit.wiring.database, visit.wiring.wall_clock.now()
        if not await database.write(count_try, link_limits(network(visit.request)), now=wall):
            log.warning("link_refused", locked=True)
            raise TooManyTries()
        number, form, typed = await self.sent(visit)
        found = await self.look(visit)
        if not form.validate():
            return await self.again(visit, number, form, typed)
        password = await visit.secret("password")
        try:
            check_password(password, found.email)
        except PasswordRefused as refused:
            return await self.again(visit, number, form, typed, ("password", refused.headline))
        hashed = await asyncio.to_thread(hash_password, password)
        token, actor = visit.part("token"), visit.actor
        await database.write(choose_password, actor=actor, now=visit.now, token=token, password_hash=hashed)
        if cookie := visit.request.cookies.get(cookie_name(visit.wiring)):
            await database.write(end_sign_in, cookie)
            visit.cookies.append(no_cookie(visit.wiring, cookie_name(visit.wiring)))
        return visit.to("/sign-in?chosen=1")
