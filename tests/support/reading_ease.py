"""How hard a text is to read: the school grade of Kincaid and others (1975), its syllables counted by vowels.

A Wednesday in September is as easy as a Monday in May: the name of a day or a month counts two syllables, so that no
page is harder on another day of the year.
"""

from __future__ import annotations

import calendar
import re

_SENTENCE = re.compile(r"[.!?:;]+(?:\s|$)|\n\s*\n")
_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
_OF_A_DATE = {name.lower() for name in (*calendar.day_name, *calendar.month_name) if name}


def sentences(text: str) -> list[str]:
    """The sentences; a colon or semicolon ends one as a reader breathes there."""
    return [one for one in _SENTENCE.split(text) if _WORD.search(one)]


def grade(text: str) -> float:
    """The Flesch-Kincaid grade."""
    words = _WORD.findall(text)
    syllables = sum(_syllables(word.lower()) for word in words)
    return 0.39 * len(words) / len(sentences(text)) + 11.8 * syllables / len(words) - 15.59


def word_count(text: str) -> int:
    """The words of a text."""
    return len(_WORD.findall(text))


def longest(text: str) -> int:
    """The words and figures of the longest sentence, colons and semicolons left inside it."""
    return max(len(one.split()) for one in re.split(r"[.!?]+(?:\s|$)|\n\s*\n", text))


def _syllables(word: str) -> int:
    if word in _OF_A_DATE:
        return 2
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and len(_VOWELS.findall(word)) > 1
    silent = silent or (word.endswith("ed") and not word.endswith(("ted", "ded")))
    return max(1, len(_VOWELS.findall(word)) - silent)
