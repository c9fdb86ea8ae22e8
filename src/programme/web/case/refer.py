"""Referring, step by step, at whichever door: the form, check answers, and the live panel.

Nothing is kept between the steps but what travels in the form: what was typed comes back as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from litestar import Response

from programme.actions.refer_offender import OffenderReferred, refer_offender
from programme.clock.deadlines import Deadlines, days_left, deadlines_for
from programme.courses.queries import DateFacts, dates_in_time, our_programme
from programme.eligibility.assessment import CRITERION_NAMES, FactsToAssess, assess
from programme.eligibility.circumstances import answers_of
from programme.eligibility.known import NOTHING_KNOWN
from programme.eligibility.rules import TIME_LEFT, Criterion, Eligibility, Status
from programme.eligibility.terms import Terms, dated_terms
from programme.exchange.agreements import Neighbour, neighbours_on
from programme.intake.arrivals import Arrival, flags_of, identifiers_of
from programme.intake.checking import Checked, check_arrival
from programme.intake.export_verdicts import FLAG_WORDS
from programme.people.identifiers import PROBLEM_WORDS, IdentifierKind, ReadIdentifier
from programme.people.officers import Officer, officer_signed_in
from programme.referrals.models import Admission
from programme.referrals.refusals import AlreadyReferred, NotEligible
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date, london_instant
from programme.shared.refusal import Refusal
from programme.web.case.circumstances import YES, circumstances_in, signs_in
from programme.web.case.referral_form import (
    ReferralForm,
    arrival_of,
    draft_number,
    drug_step_in,
    starting_answers,
    typed_answers,
)
from programme.web.kit.forms import FormData, Option, bind, error_list, show_beside_field
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

IDENTIFIER_NAMES = {
    IdentifierKind.PNC_ID: "PNC ID",
    IdentifierKind.CRO: "CRO number",
    IdentifierKind.ASN: "Arrest/summons number",
    IdentifierKind.URN: "URN",
}
_STATUS_WORDS = {
    Status.MET: ("Met", "green"),
    Status.NOT_MET: ("Not met", "red"),
    Status.UNKNOWN: ("Not known", "yellow"),
    Status.SET_ASIDE: ("Set aside", "purple"),
}


@dataclass(frozen=True, slots=True)
class Around:
    """What the form needs besides what is typed."""

    officer: Officer
    neighbours: list[Neighbour]


@dataclass(frozen=True, slots=True)
class InTime:
    """What the live panel needs of the database."""

    terms: Terms
    dates: list[DateFacts]


def around_form(db: Session, actor: Actor, now: datetime) -> Around:
    """The signed-in officer, and at custody's own door the neighbours that may send."""
    neighbours = neighbours_on(db, london_date(now)) if actor.door is Door.CUSTODY else []
    return Around(officer_signed_in(db, actor), neighbours)


def _around_new_form(db: Session, actor: Actor, now: datetime) -> Around:
    """Raises NoProgramme before anybody types: afterwards it would be lost."""
    our_programme(db, force_code=None if actor.door is Door.PARTNER else actor.force_code)
    return around_form(db, actor, now)


async def new_form(
    visit: Visit, here: str, *, typed: Mapping[str, Any] | None = None, draft: int | None = None
) -> Response[Any]:
    """The form as it begins, or with what was typed before."""
    around = await visit.read(_around_new_form, visit.the_actor, visit.now)
    sent = FormData({**typed, "draft": str(draft or "")}) if typed is not None else None
    form = _form(visit, sent, around)
    return _form_page(visit, here, form, around)


def _form(visit: Visit, sent: FormData | None, around: Around) -> ReferralForm:
    """The form of this door: drugs are a question of custody alone."""
    form = bind(
        ReferralForm,
        sent,
        start=starting_answers(around.officer),
        choices=_choices(around),
        today=london_date(visit.now),
    )
    if visit.the_actor.door is not Door.CUSTODY:
        del form.drugs
    return form


async def check_answers(visit: Visit, here: str, sent: FormData) -> Response[Any]:
    """Check answers; or the form again, with every mistake shown."""
    around = await visit.read(around_form, visit.the_actor, visit.now)
    form = _form(visit, sent, around)
    if not form.validate():
        return _form_page(visit, here, form, around, status=422)
    return await _check_page(visit, here, form, sent)


