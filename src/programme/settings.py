"""What can be set, validated when a process starts. Read only by the roots and by wiring.

Every setting is an environment variable with the prefix `PROGRAMME_`, for example `PROGRAMME_DATABASE_URL`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from programme.notices.discretion import give_aways

HOME = Path(__file__).resolve().parents[2]
DEMO_SECRET = "demonstration-only-secret-never-for-real-people"  # noqa: S105 - refused in production
DEMO_METRICS_TOKEN = "demonstration-only-metrics"  # noqa: S105 - refused in production
SHORTEST_SECRET = 32


class Settings(BaseSettings):
    """The settings of one process. Frozen; a wrong one stops the start with a sentence saying what to do."""

    model_config = SettingsConfigDict(env_prefix="PROGRAMME_", frozen=True, extra="ignore", hide_input_in_errors=True)

    environment: Literal["demo", "test", "production"] = "demo"
    database_url: str = Field(f"sqlite:///{HOME / 'var' / 'programme.sqlite3'}", repr=False)
    database_threads: int = Field(8, ge=1, le=40)
    public_url: str = "http://127.0.0.1:8000"
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    secret_key: str = Field(DEMO_SECRET, repr=False)
    metrics_token: str = Field(DEMO_METRICS_TOKEN, repr=False)
    trusted_proxies: int = Field(0, ge=0, le=3)
    templates_dir: Path = HOME / "templates"
    notifications_dir: Path = HOME / "notifications"

    stripe_api_key: str = Field("sk_test_demo", repr=False)
    stripe_webhook_secrets: Annotated[tuple[str, ...], NoDecode] = Field(("whsec_demo",), repr=False)
    stripe_base_url: str | None = None
    stripe_checkout_origin: str = "https://checkout.stripe.com"
    stripe_live: bool = False

    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(2525, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: str = Field("", repr=False)
    smtp_starttls: bool = False
    mail_from: str = "Course bookings <bookings@example.org>"
    notify_api_key: str = Field("", repr=False)
    notify_base_url: str | None = None
    notify_text_template: str = ""

    leave_seconds: float = Field(5, ge=0, le=10)
    clock_file: Path | None = None
    worker_tick_seconds: int = Field(30, ge=1, le=600)

    staff_idle_minutes: int = Field(15, ge=1)
    staff_longest_hours: int = Field(10, ge=1)
    offender_idle_minutes: int = Field(10, ge=1)
    offender_longest_minutes: int = Field(60, ge=1)

    @field_validator("stripe_webhook_secrets", "allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies carry Secure and the `__Host-` prefix: everywhere but on plain http in a rehearsal."""
        return self.public_url.startswith("https://")

    @property
    def public_origin(self) -> str:
        """Scheme, host and port of the public address."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The Host headers that are answered: the public address, this machine's own for its health check, and what
        `allowed_hosts` adds. A name with a port is another host than the name without."""
        own = (f"127.0.0.1:{self.port}", f"localhost:{self.port}")
        public = urlsplit(self.public_url)
        sibling = (f"localhost:{public.port}",) if public.hostname == "127.0.0.1" and public.port else ()
        return tuple(dict.fromkeys((public.netloc, *own, *sibling, *self.allowed_hosts)))

    @model_validator(mode="after")
    def _refuse_rehearsal_values_in_production(self) -> Self:
        if self.environment != "production":
            return self
        problems = [words for wrong, words in self._production_rules() if wrong]
        if problems:
            raise ValueError("not fit for production: " + "; ".join(problems))
        return self

    def _production_rules(self) -> list[tuple[bool, str]]:
        secrets = [self.secret_key, self.metrics_token, *self.stripe_webhook_secrets, self.stripe_api_key]
        return [
            (
                self.secret_key == DEMO_SECRET or len(self.secret_key) < SHORTEST_SECRET,
                f"PROGRAMME_SECRET_KEY must be your own, at least {SHORTEST_SECRET} characters",
            ),
            (
                self.metrics_token == DEMO_METRICS_TOKEN or len(self.metrics_token) < SHORTEST_SECRET,
                f"PROGRAMME_METRICS_TOKEN must be your own, at least {SHORTEST_SECRET} characters",
            ),
            (len(set(secrets)) < len(secrets), "no two secrets may be the same"),
            (not self.secure_cookies, "PROGRAMME_PUBLIC_URL must begin with https://"),
            (any("*" in name for name in self.allowed_hosts), "PROGRAMME_ALLOWED_HOSTS must name hosts, not patterns"),
            (self.stripe_base_url is not None, "PROGRAMME_STRIPE_BASE_URL is for rehearsals only: unset it"),
            (
                not self.stripe_api_key.startswith(("sk_live_", "rk_live_", "sk_test_", "rk_test_"))
                or self.stripe_api_key == "sk_test_demo",
                "PROGRAMME_STRIPE_API_KEY must be your own Stripe key",
            ),
            (
                not self.stripe_webhook_secrets
                or any(len(s) < SHORTEST_SECRET or not s.startswith("whsec_") for s in self.stripe_webhook_secrets),
                "PROGRAMME_STRIPE_WEBHOOK_SECRETS must hold the endpoint's own signing secret (whsec_…)",
            ),
            (
                self.clock_file is not None,
                "PROGRAMME_CLOCK_FILE moves the clock and is for rehearsals only: unset it",
            ),
            ("example.org" in self.mail_from, "PROGRAMME_MAIL_FROM must be your own neutral sender"),
            (
                bool(give_aways(f"{self.public_url} {self.mail_from}")),
                "PROGRAMME_PUBLIC_URL and PROGRAMME_MAIL_FROM stand in every message and must not say what it is about",
            ),
        ]
