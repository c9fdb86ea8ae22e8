"""Asking for nothing more at an address, with the link of a message: nobody is signed in, and nothing is told.

The page is the same for every link, also for one that was used or made up: to open it reads and changes nothing.
"""

from __future__ import annotations

from typing import Any

import structlog
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from programme.actions.stop_messages import stop_messages
from programme.people.sign_ins import count_try, link_limits
from programme.people.states import StopBecause
from programme.people.words import STOP_WORDS
from programme.shared.access import PUBLIC
from programme.web.kit.access import SMALL_BODY
from programme.web.kit.client_address import network
from programme.web.kit.errors import TooManyTries
from programme.web.kit.visit import Visit

log = structlog.get_logger()


class StopPages(Controller):
    """`/stop/TOKEN`."""

    path = "/stop"
    opt = {"access": PUBLIC}
    request_max_body_size = SMALL_BODY

    @get("/{token:str}")
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The two things that can be said."""
        visit.actor = None  # whoever may be signed in in this browser has no part in it
        return visit.page("offender/stop.html", title="Messages", choices=STOP_WORDS)

    @post("/{token:str}", status_code=200)
    async def stop(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """One of them was said."""
        wall, said = visit.wiring.wall_clock.now(), (await visit.form()).get("why")
        if not await visit.wiring.database.write(count_try, link_limits(network(visit.request)), now=wall):
            log.warning("link_refused", locked=True)
            raise TooManyTries()
        why = StopBecause.NOT_ME if said == StopBecause.NOT_ME else StopBecause.NOT_HERE
        token = visit.part("token")
        await visit.wiring.database.write(stop_messages, actor=None, now=visit.now, token=token, why=why)
        return visit.to("/stop/done")

    @get("/done")
    async def done(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Heard."""
        visit.actor = None
        return visit.page("offender/stop_done.html", title="Messages")
