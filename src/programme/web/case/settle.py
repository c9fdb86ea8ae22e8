"""Settle what eligibility waits for: the fact is recorded by name, and eligibility is checked again.

The force of the offence does it, at custody's door or at a neighbour's: it is the one that can find out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Any, TypeVar

from programme.actions.put_criterion_back import put_criterion_back
from programme.actions.set_criterion_aside import set_criterion_aside
from programme.actions.settle_eligibility import Answers, settle_eligibility
from programme.eligibility.assessment import hangs_on_who
from programme.eligibility.rules import (
    ADMISSION_MADE,
    ADULT_ON_OFFENCE_DATE,
    ENOUGH_EVIDENCE,
    FIRST_COURSE,
    NO_CONCERN,
    NO_OPEN_CASE,
    NO_RELEVANT_RECORD,
    NO_VIOLENCE,
    NOT_COMPARED,
    ONE_PERSON,
    SURNAME_KNOWN,
)
from programme.eligibility.words import CRITERION_NAMES
from programme.insight.case_to_settle import CaseToSettle, case_to_settle
from programme.intake.facts import century_of_birth, wrong_with_birth
from programme.intake.rules import waits_for_identity
from programme.referrals.criteria import KeptCriterion, Status
from programme.referrals.models import Admission
from programme.referrals.refusals import (
    NeverSetAside,
    NothingToSettle,
    NotNotMet,
    NotSetAside,
    RankTooLow,
)
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.ranks import Rank, is_at_least
from programme.shared.refusal import Refusal
from programme.web.case.circumstances import (
    CONCERN,
    EVIDENCE,
    RECORD,
    VIOLENCE,
    YES_NO,
    circumstances_in,
    question,
    signs_field,
    signs_in,
)
from programme.web.case.heading import LeadsToCase, heading, here
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import (
    ChoiceField,
    DatePartsField,
    FormData,
    LongTextField,
    Option,
    PageForm,
    TextField,
    add_error,
    bind,
    said_of,
)
from programme.web.kit.visit import Visit

F = TypeVar("F", bound=PageForm)

SETTLE, CORRECT = "Answer what is not known", "Correct what eligibility rests on"
"""The page's names: while something is not known, and after that."""


class SettleForm(PageForm):
    """One field for each question a human can settle. A box left empty leaves the answer as it is."""

    admission = ChoiceField(
        "Does he admit the offence?",
        choices=((Admission.ADMITTED, "Yes, and it is recorded"), (Admission.DENIED, "No")),
    )
    surname = TextField("Surname", longest=100)
    forenames = TextField("Forenames", longest=100)
    born_on = DatePartsField("Date of birth", hint="For example, 27 3 1981", century=century_of_birth)
    earlier_course = ChoiceField(
        "Was he offered, or did he take, a course as long before the offence as the rules look back?", choices=YES_NO
    )
    goes_on_beside = ChoiceField(
        "Does this case go on beside the other open case?",
        hint="Answer no if the offence is dealt with in the other case",
        choices=YES_NO,
    )
    is_same_person = ChoiceField("Is he the same person as somebody in another case here?", choices=YES_NO)
    enough_evidence = question(EVIDENCE)
    concern = question(CONCERN, hint="A belief is enough. Yes stops the case, and safeguarding is told at once")
    signs = signs_field()
    violence = question(VIOLENCE)
    relevant_record = question(RECORD)

    def check(self) -> None:
        """The date of birth is read as the form for a referral reads it."""
        on, today = self.born_on.data, self.meta.today
        if on is not None and today is not None and (wrong := wrong_with_birth(on, today)):
            add_error(self, "born_on", f"Date of birth {wrong}")


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


FIELDS_OF = {
    ADMISSION_MADE: ("admission",),
    SURNAME_KNOWN: ("surname", "forenames"),
    ADULT_ON_OFFENCE_DATE: ("born_on",),
    FIRST_COURSE: ("earlier_course",),
    NO_OPEN_CASE: ("goes_on_beside",),
    ONE_PERSON: ("is_same_person",),
    ENOUGH_EVIDENCE: ("enough_evidence",),
    NO_CONCERN: ("concern",),
    NO_VIOLENCE: ("violence",),
    NO_RELEVANT_RECORD: ("relevant_record",),
}


