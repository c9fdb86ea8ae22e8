"""Who may enter: every route declares it, and a route that does not is closed.

A handler, controller or router sets `opt={"access": ...}`; the app's one guard reads it. Somebody signed in at
another door is told the page does not exist, somebody not signed in is sent to sign in. Whose case it is, is
decided in the query.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from programme.shared.actor import Actor, Door, Role
from programme.shared.refusal import NotFound, Refusal


@dataclass(frozen=True, slots=True)
class Access:
    """A door, and the roles of which one is needed inside it (none: every role)."""

    name: str
    doors: frozenset[Door] = field(default_factory=frozenset)
    roles: frozenset[Role] = field(default_factory=frozenset)
    public: bool = False

    def admits(self, actor: Actor | None) -> bool:
        """Whether the actor may enter."""
        if self.public:
            return True
        return (
            actor is not None
            and actor.door in self.doors
            and (not self.roles or bool(self.roles & actor.roles))
        )


def _door(door: Door, *roles: Role) -> Access:
    name = door.value if not roles else f"{door.value}: {', '.join(sorted(roles))}"
    return Access(name, frozenset({door}), frozenset(roles))


PUBLIC = Access("public", public=True)
MACHINES = Access("machines that sign what they send", public=True)
METRICS = Access("monitoring with its token", public=True)
CUSTODY = _door(Door.CUSTODY)
PROVIDER = _door(Door.PROVIDER)
OFFENDER = _door(Door.OFFENDER)
PARTNER = _door(Door.PARTNER)
ADMIN = _door(Door.ADMIN)
AUDITOR = _door(Door.ADMIN, Role.AUDITOR, Role.COORDINATOR)
STAFF = Access("any member of staff", frozenset({Door.CUSTODY, Door.PROVIDER, Door.PARTNER, Door.ADMIN}))


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
