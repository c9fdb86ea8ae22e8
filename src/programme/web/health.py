"""Whether this process lives, whether it can serve, and its figures for monitoring."""

from __future__ import annotations

import hmac
from asyncio import timeout
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from litestar import Request, Response, get
from litestar.exceptions import NotAuthorizedException
from litestar.plugins.prometheus import PrometheusController  # noqa: F401 - its import registers the collectors
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from programme.insight.figures import Figures, figures
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
    return Response({"status": "ready" if well else "not ready"}, status_code=status)


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
    return Response(generate_latest() + generate_latest(_as_gauges(found)), media_type=CONTENT_TYPE_LATEST)


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
    untold = Gauge("programme_warnings_untold", "Cases that nobody could be told of", registry=registry)
    untold.set(found.warnings_untold)
    passed = Gauge("programme_time_limit_passed", "Cases past the last day without a charge", registry=registry)
    passed.set(found.time_limit_passed)
    known = Gauge("programme_bank_holidays_known_days", "Days until the list of holidays ends", registry=registry)
    known.set(found.bank_holidays_known_days)
    ended = Gauge("programme_job_ended_seconds", "Seconds since a job ended last", ["job"], registry=registry)
    failures = Gauge("programme_job_failures", "Items a job failed on when it ran last", ["job"], registry=registry)
    for job, seconds in found.job_ended_seconds.items():
        ended.labels(job).set(seconds)
        failures.labels(job).set(found.job_failures[job])
    return registry
