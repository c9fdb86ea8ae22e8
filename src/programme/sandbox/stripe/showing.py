"""Pages of the stand-in and the headers that a page about money carries."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Response

HTML = "text/html; charset=utf-8"
_SEE_OTHER = 303

_pages = Environment(
    loader=PackageLoader("programme.sandbox.stripe", "pages"), autoescape=True, undefined=StrictUndefined
)
_pages.filters["pounds"] = lambda pence: f"£{pence / 100:,.2f}"


def show_page(template: str, *, status: int = 200, form_targets: tuple[str, ...] = (), **values: Any) -> Response[str]:
    """A page. Its forms may lead to the stand-in itself and, by redirect, to the origins in `form_targets`."""
    targets = " ".join(("'self'", *form_targets))
    policy = (
        f"default-src 'none'; style-src 'self'; img-src data:; form-action {targets}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
    }
    body = _pages.get_template(template).render(**values)
    return Response(body, status_code=status, media_type=HTML, headers=headers)


def see_other(url: str) -> Response[str]:
    """Go there and read it."""
    headers = {"Location": url, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response("", status_code=_SEE_OTHER, headers=headers, media_type=HTML)
