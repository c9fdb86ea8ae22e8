"""Headers on every answer, errors and static files included."""

from __future__ import annotations

from typing import TypeAlias

from litestar.status_codes import HTTP_200_OK
from litestar.types import Message, Scope

Headers: TypeAlias = dict[bytes, bytes]

ASSETS = "/assets/"


def content_security_policy(*form_targets: str) -> str:
    """The policy: nothing inline, nothing from elsewhere; forms may lead to us and to these: the payment page, and the
    page that "Exit this page" leads to."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            f"form-action 'self' {' '.join(form_targets)}",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    )


def headers_of_ours(checkout_origin: str, exit_origin: str, *, https: bool) -> Headers:
    """The headers of every answer that are the same on each, in bytes: made once, not for every answer."""
    named = {
        "Content-Security-Policy": content_security_policy(checkout_origin, exit_origin),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "X-Robots-Tag": "noindex, nofollow",
    }
    if https:
        named["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return _encoded(named)


async def set_response_headers(message: Message, scope: Scope) -> None:
    """The app's `before_send` hook. Ours replace any of the same name."""
    if message["type"] != "http.response.start":
        return
    is_file = scope["path"].startswith(ASSETS) and message["status"] == HTTP_200_OK
    ours: Headers = {**scope["litestar_app"].state.headers, **(_KEPT if is_file else _NOT_KEPT)}
    theirs = [(name, value) for name, value in message["headers"] if name.lower() not in ours]
    last = _LAST if scope["litestar_app"].state.is_leaving else ()
    message["headers"] = [*theirs, *ours.items(), *last]


def _encoded(named: dict[str, str]) -> Headers:
    return {name.lower().encode("latin-1"): value.encode("latin-1") for name, value in named.items()}


_KEPT = _encoded({"Cache-Control": "public, max-age=31536000, immutable"})
_NOT_KEPT = _encoded({"Cache-Control": "no-store", "Vary": "Cookie, HX-Request"})
_LAST = ((b"connection", b"close"),)
"""On the answers of a process that is about to stop."""
