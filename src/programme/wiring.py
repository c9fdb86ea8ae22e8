"""Settings become the parts that a process works with. Nothing else builds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from programme.integrations.clock import Clock, MovableClock, SystemClock
from programme.integrations.email import SmtpCarrier
from programme.notices.carriers import Carrier
from programme.notices.models import Channel
from programme.notices.rendering import Words
from programme.opening import open_database
from programme.payments.gateway import PaymentGateway
from programme.settings import Settings

if TYPE_CHECKING:
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
    carriers: dict[Channel, Carrier]
    words: Words

    def close(self) -> None:
        """Let go of the database."""
        self.database.dispose()


def wire(settings: Settings) -> Wiring:
    """The parts that `settings` ask for."""
    wall_clock = SystemClock()
    return Wiring(
        settings=settings,
        database=open_database(settings),
        clock=MovableClock(settings.clock_file) if settings.clock_file else wall_clock,
        wall_clock=wall_clock,
        payments=cast("PaymentGateway", _OnFirstUse(lambda: _gateway(settings))),
        carriers=_carriers(settings),
        words=Words(settings.notifications_dir, settings.public_url, parseaddr(settings.mail_from)[0]),
    )


class _OnFirstUse:
    """Stands for a part that is made when something is asked of it.

    The payment library takes nine megabytes and an eighth of a second, and most processes never take a payment.
    """

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = cache(make)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._make(), name)


def _gateway(settings: Settings) -> PaymentGateway:
    from programme.integrations.stripe import StripeGateway

    return StripeGateway(
        api_key=settings.stripe_api_key,
        webhook_secrets=settings.stripe_webhook_secrets,
        base_url=settings.stripe_base_url,
        livemode=settings.takes_real_money,
        proxy=settings.outgoing_proxy,
    )


def _carriers(settings: Settings) -> dict[Channel, Carrier]:
    carriers: dict[Channel, Carrier] = {
        Channel.EMAIL: SmtpCarrier(
            host=settings.smtp_host,
            port=settings.smtp_port,
            sender=settings.mail_from,
            user=settings.smtp_user,
            password=settings.smtp_password,
            starttls=settings.smtp_starttls,
        )
    }
    if settings.notify_api_key:
        from programme.integrations.notify import NotifyCarrier

        carriers[Channel.TEXT] = NotifyCarrier(
            settings.notify_api_key,
            settings.notify_text_template,
            settings.notify_base_url,
            proxy=settings.outgoing_proxy,
        )
    return carriers
