"""Every page and file there is, opened by everybody who may open it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from litestar import Litestar

from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.clients import Browser
from tests.support.everybody import Everybody, Route, addresses_of, part_of, routes_of
from tests.support.statements import statements


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer: by which route, at whose door, at which address, what was in it, what the database was sent."""

    route: Route
    door: Door | None
    address: str
    status: int
    content_type: str
    text: str
    sent: tuple[str, ...]


def everything_shown(
    database: Database, people: Everybody, app: Litestar, doors: Iterable[Door] | None = None, under: str = ""
) -> Iterator[Shown]:
    """Every page and file at these doors, at every address there is; on the second engine at a part of them. A public
    page is opened by nobody in particular. `under`: only addresses that begin so."""
    browsers: dict[Door | None, list[Browser]] = {None: [Browser(app)]}
    browsers |= {door: [Browser(app).sign_in_as(who) for who in people.at(door)] for door in doors or people.strangers}
    with statements(database) as sent:
        for number, route in enumerate(routes_of(app)):
            if route.method != "GET" or not route.pattern.startswith(under):
                continue
            asked = part_of(addresses_of(route, people), number, database)
            for door in [None] if route.access.public else [door for door in browsers if door in route.access.doors]:
                for browser in browsers[door]:
                    for address in asked:
                        sent.clear()
                        answer = browser.get(address)
                        kind = answer.headers.get("content-type", "")
                        yield Shown(route, door, address, answer.status_code, kind, answer.text, tuple(sent))
