"""The box for the disposal route, on every form that chooses one."""

from __future__ import annotations

from collections.abc import Sequence

from programme.eligibility.routes import route_proposal, routes_above, routes_within
from programme.eligibility.terms import DatedTerms
from programme.policies.rules import Route
from programme.referrals.models import Admission
from programme.web.kit.forms import ChoiceField, Option, PageForm


def route_box(needed: str | None = None) -> ChoiceField:
    """Where it is not needed, the route that is proposed stands without an answer."""
    return ChoiceField("Disposal route", unknown="Choose a route from the list", needed=needed)


class ChoosesRoute(PageForm):
    """A form of a new case. The route that the force proposes needs no answer, and no key."""

    def know_routes(self, routes: Sequence[Route], terms: DatedTerms, rank: str) -> None:
        """The routes that are open today, of which an officer of this rank may choose some; and what is asked of his
        choice once it is known when the offence was and what he says of it."""
        if len(routes) < 2:
            return
        route, admission, offence_on = self["route"], self["admission"], self["offence_on"]
        may = [one for one in routes if one.code == route.data or one in routes_within(routes, rank)]
        route.choices = [Option(one.code, one.name) for one in may]
        others = [one for one in routes if one not in may]
        route.description = ". ".join(filter(None, [route_proposal(routes), routes_above(others, rank)]))
        self.asks = (
            (
                ("route", "offence_on", "admission"),
                lambda: terms.chosen(
                    offence_on.data, admission=Admission(admission.data), route=route.data or "", rank=rank
                ),
            ),
        )
