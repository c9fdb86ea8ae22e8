"""The versions that the force's lawyer has to have confirmed: those that hold today, and those that are still to
come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from programme.policies.refusals import ConfirmedInFuture
from programme.policies.rules import Policies, Route, RuleSet, in_force_on
from programme.shared.dates import spoken_date


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """The versions of the programme's routes and of the rules that hold today or later, oldest first."""

    routes: tuple[Route, ...]
    rule_sets: tuple[RuleSet, ...]

    @property
    def versions(self) -> tuple[str, ...]:
        """Their names, as a confirmation keeps them."""
        return (*map(version_of, self.routes), *(f"rules:{one.id}" for one in self.rule_sets))

    def not_among(self, versions: Iterable[str]) -> list[str]:
        """Those that are not among these names, in words."""
        there = set(versions)
        routes = [
            f"{one.name} for offences from {spoken_date(one.from_on)}"
            for one in self.routes
            if version_of(one) not in there
        ]
        return routes + [
            f"eligibility rules for offences from {spoken_date(one.from_on)}"
            for one in self.rule_sets
            if f"rules:{one.id}" not in there
        ]

    def confirmed_by(self, versions: Iterable[str]) -> bool:
        """Whether all of them are among these: a version that was added since makes it fall."""
        return bool(self.routes and self.rule_sets) and set(versions) >= set(self.versions)


def version_of(route: Route) -> str:
    """The name by which a confirmation keeps a version of a route."""
    return version_named(route.key)


def version_named(key: str) -> str:
    """The same of the version with this key."""
    return f"route:{key}"


def to_confirm(policies: Policies, route_codes: Iterable[str], today: date) -> ToConfirm:
    """The versions that a programme with these routes works by from today on."""
    routes: list[Route] = []
    for code in route_codes:
        versions = [one for one in policies.routes if one.code == code]
        now = in_force_on(versions, today)
        routes += [one for one in versions if one == now or one.from_on > today]
    rules = in_force_on(policies.rule_sets, today)
    return ToConfirm(
        tuple(routes),
        tuple(one for one in policies.rule_sets if one == rules or one.from_on > today),
    )


def check_confirmed_on(confirmed_on: date, today: date) -> None:
    """Raises ConfirmedInFuture."""
    if confirmed_on > today:
        raise ConfirmedInFuture()