async def refer(visit: Visit, here: str, sent: FormData) -> OffenderReferred | Response[Any]:
    """Make the case. A page instead where an answer is wrong, or where the rules say no: then check answers says
    which of them, because something may have changed since it was shown."""
    around = await visit.read(around_form, visit.the_actor, visit.now)
    form = _form(visit, sent, around)
    if not form.validate():
        return _form_page(visit, here, form, around, status=422)
    try:
        referred: OffenderReferred = await visit.write(
            refer_offender,
            arrival=arrival_of(form),
            sent_by_force=form.sent_by_force.data,
            their_reference=form.their_reference.data,
            draft_id=draft_number(form.draft.data),
            signs=signs_in(form),
            drugs=drug_step_in(form),
        )
    except (NotEligible, AlreadyReferred) as refusal:
        return await _check_page(visit, here, form, sent, refusal=refusal)
    except Refusal as refusal:
        show_beside_field(form, refusal)
        return _form_page(visit, here, form, around, status=422)
    return referred


async def live_panel(visit: Visit, sent: FormData) -> Response[Any]:
    """The dates and the criteria as far as they can be told from what is typed so far. Nobody is looked up."""
    form = bind(ReferralForm, sent, choices={"sent_by_force": ()}, today=london_date(visit.now))
    on = form.offence_on.data
    if on is None:
        return visit.page("custody/refer_live.html", checked=None)
    # The dates hang on the day alone; the time is only there to have an instant.
    offence_at = london_instant(on, form.offence_time.data or time(12))
    in_time = await visit.read(_in_time, visit.the_actor, offence_at, visit.now)
    deadlines = deadlines_for(offence_at, policy=in_time.terms.policy)
    admission = form.admission.data if form.admission.data in set(Admission) else Admission.UNRECORDED
    eligibility = assess(
        FactsToAssess(form.surname.data, form.born_on.data, form.offence_code.data, offence_at, Admission(admission)),
        NOTHING_KNOWN,
        today=london_date(visit.now),
        terms=in_time.terms,
        settled=answers_of(circumstances_in(form), by=visit.the_actor.label, at=visit.now),
    )
    checked = Checked(deadlines, eligibility, NOTHING_KNOWN, in_time.dates)
    return visit.page("custody/refer_live.html", checked=checked, **_what_it_means(visit, deadlines, eligibility))


def _in_time(db: Session, actor: Actor, offence_at: datetime, now: datetime) -> InTime:
    programme = our_programme(db, force_code=None if actor.door is Door.PARTNER else actor.force_code)
    terms = dated_terms(db, programme).as_far_as_known(london_date(offence_at))
    complete_by_on = deadlines_for(offence_at, policy=terms.policy).complete_by_on
    return InTime(terms, dates_in_time(db, now=now, complete_by_on=complete_by_on))


def _choices(around: Around) -> dict[str, list[Option]]:
    return {"sent_by_force": [Option(one.force_code, one.name) for one in around.neighbours]}


def _form_page(visit: Visit, here: str, form: ReferralForm, around: Around, *, status: int = 200) -> Response[Any]:
    return visit.page(
        "custody/refer.html",
        status=status,
        title="Refer a person",
        form=form,
        errors=error_list(form),
        here=here,
        custody=visit.the_actor.door is Door.CUSTODY,
        neighbours=around.neighbours,
    )


async def _check_page(
    visit: Visit, here: str, form: ReferralForm, sent: FormData, *, refusal: Refusal | None = None
) -> Response[Any]:
    arrival = arrival_of(form)
    today = london_date(visit.now)
    checked: Checked = await visit.look(
        check_arrival,
        arrival,
        actor=visit.the_actor,
        sent_by_force=form.sent_by_force.data,
        now=visit.now,
        subjects=lambda found: found.references,
    )
    return visit.page(
        "custody/refer_check.html",
        status=refusal.status if refusal else 200,
        title="Check the answers",
        here=here,
        custody=visit.the_actor.door is Door.CUSTODY,
        form=form,
        arrival=arrival,
        checked=checked,
        typed=typed_answers(sent),
        draft=form.draft.data,
        errors=[{"href": "", "text": f"{refusal.headline}. {refusal.explanation}"}] if refusal else [],
        answers=answer_rows(form, arrival),
        identifiers=[_read_back(found) for found in identifiers_of(arrival, today=today)],
        flags=[FLAG_WORDS[flag] for flag in flags_of(arrival, today=today)],
        will_stop=form.concern.data == YES,
        **_what_it_means(visit, checked.deadlines, checked.eligibility),
    )


