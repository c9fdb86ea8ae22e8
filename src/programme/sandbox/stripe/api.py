"""The door of the API: keys, versions, idempotency, faults, and answers in Stripe's form."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import secrets
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

from litestar.types import Receive, Scope, Send

from programme.sandbox.stripe.api_errors import BROKEN, NOT_FOUND, UNAUTHORISED, ApiError, broken, too_many
from programme.sandbox.stripe.calls import CALLS, Call
from programme.sandbox.stripe.faults import Fault, FaultKind, take
from programme.sandbox.stripe.given import Given, nested
from programme.sandbox.stripe.listing import expanded
from programme.sandbox.stripe.world import API_VERSION, World, public

LONGEST_BODY = 1_000_000
_LONGEST_KEY = 255
KEYS_KEPT_SECONDS = 24 * 60 * 60
_TEST_KEY = re.compile(r"(sk|rk)_test_[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in."""

    method: str
    path: str
    query: bytes
    body: bytes
    headers: dict[str, str]
    id: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer as it goes out."""

    status: int
    body: bytes
    headers: dict[str, str]


class Api:
    """The API of one world, as an ASGI application for everything under /v1."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a planned fault may keep the answer back."""
        request = await _received(scope, receive)
        fault = take(self._world, request.method, request.path)
        kind = fault.kind if fault else None
        if kind in {FaultKind.HANG, FaultKind.CUT}:
            await _cut(send, fault)
            return
        if kind is FaultKind.ERROR_500:
            await _send(send, _error(broken(), request))
            return
        if kind is FaultKind.RATE_LIMIT:
            await _send(send, _error(too_many(), request))
            return
        answer = await asyncio.to_thread(self._answer, request, fails=kind is FaultKind.ERROR_500_KEPT)
        if kind in {FaultKind.HANG_AFTER_COMMIT, FaultKind.CUT_AFTER_COMMIT}:
            await _cut(send, fault, answer)
            return
        await _send(send, answer)

    def _answer(self, request: Request, *, fails: bool) -> _Answer:
        try:
            _check_key(request)
            call, ids = _find(request)
            tree = nested(request.query) | (nested(request.body) if request.method == "POST" else {})
            given = Given(tree)
            given.only(call.names)
            key = request.headers.get("idempotency-key") if request.method == "POST" else None
            with self._world.moment(request.id, key):
                return self._once(request, key, tree, lambda: self._do(call, given, ids, fails=fails))
        except ApiError as error:
            return _error(error, request)

    def _do(self, call: Call, given: Given, ids: tuple[str, ...], *, fails: bool) -> dict[str, Any]:
        if fails:
            raise broken()
        body = call.do(self._world, given, *ids)
        shown: dict[str, Any] = public(expanded(self._world, body, given.texts("expand")))
        return shown

    def _once(self, request: Request, key: str | None, tree: dict[str, Any], work: Any) -> _Answer:
        """Do the work, or give again what was answered to the same request under the same key."""
        if key is None:
            return _fine(work(), request)
        if len(key) > _LONGEST_KEY:
            raise ApiError("Idempotency keys can have up to 255 characters.", param="Idempotency-Key")
        store, now = self._world.store, self._world.now()
        store.forget_answers(now - KEYS_KEPT_SECONDS)
        wanted = json.dumps([request.method, request.path, tree], sort_keys=True)
        fingerprint = hashlib.sha256(wanted.encode()).hexdigest()
        kept = store.kept_answer(key)
        if kept is not None:
            if kept["fingerprint"] != fingerprint:
                raise ApiError(
                    "Keys for idempotent requests can only be used with the same parameters they were first used "
                    f"with. Try using a key other than '{key}' if you meant to execute a different request.",
                    kind="idempotency_error",
                )
            headers = {"Idempotent-Replayed": "true", "Original-Request": kept["request_id"]}
            return _under_key(_Answer(kept["status"], kept["body"].encode(), _headers(request) | headers), key)
        try:
            answer = _fine(work(), request)
        except ApiError as error:
            if not error.executed:
                raise
            answer = _error(error, request)
        store.keep_answer(key, fingerprint, answer.status, answer.body.decode(), request.id, now)
        return _under_key(answer, key)


async def _received(scope: Scope, receive: Receive) -> Request:
    body = b""
    while len(body) <= LONGEST_BODY:
        message = await receive()
        body += message.get("body", b"")  # type: ignore[operator]
        if not message.get("more_body"):
            break
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    path = scope["raw_path"].decode("latin-1").partition("?")[0]
    method, query = str(scope.get("method", "GET")), scope.get("query_string", b"")
    return Request(method, path, query, body, headers, "req_" + secrets.token_hex(7))


def _check_key(request: Request) -> None:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            value = b64decode(value, validate=True).decode().partition(":")[0]
        except ValueError:
            value = ""
    if scheme.lower() not in {"bearer", "basic"} or not value:
        raise ApiError(
            "You did not provide an API key. You need to provide your API key in the Authorization header, "
            "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
            status=UNAUTHORISED,
        )
    if not _TEST_KEY.fullmatch(value):  # a live key has no business here, and is never repeated
        raise ApiError(f"Invalid API Key provided: {value[:7]}****", status=UNAUTHORISED)


def _find(request: Request) -> tuple[Call, tuple[str, ...]]:
    for call in CALLS:
        found = call.path.fullmatch(request.path)
        if found and call.method == request.method:
            return call, found.groups()
    raise ApiError(f"Unrecognized request URL ({request.method}: {request.path}).", status=NOT_FOUND)


def _under_key(answer: _Answer, key: str) -> _Answer:
    """An answer that stays: asking again under the same key brings the same, so a fault is not worth a retry."""
    stays = {"Stripe-Should-Retry": "false"} if answer.status >= BROKEN else {}
    return _Answer(answer.status, answer.body, answer.headers | {"Idempotency-Key": key} | stays)


def _headers(request: Request) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "Request-Id": request.id,
        "Stripe-Version": request.headers.get("stripe-version", API_VERSION),
        "Cache-Control": "no-cache, no-store",
    }


def _fine(body: dict[str, Any], request: Request) -> _Answer:
    return _Answer(200, json.dumps(body, indent=2).encode(), _headers(request))


def _error(error: ApiError, request: Request) -> _Answer:
    return _Answer(error.status, json.dumps(error.body(), indent=2).encode(), _headers(request))


async def _send(send: Send, answer: _Answer) -> None:
    headers = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in answer.headers.items()]
    headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})


async def _cut(send: Send, fault: Fault | None, answer: _Answer | None = None) -> None:
    """Begin to answer and break off: the server closes the line when less comes than was promised."""
    if fault is not None and fault.kind in {FaultKind.HANG, FaultKind.HANG_AFTER_COMMIT}:
        await asyncio.sleep(fault.seconds)
    body = answer.body if answer else b"{}"
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body) + 1).encode())]
    await send({"type": "http.response.start", "status": answer.status if answer else 200, "headers": headers})
    await send({"type": "http.response.body", "body": body[:1], "more_body": True})
