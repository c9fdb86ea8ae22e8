"""Closing the day: what is missing, what each person's result will be and why, and the signature."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.mark_the_rest import mark_the_rest
from programme.actions.sign_register import sign_register
from programme.attendance.queries import Line, Register
from programme.attendance.rules import counts_against_nobody, is_door_open, marks_by_seat, what_is_missing
from programme.attendance.states import MarkEvent
from programme.courses.refusals import DateAlreadySigned
from programme.courses.states import DateState
from programme.insight.date_deeds import DateDeed
from programme.outcomes.rules import REASON_OF, VERDICT_OF
from programme.outcomes.words import REASON_WORDS
from programme.shared.access import PROVIDER
from programme.shared.marks import shown_mark
from programme.shared.refusal import NotFound, Refusal
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import HiddenField, PageForm, TickField, said_of
from programme.web.kit.visit import Visit
from programme.web.provider.own import can, refuse_unless_possible
from programme.web.provider.register import look_at_register
from programme.web.provider.words import RESULT_WORDS

REST = {"absent": MarkEvent.DID_NOT_COME, "present": MarkEvent.COMPLETED}


class SignForm(PageForm):
    """The declaration. `mark` is that of the marks whose results the page shows."""

    mark = HiddenField("Shown", longest=40)
    declared = TickField(
        "I was there, or I have asked who was, and this is what happened",
        needed="Confirm that this is what happened",
    )


class SignPage(FormPage[Register, SignForm]):
    """`/provider/dates/REF/sign`: what is missing, every result with its reason, and the signature."""

    path = "/provider/dates/{reference:str}/sign"
    opt = {"access": PROVIDER}
    form, template, title = SignForm, "provider/sign.html", "Sign the register"

    async def look(self, visit: Visit) -> Register:
        """The register, as long as it is to be signed."""
        register = await look_at_register(visit)
        if register.date.state is DateState.SIGNED:
            raise DateAlreadySigned()
        # before the end it says what is missing
        refuse_unless_possible(DateDeed.MARK_ATTENDANCE, register.date, visit.now)
        return register

    def context(self, visit: Visit, found: Register, form: SignForm) -> dict[str, Any]:
        """The gaps, and each person's result."""
        marks = [(line.seat, line.mark) for line in found.lines if line.seat is not None and line.mark is not None]
        form.mark.typed = shown_mark(marks_by_seat(marks))  # of what the page says now, also where it is shown again
        return {
            "register": found,
            "date": found.date,
            "missing": what_is_missing([line.mark for line in found.lines if line.paid]),
            "over": can(DateDeed.SIGN_REGISTER, found.date, visit.now),
            "door_closed": not is_door_open(found.date.door_closes_at, visit.now),
            "results": [(line, *_result(line)) for line in found.seated],
        }

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """Whatever stands against it now; a register that is not his, or is signed, has its own page."""
        return None if isinstance(refusal, NotFound | DateAlreadySigned) else said_of(refusal)

    async def act(self, visit: Visit, form: SignForm) -> Callable[..., Any]:
        return partial(sign_register, date_reference=visit.part("reference"), mark=form.mark.data or None)

    def leads_to(self, visit: Visit, form: SignForm, done: Any) -> str:
        return f"/provider/dates/{visit.part('reference')}/register?done=signed"

    @post("/{who:str}", status_code=303)
    async def mark_rest(
        self, visit: NamedDependency[Visit], reference: FromPath[str], who: FromPath[str]
    ) -> Response[Any]:
        """Mark everybody still expected as absent, or everybody in as present to the end."""
        if who not in REST:
            raise NotFound()
        await visit.write(mark_the_rest, date_reference=reference, event=REST[who])
        return visit.to(f"/provider/dates/{reference}/sign")


def _result(line: Line) -> tuple[str, str, str]:
    """The result of this person: words, tone, and why."""
    reason = REASON_OF.get(line.mark) if line.mark else None
    if reason is None or line.mark is None:
        return "Not marked yet", "yellow", ""
    words, tone = RESULT_WORDS[VERDICT_OF[reason]]
    why = REASON_WORDS[reason]
    if counts_against_nobody(line.mark):
        why += ". The fee goes back, and the person can book again if a date is left in time"
    return words, tone, why
