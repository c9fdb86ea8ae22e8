"""The page of a link that a message carried to somebody without an account. Mail servers follow links before their
readers do: to look at it answers nothing, only its button does."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from programme.actions.acknowledge_by_link import acknowledge_by_link
from programme.insight.linked_cases import look_by_link
from programme.shared.access import PUBLIC
from programme.web.kit.access import SMALL_BODY
from programme.web.kit.errors import TooManyTries
from programme.web.kit.visit import Visit

_AT = "/link/{token:str}"


@get(_AT, opt={"access": PUBLIC}, request_max_body_size=SMALL_BODY)
async def show_by_link(visit: NamedDependency[Visit]) -> Response[Any]:
    """How its cases stand."""
    token, wall = visit.part("token"), visit.wiring.wall_clock.now()
    found = await visit.wiring.database.write(look_by_link, token, what=visit.route, wall=wall, now=visit.now)
    if found is None:
        raise TooManyTries()
    done = bool(visit.request.query_params.get("seen"))
    return visit.page("officers/by_link.html", title="How it stands", found=found, token=token, done=done)


@post(_AT, opt={"access": PUBLIC}, status_code=200, request_max_body_size=SMALL_BODY)
async def seen_by_link(visit: NamedDependency[Visit]) -> Response[Any]:
    """He has seen it."""
    token = visit.part("token")
    await visit.wiring.database.write(acknowledge_by_link, actor=visit.actor, now=visit.now, token=token)
    return visit.to(f"/link/{token}?seen=1")