def questions(case: CaseToSettle) -> list[dict[str, Any]]:
    """The criteria that are not met or not known, with the fields that can settle them."""
    asked = [one for one in case.referral.eligibility if one.status not in (Status.MET, Status.SET_ASIDE)]
    codes = {one.code for one in asked}
    ranks = dict(case.liftable)
    return [
        {
            "name": CRITERION_NAMES.get(one.code, one.code),
            "reason": one.reason,
            "fields": _fields_of(one, codes),
            "rank": ranks.get(one.code),
            "beside": one.code == ONE_PERSON and waits_for_identity([one]),
        }
        for one in asked
        if not (hangs_on_who(one) or (one.code == NO_OPEN_CASE and one.reason == NOT_COMPARED))  # goes with who he is
    ]


def answered(case: CaseToSettle) -> list[dict[str, Any]]:
    """The criteria that are met because a human said so, with the fields that correct it."""
    said = [one for one in case.referral.eligibility if one.status is Status.MET and _was_said(one)]
    return [
        {"name": CRITERION_NAMES.get(one.code, one.code), "reason": one.reason, "fields": FIELDS_OF[one.code]}
        for one in said
        if one.code in FIELDS_OF
    ]


def _was_said(one: KeptCriterion) -> bool:
    return one.settled is not None or one.code == ADMISSION_MADE


def _fields_of(one: KeptCriterion, asked: Collection[str]) -> tuple[str, ...]:
    """The fields that can settle a criterion. Where nobody could be compared, the rest of his name can be told too."""
    if one.code == ONE_PERSON and one.reason != NOT_COMPARED:
        return ()  # the page that shows both records asks
    fields = FIELDS_OF.get(one.code, ())
    tells_name = one.code == ONE_PERSON and one.reason == NOT_COMPARED and SURNAME_KNOWN not in asked
    return ("forenames", *fields) if tells_name else fields


class _OneOfThree(LeadsToCase, FormPage[CaseToSettle, F]):
    """A page with three forms: each is sent to an address of its own, and comes back among the other two."""

    template = "custody/settle.html"
    title = SETTLE
    done = "settled"

    async def look(self, visit: Visit) -> CaseToSettle:
        """The case, as long as no offer was made."""
        reference, actor = visit.part("reference"), visit.the_actor
        return await visit.look(case_to_settle, reference, actor, subjects=lambda found: found.references)

    def context(self, visit: Visit, found: CaseToSettle, form: F) -> dict[str, Any]:
        """The open questions, and the criteria that this rank may set aside or put back."""
        aside = form if isinstance(form, SetAsideForm) else bind(SetAsideForm)
        back = form if isinstance(form, PutBackForm) else bind(PutBackForm)
        aside.criterion.choices = _choices(visit.the_actor, found.liftable)
        back.back.choices = _choices(visit.the_actor, found.lifted)
        return {
            **heading(visit, found.referral, found.person),
            "title": SETTLE if found.referral.state is ReferralState.UNDECIDED else CORRECT,
            "form": form if isinstance(form, SettleForm) else bind(SettleForm),
            "aside": aside if aside.criterion.choices or aside.errors else None,
            "back": back if back.back.choices or back.errors else None,
            "lifted": [(CRITERION_NAMES.get(code, code), rank) for code, rank in found.lifted],
            "questions": questions(found),
            "answered": answered(found),
        }


class SettlePage(_OneOfThree[SettleForm]):
    """The answers are recorded, and eligibility is decided again."""

    path = "/settle"
    form = SettleForm

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

    def leads_to(self, visit: Visit, form: SettleForm, done: Any) -> str:
        """The case, which says what is next; its concern, where he named signs of one."""
        return f"{here(visit)}/concern" if signs_in(form) else super().leads_to(visit, form, done)


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


def _beside(field: str, refusal: Refusal, *kinds: type[Refusal]) -> tuple[str | None, str] | None:
    return (field, f"{refusal.headline}. {refusal.explanation}".strip()) if isinstance(refusal, kinds) else None


def _yes(answer: str | None) -> bool | None:
    return None if not answer else answer == "yes"


def _choices(actor: Actor, codes: list[tuple[str, Rank]]) -> list[Option]:
    """Those of the criteria that the actor's rank may decide about."""
    return [Option(code, CRITERION_NAMES.get(code, code)) for code, rank in codes if is_at_least(actor.rank, rank)]
