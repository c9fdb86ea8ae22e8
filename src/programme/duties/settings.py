"""A programme's settings (its time, its ladder of warnings, who is told): read, checked, and compared with new ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.courses.queries import NoProgramme
from programme.courses.settings import ProgrammePart, SettingsChange
from programme.duties.ladders import Rung
from programme.duties.rules import (
    FLOOR,
    LONGEST_RUNG,
    MOST_PASS_UP_DAYS,
    UPWARDS,
    URGENT_DAYS,
    kept_ladder,
    ladder_of,
    reaches_the_top,
)
from programme.duties.words import ROLE_WORDS
from programme.people.contact import wrong_with_email
from programme.shared.access import SETTINGS
from programme.shared.actor import COMMAND_LINE, Actor
from programme.shared.refusal import NotFound

MOST_RUNGS = 8
BOUNDS = {
    "charging_reserve_days": (7, 120),
    "result_lag_working_days": (0, 20),
    "answer_within_days": (1, 60),
    "answer_limit_days": (1, 90),
    "pass_up_days": (1, MOST_PASS_UP_DAYS),
}
"""The least and the most of every number, wherever it comes from."""


@dataclass(frozen=True, slots=True)
class ProgrammeSettings(ProgrammePart):
    """Its time, its warnings, and who is told where nobody else is. The ladder is whole, highest rung first, also
    where it is the ordinary one."""

    charging_reserve_days: int
    result_lag_working_days: int
    answer_within_days: int
    answer_limit_days: int
    pass_up_days: int
    ladder: tuple[Rung, ...]
    fallback_email: str

    @property
    def kept_time(self) -> tuple[int, int]:
        """Days kept for charging and working days for a provider to report: the dates of a case follow from them."""
        return self.charging_reserve_days, self.result_lag_working_days

    @classmethod
    def of(cls, programme: Programme) -> Self:
        numbers: dict[str, Any] = {name: getattr(programme, name) for name in BOUNDS}
        return cls(**numbers, ladder=ladder_of(programme.ladder), fallback_email=programme.fallback_email)

    def keep(self, programme: Programme) -> None:
        for name in BOUNDS:
            setattr(programme, name, getattr(self, name))
        programme.ladder = kept_ladder(self.ladder)
        programme.fallback_email = self.fallback_email

    def changes_from(self, before: Self) -> list[SettingsChange]:
        found = []
        for name, (what, unit) in _DAYS.items():
            was, becomes = getattr(before, name), getattr(self, name)
            if was != becomes:
                found.append(SettingsChange(what, _count(was, unit), _count(becomes, unit)))
        if before.ladder != self.ladder:
            found.append(SettingsChange("Deadline warnings", ladder_words(before.ladder), ladder_words(self.ladder)))
        if before.fallback_email != self.fallback_email:
            was, becomes = before.fallback_email or "none", self.fallback_email or "none"
            found.append(SettingsChange("Fall-back address", was, becomes))
        return found

    def wrong(self) -> list[tuple[str, str]]:
        wrong = [
            (name, f"{what} must be {least} to {most}")
            for name, (what, _) in _DAYS.items()
            for least, most in [BOUNDS[name]]
            if not least <= getattr(self, name) <= most
        ]
        if self.answer_limit_days < self.answer_within_days:
            wrong.append(("answer_limit_days", "The longest time to answer must not be less than the time to answer"))
        if not 1 <= len(self.ladder) <= MOST_RUNGS:
            wrong.append(("days_1", f"There must be 1 to {MOST_RUNGS} warnings"))
        lines = list(enumerate(self.ladder, start=1))
        wrong += [
            (f"days_{line}", f"Warning {line} must be at 1 to {LONGEST_RUNG} days left")
            for line, rung in lines
            if not 1 <= rung.days <= LONGEST_RUNG
        ]
        wrong += [(f"days_{line}", message) for line, message in wrong_with_ladder(lines)]
        if fault := wrong_with_email(self.fallback_email):
            wrong.append(("fallback_email", f"The fall-back address must {fault}"))
        return wrong


@dataclass(frozen=True, slots=True)
class ProgrammeShown:
    """A programme. `others` are the programmes that the actor may change beside it."""

    row: Programme
    others: tuple[tuple[str, str], ...]


_DAYS = {
    "charging_reserve_days": ("Days kept for charging", "day"),
    "result_lag_working_days": ("Time for a provider to report", "working day"),
    "answer_within_days": ("Time to answer an offer", "day"),
    "answer_limit_days": ("Longest time to answer, with legal advice", "day"),
    "pass_up_days": ("A warning waits before it is escalated", "working day"),
}


def ladder_words(ladder: tuple[Rung, ...]) -> str:
    """ "60 officer, 28 supervisor, 7 coordinator"."""
    return ", ".join(f"{rung.days} {rung.role.value}" for rung in ladder)


def wrong_with_ladder(rungs: list[tuple[int, Rung]]) -> Iterator[tuple[int, str]]:
    """Faults of the rungs as they were entered: the line of each, and what to do about it.

    No two rungs on the same day, none put to somebody lower than the one before it, and one in the last week that
    reaches the coordinator: a clock that runs out goes up.
    """
    seen: dict[int, int] = {}
    for line, rung in rungs:
        if rung.days in seen:
            yield line, f"Warning {line} is on the same day as warning {seen[rung.days]}: change one of them"
        seen.setdefault(rung.days, line)
    ordered = sorted(rungs, key=lambda one: -one[1].days)
    for (_, higher), (line, lower) in pairwise(ordered):
        if UPWARDS.index(lower.role) < UPWARDS.index(higher.role):
            yield (
                line,
                f"Warning {line}, at {_count(lower.days, 'day')}, must not go to somebody lower than "
                f"{ROLE_WORDS[higher.role]}, who has the warning at {_count(higher.days, 'day')}",
            )
    yield from _without_floor(rungs)


def _without_floor(rungs: list[tuple[int, Rung]]) -> Iterator[tuple[int, str]]:
    """Said at the lowest rung: it is the one that is not low enough, or not high enough up."""
    if not rungs or reaches_the_top(rung for _, rung in rungs):
        return
    line, _ = min(rungs, key=lambda one: one[1].days)
    yield (
        line,
        f"Warning {line} is the last, and a warning at {URGENT_DAYS} days left or less must go to "
        f"{ROLE_WORDS[FLOOR.role]}: change it, or add one, such as {FLOOR.days} days to {ROLE_WORDS[FLOOR.role]}",
    )


def one_programme(db: Session, actor: Actor, force_code: str = "") -> ProgrammeShown:
    """The programme of the coordinator's force. One without a force may change every programme: that of `force_code`,
    or the first by name. Raises NotFound, NoProgramme where there is none yet."""
    rows = list(db.execute(_of(actor, select(Programme)).order_by(Programme.name, Programme.id)).scalars())
    wanted = [row for row in rows if not force_code or row.force_code == force_code]
    if not rows and not force_code:
        raise NoProgramme()
    if not wanted:
        raise NotFound()
    row = wanted[0]
    others = tuple((other.force_code, other.name) for other in rows if other is not row)
    return ProgrammeShown(row, others)


def lock_programme(db: Session, actor: Actor, force_code: str) -> Programme:
    """The programme's row, locked against changes of its settings; raises NotFound where it is not the coordinator's.

    Cases that name it can still be written: who takes one in waits for nobody here.
    """
    found: Programme | None = db.execute(
        _of(actor, select(Programme)).where(Programme.force_code == force_code).with_for_update(key_share=True)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found


def _of(actor: Actor, wanted: Select[Programme]) -> Select[Programme]:
    if not SETTINGS.admits(actor) and actor != COMMAND_LINE:
        return wanted.where(Programme.id.is_(None))
    return wanted if actor.force_code is None else wanted.where(Programme.force_code == actor.force_code)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
