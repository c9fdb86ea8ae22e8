"""The hand-over of the shift: one page a desk, with the last shift's note, its tasks and tonight's cases."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from programme.actions.read_shift_note import read_shift_note
from programme.actions.write_shift_note import write_shift_note
from programme.duties.models import LONGEST_SHIFT_NOTE
from programme.duties.shifts import desk_of
from programme.duties.words import TASK_WORDS
from programme.insight.hand_over import CASES_SHOWN, TASKS_SHOWN, HandOver, hand_over_at
from programme.people.reference import station_name
from programme.shared.access import CUSTODY
from programme.shared.refusal import NotFound
from programme.web.case.list_marks import list_marks, look_at_list
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import LongTextField, PageForm
from programme.web.kit.visit import Visit

_AT = "/custody/hand-over"
WHOLE_FORCE = "force"
"""In the address, where a station has its two letters."""


class ShiftNoteForm(PageForm):
    """The note for the next shift."""

    text = LongTextField(
        "What does the next shift have to know?",
        hint="Write references, not names: it is read by everybody at this desk. It cannot be changed afterwards",
        longest=LONGEST_SHIFT_NOTE,
        needed="Write what the next shift has to know",
    )


class HandOverPage(FormPage[HandOver, ShiftNoteForm]):
    """`/custody/hand-over/EA`, or `/custody/hand-over/force`."""

    path = f"{_AT}/{{station:str}}"
    opt = {"access": CUSTODY}
    form, template, title = ShiftNoteForm, "custody/hand_over.html", "Hand-over of the shift"

    async def look(self, visit: Visit) -> HandOver:
        return await look_at_list(
            visit, hand_over_at, visit.the_actor, _desk(visit), now=visit.now, subjects=lambda found: found.references
        )

    def context(self, visit: Visit, found: HandOver, form: ShiftNoteForm) -> dict[str, Any]:
        force = visit.the_actor.force_code
        return {
            "found": found,
            "desk": station_name(force, found.station) if found.station else "the whole force",
            "stations": [(one, station_name(force, one)) for one in found.stations],
            "waits": next((one for one in found.notes[:1] if one.read_at is None), None),
            "own_id": visit.the_actor.id,
            **list_marks(visit),
            "most": CASES_SHOWN,
            "most_tasks": TASKS_SHOWN,
            "task_words": TASK_WORDS,
        }

    async def act(self, visit: Visit, form: ShiftNoteForm) -> Callable[..., Any]:
        return partial(write_shift_note, station=_desk(visit), text=form.text.data)

    def leads_to(self, visit: Visit, form: ShiftNoteForm, done: Any) -> str:
        return address_of(_desk(visit))


@get(_AT, opt={"access": CUSTODY}, sync_to_thread=False)
def show_force_desk() -> Redirect:
    """The desk of the whole force."""
    return Redirect(address_of(""), status_code=HTTP_303_SEE_OTHER)


@post(f"{_AT}/notes/{{note_id:int}}/read", status_code=200, opt={"access": CUSTODY})
async def say_read(visit: NamedDependency[Visit], note_id: FromPath[int]) -> Response[Any]:
    """ "I have read it"."""
    station = await visit.write(read_shift_note, note_id=note_id)
    return visit.to(address_of(station))


def _desk(visit: Visit) -> str:
    """The desk of the address. Raises NotFound where it is none: a slip of the hand is no other desk's note."""
    station = visit.part("station")
    desk = desk_of(station)
    if not desk and station != WHOLE_FORCE:
        raise NotFound()
    return desk


def address_of(station: str) -> str:
    """The page of a desk."""
    return f"{_AT}/{station or WHOLE_FORCE}"
