"""Settle what eligibility waits for: the fact is recorded by name, and eligibility is checked again.

The force of the offence does it, at custody's door or at a neighbour's: it is the one that can find out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litestar import Response

from programme.actions.put_criterion_back import put_criterion_back
from programme.actions.set_criterion_aside import set_criterion_aside
from programme.actions.settle_eligibility import Answers, settle_eligibility
from programme.courses.queries import programme_of
from programme.eligibility.assessment import CRITERION_NAMES, ONE_PERSON, SURNAME_KNOWN, rank_that_may_set_aside
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
    Status,
)
from programme.eligibility.terms import Terms, terms_of
from programme.intake.facts import century_of_birth, wrong_with_birth
from programme.people.models import Person
from programme.referrals.models import Admission, Referral
from programme.referrals.next_action import CASE_STATE_TONES, CASE_STATE_WORDS
from programme.referrals.queries import one_referral, person_of
from programme.referrals.refusals import (
    AlreadyDecided,
    NeverSetAside,
    NothingToSettle,
    NotNotMet,
    NotSetAside,
    RankTooLow,
)
from programme.referrals.states import BEFORE_OFFER, ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.ranks import Rank, is_at_least
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
from programme.web.case.clock import chip_of
from programme.web.kit.forms import (
    ChoiceField,
    DatePartsField,
    LongTextField,
    Option,
    PageForm,
    TextField,
    add_error,
    bind,
    error_list,
    show_refusal,
)
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


SETTLE, CORRECT = "Settle what is not known", "Correct what eligibility rests on"
"""What the page is called: while something is not known, and after that."""


class SettleForm(PageForm):
    """One field for each question a human can settle. What is left empty stays as it is."""

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


@dataclass(frozen=True, slots=True)
class ToSettle:
    """A case, its man, and what is open about it."""

    referral: Referral
    person: Person
    terms: Terms

    @property
    def liftable(self) -> list[tuple[str, Rank]]:
        """The criteria that are not met and that some rank may set aside, with the lowest such rank."""
        return self._with_ranks(Status.NOT_MET)

    @property
    def lifted(self) -> list[tuple[str, Rank]]:
        """The criteria that are set aside, with the lowest rank that may put them back."""
        return self._with_ranks(Status.SET_ASIDE)

    def _with_ranks(self, status: Status) -> list[tuple[str, Rank]]:
        codes = [str(row["code"]) for row in self.referral.eligibility if row["status"] == status]
        ranks = [(code, rank_that_may_set_aside(self.terms, code)) for code in codes]
        return [(code, rank) for code, rank in ranks if rank is not None]

    @property
    def questions(self) -> list[dict[str, Any]]:
        """The criteria that are not met or not known, with the fields that can settle them."""
        asked = [row for row in self.referral.eligibility if row["status"] not in (Status.MET, Status.SET_ASIDE)]
        codes = {row["code"] for row in asked}
        return [
            {
                "name": CRITERION_NAMES.get(row["code"], row["code"]),
                "reason": row["reason"],
                "fields": _fields_of(row, codes),
                "rank": dict(self.liftable).get(row["code"]),
            }
            for row in asked
            if not (row["code"] == NO_OPEN_CASE and row["reason"] == NOT_COMPARED)  # goes with the question who he is
        ]


def _fields_of(row: Mapping[str, Any], asked: Collection[str]) -> tuple[str, ...]:
    """The fields that can settle a criterion. Where nobody could be compared, the rest of his name can be told too."""
    fields = FIELDS_OF.get(row["code"], ())
    tells_name = row["code"] == ONE_PERSON and row["reason"] == NOT_COMPARED and SURNAME_KNOWN not in asked
    return ("forenames", *fields) if tells_name else fields


def case_to_settle(db: Session, reference: str, actor: Actor) -> ToSettle:
    """The case; NotFound when it is not the actor's, AlreadyDecided once an offer was made."""
    referral = one_referral(db, reference, actor)
    if referral.state not in BEFORE_OFFER:
        raise AlreadyDecided()
    return ToSettle(referral, person_of(db, referral), terms_of(db, referral, programme_of(db, referral.programme_id)))


