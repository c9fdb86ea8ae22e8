"""The areas that a force files its cases under, and the stations of each: a case is of the area of its station."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from programme.courses.models import LONGEST_AREA, Area, Programme
from programme.courses.settings import ProgrammePart, SettingsChange
from programme.shared.plain_text import plain_line

MOST_AREAS = 60


@dataclass(frozen=True, slots=True)
class Areas(ProgrammePart):
    """A force that lists none has cases of no area, or of those that its exports name."""

    areas: list[Area]

    @classmethod
    def of(cls, programme: Programme) -> Self:
        return cls(programme.areas)

    @classmethod
    def read(cls, text: str) -> Self:
        """A line for each, as somebody types them: "Milton Keynes: DA, DG"."""
        return cls([_read_line(line) for line in text.splitlines() if plain_line(line)])

    def keep(self, programme: Programme) -> None:
        programme.areas = self.areas

    @property
    def lines(self) -> list[str]:
        """As they are typed."""
        return [f"{one.name}: {', '.join(one.stations)}" if one.stations else one.name for one in self.areas]

    def wrong(self) -> list[tuple[str, str]]:
        found = []
        if len(self.areas) > MOST_AREAS:
            found.append(f"Enter at most {MOST_AREAS} areas")
        if any(not 1 <= len(text) <= LONGEST_AREA for one in self.areas for text in (one.name, *one.stations)):
            found.append(f"Each area and each station must have a name of 1 to {LONGEST_AREA} characters")
        for what, texts in (
            ("area", [one.name for one in self.areas]),
            ("station", [station for one in self.areas for station in one.stations]),
        ):
            counted = Counter(map(_key, texts))
            twice = next((text for text in texts if counted[_key(text)] > 1), "")
            found += [f"The {what} {twice} stands there twice. Leave one"] if twice else []
        return [("areas", message) for message in found]

    def changes_from(self, before: Self) -> list[SettingsChange]:
        was, becomes = ({one.name: ", ".join(one.stations) for one in part.areas} for part in (before, self))
        return [
            SettingsChange(f"Area {name}", _said(was.get(name)), _said(becomes.get(name)))
            for name in dict.fromkeys((*was, *becomes))
            if was.get(name) != becomes.get(name)
        ]


def area_of(areas: Iterable[Area], *said: str) -> str:
    """The name of the area that is called so, or has this station; of the first of what is said that is known."""
    known = {_key(text): one.name for one in areas for text in (*one.stations, one.name)}
    return next((known[key] for text in said if (key := _key(text)) in known), "")


def _read_line(line: str) -> Area:
    name, _, stations = plain_line(line).partition(":")
    return Area(name.strip(), [one for station in stations.split(",") if (one := station.strip())])


def _said(stations: str | None) -> str:
    return "not listed" if stations is None else stations or "listed"


def _key(text: str) -> str:
    return plain_line(text).casefold()
