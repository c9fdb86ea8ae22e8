"""Who may enter where: the whole table, and nobody else. A route that is not foreseen here fails."""

from __future__ import annotations

import pytest
from litestar import Litestar, WebSocket, get, websocket
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from programme.app import create_app
from programme.shared.access import MACHINES, METRICS, PUBLIC, STAFF, Access
from programme.shared.actor import Actor, Door, Role
from programme.storage.database import Database
from programme.web.kit.access import RouteNotDeclared, check_routes
from tests.support.clients import Browser, a_wiring, an_app, no_database
from tests.support.everybody import Route, everybody, routes_of, visitors

OPEN = {
    "GET /": PUBLIC,
    "POST /": PUBLIC,
    "GET /pin": PUBLIC,
    "POST /pin": PUBLIC,
    "GET /sign-in": PUBLIC,
    "POST /sign-in": PUBLIC,
    "POST /sign-out": PUBLIC,
    "GET /account": STAFF,
    "GET /account/password": STAFF,
    "POST /account/password": STAFF,
    "GET /forgotten-password": PUBLIC,
    "POST /forgotten-password": PUBLIC,
    "GET /link/{token:str}": PUBLIC,
    "POST /link/{token:str}": PUBLIC,
    "GET /new-password/{token:str}": PUBLIC,
    "POST /new-password/{token:str}": PUBLIC,
    "GET /pay/{token:str}": PUBLIC,
    "POST /pay/{token:str}": PUBLIC,
    "GET /pay/after": PUBLIC,
    "GET /stop/{token:str}": PUBLIC,
    "POST /stop/{token:str}": PUBLIC,
    "GET /stop/done": PUBLIC,
    "POST /exit": PUBLIC,
    "GET /setup": PUBLIC,
    "POST /setup": PUBLIC,
    "GET /help": PUBLIC,
    "GET /contact": PUBLIC,
    "GET /privacy": PUBLIC,
    "GET /accessibility": PUBLIC,
    "GET /cookies": PUBLIC,
    "GET /status": PUBLIC,
    "GET /health/live": PUBLIC,
    "GET /health/ready": PUBLIC,
    "GET /assets/{file_path:path}": PUBLIC,
    "HEAD /assets/{file_path:path}": PUBLIC,
    "GET /cases/{reference:str}": STAFF,
    "GET /dates/{reference:str}": STAFF,
    "GET /drafts": STAFF,
    "GET /waiting": STAFF,
    "GET /not-done": STAFF,
    "GET /metrics": METRICS,
    "POST /webhooks/stripe": MACHINES,
}
"""Every route that stands outside the five doors. Add one only when a stranger, or all of staff, may use it."""

MACHINE_ADDRESSES = "/api/v1"
DOORS = {
    "/custody": Door.CUSTODY,
    "/provider": Door.PROVIDER,
    "/my-booking": Door.OFFENDER,
    "/partner": Door.PARTNER,
    "/admin": Door.ADMIN,
}


@pytest.fixture(scope="module")
def routes() -> list[Route]:
    return routes_of(an_app(a_wiring(no_database())))


def door_of(pattern: str) -> Door | None:
    return next((door for prefix, door in DOORS.items() if pattern == prefix or pattern.startswith(f"{prefix}/")), None)


def belongs(route: Route) -> bool:
    """Whether a route declares what its address promises."""
    if route.pattern == MACHINE_ADDRESSES or route.pattern.startswith(f"{MACHINE_ADDRESSES}/"):
        return route.access == MACHINES
    door = door_of(route.pattern)
    if door is None:
        return route.access == OPEN.get(route.name)
    return not route.access.public and route.access.doors == {door}


def test_every_route_declares_the_door_that_its_address_promises(routes: list[Route]) -> None:
    assert [f"{route.name}: {route.access.name}" for route in routes if not belongs(route)] == []


def test_every_open_route_of_the_table_exists(routes: list[Route]) -> None:
    assert set(OPEN) - {route.name for route in routes} == set()


def test_every_door_has_pages(routes: list[Route]) -> None:
    assert {door_of(route.pattern) for route in routes} >= set(DOORS.values())


def test_only_signed_messages_of_machines_come_without_a_forms_token(routes: list[Route]) -> None:
    without = [route for route in routes if route.handler.opt.get("exclude_from_csrf")]

    assert [route.name for route in without if route.access != MACHINES] == []
    assert "POST /webhooks/stripe" in {route.name for route in without}


def _route(**options: object) -> HTTPRouteHandler:
    @get("/left-open", sync_to_thread=False, **options)  # type: ignore[arg-type]
    def left_open() -> str:
        return "anybody reads this"

    return left_open


def an_app_of(handler: BaseRouteHandler) -> Litestar:
    """An application with this one route."""
    return Litestar([handler], openapi_config=None, request_max_body_size=300_000)


@websocket("/left-open", opt={"access": PUBLIC})
async def a_socket(socket: WebSocket) -> None:
    await socket.accept()


@pytest.mark.parametrize(
    "handler",
    [
        _route(opt={"access": PUBLIC}, request_max_body_size=300_000),
        _route(opt={"access": MACHINES, "exclude_from_csrf": True}),
    ],
)
def test_a_route_that_says_who_may_enter_stops_nothing(handler: HTTPRouteHandler) -> None:
    check_routes(an_app_of(handler))


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (_route(), "GET /left-open does not declare who may enter"),
        (_route(opt={"access": "everybody"}), "GET /left-open does not declare who may enter"),
        (_route(opt={"access": PUBLIC}, cache=60), "mixes people up"),
        (_route(opt={"access": PUBLIC, "exclude_from_csrf": True}), "takes forms without a token"),
        (_route(opt={"access": PUBLIC}, request_max_body_size=300_001), "takes much from people who are not signed in"),
        (_route(opt={"access": PUBLIC}, request_max_body_size=None), "takes much from people who are not signed in"),
        (a_socket, "only HTTP routes are guarded"),
    ],
)
def test_a_route_that_stands_open_stops_the_start(handler: BaseRouteHandler, said: str) -> None:
    with pytest.raises(RouteNotDeclared, match=said):
        check_routes(an_app_of(handler))


def test_a_route_without_a_declaration_is_closed_even_if_the_check_was_missed(database: Database) -> None:
    app = create_app(a_wiring(database))
    app.register(_route())

    assert Browser(app).get("/left-open").status_code == 403


def test_a_role_is_needed_where_one_is_declared() -> None:
    needs = Access("auditors", frozenset({Door.ADMIN}), frozenset({Role.AUDITOR, Role.COORDINATOR}))

    assert needs.admits(Actor(Door.ADMIN, 1, "A", roles=frozenset({Role.AUDITOR})))
    assert not needs.admits(Actor(Door.ADMIN, 1, "A", roles=frozenset({Role.FINANCE})))
    assert not needs.admits(Actor(Door.CUSTODY, 1, "A", roles=frozenset({Role.AUDITOR})))
    assert not needs.admits(None)


def test_nobody_is_told_whether_a_page_exists_behind_another_door(database: Database) -> None:
    app = an_app(a_wiring(database))
    officer = visitors(app, everybody(database))["custody"]

    not_mine, not_there = officer.get("/provider/dates/K7M2-9QXD"), officer.get("/provider/nothing/here")

    assert (not_mine.status_code, not_there.status_code) == (404, 404)
    assert "There is nothing at this address that you can see" in not_mine.text
