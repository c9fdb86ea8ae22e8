"""The shape of a set of words: one version, for one route, in one language. Conditions and facts make it the words
that he reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from string import Formatter

from programme.offers.told.conditions import When

EVERY_ROUTE = ""
"""The route of a version that was written before each route had its own words."""
SUMMARY = "summary"
"""The key of the summary among those of the screens."""


class ScreenKey(StrEnum):
    """The screens, in the order in which they are read."""

    BEFORE_YOU_ANSWER = "before_you_answer"
    NOT_SURE = "not_sure"
    SIGN = "sign"
    DAY = "day"
    FEE = "fee"
    FINISH = "finish"
    NO_OR_MISS = "no_or_miss"
    CHANGING_MIND = "changing_mind"
    DETAILS = "details"
    REACHING = "reaching"
    COMPLAIN = "complain"


@dataclass(frozen=True, slots=True)
class If:
    """A paragraph that is shown only where all of these conditions hold."""

    text: str
    when: tuple[When, ...]


Paragraph = str | If


def only(text: str, *when: When) -> If:
    """The paragraph, where all of these hold."""
    return If(text, when)


@dataclass(frozen=True, slots=True)
class Screen:
    """One matter, with a heading of its own. `key` names it for pages that show it alone."""

    key: str
    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class ToldScreen:
    """A screen as he reads it."""

    key: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldWords:
    """The words as he reads them: the summary first (none in a version that had none), then a screen a matter."""

    version: str
    route: str
    language: str
    summary: tuple[str, ...]
    screens: tuple[ToldScreen, ...]

    def screen(self, key: str) -> ToldScreen:
        """The screen with this key; raises KeyError."""
        for screen in self.screens:
            if screen.key == key:
                return screen
        raise KeyError(key)

    @property
    def refusing(self) -> ToldScreen:
        """The screen that says what follows from a no: the earlier versions called it otherwise."""
        return next(screen for screen in self.screens if screen.key in ("no_or_miss", "if_you_do_not"))

    @property
    def text(self) -> str:
        """Every word of it, a paragraph a line."""
        of_screens = (text for screen in self.screens for text in (screen.heading, *screen.paragraphs))
        return "\n".join((*self.summary, *of_screens))


@dataclass(frozen=True, slots=True)
class RouteWords:
    """One released set: a version of the words for one route, in one language. It never changes."""

    version: str
    route: str
    language: str
    from_on: date
    screens: tuple[Screen, ...]
    summary: tuple[Paragraph, ...] = ()

    def printed(self, holds: frozenset[When], facts: Mapping[str, str]) -> ToldWords:
        """The words where these conditions hold, with these facts in them: the same for ever. A screen of which nothing
        is left is left out. Raises KeyError for a fact that the words do not know, ValueError for one that is empty."""
        screens = (
            ToldScreen(screen.key, screen.heading, tuple(_said(screen.paragraphs, holds, facts)))
            for screen in self.screens
        )
        return ToldWords(
            self.version,
            self.route,
            self.language,
            tuple(_said(self.summary, holds, facts)),
            tuple(screen for screen in screens if screen.paragraphs),
        )

    @property
    def fingerprint(self) -> str:
        """A hash over every word and every condition, by which a test sees that a released version is as it was, and a
        signature what was signed."""
        words = [[screen.key, screen.heading, *map(_kept, screen.paragraphs)] for screen in self.screens]
        if self.summary:
            words.insert(0, [SUMMARY, "", *map(_kept, self.summary)])
        said: list[object] = [self.version, self.language, words]
        return hashlib.sha256(json.dumps([*said, self.route] if self.route else said).encode()).hexdigest()


def is_shown(paragraph: Paragraph, holds: frozenset[When]) -> bool:
    """Whether the paragraph is shown where these conditions hold."""
    return isinstance(paragraph, str) or holds.issuperset(paragraph.when)


def text_of(paragraph: Paragraph) -> str:
    """The paragraph without its conditions."""
    return paragraph if isinstance(paragraph, str) else paragraph.text


def _said(paragraphs: Iterable[Paragraph], holds: frozenset[When], facts: Mapping[str, str]) -> list[str]:
    texts = [text_of(paragraph) for paragraph in paragraphs if is_shown(paragraph, holds)]
    for text in texts:
        for _, name, _, _ in Formatter().parse(text):
            if name and not facts[name]:
                raise ValueError(f"the words name {name}, and there is none")
    return [text.format_map(facts) for text in texts]


def _kept(paragraph: Paragraph) -> str | list[str]:
    return paragraph if isinstance(paragraph, str) else [paragraph.text, *paragraph.when]
