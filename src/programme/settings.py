"""The settings there are, validated when a process starts. Read only by the roots and by wiring.

Every setting is an environment variable with the prefix `PROGRAMME_`, for example `PROGRAMME_DATABASE_URL`. An empty
one counts as not set. Each is bounded, or parsed by `setting_values`.
"""

from __future__ import annotations

import hmac
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, DirectoryPath, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from programme import setting_values
from programme.notices.discretion import give_aways
from programme.setting_values import SHORTEST_SECRET, is_guessable, is_loopback

HOME = Path(__file__).resolve().parents[2]
DEMO_SECRET = "demonstration-only-secret-never-for-real-people"  # noqa: S105 - refused in production
DEMO_METRICS_TOKEN = "demonstration-only-metrics"  # noqa: S105 - refused in production
LONGEST_IDLE_MINUTES = 60
LIVE_KEYS = ("sk_live_", "rk_live_")
TEST_KEYS = ("sk_test_", "rk_test_")
HOSTS_AT_MOST = 20

Plain = Annotated[str, AfterValidator(setting_values.plain_text)]
Token = Annotated[Plain, AfterValidator(setting_values.token)]
Host = Annotated[Plain, AfterValidator(setting_values.host)]
HostHeader = Annotated[Plain, AfterValidator(setting_values.host_header)]
_Origin = Annotated[Plain, AfterValidator(setting_values.origin)]
SafeOrigin = Annotated[Plain, AfterValidator(setting_values.safe_origin)]
Page = Annotated[Token, AfterValidator(setting_values.page_address)]
File = Annotated[Path, BeforeValidator(setting_values.plain_path)]
Folder = Annotated[DirectoryPath, BeforeValidator(setting_values.plain_path)]


