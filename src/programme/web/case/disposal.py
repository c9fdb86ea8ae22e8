"""Recording what was done with a case, at whichever force's door: a form, what follows, and only then the record.

Taking back what was recorded stands beside it: a clock that a slip has ended runs again.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from litestar import Response

from programme.actions.record_disposal import record_disposal
from programme.actions.take_back_disposal import take_back_disposal
from programme.insight.case_facts import CaseFacts, case_to_dispose
from programme.outcomes.disposing import ENDS_WITHOUT_CHARGE, needs_rank, possible, runs_on, why_not
from programme.outcomes.models import Disposal, Verdict
from programme.outcomes.recording import Disposing, Done, may_record
from programme.outcomes.refusals import NothingToTakeBack
from programme.outcomes.rules import DISPOSAL_WORDS, REASON_WORDS, VERDICT_WORDS, proposal_words
from programme.referrals.next_action import CASE_STATE_TONES, CASE_STATE_WORDS
from programme.referrals.states import ReferralState
from programme.shared.dates import london_date, london_instant, spoken_day, spoken_instant
from programme.shared.refusal import NotFound, Refusal
from programme.web.case.clock import chip_of
from programme.web.kit.forms import (
    ChoiceField,
    DatePartsField,
    LongTextField,
    Option,
    PageForm,
    TickField,
    TimeField,
    bind,
    error_list,
    show_refusal,
)
from programme.web.kit.visit import Visit

_HINTS = {
    Disposal.CHARGE_ISSUED: "The written charge was complete and in the form needed for service. The clock stops",
    Disposal.CAUTION_COMPLETED: "The caution is recorded and its conditions were met. Nothing is left to charge",
    Disposal.DEFERRED_PROSECUTION_COMPLETED: "What was agreed was done, and it is not in the public interest to go on. "
    "No admission is needed",
    Disposal.COMMUNITY_RESOLUTION: "It was resolved in the community",
    Disposal.NO_FURTHER_ACTION: "The case is closed without a charge. Until the last day he can still be charged, so "
    "the clock runs on",
    Disposal.TIME_LIMIT_EXPIRED: "Nobody charged him by the last day, and nobody can any more",
}


class DisposalForm(PageForm):
    """What, when it was done, and why where that is needed."""

    disposal = ChoiceField(
        "What was done?",
        choices=[Option(one.value, DISPOSAL_WORDS[one], _HINTS[one]) for one in Disposal],
        needed="Choose what was done",
    )
    done_on = DatePartsField("Date it was done", hint="For example, 27 3 2027", needed="Enter the date it was done")
    done_time = TimeField(
        "Time it was done",
        hint="A charge is issued when it is complete, not when it is posted. For example, 9:30pm or 21:30",
        needed="Enter the time it was done",
    )
    reason = LongTextField(
        "Why",
        hint="One or two sentences. Kept with the case, with your name and rank. Not shown to him or the provider",
        longest=400,
    )
    late = TickField("The charge truly was issued after the last day")

    def done(self) -> Done:
        """What was typed. Call it on a form that is valid."""
        at = london_instant(self.done_on.data, self.done_time.data)
        return Done(Disposal(self.disposal.data), at, " ".join(self.reason.data.split()), bool(self.late.data))


class TakeBackForm(PageForm):
    """Why it does not stand."""

    reason = LongTextField(
        "Why does it not stand?",
        hint="One or two sentences. Kept with the case, with your name and rank. Not shown to him or the provider",
        longest=400,
        needed="Enter why it does not stand",
    )


async def ask_disposal(visit: Visit, reference: str, here: str) -> Response[Any]:
    """What can be recorded, by the result and the route. `here` is the case's page."""
    facts, case = await _look(visit, reference)
    return _form_page(visit, facts, case, here, bind(DisposalForm))


async def check_disposal(visit: Visit, reference: str, here: str) -> Response[Any]:
    """What follows from it, before it is recorded."""
    form = bind(DisposalForm, await visit.form())
    facts, case = await _look(visit, reference)
    if form.validate():
        try:
            may_record(case, form.done(), actor=visit.the_actor, now=visit.now)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _check_page(visit, facts, case, here, form)
    return _form_page(visit, facts, case, here, form)


async def save_disposal(visit: Visit, reference: str, here: str) -> Response[Any]:
    """Record it; back to the case, which says so."""
    form = bind(DisposalForm, await visit.form())
    if form.validate():
        done = form.done()
        try:
            await visit.write(
                record_disposal,
                reference=reference,
                disposal=done.disposal,
                done_at=done.at,
                reason=done.reason,
                late_is_true=done.late_is_true,
            )
        except NotFound:
            raise
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return visit.to(f"{here}?done=disposal")
    facts, case = await _look(visit, reference)
    return _form_page(visit, facts, case, here, form)


async def ask_take_back(visit: Visit, reference: str, here: str) -> Response[Any]:
    """What taking it back means, and why it is done."""
    facts, case = await _look(visit, reference)
    if case.referral.state is not ReferralState.CLOSED:
        raise NothingToTakeBack()
    return _back_page(visit, facts, case, here, bind(TakeBackForm))


async def take_back(visit: Visit, reference: str, here: str) -> Response[Any]:
    """Take it back; the case waits for a decision again."""
    form = bind(TakeBackForm, await visit.form())
    if form.validate():
        try:
            await visit.write(take_back_disposal, reference=reference, reason=form.reason.data)
        except (NotFound, NothingToTakeBack):
            raise
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return visit.to(f"{here}?done=disposal_taken_back")
    facts, case = await _look(visit, reference)
    return _back_page(visit, facts, case, here, form)


