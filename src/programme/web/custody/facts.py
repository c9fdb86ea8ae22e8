"""Facts of a case that turned out otherwise: when the offence was, and his bail."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.shared.access import CUSTODY
from programme.web import bail_pages, offence_pages
from programme.web.visit import Visit


class FactPages(Controller):
    """`/custody/referrals/REF/offence`, `/bail`."""

    path = "/custody/referrals/{reference:str}"
    opt = {"access": CUSTODY}

    @get("/offence")
    async def ask_offence(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """The offence as it was entered, and what is to be corrected."""
        return await offence_pages.ask_offence(visit, reference, _case_page(reference))

    @post("/offence", status_code=200)
    async def check_offence(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What moves and what follows."""
        return await offence_pages.check_offence(visit, reference, _case_page(reference))

    @post("/offence/save", status_code=200)
    async def save_offence(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Correct it."""
        return await offence_pages.save_offence(visit, reference, _case_page(reference))

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
