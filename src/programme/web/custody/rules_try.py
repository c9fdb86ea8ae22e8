"""Trying the rules out at custody's desk."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from programme.shared.access import CUSTODY
from programme.web.case.rules_tryout import begin_trying, try_out
from programme.web.kit.visit import Visit


class RulesTryPages(Controller):
    """`/custody/rules/try`."""

    path = "/custody/rules/try"
    opt = {"access": CUSTODY}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The form."""
        return await begin_trying(visit, "rules/try.html", here="/custody/rules/try")

    @post(status_code=200)
    async def try_them(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """What the rules say of made-up facts. Writes nothing."""
        return await try_out(visit, "rules/try.html", await visit.form(), here="/custody/rules/try")
