"""The disposal routes that the programme uses, and the one that it proposes."""

from __future__ import annotations

from typing import Any

from programme.courses.routes import Routes
from programme.insight.programme_reach import ProgrammeReach
from programme.policies.refusals import RouteNotInForce
from programme.policies.words import ROUTE_NAMES
from programme.shared.refusal import Refusal
from programme.web.admin.programme_part import PartForm, PartPage
from programme.web.kit.forms import ChoiceField, ChoicesField, said_of

_NAMES = tuple(ROUTE_NAMES.items())


class RoutesForm(PartForm):
    """One route that is proposed, and any that an officer may choose instead."""

    proposed = ChoiceField(
        "Which route is proposed?",
        hint="For whoever admits the offence, where nobody chooses another",
        choices=_NAMES,
        needed="Choose the route that the force proposes",
    )
    used = ChoicesField(
        "Which others does the force use?",
        hint="One that needs no admission is proposed for whoever does not admit the offence. Each is open to cases "
        "once the force’s lawyer has confirmed it, for offences of the days on which it is in force",
        choices=_NAMES,
    )

    def part(self) -> Routes:
        return Routes.chosen(self.proposed.data or "", self.used.data)


class RoutesPage(PartPage[RoutesForm]):
    """`/admin/programme/43/routes`."""

    path = "/admin/programme/{force:str}/routes"
    form, template, title = RoutesForm, "admin/programme_routes.html", "Routes that the force uses"
    part = Routes

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """Also that a route is not in force."""
        return said_of(refusal) if isinstance(refusal, RouteNotInForce) else super().said(refusal)

    def typed(self, part: Routes) -> dict[str, Any]:
        return {"proposed": part.proposed, "used": part.others}

    def follows(self, reach: ProgrammeReach, wanted: Routes) -> list[str]:
        return [
            "Cases that there are keep their route. An officer can change the route of one that has no offer.",
            "A route that is added has to be confirmed by the force’s lawyer before a case can be on it.",
        ]
