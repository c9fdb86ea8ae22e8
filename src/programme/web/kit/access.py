"""Who may enter: every route declares it, and a route that does not is closed.

A handler, controller or router sets `opt={"access": ...}`; one doorkeeper reads it, before anything of the request's
body is read. Somebody signed in at another door is told the page does not exist, somebody not signed in is sent to
sign in. Whose case it is, is decided in the query.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import unquote_plus

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.exceptions import ClientException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, Receive, Scope, Send

from programme.shared.access import (
    ADMIN,
    AUDITOR,
    COORDINATOR,
    CUSTODY,
    MACHINES,
    METRICS,
    OFFENDER,
    PARTNER,
    PROVIDER,
    PUBLIC,
    STAFF,
    Access,
)
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound, Refusal

__all__ = [
    "ADMIN",
    "AUDITOR",
    "COORDINATOR",
    "CUSTODY",
    "MACHINES",
    "METRICS",
    "OFFENDER",
    "PARTNER",
    "PROVIDER",
    "PUBLIC",
    "STAFF",
    "Access",
    "Doorkeeper",
    "RouteNotDeclared",
    "SignInNeeded",
    "actor_of",
    "admit",
    "check_routes",
    "declared_routes",
    "is_cross_site",
    "refuse_cross_site",
]

SMALL_BODY = 20_000
"""Bytes that a stranger's form may have. Nothing as small ever gets onto a disk."""
LARGEST_OF_STRANGERS = 300_000
"""And what anybody may send anywhere without being signed in: a notification of the payment gateway."""

_LARGEST_NUMBER = 2_147_483_647
"""The largest number in an address: no row has a larger one, and some columns of PostgreSQL cannot hold one."""
LONGEST_PART = 255
"""Bytes between two strokes of an address: no file can have a longer name."""

_TOO_LARGE = re.compile(r"[0-9]{19,}")
"""More digits than any number of a database has."""

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class SignInNeeded(Refusal):
    """Nobody is signed in, and the page needs somebody."""

    code = "sign_in_needed"
    headline = "Sign in to continue"
    explanation = "You are not signed in, or you were signed out because the page was not used for a while."
    remedy = "Sign in again. Anything you had saved is still there."
    status = 401


class RouteNotDeclared(RuntimeError):
    """A route that would stand open, or answer one person with another's page. The process does not start."""


def actor_of(scope: Scope) -> Actor | None:
    """Who is signed in, as the sign-in middleware found; None on public pages and before it ran."""
    return cast("Actor | None", scope.get("actor"))


class Doorkeeper(ASGIMiddleware):
    """Lets in whoever may enter, and turns away everybody else before his request's body is read.

    Stands behind the sign-in and in front of the check of forms' tokens, which reads whole forms. A guard of the
    framework would come after it.
    """

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        admit(ASGIConnection(scope), scope["route_handler"])
        await next_app(scope, receive, send)


def admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Raises SignInNeeded, NotFound, ClockIsDoubted for what would be recorded at a wrong time, or PermissionDenied
    where nothing is declared."""
    access = handler.opt.get("access")
    if not isinstance(access, Access):
        raise PermissionDeniedException("this route does not declare who may enter")
    _refuse_unreadable(connection.scope)
    refuse_cross_site(connection)
    actor = actor_of(connection.scope)
    if access.admits(actor):
        if connection.scope.get("method") not in _READING and not handler.opt.get("at_any_time"):
            connection.app.state.clock_doubt.refuse()
        return
    if actor is None:
        raise SignInNeeded()
    raise NotFound()


def declared_routes(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Every method, path pattern and handler of ours: not the OPTIONS answers that the framework adds."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            raise RouteNotDeclared(f"{route.path}: only HTTP routes are guarded")
        for handler in route.route_handlers:
            for method in sorted(handler.http_methods):
                if method != "OPTIONS":
                    yield str(method), route.path, handler


def check_routes(app: Litestar) -> None:
    """Raise RouteNotDeclared where a route declares nobody, may be answered from a cache, takes a forged form, or takes
    much from strangers.

    A cached answer is kept by address, so it would show one person what another asked for. Only machines that sign
    what they send may come without a form's token.
    """
    for method, path, handler in declared_routes(app):
        access = handler.opt.get("access")
        if not isinstance(access, Access):
            raise RouteNotDeclared(f"{method} {path} does not declare who may enter: opt={{'access': ...}}")
        if handler.cache:
            raise RouteNotDeclared(f"{method} {path} has cache=, which mixes people up")
        if handler.opt.get("exclude_from_csrf") and access != MACHINES:
            raise RouteNotDeclared(f"{method} {path} takes forms without a token, and is not for machines")
        if access.public and (handler.resolve_request_max_body_size() or math.inf) > LARGEST_OF_STRANGERS:
            raise RouteNotDeclared(f"{method} {path} takes much from people who are not signed in")


def _refuse_unreadable(scope: Scope) -> None:
    """A NUL in the path: no page has one, and PostgreSQL cannot even look for it. The same for huge numbers."""
    if "\0" in scope["path"]:
        raise NotFound()
    parameters: dict[str, object] = {**scope["path_params"]}  # the framework has read them by their kind
    numbers = [value for value in parameters.values() if isinstance(value, int)]
    if any(not 0 <= number <= _LARGEST_NUMBER for number in numbers):
        raise NotFound()
    if any(len(part.encode("utf-8", "replace")) > LONGEST_PART for part in scope["path"].split("/")):
        raise NotFound()
    if _TOO_LARGE.search(unquote_plus(scope["query_string"].decode("latin-1"))):
        raise ClientException("a number in the address that is too large")


def is_cross_site(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether another site sends what comes. Machines sign, and send no such header.

    `Origin: null` is what browsers say of our own forms, because our pages tell nobody where they are
    (`Referrer-Policy: no-referrer`); the token and Sec-Fetch-Site still stand.
    """
    ours = (None, "null", connection.app.state.wiring.settings.public_origin)
    return (
        connection.headers.get("sec-fetch-site") in ("cross-site", "same-site")
        or connection.headers.get("origin") not in ours
    )


def refuse_cross_site(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Refuse a form that another site sends, whatever token it carries."""
    if connection.scope.get("method") not in _READING and is_cross_site(connection):
        raise PermissionDeniedException("sent from another site")
