"""When a programme's messages go to people who said no hours of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from programme.courses.models import Programme
from programme.courses.settings import ProgrammePart, SettingsChange
from programme.notices.hours import TEN_TO_SIX, Window, spoken_plan


@dataclass(frozen=True, slots=True)
class MessageHours(ProgrammePart):
    """Messages that wait go by the new hours: they are asked at every try."""

    windows: list[Window]

    @property
    def spoken(self) -> str:
        """In a line."""
        return spoken_plan(self.windows)

    @classmethod
    def of(cls, programme: Programme) -> Self:
        return cls(programme.message_hours or TEN_TO_SIX)

    def keep(self, programme: Programme) -> None:
        programme.message_hours = self.windows

    def wrong(self) -> list[tuple[str, str]]:
        if not self.windows:
            return [("hours", "Enter the days and hours in which messages may go")]
        return []

    def changes_from(self, before: Self) -> list[SettingsChange]:
        if self.windows == before.windows:
            return []
        return [SettingsChange("Hours of messages", before.spoken, self.spoken)]
