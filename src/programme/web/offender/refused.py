"""The refusal of a form that the person sent, with the number that he can ring about it."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from programme.shared.access import OFFENDER
from programme.web.kit.read_afterwards import RefusedPage
from programme.web.kit.visit import Visit
from programme.web.offender.own_case import look_at_own_case


class OwnRefusedPage(RefusedPage):
    """`/my-booking/not-done`."""

    path = "/my-booking/not-done"
    opt = {"access": OFFENDER}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The refusal; where it is not kept any longer, the start."""
        await look_at_own_case(visit)
        return await self.answer(visit)
