"""Who may enter: every route declares it, and a route that does not is closed.

A handler, controller or router sets `opt={"access": ...}`; the app's one guard reads it. Somebody signed in at
another door is told the page does not exist, somebody not signed in is sent to sign in. Whose case it is, is
decided in the query.
"""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from programme.shared.access import (
    ADMIN,
    AUDITOR,
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
from programme.shared.refusal import NotFound, Refusal

__all__ = [
    "ADMIN",
    "AUDITOR",
    "CUSTODY",
    "MACHINES",
    "METRICS",
    "OFFENDER",
    "PARTNER",
    "PROVIDER",
    "PUBLIC",
    "STAFF",
    "Access",
    "SignInNeeded",
    "guard",
]


class SignInNeeded(Refusal):
    """Nobody is signed in, and the page needs somebody."""

    code = "sign_in_needed"
    headline = "Sign in to continue"
    explanation = "You are not signed in, or you were signed out because the page was not used for a while."
    remedy = "Sign in again. Anything you had saved is still there."
    status = 401


def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The app's one guard. Raises SignInNeeded, NotFound, or PermissionDenied where nothing is declared."""
    access = handler.opt.get("access")
    if not isinstance(access, Access):
        raise PermissionDeniedException("this route does not declare who may enter")
    _refuse_cross_site(connection)
    if access.admits(connection.scope.get("actor")):
        return
    if connection.scope.get("actor") is None:
        raise SignInNeeded()
    raise NotFound()


def _refuse_cross_site(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Refuse a form that another site sends, whatever token it carries. Machines sign, and send no such header."""
    if connection.scope.get("method") in ("GET", "HEAD", "OPTIONS"):
        return
    if connection.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        raise PermissionDeniedException("sent from another site")
    origin = connection.headers.get("origin")
    if origin not in (None, "null", connection.app.state.wiring.settings.public_origin):
        raise PermissionDeniedException("sent from another site")
