"""Facts of a case that turned out otherwise: its bail."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.shared.access import CUSTODY
from programme.web import bail_pages
from programme.web.visit import Visit


class FactPages(Controller):
    """`/custody/referrals/REF/bail`."""

    path = "/custody/referrals/{reference:str}"
    opt = {"access": CUSTODY}

    @get("/bail")
    async def ask_bail(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Bail, course and charge by as they are, and what is to be recorded."""
        return await bail_pages.ask_bail(visit, reference, _case_page(reference))

    @post("/bail", status_code=200)
    async def check_bail(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What the change means."""
        return await bail_pages.check_bail(visit, reference, _case_page(reference))

    @post("/bail/save", status_code=200)
    async def save_bail(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Record it."""
        return await bail_pages.save_bail(visit, reference, _case_page(reference))


def _case_page(reference: str) -> str:
    return f"/custody/referrals/{reference}"