async def ask(visit: Visit, reference: str, case_page: str) -> Response[Any]:
    """What is open, and the fields that settle it. `case_page` is where the case's own page is."""
    return await _page(visit, reference, case_page, bind(SettleForm))


async def settle(visit: Visit, reference: str, case_page: str) -> Response[Any]:
    """Record what was answered and decide again; back to the case, which says what is next."""
    form = bind(SettleForm, await visit.form(), today=london_date(visit.now))
    if not form.validate():
        return await _page(visit, reference, case_page, form)
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
    try:
        await visit.write(settle_eligibility, reference=reference, answers=answers)
    except NothingToSettle as refusal:
        show_refusal(form, refusal)
        return await _page(visit, reference, case_page, form)
    return visit.to(f"{case_page}/concern" if answers.signs else case_page)


async def set_aside(visit: Visit, reference: str, case_page: str) -> Response[Any]:
    """Set a criterion aside, with a reason; back to the case."""
    sent = await visit.form()
    form = bind(SetAsideForm, sent, choices={"criterion": [Option(str(sent.get("criterion")), "")]})
    if form.validate():
        try:
            await visit.write(
                set_criterion_aside, reference=reference, code=form.criterion.data, reason=form.reason.data
            )
        except (NeverSetAside, NotNotMet, RankTooLow) as refusal:
            add_error(form, "criterion", f"{refusal.headline}. {refusal.explanation}".strip())
        else:
            return visit.to(case_page)
    return await _page(visit, reference, case_page, bind(SettleForm), form)


async def put_back(visit: Visit, reference: str, case_page: str) -> Response[Any]:
    """Put a criterion back that was set aside, with a reason; back to the case."""
    sent = await visit.form()
    form = bind(PutBackForm, sent, choices={"back": [Option(str(sent.get("back")), "")]})
    if form.validate():
        try:
            await visit.write(put_criterion_back, reference=reference, code=form.back.data, reason=form.why_back.data)
        except (NotSetAside, RankTooLow) as refusal:
            add_error(form, "back", f"{refusal.headline}. {refusal.explanation}".strip())
        else:
            return visit.to(case_page)
    return await _page(visit, reference, case_page, bind(SettleForm), back=form)


def _yes(answer: str | None) -> bool | None:
    return None if not answer else answer == "yes"


async def _page(
    visit: Visit,
    reference: str,
    case_page: str,
    form: SettleForm,
    aside: SetAsideForm | None = None,
    back: PutBackForm | None = None,
) -> Response[Any]:
    case: ToSettle = await visit.look(
        case_to_settle, reference, visit.the_actor, subjects=lambda found: [found.referral.reference]
    )
    aside, back = aside or bind(SetAsideForm), back or bind(PutBackForm)
    errors = error_list(form) + error_list(aside) + error_list(back)
    aside.criterion.choices = _choices(visit.the_actor, case.liftable)
    back.back.choices = _choices(visit.the_actor, case.lifted)
    return visit.page(
        "custody/settle.html",
        status=422 if errors else 200,
        title=SETTLE if case.referral.state is ReferralState.UNDECIDED else CORRECT,
        here=case_page,
        form=form,
        aside=aside if aside.criterion.choices or aside.errors else None,
        back=back if back.back.choices or back.errors else None,
        lifted=[(CRITERION_NAMES.get(code, code), rank) for code, rank in case.lifted],
        errors=errors,
        referral=case.referral,
        person=case.person,
        questions=case.questions,
        chip=chip_of(case.referral, london_date(visit.now)),
        state_words=CASE_STATE_WORDS[case.referral.state],
        state_tone=CASE_STATE_TONES[case.referral.state],
    )


def _choices(actor: Actor, codes: list[tuple[str, Rank]]) -> list[Option]:
    """Those of the criteria that the actor's rank may decide about."""
    return [Option(code, CRITERION_NAMES.get(code, code)) for code, rank in codes if is_at_least(actor.rank, rank)]
