"""Whoever is not signed in costs little: a real server, and requests that no browser sends."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from programme.web.kit.connections import MOST_CONNECTIONS, MOST_SERVED
from tests.support.server_processes import Served, served

MULTIPART = b"Content-Type: multipart/form-data; boundary=x\r\n"
PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
A_MEGABYTE = b"x" * 1_000_000
LARGE = 59_000_000


@pytest.fixture(scope="module")
def server(sqlite_databases: object) -> Iterator[Served]:
    """Nobody here is signed in, so one engine is as good as the other."""
    url = sqlite_databases.new()  # type: ignore[attr-defined]
    with served(url) as one:
        yield one
    sqlite_databases.discard(url)  # type: ignore[attr-defined]


@pytest.fixture(scope="module", autouse=True)
def stalled(server: Served) -> Iterator[socket.socket]:
    """A body that stops coming, begun with the first test, so that nobody sits out its half minute."""
    with closing(connected(server)) as line:
        kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
        line.sendall(head(server, b"POST /sign-in", kind, b"Content-Length: 1000\r\n") + b"email=")
        yield line


def connected(server: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def head(server: Served, line: bytes, *more: bytes) -> bytes:
    return line + b" HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % server.port + b"".join(more) + b"\r\n"


def answer(line: socket.socket) -> bytes:
    """All that comes until the server closes."""
    heard = b""
    with suppress(ConnectionError):
        while piece := line.recv(65536):
            heard += piece
    return heard


def status(heard: bytes) -> int:
    return int(heard.split(b" ", 2)[1]) if heard.startswith(b"HTTP/1.1 ") else 0


def pour(line: socket.socket, pieces: Iterator[bytes]) -> int:
    """Send until the server takes no more; returns the bytes that went."""
    went = 0
    with suppress(ConnectionError):
        for piece in pieces:
            line.sendall(piece)
            went += len(piece)
    return went


def on_disk(server: Served) -> int:
    """Bytes in files that the process holds open and nobody can see."""
    held = 0
    for one in Path(f"/proc/{server.process.pid}/fd").iterdir():
        with suppress(OSError):
            if "(deleted)" in str(one.readlink()):
                held += one.stat().st_size
    return held - server.log.seek(0, 2)  # its log is such a file of ours


def memory(server: Served) -> int:
    said = Path(f"/proc/{server.process.pid}/status").read_text()
    return 1024 * int(next(line for line in said.splitlines() if line.startswith("VmRSS")).split()[1])


UPLOADS = {
    "/custody/import": 303,
    "/custody/referrals/new": 303,
    "/my-booking/pay": 303,
    "/provider/dates/new": 303,
    "/nowhere/at/all": 404,
    "/sign-in": 413,
    "/": 413,
    "/webhooks/stripe": 413,
}


@pytest.mark.parametrize("path", UPLOADS)
@pytest.mark.parametrize("cookie", [b"", b"Cookie: sid=made-up-by-a-stranger\r\n"], ids=["no cookie", "made-up cookie"])
def test_a_stranger_is_answered_before_his_body_is_read(server: Served, path: str, cookie: bytes) -> None:
    with closing(connected(server)) as line:
        line.sendall(
            head(server, b"POST " + path.encode(), MULTIPART, cookie, b"Content-Length: %d\r\n" % LARGE) + PART
        )
        began = time.monotonic()
        heard = line.recv(65536)

        assert status(heard) == UPLOADS[path]
        assert time.monotonic() - began < 2
        assert b"connection: close" in heard.lower()


@pytest.mark.parametrize("path", UPLOADS)
def test_many_strangers_who_go_on_sending_lay_nothing_on_the_disk_and_little_in_memory(
    server: Served, path: str
) -> None:
    before = memory(server)
    with ExitStack() as open_lines:
        for _ in range(6):
            line = open_lines.enter_context(closing(connected(server)))
            line.sendall(head(server, b"POST " + path.encode(), MULTIPART, b"Content-Length: %d\r\n" % LARGE) + PART)
            assert pour(line, (A_MEGABYTE for _ in range(LARGE // len(A_MEGABYTE)))) < LARGE / 2
            assert on_disk(server) < 100_000
        assert memory(server) - before < 20_000_000


@pytest.mark.parametrize("path", UPLOADS)
def test_a_body_in_pieces_whose_length_nobody_says_goes_no_further(server: Served, path: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"%x\r\n" % len(PART) + PART + b"\r\n"
        for _ in range(59):
            yield b"%x\r\n" % len(A_MEGABYTE) + A_MEGABYTE + b"\r\n"
        yield b"0\r\n\r\n"

    with closing(connected(server)) as line:
        line.sendall(head(server, b"POST " + path.encode(), MULTIPART, b"Transfer-Encoding: chunked\r\n"))
        assert pour(line, pieces()) < LARGE / 2
        assert on_disk(server) < 100_000
        assert status(answer(line)) == UPLOADS[path]


@pytest.mark.parametrize(
    "said",
    [
        b"Content-Length: -1\r\n",
        b"Content-Length: many\r\n",
        b"Content-Length: 5\r\nContent-Length: 59000000\r\n",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: gzip\r\n",
        b"Content-Length: 99999999999999999999999999\r\n",
    ],
)
def test_a_length_that_lies_is_no_way_in(server: Served, said: bytes) -> None:
    with closing(connected(server)) as line:
        line.sendall(head(server, b"POST /custody/import", MULTIPART, said) + PART)
        pour(line, iter([A_MEGABYTE] * 10))

        assert status(answer(line)) in (303, 400, 413, 501)
        assert on_disk(server) < 100_000


def test_a_small_form_of_a_stranger_is_read(server: Served) -> None:
    """The control: what he may send, he may."""
    with closing(connected(server)) as line:
        body = b"email=a%40example.org&password=b"
        kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
        line.sendall(head(server, b"POST /sign-in", kind, b"Content-Length: %d\r\n" % len(body)) + body)

        heard = line.recv(65536)
        assert status(heard) == 403  # no token: it was read and looked for
        assert b"connection: close" not in heard.lower()


# ---- first lines and headers


@pytest.mark.parametrize(
    ("line", "headers", "expected"),
    [
        (b"GET /sign-in", [b"X-One: " + b"x" * 50_000 + b"\r\n"], (400, 431)),
        (b"GET /sign-in", [b"X-%d: 1\r\n" % one for one in range(150)], (431,)),
        (b"GET /sign-in", [b"X-%d: %s\r\n" % (one, b"x" * 400) for one in range(90)], (400, 431)),
        (b"GET /sign-in?" + b"x" * 9_000, [], (414,)),
        (b"GET /" + b"x" * 40_000, [], (400, 414)),
        (b"GET /sign-in", [b"Host: evil.example\r\n"], (400,)),
    ],
    ids=["a long header", "many headers", "much in headers", "a long query", "a long line", "two hosts"],
)
def test_first_lines_beyond_what_a_browser_sends_are_refused(
    server: Served, line: bytes, headers: list[bytes], expected: tuple[int, ...]
) -> None:
    with closing(connected(server)) as one:
        with suppress(ConnectionError):
            one.sendall(head(server, line, *headers))
        assert status(one.recv(65536)) in expected


def test_a_header_without_an_end_costs_no_memory(server: Served) -> None:
    before = memory(server)
    with closing(connected(server)) as line:
        line.sendall(head(server, b"GET /sign-in")[:-2] + b"X-Long: ")

        assert pour(line, (A_MEGABYTE for _ in range(50))) < 20_000_000
        assert memory(server) - before < 20_000_000


@pytest.mark.parametrize(
    "host",
    [
        b"127.0.0.1:%d.evil.example",
        b"127.0.0.1:%d@evil.example",
        b"127.0.0.1:%d:80",
        b"127.0.0.1:99999999",
        b"127.0.0.1:-1",
        b"127.0.0.1:",
        b"[::1",
        b"[127.0.0.1]:%d",
        b"evil.example",
        b"",
        b" ",
        b"127.0.0.1:%d, evil.example",
        b"%%00:%d",
    ],
)
def test_a_made_up_host_is_refused_and_is_no_fault(server: Served, host: bytes) -> None:
    with closing(connected(server)) as line:
        named = host % server.port if b"%d" in host else host
        line.sendall(b"GET /sign-in HTTP/1.1\r\nHost: " + named + b"\r\n\r\n")

        assert status(line.recv(65536)) == 400
    assert "Traceback" not in server.said()
    assert '"error"' not in server.said()


# ---- time


def test_half_requests_are_given_up_and_the_others_served_meanwhile(server: Served) -> None:
    with ExitStack() as open_lines:
        half_lines = [open_lines.enter_context(closing(connected(server))) for _ in range(60)]
        for place, line in enumerate(half_lines):
            line.sendall(b"GET /sign-in HTTP/1.1\r\nX-Slow: " if place % 2 else b"")
        with closing(connected(server)) as whole:
            began = time.monotonic()
            whole.sendall(head(server, b"GET /sign-in", b"Connection: close\r\n"))
            assert status(answer(whole)) == 200
            assert time.monotonic() - began < 2
        for seconds in range(8):  # a byte a second keeps nothing open
            time.sleep(1)
            with suppress(ConnectionError):
                half_lines[1].sendall(b"%d" % seconds)
        for line in half_lines:
            line.settimeout(8)
            assert status(answer(line)) in (0, 408)


def test_a_body_that_stops_coming_is_given_up(stalled: socket.socket) -> None:
    stalled.settimeout(40)

    assert status(answer(stalled)) == 408


def test_more_visitors_than_a_process_serves_are_told_to_come_again_and_the_rest_is_cut(server: Served) -> None:
    with ExitStack() as open_lines:
        for _ in range(MOST_SERVED):
            open_lines.enter_context(closing(connected(server)))
        with closing(connected(server)) as one_more:
            one_more.sendall(head(server, b"GET /sign-in", b"Connection: close\r\n"))
            assert status(answer(one_more)) == 503
        for _ in range(MOST_CONNECTIONS - MOST_SERVED):
            open_lines.enter_context(closing(connected(server)))
        with closing(connected(server)) as beyond:
            with suppress(ConnectionError):
                beyond.sendall(head(server, b"GET /sign-in"))
            assert answer(beyond) == b""
    time.sleep(0.5)
    with closing(connected(server)) as later:
        later.sendall(head(server, b"GET /sign-in", b"Connection: close\r\n"))
        assert status(answer(later)) == 200
