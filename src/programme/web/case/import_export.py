"""A night's custody export: choose the file, watch it being read, tick what to take, see what became of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from programme.actions.start_custody_import import ImportStarted, start_custody_import
from programme.actions.take_import_rows import RowsChosen, take_import_rows
from programme.intake.custody_export import OTHER_COLUMNS, REQUIRED_COLUMNS
from programme.intake.export_words import ANSWER_COLUMNS
from programme.intake.import_counts import rows_to_take
from programme.intake.imports import ImportFacts, imports_of, one_import
from programme.intake.words import IMPORT_STATE_WORDS
from programme.people.kept_answers import FormKey, act_and_forget
from programme.referrals.refusals import NothingTicked
from programme.shared.refusal import ChangedSinceShown, Refusal
from programme.web.case.import_page import import_page, read_asked_rows, row_number, row_numbers
from programme.web.kit.csv_file import csv_response
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import PageForm, UploadField, said_of
from programme.web.kit.visit import Visit

LARGEST_UPLOAD = 60_000_000
"""Bytes. A hundred thousand rows are less than half of it."""


class UploadForm(PageForm):
    """One file."""

    file = UploadField("Custody export", hint="A CSV file, up to 60 MB", needed="Choose the export file")


class UploadPage(FormPage[list[ImportFacts], UploadForm]):
    """Choose a file; and the force's earlier ones."""

    path = "/import"
    request_max_body_size = LARGEST_UPLOAD
    form, template, title = UploadForm, "custody/import.html", "Import an export"

    async def look(self, visit: Visit) -> list[ImportFacts]:
        return await visit.read(imports_of, visit.the_actor)

    def context(self, visit: Visit, found: list[ImportFacts], form: UploadForm) -> dict[str, Any]:
        return {
            "imports": found,
            "now": visit.now,
            "state_words": IMPORT_STATE_WORDS,
            "here": _here(visit),
            "needed": REQUIRED_COLUMNS,
            "answers": [*ANSWER_COLUMNS],
            "others": [name for name in OTHER_COLUMNS if name not in ANSWER_COLUMNS],
        }

    def said(self, refusal: Refusal) -> tuple[str | None, str]:
        return said_of(refusal)

    async def act(self, visit: Visit, form: UploadForm) -> Callable[..., Any]:
        """Keep the file for the worker. The framework has put it on the disk, not into memory."""
        return partial(start_custody_import, file=form.file.data.file, file_name=form.file.data.filename)

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
        "custody/imports.html",
        title="Imports",
        imports=found,
        now=visit.now,
        state_words=IMPORT_STATE_WORDS,
        here=_here(visit),
    )


@get("/import/columns")
async def columns_file(visit: NamedDependency[Visit]) -> Response[bytes]:
    """A file with the names of all columns that are read, for whoever sets an export up."""
    return csv_response([*REQUIRED_COLUMNS, *OTHER_COLUMNS], [])


@get("/import/{import_id:int}")
async def show_import(visit: NamedDependency[Visit], import_id: FromPath[int]) -> Response[Any]:
    """How far it is; once it has been read, its rows with their verdicts."""
    return await import_page(visit, import_id)


@post("/import/{import_id:int}/ticks", status_code=200)
async def tick_import_rows(visit: NamedDependency[Visit], import_id: FromPath[int]) -> Response[Any]:
    """Keep the ticks of the page; ask before they are taken, tick all that match, or go on to another page."""
    sent = await visit.form()
    do, here = sent.get("do"), f"{_here(visit)}/{import_id}"
    asked = read_asked_rows(here, {name: sent.get(name) for name in ("verdict", "about", "after")})
    chosen: RowsChosen = await visit.write(
        take_import_rows,
        import_id=import_id,
        shown=row_numbers([sent.get("shown")]),
        ticked=row_numbers(sent.getlist("line")),
        all_of=asked.which if do == "all" else None,
        start=False,
    )
    if do == "take":
        return visit.to(f"{here}/take" if chosen.ticked > 0 else asked.address(after=asked.after, ticked="none"))
    return visit.to(asked.address(after=row_number(sent.get("next")) if do == "next" else asked.after))


@get("/import/{import_id:int}/take")
async def ask_before_taking(
    visit: NamedDependency[Visit], import_id: FromPath[int], changed: FromQuery[str] = ""
) -> Response[Any]:
    """How many cases it makes, what they wait for, and who is told of them."""
    here = f"{_here(visit)}/{import_id}"
    facts: ImportFacts = await visit.read(one_import, import_id, visit.the_actor)
    ticked, mark = await visit.read(rows_to_take, import_id)
    if not ticked.many or facts.is_moving:
        return visit.to(here)
    refused = ChangedSinceShown(headline="Other rows are ticked than when you opened this page") if changed else None
    return visit.page(
        "custody/import_take.html",
        status=refused.status if refused else 200,
        title="Check what is taken",
        errors=[{"href": "", "text": f"{refused.headline}. {refused.explanation}"}] if refused else [],
        facts=facts,
        ticked=ticked,
        mark=mark,
        here=here,
    )


@post("/import/{import_id:int}/take", status_code=200)
async def take_ticked_rows(visit: NamedDependency[Visit], import_id: FromPath[int]) -> Response[Any]:
    """Take every ticked row, as the page before said it."""
    here, sent = f"{_here(visit)}/{import_id}", await visit.form()
    try:
        await visit.write(take_import_rows, import_id=import_id, mark=sent.get("mark"))
    except NothingTicked:
        return visit.to(f"{here}?ticked=none")
    except ChangedSinceShown:
        return visit.to(f"{here}/take?changed=1")
    return visit.to(here)


def _here(visit: Visit) -> str:
    return f"{visit.home}/import"
