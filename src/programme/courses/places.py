"""How long a programme keeps a place unpaid, and how many places a new date begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.courses.settings import ProgrammePart, SettingsChange

PLACE_BOUNDS = {"hold_minutes": (30, 180), "places_of_a_date": (1, 20)}
PLACE_WORDS = {"hold_minutes": "Minutes a place is kept for payment", "places_of_a_date": "Places of a new date"}


@dataclass(frozen=True, slots=True)
class Places(ProgrammePart):
    """Who holds a place keeps it for as long as he was told, and a date the places that it has."""

    hold_minutes: int
    places_of_a_date: int

    @classmethod
    def of(cls, programme: Programme) -> Self:
        return cls(programme.hold_minutes, programme.places_of_a_date)

    def keep(self, programme: Programme) -> None:
        programme.hold_minutes, programme.places_of_a_date = self.hold_minutes, self.places_of_a_date

    def wrong(self) -> list[tuple[str, str]]:
        return [
            (name, f"{PLACE_WORDS[name]} must be between {least} and {most}")
            for name, (least, most) in PLACE_BOUNDS.items()
            if not least <= getattr(self, name) <= most
        ]

    def changes_from(self, before: Self) -> list[SettingsChange]:
        both = [(PLACE_WORDS[name], getattr(before, name), getattr(self, name)) for name in PLACE_BOUNDS]
        return [SettingsChange(what, str(was), str(becomes)) for what, was, becomes in both if was != becomes]


def find_places_of_new_date(db: Session) -> int | None:
    """The settings that a provider's new date begins with: by the oldest programme, where an installation has
    several."""
    return db.execute(select(Programme.places_of_a_date).order_by(Programme.id).limit(1)).scalar_one_or_none()
