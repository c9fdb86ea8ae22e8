"""The sign-in cookie: which actor it stands for, and how it is set and taken away.

This is our own and not the framework's sessions, because those adopt an id that the browser brings (session
fixation) and write on every anonymous visit.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from programme.people.sign_ins import TOUCH_EVERY, end_sign_in, touch_sign_in
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from programme.wiring import Wiring


FindSignedIn = Callable[..., tuple[Actor, datetime] | None]


class SignInMiddleware(ASGIMiddleware):
    """Puts the actor, or None, into the scope. Only a cookie costs a look at the database.

    `find_signed_in` says whom a cookie stands for, and when it was used last: the person himself is signed in as long
    as his offer stands, of which the machinery of pages knows nothing.
    """

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "no_sign_in"

    def __init__(self, find_signed_in: FindSignedIn) -> None:
        self.find_signed_in = find_signed_in

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        await self.look(scope)
        await next_app(scope, receive, send)

    async def look(self, scope: Scope) -> None:
        """Put them there."""
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
        wiring: Wiring = connection.app.state.wiring
        cookie = connection.cookies.get(cookie_name(wiring))
        if cookie and left_cookie_name(wiring.settings.secure_cookies) in connection.cookies:
            # He left, and the message that should have ended the sign-in was lost with the network.
            await wiring.database.write(end_sign_in, cookie)
            cookie = None
        scope["actor"] = await self._actor(wiring, cookie) if cookie else None  # type: ignore[typeddict-unknown-key] # the key is ours

    async def _actor(self, wiring: Wiring, cookie: str) -> Actor | None:
        now = wiring.wall_clock.now()
        settings = wiring.settings
        found = await wiring.database.look_up(
            self.find_signed_in,
            cookie,
            now=now,
            staff_idle=timedelta(minutes=settings.staff_idle_minutes),
            offender_idle=timedelta(minutes=settings.offender_idle_minutes),
        )
        if found is None:
            return None
        actor, seen_at = found
        if seen_at <= now - TOUCH_EVERY:
            await wiring.database.write(touch_sign_in, cookie, now=now)
        return actor


def cookie_name(wiring: Wiring) -> str:
    """`__Host-sid` over https, so that no sub-domain can plant one; plain `sid` on a rehearsal's http."""
    return _sign_in_cookie_name(wiring.settings.secure_cookies)


def _sign_in_cookie_name(secure: bool) -> str:
    return "__Host-sid" if secure else "sid"


def csrf_cookie_name(secure: bool) -> str:
    """The same for the token against forged forms."""
    return "__Host-form" if secure else "form"


def left_cookie_name(secure: bool) -> str:
    """The note that a script leaves in the browser as he exits; the next sign-in takes it away."""
    return "__Host-left" if secure else "left"


def once_cookie_name(secure: bool) -> str:
    """The note that what was typed into a sign-in that failed is still to be shown, once."""
    return "__Host-once" if secure else "once"


class KeptCookie(NamedTuple):
    """A cookie as the page about cookies tells of it. `name` takes whether we are reached over https."""

    name: Callable[[bool], str]
    why: str
    until: str


COOKIES = (
    KeptCookie(
        _sign_in_cookie_name,
        "Keeps you signed in. It is set when you sign in, and holds a number made by chance and nothing about you.",
        "You sign out, exit, or close the browser",
    ),
    KeptCookie(
        csrf_cookie_name,
        "Makes sure that what is sent to us was sent from our own pages. It is set by the first page that you open.",
        "You sign in, sign out, exit, or close the browser",
    ),
    KeptCookie(
        left_cookie_name,
        "Remembers that you pressed “Exit this page”, so that you are signed out even if the network was lost.",
        "You sign in again, or a day has passed",
    ),
    KeptCookie(
        once_cookie_name,
        "Lets the sign-in page show a reference that was typed with something wrong. It holds nothing about you.",
        "The page has shown it once, or a minute has passed",
    ),
)
"""Every cookie that we set. None of them follows anybody, and none is another site's."""


def sign_in_cookie(wiring: Wiring, value: str) -> Cookie:
    """The cookie that carries a new sign-in."""
    return Cookie(
        key=cookie_name(wiring),
        value=value,
        path="/",
        httponly=True,
        secure=wiring.settings.secure_cookies,
        samesite="lax",
    )


def once_cookie(wiring: Wiring) -> Cookie:
    """The cookie with which a sign-in that failed is shown again once."""
    return Cookie(
        key=once_cookie_name(wiring.settings.secure_cookies),
        value="yes",
        path="/",
        max_age=60,
        httponly=True,
        secure=wiring.settings.secure_cookies,
        samesite="lax",
    )


def no_cookie(wiring: Wiring, name: str) -> Cookie:
    """The cookie that takes `name` away."""
    return Cookie(
        key=name,
        value="",
        path="/",
        max_age=0,
        httponly=True,
        secure=wiring.settings.secure_cookies,
        samesite="lax",
    )
