"""A mail server and a text-message service on free ports: they remember what they were given and do as told."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller

NOTIFY_KEY = "test-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"


def a_free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass(frozen=True)
class Letter:
    """An email as it arrived."""

    to: str
    subject: str
    body: str
    message_id: str
    headers: dict[str, str]


@dataclass
class MailServer:
    """Takes every email, but answers as `answers` says for an address, or for a step of the talk (EHLO, MAIL, RCPT,
    DATA), and calls `on_letter` before it answers."""

    port: int
    letters: list[Letter] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    on_letter: Callable[[int], None] = lambda _count: None
    connections: int = 0

    async def handle_EHLO(self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]) -> Any:  # noqa: N802
        self.connections += 1
        if "EHLO" in self.answers:
            return [self.answers["EHLO"]]
        session.host_name = hostname
        return responses

    async def handle_HELO(self, _server: Any, session: Any, _envelope: Any, hostname: str) -> str:  # noqa: N802
        if "EHLO" in self.answers:
            return self.answers["EHLO"]
        session.host_name = hostname
        return "250 OK"

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if refused := self.answers.get(address, self.answers.get("RCPT")):
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        email = message_from_bytes(envelope.content, policy=policy.default)
        headers = {name: str(value) for name, value in email.items()}
        text = email.get_content()
        letter = Letter(envelope.rcpt_tos[0], headers["Subject"], text, headers["Message-ID"], headers)
        self.letters.append(letter)
        self.on_letter(len(self.letters))
        return self.answers.get(f"data:{letter.to}", "250 Kept")


@contextmanager
def a_mail_server(port: int | None = None) -> Iterator[MailServer]:
    """A mail server for as long as the block lasts."""
    server = MailServer(port or a_free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@dataclass
class TextService:
    """Speaks Notify's HTTP. `answers` are given first, each a status and an error, its words after a colon; `cuts`
    lines break late; `status` is what became of what was taken."""

    url: str
    texts: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    cuts: int = 0
    status: str = "delivered"


@contextmanager
def a_text_service() -> Iterator[TextService]:
    """A text-message service for as long as the block lasts."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if service.answers:
                status, (error, _, said) = (answer := service.answers.pop(0))[0], answer[1].partition(": ")
                self._say(status, {"status_code": status, "errors": [{"error": error, "message": said or "no"}]})
                return
            service.texts.append(sent)
            if service.cuts:
                service.cuts -= 1
                self.close_connection = True
                self.connection.close()
                return
            self._say(201, {"id": "1", "reference": sent["reference"], "content": {}})

        def do_GET(self) -> None:
            asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            listed = [{"reference": text["reference"], "status": service.status} for text in reversed(service.texts)]
            found = [one for one in listed if all(one.get(name, said) == said for name, said in asked.items())]
            self._say(200, {"notifications": found, "links": {}})

        def _say(self, status: int, answer: dict[str, Any]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    http.daemon_threads = True
    service = TextService(f"http://127.0.0.1:{http.server_address[1]}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
