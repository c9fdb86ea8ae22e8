"""A web process that is asked to stop, with visitors at every door: nobody who asked is cut off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from tests.support.databases import SqliteDatabases
from tests.support.ending import with_its_parent
from tests.support.server_processes import Served, served

VISITORS = 24


@pytest.fixture
def database_url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """Nobody here is signed in, so one engine is as good as the other."""
    url = sqlite_databases.new()
    yield url
    sqlite_databases.discard(url)


@dataclass
class Crowd:
    """Visitors who ask again and again, each on connections of their own kind, until the server listens no more."""

    url: str
    answers: list[int] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    refused: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def visit(self, *, keep: bool) -> None:
        """Ask for pages; a connection that was kept and closed between two requests is opened again, as browsers do."""
        client = httpx.Client(base_url=self.url, timeout=30)
        while not self.over.is_set():
            try:
                answer = client.get("/sign-in")
                self.answers.append(answer.status_code)
            except httpx.ConnectError:
                self.refused += 1
                return
            except httpx.TransportError as cut:
                self.cut.append(repr(cut))
            if not keep:
                client.close()
                client = httpx.Client(base_url=self.url, timeout=30)


def stop_under_load(server: Served) -> Crowd:
    crowd = Crowd(server.url)
    threads = [threading.Thread(target=crowd.visit, kwargs={"keep": bool(place % 2)}) for place in range(VISITORS)]
    for thread in threads:
        thread.start()
    time.sleep(1.5)
    os.kill(server.process.pid, signal.SIGTERM)
    server.process.wait(30)
    crowd.over.set()
    for thread in threads:
        thread.join(30)
    return crowd


def test_nobody_is_cut_off_by_a_process_that_stops_under_load(database_url: str) -> None:
    with served(database_url, LEAVE_SECONDS="2") as server:
        crowd = stop_under_load(server)

    assert set(crowd.answers) == {200}
    assert len(crowd.answers) > VISITORS
    assert crowd.cut == []


def test_it_says_that_it_is_not_ready_before_it_stops_to_listen(database_url: str) -> None:
    with served(database_url, LEAVE_SECONDS="2") as server, httpx.Client(base_url=server.url) as client:
        assert client.get("/health/ready").status_code == 200
        os.kill(server.process.pid, signal.SIGTERM)
        time.sleep(0.5)

        not_ready, page = client.get("/health/ready"), client.get("/sign-in")
        assert (not_ready.status_code, page.status_code) == (503, 200)
        assert not_ready.json()["because"] == ["this process is about to stop"]
        assert page.headers["connection"] == "close"
        began = time.monotonic()
        server.process.wait(20)
        assert time.monotonic() - began < 10


def test_a_second_signal_stops_it_at_once(database_url: str) -> None:
    with served(database_url, LEAVE_SECONDS="10") as server:
        began = time.monotonic()
        for _ in range(2):
            os.kill(server.process.pid, signal.SIGTERM)
            time.sleep(0.3)
        server.process.wait(20)

        assert time.monotonic() - began < 8


ONE_OF_SEVERAL = """
import multiprocessing, time
from programme.asgi import stop_with_parent

def serve():
    stop_with_parent()
    print("serves", flush=True)
    time.sleep(30)

multiprocessing.get_context("fork").Process(target=serve).start()
time.sleep(30)
"""


def test_a_web_process_whose_parent_was_killed_stops_and_leaves_the_port() -> None:
    """The parent of `serve --workers 2` cannot tell anybody when it is killed."""
    command = [sys.executable, "-c", ONE_OF_SEVERAL]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=with_its_parent) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "serves\n"
        parent.kill()
        began = time.monotonic()
        parent.stdout.read()  # until nobody holds it any more
    assert time.monotonic() - began < 15
