"""Settings: production refuses what a rehearsal is made of, one by one, and says which and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from programme.settings import DEMO_METRICS_TOKEN, DEMO_SECRET, Settings

SECRET = "h2Xq7LrBv0Zt4NcPw9Ks3Gd6Jm8Fy1Ta5Ue"
TOKEN = "W5nYc1Qe8Rf3Tb6Ux0Mz7Kv2Lp9Hs4Dg1Ja"
HOOK = "whsec_9Fq3Lz7Xn1Rv5Bt8Kd2Mw6Pj4Gs0Hy"

FIT: dict[str, Any] = {
    "environment": "production",
    "database_url": "postgresql://programme:password@db/programme",
    "public_url": "https://courses.test",
    "secret_key": SECRET,
    "metrics_token": TOKEN,
    "stripe_api_key": "rk_live_" + "c" * 32,
    "stripe_webhook_secrets": HOOK,
    "mail_from": "Course bookings <bookings@courses.test>",
}

UNFIT: dict[str, tuple[dict[str, Any], str]] = {
    "the rehearsal's secret": ({"secret_key": DEMO_SECRET}, "PROGRAMME_SECRET_KEY"),
    "a short secret": ({"secret_key": "a" * 31}, "PROGRAMME_SECRET_KEY"),
    "the rehearsal's token": ({"metrics_token": DEMO_METRICS_TOKEN}, "PROGRAMME_METRICS_TOKEN"),
    "a short token": ({"metrics_token": "b" * 31}, "PROGRAMME_METRICS_TOKEN"),
    "one secret for two things": ({"metrics_token": SECRET}, "no two secrets"),
    "plain http": ({"public_url": "http://courses.test"}, "PROGRAMME_PUBLIC_URL"),
    "another payment service": ({"stripe_base_url": "http://127.0.0.1:8001"}, "PROGRAMME_STRIPE_BASE_URL"),
    "the rehearsal's payment key": ({"stripe_api_key": "sk_test_demo"}, "PROGRAMME_STRIPE_API_KEY"),
    "something that is no payment key": ({"stripe_api_key": "x" * 40}, "PROGRAMME_STRIPE_API_KEY"),
    "no webhook secret": ({"stripe_webhook_secrets": ""}, "PROGRAMME_STRIPE_WEBHOOK_SECRETS"),
    "the rehearsal's webhook secret": ({"stripe_webhook_secrets": "whsec_demo"}, "PROGRAMME_STRIPE_WEBHOOK_SECRETS"),
    "a good and a short one": (
        {"stripe_webhook_secrets": HOOK + ",whsec_demo"},
        "PROGRAMME_STRIPE_WEBHOOK_SECRETS",
    ),
    "a clock that can be moved": ({"clock_file": Path("/tmp/clock")}, "PROGRAMME_CLOCK_FILE"),
    "the rehearsal's sender": ({"mail_from": "Bookings <a@example.org>"}, "PROGRAMME_MAIL_FROM"),
    "one letter again and again": ({"secret_key": "a" * 40}, "PROGRAMME_SECRET_KEY can be guessed"),
    "one word again and again": ({"secret_key": "correct-horse-" * 4}, "PROGRAMME_SECRET_KEY can be guessed"),
    "the alphabet": (
        {"metrics_token": "abcdefghijklmnopqrstuvwxyz0123456789"},
        "PROGRAMME_METRICS_TOKEN can be guessed",
    ),
    "a webhook secret of one letter": (
        {"stripe_webhook_secrets": "whsec_" + "d" * 32},
        "PROGRAMME_STRIPE_WEBHOOK_SECRETS",
    ),
    "two hours without a click": ({"staff_idle_minutes": 120}, "PROGRAMME_STAFF_IDLE_MINUTES"),
    "a payment page without https": (
        {"stripe_checkout_origin": "http://127.0.0.1:9000"},
        "PROGRAMME_STRIPE_CHECKOUT_ORIGIN",
    ),
    "a text service without https": ({"notify_base_url": "http://127.0.0.1:9000"}, "PROGRAMME_NOTIFY_BASE_URL"),
    "every host": ({"allowed_hosts": "*"}, "PROGRAMME_ALLOWED_HOSTS"),
    "every part of a domain": ({"allowed_hosts": "*.courses.test"}, "PROGRAMME_ALLOWED_HOSTS"),
}


def test_what_is_fit_for_production_is_accepted() -> None:
    settings = Settings(**FIT)

    assert settings.secure_cookies
    assert settings.public_origin == "https://courses.test"


@pytest.mark.parametrize("wrong", UNFIT)
def test_production_does_not_start_with(wrong: str) -> None:
    changed, named = UNFIT[wrong]

    with pytest.raises(ValidationError, match=f"not fit for production: .*{named}"):
        Settings(**{**FIT, **changed})


@pytest.mark.parametrize("wrong", UNFIT)
def test_a_rehearsal_starts_with_all_of_it(wrong: str) -> None:
    changed, _ = UNFIT[wrong]

    assert Settings(**{**FIT, **changed, "environment": "demo"}).environment == "demo"


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(environment="production")

    assert str(refused.value).count("PROGRAMME_") >= 6


def test_a_refusal_to_start_does_not_print_a_secret() -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(**{**FIT, "metrics_token": "short-but-secret"})

    assert "short-but-secret" not in str(refused.value)
    assert FIT["secret_key"] not in str(refused.value)


def test_settings_do_not_show_their_secrets_when_they_are_printed() -> None:
    shown = repr(Settings(**FIT))

    assert not any(FIT[name] in shown for name in ("secret_key", "metrics_token", "stripe_api_key"))
    assert "password" not in shown


def test_settings_cannot_be_changed_once_a_process_has_started() -> None:
    settings = Settings(**FIT)

    with pytest.raises(ValidationError, match="frozen"):
        settings.secret_key = "another"  # type: ignore[misc]


def test_a_misspelt_environment_is_not_taken_for_a_rehearsal() -> None:
    with pytest.raises(ValidationError, match="environment"):
        Settings(**{**FIT, "environment": "prod"})


@pytest.mark.parametrize(
    ("settings", "hosts"),
    [
        ({"public_url": "https://courses.test"}, {"courses.test"}),
        ({"public_url": "https://courses.test:8443"}, {"courses.test:8443"}),
        ({"public_url": "http://127.0.0.1:8100", "port": 8100}, set()),
        (
            {"public_url": "https://courses.test", "allowed_hosts": "a.test, b.test:81"},
            {"courses.test", "a.test", "b.test:81"},
        ),
    ],
)
def test_the_public_address_and_the_machine_itself_are_answered_and_what_is_added(
    settings: dict[str, Any], hosts: set[str]
) -> None:
    port = settings.get("port", 8000)

    assert set(Settings(**settings).hosts) == hosts | {f"127.0.0.1:{port}", f"localhost:{port}"}


# ---- a live key is real money, whatever else is said


@pytest.mark.parametrize(
    ("key", "real"), [("sk_live_1", True), ("rk_live_1", True), ("sk_test_1", False), ("rk_test_1", False)]
)
def test_the_key_says_whether_money_is_real(key: str, real: bool) -> None:
    assert Settings(stripe_api_key=key).takes_real_money is real
    assert Settings(stripe_api_key=key, stripe_live=real).takes_real_money is real


@pytest.mark.parametrize("environment", ["demo", "test", "production"])
@pytest.mark.parametrize(("key", "said"), [("rk_live_" + "c" * 32, False), ("rk_test_" + "c" * 32, True)])
def test_a_key_and_a_word_that_disagree_are_refused_everywhere(environment: str, key: str, said: bool) -> None:
    with pytest.raises(ValidationError, match="PROGRAMME_STRIPE_LIVE says one thing"):
        Settings(**{**FIT, "environment": environment, "stripe_api_key": key, "stripe_live": said})


# ---- what does not go together


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_a_mail_password_may_go_to_this_machine_in_the_clear(host: str) -> None:
    assert Settings(smtp_host=host, smtp_user="u", smtp_password="p").smtp_user == "u"


@pytest.mark.parametrize("host", ["mail.test", "10.0.0.7", "127.0.0.1.mail.test"])
def test_a_mail_password_goes_nowhere_else_in_the_clear(host: str) -> None:
    with pytest.raises(ValidationError, match="PROGRAMME_SMTP_STARTTLS must be true"):
        Settings(smtp_host=host, smtp_user="u", smtp_password="p")
    assert Settings(smtp_host=host, smtp_user="u", smtp_password="p", smtp_starttls=True).smtp_starttls


# ---- every setting is bounded or parsed

HOSTILE = {
    "the end of a line": "x\r\nSet-Cookie: sid=1",
    "a policy of its own": "*; script-src 'unsafe-inline'\n",
    "a byte that ends texts": "x\x00y",
    "no end": "x" * 100_000,
    "a number beyond all bounds": "9" * 30,
    "a negative number": "-1000000",
}


def takes(kind: type[Settings], name: str, value: str) -> bool:
    """Whether a setting accepts a value from the environment, for whatever reason it may refuse others."""
    given: dict[str, Any] = {name: value}
    try:
        kind(**given)
    except ValidationError as refused:
        return not any(error["loc"][:1] == (name,) for error in refused.errors())
    return True


# Numbers are no danger in these: a name, a word or a folder may be one.
MAY_BE_A_NUMBER = {"smtp_user", "smtp_password", "secret_key", "metrics_token", "stripe_api_key", "clock_file"} | {
    "stripe_webhook_secrets"
}


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", Settings.model_fields)
def test_no_setting_takes_what_it_is_not_made_for(name: str, hostile: str) -> None:
    if "number" in hostile and name in MAY_BE_A_NUMBER:
        return

    assert not takes(Settings, name, HOSTILE[hostile])


def test_a_setting_without_a_bound_would_be_noticed() -> None:
    class Looser(Settings):
        motto: str = ""
        patience_seconds: int = 5

    assert takes(Looser, "motto", HOSTILE["the end of a line"])
    assert takes(Looser, "patience_seconds", HOSTILE["a number beyond all bounds"])


@pytest.mark.parametrize(
    "wrong",
    [
        "http://evil.example",
        "*",
        "https://*.stripe.com",
        "https://a.test https://b.test",
        "https://a.test; script-src *",
        "https://user@a.test",
        "https://a.test/path",
        "//a.test",
        "javascript:alert(1)",
        "https://a.test:99999",
    ],
)
def test_only_an_https_origin_reaches_the_policy(wrong: str) -> None:
    with pytest.raises(ValidationError, match="stripe_checkout_origin"):
        Settings(stripe_checkout_origin=wrong)


def test_an_address_is_kept_as_browsers_say_it() -> None:
    assert Settings(public_url="https://Courses.test:443/").hosts[0] == "courses.test"
    assert Settings(public_url="https://courses.test:8443").public_origin == "https://courses.test:8443"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRAMME_OUTGOING_PROXY", "")
    monkeypatch.setenv("PROGRAMME_PORT", "")

    assert (Settings().outgoing_proxy, Settings().port) == (None, 8000)
