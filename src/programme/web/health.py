"""Whether this process lives, whether it can serve, and its figures for monitoring."""

from __future__ import annotations

import hmac
import time
from asyncio import timeout
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import structlog
from litestar import Request, Response, get
from litestar.exceptions import NotAuthorizedException
from litestar.plugins.prometheus import PrometheusController  # noqa: F401 - its import registers the collectors
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from programme.insight.figures import Figures, figures
from programme.insight.pulse import Pulse, Trouble, pulse, troubles, untried
from programme.shared.bank_holidays import bank_holidays_end_soon, bank_holidays_known_until
from programme.shared.dates import london_date
from programme.storage.away import DatabaseAway
from programme.storage.clock_seen import clock_seen
from programme.storage.locks import queue_up
from programme.storage.migrating import has_revision, newest_revision
from programme.storage.try_outs import TriedPart
from programme.web.kit.access import METRICS, PUBLIC, SMALL_BODY
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from programme.wiring import Wiring

_PATIENCE_SECONDS = 4.0
"""How long the database may take to answer; whoever asks gives up after five."""
WRITE_EVERY_SECONDS = 2.0
"""How often it is tried whether the database can be written to: by anybody who asks, and no more often."""
STALE_SECONDS = 1200.0
"""How long no job may have ended. The slowest looks every ten minutes. Also how long a process waits for the first job
of a new installation: web and worker start in any order."""
WAITS_SECONDS = 900.0
LEAVING = "this process is about to stop"
_NO_DATABASE = "the database cannot be used"
NO_WORKER = "the worker does not run"
NOTHING_SENT = "messages are not sent"

log = structlog.get_logger()


@get("/health/live", opt={"access": PUBLIC, "no_sign_in": True}, sync_to_thread=False)
def live() -> dict[str, str]:
    """The process answers. Touches nothing."""
    return {"status": "live"}


class Fitness:
    """Whether one web process can serve, as it was found last."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._wrote = self._began - WRITE_EVERY_SECONDS

    def problems(self, wiring: Wiring) -> list[str]:
        """The hindrances, in words without a person or a number in them. Raises what the database raises."""
        if not has_revision(wiring.database, expected_revision()):
            return [_NO_DATABASE]
        if time.monotonic() - self._wrote >= WRITE_EVERY_SECONDS:
            wiring.database.write_now(queue_up, "readiness", now=wiring.wall_clock.now())
            self._wrote = time.monotonic()
        found = wiring.database.read_now(pulse, now=wiring.clock.now(), machine_now=wiring.wall_clock.now())
        problems = []
        if not self._works(found):
            problems.append(NO_WORKER)
        if found.message_waits_seconds > WAITS_SECONDS:
            problems.append(NOTHING_SENT)
        return problems

    def _works(self, found: Pulse) -> bool:
        if not found.any_job_ran:
            return time.monotonic() - self._began < STALE_SECONDS
        return found.job_ended_seconds is not None and found.job_ended_seconds < STALE_SECONDS


@get("/health/ready", opt={"access": PUBLIC, "no_sign_in": True})
async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """This process is not about to stop, the database is in the shape this release expects and takes what is written,
    a worker runs, and messages go out. 503 says which of it is not so."""
    problems = [LEAVING] if request.app.state.is_leaving else await _problems(request)
    if problems:
        log.warning("not_ready", because=problems)
        return Response({"status": "not ready", "because": problems}, status_code=HTTP_503_SERVICE_UNAVAILABLE)
    return Response({"status": "ready", **await _notes(request.app.state.wiring)}, status_code=HTTP_200_OK)


async def _problems(request: Request[Any, Any, Any]) -> list[str]:
    wiring: Wiring = request.app.state.wiring
    try:
        async with timeout(_PATIENCE_SECONDS):
            found: list[str] = await wiring.database.in_thread(partial(request.app.state.fitness.problems, wiring))
    except (TimeoutError, DatabaseAway):
        return [_NO_DATABASE]
    return found


_NOT_TRIED = "Not tried yet"
_SHOWN_BY = {
    "Emails": TriedPart.MAIL,
    "Paying by card": TriedPart.PAYMENTS,
    "Payments that were made": TriedPart.PAYMENTS,
}
"""Has to have worked once until a part of the page may say that it does."""


@get("/status", opt={"access": PUBLIC, "no_sign_in": True}, request_max_body_size=SMALL_BODY)
async def service_status(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The same for people, in words that say no more than that something works or does not; with what a try-out on the
    page Set up found, and what keeps messages back."""
    problems, new = set(await _problems(request)), set[TriedPart]()
    if _NO_DATABASE not in problems:
        found, new = await _troubles(request.app.state.wiring)
        problems |= found
    parts = [
        {"key": part, "value": late if problems & stops else _NOT_TRIED if _SHOWN_BY.get(part) in new else works}
        for part, works, late, stops in (
            ("Signing in and reading", "Work", "Do not work at the moment", {_NO_DATABASE}),
            ("Saving", "Works", "Does not work at the moment", {_NO_DATABASE, Trouble.CLOCK}),
            ("Emails", "Go out", "Do not go out at the moment", {_NO_DATABASE, NO_WORKER, Trouble.CLOCK, Trouble.MAIL}),
            ("Messages", "None is late", "Some are late", {_NO_DATABASE, NO_WORKER, NOTHING_SENT, Trouble.HELD_BACK}),
            ("Paying by card", "Works", "Does not work at the moment", {_NO_DATABASE, Trouble.PAYMENTS}),
            ("Payments that were made", "Are recorded", "Are recorded late", {_NO_DATABASE, NO_WORKER}),
        )
    ]
    well = {"all_is_well": not problems, "all_was_tried": not new}
    return Visit(request).page("footer/status.html", title="Service status", parts=parts, **well)


