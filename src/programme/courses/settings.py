"""A programme's settings, subject by subject: read from its row, compared with new ones, checked and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Self

from sqlalchemy.orm import Session

from programme.courses.models import Programme


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """One setting that changes, in words."""

    what: str
    was: str
    becomes: str

    def __str__(self) -> str:
        return f"{self.what}: {self.was} to {self.becomes}"


def log_subject(force_code: str) -> str:
    """The subject under which the access log files a change of this force's programme."""
    return f"programme-{force_code}"


class ProgrammePart:
    """One subject of the settings, as it stands or as somebody wants it. Every part is a frozen dataclass."""

    __slots__ = ()

    @classmethod
    def of(cls, programme: Programme) -> Self:
        """As the programme keeps it."""
        raise NotImplementedError

    def wrong(self) -> list[tuple[str, str]]:
        """Everything that is wrong with it: the field that it is to be mended in, and what to do about it."""
        raise NotImplementedError

    def changes_from(self, before: Self) -> list[SettingsChange]:
        """The settings that differ from `before`, in the order of the form."""
        raise NotImplementedError

    def check_there(self, db: Session, *, today: date) -> None:
        """Raises a refusal where what else is stored does not let it be so. Nothing, unless a part says so."""

    def keep(self, programme: Programme) -> None:
        """Write it to the programme's row, which the caller has locked."""
        raise NotImplementedError

    @property
    def mark(self) -> str:
        """Tells one state of it from another, for somebody who changes what he was shown."""
        return sha256(repr(self).encode()).hexdigest()[:16]
