"""The disposal routes that a programme uses: the one that it proposes, and those that an officer may choose instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.courses.settings import ProgrammePart, SettingsChange
from programme.policies.queries import route_on
from programme.policies.refusals import NoRouteThen, RouteNotInForce
from programme.policies.words import ROUTE_NAMES


@dataclass(frozen=True, slots=True)
class Routes(ProgrammePart):
    """Codes of routes. A case keeps the one that it began on, or was put on since."""

    proposed: str
    others: tuple[str, ...] = ()

    @classmethod
    def of(cls, programme: Programme) -> Self:
        return cls(programme.route, tuple(programme.other_routes))

    @classmethod
    def chosen(cls, proposed: str, used: Iterable[str]) -> Self:
        """As somebody ticks them, in the order of the list: the one that is proposed is used in any case."""
        ticked = set(used)
        return cls(proposed, tuple(code for code in ROUTE_NAMES if code in ticked and code != proposed))

    def keep(self, programme: Programme) -> None:
        programme.route, programme.other_routes = self.proposed, list(self.others)

    def wrong(self) -> list[tuple[str, str]]:
        found = []
        if self.proposed not in ROUTE_NAMES:
            found.append(("proposed", "Choose the route that the force proposes"))
        if not {*self.others} <= ROUTE_NAMES.keys() - {self.proposed}:
            found.append(("used", "Choose routes from the list"))
        return found

    def check_there(self, db: Session, *, today: date) -> None:
        """Raises RouteNotInForce."""
        try:
            route_on(db, self.proposed, today)
        except NoRouteThen as off:
            raise RouteNotInForce() from off

    def changes_from(self, before: Self) -> list[SettingsChange]:
        named = [
            ("Route that the force proposes", _names([before.proposed]), _names([self.proposed])),
            ("Other routes that it uses", _names(before.others), _names(self.others)),
        ]
        return [SettingsChange(what, was, becomes) for what, was, becomes in named if was != becomes]


def _names(codes: Iterable[str]) -> str:
    return ", ".join(ROUTE_NAMES.get(code, code).lower() for code in codes) or "none"