class Settings(BaseSettings):
    """The settings of one process. Frozen; a wrong one stops the start with a sentence saying what to do."""

    model_config = SettingsConfigDict(
        env_prefix="PROGRAMME_", env_ignore_empty=True, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    environment: Literal["demo", "test", "production"] = "demo"
    database_url: Annotated[Plain, AfterValidator(setting_values.database_address)] = Field(
        f"sqlite:///{HOME / 'var' / 'programme.sqlite3'}", repr=False
    )
    database_threads: int = Field(8, ge=1, le=40)
    public_url: _Origin = "http://127.0.0.1:8000"
    allowed_hosts: Annotated[tuple[HostHeader, ...], NoDecode, Field(max_length=HOSTS_AT_MOST)] = ()
    host: Host = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    secret_key: Token = Field(DEMO_SECRET, repr=False)
    metrics_token: Token = Field(DEMO_METRICS_TOKEN, repr=False)
    trusted_proxies: int = Field(0, ge=0, le=3)
    templates_dir: Folder = HOME / "templates"
    notifications_dir: Folder = HOME / "notifications"
    outgoing_proxy: Annotated[Plain, AfterValidator(setting_values.proxy)] | None = Field(None, repr=False)

    stripe_api_key: Token = Field("sk_test_demo", repr=False)
    stripe_webhook_secrets: Annotated[tuple[Token, ...], NoDecode, Field(max_length=4)] = Field(
        ("whsec_demo",), repr=False
    )
    stripe_base_url: _Origin | None = None
    stripe_checkout_origin: SafeOrigin = "https://checkout.stripe.com"
    stripe_live: bool | None = None

    smtp_host: Host = "127.0.0.1"
    smtp_port: int = Field(2525, ge=1, le=65535)
    smtp_user: Plain = ""
    smtp_password: Plain = Field("", repr=False)
    smtp_starttls: bool = False
    mail_from: Annotated[Plain, AfterValidator(setting_values.sender)] = "Course bookings <bookings@example.org>"
    notify_api_key: Annotated[Plain, AfterValidator(setting_values.notify_key)] = Field("", repr=False)
    notify_base_url: SafeOrigin | None = None
    notify_text_template: Annotated[Plain, AfterValidator(setting_values.template_number)] = ""
    notify_text_sender: Annotated[Plain, AfterValidator(setting_values.text_sender)] = ""

    leave_seconds: float = Field(5, ge=0, le=10)
    clock_file: File | None = None
    worker_tick_seconds: int = Field(30, ge=1, le=600)

    exit_url: Page = "https://www.bbc.co.uk/weather"

    staff_idle_minutes: int = Field(15, ge=1, le=240)
    staff_longest_hours: int = Field(10, ge=1, le=24)
    offender_idle_minutes: int = Field(10, ge=1, le=60)
    offender_longest_minutes: int = Field(60, ge=1, le=240)

    @field_validator("stripe_webhook_secrets", "allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @property
    def changelog(self) -> Path:
        """The changes from release to release, for the page that says what is new."""
        return HOME / "CHANGELOG.md"

    @property
    def lawyers_text(self) -> Path:
        """The legal assumptions, for the force's lawyer."""
        return HOME / "docs" / "for-the-force-lawyer.md"

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies carry Secure and the `__Host-` prefix: everywhere but on plain http in a rehearsal."""
        return self.public_url.startswith("https://")

    @property
    def public_origin(self) -> str:
        """Scheme, host and port of the public address."""
        return self.public_url

    @property
    def takes_real_money(self) -> bool:
        """Whether payments are real ones. The key says so, and nothing else: with a live one money moves."""
        return self.stripe_api_key.startswith(LIVE_KEYS)

    @property
    def mail_mark(self) -> str:
        """Tells these mail settings from others, and gives none of them away."""
        login = self.smtp_user, self.smtp_password
        return self._mark(self.smtp_host, str(self.smtp_port), *login, str(self.smtp_starttls), self.mail_from)

    @property
    def payments_mark(self) -> str:
        """The same of what the payment gateway is asked with."""
        return self._mark(self.stripe_api_key, self.stripe_base_url or "")

    def _mark(self, *values: str) -> str:
        return hmac.new(self.secret_key.encode(), "\n".join(values).encode(), "sha256").hexdigest()[:16]

    @property
    def exit_origin(self) -> str:
        """Scheme and host of the page that "Exit this page" leads to. A browser lets a form lead nowhere else."""
        parts = urlsplit(self.exit_url)
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
    def _refuse_what_does_not_go_together(self) -> Self:
        rules = self._rules_everywhere()
        if self.environment == "production":
            rules += self._production_rules()
        problems = [words for wrong, words in rules if wrong]
        if problems:
            raise ValueError(f"not fit for {self.environment}: " + "; ".join(problems))
        return self

    def _rules_everywhere(self) -> list[tuple[bool, str]]:
        real_key = self.stripe_api_key.startswith((*LIVE_KEYS, *TEST_KEYS))
        return [
            (
                real_key and self.stripe_live is not None and self.stripe_live is not self.takes_real_money,
                "PROGRAMME_STRIPE_LIVE says one thing and PROGRAMME_STRIPE_API_KEY another: "
                "the key decides whether money is real, so leave PROGRAMME_STRIPE_LIVE out",
            ),
            (
                bool(self.smtp_user) is not bool(self.smtp_password),
                "PROGRAMME_SMTP_USER and PROGRAMME_SMTP_PASSWORD go together",
            ),
            (
                bool(self.smtp_user) and not self.smtp_starttls and not is_loopback(self.smtp_host),
                "PROGRAMME_SMTP_STARTTLS must be true: the password would cross the network for everybody to read",
            ),
            (
                bool(self.notify_api_key) is not bool(self.notify_text_template),
                "PROGRAMME_NOTIFY_API_KEY and PROGRAMME_NOTIFY_TEXT_TEMPLATE go together",
            ),
        ]

    def _production_rules(self) -> list[tuple[bool, str]]:
        secrets = [self.secret_key, self.metrics_token, *self.stripe_webhook_secrets, self.stripe_api_key]
        hooks = self.stripe_webhook_secrets
        return [
            *_secret_rules("PROGRAMME_SECRET_KEY", self.secret_key),
            *_secret_rules("PROGRAMME_METRICS_TOKEN", self.metrics_token),
            (len(set(secrets)) < len(secrets), "no two secrets may be the same"),
            (not self.secure_cookies, "PROGRAMME_PUBLIC_URL must begin with https://"),
            (any("*" in name for name in self.allowed_hosts), "PROGRAMME_ALLOWED_HOSTS must name hosts, not patterns"),
            (self.stripe_base_url is not None, "PROGRAMME_STRIPE_BASE_URL is for rehearsals only: unset it"),
            (
                not self.stripe_checkout_origin.startswith("https://"),
                "PROGRAMME_STRIPE_CHECKOUT_ORIGIN must begin with https://",
            ),
            (
                (self.notify_base_url or "https://").startswith("http://"),
                "PROGRAMME_NOTIFY_BASE_URL must begin with https://",
            ),
            (
                not self.stripe_api_key.startswith((*LIVE_KEYS, *TEST_KEYS)) or self.stripe_api_key == "sk_test_demo",
                "PROGRAMME_STRIPE_API_KEY must be your own Stripe key",
            ),
            (
                not hooks
                or any(
                    len(one) < SHORTEST_SECRET or not one.startswith("whsec_") or is_guessable(one[len("whsec_") :])
                    for one in hooks
                ),
                "PROGRAMME_STRIPE_WEBHOOK_SECRETS must hold the endpoint's own signing secret (whsec_…)",
            ),
            (
                self.clock_file is not None,
                "PROGRAMME_CLOCK_FILE moves the clock and is for rehearsals only: unset it",
            ),
            (
                bool(give_aways(self.exit_url)),
                "PROGRAMME_EXIT_URL must not say what it is about",
            ),
            (
                self.staff_idle_minutes > LONGEST_IDLE_MINUTES,
                f"PROGRAMME_STAFF_IDLE_MINUTES must be {LONGEST_IDLE_MINUTES} or less",
            ),
            ("example.org" in self.mail_from, "PROGRAMME_MAIL_FROM must be your own neutral sender"),
            (
                bool(give_aways(f"{self.public_url} {self.mail_from} {self.notify_text_sender}")),
                "PROGRAMME_PUBLIC_URL and PROGRAMME_MAIL_FROM stand in every message and must not say what it is about",
            ),
        ]


def _secret_rules(name: str, value: str) -> list[tuple[bool, str]]:
    not_own = value in (DEMO_SECRET, DEMO_METRICS_TOKEN) or len(value) < SHORTEST_SECRET
    return [
        (not_own, f"{name} must be your own, at least {SHORTEST_SECRET} characters"),
        (not not_own and is_guessable(value), f"{name} can be guessed: make one by chance, with openssl rand -hex 32"),
    ]
