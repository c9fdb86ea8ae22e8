"""Keeping what somebody typed over a moment in which it cannot be saved: the page that says so sends it again.

Only a form whose token was right is shown again: else another site could put its own words into the mouth of whoever
presses the button. Answers typed on public pages are not shown, nor are passwords and codes on any (`never_shown`).
"""

from __future__ import annotations

import hmac
from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.enums import RequestEncodingType

from programme.web.kit.access import refuse_cross_site
from programme.web.kit.forms import CSRF_FIELD

LARGEST_KEPT = 100_000
_KEPT = "programme_typed"

Typed = list[tuple[str, str]]


def keep_typed(request: Request[Any, Any, Any], form: FormMultiDict) -> None:
    """Remember what was typed, as long as this request lasts. A form with a file cannot be sent again by itself."""
    hidden = {CSRF_FIELD, *request.route_handler.opt.get("never_shown", ())}
    items = list(form.multi_items())
    if not request.route_handler.opt["access"].public and all(isinstance(value, str) for _, value in items):
        request.scope["state"][_KEPT] = [(name, value) for name, value in items if name not in hidden]


def typed_again(request: Request[Any, Any, Any]) -> Typed | None:
    """The remembered text, or None."""
    kept: Typed | None = request.scope["state"].get(_KEPT)
    return kept


async def read_typed(request: Request[Any, Any, Any]) -> None:
    """Remember the form of a request whose sender could not be looked up, in memory and only a small one."""
    content_type, _ = request.content_type
    if content_type != RequestEncodingType.URL_ENCODED or not 0 < (request.content_length or 0) <= LARGEST_KEPT:
        return
    refuse_cross_site(request)
    config = request.app.csrf_config
    cookie = request.cookies.get(config.cookie_name) if config else None
    form = await request.form()
    token = form.get(CSRF_FIELD)
    if cookie and isinstance(token, str) and hmac.compare_digest(token.encode(), cookie.encode()):
        keep_typed(request, form)
