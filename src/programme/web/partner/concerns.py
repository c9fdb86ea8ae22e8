"""Cases that are stopped for safeguarding, and the concern of one case."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.shared.access import PARTNER
from programme.web.case.concern import Place, decide_one, list_concerns, raise_one, show_concern
from programme.web.kit.visit import Visit


def _place(reference: str) -> Place:
    case_page = f"/partner/cases/{reference}"
    return Place(f"{case_page}/concern", case_page, "/partner/concerns")


class ConcernPages(Controller):
    """`/partner/concerns` and `/partner/cases/REF/concern`."""

    path = "/partner"
    opt = {"access": PARTNER}

    @get("/concerns")
    async def show_all(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The stopped cases of the force."""
        return await list_concerns(visit, _place("REFERENCE"))

    @get("/cases/{reference:str}/concern")
    async def show(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What was seen, who was told, what was decided."""
        return await show_concern(visit, reference, _place(reference))

    @post("/cases/{reference:str}/concern", status_code=200)
    async def raise_it(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Stop the case."""
        return await raise_one(visit, reference, _place(reference))

    @post("/cases/{reference:str}/concern/decision", status_code=200)
    async def decide(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Say whether it can go on."""
        return await decide_one(visit, reference, _place(reference))
