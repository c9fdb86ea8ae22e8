"""The beginning of every page of the person's own door: his case, looked at and logged."""

from __future__ import annotations

from collections.abc import Callable

from programme.insight.own_case import OwnCase, own_case
from programme.web.kit.visit import Visit


async def look_at_own_case(visit: Visit, *, reason: Callable[[OwnCase], str | None] | None = None) -> OwnCase:
    """His case. His own looks are logged as everybody's are, with a `reason` where there is one. A refusal after it
    shows the number that he can ring."""
    case = await visit.look(own_case, visit.the_actor.id, subjects=lambda case: [case.reference], reason=reason)
    visit.request.state.help_line = case.help_line
    return case
