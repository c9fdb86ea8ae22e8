"""Recording what was done with a case, at whichever force's door: a form, what follows, and only then the record.

Taking back what was recorded stands beside it: a clock that a slip has ended runs again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from programme.actions.record_disposal import record_disposal
from programme.actions.take_back_disposal import take_back_disposal
from programme.insight.case_facts import CaseToDispose, case_to_dispose
from programme.outcomes.disposing import (
    COMPLETES,
    ENDS_WITHOUT_CHARGE,
    FOR_CASES,
    NOT_TOLD_OF,
    disposals_that_fit,
    needs_rank,
    runs_on,
    why_not,
)
from programme.outcomes.done import Done, no_action_of
from programme.outcomes.finalising import outcome_words
from programme.outcomes.models import Disposal, NoActionReason, Verdict
from programme.outcomes.recording import Disposing, may_record
from programme.outcomes.refusals import NothingToTakeBack
from programme.outcomes.rules import NOT_DECIDED, proposal_of
from programme.outcomes.words import DISPOSAL_WORDS, NO_ACTION_WORDS, REASON_WORDS, VERDICT_WORDS, excuse_lines
from programme.people.identifiers import read_crime_number
from programme.shared.dates import LONDON, london_date, spoken_day, spoken_instant
from programme.shared.refusal import NotFound, Refusal
from programme.web.case.disposal_forms import DisposalForm, TakeBackForm
from programme.web.case.heading import LeadsToCase, heading, look_with_clock
from programme.web.case.words import NO_ACTION_IN_TIME_HINT
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData, Option, said_of
from programme.web.kit.visit import Visit


class _OnCase(LeadsToCase):
    """The context of both pages, and where their refusals stand."""

    async def look(self, visit: Visit) -> CaseToDispose:
        """The case, and what its disposal hangs on."""
        return await look_with_clock(visit, case_to_dispose)

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """All of them on the form, but that there is none."""
        return None if isinstance(refusal, NotFound | NothingToTakeBack) else said_of(refusal)


class DisposalPage(_OnCase, CheckedPage[CaseToDispose, DisposalForm]):
    """The disposals that can be recorded, by the result and the route, and what follows from each."""

    path = "/disposal"
    form, template, title = DisposalForm, "facts/disposal.html", "Record what was done"
    check_template, check_title = "facts/disposal_check.html", "Check what was done"
    done = "disposal"
    looks_first = True

    def start(self, visit: Visit, found: CaseToDispose) -> dict[str, Any]:
        """The values that stand, where there is something to correct: one that is not changed stays as it is. After no
        further action a charge comes next, on a day of its own, so that starts empty."""
        case, stands, newest = found.case, found.case.stands, found.case.newest
        if stands is None or stands is Disposal.NO_FURTHER_ACTION or newest is None or newest.done_at is None:
            return {}
        at, other = newest.done_at.astimezone(LONDON), newest.outcome
        follows = other == case.outcome_of(Done(stands, newest.done_at))
        return {
            "disposal": stands.value,
            "done_on": at.date(),
            "done_time": at.time(),
            "excuse": newest.excuse.value if newest.excuse else "",
            "excuse_because": newest.excuse_because,
            "outcome": "" if follows or other is None else str(other),
        }

    def fill(self, visit: Visit, found: CaseToDispose | None, sent: FormData | None) -> DisposalForm:
        form = super().fill(visit, found, sent)
        if found is not None:
            form.know(found.case, visit.the_actor, visit.now)
        return form

    def context(self, visit: Visit, found: CaseToDispose, form: DisposalForm) -> dict[str, Any]:
        """The disposals that can have been made, those that cannot and why, and those that take a higher rank."""
        case, today = found.case, london_date(visit.now)
        form.mark.typed = case.mark  # the page says what stands now, also where it was sent from an older one
        can = _can_have_been(case, today)
        out_of_time = today > case.referral.charge_by_on
        form.disposal.choices = [_said(one, out_of_time) for one in form.disposal.options if Disposal(one.value) in can]
        cannot = [one for one in FOR_CASES if one not in can]
        return {
            **_context(visit, found),
            "not_possible": [(DISPOSAL_WORDS[one], why_not(case.ended, one, today)) for one in cannot],
            "takes": ENDS_WITHOUT_CHARGE.with_article,
            "reason_needed": case.stands is not None or any(needs_rank(case.ended, one) for one in can),
            "asks_excuse": case.asks_excuse,
            "asks_crime_number": not case.crime_number,
            "completed": case.ended.verdict is Verdict.COMPLETED,
            "out_of_time": out_of_time,
        }

    async def check(self, visit: Visit, form: DisposalForm) -> dict[str, Any]:
        """The effect on the clock, and whether it comes late."""
        found = await self.look(visit)
        case, done = found.case, form.done()
        may_record(case, done, actor=visit.the_actor, now=visit.now, mark=form.mark.data or None)
        charge_by_on = case.referral.charge_by_on
        runs = runs_on(done.disposal, today=london_date(visit.now), charge_by_on=charge_by_on)
        excused = excuse_lines(done.excuse, done.excuse_because) if case.asks_excuse else []
        charge, because = done.disposal is Disposal.CHARGE_ISSUED, no_action_of(done)
        return {
            **_context(visit, found),
            "facts": [
                {"key": "What was done", "value": f"{DISPOSAL_WORDS[done.disposal]}, {spoken_instant(done.at)}"},
                *([{"key": "Because", "value": NO_ACTION_WORDS[because]}] if because else []),
                *([{"key": "His reason for not finishing", "value": ". ".join(excused)}] if excused else []),
                {"key": "Home Office outcome", "value": outcome_words(case.outcome_of(done))},
                {"key": "Crime number", "value": crime_number_words(case.crime_number or form.crime_number.data)},
                *([{"key": "Recorded until now", "value": _stands_words(case)}] if case.stands else []),
                {"key": "The clock", "value": _clock_words(done, runs, charge_by_on)},
                {"key": "The result", "value": _result_words(case)},
                *([{"key": "Why", "value": done.reason}] if done.reason else []),
                {"key": "Who is told", "value": _TOLD.get(because, "Nobody. Tell him yourself")},
            ],
            "runs": runs,
            "stops": charge,
            "late": charge and london_date(done.at) > charge_by_on,
            "charge_after_course": charge and case.ended.verdict is Verdict.COMPLETED,
            "before_the_result": _before_the_result(case, done),
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
            no_action=done.no_action,
            outcome=done.outcome,
            crime_number=done.crime_number,
            excuse=done.excuse,
            excuse_because=done.excuse_because,
        )


class TakeBackPage(_OnCase, FormPage[CaseToDispose, TakeBackForm]):
    """The meaning of taking it back, and why it is done. The case is again as it was before."""

    path = "/disposal/back"
    form, template, title = TakeBackForm, "facts/disposal_back.html", "Take back what was recorded"
    done = "disposal_taken_back"

    def context(self, visit: Visit, found: CaseToDispose, form: TakeBackForm) -> dict[str, Any]:
        """The disposal that stands, and who may take it back."""
        return {
            **_context(visit, found),
            "stands": _stands_words(found.case),
            "takes": ENDS_WITHOUT_CHARGE.with_article,
            "out_of_time": london_date(visit.now) > found.case.referral.charge_by_on,
        }

    async def act(self, visit: Visit, form: TakeBackForm) -> Callable[..., Any]:
        return partial(take_back_disposal, reference=visit.part("reference"), reason=form.reason.data)


def _context(visit: Visit, found: CaseToDispose) -> dict[str, Any]:
    case = found.case
    proposed = proposal_of(case.result, case.referral.offence_code, stopped=case.stopped)
    return {
        **heading(visit, found.facts.referral, found.facts.person),
        "result_words": _result_words(case),
        "route": case.route.name,
        "stands_words": _stands_words(case) if case.stands else "",
        "proposed": proposed,
        "against": proposed.withheld or (NOT_DECIDED if case.stopped else "" if case.told_of else NOT_TOLD_OF),
    }


def crime_number_words(number: str) -> str:
    """The number, and what is wrong with it; it is kept as it was entered."""
    problem = read_crime_number(number).problem if number else None
    return f"{number}: check it, it does not look like one" if problem else number or "None"


def _can_have_been(case: Disposing, today: date) -> list[Disposal]:
    """The disposals that can have been made on any day until today."""
    in_time = disposals_that_fit(case.ended, min(today, case.referral.charge_by_on))
    return [one for one in FOR_CASES if one in in_time or one in disposals_that_fit(case.ended, today)]


def _said(option: Option, out_of_time: bool) -> Option:
    """The choice as it is on this day: after the last one nobody can be charged any more."""
    if out_of_time and option.value == Disposal.NO_FURTHER_ACTION:
        return replace(option, hint=NO_ACTION_IN_TIME_HINT)
    return option


def _before_the_result(case: Disposing, done: Done) -> str:
    """The day of a completed course that what it completes was dated before; empty where it was not."""
    if case.result is None or done.disposal is not COMPLETES[case.ended.paper]:
        return ""
    day = london_date(case.result.decided_at)
    return spoken_day(day) if london_date(done.at) < day else ""


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


_TOLD: dict[NoActionReason | None, str] = {
    NoActionReason.DIED: "Nobody",
    NoActionReason.TOO_ILL: "Nobody. Tell him, or whoever looks after him, yourself",
}
"""Who is told, where it is not he whom somebody can tell."""


def _clock_words(done: Done, runs: bool, charge_by_on: date) -> str:
    """The effect on the clock, in a sentence that holds for why it was done."""
    if done.disposal is Disposal.CHARGE_ISSUED:
        return "This stops the clock. Nothing will warn you again"
    if not runs:
        return "This ends the case without a charge. Nothing will warn you again"
    until = f"The clock runs on until {spoken_day(charge_by_on)}"
    if done.no_action is NoActionReason.DIED:
        return f"{until}, so that a slip can be put right. Only the last warning will come"
    return f"{until}: until then he can still be charged. Only the last warning will come"
