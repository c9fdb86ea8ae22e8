"""One place knows every table and opens the database; nothing else does, and nothing reaches out by itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest

from programme.settings import Settings
from programme.storage.base import Base
from tests.support.commands import environment
from tests.support.postgres import CHECKOUT
from tests.support.source import FILES, calls, imports, nodes

OPENING = "opening.py"


def modules_with_tables(files: dict[str, str]) -> set[str]:
    """Modules that map a class to a table."""
    return {
        f"programme.{name[:-3].replace('/', '.')}"
        for name, text in files.items()
        if any(isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__tablename__" for node in nodes(text))
    }


def test_every_module_with_tables_is_imported_where_databases_are_opened() -> None:
    assert modules_with_tables(FILES) - imports(FILES[OPENING]) == set()


def test_a_module_with_a_table_that_is_not_there_would_be_noticed() -> None:
    added = {"letters/models.py": "class Letter(Base):\n    __tablename__ = 'letters'\n"}

    assert modules_with_tables(added) - imports(FILES[OPENING]) == {"programme.letters.models"}


def opens_a_database(text: str) -> list[str]:
    """Calls that make a Database, or an engine beside storage."""
    return [
        f"{call.lineno}: {called}"
        for call, called in calls(text)
        if called.split(".")[-1] in ("Database", "database_at", "create_engine")
    ]


def test_nothing_else_opens_a_database() -> None:
    elsewhere = {
        name: found
        for name, text in FILES.items()
        if not name.startswith("storage/") and name != OPENING and (found := opens_a_database(text))
    }

    assert elsewhere == {}


def test_another_place_would_be_noticed() -> None:
    assert opens_a_database(FILES[OPENING]) != []
    assert opens_a_database("db = storage.Database(url)") == ["1: storage.Database"]
    assert opens_a_database("db = database_at(url)") == ["1: database_at"]


DOORS = ("web/", "api/", "jobs/", "cli/", "sandbox/", "storage/", "app.py", "worker.py", "wiring.py", "opening.py")


def handed_a_database(files: dict[str, str]) -> list[str]:
    """Files beside the doors that name Database, also for its type alone: `lint-imports` sees only what runs."""
    return [
        name
        for name, text in files.items()
        if not name.startswith(DOORS) and "programme.storage.database" in imports(text)
    ]


def test_only_doors_open_transactions() -> None:
    assert handed_a_database(FILES) == []


def test_a_stage_that_is_handed_a_database_would_be_noticed() -> None:
    added = {"intake/reading.py": "if TYPE_CHECKING:\n    from programme.storage.database import Database\n"}

    assert handed_a_database(added) == ["intake/reading.py"]


FLUSH = """
import {module}
from datetime import UTC, datetime
from programme.opening import open_database
from programme.settings import Settings
from programme.shared.actor import Door, Role
from programme.actions.open_account import open_account
from programme.shared.actor import COMMAND_LINE
database = open_database(Settings(), threads=1)
database.write_now(open_account, actor=COMMAND_LINE, email="a@force.example", name="A", organisation="B",
    door=Door.ADMIN, roles=frozenset({{Role.AUDITOR}}), password="correct horse battery",
    now=datetime(2026, 11, 30, tzinfo=UTC))
database.dispose()
"""


@pytest.mark.parametrize("module", ["programme.people.models", "programme.storage.locks"])
def test_whatever_was_imported_before_it_can_write(database_url: str, module: str) -> None:
    done = python(FLUSH.format(module=module), environment(database_url, ENVIRONMENT="test"))

    assert done.returncode == 0, done.stderr


def test_the_opening_alone_knows_every_table() -> None:
    script = "import programme.opening; from programme.storage.base import Base; print(*sorted(Base.metadata.tables))"

    done = python(script, environment())

    assert done.stdout.split() == sorted(Base.metadata.tables)


# ---- what the machine's environment must not reach

CALLS_OUT = ("httpx.", "requests.", "urllib.request.", "aiohttp.", "urllib3.")
NO_CALLS = ("httpx.Timeout", "httpx.Response", "httpx.HTTPError", "httpx.TransportError")


def calls_out(text: str) -> Iterator[str]:
    """Calls that make a client, or ask at once, without saying that the environment has no part in it."""
    for call, called in calls(text):
        careful = any(word.arg == "trust_env" and ast.unparse(word.value) == "False" for word in call.keywords)
        if called.startswith(CALLS_OUT) and called not in NO_CALLS and not careful:
            yield f"{call.lineno}: {called}"


def test_no_client_takes_anything_from_the_machines_environment() -> None:
    careless = {name: found for name, text in FILES.items() if (found := list(calls_out(text)))}

    assert careless == {}


@pytest.mark.parametrize(
    "line",
    ["httpx.Client()", "httpx.get(url)", "httpx.AsyncClient(trust_env=True)", "requests.Session()"],
)
def test_a_careless_client_would_be_noticed(line: str) -> None:
    assert list(calls_out(line)) != []
    assert list(calls_out("httpx.Client(trust_env=False)")) == []


PAY = """
from programme.settings import Settings
from programme.wiring import wire
from programme.payments.gateway import GatewayUnavailable
parts = wire(Settings())
try:
    parts.payments.read_refund("re_1")
except GatewayUnavailable:
    pass
parts.payments.close()
print("went on")
"""
HOSTILE = {
    **dict.fromkeys(("ALL_PROXY", "all_proxy", "HTTPS_PROXY", "HTTP_PROXY", "https_proxy"), "socks5://127.0.0.1:9"),
    **dict.fromkeys(("NO_PROXY", "no_proxy"), "localhost,::1,[::1],::1/128,fe80::%eth0"),
    "SSL_CERT_FILE": "/nowhere/certificates.pem",
    "SSL_CERT_DIR": "/nowhere",
    "SSLKEYLOGFILE": "/nowhere/keys",
    "REQUESTS_CA_BUNDLE": "/nowhere/certificates.pem",
    "NETRC": "/proc/version",
}


def test_payments_and_texts_begin_in_any_environment() -> None:
    env = environment("sqlite:////nowhere/at/all.sqlite3", ENVIRONMENT="test", STRIPE_BASE_URL="http://127.0.0.1:9")

    done = python(PAY, {**env, **HOSTILE})

    assert done.returncode == 0, done.stderr
    assert "went on" in done.stdout


def test_the_proxy_of_the_settings_is_the_only_one() -> None:
    assert Settings(outgoing_proxy="http://proxy.test:3128").outgoing_proxy == "http://proxy.test:3128"
    for wrong in ("socks5://127.0.0.1:9", "proxy.test", "http://proxy.test/path", "http://proxy.test\r\nX: y"):
        with pytest.raises(ValueError, match="outgoing_proxy"):
            Settings(outgoing_proxy=wrong)


def python(script: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script], env=env, cwd=CHECKOUT, capture_output=True, text=True, timeout=60
    )
