"""A visit: one request of one person, with everything a page handler needs and nothing else.

Handlers stay thin: read the form, hand the work to an action or a query through the visit, show a page or
redirect. The visit hands over who is asking and what time it is.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.exceptions import ClientException
from litestar.response import Redirect
from litestar.utils.scope.state import ScopeState  # the framework keeps the form token of a first visit there

from programme.audit.access_log import look_and_log
from programme.audit.models import Operation
from programme.shared.actor import Actor, Door
from programme.shared.refusal import Refusal
from programme.web.kit.access import actor_of
from programme.web.kit.forms import FormData
from programme.web.kit.navigation import HOME_OF, footer_links, navigation
from programme.web.kit.sign_in_cookie import left_cookie_name
from programme.web.kit.typed_again import keep_typed

if TYPE_CHECKING:
    from jinja2 import Environment

    from programme.wiring import Wiring

T = TypeVar("T")

_ADDRESS_OF_OURS = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")
"""A path on this site, and nothing that a browser would read as another site's address (`//`, `/\\`)."""


class LedElsewhere(Refusal):
    """There is nothing to do on this page now: its reader is led to another, which says where things stand."""

    code = "led_elsewhere"
    headline = "There is nothing to do here now"
    explanation = "It was done before, or it cannot be done any more."
    remedy = "Go back to the start: it says what is next."

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path


class Visit:
    """One request. `actor` is None on public pages; `the_actor` raises there."""

    def __init__(self, request: Request[Any, Any, Any]) -> None:
        self.request = request
        self.wiring: Wiring = request.app.state.wiring
        self.actor: Actor | None = actor_of(request.scope)
        self.now: datetime = self.wiring.clock.now()
        self.waiting = 0
        self.cookies: list[Cookie] = []
        """The cookies that `to` sets in the browser."""

    @property
    def the_actor(self) -> Actor:
        """Who is signed in; on a route that needs a sign-in there always is somebody."""
        if self.actor is None:
            raise RuntimeError("nobody is signed in on this route")
        return self.actor

    @property
    def home(self) -> str:
        """Where the door of whoever is signed in begins; the pages that two doors share stand under it."""
        return HOME_OF[self.the_actor.door]

    @property
    def route(self) -> str:
        """The route's pattern, fit for a log: it holds no values."""
        return str(self.request.scope.get("path_template") or self.request.route_handler.handler_name)

    def part(self, name: str) -> str:
        """A part of the address, by its name in the route's pattern."""
        return str(self.request.path_params[name])

    async def read(self, query: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a query that shows nobody's data (or whose caller logs the look itself)."""
        return await self.wiring.database.read(query, *args, **kwargs)

    async def look(
        self,
        query: Callable[..., T],
        *args: Any,
        subjects: Callable[[T], Iterable[str]],
        operation: Operation = Operation.CONSULTATION,
        recipient: str | None = None,
        reason: str | Callable[[T], str | None] | None = None,
        **kwargs: Any,
    ) -> T:
        """Run a query and log whose data it found, in one transaction: no log, no page.

        `subjects` picks the case references out of what was found; `reason` may hang on it too.
        """
        return await self.wiring.database.write(
            look_and_log,
            lambda db: query(db, *args, **kwargs),
            actor=self.the_actor,
            now=self.now,
            what=self.route,
            subjects=subjects,
            operation=operation,
            recipient=recipient,
            reason=reason,
        )

    async def write(self, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run an action in its own transaction. It is handed `actor` and `now` with the rest."""
        return await self.wiring.database.write(action, *args, actor=self.the_actor, now=self.now, **kwargs)

    async def write_much(self, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """The same for an action that keeps a large file."""
        return await self.wiring.database.write_much(action, *args, actor=self.the_actor, now=self.now, **kwargs)

    async def form(self) -> FormData:
        """The posted form, without what nobody can type; a repeated field keeps all its values (`getall`)."""
        sent = await self.request.form()
        keep_typed(self.request, sent)
        return FormData(sent)

    async def secret(self, name: str) -> str:
        """A password as it was typed: in another Unicode form it would be another than the one that was set."""
        typed = (await self.request.form()).get(name, "")
        return typed.replace("\0", "") if isinstance(typed, str) else ""

    def page(self, template: str, *, status: int = 200, **context: Any) -> Response[bytes]:
        """The page, rendered."""
        return Response(
            self.render(template, **context),
            status_code=status,
            media_type=MediaType.HTML,
        )

    def render(self, template: str, **context: Any) -> bytes:
        """The template as bytes, with the context that every page has."""
        environment: Environment = self.request.app.state.templates
        every_page = {
            "actor": self.actor,
            "now": self.now,
            "csrf_token": csrf_token(self.request),
            "nav": navigation(self.actor, self.request.scope["path"], self.waiting),
            "foot": footer_links(self.actor),
            "errors": [],
            "kept": "",
            "home": HOME_OF[self.actor.door] if self.actor else "/",
            "exit_url": self.wiring.settings.exit_url,
            "left_cookie": left_cookie_name(self.wiring.settings.secure_cookies),
            "rehearsal": self.wiring.settings.environment != "production",
        }
        return environment.get_template(template).render({**every_page, **context}).encode()

    def to(self, path: str) -> Response[Any]:
        """See other: after a form, the browser fetches `path`, an address of ours."""
        if not _ADDRESS_OF_OURS.fullmatch(path):
            raise ClientException("not an address of ours")
        if self.request.headers.get("hx-request") == "true":
            return Response(b"", status_code=200, headers={"HX-Redirect": path}, cookies=self.cookies)
        return Redirect(path, status_code=303, cookies=self.cookies)


def csrf_token(request: Request[Any, Any, Any]) -> str:
    """The token a form on this page must send back."""
    fresh = ScopeState.from_scope(request.scope).csrf_token
    if isinstance(fresh, str):
        return fresh
    config = request.app.csrf_config  # answered before the token was looked at: the sender could not be looked up
    return (request.cookies.get(config.cookie_name) if config else None) or ""


def visits(count_waiting: Callable[..., int]) -> Callable[[Request[Any, Any, Any]], Awaitable[Visit]]:
    """Dependency `visit` of every page handler. A neighbour's pages all say how many results wait for him."""

    async def open_visit(request: Request[Any, Any, Any]) -> Visit:
        visit = Visit(request)
        if visit.actor is not None and visit.actor.door is Door.PARTNER:
            visit.waiting = await visit.read(count_waiting, visit.actor)
        return visit

    return open_visit
