"""The page of an import: how far it is, its rows with their verdicts, and what can be done with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Response

from programme.concerns.settling import SETTLES_MANY
from programme.insight.import_rows import ShownRows, shown_rows
from programme.insight.waiting_cases import how_many_wait, waits_for_many
from programme.intake.import_counts import RowsLeft, rows_left
from programme.intake.imports import KEPT_DAYS, LEFT, TAKEN, ImportFacts, RowFilter, one_import
from programme.intake.states import ImportState, ImportVerdict
from programme.intake.words import IMPORT_STATE_WORDS, IMPORT_VERDICT_WORDS, kind_words
from programme.people.kept_answers import find_kept
from programme.referrals.refusals import NothingTicked
from programme.shared.actor import Door
from programme.shared.dates import london_date
from programme.shared.ranks import is_at_least
from programme.web.case.import_rows import row_view
from programme.web.kit.keeping_forms import KEPT, key_of
from programme.web.kit.visit import Visit

_TAKEN_WORDS, _LEFT_WORDS = "Became cases", "Not taken yet"


@dataclass(frozen=True, slots=True)
class AskedRows:
    """Which rows the address asks for, and from where on."""

    here: str
    which: RowFilter
    after: int = 0
    before: int | None = None

    def address(self, **other: int | str | None) -> str:
        """Where the same rows are; with another verdict or kind, or from another line on."""
        asked = {"verdict": self.which.verdict, "about": self.which.kind, **other}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.here}?{query}" if query else self.here


def read_asked_rows(here: str, sent: Mapping[str, str]) -> AskedRows:
    """The rows that an address or a form asks for, as far as it makes sense."""
    verdict, kind = sent.get("verdict", ""), sent.get("about", "")
    which = RowFilter(
        verdict if verdict in {*ImportVerdict, LEFT, TAKEN} else "",
        kind if kind.isascii() and kind.replace("_", "").isalnum() and len(kind) < 60 else "",
    )
    before = sent.get("before", "")
    return AskedRows(here, which, row_number(sent.get("after", "")), row_number(before) if before else None)


def row_numbers(sent: list[Any]) -> list[int]:
    """Line numbers, separated by commas or one each; anything else is left out."""
    parts = (part for text in sent if isinstance(text, str) for part in text.split(","))
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 10]


def row_number(text: str) -> int:
    """One line number; 0 where it is none."""
    return next(iter(row_numbers([text])), 0)


async def import_page(visit: Visit, import_id: int) -> Response[Any]:
    """How far it is; once it has been read, its rows."""
    imports, sent = f"{visit.home}/import", visit.request.query_params
    facts: ImportFacts = await visit.read(one_import, import_id, visit.the_actor)
    if facts.is_moving or facts.state is ImportState.UNREADABLE:
        return visit.page(
            "custody/import_progress.html",
            title=IMPORT_STATE_WORDS[facts.state],
            facts=facts,
            state=facts.state.value,
            here=imports,
        )
    asked = read_asked_rows(f"{imports}/{import_id}", sent)
    found: ShownRows = await visit.look(
        shown_rows,
        import_id,
        asked.which,
        after=asked.after,
        before=asked.before,
        subjects=lambda shown: shown.references,
    )
    left: RowsLeft = await visit.read(rows_left, import_id)
    nothing_ticked = sent.get("ticked") == "none"
    return visit.page(
        "custody/import_rows.html",
        status=NothingTicked.status if nothing_ticked else 200,
        title="Rows of the export",
        errors=[{"href": "", "text": f"{NothingTicked.headline}. {NothingTicked.remedy}"}] if nothing_ticked else [],
        facts=facts,
        asked=asked,
        here=imports,
        left=left,
        answered=await _answered(visit, asked),
        **_counted(facts),
        **_filters(facts, asked, left),
        **_rows(found, asked, visit),
        **await _deeds(visit, facts),
    )


async def _deeds(visit: Visit, facts: ImportFacts) -> dict[str, Any]:
    """Who may do what with it: custody takes rows, and gives answers; from a sergeant on for many cases at once."""
    actor = visit.the_actor
    may_take = actor.door is Door.CUSTODY
    waiting = await visit.read(how_many_wait, actor, facts.id) if facts.rows_taken else 0
    return {
        "waiting": waiting,
        "forgotten": facts.is_forgotten(visit.now),
        "may_take": may_take,
        "may_settle": may_take and is_at_least(actor.rank, SETTLES_MANY),
        "for_many": waiting and may_take and await visit.read(waits_for_many, facts.id, actor, now=visit.now),
        "settles_many": SETTLES_MANY.label,
    }


def _rows(found: ShownRows, asked: AskedRows, visit: Visit) -> dict[str, Any]:
    page, today = found.page, london_date(visit.now)
    return {
        "rows": [row_view(row, found.known.get(row.known_id or 0), today) for row in page.rows],
        "shown": ",".join(str(row.line) for row in page.rows),
        "next_line": page.after_line,
        "previous_href": asked.address(before=page.before_line) if page.before_line else None,
        "next_href": asked.address(after=page.after_line) if page.after_line else None,
    }


async def _answered(visit: Visit, asked: AskedRows) -> dict[str, int] | None:
    """How many cases the reader answered together just before, and how many of them can be offered a place: only where
    the form that he sent led here. Whoever else opens the address is told nothing of it."""
    sent = visit.request.query_params
    if "answered" not in sent:
        return None
    key = key_of(visit, f"{asked.here}/answers", sent.get(KEPT, ""))
    kept = await visit.read(find_kept, key, now=visit.wiring.wall_clock.now())
    if kept is None or kept.led_to != f"{asked.here}?{visit.request.url.query}":
        return None
    return {name: row_number(sent.get(name, "")) for name in ("answered", "eligible")}


def _counted(facts: ImportFacts) -> dict[str, Any]:
    """The fate of every row: these add up to the rows that were read. And until when the rest can be taken."""
    counts = [(_TAKEN_WORDS, facts.rows_taken), (_LEFT_WORDS, facts.rows_left)]
    of_no_case = (ImportVerdict.REFUSE, ImportVerdict.REPEAT, ImportVerdict.UNREADABLE)
    counts += [(IMPORT_VERDICT_WORDS[verdict], facts.totals.get(verdict, 0)) for verdict in of_no_case]
    return {"counts": counts, "kept_until_on": london_date(facts.uploaded_at + timedelta(days=KEPT_DAYS))}


def _filters(facts: ImportFacts, asked: AskedRows, left: RowsLeft) -> dict[str, Any]:
    """The verdicts as parts of the page, and every reason and flag, the frequent first; each with how many rows it
    leads to, where the rows are not narrowed by the other too. Of rows that are kept no more there is nothing to choose
    from."""
    parts = [("", "All", facts.rows_read)]
    many = {**facts.totals, ImportVerdict.ACCEPT: left.accept, ImportVerdict.DECIDE: left.decide}
    parts += [(verdict, IMPORT_VERDICT_WORDS[verdict], many.get(verdict, 0)) for verdict in ImportVerdict]
    if facts.rows_taken:
        parts += [(LEFT, _LEFT_WORDS, facts.rows_left), (TAKEN, _TAKEN_WORDS, facts.rows_taken)]
    kinds = sorted(facts.kinds.items(), key=lambda one: (-one[1], one[0]))
    return {
        "filters": [
            {
                "href": asked.address(verdict=verdict),
                "text": text,
                "active": asked.which.verdict == verdict,
                "count": None if asked.which.kind else many,
            }
            for verdict, text, many in parts
        ],
        "kinds": [
            (kind, kind_words(kind) if asked.which.verdict else f"{kind_words(kind)} ({many})") for kind, many in kinds
        ],
    }
