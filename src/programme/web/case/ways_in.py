"""The addresses that messages to staff carry. They say nothing of what the service is for, and open nothing by
themselves: each leads to the page at the door of whoever follows it, who is asked to sign in there."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from programme.shared.access import STAFF
from programme.shared.actor import Door, Role
from programme.shared.refusal import NotFound
from programme.web.case.deeds import CASES_AT
from programme.web.case.seen import seen_by_link, show_by_link
from programme.web.kit.navigation import start_of
from programme.web.kit.visit import Visit


@get("/cases/{reference:str}", opt={"access": STAFF})
async def to_case(visit: NamedDependency[Visit]) -> Response[Any]:
    """The case, or for whoever only protects people its concern."""
    actor, reference = visit.the_actor, visit.part("reference")
    if actor.door in CASES_AT and (actor.door is not Door.ADMIN or Role.COORDINATOR in actor.roles):
        return visit.to(f"{CASES_AT[actor.door]}/{reference}")
    if actor.door is not Door.ADMIN:
        raise NotFound()
    return visit.to(f"/admin/concerns/{reference}" if Role.SAFEGUARDING in actor.roles else start_of(actor))


@get("/dates/{reference:str}", opt={"access": STAFF})
async def to_date(visit: NamedDependency[Visit]) -> Response[Any]:
    """The course date; its cases' coordinator has the overview."""
    if visit.the_actor.door is Door.PROVIDER:
        return visit.to(f"/provider/dates/{visit.part('reference')}")
    return visit.to(start_of(visit.the_actor))


@get("/waiting", opt={"access": STAFF})
async def to_what_waits(visit: NamedDependency[Visit]) -> Response[Any]:
    """The page of whatever waits for him."""
    actor = visit.the_actor
    has_clocks = actor.door is Door.CUSTODY or (actor.door is Door.ADMIN and Role.COORDINATOR in actor.roles)
    return visit.to(f"/{actor.door.value}/clocks" if has_clocks else start_of(actor))


@get("/drafts", opt={"access": STAFF})
async def to_drafts(visit: NamedDependency[Visit]) -> Response[Any]:
    """The drafts, of whoever goes on with them; for others they stand among what waits."""
    return visit.to("/custody/drafts" if visit.the_actor.door is Door.CUSTODY else "/waiting")


WAYS_IN: list[Any] = [to_case, to_date, to_what_waits, to_drafts, show_by_link, seen_by_link]
