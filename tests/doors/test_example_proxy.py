"""The proxy configuration that people copy: it starts, serves, and refuses what it promises to."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.support.nginx import NAME, in_front_of
from tests.support.server_processes import served


@pytest.fixture(scope="module")
def proxy(sqlite_databases: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The proxy's work has nothing to do with the engine."""
    url = sqlite_databases.new()  # type: ignore[attr-defined]
    with (
        served(url, PUBLIC_URL=f"https://{NAME}", TRUSTED_PROXIES="1") as server,
        in_front_of(server.port, tmp_path_factory.mktemp("nginx")) as port,
    ):
        yield port
    sqlite_databases.discard(url)  # type: ignore[attr-defined]


def ask(proxy: int, method: str, path: str, **parts: object) -> httpx.Response:
    with httpx.Client(base_url=f"https://127.0.0.1:{proxy}", verify=False) as client:  # noqa: S501 - a certificate of our own
        return client.request(method, path, **parts)  # type: ignore[arg-type]


def test_pages_come_through_with_their_headers(proxy: int) -> None:
    answer = ask(proxy, "GET", "/sign-in")

    assert answer.status_code == 200
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert ask(proxy, "GET", "/custody").status_code == 303


@pytest.mark.parametrize("path", ["/metrics"])
def test_what_is_for_monitoring_is_not_for_the_street(proxy: int, path: str) -> None:
    assert ask(proxy, "GET", path, headers={"Authorization": "Bearer demonstration-only-metrics"}).status_code == 404


def test_headers_and_forms_are_bounded_before_they_reach_the_product(proxy: int) -> None:
    assert ask(proxy, "GET", "/sign-in", headers={"X-Long": "x" * 20_000}).status_code == 400
    assert ask(proxy, "POST", "/sign-in", content=b"x" * 30_000).status_code == 413
    assert ask(proxy, "POST", "/custody/cases/new", content=b"x" * 1_100_000).status_code == 413


def test_an_export_of_a_stranger_is_answered_before_it_is_read(proxy: int) -> None:
    unsafe = ssl.create_default_context()
    unsafe.check_hostname, unsafe.verify_mode = False, ssl.CERT_NONE
    with closing(unsafe.wrap_socket(socket.create_connection(("127.0.0.1", proxy), timeout=10))) as line:
        line.sendall(
            b"POST /custody/import HTTP/1.1\r\nHost: courses.example.org\r\nContent-Length: 59000000\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
        )
        began = time.monotonic()

        assert line.recv(4096).startswith(b"HTTP/1.1 303")
        assert time.monotonic() - began < 3


def test_many_tries_at_a_door_are_slowed_down_and_a_desk_is_not(proxy: int) -> None:
    pages = {ask(proxy, "GET", "/health/live").status_code for _ in range(30)}
    tries = [ask(proxy, "POST", "/sign-in").status_code for _ in range(40)]

    assert pages == {200}
    assert 429 in tries


def test_addresses_and_queries_are_in_no_log(proxy: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    ask(proxy, "GET", "/custody/referrals/SECRETREF?surname=SECRETREF")
    time.sleep(0.2)
    written = "".join(file.read_text() for file in Path(tmp_path_factory.getbasetemp()).glob("nginx*/*.log"))

    assert written
    assert "SECRETREF" not in written
