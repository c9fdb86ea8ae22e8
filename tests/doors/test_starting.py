"""The words of a process when it starts and while it runs: settings that are wrong by name, faults without their
words."""

from __future__ import annotations

import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest
from argon2 import extract_parameters

from programme.app import create_app
from programme.people import passwords
from programme.people.passwords import hash_password, is_password
from programme.web.kit.access import declared_routes
from tests.support.clients import a_wiring, no_database

ROOT = Path(__file__).resolve().parents[2]
CANARY = "Smith-of-12-Mill-Lane"


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("command", ["serve", "worker", "migrate"])
def test_settings_that_are_wrong_are_named_one_a_line_and_nothing_starts(command: str) -> None:
    said = run("-m", "programme", command, PROGRAMME_ENVIRONMENT="production", PROGRAMME_METRICS_TOKEN=CANARY)

    assert said.returncode == 1
    assert "  PROGRAMME_SECRET_KEY must be your own, at least 32 characters\n" in said.stderr
    assert "  PROGRAMME_PUBLIC_URL must begin with https://\n" in said.stderr
    assert CANARY not in said.stderr
    assert "Traceback" not in said.stderr


def test_a_setting_of_the_wrong_kind_is_named_without_its_value() -> None:
    said = run("-m", "programme", "serve", PROGRAMME_PORT=CANARY)

    assert said.returncode == 1
    assert "  PROGRAMME_PORT: " in said.stderr
    assert CANARY not in said.stderr


LIBRARY = f"""
import logging
from programme.logs import set_up_logs
set_up_logs()
def quoting():
    raise ValueError("{CANARY}")
try:
    quoting()
except ValueError:
    logging.getLogger("some.library").exception("it failed")
"""


def test_what_a_library_logs_of_an_exception_is_its_kind_and_place() -> None:
    said = run("-c", LIBRARY)

    assert said.stderr.splitlines() == ["ERROR some.library it failed", "ValueError at quoting:6 < <module>:8"]


DEFERRED = ("alembic", "requests", "icalendar", "segno", "stripe", "typst", "programme.sandbox")
LOADED = f"""
import gc, sys
import programme.asgi
programme.asgi.app()
from programme.shared.dates import bank_holidays_known_until
bank_holidays_known_until()
assert gc.isenabled() and gc.get_freeze_count() > 100_000
print(*[name for name in {DEFERRED!r} if name in sys.modules])
"""


def test_a_web_process_starts_without_what_pages_seldom_need() -> None:
    started = run("-c", LOADED)

    assert (started.stdout.split(), started.returncode) == ([], 0), started.stderr


def test_nobodys_password_is_as_much_work_as_somebodys() -> None:
    assert extract_parameters(passwords.NOBODYS_HASH) == extract_parameters(hash_password("a password of fifteen"))
    assert not is_password(None, "a password of fifteen")


def test_all_doors_are_mounted_without_a_copy_and_two_applications_share_no_route() -> None:
    """A copy of all doors is a fifth of what it takes to build the application."""
    first, second = (create_app(a_wiring(no_database())) for _ in range(2))
    handlers = [[handler for _, _, handler in declared_routes(app)] for app in (first, second)]

    assert {id(one) for one in handlers[0]}.isdisjoint({id(one) for one in handlers[1]})
    for app, own in zip((first, second), handlers, strict=True):
        assert all(one.ownership_layers[0] is app for one in own)
        (doors,) = {one.ownership_layers[1] for one in own if one.resolve_before_request() is not None}
        assert deepcopy(doors) is doors
