"""The addresses that messages to staff carry. They say nothing of what the service is for, and open nothing by
themselves: each leads to the page at the door of whoever follows it, who is asked to sign in there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from programme.shared.access import STAFF
from programme.shared.actor import Door, Role
from programme.shared.refusal import NotFound
from programme.web.case.deeds import CASES_AT
from programme.web.kit.navigation import HOME_OF
from programme.web.kit.visit import Visit

_WAITING_AT: Mapping[Door, str] = {**HOME_OF, Door.CUSTODY: "/custody/clocks"}


@get("/cases/{reference:str}", opt={"access": STAFF})
async def to_case(visit: NamedDependency[Visit]) -> Response[Any]:
    """The case, or for whoever only protects people its concern."""
    actor, reference = visit.the_actor, visit.part("reference")
    if actor.door in CASES_AT and (actor.door is not Door.ADMIN or Role.COORDINATOR in actor.roles):
        return visit.to(f"{CASES_AT[actor.door]}/{reference}")
    if actor.door is not Door.ADMIN:
        raise NotFound()
    return visit.to(f"/admin/concerns/{reference}" if Role.SAFEGUARDING in actor.roles else HOME_OF[actor.door])


@get("/dates/{reference:str}", opt={"access": STAFF})
async def to_date(visit: NamedDependency[Visit]) -> Response[Any]:
    """The course date; its cases' coordinator has the overview."""
    if visit.the_actor.door is Door.PROVIDER:
        return visit.to(f"/provider/dates/{visit.part('reference')}")
    return visit.to(HOME_OF[visit.the_actor.door])


@get("/waiting", opt={"access": STAFF})
async def to_what_waits(visit: NamedDependency[Visit]) -> Response[Any]:
    """What waits for him."""
    return visit.to(_WAITING_AT[visit.the_actor.door])


WAYS_IN: list[Any] = [to_case, to_date, to_what_waits]
