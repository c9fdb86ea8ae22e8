"""Where the parts of a rehearsal listen: all of them follow from one port, so two rehearsals can run side by side."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
_LAST_PORT = 65_000


@dataclass(frozen=True, slots=True)
class Addresses:
    """The ports of one rehearsal."""

    web: int
    stripe: int
    stage: int
    mail: int

    @property
    def web_url(self) -> str:
        """Where people go."""
        return f"http://{HOST}:{self.web}"

    @property
    def stripe_url(self) -> str:
        """The Stripe stand-in."""
        return f"http://{HOST}:{self.stripe}"

    @property
    def stage_url(self) -> str:
        """The inbox and the clock."""
        return f"http://{HOST}:{self.stage}"


def addresses(port: int) -> Addresses:
    """The ports that go with `port`: a thousand, two thousand and three thousand away from it."""
    step = 1_000 if port + 3_000 < _LAST_PORT else -1_000
    return Addresses(port, port + step, port + 2 * step, port + 3 * step)


def rehearsal_environment(port: int, home: Path, database_url: str | None = None) -> dict[str, str]:
    """The PROGRAMME_… variables of every process of a rehearsal whose data is kept under `home`."""
    at = addresses(port)
    return {
        "PROGRAMME_ENVIRONMENT": "demo",
        "PROGRAMME_DATABASE_URL": database_url or f"sqlite:///{home / 'programme.sqlite3'}",
        "PROGRAMME_HOST": HOST,
        "PROGRAMME_PORT": str(at.web),
        "PROGRAMME_PUBLIC_URL": at.web_url,
        "PROGRAMME_STRIPE_BASE_URL": at.stripe_url,
        "PROGRAMME_STRIPE_CHECKOUT_ORIGIN": at.stripe_url,
        "PROGRAMME_STRIPE_API_KEY": "sk_test_demo",
        "PROGRAMME_STRIPE_WEBHOOK_SECRETS": "whsec_demo",
        "PROGRAMME_SMTP_HOST": HOST,
        "PROGRAMME_SMTP_PORT": str(at.mail),
        "PROGRAMME_NOTIFY_BASE_URL": at.stage_url,
        "PROGRAMME_NOTIFY_API_KEY": NOTIFY_KEY,
        "PROGRAMME_NOTIFY_TEXT_TEMPLATE": "00000000-0000-4000-8000-000000000000",
        "PROGRAMME_CLOCK_FILE": str(home / "clock.json"),
        "PROGRAMME_WORKER_TICK_SECONDS": "3",
        "PROGRAMME_LEAVE_SECONDS": "0",
        "PROGRAMME_STAFF_IDLE_MINUTES": "240",
        "PROGRAMME_OFFENDER_IDLE_MINUTES": "60",
    }


NOTIFY_KEY = "rehearsal-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
"""Of the shape that the client takes apart (name, service, secret); it opens nothing."""
