"""The changes, read from CHANGELOG.md: the same text that comes with the release."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_LEAD = re.compile(r"\*\*(?P<lead>.+?)\*\*[:,]?\s*(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph. `lead` is whom or what it is about: its first words."""

    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class ReleaseNotes:
    """The changes of one release."""

    name: str
    changes: tuple[Change, ...]


@lru_cache(maxsize=2)
def read_changes(file: Path) -> tuple[ReleaseNotes, ...]:
    """The releases, newest first; none where the file does not come with this installation."""
    return changes_in(file.read_text(encoding="utf-8")) if file.is_file() else ()


def changes_in(text: str) -> tuple[ReleaseNotes, ...]:
    """The same of a text: a release is a heading, a change a paragraph below it."""
    _, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    releases = []
    for part in parts:
        name, _, below = part.partition("\n")
        paragraphs = [" ".join(one.split()).replace("`", "") for one in below.split("\n\n") if one.strip()]
        releases.append(ReleaseNotes(name.strip(), tuple(map(_change, paragraphs))))
    return tuple(releases)


def _change(paragraph: str) -> Change:
    found = _LEAD.fullmatch(paragraph)
    if found is None:
        return Change("", paragraph.replace("**", ""))
    return Change(found["lead"], found["rest"].replace("**", ""))
