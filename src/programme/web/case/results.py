"""The tray of results and one result out of it, at the door of whichever force they came back to.

A force acknowledges its results and says what it did, at custody's door or at a neighbour's. A door says where
its pages are and what else it knows about a case.
"""

from __future__ import annotations

from typing import Any

from litestar import Response

from programme.outcomes.queries import RESULTS_COUNTED_UP_TO, TrayPage, returns_tray
from programme.outcomes.rules import LEFT_BY_THE_FORCE
from programme.outcomes.states import IN_THE_TRAY, ReturnState
from programme.outcomes.words import DISPOSAL_WORDS, REASON_WORDS, VERDICT_WORDS
from programme.shared.dates import london_date
from programme.shared.page_key import read_day_key, read_instant_key
from programme.web.case.clock import chip_of
from programme.web.kit.visit import Visit

_TABS = {
    ReturnState.SENT: "To acknowledge",
    ReturnState.ACKNOWLEDGED: "To decide",
    ReturnState.ACTED_ON: "Done",
}

_WORDS: dict[str, Any] = {
    "verdict_words": VERDICT_WORDS,
    "reason_words": REASON_WORDS,
    "disposal_words": DISPOSAL_WORDS,
    "left_by_the_force": LEFT_BY_THE_FORCE,
}


async def show_tray(
    visit: Visit, template: str, *, tray_url: str, status: str, after: str, **context: Any
) -> Response[Any]:
    """The force's results in one state. `status` and `after` are what the address says, `tray_url` where the tray is.

    A status that is none shows what nobody has acknowledged. `context` is what the door's own template needs besides.
    """
    shown = ReturnState(status) if status in IN_THE_TRAY else ReturnState.SENT
    found = await visit.look(
        returns_tray,
        visit.the_actor,
        shown,
        after=read_day_key(after) or read_instant_key(after),
        subjects=lambda found: found.references,
    )
    return visit.page(
        template,
        tray_url=tray_url,
        lines=found.lines,
        shown=shown,
        tabs=_tabs(found, shown, tray_url),
        next_href=f"{tray_url}?status={shown.value}&after={found.later}" if found.later else None,
        chip=lambda line: chip_of(line, london_date(visit.now), decided=line.disposal is not None),
        **_WORDS,
        **context,
    )


def result_context(state: ReturnState) -> dict[str, Any]:
    """What every page about one result needs: its words, and which step it waits for."""
    return {
        "to_acknowledge": state is ReturnState.SENT,
        "to_decide": state is ReturnState.ACKNOWLEDGED,
        **_WORDS,
    }


def _tabs(found: TrayPage, shown: ReturnState, tray_url: str) -> list[dict[str, Any]]:
    return [
        {
            "href": f"{tray_url}?status={one.value}",
            "text": _TABS[one],
            "active": one is shown,
            "count": _said(found.counts[one]),
        }
        for one in IN_THE_TRAY
    ]


def _said(count: int) -> str:
    return f"more than {RESULTS_COUNTED_UP_TO:,}" if count > RESULTS_COUNTED_UP_TO else str(count)