def _what_it_means(visit: Visit, deadlines: Deadlines, eligibility: Eligibility) -> dict[str, Any]:
    """The three dates with the days left, and every criterion in words: what blocks first. `barred_on` is the last day
    to charge where it has passed, and a course is not asked for where none would be in time."""
    today = london_date(visit.now)
    named = (
        ("Last safe course day", deadlines.complete_by_on),
        ("Return by", deadlines.return_by_on),
        ("Charge by", deadlines.charge_by_on),
    )
    return {
        "dates": [{"what": what, "on": on, "left": _days(days_left(on, today))} for what, on in named],
        "barred_on": deadlines.charge_by_on if today > deadlines.charge_by_on else None,
        "course_possible": today <= deadlines.complete_by_on,
        "criteria": [
            {
                "name": CRITERION_NAMES[criterion.code],
                "words": _STATUS_WORDS[criterion.status][0],
                "tone": _STATUS_WORDS[criterion.status][1],
                "reason": criterion.reason,
            }
            for criterion in sorted(eligibility.criteria, key=_what_blocks_first)
        ],
    }


def _what_blocks_first(criterion: Criterion) -> tuple[int, bool]:
    """Not met, then not known, then the rest; among them the time, which no answer puts right, first."""
    order = (Status.NOT_MET, Status.UNKNOWN, Status.SET_ASIDE, Status.MET)
    return order.index(criterion.status), criterion.code != TIME_LEFT


def _days(left: int) -> str:
    if left == 0:
        return "today"
    many = f"{abs(left)} day{'' if abs(left) == 1 else 's'}"
    return f"{many} left" if left > 0 else f"{many} ago"


def _read_back(found: ReadIdentifier) -> dict[str, Any]:
    """An identifier as it was understood, beside what was typed."""
    return {
        "name": IDENTIFIER_NAMES[found.kind],
        "typed": found.as_entered,
        "canonical": found.canonical,
        "problem": PROBLEM_WORDS[found.problem] if found.problem else "",
    }


def answer_rows(form: ReferralForm, arrival: Arrival) -> list[dict[str, Any]]:
    """Everything else that was answered, as summary cards: a title and its rows."""

    def rows(*named: tuple[str, Any]) -> list[dict[str, Any]]:
        return [{"key": key, "value": value} for key, value in named]

    def label(name: str) -> str:
        return next((option.label for option in form[name].options if option.value == form[name].data), "")

    chosen = [option.label for option in form.signs.options if form.signs.is_chosen(option.value)]
    signs = f"Yes: {', '.join(chosen).lower()}" if form.concern.data == YES else label("concern")
    officer = " ".join(part for part in (arrival.officer_rank, arrival.officer_collar, arrival.officer_name) if part)
    return [
        {
            "title": "The person",
            "rows": rows(
                ("Name", f"{arrival.forenames} {arrival.surname}".strip()),
                ("Date of birth", arrival.born_on),
                ("Sex", label("sex")),
                ("Address", ", ".join(part for part in (arrival.address, arrival.postcode) if part)),
                ("Mobile number", arrival.mobile),
                ("Email address", arrival.email),
                ("How we may contact him", label("safe_contact")),
                ("Safe hours", arrival.safe_hours),
                ("Interpreter", arrival.interpreter),
                ("What he needs", arrival.adjustments),
            ),
        },
        {
            "title": "The offence",
            "rows": rows(
                ("Offence code", arrival.offence_code),
                ("When", arrival.offence_at),
                ("Where", arrival.offence_place),
                ("Arrested", arrival.arrested_at or "Not arrested"),
                ("Custody record number", arrival.custody_reference),
                ("How he left", label("release")),
                ("Bail return", arrival.bail_return_on),
                ("Admits the offence", label("admission")),
                ("Officer in the case", officer),
                ("Officer's email", arrival.officer_email),
                ("Operation", arrival.operation),
                *([("Sent by", label("sent_by_force"))] if form.sent_by_force.data else []),
                *([("Their reference", form.their_reference.data)] if form.their_reference.data else []),
            ),
        },
        {
            "title": "Before anything is offered",
            "rows": rows(
                ("Enough evidence to charge", label("enough_evidence")),
                ("Violence, a weapon or a threat", label("violence")),
                ("Previous convictions of that kind", label("relevant_record")),
                ("Signs that the person solicited needs protecting", signs),
                *([("Drug intervention", label("drugs"))] if "drugs" in form and form.drugs.data else []),
            ),
        },
    ]
