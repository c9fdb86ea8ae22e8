"""Settle what eligibility waits for."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.shared.access import CUSTODY
from programme.web.settling import ask, set_aside, settle
from programme.web.visit import Visit


class SettlePages(Controller):
    """`/custody/referrals/REF/settle`."""

    path = "/custody/referrals/{reference:str}/settle"
    opt = {"access": CUSTODY}

    @get()
    async def show(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What is open, and the fields that settle it."""
        return await ask(visit, reference, f"/custody/referrals/{reference}")

    @post(status_code=200)
    async def record(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Record it and decide again."""
        return await settle(visit, reference, f"/custody/referrals/{reference}")

    @post("/set-aside", status_code=200)
    async def set_aside(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Set a criterion aside that is not met, with a reason."""
        return await set_aside(visit, reference, f"/custody/referrals/{reference}")
