"""Headers on every answer, errors and static files included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar.datastructures import MutableScopeHeaders
from litestar.status_codes import HTTP_200_OK
from litestar.types import Message, Scope

if TYPE_CHECKING:
    from programme.wiring import Wiring


ASSETS = "/assets/"


def content_security_policy(checkout_origin: str) -> str:
    """The policy: nothing inline, nothing from elsewhere; forms may lead to us and to the payment page."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            f"form-action 'self' {checkout_origin}",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    )


async def set_response_headers(message: Message, scope: Scope) -> None:
    """The app's `before_send` hook."""
    if message["type"] != "http.response.start":
        return
    wiring: Wiring = scope["litestar_app"].state.wiring
    headers = MutableScopeHeaders.from_message(message)
    headers.setdefault("Content-Security-Policy", scope["litestar_app"].state.content_security_policy)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    headers["X-Robots-Tag"] = "noindex, nofollow"
    if wiring.settings.secure_cookies:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if scope["path"].startswith(ASSETS) and message["status"] == HTTP_200_OK:
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        headers["Cache-Control"] = "no-store"
        headers["Vary"] = "Cookie, HX-Request"
