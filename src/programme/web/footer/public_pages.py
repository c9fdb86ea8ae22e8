"""Pages that anybody may open. They speak to the person himself: nothing on them says what the service is about."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.courses.help_line import RELAY
from programme.insight.whom_to_ask import whom_to_ask
from programme.offers.words import PROOF
from programme.shared.access import PUBLIC
from programme.shared.actor import Door
from programme.web.footer.accessibility import CHECKED
from programme.web.kit.access import SMALL_BODY
from programme.web.kit.navigation import HOME_OF
from programme.web.kit.sign_in_cookie import COOKIES
from programme.web.kit.visit import Visit


class PublicPages(Controller):
    """`/help` and the other pages at the foot. Staff who are signed in are led to their own door's help."""

    path = "/"
    opt = {"access": PUBLIC}
    request_max_body_size = SMALL_BODY

    @get("/help")
    async def help(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """How it works, and whom to ask."""
        return await _his(visit, "help")

    @get("/contact")
    async def contact(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Whom to ask."""
        return await _his(visit, "contact")

    @get("/privacy")
    async def privacy(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The data kept of him, and what he may ask for."""
        return await _his(visit, "privacy")

    @get("/accessibility")
    async def accessibility(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The parts that are tested, and those that are not."""
        return _shown(visit, "accessibility", "Accessibility", checked=CHECKED)

    @get("/cookies")
    async def cookies(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Every cookie that is ever set."""
        secure = visit.wiring.settings.secure_cookies
        return _shown(visit, "cookies", "Cookies", cookies=[(one.name(secure), one) for one in COOKIES])


async def _his(visit: Visit, name: str) -> Response[Any]:
    actor = visit.actor
    if actor is not None and actor.door is not Door.OFFENDER:
        return visit.to(f"{HOME_OF[actor.door]}/{name}")
    asked = await visit.read(whom_to_ask, actor)
    whom = asked[0] if len(asked) == 1 else None
    return _shown(
        visit, f"his_{name}", name.capitalize(), whom=whom, help_line=whom and whom.help_line, relay=RELAY, proof=PROOF
    )


def _shown(visit: Visit, template: str, title: str, **context: Any) -> Response[Any]:
    staff = visit.actor is not None and visit.actor.door is not Door.OFFENDER
    layout = "layouts/staff.html" if staff else "layouts/offender.html"
    return visit.page(f"footer/{template}.html", title=title, layout=layout, settings=visit.wiring.settings, **context)
