"""Staff sign in and out."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.people.passwords import is_password
from programme.people.sign_ins import (
    begin_staff_sign_in,
    count_try,
    end_sign_in,
    find_account,
    staff_limits,
)
from programme.web.kit.access import PUBLIC
from programme.web.kit.client_address import network
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

_NOT_RIGHT = "Email address or password is not right. Check both and try again."
_TOO_MANY = "Too many tries. Wait 15 minutes, then try again."


class StaffSignIn(Controller):
    """`/sign-in` and `/sign-out`."""

    opt = {"access": PUBLIC, "at_any_time": True}  # whoever cannot sign in cannot read that the clock is doubted

    @get("/sign-in")
    async def show(self, visit: NamedDependency[Visit], again: FromQuery[str] = "") -> Response[Any]:
        """The form; somebody signed in already goes to his own start."""
        if visit.actor:
            return visit.to(HOME_OF[visit.actor.door])
        return visit.page("sign_in.html", title="Sign in", email="", again=bool(again))

    @post("/sign-in", status_code=200)
    async def sign_in(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Begin a sign-in with a new id, whatever id the browser brought."""
        form = await visit.form()
        email = form.get("email").strip()
        # As it was typed: in another Unicode form it would be another password than the one that was set.
        password = str((await visit.request.form()).get("password", "")).replace("\0", "")
        limits = staff_limits(email, network(visit.request))
        database, wall = visit.wiring.database, visit.wiring.wall_clock.now()
        if not await database.write(count_try, limits, now=wall):
            log.warning("sign_in_refused", door="staff", locked=True)
            return _again(visit, email, _TOO_MANY, 429)
        account = await visit.read(find_account, email)
        # Slow on purpose, and as slow for nobody: in a thread, and in no transaction.
        good = await asyncio.to_thread(is_password, account.password_hash if account else None, password)
        if account is None or not good:
            log.info("sign_in_refused", door="staff", locked=False)
            return _again(visit, email, _NOT_RIGHT, 422)
        cookie = await database.write(
            begin_staff_sign_in,
            account.id,
            limits,
            now=wall,
            longest=timedelta(hours=visit.wiring.settings.staff_longest_hours),
            instead_of=visit.request.cookies.get(cookie_name(visit.wiring)),
        )
        answer = visit.to(HOME_OF[account.door])
        answer.cookies.append(sign_in_cookie(visit.wiring, cookie))
        answer.cookies.append(no_cookie(visit.wiring, csrf_cookie_name(visit.wiring.settings.secure_cookies)))
        answer.cookies.append(no_cookie(visit.wiring, left_cookie_name(visit.wiring.settings.secure_cookies)))
        return answer

    @post("/sign-out", status_code=200)
    async def sign_out(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """End the sign-in and empty what the browser kept."""
        cookie = visit.request.cookies.get(cookie_name(visit.wiring))
        if cookie:
            await visit.wiring.database.write(end_sign_in, cookie)
        answer = visit.to("/" if visit.actor is None or visit.actor.referral_id else "/sign-in")
        answer.cookies.append(no_cookie(visit.wiring, cookie_name(visit.wiring)))
        answer.cookies.append(no_cookie(visit.wiring, csrf_cookie_name(visit.wiring.settings.secure_cookies)))
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer


def _again(visit: Visit, email: str, words: str, status: int) -> Response[Any]:
    errors = [{"href": "#email", "text": words}]
    return visit.page("sign_in.html", status=status, title="Sign in", email=email, errors=errors, again=False)
