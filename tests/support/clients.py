"""Somebody at a browser, in front of the whole application: no network, no script, and a clock that stands.

wiring = a_wiring(database)
officer = Browser(an_app(wiring)).sign_in_as(an_account(database, Door.CUSTODY, force_code="43"))
page = officer.get("/custody")
answer = officer.post("/custody/referrals/new", {"surname": "Smith"})   # sends the form's token by itself
"""

from __future__ import annotations

import atexit
import copy
import re
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from httpx import Response
from litestar import Litestar
from litestar.datastructures import State
from litestar.testing import TestClient
from litestar.types import ControllerRouterHandler

from programme.app import create_app, hand_over
from programme.jobs.runner import run_job
from programme.offers.models import Offer
from programme.opening import database_at
from programme.people.models import Account
from programme.people.sign_ins import begin_sign_in
from programme.settings import Settings
from programme.storage.database import Database
from programme.web.kit.sign_in_cookie import cookie_name, csrf_cookie_name
from programme.wiring import Wiring, wire
from programme.worker import jobs_of
from tests.support.builders import NOW
from tests.support.clock import StandingClock

NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there: a payment that a test did not expect fails at once."""

Form = Mapping[str, Any]


def a_wiring(database: Database, *, settings: Mapping[str, Any] | None = None, **parts: Any) -> Wiring:
    """The parts of a web process on `database`, at NOW. `parts` replace some of them, `settings` some settings."""
    given = {"environment": "test", "stripe_base_url": NOWHERE, **(settings or {})}
    built = wire(Settings(database_url=database.url, **given))
    built.database.dispose()
    return replace(
        built, **{"database": database, "clock": StandingClock(NOW), "wall_clock": StandingClock(NOW), **parts}
    )


def run_due(wiring: Wiring) -> None:
    """Run every job once, now, as a worker would."""
    for job in jobs_of(wiring, "a worker"):
        run_job(job, wiring.database, holder="a worker", now=wiring.clock.now(), machine_now=wiring.wall_clock.now)


_registered: dict[tuple[str, tuple[ControllerRouterHandler, ...]], Litestar] = {}


def an_app(wiring: Wiring, *own: ControllerRouterHandler) -> Litestar:
    """The application over `wiring`, with state of its own; `own` are routes of the test's.

    Most of making one is entering two hundred routes, in which a database and a clock have no part: that is done once
    for each set of settings and of routes of its own, which therefore stand in the test's file and not in the test.
    """
    key = wiring.settings.model_dump_json(exclude={"database_url"}), own
    if key not in _registered:
        _registered[key] = create_app(wiring)
        for route in own:
            _registered[key].register(route)
    app = copy.copy(_registered[key])
    app.state = State()
    hand_over(app, wiring)
    return app


def no_database() -> Database:
    """A database that is not there: for what must not ask one."""
    return database_at("sqlite:////nowhere/at-all.sqlite3")


@cache
def _one_loop() -> BlockingPortal:
    """The event loop of all browsers of this process, as a server has one: a thread and a loop for every request cost
    more than most pages."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(start_blocking_portal())


class Browser:
    """One browser: keeps cookies, sends a form with its token, and follows no redirect by itself but the one that shows
    a form again, or what follows from it."""

    def __init__(self, app: Litestar, **headers: str) -> None:
        self.wiring: Wiring = app.state.wiring
        self._client = TestClient(app, base_url=self.wiring.settings.public_origin)  # no `with`: the wiring stays open
        self._client.blocking_portal = _one_loop()
        self._client.follow_redirects = False
        self._client.headers.update({name.replace("_", "-"): value for name, value in headers.items()})

    def sign_in_as(self, who: Account | Offer) -> Browser:
        """Begin a sign-in of a member of staff, or of the person an offer was made to, without the form."""
        staff = isinstance(who, Account)
        cookie = self.wiring.database.write_now(
            begin_sign_in,
            account_id=who.id if staff else None,
            offer_id=None if staff else who.id,
            now=self.wiring.wall_clock.now(),
            longest=timedelta(hours=10) if staff else timedelta(minutes=60),
        )
        self.keep(cookie_name(self.wiring), cookie)
        return self

    def get(self, path: str, **headers: str) -> Response:
        """Ask for a page."""
        return self._client.get(path, headers=_headers(headers))

    def post(
        self,
        path: str,
        form: Form | None = None,
        /,
        *,
        files: Any = None,
        token: str | None = None,
        **headers: str,
    ) -> Response:
        """Send a form with the token that the browser holds; a `token` of your own takes its place, "" sends none."""
        mine = self.form_token() if token is None else token
        sent = {**(form or {}), **({"_csrf_token": mine} if mine else {})}
        answer = self._client.post(path, data=sent, files=files, headers=_headers(headers))
        while "?kept=" in (to := answer.headers.get("location", "")):
            answer = self.get(to)
        return answer

    def confirm(self, path: str, form: Form) -> Response:
        """Send a form, and confirm what its check page says; what is shown instead, where that cannot be."""
        shown = self.post(path, form)
        found = re.search(r'name="kept" value="([^"]+)"', shown.text)
        if shown.status_code != 200 or found is None:
            return shown
        return self.post(f"{path}/save", {"kept": found[1]})

    def send(self, method: str, path: str, **parts: Any) -> Response:
        """Send anything, as httpx takes it, and nothing by itself."""
        return self._client.request(method, path, **parts)

    def form_token(self) -> str:
        """The token that every form of the next page would hold."""
        if not self.cookie(self._form_cookie):
            self.get("/sign-in")
        return self.cookie(self._form_cookie)

    def cookie(self, name: str) -> str:
        """The value that the browser keeps under `name`, or ""."""
        return self._client.cookies.get(name) or ""

    def keep(self, name: str, value: str) -> None:
        """Put a cookie into the browser, as our answer would have."""
        if self.cookie(name):
            self._client.cookies.delete(name)
        host = self.wiring.settings.public_origin.split("//")[1].split(":")[0]
        self._client.cookies.set(name, value, domain=host, path="/")

    @property
    def sign_in_cookie(self) -> str:
        """The value that stands for the sign-in, or "" when nobody is signed in."""
        return self.cookie(cookie_name(self.wiring))

    @property
    def _form_cookie(self) -> str:
        return csrf_cookie_name(self.wiring.settings.secure_cookies)


def _headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
