"""A page as a person reads it: its words without the markup, and the addresses it leads to."""

from __future__ import annotations

import re
from html import unescape

from httpx import Response

_UNREAD = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
_FOLDED = re.compile(r"(?<=</summary>).*?(?=</details>)", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def words_on(page: Response | str) -> str:
    """Every word of the page, its title included, with single spaces."""
    text = page if isinstance(page, str) else page.text
    return " ".join(unescape(_TAG.sub(" ", _UNREAD.sub(" ", text))).split())


def main_words(page: Response | str) -> str:
    """The words of the page's main part."""
    text = page if isinstance(page, str) else page.text
    found = re.search(r"<main\b.*?</main>", text, re.DOTALL)
    assert found, "the page has no main part"
    return words_on(found[0])


def unfolded_words(page: Response | str) -> str:
    """The words of the page's main part that nobody has to unfold: of what is folded only how much there is."""
    text = page if isinstance(page, str) else page.text
    return main_words(_FOLDED.sub("", text))


def links_on(page: Response | str) -> list[str]:
    """Where its links and forms lead."""
    text = page if isinstance(page, str) else page.text
    return [unescape(address) for address in re.findall(r'(?:href|action)="([^"]+)"', text)]


def mark_on(page: Response) -> str:
    """The mark of what the page shows, as its form sends it back."""
    found = re.search(r'name="mark" value="([^"]+)"', page.text)
    assert found, "the page's form carries no mark"
    return found[1]
