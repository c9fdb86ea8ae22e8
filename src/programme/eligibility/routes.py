"""Which disposal route is proposed for a man, and which an officer may choose instead. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from programme.policies.models import AdmissionNeed
from programme.policies.refusals import RouteAboveRank, RouteNeedsAdmission
from programme.policies.rules import Route
from programme.referrals.models import Admission
from programme.shared.ranks import is_at_least


def fits_admission(route: Route, admission: Admission) -> bool:
    """Whether the route does with what he says of the offence. An answer that nobody recorded stands in no way."""
    return admission is not Admission.DENIED or route.admission is AdmissionNeed.NOT_NEEDED


def proposed_route(routes: Sequence[Route], admission: Admission) -> Route:
    """Of the routes that are open, the force's own first: the first that fits; the force's own where none does."""
    return next((one for one in routes if fits_admission(one, admission)), routes[0])


def can_choose_route(route: Route, proposed: Route, *, admission: Admission, rank: str) -> None:
    """Whether somebody of this rank may choose the route. Whoever takes the one that is proposed chooses nothing, and
    needs no rank. Raises RouteNeedsAdmission and RouteAboveRank."""
    if route.code == proposed.code:
        return
    if not fits_admission(route, admission):
        raise RouteNeedsAdmission(route.name)
    if not is_at_least(rank, route.needed_rank):
        raise RouteAboveRank(route.name, route.needed_rank)


def routes_within(routes: Sequence[Route], rank: str) -> list[Route]:
    """Those that somebody of this rank may choose, whatever is proposed."""
    return [one for one in routes if is_at_least(rank, one.needed_rank)]


def routes_above(routes: Sequence[Route], rank: str) -> str:
    """In words, which of them somebody of this rank does not choose; empty where there is none."""
    above = [one for one in routes if not is_at_least(rank, one.needed_rank)]
    return ". ".join(f"To choose {one.name.lower()} takes {one.needed_rank.with_article} or above" for one in above)


def route_proposal(routes: Sequence[Route]) -> str:
    """The force's own proposals among the routes that are open, in words."""
    own, otherwise = routes[0], proposed_route(routes, Admission.DENIED)
    if own is otherwise:
        return f"The force proposes {own.name.lower()}"
    return f"The force proposes {own.name.lower()}, and {otherwise.name.lower()} where he does not admit the offence"


def route_sentence(routes: Sequence[Route], route: Route, admission: Admission, *, is_chosen: bool) -> str:
    """The route that a case begins on, and why. `routes` are those that are open, the force's own first."""
    own, proposed = routes[0], proposed_route(routes, admission)
    if not fits_admission(route, admission):
        needs_none = fits_admission(proposed, admission)
        other = f"{proposed.name} needs none" if needs_none else "The force uses no route that needs none"
        return f"{route.name} needs an admission, and he does not admit the offence. {other}."
    if is_chosen:
        return f"{route.name}, as you chose."
    if route.code == own.code:
        return f"{route.name}, as the force proposes."
    return f"He does not admit the offence, so {route.name.lower()} is proposed: it needs no admission."
