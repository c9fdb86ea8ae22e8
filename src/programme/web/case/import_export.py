"""A night's custody export: choose the file, watch it being read, tick what to take, see what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from programme.actions.start_custody_import import ImportStarted, start_custody_import
from programme.actions.take_import_rows import take_import_rows
from programme.concerns.settling import SETTLES_MANY
from programme.eligibility.circumstances import HUMAN_CRITERIA, Circumstances
from programme.eligibility.words import CRITERION_NAMES
from programme.insight.waiting_cases import how_many_wait
from programme.intake.custody_export import WHOLE_ROW, row_from_raw
from programme.intake.export_values import ExportValues
from programme.intake.imports import ImportFacts, RowFacts, RowsPage, imports_of, one_import, rows_page
from programme.intake.states import CAN_BECOME_CASES, ImportState, ImportVerdict
from programme.intake.words import (
    FLAG_WORDS,
    IMPORT_STATE_WORDS,
    IMPORT_VERDICT_TONES,
    IMPORT_VERDICT_WORDS,
    verdict_words,
)
from programme.people.kept_answers import FormKey, act_and_forget
from programme.referrals.refusals import NothingTicked
from programme.shared.actor import Door
from programme.shared.dates import london_date, spoken_date, spoken_instant
from programme.shared.ranks import is_at_least
from programme.shared.refusal import Refusal
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import PageForm, UploadField, said_of
from programme.web.kit.visit import Visit

LARGEST_UPLOAD = 60_000_000
"""Bytes. A hundred thousand rows are less than half of it."""

_SHOWN = (
    ("Name", ("Forenames", "Surname")),
    ("Born", ("DOB",)),
    ("PNC ID", ("PNCID",)),
    ("Custody record", ("CustodyRef",)),
    ("Offence", ("OffenceCode",)),
    ("When", ("OffenceDateTime",)),
)


class UploadForm(PageForm):
    """One file."""

    file = UploadField("Custody export", hint="A CSV file, up to 60 MB", needed="Choose the export file")


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as the page shows it: each fact as it stood, and as it was read where that differs."""

    facts: RowFacts
    words: str
    tone: str
    whole: str
    stood: dict[str, str]
    read: dict[str, str]
    flags: list[str]
    has_clock: bool
    answers: str

    @property
    def can_be_ticked(self) -> bool:
        """Whether it can be taken, and has not been: never where its clock would have to be guessed."""
        return self.facts.verdict in CAN_BECOME_CASES and self.facts.reference is None and self.has_clock


class UploadPage(FormPage[list[ImportFacts], UploadForm]):
    """Choose a file; and the force's earlier ones."""

    path = "/import"
    request_max_body_size = LARGEST_UPLOAD
    form, template, title = UploadForm, "custody/import.html", "Import an export"

    async def look(self, visit: Visit) -> list[ImportFacts]:
        return await visit.read(imports_of, visit.the_actor)

    def context(self, visit: Visit, found: list[ImportFacts], form: UploadForm) -> dict[str, Any]:
        return {"imports": found, "state_words": IMPORT_STATE_WORDS, "here": _here(visit)}

    def said(self, refusal: Refusal) -> tuple[str | None, str]:
        return said_of(refusal)

    async def act(self, visit: Visit, form: UploadForm) -> Callable[..., Any]:
        """Keep the file for the worker. The framework has put it on the disk, not into memory."""
        return partial(start_custody_import, file=form.file.data.file)

    async def write(self, visit: Visit, action: Callable[..., Any], key: FormKey) -> Any:
        """It may take longer than a form."""
        return await visit.write_much(act_and_forget, action, key=key)

    async def take(self, visit: Visit) -> Response[Any]:
        """And close the file, whatever becomes of it."""
        try:
            return await super().take(visit)
        finally:
            for sent in (await visit.form()).getlist("file"):
                if isinstance(sent, UploadFile):
                    await sent.close()

    def leads_to(self, visit: Visit, form: UploadForm, done: ImportStarted) -> str:
        return f"{_here(visit)}/{done.id}"


@get("/import")
async def show_imports(visit: NamedDependency[Visit]) -> Response[Any]:
    """The force's imports, for a door that brings none in."""
    found = await visit.read(imports_of, visit.the_actor)
    return visit.page(
        "custody/imports.html", title="Imports", imports=found, state_words=IMPORT_STATE_WORDS, here=_here(visit)
    )


@get("/import/{import_id:int}")
async def show_import(
    visit: NamedDependency[Visit],
    import_id: FromPath[int],
    verdict: FromQuery[str] = "",
    after: FromQuery[int] = 0,
    before: FromQuery[int | None] = None,
    ticked: FromQuery[str] = "",
) -> Response[Any]:
    """How far it is; once it has been read, its rows with their verdicts."""
    return await _import_page(visit, import_id, verdict, after, before, nothing_ticked=ticked == "none")


@post("/import/{import_id:int}/take", status_code=200)
async def tick_import_rows(visit: NamedDependency[Visit], import_id: FromPath[int]) -> Response[Any]:
    """Keep the ticks of the page; take every ticked row, or go on to another page."""
    sent = await visit.form()
    take = sent.get("do") == "take"
    shown, ticked = _lines([sent.get("shown")]), _lines(sent.getlist("line"))
    verdict, after = sent.get("verdict"), sent.get("after")
    here = f"{_here(visit)}/{import_id}"
    try:
        await visit.write(take_import_rows, import_id=import_id, shown=shown, ticked=ticked, start=take)
    except NothingTicked:
        return visit.to(_address(here, verdict, after=_line(after), ticked="none"))
    if take:
        return visit.to(here)
    onward = sent.get("next") if sent.get("do") == "next" else after
    return visit.to(_address(here, verdict, after=_line(onward)))


