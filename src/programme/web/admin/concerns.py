"""Cases that are stopped for safeguarding, for the named role where it works at the force's own door."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.shared.access import ADMIN_SAFEGUARDING
from programme.web.case.concern import Place, decide_one, list_concerns, raise_one, show_concern
from programme.web.kit.visit import Visit

_HERE = "/admin/concerns"


def _place(reference: str) -> Place:
    return Place(f"{_HERE}/{reference}", the_list=_HERE)


class ConcernPages(Controller):
    """`/admin/concerns` and `/admin/concerns/REF`."""

    path = _HERE
    opt = {"access": ADMIN_SAFEGUARDING}

    @get()
    async def show_all(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The stopped cases of the force."""
        return await list_concerns(visit, _place("REFERENCE"))

    @get("/{reference:str}")
    async def show(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What was seen, who was told, what was decided."""
        return await show_concern(visit, reference, _place(reference))

    @post("/{reference:str}", status_code=200)
    async def raise_it(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Stop the case."""
        return await raise_one(visit, reference, _place(reference))

    @post("/{reference:str}/decision", status_code=200)
    async def decide(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Say whether it can go on."""
        return await decide_one(visit, reference, _place(reference))
