"""Whether this process lives, whether it can serve, and its figures for monitoring."""

from __future__ import annotations

import hmac
from asyncio import timeout
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from litestar import Request, Response, get
from litestar.exceptions import NotAuthorizedException
from litestar.plugins.prometheus import PrometheusController  # noqa: F401 - its import registers the collectors
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from programme.insight.figures import Figures, figures
from programme.shared.bank_holidays import bank_holidays_end_soon, bank_holidays_known_until
from programme.shared.dates import london_date
from programme.storage.clock_seen import clock_seen
from programme.storage.migrating import has_revision, newest_revision
from programme.web.access import METRICS, PUBLIC

if TYPE_CHECKING:
    from programme.wiring import Wiring

PATIENCE_SECONDS = 4.0
"""How long the database may take to answer; whoever asks gives up after five."""


@get("/health/live", opt={"access": PUBLIC, "no_sign_in": True}, sync_to_thread=False)
def live() -> dict[str, str]:
    """The process answers. Touches nothing."""
    return {"status": "live"}


@get("/health/ready", opt={"access": PUBLIC, "no_sign_in": True})
async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
    """The database answers and is in the shape this release expects. Says neither which nor why to the public."""
    wiring: Wiring = request.app.state.wiring
    try:
        async with timeout(PATIENCE_SECONDS):
            well = await wiring.database.in_thread(lambda: _is_ready(wiring))
    except TimeoutError:
        well = False
    status = HTTP_200_OK if well else HTTP_503_SERVICE_UNAVAILABLE
    notes = await _notes(wiring) if well else {}
    return Response({"status": "ready" if well else "not ready", **notes}, status_code=status)


async def _notes(wiring: Wiring) -> dict[str, str]:
    """What a process that can serve has to say all the same, each under its name; empty where all is well."""
    seen = await wiring.database.read(clock_seen)
    clock = {"clock": "doubted"} if seen is not None and seen.doubt else {}
    old = bank_holidays_end_soon(london_date(wiring.clock.now()))
    return clock | ({"bank_holidays": "their list ends within a year, or has ended"} if old else {})


def _is_ready(wiring: Wiring) -> bool:
    return has_revision(wiring.database, expected_revision())


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
        async with timeout(PATIENCE_SECONDS):
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
