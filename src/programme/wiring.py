"""Settings become the parts that a process works with. Nothing else builds them."""

from __future__ import annotations

from dataclasses import dataclass

from programme.integrations.clock import Clock, MovableClock, SystemClock
from programme.integrations.stripe import StripeGateway
from programme.payments.gateway import PaymentGateway
from programme.settings import Settings
from programme.storage.database import Database


@dataclass(frozen=True)
class Wiring:
    """The parts of one process. `clock` tells the business's time; `wall_clock` times sign-ins and leases, and no
    rehearsal moves it."""

    settings: Settings
    database: Database
    clock: Clock
    wall_clock: Clock
    payments: PaymentGateway

    def close(self) -> None:
        """Let go of the database."""
        self.database.dispose()


def wire(settings: Settings) -> Wiring:
    """The parts that `settings` ask for."""
    wall_clock = SystemClock()
    return Wiring(
        settings=settings,
        database=Database(settings.database_url, threads=settings.database_threads),
        clock=MovableClock(settings.clock_file) if settings.clock_file else wall_clock,
        wall_clock=wall_clock,
        payments=StripeGateway(
            api_key=settings.stripe_api_key,
            webhook_secrets=settings.stripe_webhook_secrets,
            base_url=settings.stripe_base_url,
            livemode=settings.stripe_live,
        ),
    )