async def _look(visit: Visit, reference: str) -> tuple[CaseFacts, Disposing]:
    found = await visit.look(case_to_dispose, reference, visit.the_actor, subjects=lambda found: found.references)
    return found.facts, found.case


def _form_page(visit: Visit, facts: CaseFacts, case: Disposing, here: str, form: DisposalForm) -> Response[Any]:
    errors, today = error_list(form), london_date(visit.now)
    can = _can_have_been(case, today)
    form.disposal.choices = [one for one in form.disposal.options if Disposal(one.value) in can]
    return visit.page(
        "facts/disposal.html",
        status=422 if errors else 200,
        title="Record what was done",
        **_context(visit, facts, case, here),
        form=form,
        errors=errors,
        not_possible=[(DISPOSAL_WORDS[one], why_not(case.ended, one, today)) for one in Disposal if one not in can],
        takes=ENDS_WITHOUT_CHARGE.with_article,
        reason_needed=case.stands is not None or any(needs_rank(case.ended, one) for one in can),
        completed=case.ended.verdict is Verdict.COMPLETED,
        out_of_time=today > case.referral.charge_by_on,
    )


def _can_have_been(case: Disposing, today: date) -> list[Disposal]:
    """What can have been done on any day until today."""
    in_time = possible(case.ended, min(today, case.referral.charge_by_on))
    return [one for one in Disposal if one in in_time or one in possible(case.ended, today)]


def _check_page(visit: Visit, facts: CaseFacts, case: Disposing, here: str, form: DisposalForm) -> Response[Any]:
    done, referral = form.done(), case.referral
    runs = runs_on(done.disposal, today=london_date(visit.now), charge_by_on=referral.charge_by_on)
    rows = [
        {"key": "What was done", "value": f"{DISPOSAL_WORDS[done.disposal]}, {spoken_instant(done.at)}"},
        *([{"key": "Recorded until now", "value": _stands_words(case)}] if case.stands else []),
        {"key": "The clock", "value": _clock_words(done.disposal, runs, referral.charge_by_on)},
        {"key": "The result", "value": _result_words(case)},
        *([{"key": "Why", "value": done.reason}] if done.reason else []),
        {"key": "Who is told", "value": "Nobody. Tell him yourself"},
    ]
    charge = done.disposal is Disposal.CHARGE_ISSUED
    return visit.page(
        "facts/disposal_check.html",
        title="Check what was done",
        **_context(visit, facts, case, here),
        facts=rows,
        runs=runs,
        stops=charge,
        late=charge and london_date(done.at) > referral.charge_by_on,
        charge_after_course=charge and case.ended.verdict is Verdict.COMPLETED,
        corrects=case.corrects(done.disposal),
        fields=_sent(form),
    )


def _back_page(visit: Visit, facts: CaseFacts, case: Disposing, here: str, form: TakeBackForm) -> Response[Any]:
    errors = error_list(form)
    return visit.page(
        "facts/disposal_back.html",
        status=422 if errors else 200,
        title="Take back what was recorded",
        **_context(visit, facts, case, here),
        form=form,
        errors=errors,
        stands=_stands_words(case),
        takes=ENDS_WITHOUT_CHARGE.with_article,
        out_of_time=london_date(visit.now) > case.referral.charge_by_on,
    )


def _context(visit: Visit, facts: CaseFacts, case: Disposing, here: str) -> dict[str, Any]:
    referral, result = facts.referral, case.result
    today = london_date(visit.now)
    return {
        "here": here,
        "today": today,
        "referral": referral,
        "person": facts.person,
        "result_words": _result_words(case),
        "route": case.route.name,
        "stands_words": _stands_words(case) if case.stands else "",
        "proposed": proposal_words(result.proposed_outcome, result.proposed_finalisation) if result else "",
        "chip": chip_of(referral, today),
        "state_words": CASE_STATE_WORDS[referral.state],
        "state_tone": CASE_STATE_TONES[referral.state],
    }


def _result_words(case: Disposing) -> str:
    if case.result is None:
        return "None: the force withdrew the case"
    return f"{VERDICT_WORDS[case.result.verdict]}. {REASON_WORDS[case.result.reason]}"


def _stands_words(case: Disposing) -> str:
    if case.stands is None:
        return ""
    at, newest = _done_at(case), case.newest
    when = f", {spoken_instant(at)}" if at else ""
    return f"{DISPOSAL_WORDS[case.stands]}{when}" + (f", recorded by {newest.recorded_by}" if newest else "")


def _done_at(case: Disposing) -> datetime | None:
    return case.newest.done_at if case.newest is not None else case.referral.over_at


def _clock_words(disposal: Disposal, runs: bool, charge_by_on: date) -> str:
    """What becomes of the clock, in a sentence."""
    if disposal is Disposal.CHARGE_ISSUED:
        return "This stops the clock. Nothing will warn you again"
    if runs:
        return (
            f"The clock runs on until {spoken_day(charge_by_on)}: until then he can still be charged. Only the last "
            "warning will come"
        )
    return "This ends the case without a charge. Nothing will warn you again"


def _sent(form: DisposalForm) -> dict[str, str]:
    """What was sent, to be sent again when it is confirmed."""
    typed = form.done_on.typed
    sent = {
        "disposal": form.disposal.data,
        "done_on-day": typed.day,
        "done_on-month": typed.month,
        "done_on-year": typed.year,
        "done_time": form.done_time.typed,
        "reason": form.reason.data,
    }
    return sent | ({"late": "yes"} if form.late.data else {})
