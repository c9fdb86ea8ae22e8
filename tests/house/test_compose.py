"""The promises of compose.yaml and the Dockerfile, which no engine starts here: checked on what they say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from programme.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("web", "worker", "migrate")
MUST_BE_GIVEN = re.compile(r"\$\{(\w+):\?[^}]+\}")
MAY_BE_GIVEN = re.compile(r"\$\{(\w+):-([^}]*)\}")
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|KEY")

FIT_FOR_PRODUCTION = {
    "PROGRAMME_DATABASE_PASSWORD": "0123456789abcdef",
    "PROGRAMME_PUBLIC_URL": "https://courses.test",
    "PROGRAMME_SECRET_KEY": "h2Xq7LrBv0Zt4NcPw9Ks3Gd6Jm8Fy1Ta5Ue",
    "PROGRAMME_METRICS_TOKEN": "W5nYc1Qe8Rf3Tb6Ux0Mz7Kv2Lp9Hs4Dg1Ja",
    "PROGRAMME_STRIPE_API_KEY": "rk_live_" + "c" * 32,
    "PROGRAMME_STRIPE_WEBHOOK_SECRETS": "whsec_9Fq3Lz7Xn1Rv5Bt8Kd2Mw6Pj4Gs0Hy",
    "PROGRAMME_MAIL_FROM": "Course bookings <bookings@courses.test>",
}


def settings_of(service: str, given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings a container starts with when the machine's environment holds `given`."""
    for name, value in SERVICES[service]["environment"].items():
        value = MUST_BE_GIVEN.sub(lambda found: given[found[1]], value)
        monkeypatch.setenv(name, MAY_BE_GIVEN.sub(lambda found: given.get(found[1]) or found[2], value))
    return Settings()


@pytest.mark.parametrize("service", OURS)
def test_every_variable_it_sets_is_a_setting_of_the_product(service: str) -> None:
    known = {f"PROGRAMME_{name.upper()}" for name in Settings.model_fields}

    assert set(SERVICES[service]["environment"]) <= known


@pytest.mark.parametrize("service", OURS)
def test_with_everything_given_the_product_accepts_it_for_production(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(service, FIT_FOR_PRODUCTION, monkeypatch)

    assert settings.environment == "production"
    assert settings.secure_cookies
    assert settings.database_url == "postgresql://programme:0123456789abcdef@postgres:5432/programme"


def test_with_rehearsal_secrets_the_product_refuses_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    rehearsal = {
        "PROGRAMME_SECRET_KEY": str(Settings.model_fields["secret_key"].default),
        "PROGRAMME_STRIPE_API_KEY": str(Settings.model_fields["stripe_api_key"].default),
    }

    with pytest.raises(ValidationError, match=r"PROGRAMME_SECRET_KEY must be your own.*PROGRAMME_STRIPE_API_KEY"):
        settings_of("web", FIT_FOR_PRODUCTION | rehearsal, monkeypatch)


@pytest.mark.parametrize("service", SERVICES)
def test_no_secret_has_a_value_of_its_own(service: str) -> None:
    for name, value in SERVICES[service].get("environment", {}).items():
        if SECRET.search(name):
            assert MUST_BE_GIVEN.fullmatch(value) or MAY_BE_GIVEN.sub(r"\2", value) == "", f"{name} has a default"


def test_what_has_to_be_given_stands_in_the_example_and_has_no_value_there() -> None:
    asked_for = {found[1] for found in MUST_BE_GIVEN.finditer((ROOT / "compose.yaml").read_text())}
    lines = (ROOT / "deploy" / "settings.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    assert set(example) == asked_for
    assert not any(example.values())


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_runs_as_root_or_can_write_to_its_own_files(service: str) -> None:
    said = SERVICES[service]

    assert said["user"] not in ("", "root", "0", "0:0")
    assert said["read_only"] is True
    assert said["cap_drop"] == ["ALL"]
    assert said["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_is_published_beyond_the_machine_itself(service: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[service].get("ports", []))


def test_the_database_has_no_way_out_and_no_door() -> None:
    assert "ports" not in SERVICES["postgres"]
    assert SERVICES["postgres"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


@pytest.mark.parametrize("service", ["web", "worker"])
def test_nobody_works_on_a_database_that_is_not_migrated(service: str) -> None:
    assert SERVICES[service]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}


def test_health_is_asked_where_the_database_is_asked_too() -> None:
    assert "/health/ready" in SERVICES["web"]["healthcheck"]["test"][-1]


def test_the_image_installs_from_hashes_and_does_not_run_as_root() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    installs = re.findall(r"pip install [^&]*?-r \S+", dockerfile)
    users = re.findall(r"^USER (.+)$", dockerfile, flags=re.MULTILINE)

    assert len(installs) == 2
    assert all("--require-hashes" in command for command in installs)
    assert users[-1] == SERVICES["web"]["user"]


def test_the_image_holds_what_it_copies_and_nothing_that_is_not_named() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    named = {line[1:] for line in ignored if line.startswith("!")}
    copied = set(re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE))

    assert "*" in ignored
    assert {path for paths in copied for path in paths.split()} == named
    assert all((ROOT / path).exists() for path in named)
