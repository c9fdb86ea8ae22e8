"""Words of a programme that strangers read: on a bank statement, and as the sender of an email. Both say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from programme.courses.models import LONGEST_BANK_TEXT, LONGEST_SENDER, Programme
from programme.courses.settings import ProgrammePart, SettingsChange
from programme.notices.discretion import give_aways_of_few_words
from programme.people.reference import forces

_NOT_IN_BANK_TEXT = re.compile(r"[<>\\'\"*]")
_NOT_IN_SENDER = re.compile(r"[<>\\\"@,;:()\[\]]")
_LETTER = re.compile(r"[A-Za-z]")
SHORTEST_BANK_TEXT, SHORTEST_SENDER = 5, 2
_COMMON_WORD = re.compile(
    r"\W*(appointment|booking|class|course|event|fee|learning|lesson|payment|place|programme|seminar|service|session|"
    r"training)e?s?\W*",
    re.IGNORECASE,
)
_SHORT_FOR_FORCES = (
    *("asp", "btp", "cnc", "cops", "dcp", "gmp", "gwp", "hantspol", "mdp", "met", "mopac"),
    *("mps", "nca", "nwp", "nyp", "psni", "swp", "syp", "tvp", "wmp", "wyp"),
)
_NOT_OF_ITS_NAME = re.compile(r"\b(police|service|constabulary|states of|of(?= northern))\b", re.IGNORECASE)


def wrong_with_bank_text(text: str) -> list[str]:
    """The demands of Stripe on a statement descriptor that this does not meet, each as the end of "it must ...": Latin
    characters, 5 to 22 of them, a letter among them, none of < > \\ ' " *."""
    return list(_needs_of_bank_text(text))


def _needs_of_bank_text(text: str) -> Iterable[str]:
    if not SHORTEST_BANK_TEXT <= len(text) <= LONGEST_BANK_TEXT:
        yield f"be {SHORTEST_BANK_TEXT} to {LONGEST_BANK_TEXT} characters"
    if not (text.isascii() and text.isprintable()):
        yield "have plain letters only, without accents"
    if not _LETTER.search(text):
        yield "have at least one letter"
    if _NOT_IN_BANK_TEXT.search(text):
        yield "have none of < > \\ ' \" *"


@dataclass(frozen=True, slots=True)
class BankText(ProgrammePart):
    """The words that his bank prints beside the payment."""

    text: str

    @classmethod
    def of(cls, programme: Programme) -> Self:
        return cls(programme.statement_text)

    def keep(self, programme: Programme) -> None:
        programme.statement_text = self.text

    def wrong(self) -> list[tuple[str, str]]:
        return _told("text", "Bank text", self._needs())

    def _needs(self) -> Iterable[str]:
        yield from wrong_with_bank_text(self.text)
        if _COMMON_WORD.fullmatch(self.text):
            yield "not be one common word alone"
        yield from _needs_of_neutral(self.text)

    def changes_from(self, before: Self) -> list[SettingsChange]:
        return _changed("Bank text", before.text, self.text)


@dataclass(frozen=True, slots=True)
class SenderName(ProgrammePart):
    """Who an email about a case is from; empty where the installation's own name is."""

    name: str

    @classmethod
    def of(cls, programme: Programme) -> Self:
        return cls(programme.sender_name)

    def keep(self, programme: Programme) -> None:
        programme.sender_name = self.name

    def wrong(self) -> list[tuple[str, str]]:
        return _told("name", "Sender name", self._needs()) if self.name else []

    def _needs(self) -> Iterable[str]:
        if "@" in self.name:
            yield "be a name and no email address: the address itself is set for the whole installation"
            return
        if not SHORTEST_SENDER <= len(self.name) <= LONGEST_SENDER:
            yield f"be {SHORTEST_SENDER} to {LONGEST_SENDER} characters"
        if not (self.name.isascii() and self.name.isprintable()):
            yield "have plain letters only, without accents"
        if _NOT_IN_SENDER.search(self.name):
            yield 'have none of < > \\ " @ , ; : ( ) [ ]'
        yield from _needs_of_neutral(self.name)

    def changes_from(self, before: Self) -> list[SettingsChange]:
        return _changed("Sender name", before.name, self.name)


def _needs_of_neutral(text: str) -> Iterable[str]:
    """Strangers learn neither of the course nor of a force, by its name or in short."""
    if found := sorted({*give_aways_of_few_words(text), *(one.lower() for one in _names_of_forces().findall(text))}):
        yield f"not say “{'” or “'.join(found)}”, which would give him away"


@lru_cache(maxsize=1)
def _names_of_forces() -> re.Pattern[str]:
    """Any name of a force that is one today, its words apart or together, and what forces are called in short."""
    bare = (_NOT_OF_ITS_NAME.sub("", one.name) for one in forces() if one.kind == "territorial" and one.active != "no")
    names = {r"[\W_]*".join("(?:and|&)?" if word == "&" else word for word in name.split()) for name in bare}
    every = sorted({*names, *_SHORT_FOR_FORCES}, key=len, reverse=True)
    return re.compile(rf"(?<![a-z])(?:{'|'.join(every)})(?![a-z])", re.IGNORECASE)


def _told(field: str, label: str, needs: Iterable[str]) -> list[tuple[str, str]]:
    """All that is wrong with one field, in one sentence beside it."""
    return [(field, f"{label} must {', and '.join(needs)}")] if (needs := list(needs)) else []


def _changed(what: str, was: str, becomes: str) -> list[SettingsChange]:
    return [SettingsChange(what, was or "none", becomes or "none")] if was != becomes else []
