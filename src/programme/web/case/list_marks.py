"""The state and the clock of every case of a list, as its own page says them: read once with the list."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from programme.insight.standings import Standing, standings_of
from programme.referrals.bites import bites_next
from programme.referrals.words import StateWords, state_words
from programme.shared.dates import london_date
from programme.web.case.clock import Chip, chip_of
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

T = TypeVar("T")


class AboutCase(Protocol):
    """A line of a list."""

    @property
    def reference(self) -> str: ...


async def look_at_list(
    visit: Visit, query: Callable[..., T], *args: Any, subjects: Callable[[T], Collection[str]], **more: Any
) -> T:
    """As `visit.look`. How its cases stand is read with it, for `list_marks`."""

    def with_standings(db: Session) -> tuple[T, dict[str, Standing]]:
        found = query(db, *args, **more)
        return found, standings_of(db, subjects(found))

    found, standings = await visit.look(with_standings, subjects=lambda both: subjects(both[0]))
    visit.request.state.standings = standings
    return found


def list_marks(visit: Visit) -> dict[str, Any]:
    """The context of a page that was read with `look_at_list`: `chip` and `state` of a line."""
    standings: dict[str, Standing] = getattr(visit.request.state, "standings", {})
    today = london_date(visit.now)

    def chip(line: AboutCase) -> Chip:
        case = standings[line.reference]
        return chip_of(case, today, bites_next(case.at(visit.now)))

    def state(line: AboutCase) -> StateWords:
        case = standings[line.reference]
        return state_words(case.state, stopped=case.at(visit.now).stopped)

    return {"chip": chip, "state": state}
