"""Notes on a case, at whichever door has it: what was written, one more, and striking one out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from programme.actions.strike_note import strike_note
from programme.actions.write_note import write_note
from programme.exchange.notes import NoteOfCase
from programme.insight.case_notes import CaseNotes, case_notes
from programme.referrals.models import LONGEST_NOTE
from programme.shared.dates import spoken_instant
from programme.shared.refusal import NotFound
from programme.web.case.heading import LeadsToCase, heading, here, look_with_clock
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData, LongTextField, PageForm, TickField
from programme.web.kit.visit import Visit


class NoteForm(PageForm):
    """The note, and for whom it is."""

    text = LongTextField(
        "Note",
        hint="It cannot be changed afterwards, only struck out. The person never reads it here, but he can ask for all "
        "that is kept of him: write what you would say to him",
        longest=LONGEST_NOTE,
        needed="Write the note",
    )
    for_other_side = TickField("Tell the other side")


class StrikeForm(PageForm):
    """Why it does not hold."""

    reason = LongTextField(
        "Why does it not hold?",
        hint="One or two sentences. The note stays to be read, struck out, with this beside it",
        longest=400,
        needed="Enter why it does not hold",
    )


class NotesPage(LeadsToCase, FormPage[CaseNotes, NoteForm]):
    """Every note, and a box for another."""

    path = "/notes"
    form, template, title = NoteForm, "notes/case.html", "Notes"
    looks_first = True
    done = "note"

    async def look(self, visit: Visit) -> CaseNotes:
        return await look_with_clock(visit, case_notes)

    def fill(self, visit: Visit, found: CaseNotes | None, sent: FormData | None) -> NoteForm:
        """The question is asked where there is another side that may read it."""
        form = super().fill(visit, found, sent)
        if found is None or found.other is None or not found.other.may_travel:
            del form.for_other_side
        return form

    def context(self, visit: Visit, found: CaseNotes, form: NoteForm) -> dict[str, Any]:
        return {
            **heading(visit, found.facts.referral, found.facts.person),
            "notes": found.notes,
            "side": found.side,
            "other": found.other,
            "is_elsewhere": found.facts.elsewhere_on is not None,
        }

    async def act(self, visit: Visit, form: NoteForm) -> Callable[..., Any]:
        tells = "for_other_side" in form and form.for_other_side.data
        return partial(write_note, reference=visit.part("reference"), text=form.text.data, for_other_side=tells)


class StrikeNotePage(FormPage[CaseNotes, StrikeForm]):
    """One note, and why it is struck out."""

    path = "/notes/{note_id:int}/strike"
    form, template, title = StrikeForm, "notes/strike.html", "Strike the note out"

    async def look(self, visit: Visit) -> CaseNotes:
        return await look_with_clock(visit, case_notes)

    def context(self, visit: Visit, found: CaseNotes, form: StrikeForm) -> dict[str, Any]:
        note = next((one for one in found.notes if one.id == _number(visit)), None)
        if note is None or note.side != found.side:
            raise NotFound()
        return {**heading(visit, found.facts.referral, found.facts.person), "note": note}

    async def act(self, visit: Visit, form: StrikeForm) -> Callable[..., Any]:
        reference, note_id = visit.part("reference"), _number(visit)
        return partial(strike_note, reference=reference, note_id=note_id, reason=form.reason.data)

    def leads_to(self, visit: Visit, form: StrikeForm, done: Any) -> str:
        """The other notes."""
        return f"{here(visit)}/notes"


def _number(visit: Visit) -> int:
    return int(visit.request.path_params["note_id"])


def note_rows(notes: Iterable[NoteOfCase]) -> list[dict[str, Any]]:
    """The newest notes, for the page of the case."""
    return [
        {
            "key": spoken_instant(one.written_at),
            "lines": [
                f"Struck out: {one.struck_because}" if one.struck_at else one.text,
                f"By {one.written_by}{'. For the other side too' if one.for_other_side else ''}",
            ],
        }
        for one in list(notes)[:3]
    ]
