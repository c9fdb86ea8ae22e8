"""Everybody's own account: what is kept of it, another password, and one that was forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.actions.ask_for_new_password import ask_for_new_password
from programme.actions.change_own_password import change_own_password
from programme.people.accounts import AccountShown, own_account, roles_in_words
from programme.people.passwords import check_password, hash_password, is_password
from programme.people.refusals import PasswordNotRight
from programme.people.sign_ins import count_try, find_account, forgive_try, forgotten_limits, staff_limits
from programme.people.words import DOOR_NAMES
from programme.shared.access import PUBLIC, STAFF
from programme.shared.actor import WORKER
from programme.web.kit.access import SMALL_BODY
from programme.web.kit.client_address import network
from programme.web.kit.errors import TooManyTries
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData, said_of
from programme.web.kit.navigation import start_of
from programme.web.kit.visit import Visit
from programme.web.people.forms import ForgottenForm, NewPasswordForm

log = structlog.get_logger()

ANSWERED_AFTER_SECONDS = 0.25
"""An address that has an account takes longer to see to than one that has none: both are answered after this time."""


class OwnAccountPage(Controller):
    """`/account`. How somebody signs in stands here: a second factor becomes a line of it."""

    path = "/account"
    opt = {"access": STAFF}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """His own account."""
        return visit.page(
            "people/own.html",
            title="Your account",
            account=await visit.read(own_account, visit.the_actor),
            home=start_of(visit.the_actor),
            door_names=DOOR_NAMES,
            roles_in_words=roles_in_words,
        )


class OwnPasswordPage(FormPage[AccountShown, NewPasswordForm]):
    """`/account/password`."""

    path = "/account/password"
    opt = {"access": STAFF}
    form, template, title = NewPasswordForm, "people/own_password.html", "Change your password"
    looks_first = True

    async def look(self, visit: Visit) -> AccountShown:
        return await visit.read(own_account, visit.the_actor)

    def context(self, visit: Visit, found: AccountShown, form: NewPasswordForm) -> dict[str, Any]:
        return {"account": found}

    def fill(self, visit: Visit, found: AccountShown | None, sent: FormData | None) -> NewPasswordForm:
        form = super().fill(visit, found, sent)
        if found is not None:
            form.asks = ((("password",), lambda: check_password(form.password.data, found.email)),)
        return form

    async def also_wrong(self, visit: Visit, form: NewPasswordForm) -> list[tuple[str | None, str]]:
        """Whether the present password is wrong too. It counts as a try, as it does alone."""
        if form.present.errors:
            return []
        try:
            own, _ = await self._prove(visit)
        except PasswordNotRight as refusal:
            return [said_of(refusal)]
        await visit.wiring.database.write(forgive_try, staff_limits(own.email, network(visit.request)))
        return []

    async def _prove(self, visit: Visit) -> tuple[AccountShown, str]:
        """The present password is looked at as at the sign-in: counted first, in a thread, in no transaction. Raises
        TooManyTries and PasswordNotRight."""
        own = await self.look(visit)
        limits, wall = staff_limits(own.email, network(visit.request)), visit.wiring.wall_clock.now()
        if not await visit.wiring.database.write(count_try, limits, now=wall):
            raise TooManyTries()
        kept = await visit.read(find_account, own.email)
        present = kept.password_hash if kept else None
        if present is None or not await asyncio.to_thread(is_password, present, await visit.secret("present")):
            raise PasswordNotRight()
        return own, present

    async def act(self, visit: Visit, form: NewPasswordForm) -> Callable[..., Any]:
        own, present = await self._prove(visit)
        password = await visit.secret("password")
        check_password(password, own.email)
        hashed = await asyncio.to_thread(hash_password, password)
        return partial(change_own_password, present_hash=present, password_hash=hashed)

    def leads_to(self, visit: Visit, form: NewPasswordForm, done: Any) -> str:
        return "/sign-in?chosen=1"


class ForgottenPage(FormPage[None, ForgottenForm]):
    """`/forgotten-password`. Whether there is such an account is said to nobody, in words or by how long it takes."""

    path = "/forgotten-password"
    opt = {"access": PUBLIC}
    request_max_body_size = SMALL_BODY
    form, template, title = ForgottenForm, "people/forgotten.html", "Forgotten password"

    async def look(self, visit: Visit) -> None:
        """Nothing."""

    def context(self, visit: Visit, found: None, form: ForgottenForm) -> dict[str, Any]:
        return {"sent": bool(visit.request.query_params.get("sent"))}

    async def take(self, visit: Visit) -> Response[Any]:
        """Owe a link, where the address has an account and was not sent too many."""
        number, form, typed = await self.sent(visit)
        if not form.validate():
            return await self.again(visit, number, form, typed)
        of_network, of_account = forgotten_limits(form.email.data, network(visit.request))
        database, wall = visit.wiring.database, visit.wiring.wall_clock.now()
        if not await database.write(count_try, [of_network], now=wall):
            log.warning("forgotten_refused", locked=True)
            raise TooManyTries()

        async def owe_link() -> None:
            if await database.write(count_try, [of_account], now=wall):
                await database.write(ask_for_new_password, actor=WORKER, now=visit.now, email=form.email.data)

        await asyncio.gather(owe_link(), asyncio.sleep(ANSWERED_AFTER_SECONDS))
        return visit.to("/forgotten-password?sent=1")
