"""Production from an empty database to a signed-in officer, in processes of their own, and what it refuses."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from programme.opening import A_FORCES, A_REHEARSALS, DatabaseUnfit, check_purpose, open_database
from programme.settings import Settings
from programme.shared.actor import Door
from programme.storage.database import Database
from programme.storage.purpose import Purpose, mark_purpose, purpose_of
from tests.support.builders import NOW, an_account
from tests.support.commands import answers, environment, production, run_here, running, shortcomings, stop, wait_until
from tests.support.mail import a_mail_server

EMAIL, PASSWORD = "desk@force.example", "correct horse battery 9"
DESK = ("--name", "Sgt A. Desk", "--organisation", "Custody", "--door", "custody", "--role", "officer", "--force", "43")


@dataclass
class Proxied:
    """A browser behind the proxy that ends TLS: it says the public name, and keeps cookies that are marked Secure."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, form: dict[str, str] | None = None) -> httpx.Response:
        headers = {
            "Host": "courses.test",
            "Origin": "https://courses.test",
            "X-Forwarded-For": "192.0.2.7",
            "X-Forwarded-Proto": "https",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        answer = httpx.request(
            method, f"http://127.0.0.1:{self.port}{path}", data=form, headers=headers, timeout=30, trust_env=False
        )
        for line in answer.headers.get_list("set-cookie"):
            name, value = line.split(";")[0].split("=", 1)
            assert "Secure" in line
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer

    def sign_in(self, password: str, email: str = EMAIL) -> httpx.Response:
        page = self.send("GET", "/sign-in").text
        token = re.search(r'name="_csrf_token" value="([^"]+)"', page)
        assert token is not None
        return self.send("POST", "/sign-in", {"email": email, "password": password, "_csrf_token": token[1]})


@contextmanager
def serving(env: dict[str, str], tmp_path: Path) -> Iterator[tuple[Proxied, str]]:
    """`programme serve`; gives a browser, and in the end checks that it stops in good order."""
    port = int(env["PROGRAMME_PORT"])
    log = tmp_path / "web.log"
    with running("serve", env=env, log=log) as web:
        wait_until(answers(f"http://127.0.0.1:{port}/health/ready"), web, log)
        yield Proxied(port), str(log)
        assert stop(web) == 0
    assert "Traceback" not in log.read_text()


@pytest.mark.only_on("sqlite", reason="tests/stories/test_from_an_empty_database.py goes the whole way on PostgreSQL")
def test_from_an_empty_database_to_a_page_that_an_officer_reads(empty_database_url: str, tmp_path: Path) -> None:
    with a_mail_server() as mail:
        env = production(empty_database_url, PORT=str(_free_port()), SMTP_PORT=str(mail.port))
        assert run_here("migrate", env=env).returncode == 0
        assert run_here("user", "add", EMAIL, *DESK, env=env, typed=f"{PASSWORD}\n").returncode == 0
        log = tmp_path / "worker.log"
        with serving(env, tmp_path) as (browser, _), running("worker", env=env, log=log) as worker:
            wait_until(lambda: "worker_started" in log.read_text(), worker, log)

            assert browser.sign_in("not the password").headers["location"] == "/sign-in?kept=form"
            assert browser.sign_in(PASSWORD).status_code == 303
            assert browser.send("GET", "/custody").status_code == 200
            assert "__Host-sid" in browser.cookies

            assert stop(worker) == 0
        assert "Traceback" not in log.read_text()


def test_a_command_ends_a_live_sign_in_at_the_next_click(migrated_database_url: str, tmp_path: Path) -> None:
    env = production(migrated_database_url, PORT=str(_free_port()))
    run_here("migrate", env=env)
    officers = {"disable": "one@force.example", "password": "two@force.example"}
    for email in officers.values():
        run_here("user", "add", email, *DESK, env=env, typed=f"{PASSWORD}\n")
    with serving(env, tmp_path) as (first, _):
        for command, email in officers.items():
            browser = Proxied(first.port)
            browser.sign_in(PASSWORD, email)
            assert browser.send("GET", "/custody").status_code == 200

            done = run_here("user", command, email, env=env, typed="another horse battery\n")

            assert shortcomings(done, {0}) == []
            after = browser.send("GET", "/custody")
            assert (after.status_code, after.headers["location"].split("?")[0]) == (303, "/sign-in")
            assert Proxied(first.port).sign_in(PASSWORD, email).headers["location"] == "/sign-in?kept=form"


# ---- whose database it is


def fit(database: Database, **changes: str) -> Settings:
    given = {
        name.removeprefix("PROGRAMME_").lower(): value
        for name, value in production(database.url).items()
        if name.startswith("PROGRAMME_")
    }
    return Settings(**{**given, **changes})  # type: ignore[arg-type]


def test_production_refuses_a_database_that_a_rehearsal_marked(database: Database) -> None:
    database.write_now(mark_purpose, Purpose.REHEARSAL, now=NOW)

    with pytest.raises(DatabaseUnfit, match="A rehearsal made this database"):
        open_database(fit(database))
    with pytest.raises(DatabaseUnfit):
        check_purpose(fit(database))
    open_database(fit(database, environment="demo")).dispose()


def test_production_refuses_a_rehearsals_accounts_without_a_mark_too(database: Database) -> None:
    an_account(database, Door.ADMIN, email="coordinator@example.org")

    with pytest.raises(DatabaseUnfit):
        open_database(fit(database))


@pytest.mark.parametrize("words", [("serve",), ("worker",), ("migrate",), ("user", "list")], ids=lambda words: words[0])
def test_every_command_says_so(database: Database, words: tuple[str, ...]) -> None:
    database.write_now(mark_purpose, Purpose.REHEARSAL, now=NOW)

    done = run_here(*words, env=production(database.url))

    assert shortcomings(done, {1}) == []
    assert A_REHEARSALS in " ".join(done.stderr.split())


def test_a_rehearsals_settings_do_not_open_a_database_of_production(migrated_database_url: str) -> None:
    assert run_here("migrate", env=production(migrated_database_url)).returncode == 0

    done = run_here("serve", env=environment(migrated_database_url))

    assert shortcomings(done, {1}) == []
    assert A_FORCES in " ".join(done.stderr.split())


def test_a_mark_is_never_changed(database: Database) -> None:
    database.write_now(mark_purpose, Purpose.REHEARSAL, now=NOW)
    database.write_now(mark_purpose, Purpose.PRODUCTION, now=NOW)

    assert database.read_now(purpose_of) is Purpose.REHEARSAL


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
