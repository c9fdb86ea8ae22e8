"""The number that he can ring, and when somebody answers: one thing, so that every page and paper says both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from programme.courses.help_hours import HelpDays, HelpHours, answers_next_at, spoken_hours
from programme.courses.models import Programme
from programme.courses.settings import ProgrammePart, SettingsChange
from programme.courses.words import HELP_DAY_WORDS
from programme.notices.rendering import LONGEST_HELP_NUMBER
from programme.shared.dates import spoken_time_near
from programme.storage.rows import reads

_A_NUMBER = re.compile(r"0[0-9]{9,11}|\+[1-9][0-9]{8,11}")
_NOW = "We can talk about it now, on this call."
_TRUNK_ZERO = re.compile(r"(?<=\d)\s*\(0\)")
"""The zero of "+44 (0)1632 960001", which is dialled only where the country is not."""
_BETWEEN = re.compile(r"[\s().-]+")
LONGEST_NUMBER = 20
RELAY = "Relay UK: dial 18001, then the same number."
"""For whoever cannot hear or speak on a telephone."""


@reads(Programme, number=Programme.helpline, hours=Programme.helpline_hours)
@dataclass(frozen=True, slots=True)
class HelpLine(ProgrammePart):
    """Empty in a programme that is being set up: then the number is the one on his sheet."""

    number: str
    hours: list[HelpHours]

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it."""
        said = _TRUNK_ZERO.sub("", self.number) if self.number.startswith("+") else self.number
        return _BETWEEN.sub("", said)

    @property
    def in_a_text(self) -> str:
        """The number where every letter counts: as it is written, or closed up where that is too long."""
        return self.number if len(self.number) <= LONGEST_HELP_NUMBER else self.dialled

    @property
    def spoken_hours(self) -> str:
        """When somebody answers, in a line."""
        return spoken_hours(self.hours, HELP_DAY_WORDS)

    def spoken(self, otherwise: str) -> str:
        """The number with its hours, for the middle of a sentence; `otherwise` where there is none."""
        hours = self.spoken_hours
        return f"{self.number} ({hours})" if self.number and hours else self.number or otherwise

    def next_words(self, now: datetime) -> str:
        """When somebody answers next, "9am" or "Monday 1 March 2027 at 9am"; empty where somebody answers now, or no
        hours are known."""
        at = answers_next_at(self.hours, now)
        return spoken_time_near(at, now) if at else ""

    def to_ring(self, now: datetime, urgently: str) -> str:
        """Sentences for whoever has to ring the number `urgently` ("today", "at once"): in the hours in which nobody
        answers, the second says when somebody does."""
        at, number = self.next_words(now), self.number or "the number on your sheet"
        return f"Call {number} as soon as somebody answers. That is from {at}." if at else f"Call {number} {urgently}."

    def call(self, what_for: str = "") -> str:
        """A sentence for whoever may ring the number: "Call ..." or, `what_for` first, "To pay, call ..."."""
        return f"{what_for}, call {self.number}." if what_for else f"Call {self.number}."

    @property
    def again(self) -> str:
        """The same for later, in the middle of a sentence."""
        return f"call {self.number}"

    def on_this_call(self) -> HelpLine:
        """The same for whoever rings already, and is read what he would otherwise be told to ring about."""
        return _OnThisCall(self.number, self.hours)

    def answered(self, now: datetime) -> str:
        """When somebody answers, and when next where nobody does now, in a sentence; empty where it is not known."""
        if not self.number or not self.hours:
            return ""
        at = self.next_words(now)
        return f"{self.when_answered}{f' Again from {at}.' if at else ''}"

    @property
    def when_answered(self) -> str:
        """The same on paper, which does not know when it is read."""
        return f"{self.number} is answered {self.spoken_hours}." if self.number and self.hours else ""

    @classmethod
    def of(cls, programme: Programme) -> Self:
        return cls(programme.helpline, programme.helpline_hours)

    def keep(self, programme: Programme) -> None:
        programme.helpline, programme.helpline_hours = self.number, self.hours

    def wrong(self) -> list[tuple[str, str]]:
        wrong = []
        if not _A_NUMBER.fullmatch(self.dialled) or len(self.number) > LONGEST_NUMBER:
            wrong.append(
                ("number", "Help number must be a whole telephone number, like 01632 960 001, of 12 digits or fewer")
            )
        if not self.hours:
            wrong.append((f"{HelpDays.WEEKDAYS}_opens", "Enter when somebody answers, on some days at least"))
        wrong += [
            (f"{one.days}_closes", f"{HELP_DAY_WORDS[one.days]}: the end must be later than the start")
            for one in self.hours
            if not one.end_after_start
        ]
        return wrong

    def changes_from(self, before: Self) -> list[SettingsChange]:
        both = [
            ("Help number", before.number, self.number),
            ("Hours of the help number", before.spoken_hours, self.spoken_hours),
        ]
        return [SettingsChange(what, was or "none", is_now or "none") for what, was, is_now in both if was != is_now]


class _OnThisCall(HelpLine):
    """He is not sent to the number that he is on."""

    __slots__ = ()

    def to_ring(self, now: datetime, urgently: str) -> str:
        """His next step instead."""
        return _NOW

    def call(self, what_for: str = "") -> str:
        return _NOW

    @property
    def again(self) -> str:
        return "ring again"
