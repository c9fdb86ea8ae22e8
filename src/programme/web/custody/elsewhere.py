"""A place at a neighbouring programme, as custody types what was agreed by telephone or email: recorded, moved, called
off, and what the neighbour told of the day."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.call_off_place_elsewhere import call_off_place_elsewhere
from programme.actions.place_elsewhere import place_elsewhere
from programme.actions.record_result_from_elsewhere import record_result_from_elsewhere
from programme.bookings.elsewhere import CallOffReason
from programme.exchange.placing import Placing, placing_of, what_would_be_wrong
from programme.exchange.refusals import NoPlaceElsewhere
from programme.insight.case_file import CaseFile
from programme.outcomes.models import ResultReason
from programme.payments.states import FeeState
from programme.people.reference import force_name
from programme.people.telling import safe_address
from programme.referrals.states import ReferralState
from programme.shared.access import CUSTODY
from programme.shared.dates import london_date, spoken_day
from programme.shared.money import spoken_pounds
from programme.shared.refusal import Refusal
from programme.web.case.clock import days_away
from programme.web.custody.case import look_at_case
from programme.web.custody.case_view import case_context
from programme.web.custody.elsewhere_forms import CallOffForm, ElsewhereForm, ToldForm
from programme.web.custody.words import TOLD_BY_WORDS
from programme.web.kit.forms import Option, PageForm, bind, error_list, show_beside_field, show_refusal
from programme.web.kit.visit import Visit


class ElsewherePages(Controller):
    """`/custody/referrals/REF/elsewhere`, `/elsewhere/result`, `/elsewhere/off`."""

    path = "/custody/referrals/{reference:str}/elsewhere"
    opt = {"access": CUSTODY}

    @get()
    async def ask_place(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Which programme, on which day; the same page for another day."""
        placing = await visit.read(placing_of, reference, visit.the_actor, now=visit.now)
        case = await look_at_case(visit, reference)
        place = case.elsewhere if placing.placed_at is not None else None
        start = {"force_code": placing.placed_at, "their_reference": place.their_reference if place else ""}
        return _form_page(visit, case, placing, _form(placing, bind(ElsewhereForm, start=start)))

    @post(status_code=200)
    async def check_place(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What it means, and everything that is wrong with it at once."""
        placing = await visit.read(placing_of, reference, visit.the_actor, now=visit.now)
        form = _form(placing, bind(ElsewhereForm, await visit.form()))
        case = await look_at_case(visit, reference)
        if form.validate():
            wanted = form.arranged()
            wrong = await visit.read(what_would_be_wrong, reference, visit.the_actor, wanted, now=visit.now)
            if not wrong:
                return _check_page(visit, case, form)
            for refusal in wrong:
                show_refusal(form, refusal)
        return _form_page(visit, case, placing, form)

    @post("/save", status_code=200)
    async def save_place(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Record it; back to the case, which says so."""
        placing = await visit.read(placing_of, reference, visit.the_actor, now=visit.now)
        form = _form(placing, bind(ElsewhereForm, await visit.form()))
        if form.validate():
            try:
                await visit.write(place_elsewhere, reference=reference, arranged=form.arranged())
            except Refusal as refusal:
                show_beside_field(form, refusal)
            else:
                return visit.to(f"/custody/referrals/{reference}?done=elsewhere")
        return _form_page(visit, await look_at_case(visit, reference), placing, form)

    @get("/result")
    async def ask_result(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What the neighbour can say."""
        return await _result_page(visit, reference, bind(ToldForm))

    @post("/result", status_code=200)
    async def record_result(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Record what they said; the result is in the tray."""
        form = bind(ToldForm, await visit.form())
        if form.validate():
            try:
                await visit.write(
                    record_result_from_elsewhere,
                    reference=reference,
                    reason=ResultReason(form.reason.data),
                    told_by=form.told_by.data,
                    told_on=form.told_on.data,
                )
            except Refusal as refusal:
                show_beside_field(form, refusal)
            else:
                return visit.to(f"/custody/referrals/{reference}?done=elsewhere-result")
        return await _result_page(visit, reference, form)

    @get("/off")
    async def ask_off(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What calling it off means, and why it is done."""
        return await _off_page(visit, reference, bind(CallOffForm))

    @post("/off", status_code=200)
    async def call_off(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Call it off; the case looks for a place again."""
        form = bind(CallOffForm, await visit.form())
        if not form.validate():
            return await _off_page(visit, reference, form)
        await visit.write(call_off_place_elsewhere, reference=reference, reason=CallOffReason(form.reason.data))
        return visit.to(f"/custody/referrals/{reference}?done=elsewhere-off")


def _form(placing: Placing, form: ElsewhereForm) -> ElsewhereForm:
    form.force_code.choices = [Option(one.force_code, one.name, one.contact_email) for one in placing.neighbours]
    return form


def _form_page(visit: Visit, case: CaseFile, placing: Placing, form: ElsewhereForm) -> Response[Any]:
    another_day = placing.placed_at is not None
    today = london_date(visit.now)
    return _shown(
        visit,
        case,
        "elsewhere",
        "Change the day at the neighbouring programme" if another_day else "Record a place at a neighbouring programme",
        form,
        placing=placing,
        last_left=days_away(placing.last_on, today),
    )


def _check_page(visit: Visit, case: CaseFile, form: ElsewhereForm) -> Response[Any]:
    arranged, referral = form.arranged(), case.referral
    channel, _ = safe_address(case.person)
    is_change = referral.state is ReferralState.PLACED_ELSEWHERE and case.elsewhere is not None
    was = spoken_day(case.elsewhere.course_on) if is_change and case.elsewhere is not None else ""
    spare = (referral.complete_by_on - arranged.course_on).days
    return visit.page(
        "custody/elsewhere_check.html",
        title="Check the place",
        **case_context(case, visit.now),
        programme=force_name(arranged.force_code),
        day=f"{spoken_day(arranged.course_on)}, {days_away(arranged.course_on, london_date(visit.now))}",
        was=was,
        their_reference=arranged.their_reference,
        spare="the day itself" if not spare else f"{spare} day{'' if spare == 1 else 's'} later",
        bail=_bail_words(case, form),
        refund=_refund_words(case),
        told_by=TOLD_BY_WORDS[channel],
        fields=_sent(form),
    )


def _bail_words(case: CaseFile, form: ElsewhereForm) -> str:
    """How the course stands to the bail date; empty where there is none."""
    bail_on = case.referral.bail_return_on
    if bail_on is None:
        return ""
    if form.course_on.data <= bail_on:
        return f"{spoken_day(bail_on)}. The course is not after it"
    return f"{spoken_day(bail_on)}. The course is after it: a task is raised to have the bail extended"


def _refund_words(case: CaseFile) -> str:
    """What goes back of what he paid here; empty where he paid nothing."""
    if case.fee is None or case.fee.state is not FeeState.PAID:
        return ""
    return f"The {spoken_pounds(case.fee.amount_pence)} that he paid here goes back to his card"


async def _result_page(visit: Visit, reference: str, form: ToldForm) -> Response[Any]:
    case = await look_at_case(visit, reference)
    if case.elsewhere is None:
        raise NoPlaceElsewhere()
    return _shown(
        visit, case, "elsewhere_result", "Record the result from the neighbouring programme", form, place=case.elsewhere
    )


async def _off_page(visit: Visit, reference: str, form: CallOffForm) -> Response[Any]:
    case = await look_at_case(visit, reference)
    if case.elsewhere is None:
        raise NoPlaceElsewhere()
    return _shown(
        visit,
        case,
        "elsewhere_off",
        "Call the place elsewhere off",
        form,
        place=case.elsewhere,
        told_by=TOLD_BY_WORDS[safe_address(case.person)[0]],
    )


def _shown(visit: Visit, case: CaseFile, name: str, title: str, form: PageForm, **more: Any) -> Response[Any]:
    errors = error_list(form)
    return visit.page(
        f"custody/{name}.html",
        status=422 if errors else 200,
        title=title,
        form=form,
        errors=errors,
        **case_context(case, visit.now),
        **more,
    )


def _sent(form: ElsewhereForm) -> dict[str, str]:
    """What was sent, to be sent again when it is confirmed."""
    typed = form.course_on.typed
    return {
        "force_code": form.force_code.data,
        "course_on-day": typed.day,
        "course_on-month": typed.month,
        "course_on-year": typed.year,
        "their_reference": form.their_reference.data,
    }
