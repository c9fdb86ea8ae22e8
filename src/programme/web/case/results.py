"""The tray of results and one result out of it, at the door of whichever force they came back to.

A force acknowledges its results and says what it did, at custody's door or at a neighbour's. A door says where
its pages are and what else it knows about a case.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from litestar import Response
from litestar.response import Stream

from programme.insight.result_lists import result_batch, result_page
from programme.outcomes.queries import RESULTS_COUNTED_UP_TO, TrayKey, TrayLine, TrayPage
from programme.outcomes.rules import LEFT_BY_THE_FORCE
from programme.outcomes.states import IN_THE_TRAY, ReturnState
from programme.outcomes.words import DISPOSAL_WORDS, REASON_WORDS, VERDICT_WORDS
from programme.shared.dates import london_date
from programme.shared.page_key import read_day_key, read_instant_key
from programme.web.case.asked_list import AskedList, OwnFilter, filters_context, read_asked
from programme.web.case.list_ends import PageLinks, counted, page_links
from programme.web.case.list_marks import list_marks, look_at_list
from programme.web.case.narrowing import narrowed
from programme.web.kit.csv_file import csv_stream, instant_cell
from programme.web.kit.forms import Option
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


BY_STEP = OwnFilter("status", [Option(state.value, words) for state, words in _TABS.items()])


async def show_tray(visit: Visit, template: str, *, tray_url: str, **context: Any) -> Response[Any]:
    """The force's results in one state, narrowed as the address says. `tray_url` is where the tray is, `context` what
    the door's own template needs besides. A status that is none shows what nobody has acknowledged."""
    asked, shown, after = _asked_of(visit)
    found = await look_at_list(
        visit,
        result_page,
        visit.the_actor,
        shown,
        await narrowed(visit, asked),
        today=asked.today,
        after=after,
        subjects=lambda found: found.references,
    )
    tray, typed = found.tray, visit.request.query_params.get("after", "")
    return visit.page(
        template,
        tray_url=tray_url,
        lines=tray.lines,
        shown=shown,
        tabs=_tabs(tray, shown, asked, tray_url),
        totals=found.totals,
        count=counted(found.totals.count, "result"),
        **page_links(
            asked.tab(shown.value),
            tray_url,
            PageLinks(typed, later=tray.later),
            begins=found.begins,
            count=found.totals.count,
        ),
        export_href=asked.address(f"{tray_url}/export"),
        **list_marks(visit),
        **filters_context(asked, tray_url, found.choices, visit.the_actor.force_code),
        **_WORDS,
        **context,
    )


async def tray_file(visit: Visit) -> Stream:
    """The same results as a file. Reading them for it is logged as a look at each."""
    return await csv_stream(_COLUMNS, _batches(visit))


def _asked_of(visit: Visit) -> tuple[AskedList, ReturnState, TrayKey | None]:
    sent = visit.request.query_params
    asked, after = read_asked(sent, today=london_date(visit.now), own=BY_STEP), sent.get("after", "")
    shown = ReturnState(asked.status) if asked.status else ReturnState.SENT
    return asked, shown, read_day_key(after) or read_instant_key(after)


_COLUMNS = (
    "Reference",
    "Surname",
    "Forenames",
    "Result",
    "Why",
    "Came back",
    "Return by",
    "Charge by",
    "Clock stopped",
    "What was done",
)


async def _batches(visit: Visit) -> AsyncIterator[list[tuple[str, ...]]]:
    (asked, shown, _), after, more = _asked_of(visit), None, True
    while more:
        found = await visit.look(
            result_batch,
            visit.the_actor,
            shown,
            await narrowed(visit, asked),
            after=after,
            subjects=lambda found: found.references,
        )
        yield [_row(line) for line in found.lines]
        after, more = found.later, found.later is not None


def _row(line: TrayLine) -> tuple[str, ...]:
    return (
        line.reference,
        line.surname,
        line.forenames,
        VERDICT_WORDS[line.verdict],
        REASON_WORDS[line.reason],
        instant_cell(line.returned_at),
        line.return_by_on.isoformat(),
        line.charge_by_on.isoformat(),
        instant_cell(line.over_at),
        DISPOSAL_WORDS[line.disposal] if line.disposal else "",
    )


def result_context(state: ReturnState) -> dict[str, Any]:
    """The context of every page about one result: its words, and which step it waits for."""
    return {
        "to_acknowledge": state is ReturnState.SENT,
        "to_decide": state is ReturnState.ACKNOWLEDGED,
        **_WORDS,
    }


def _tabs(found: TrayPage, shown: ReturnState, asked: AskedList, tray_url: str) -> list[dict[str, Any]]:
    """The states; how many results are in each is counted of them all, so a narrowed list does not say it."""
    return [
        {
            "href": asked.tab(one.value).address(tray_url),
            "text": _TABS[one],
            "active": one is shown,
            **({} if asked.is_narrowed else {"count": _said(found.counts[one])}),
        }
        for one in IN_THE_TRAY
    ]


def _said(count: int) -> str:
    return f"more than {RESULTS_COUNTED_UP_TO:,}" if count > RESULTS_COUNTED_UP_TO else str(count)
