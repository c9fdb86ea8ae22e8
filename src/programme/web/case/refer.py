"""Referring, step by step, at whichever door: the form, check answers, and the live panel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from functools import partial
from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency

from programme.actions.refer_offender import OffenderReferred, refer_offender
from programme.clock.deadlines import Deadlines, days_left, deadlines_for
from programme.concerns.models import DrugStep
from programme.eligibility.assessment import FactsToAssess, assess
from programme.eligibility.circumstances import answers_of
from programme.eligibility.known import NOTHING_KNOWN
from programme.eligibility.rules import TIME_LEFT, Criterion, Eligibility
from programme.eligibility.words import criterion_name
from programme.exchange.refusals import MayNotTravel
from programme.exchange.travelling import names_dropped, names_left_out, only_agreed
from programme.exchange.words import spoken_fields
from programme.insight.referring import AroundReferral, around_referral, terms_and_dates
from programme.intake.arrivals import flags_of, identifiers_of
from programme.intake.checking import Checked, check_arrival
from programme.intake.words import FLAG_WORDS
from programme.policies.refusals import RouteIsAnother
from programme.referrals.criteria import Status
from programme.referrals.models import Admission
from programme.referrals.refusals import AlreadyReferred, NotEligible
from programme.referrals.words import CRITERION_TAGS
from programme.shared.actor import Door
from programme.shared.dates import london_date, london_instant
from programme.web.case.answers_read_back import answer_rows, read_back
from programme.web.case.circumstances import YES, circumstances_in, signs_in
from programme.web.case.deeds import CASES_AT
from programme.web.case.officer_fields import NOBODY_KNOWN
from programme.web.case.referral_form import (
    USUAL_CODE,
    ReferralForm,
    arrival_of,
    draft_number,
    mark_of_draft,
    starting_answers,
)
from programme.web.case.what_travels import names_typed
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.forms import FormData, Option, bind
from programme.web.kit.visit import Visit


class ReferPage(CheckedPage[AroundReferral, ReferralForm]):
    """The form as it begins, check answers, and the case that is made of them. A door says where its cases are."""

    form, template, title = ReferralForm, "custody/refer.html", "Refer a person"
    check_template, check_title = "custody/refer_check.html", "Check the answers"
    looks_first = True
    shown_on_check = (NotEligible, AlreadyReferred, MayNotTravel)
    changed_meanwhile = (RouteIsAnother,)

    async def look(self, visit: Visit) -> AroundReferral:
        """The officer and the neighbours: nobody's data."""
        return await visit.read(around_referral, visit.the_actor, now=visit.now, to_type=visit.request.method == "GET")

    def start(self, visit: Visit, found: AroundReferral) -> dict[str, Any]:
        """The programme's offence, the officer, and his area."""
        return starting_answers(found.officer, found.own_area)

    def fill(self, visit: Visit, found: AroundReferral | None, sent: FormData | None) -> ReferralForm:
        """The form of this door: drugs are a question of custody alone."""
        form = super().fill(visit, found, sent)
        neighbours = found.neighbours if found else ()
        form.sent_by_force.choices = [Option(one.force_code, one.name) for one in neighbours]
        form.area.choices = [(area, area) for area in found.areas] if found else []
        if visit.the_actor.door is not Door.CUSTODY:
            del form.drugs
            form.their_reference.label.text = "Your reference for the case"
        form.now = visit.now
        sender = next((one for one in neighbours if one.force_code == form.sent_by_force.data), None)
        if sender is not None:
            form.stays_behind, form.neighbour = names_left_out(sender.travels), sender.name
        if found is not None:
            form.know_routes(found.routes, found.terms, visit.the_actor.rank)
            of_force = found.officers.get(form.sent_by_force.data or visit.the_actor.force_code or "")
            form.know(of_force or NOBODY_KNOWN)
            if found.agreement is not None:
                form.left_out = names_left_out(found.agreement.terms.travels)
                form.dropped = names_typed(form, form.left_out if sent is not None else ())
        return form

    def context(self, visit: Visit, found: AroundReferral, form: ReferralForm) -> dict[str, Any]:
        """Where the form is sent, and who can have sent him."""
        no_agreement = visit.the_actor.door is Door.PARTNER and found.agreement is None
        month, left_out = found.month, form.left_out
        shown: dict[str, Any] = {
            "neighbours": found.neighbours,
            "month": month,
            "no_agreement": no_agreement,
            "left_out": left_out,
            "places": found.places,
            "usual_code": USUAL_CODE,
            "another_code": form.offence_code.typed != USUAL_CODE,
            "kept_back": [(one.name, spoken_fields(names_left_out(one.travels))) for one in found.neighbours],
        }
        return {**self._door(visit), **shown, "dropped": spoken_fields(form.dropped)}

    async def check(self, visit: Visit, form: ReferralForm) -> dict[str, Any]:
        """Everything that was answered, as it was understood, and what the rules say of it."""
        arrival = only_agreed(arrival_of(form), form.left_out)
        today = london_date(visit.now)
        checked: Checked = await visit.look(
            check_arrival,
            arrival,
            actor=visit.the_actor,
            sent_by_force=form.sent_by_force.data,
            now=visit.now,
            subjects=lambda found: found.references,
        )
        return {
            **self._door(visit),
            "checked": checked,
            "place_typed": arrival.offence_place,
            "dropped": spoken_fields(form.dropped),
            "dropped_names": " ".join(sorted(form.dropped)),
            "not_kept": spoken_fields(names_dropped(arrival, form.stays_behind)),
            "neighbour": form.neighbour,
            "their_officer": form.named_officer() if form.neighbour else None,
            "answers": answer_rows(form, arrival, checked.route.sentence),
            "identifiers": [read_back(found) for found in identifiers_of(arrival, today=today)],
            "flags": [FLAG_WORDS[flag] for flag in flags_of(arrival, today=today)],
            "will_stop": form.concern.data == YES,
            **_what_it_means(visit, checked.deadlines, checked.eligibility),
        }

    async def act(self, visit: Visit, form: ReferralForm) -> Callable[..., Any]:
        confirmed = await visit.form()
        # Only what he was told of is left out: an agreement that was changed since then leads back to the answers.
        told = form.left_out.intersection(confirmed.get("dropped").split())
        return partial(
            refer_offender,
            arrival=only_agreed(arrival_of(form), told),
            sent_by_force=form.sent_by_force.data,
            their_reference=form.their_reference.data,
            draft_id=draft_number(form.draft.data),
            draft_mark=mark_of_draft(form.draft.data),
            signs=signs_in(form),
            refused=confirmed.get("do") == "record",
            route_shown=confirmed.get("route") or None,
            another_than=confirmed.getlist("another"),
            drugs=_drug_step(form),
        )

    def leads_to(self, visit: Visit, form: ReferralForm, done: OffenderReferred) -> str:
        """The case; its concern, where it was stopped as it was made."""
        case_page = f"{visit.request.route_handler.opt['cases']}/{done.reference}"
        return f"{case_page}/concern" if done.stopped else case_page

    def _door(self, visit: Visit) -> dict[str, Any]:
        return {"here": self.address(visit), "custody": visit.the_actor.door is Door.CUSTODY}

    @post("/live", status_code=200)
    async def live(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The dates and the criteria as far as they can be told from what is typed so far. Nobody is looked up."""
        sent = await visit.form()
        form = bind(
            ReferralForm, sent, choices={"sent_by_force": (), "area": (), "route": ()}, today=london_date(visit.now)
        )
        on = form.offence_on.data
        if on is None:
            return visit.page("custody/refer_live.html", checked=None)
        # The dates hang on the day alone; the time is only there to have an instant.
        offence_at = london_instant(on, form.offence_time.data or time(12))
        admission = Admission(form.admission.data if form.admission.data in set(Admission) else Admission.UNRECORDED)
        route = form.route.data or ""
        in_time = await visit.read(terms_and_dates, visit.the_actor, offence_at, admission, route, now=visit.now)
        deadlines = deadlines_for(offence_at, policy=in_time.terms.policy)
        eligibility = assess(
            FactsToAssess(form.surname.data, form.born_on.data, form.offence_code.data, offence_at, admission),
            NOTHING_KNOWN,
            today=london_date(visit.now),
            terms=in_time.terms,
            settled=answers_of(circumstances_in(form), by=visit.the_actor.label, at=visit.now),
        )
        checked = Checked(deadlines, eligibility, NOTHING_KNOWN, in_time.dates, route=in_time.route)
        return visit.page("custody/refer_live.html", checked=checked, **_what_it_means(visit, deadlines, eligibility))


def _drug_step(form: ReferralForm) -> DrugStep | None:
    """The answers about drugs: only of a force's own people, at custody's own door."""
    if "drugs" not in form or form.sent_by_force.data or not form.drugs.data:
        return None
    return DrugStep(form.drugs.data)


def _what_it_means(visit: Visit, deadlines: Deadlines, eligibility: Eligibility) -> dict[str, Any]:
    """The three dates with the days left, and the criteria in words: those that block, what blocks first, apart from
    those that are met. `barred_on` is the last day to charge where it has passed, and a course is not asked for where
    none would be in time."""
    today = london_date(visit.now)
    named = (
        ("Last safe course day", deadlines.complete_by_on),
        ("Return by", deadlines.return_by_on),
        ("Charge by", deadlines.charge_by_on),
    )
    met = eligibility.with_status(Status.MET)
    rest = sorted((one for one in eligibility.criteria if one not in met), key=_what_blocks_first)
    return {
        "dates": [{"what": what, "on": on, "left": _days(days_left(on, today))} for what, on in named],
        "barred_on": deadlines.charge_by_on if today > deadlines.charge_by_on else None,
        "cases_at": CASES_AT[visit.the_actor.door],
        "course_possible": today <= deadlines.complete_by_on,
        "blocking": [_criterion_words(one) for one in rest],
        "not_met": [_criterion_words(one) for one in eligibility.with_status(Status.NOT_MET)],
        "not_known": [criterion_name(one.code).lower() for one in eligibility.with_status(Status.UNKNOWN)],
        "met": [_criterion_words(one) for one in met],
    }


def _criterion_words(criterion: Criterion) -> dict[str, str]:
    words, tone = CRITERION_TAGS[criterion.status][:2]
    return {"name": criterion_name(criterion.code), "words": words, "tone": tone, "reason": criterion.reason}


def _what_blocks_first(criterion: Criterion) -> tuple[int, bool]:
    """Not met, then not known, then the rest; among them the time, which no answer puts right, first."""
    order = (Status.NOT_MET, Status.UNKNOWN, Status.SET_ASIDE, Status.MET)
    return order.index(criterion.status), criterion.code != TIME_LEFT


def _days(left: int) -> str:
    if left == 0:
        return "today"
    many = f"{abs(left)} day{'' if abs(left) == 1 else 's'}"
    return f"{many} left" if left > 0 else f"{many} ago"
