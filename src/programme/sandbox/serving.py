"""The rehearsal's process: the Stripe stand-in, the stage's pages and the mail server, in one."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from litestar import Litestar

from programme.integrations.clock import MovableClock
from programme.sandbox.addresses import HOST, Addresses
from programme.sandbox.inbox import Inbox, mail_server
from programme.sandbox.stage import create_stage
from programme.sandbox.stripe import create_stripe_stand_in


class _Server(uvicorn.Server):
    """One of several servers of a process: signals are the process's own business."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def run_stage(at: Addresses, home: Path, *, webhook_secret: str) -> None:
    """Serve until SIGTERM or SIGINT."""
    clock = MovableClock(home / "clock.json")
    inbox = Inbox(home / "inbox.sqlite3", clock.now)
    stripe = create_stripe_stand_in(
        store_path=home / "stripe.sqlite3",
        public_url=at.stripe_url,
        webhook_target_url=f"{at.web_url}/webhooks/stripe",
        webhook_secret=webhook_secret,
        now=clock.now,
    )
    stage = create_stage(inbox, clock, web_url=at.web_url, stripe_url=at.stripe_url)
    mail = mail_server(inbox, HOST, at.mail)
    mail.start()
    try:
        asyncio.run(_serve([(stripe, at.stripe), (stage, at.stage)]))
    finally:
        mail.stop()


async def _serve(apps: list[tuple[Litestar, int]]) -> None:
    servers = [
        _Server(
            uvicorn.Config(
                app,
                host=HOST,
                port=port,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=3,
            )
        )
        for app, port in apps
    ]

    def stop() -> None:
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await asyncio.gather(*(server.serve() for server in servers))
