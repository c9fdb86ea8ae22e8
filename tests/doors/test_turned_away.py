"""Nobody enters by another door than his own: every route, asked by everybody else."""

from __future__ import annotations

from httpx import Response

from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.everybody import Route, everybody, part_of, routes_of, visitors


def test_every_route_turns_away_everybody_who_is_not_of_its_door(database: Database) -> None:
    app = an_app(a_wiring(database))
    browsers = visitors(app, everybody(database))
    let_in = []
    for route in part_of(routes_of(app), 1, database):
        if route.access.public:
            continue
        for who, browser in browsers.items():
            if who == "anonymous" or Door(who) not in route.access.doors:
                answer = knock(browser, route)
                expected = (303, 401) if who == "anonymous" else (404,)
                if answer.status_code not in expected:
                    let_in.append(f"{who} at {route.name}: {answer.status_code}")

    assert let_in == []


def knock(browser: Browser, route: Route) -> Response:
    """Ask for a route as a browser does: forms with the token that it holds."""
    path = route.address()
    return browser.get(path) if route.method == "GET" else browser.post(path)
