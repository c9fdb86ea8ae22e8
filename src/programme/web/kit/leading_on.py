"""Signing in leads on to the page that was asked for: a path of our own, of the door of whoever signs in."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from litestar import Request
from litestar.routes import HTTPRoute

from programme.shared.actor import Actor
from programme.web.kit.navigation import start_of

ANY_DOOR = ("/cases", "/dates", "/drafts", "/waiting")
"""Addresses that messages carry: they lead to the page at the door of whoever follows them (`web.case.ways_in`)."""
_LONGEST = 200
_PATH = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+")
"""Plain parts alone: no other site, no way up, no query, nothing that is written in signs of its own."""


def way_to_sign_in(request: Request[Any, Any, Any], *, again: bool) -> str:
    """The sign-in page of staff, which says that a sign-in has ended (`again`), and where to lead on."""
    page = page_of(request)
    asked = {**({"again": "1"} if again else {}), **({"to": page} if reads_as_path(page) else {})}
    return f"/sign-in?{urlencode(asked, safe='/')}" if asked else "/sign-in"


def leads_on(to: str, actor: Actor) -> str:
    """Where somebody goes once he is signed in: what he asked for, where that is of his door, else his start."""
    own = (f"/{actor.door.value}", "/account", *ANY_DOOR)
    return to if reads_as_path(to) and any(to == one or to.startswith(f"{one}/") for one in own) else start_of(actor)


def reads_as_path(to: str) -> bool:
    """Whether it is a plain path of ours."""
    return len(to) <= _LONGEST and _PATH.fullmatch(to) is not None


def page_of(request: Request[Any, Any, Any]) -> str:
    """The path of the page that was asked for, without its query, which may hold a name that was searched for. A
    fragment is of the page that it stands on; what was sent to an address that shows nothing, of the page above it."""
    if request.headers.get("hx-request") == "true":
        try:
            return urlsplit(request.headers.get("hx-current-url", "")).path
        except ValueError:  # no address at all, which no browser of ours sends
            return ""
    pattern, path = str(request.scope.get("path_template") or ""), quote(request.scope["path"])
    shown = {one.path_format for one in request.app.routes if isinstance(one, HTTPRoute) and "GET" in one.methods}
    while pattern.count("/") > 1 and pattern not in shown:
        pattern, path = pattern.rpartition("/")[0], path.rpartition("/")[0]
    return path
