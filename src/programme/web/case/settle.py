"""Settle what eligibility waits for: the fact is recorded by name, and eligibility is checked again.

The force of the offence does it, at custody's door or at a neighbour's: it is the one that can find out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from programme.actions.put_criterion_back import put_criterion_back
from programme.actions.set_criterion_aside import set_criterion_aside
from programme.actions.settle_eligibility import EligibilitySettled, settle_eligibility
from programme.concerns.settling import Answers
from programme.eligibility.words import criterion_name
from programme.insight.case_to_settle import CaseToSettle, case_to_settle
from programme.referrals.models import Admission
from programme.referrals.refusals import (
    NeverSetAside,
    NothingToSettle,
    NotNotMet,
    NotSetAside,
    RankTooLow,
)
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.shared.ranks import Rank, is_at_least
from programme.shared.refusal import Refusal
from programme.web.case.circumstances import circumstances_in, signs_in
from programme.web.case.heading import LeadsToCase, heading, here, look_with_clock
from programme.web.case.one_after_another import WaitingLine, read_line, said_of_last
from programme.web.case.settle_questions import SettleForm, answers_so_far, questions
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import ChoiceField, FormData, LongTextField, Option, PageForm, bind, said_of
from programme.web.kit.visit import Visit

F = TypeVar("F", bound=PageForm)

SETTLE, CORRECT = "Answer what is not known", "Correct what eligibility rests on"
"""The page's names: while something is not known, and after that."""


class SetAsideForm(PageForm):
    """Which criterion, and why."""

    criterion = ChoiceField(
        "Which criterion is set aside?", needed="Choose the criterion", unknown="Choose one of these"
    )
    reason = LongTextField(
        "Why is it set aside?",
        hint="Kept with the case, with your name and rank. Not shown to him or the provider",
        longest=400,
        needed="Enter why it is set aside",
    )


class PutBackForm(PageForm):
    """Which criterion is not set aside any more, and why."""

    back = ChoiceField(
        "Which criterion is put back?", needed="Choose the criterion to put back", unknown="Choose one of these"
    )
    why_back = LongTextField(
        "Why is it put back?",
        hint="Kept in the history of the case, with your name and rank",
        longest=400,
        needed="Enter why it is put back",
    )


class _OneOfThree(LeadsToCase, FormPage[CaseToSettle, F]):
    """A page with three forms: each is sent to an address of its own, and comes back among the other two."""

    template = "custody/settle.html"
    title = SETTLE
    done = "settled"

    async def look(self, visit: Visit) -> CaseToSettle:
        """The case, as long as no offer was made."""
        return await look_with_clock(visit, case_to_settle)

    def context(self, visit: Visit, found: CaseToSettle, form: F) -> dict[str, Any]:
        """The open questions, and the criteria that this rank may set aside or put back."""
        aside = form if isinstance(form, SetAsideForm) else bind(SetAsideForm)
        back = form if isinstance(form, PutBackForm) else bind(PutBackForm)
        aside.criterion.choices = _choices(visit.the_actor, found.liftable)
        back.back.choices = _choices(visit.the_actor, found.lifted)
        return {
            **heading(visit, found.referral, found.person),
            **self.line(visit, form),
            "title": SETTLE if found.referral.state is ReferralState.UNDECIDED else CORRECT,
            "form": form if isinstance(form, SettleForm) else bind(SettleForm),
            "aside": aside if aside.criterion.choices or aside.errors else None,
            "back": back if back.back.choices or back.errors else None,
            "lifted": [(criterion_name(code), rank) for code, rank in found.lifted],
            "questions": questions(found),
            "answered": answers_so_far(found),
        }

    def line(self, visit: Visit, form: F) -> dict[str, Any]:
        """The cases that somebody goes through one after another; none where a door has no such list."""
        return {"line": None}


