"""The beginning of every page of the person's own door: his case, looked at and logged."""

from __future__ import annotations

from programme.insight.own_case import OwnCase, own_case
from programme.web.kit.visit import Visit


async def look_at_own_case(visit: Visit) -> OwnCase:
    """His case. His own looks are logged as everybody's are. A refusal after it shows the number that he can ring."""
    case = await visit.look(own_case, visit.the_actor.id, subjects=lambda case: [case.reference])
    visit.request.state.help_line = case.help_line
    return case
