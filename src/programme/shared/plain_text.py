"""Text as somebody typed it or a file held it, made one line of visible characters: for every door alike."""

from __future__ import annotations

import re
import unicodedata

_ESCAPES = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?")
"""Characters that tell a terminal to change its colours or its title."""


def plain_line(text: str) -> str:
    """One line of composed, visible characters with single spaces: marks that nobody sees are gone."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", without_escapes(text))
    if not text.isprintable():
        text = "".join(c if not unicodedata.category(c).startswith("C") else " " * c.isspace() for c in text)
    return " ".join(text.split())


def without_escapes(text: str) -> str:
    """The text without the codes that steer a terminal, whole: not only without their first character."""
    return _ESCAPES.sub("", text) if "\x1b" in text or "\x9b" in text else text


def has_hidden_marks(text: str) -> bool:
    """Whether characters stand in the text that nobody sees and that are no space: they may turn it around, or steer
    the screen that shows it."""
    if text.isascii() and text.isprintable():
        return False
    return any(unicodedata.category(c).startswith("C") and not c.isspace() and c not in "\ufeff\xad" for c in text)
