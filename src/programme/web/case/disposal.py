"""Recording what was done with a case, at whichever force's door: a form, what follows, and only then the record.

Taking back what was recorded stands beside it: a clock that a slip has ended runs again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from programme.actions.record_disposal import record_disposal
from programme.actions.take_back_disposal import take_back_disposal
from programme.insight.case_facts import CaseToDispose, case_to_dispose
from programme.outcomes.disposing import (
    ENDS_WITHOUT_CHARGE,
    FOR_CASES,
    disposals_that_fit,
    needs_rank,
    runs_on,
    why_not,
)
from programme.outcomes.models import Disposal, Verdict
from programme.outcomes.recording import (
    Disposing,
    Done,
    check_day,
    check_fits,
    check_in_time,
    check_reason,
    check_time,
    may_record,
)
from programme.outcomes.refusals import NothingToTakeBack
from programme.outcomes.rules import proposal_words
from programme.outcomes.words import DISPOSAL_WORDS, REASON_WORDS, VERDICT_WORDS
from programme.shared.actor import Actor
from programme.shared.dates import london_date, london_instant, spoken_day, spoken_instant
from programme.shared.refusal import NotFound, Refusal
from programme.web.case.heading import LeadsToCase, heading
from programme.web.case.words import DISPOSAL_HINTS
from programme.web.kit.form_page import CheckedPage, FormPage
from programme.web.kit.forms import (
    ChoiceField,
    DatePartsField,
    FormData,
    HiddenField,
    LongTextField,
    Option,
    PageForm,
    TickField,
    TimeField,
    said_of,
)
from programme.web.kit.visit import Visit


class DisposalForm(PageForm):
    """What, when it was done, and why where that is needed. `mark` is that of what was recorded until it was shown."""

    mark = HiddenField("Shown", longest=40)
    disposal = ChoiceField(
        "What was done?",
        choices=[Option(one.value, DISPOSAL_WORDS[one], DISPOSAL_HINTS[one]) for one in FOR_CASES],
        needed="Choose what was done",
    )
    done_on = DatePartsField("Date it was done", hint="For example, 27 3 2026", needed="Enter the date it was done")
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

    def know(self, case: Disposing, actor: Actor, now: datetime) -> None:
        """Ask with everything else what the action will ask of this case."""
        referral, today = case.referral, london_date(now)

        def what() -> Disposal:
            return Disposal(self.disposal.data)

        def day() -> date | None:
            return None if self.done_on.errors else self.done_on.data

        self.asks = (
            (("done_on",), lambda: check_day(referral, self.done_on.data, today=today)),
            (("done_on", "done_time"), lambda: check_time(referral, self.done().at, now=now)),
            (
                ("disposal", "done_on"),
                lambda: check_in_time(referral, what(), self.done_on.data, late_is_true=self.late.data),
            ),
            (("disposal", "reason"), lambda: check_reason(case, what(), self.reason.data, actor)),
            (("disposal",), lambda: check_fits(case, what(), day(), today=today)),
        )

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
        needed="Enter why it was wrong",
    )


class _OnCase(LeadsToCase):
    """What both pages show, and where their refusals stand."""

    async def look(self, visit: Visit) -> CaseToDispose:
        """The case, and what its disposal hangs on."""
        reference, actor = visit.part("reference"), visit.the_actor
        return await visit.look(case_to_dispose, reference, actor, subjects=lambda found: found.references)

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """All of them on the form, but that there is none."""
        return None if isinstance(refusal, NotFound | NothingToTakeBack) else said_of(refusal)


class DisposalPage(_OnCase, CheckedPage[CaseToDispose, DisposalForm]):
    """What can be recorded, by the result and the route, and what follows from it."""

    path = "/disposal"
    form, template, title = DisposalForm, "facts/disposal.html", "Record what was done"
    check_template, check_title = "facts/disposal_check.html", "Check what was done"
    done = "disposal"
    looks_first = True

    def fill(self, visit: Visit, found: CaseToDispose | None, sent: FormData | None) -> DisposalForm:
        form = super().fill(visit, found, sent)
        if found is not None:
            form.know(found.case, visit.the_actor, visit.now)
        return form

    def context(self, visit: Visit, found: CaseToDispose, form: DisposalForm) -> dict[str, Any]:
        """What can have been done, what cannot and why, and what takes a higher rank."""
        case, today = found.case, london_date(visit.now)
        form.mark.typed = case.mark  # the page says what stands now, also where it was sent from an older one
        can = _can_have_been(case, today)
        form.disposal.choices = [one for one in form.disposal.options if Disposal(one.value) in can]
        cannot = [one for one in FOR_CASES if one not in can]
        return {
            **_context(visit, found),
            "not_possible": [(DISPOSAL_WORDS[one], why_not(case.ended, one, today)) for one in cannot],
            "takes": ENDS_WITHOUT_CHARGE.with_article,
            "reason_needed": case.stands is not None or any(needs_rank(case.ended, one) for one in can),
            "completed": case.ended.verdict is Verdict.COMPLETED,
            "out_of_time": today > case.referral.charge_by_on,
        }

    async def check(self, visit: Visit, form: DisposalForm) -> dict[str, Any]:
        """What becomes of the clock, and whether it comes late."""
        found = await self.look(visit)
        case, done = found.case, form.done()
        may_record(case, done, actor=visit.the_actor, now=visit.now, mark=form.mark.data or None)
        charge_by_on = case.referral.charge_by_on
        runs = runs_on(done.disposal, today=london_date(visit.now), charge_by_on=charge_by_on)
        charge = done.disposal is Disposal.CHARGE_ISSUED
        return {
            **_context(visit, found),
            "facts": [
                {"key": "What was done", "value": f"{DISPOSAL_WORDS[done.disposal]}, {spoken_instant(done.at)}"},
                *([{"key": "Recorded until now", "value": _stands_words(case)}] if case.stands else []),
                {"key": "The clock", "value": _clock_words(done.disposal, runs, charge_by_on)},
                {"key": "The result", "value": _result_words(case)},
                *([{"key": "Why", "value": done.reason}] if done.reason else []),
                {"key": "Who is told", "value": "Nobody. Tell him yourself"},
            ],
            "runs": runs,
            "stops": charge,
            "late": charge and london_date(done.at) > charge_by_on,
            "charge_after_course": charge and case.ended.verdict is Verdict.COMPLETED,
            "corrects": case.corrects(done.disposal),
        }

    async def act(self, visit: Visit, form: DisposalForm) -> Callable[..., Any]:
        done = form.done()
        return partial(
            record_disposal,
            reference=visit.part("reference"),
            disposal=done.disposal,
            done_at=done.at,
            reason=done.reason,
            late_is_true=done.late_is_true,
            mark=form.mark.data or None,
        )


class TakeBackPage(_OnCase, FormPage[CaseToDispose, TakeBackForm]):
    """What taking it back means, and why it is done. The case waits for a decision again."""

    path = "/disposal/back"
    form, template, title = TakeBackForm, "facts/disposal_back.html", "Take back what was recorded"
    done = "disposal_taken_back"

    def context(self, visit: Visit, found: CaseToDispose, form: TakeBackForm) -> dict[str, Any]:
        """What stands, and who may take it back."""
        return {
            **_context(visit, found),
            "stands": _stands_words(found.case),
            "takes": ENDS_WITHOUT_CHARGE.with_article,
            "out_of_time": london_date(visit.now) > found.case.referral.charge_by_on,
        }

    async def act(self, visit: Visit, form: TakeBackForm) -> Callable[..., Any]:
        return partial(take_back_disposal, reference=visit.part("reference"), reason=form.reason.data)


def _context(visit: Visit, found: CaseToDispose) -> dict[str, Any]:
    case, result = found.case, found.case.result
    return {
        **heading(visit, found.facts.referral, found.facts.person),
        "result_words": _result_words(case),
        "route": case.route.name,
        "stands_words": _stands_words(case) if case.stands else "",
        "proposed": proposal_words(result.proposed_outcome, result.proposed_finalisation) if result else "",
    }


def _can_have_been(case: Disposing, today: date) -> list[Disposal]:
    """What can have been done on any day until today."""
    in_time = disposals_that_fit(case.ended, min(today, case.referral.charge_by_on))
    return [one for one in FOR_CASES if one in in_time or one in disposals_that_fit(case.ended, today)]


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