async def _troubles(wiring: Wiring) -> tuple[set[Trouble], set[TriedPart]]:
    """Said of the service: this does not work, and of this nobody knows yet."""
    settings = wiring.settings
    marks = {TriedPart.MAIL: settings.mail_mark, TriedPart.PAYMENTS: settings.payments_mark}
    try:
        async with timeout(_PATIENCE_SECONDS):
            return await wiring.database.read(troubles, marks), await wiring.database.read(untried, marks)
    except (TimeoutError, DatabaseAway):
        return set(), set()


async def _notes(wiring: Wiring) -> dict[str, str]:
    """The warnings of a process that can serve, each under its name; empty where all is well."""
    seen = await wiring.database.read(clock_seen)
    clock = {"clock": "doubted"} if seen is not None and seen.doubt else {}
    old = bank_holidays_end_soon(london_date(wiring.clock.now()))
    return clock | ({"bank_holidays": "their list ends within a year, or has ended"} if old else {})


@lru_cache(maxsize=1)
def expected_revision() -> str:
    """The revision this release expects. Reading the migrations takes a while: done as the process starts."""
    return newest_revision()


@get("/metrics", opt={"access": METRICS, "no_sign_in": True})
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Prometheus figures, for whoever holds the monitoring token: of this process, and of the database."""
    wiring: Wiring = request.app.state.wiring
    given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
    if not hmac.compare_digest(given, wiring.settings.metrics_token.encode()):
        raise NotAuthorizedException("the monitoring token is needed")
    try:
        async with timeout(_PATIENCE_SECONDS):
            found = await wiring.database.in_thread(lambda: _figures(wiring))
    except Exception:  # whatever is wrong with the database, monitoring is told that it is, and the rest
        found = None
    registry = _as_gauges(found)
    _add_clock_and_calendar(registry, found, london_date(wiring.clock.now()))
    return Response(generate_latest() + generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _figures(wiring: Wiring) -> Figures:
    return wiring.database.read_now(figures, now=wiring.clock.now(), machine_now=wiring.wall_clock.now())


def _as_gauges(found: Figures | None) -> CollectorRegistry:
    registry = CollectorRegistry()
    Gauge("programme_database_up", "1 where the database answers", registry=registry).set(found is not None)
    if found is None:
        return registry
    waits = Gauge("programme_message_waits_seconds", "How long a message has been due, the longest", registry=registry)
    waits.set(found.message_waits_seconds)
    Gauge("programme_messages_failed", "Messages that could not be sent", registry=registry).set(found.messages_failed)
    held = Gauge(
        "programme_messages_held_back", "Messages that a fault of ours holds back", ["reason"], registry=registry
    )
    for cause, count in found.messages_held_back.items():
        held.labels(cause.value).set(count)
    untold = Gauge("programme_warnings_untold", "Cases that nobody could be told of", registry=registry)
    untold.set(found.warnings_untold)
    passed = Gauge("programme_time_limit_passed", "Cases past the last day without a charge", registry=registry)
    passed.set(found.time_limit_passed)
    ended = Gauge("programme_job_ended_seconds", "Seconds since a job ended last", ["job"], registry=registry)
    failures = Gauge("programme_job_failures", "Items a job failed on when it ran last", ["job"], registry=registry)
    for job, seconds in found.job_ended_seconds.items():
        ended.labels(job).set(seconds)
        failures.labels(job).set(found.job_failures[job])
    return registry


def _add_clock_and_calendar(registry: CollectorRegistry, found: Figures | None, today: date) -> None:
    """Whether the time can be trusted: the machine's clock, and the bank holidays that dates are reckoned with."""
    known = Gauge("programme_bank_holidays_known_days", "Days until the list of bank holidays ends", registry=registry)
    known.set((bank_holidays_known_until() - today).days)
    if found is not None:
        doubted = Gauge("programme_clock_doubted", "1 where a machine's clock is doubted", registry=registry)
        doubted.set(found.clock_doubted)
        ahead = Gauge("programme_clock_ahead_seconds", "How far ahead a clock is, or was", registry=registry)
        ahead.set(found.clock_ahead_seconds)
