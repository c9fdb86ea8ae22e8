"""The foot of a staff door: its own help, contact and privacy notice, and what is new."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.insight.whom_to_ask import whom_to_ask
from programme.shared.access import SETTINGS, Access
from programme.web.footer.whats_new import read_changes
from programme.web.kit.visit import Visit


class _StaffPages(Controller):
    @get("/help")
    async def help(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """How this door works, and whom to ask."""
        return await _who_is_asked(visit, "help", "Help")

    @get("/contact")
    async def contact(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Whom to ask."""
        return await _who_is_asked(visit, "contact", "Contact")

    @get("/privacy")
    async def privacy(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The data kept of whoever works here, and of the person."""
        return await _who_is_asked(visit, "privacy", "Privacy")

    @get("/whats-new")
    async def whats_new(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The changes, in the users' words."""
        return _staff_page(visit, "whats_new", "What’s new", releases=read_changes(visit.wiring.settings.changelog))


def staff_pages(path: str, access: Access) -> type[Controller]:
    """The same pages for one door."""
    name = f"FooterOf{path.strip('/').capitalize()}"
    return type(name, (_StaffPages,), {"path": path, "opt": {"access": access}})


async def _who_is_asked(visit: Visit, template: str, title: str) -> Response[Any]:
    asked = await visit.read(whom_to_ask, visit.the_actor)
    return _staff_page(visit, template, title, asked=asked, may_set=SETTINGS.admits(visit.actor))


def _staff_page(visit: Visit, template: str, title: str, **context: Any) -> Response[Any]:
    return visit.page(
        f"footer/{template}.html",
        title=title,
        door=visit.the_actor.door.value,
        **context,
    )
