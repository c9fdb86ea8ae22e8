"""Above and below a page of a list: how many there are, and the way to its other pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from programme.insight.case_lists import CaseKey
from programme.insight.list_pages import CASES_A_PAGE, COUNT_UP_TO
from programme.shared.page_key import InstantKey
from programme.web.case.asked_list import AskedList

Key = CaseKey | InstantKey | None


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where a page stands: the addresses of its own ends (`after`, `before`), as they were asked for, and the keys of
    what is before and behind it, where there is more."""

    after: str
    before: str = ""
    earlier: Key = None
    later: Key = None


def counted(count: int, one: str) -> str:
    """ "1,000 cases", or more than that."""
    number = f"More than {COUNT_UP_TO:,}" if count > COUNT_UP_TO else f"{count:,}"
    return f"{number} {one}{'' if count == 1 else 's'}"


def page_links(asked: AskedList, path: str, page: PageLinks, *, begins: Sequence[Key], count: int) -> dict[str, Any]:
    """The links to other pages: those with numbers, which `begin` after these keys from the second on, and on from
    here. The one that is shown is known where its key is that of a numbered page."""
    numbered: list[dict[str, Any]] = [
        {
            "number": number,
            "href": asked.address(path, after=key),
            "here": not page.before and page.after == str("" if key is None else key),
        }
        for number, key in enumerate([None, *begins], start=1)
        if (number - 1) * CASES_A_PAGE < count
    ]
    here = next((at for at, one in enumerate(numbered) if one["here"]), None)
    earlier = asked.address(path, before=page.earlier) if page.earlier else None
    if here:
        earlier = numbered[here - 1]["href"]  # a whole page, also where rows came or went
    return {
        "previous_href": earlier,
        "next_href": asked.address(path, after=page.later) if page.later else None,
        "numbered": numbered if len(numbered) > 1 else [],
        "more": count > len(numbered) * CASES_A_PAGE,
    }
