"""`/webhooks/stripe`: where the payment gateway tells us that something happened.

The signature over the raw bytes is checked, the notification is kept once, and only then is it acknowledged. The
worker acts on it: what is told here is a hint, the gateway is asked afresh.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from litestar import Request, Response, post

from programme.payments.gateway import NotificationRefused
from programme.payments.queries import keep_notification
from programme.shared.access import MACHINES

if TYPE_CHECKING:
    from programme.wiring import Wiring

log = structlog.get_logger()
LARGEST_NOTIFICATION = 256_000
"""Bytes. The gateway's own are a few thousand."""


@post(
    "/webhooks/stripe",
    status_code=200,
    request_max_body_size=LARGEST_NOTIFICATION,
    opt={"access": MACHINES, "no_sign_in": True, "exclude_from_csrf": True, "at_any_time": True},
)
async def stripe_webhook(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
    """Keep one notification. 400 for every doubtful one; never acknowledged before it is committed."""
    wiring: Wiring = request.app.state.wiring
    now = wiring.clock.now()
    try:
        heard = wiring.payments.read_notification(
            await request.body(), request.headers.get("stripe-signature", ""), now
        )
    except NotificationRefused as refused:
        log.warning("notification_refused", reason=refused.reason)
        return Response({"status": "refused"}, status_code=400)
    fresh = await wiring.database.write(keep_notification, heard, now=now)
    return Response({"status": "kept" if fresh else "known"})
