"""The web process: routers, guard, middleware, headers, error pages. No logic."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, Self

from litestar import Litestar, Router
from litestar.config.csrf import CSRFConfig
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.plugins.htmx import HTMXPlugin
from litestar.plugins.prometheus import PrometheusConfig

from programme import __version__
from programme.api.stripe_webhook import stripe_webhook
from programme.offers.queries import find_signed_in
from programme.outcomes.queries import count_to_acknowledge
from programme.shared.refusal import Refusal
from programme.storage.away import DatabaseAway
from programme.web import DOORS
from programme.web.case.deeds import refuse_what_is_not_possible
from programme.web.health import Fitness, expected_revision, live, metrics, ready
from programme.web.kit.access import SMALL_BODY, Doorkeeper, check_routes
from programme.web.kit.assets import send_asset
from programme.web.kit.clock_trouble import ClockDoubt
from programme.web.kit.errors import AnswerEarly, answer_refusal, show_away, show_fault, show_http_error
from programme.web.kit.leaving import leaves_in_order
from programme.web.kit.readable import ReadableAddress
from programme.web.kit.request_log import RequestClock, log_answer
from programme.web.kit.response_headers import headers_of_ours, set_response_headers
from programme.web.kit.sign_in import StaffSignIn, sign_out
from programme.web.kit.sign_in_cookie import SignInMiddleware, csrf_cookie_name
from programme.web.kit.templating import build_environment
from programme.web.kit.threshold import Threshold
from programme.web.kit.visit import visits
from programme.web.setting_up import SetUpPage
from programme.wiring import Wiring

LARGEST_BODY = 1_000_000
"""Bytes that a form of somebody who is signed in may have."""

_templates = lru_cache(maxsize=2)(build_environment)
"""A template stays compiled: nothing of it belongs to one application."""


_ANSWERS: Any = {
    DatabaseAway: show_away,
    Refusal: answer_refusal,
    HTTPException: show_http_error,
    Exception: show_fault,
}
"""The answer to each kind of failure."""


class _MountedOnce(Router):
    """A router that is made for one application. Litestar copies every router that it mounts with all of its addresses,
    in case it is mounted elsewhere too: of all doors that is a fifth of what it takes to build the application."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        return self


def create_app(wiring: Wiring) -> Litestar:
    """The application over the parts of `wiring`, which it closes when it stops.

    Raises RouteNotDeclared where a route does not say who may enter.
    """
    settings = wiring.settings
    app = Litestar(
        route_handlers=[
            _MountedOnce(
                path="/",
                route_handlers=DOORS,
                before_request=refuse_what_is_not_possible,
                request_max_body_size=LARGEST_BODY,
            ),
            StaffSignIn,
            SetUpPage,
            sign_out,
            stripe_webhook,
            live,
            ready,
            metrics,
            send_asset,
        ],
        dependencies={"visit": Provide(visits(count_to_acknowledge))},
        middleware=[
            RequestClock(),
            ReadableAddress(),
            PrometheusConfig(app_name="programme", prefix="programme", group_path=True).middleware,
            AnswerEarly(),
            SignInMiddleware(find_signed_in),
            Doorkeeper(),
        ],
        csrf_config=CSRFConfig(
            secret=settings.secret_key,
            cookie_name=csrf_cookie_name(settings.secure_cookies),
            cookie_secure=settings.secure_cookies,
            cookie_httponly=True,
            cookie_samesite="lax",
        ),
        exception_handlers=_ANSWERS,
        before_send=[set_response_headers, log_answer],
        plugins=[HTMXPlugin()],
        lifespan=[_lifespan],
        openapi_config=None,
        logging_config=None,
        debug=False,
        request_max_body_size=SMALL_BODY,
    )
    app.asgi_handler = Threshold(app.asgi_handler, settings.hosts)
    check_routes(app)
    hand_over(app, wiring)
    return app


def hand_over(app: Litestar, wiring: Wiring) -> None:
    """Give `app` the parts that its pages ask for. It may not have begun to answer."""
    settings = wiring.settings
    app.state.wiring = wiring
    app.state.templates = _templates(settings.templates_dir)
    app.state.headers = headers_of_ours(
        settings.stripe_checkout_origin, settings.exit_origin, https=settings.secure_cookies
    )
    app.state.fitness = Fitness()
    app.state.is_leaving = False
    app.state.release = __version__
    app.state.clock_doubt = ClockDoubt(wiring)
    app.state.sign_in = SignInMiddleware(find_signed_in)


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    expected_revision()  # read now, so that the first question about readiness is answered at once
    asking = asyncio.create_task(app.state.clock_doubt.keep_asking())
    try:
        with leaves_in_order(app, seconds=app.state.wiring.settings.leave_seconds):
            yield
    finally:
        asking.cancel()
        app.state.wiring.close()
