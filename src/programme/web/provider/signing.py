"""Closing the day: what is missing, what each person's result will be and why, and the signature."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.mark_the_rest import mark_the_rest
from programme.actions.sign_register import sign_register
from programme.attendance.queries import Line, Register, own_register
from programme.attendance.rules import counts_against_nobody, is_door_open, what_is_missing
from programme.attendance.states import MarkEvent
from programme.courses.refusals import DateAlreadySigned
from programme.courses.states import DateState
from programme.insight.date_deeds import DateDeed
from programme.outcomes.models import Verdict
from programme.outcomes.rules import REASON_OF, REASON_WORDS, VERDICT_OF
from programme.shared.access import PROVIDER
from programme.shared.refusal import NotFound, Refusal
from programme.web.kit.forms import PageForm, TickField, bind, error_list, show_refusal
from programme.web.kit.visit import Visit
from programme.web.provider.own import can, own_provider, refuse_unless_possible

RESULT_WORDS = {
    Verdict.COMPLETED: ("Completed", "green"),
    Verdict.FAILED: ("Not completed", "red"),
    Verdict.NO_FAULT: ("Not counted", "blue"),
}
REST = {"absent": MarkEvent.DID_NOT_COME, "present": MarkEvent.COMPLETED}


class SignForm(PageForm):
    """The declaration."""

    declared = TickField(
        "I was there, or I have asked who was, and this is what happened",
        needed="Confirm that this is what happened",
    )


class SigningPages(Controller):
    """`/provider/dates/REF/sign`."""

    path = "/provider/dates/{reference:str}/sign"
    opt = {"access": PROVIDER}

    @get()
    async def show(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What is missing, and every result with its reason."""
        return _page(visit, await _register(visit, reference), bind(SignForm))

    @post(status_code=200)
    async def sign(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Sign."""
        form = bind(SignForm, await visit.form())
        if form.validate():
            try:
                done = await visit.write(sign_register, date_reference=reference)
            except (NotFound, DateAlreadySigned):
                raise
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                return visit.page("provider/signed.html", title="Register signed", done=done)
        return _page(visit, await _register(visit, reference), form, status=422)

    @post("/{who:str}", status_code=303)
    async def mark_rest(
        self, visit: NamedDependency[Visit], reference: FromPath[str], who: FromPath[str]
    ) -> Response[Any]:
        """Mark everybody still expected as absent, or everybody in as present to the end."""
        if who not in REST:
            raise NotFound()
        await visit.write(mark_the_rest, date_reference=reference, event=REST[who])
        return visit.to(f"/provider/dates/{reference}/sign")


async def _register(visit: Visit, reference: str) -> Register:
    register = await visit.look(
        own_register, reference, own_provider(visit), subjects=lambda found: [line.reference for line in found.lines]
    )
    if register.date.state is DateState.SIGNED:
        raise DateAlreadySigned()
    refuse_unless_possible(DateDeed.MARK_ATTENDANCE, register.date, visit.now)  # before the end it says what is missing
    return register


def _page(visit: Visit, register: Register, form: SignForm, *, status: int = 200) -> Response[Any]:
    marks = [line.mark for line in register.lines if line.paid]
    return visit.page(
        "provider/sign.html",
        status=status,
        title="Sign the register",
        register=register,
        date=register.date,
        missing=what_is_missing(marks),
        over=can(DateDeed.SIGN_REGISTER, register.date, visit.now),
        door_closed=not is_door_open(register.date.door_closes_at, visit.now),
        results=[(line, *_result(line)) for line in register.seated],
        form=form,
        errors=error_list(form),
    )


def _result(line: Line) -> tuple[str, str, str]:
    """What becomes of this person: words, tone, and why."""
    reason = REASON_OF.get(line.mark) if line.mark else None
    if reason is None or line.mark is None:
        return "Not marked yet", "yellow", ""
    words, tone = RESULT_WORDS[VERDICT_OF[reason]]
    why = REASON_WORDS[reason]
    if counts_against_nobody(line.mark):
        why += ". The fee goes back, and the person can book again if a date is left in time"
    return words, tone, why
