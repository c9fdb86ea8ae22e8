"""References within reasons and events, as links to those cases that the reader may open."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from markupsafe import Markup, escape

from programme.shared.references import LIKE_A_REFERENCE


def references_named(texts: Iterable[str]) -> set[str]:
    """The words that have the shape of a reference."""
    return set(LIKE_A_REFERENCE.findall("\n".join(texts)))


def linked(text: str, own: Collection[str], cases: str) -> str:
    """The text with a link for each of these references; `cases` stands before a reference in an address."""
    if not own:
        return text

    def link(found: re.Match[str]) -> str:
        reference = found[0]
        return f'<a class="govuk-link" href="{cases}/{reference}">{reference}</a>' if reference in own else reference

    return Markup(LIKE_A_REFERENCE.sub(link, str(escape(text))))  # noqa: S704 - the text is escaped before
