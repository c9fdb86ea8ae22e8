"""Which page an address belongs to: where a refusal leads back to."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Litestar
from litestar.routes import HTTPRoute


def page_above(app: Litestar, path: str) -> str:
    """The nearest page above an address, by the routes that there are; "" where there is none. Browsers are told not to
    say where they come from, so it is the address itself that says it."""
    parts = path.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        if _is_page(app, parts[:length]):
            return "/" + "/".join(parts[:length])
    return ""


def _is_page(app: Litestar, parts: Sequence[str]) -> bool:
    return any(
        isinstance(route, HTTPRoute) and "GET" in route.methods and _fits(route.path_components, parts)
        for route in app.routes
    )


def _fits(wanted: Sequence[object], parts: Sequence[str]) -> bool:
    """Whether an address is one of a route: a part that is no text takes any."""
    same = (not isinstance(one, str) or one == part for one, part in zip(wanted, parts, strict=False))
    return len(wanted) == len(parts) and all(same)
