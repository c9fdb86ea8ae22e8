"""Staff sign in and out."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from litestar import Response, post
from litestar.di import NamedDependency

from programme.people.passwords import is_password
from programme.people.sign_ins import (
    begin_staff_sign_in,
    count_try,
    end_sign_in,
    find_account,
    staff_limits,
)
from programme.shared.actor import Actor
from programme.web.kit.access import PUBLIC
from programme.web.kit.client_address import network
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData, HiddenField, PageForm, SecretField, TextField, bind, say
from programme.web.kit.leading_on import leads_on
from programme.web.kit.sign_in_cookie import (
    cookie_name,
    csrf_cookie_name,
    left_cookie_name,
    no_cookie,
    sign_in_cookie,
)
from programme.web.kit.visit import Visit

log = structlog.get_logger()

_NOT_RIGHT = "Email address or password is not right. Check both and try again."
_TOO_MANY = "Too many tries. Wait 15 minutes, then try again."


class SignInForm(PageForm):
    """Nothing is said to be missing: whatever is wrong gets the same answer."""

    email = TextField("Work email address", longest=254)
    password = SecretField("Password", is_password=True, longest=1000)
    to = HiddenField("Where to lead on", longest=1000)


class StaffSignIn(FormPage[None, SignInForm]):
    """`/sign-in`."""

    path = "/sign-in"
    opt = {"access": PUBLIC, "at_any_time": True}  # whoever cannot sign in cannot read that the clock is doubted
    form, template, title = SignInForm, "sign_in.html", "Sign in"

    async def page(self, visit: Visit) -> Response[Any]:
        """The form; somebody signed in already goes to his own start."""
        asked = visit.request.query_params.get("to", "")
        return visit.to(leads_on(asked, visit.actor)) if visit.actor else await super().page(visit)

    async def look(self, visit: Visit) -> None:
        """Nothing."""

    def fill(self, visit: Visit, found: None, sent: FormData | None) -> SignInForm:
        """The form, with the page that was asked for."""
        return bind(self.form, sent, start={"to": visit.request.query_params.get("to", "")})

    def context(self, visit: Visit, found: None, form: SignInForm) -> dict[str, Any]:
        asked = visit.request.query_params
        return {"email": form.email.typed, **{name: bool(asked.get(name)) for name in ("again", "chosen", "set_up")}}

    async def take(self, visit: Visit) -> Response[Any]:
        """Begin a sign-in with a new id, whatever id the browser brought."""
        number, form, typed = await self.sent(visit)
        email = form.email.data
        password = await visit.secret("password")
        limits = staff_limits(email, network(visit.request))
        database, wall = visit.wiring.database, visit.wiring.wall_clock.now()
        if not await database.write(count_try, limits, now=wall):
            log.warning("sign_in_refused", door="staff", locked=True)
            say(form, [("email", _TOO_MANY)])
            return self.shown(visit, None, form, "", {"status": 429})  # nothing is kept for whoever only tries
        account = await visit.read(find_account, email)
        # Slow on purpose, and as slow for nobody: in a thread, and in no transaction.
        good = await asyncio.to_thread(is_password, account.password_hash if account else None, password)
        if account is None or not good:
            log.info("sign_in_refused", door="staff", locked=False)
            return await self.again(visit, number, form, typed, ("email", _NOT_RIGHT))
        cookie = await database.write(
            begin_staff_sign_in,
            account.id,
            limits,
            now=wall,
            longest=timedelta(hours=visit.wiring.settings.staff_longest_hours),
            instead_of=visit.request.cookies.get(cookie_name(visit.wiring)),
            password_hash=account.password_hash,
        )
        if cookie is None:
            return await self.again(visit, number, form, typed, ("email", _NOT_RIGHT))
        answer = visit.to(leads_on(form.to.data, Actor(account.door, account.id, "", roles=account.roles)))
        answer.cookies.append(sign_in_cookie(visit.wiring, cookie))
        answer.cookies.append(no_cookie(visit.wiring, csrf_cookie_name(visit.wiring.settings.secure_cookies)))
        answer.cookies.append(no_cookie(visit.wiring, left_cookie_name(visit.wiring.settings.secure_cookies)))
        return answer


@post("/sign-out", status_code=200, opt={"access": PUBLIC, "at_any_time": True})
async def sign_out(visit: NamedDependency[Visit]) -> Response[Any]:
    """End the sign-in and empty what the browser kept."""
    cookie = visit.request.cookies.get(cookie_name(visit.wiring))
    if cookie:
        await visit.wiring.database.write(end_sign_in, cookie)
    answer = visit.to("/" if visit.actor is None or visit.actor.referral_id else "/sign-in")
    answer.cookies.append(no_cookie(visit.wiring, cookie_name(visit.wiring)))
    answer.cookies.append(no_cookie(visit.wiring, csrf_cookie_name(visit.wiring.settings.secure_cookies)))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