class SettlePage(_OneOfThree[SettleForm]):
    """The answers are recorded, and eligibility is decided again; then on to the case, or to the next one that
    waits."""

    path = "/settle"
    form = SettleForm

    def start(self, visit: Visit, found: CaseToSettle) -> Mapping[str, str]:
        """Which cases he goes through, as the address says it."""
        return {name: visit.request.query_params.get(name, "") for name in ("queue", "at", "of")}

    def line(self, visit: Visit, form: SettleForm) -> dict[str, Any]:
        line = _line_of(form)
        if visit.the_actor.door is not Door.CUSTODY:
            return {"line": None}
        last = said_of_last(visit.request.query_params)
        return {"line": line, "last": last, "skip": line.go_on(visit.home, after=visit.part("reference"))}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return said_of(refusal) if isinstance(refusal, NothingToSettle) else None

    async def act(self, visit: Visit, form: SettleForm) -> Callable[..., Any]:
        answers = Answers(
            admission=Admission(form.admission.data) if form.admission.data else None,
            surname=form.surname.data,
            forenames=form.forenames.data,
            born_on=form.born_on.data,
            earlier_course=_yes(form.earlier_course.data),
            goes_on_beside=_yes(form.goes_on_beside.data),
            is_same_person=_yes(form.is_same_person.data),
            circumstances=circumstances_in(form),
            signs=signs_in(form),
        )
        return partial(settle_eligibility, reference=visit.part("reference"), answers=answers)

    def leads_to(self, visit: Visit, form: SettleForm, done: EligibilitySettled) -> str:
        """The case, which says what is next; its concern, where he named signs of one; or the next that waits."""
        goes_on = form.then.data == "next" and visit.the_actor.door is Door.CUSTODY
        if signs_in(form):
            return f"{here(visit)}/concern{_line_of(form).carried if goes_on else ''}"
        if goes_on:
            return _line_of(form).go_on(visit.home, after=done.reference, verdict=done.verdict.value)
        return super().leads_to(visit, form, done)


class SetAsidePage(_OneOfThree[SetAsideForm]):
    """A criterion is set aside, with a reason."""

    path = "/settle/set-aside"
    form = SetAsideForm
    done = "set_aside"

    def fill(self, visit: Visit, found: CaseToSettle | None, sent: FormData | None) -> SetAsideForm:
        """Any criterion: the action says which of them can be set aside, and by whom."""
        return bind(SetAsideForm, sent, choices={"criterion": [Option(sent.get("criterion"), "")] if sent else ()})

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return _beside("criterion", refusal, NeverSetAside, NotNotMet, RankTooLow)

    async def act(self, visit: Visit, form: SetAsideForm) -> Callable[..., Any]:
        reference, code, reason = visit.part("reference"), form.criterion.data, form.reason.data
        return partial(set_criterion_aside, reference=reference, code=code, reason=reason)


class PutBackPage(_OneOfThree[PutBackForm]):
    """A criterion that was set aside is put back, with a reason."""

    path = "/settle/put-back"
    form = PutBackForm
    done = "put_back"

    def fill(self, visit: Visit, found: CaseToSettle | None, sent: FormData | None) -> PutBackForm:
        """Any criterion: the action says which of them can be put back, and by whom."""
        return bind(PutBackForm, sent, choices={"back": [Option(sent.get("back"), "")] if sent else ()})

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return _beside("back", refusal, NotSetAside, RankTooLow)

    async def act(self, visit: Visit, form: PutBackForm) -> Callable[..., Any]:
        reference, code, reason = visit.part("reference"), form.back.data, form.why_back.data
        return partial(put_criterion_back, reference=reference, code=code, reason=reason)


def _line_of(form: SettleForm) -> WaitingLine:
    """The line that the form carries along; without one, all that wait."""
    return read_line({name: form[name].data for name in ("queue", "at", "of")}) or WaitingLine(None)


def _beside(field: str, refusal: Refusal, *kinds: type[Refusal]) -> tuple[str | None, str] | None:
    return (field, f"{refusal.headline}. {refusal.explanation}".strip()) if isinstance(refusal, kinds) else None


def _yes(answer: str | None) -> bool | None:
    return None if not answer else answer == "yes"


def _choices(actor: Actor, codes: list[tuple[str, Rank]]) -> list[Option]:
    """Those of the criteria that the actor's rank may decide about."""
    return [Option(code, criterion_name(code)) for code, rank in codes if is_at_least(actor.rank, rank)]
