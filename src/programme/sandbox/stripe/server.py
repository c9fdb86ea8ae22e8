"""Putting the stand-in together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from litestar import Litestar, asgi
from litestar.di import Provide
from litestar.types import Receive, Scope, Send

from programme.sandbox.stripe.api import Api
from programme.sandbox.stripe.control import Control
from programme.sandbox.stripe.deliveries import Deliverer
from programme.sandbox.stripe.pay_page import PayPage
from programme.sandbox.stripe.payments import HAPPENINGS
from programme.sandbox.stripe.store import Store
from programme.sandbox.stripe.world import World


def create_stripe_stand_in(
    store_path: Path | None,
    *,
    public_url: str,
    webhook_target_url: str | None,
    webhook_secret: str,
    now: Callable[[], datetime],
    account_name: str = "Bookings",
) -> Litestar:
    """A server that behaves as Stripe documents, to be run by any ASGI server at `public_url`.

    `store_path` is a file that survives a restart; None keeps everything in memory. Events go to
    `webhook_target_url`, signed with `webhook_secret`; None tells nobody. `now` hands in the clock, an aware instant:
    sessions expire, keys are forgotten and deliveries are tried again by it. `account_name` stands at the top of the
    payment page.
    """
    store = Store(store_path)
    world = World(
        store=store,
        clock=now,
        public_url=public_url.rstrip("/"),
        told=webhook_target_url is not None,
        account_name=account_name,
        happenings=HAPPENINGS,
    )
    deliverer = Deliverer(world, webhook_target_url, webhook_secret)
    api = Api(world)

    @asgi("/v1", is_mount=True, copy_scope=True)
    async def v1(scope: Scope, receive: Receive, send: Send) -> None:
        await api(scope, receive, send)

    @asynccontextmanager
    async def running(_app: Litestar) -> AsyncIterator[None]:
        deliverer.start()
        try:
            yield
        finally:
            deliverer.stop()
            store.close()

    return Litestar(
        route_handlers=[v1, PayPage, Control],
        dependencies={"world": Provide(lambda: world, sync_to_thread=False)},
        lifespan=[running],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=1_000_000,
    )