def _here(visit: Visit) -> str:
    return f"{visit.home}/import"


def _line(text: str) -> int:
    return next(iter(_lines([text])), 0)


def _lines(sent: list[Any]) -> list[int]:
    """Line numbers, separated by commas or one each; anything else is left out."""
    parts = (part for text in sent if isinstance(text, str) for part in text.split(","))
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 10]


async def _import_page(
    visit: Visit, import_id: int, verdict: str, after: int, before: int | None, *, nothing_ticked: bool
) -> Response[Any]:
    facts: ImportFacts = await visit.read(one_import, import_id, visit.the_actor)
    if facts.is_moving or facts.state is ImportState.UNREADABLE:
        return visit.page(
            "custody/import_progress.html",
            title=IMPORT_STATE_WORDS[facts.state],
            facts=facts,
            state=facts.state.value,
            here=_here(visit),
        )
    wanted = verdict if verdict in set(ImportVerdict) else None
    page: RowsPage = await visit.look(
        rows_page,
        import_id,
        verdict=wanted,
        after=max(after, 0),
        before=before,
        subjects=lambda found: [row.reference for row in found.rows if row.reference],
    )
    waiting = await visit.read(how_many_wait, visit.the_actor, import_id) if facts.rows_taken else 0
    today, here = london_date(visit.now), f"{_here(visit)}/{import_id}"
    return visit.page(
        "custody/import_rows.html",
        status=NothingTicked.status if nothing_ticked else 200,
        title="Rows of the export",
        errors=[{"href": "", "text": f"{NothingTicked.headline}. {NothingTicked.remedy}"}] if nothing_ticked else [],
        facts=facts,
        waiting=waiting,
        answered=_answered(visit.request.query_params),
        counts=_counts(facts),
        filters=_filters(here, facts, wanted),
        rows=[_row_view(row, today) for row in page.rows],
        shown=",".join(str(row.line) for row in page.rows),
        verdict=wanted or "",
        after=max(after, 0),
        next_line=page.after_line,
        previous_href=_address(here, wanted or "", before=page.before_line) if page.before_line else None,
        next_href=_address(here, wanted or "", after=page.after_line) if page.after_line else None,
        here=_here(visit),
        may_take=visit.the_actor.door is Door.CUSTODY,
        may_settle=visit.the_actor.door is Door.CUSTODY and is_at_least(visit.the_actor.rank, SETTLES_MANY),
        settles_many=SETTLES_MANY.label,
    )


def _answered(sent: Mapping[str, str]) -> dict[str, int] | None:
    """How many cases were answered together just before, and how many of them can be offered a place."""
    if "answered" not in sent:
        return None
    return {name: _line(sent.get(name, "")) for name in ("answered", "eligible")}


def _address(here: str, verdict: str, **place: int | str | None) -> str:
    asked = {"verdict": verdict, **place}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{here}?{query}" if query else here


def _counts(facts: ImportFacts) -> list[tuple[str, int]]:
    """The fate of every row: these add up to the rows that were read."""
    able = sum(facts.totals.get(verdict, 0) for verdict in CAN_BECOME_CASES)
    return [
        ("Became cases", facts.rows_taken),
        ("Not taken", able - facts.rows_taken),
        ("Refused", facts.totals.get(ImportVerdict.REFUSE, 0)),
        ("Here already", facts.totals.get(ImportVerdict.REPEAT, 0)),
        ("Could not be read", facts.totals.get(ImportVerdict.UNREADABLE, 0)),
    ]


def _filters(here: str, facts: ImportFacts, wanted: str | None) -> list[dict[str, Any]]:
    """The verdicts as parts of the page, each with how many rows it has."""
    everything = {"href": here, "text": "All", "active": wanted is None, "count": facts.rows_read}
    return [
        everything,
        *(
            {
                "href": _address(here, verdict),
                "text": IMPORT_VERDICT_WORDS[verdict],
                "active": wanted == verdict,
                "count": facts.totals.get(verdict, 0),
            }
            for verdict in ImportVerdict
        ),
    ]


def _row_view(row: RowFacts, today: date) -> RowView:
    verdict = ImportVerdict(row.verdict)
    values = row_from_raw(row.line, row.raw, today=today).values
    read = _read_as(values)
    return RowView(
        row,
        verdict_words(verdict, row.answers_missing),
        IMPORT_VERDICT_TONES[verdict],
        row.raw.get(WHOLE_ROW, ""),
        {name: " ".join(row.raw.get(column, "") for column in columns).strip() for name, columns in _SHOWN},
        {name: read.get(name, "") for name, _ in _SHOWN},
        [FLAG_WORDS[flag] for flag in row.flags if flag in FLAG_WORDS],
        has_clock=values is not None and values.offence_at is not None,
        answers=_answers(values.circumstances) if values is not None else "",
    )


def _answers(said: Circumstances) -> str:
    """The answers that stand in the row, by the criterion that each is to."""
    given = [CRITERION_NAMES[code] for code in HUMAN_CRITERIA if getattr(said, code) is not None]
    return ", ".join(given)


def _read_as(values: ExportValues | None) -> dict[str, str]:
    """The facts read from the cells; a number that does not hold was made nothing of."""
    if values is None:
        return {}
    pnc_id = values.pnc_id.canonical if values.pnc_id is not None else None
    return {
        "Name": f"{values.forenames} {values.surname}".strip(),
        "Born": spoken_date(values.born_on) if values.born_on else "",
        "PNC ID": pnc_id or "",
        "Custody record": values.custody_ref,
        "Offence": values.offence_code,
        "When": spoken_instant(values.offence_at) if values.offence_at else "",
    }
