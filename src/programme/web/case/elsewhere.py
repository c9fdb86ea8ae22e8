"""A place at a neighbouring programme, as custody types what was agreed by telephone or email: recorded, moved, called
off, and what the neighbour told of the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from programme.actions.call_off_place_elsewhere import call_off_place_elsewhere
from programme.actions.place_elsewhere import place_elsewhere
from programme.actions.record_result_from_elsewhere import record_result_from_elsewhere
from programme.bookings.states import CallOffReason
from programme.exchange.placing import Placing, placing_of, what_would_be_wrong
from programme.exchange.rules import can_be_told
from programme.insight.case_course_parts import money_in
from programme.insight.case_file import CaseFile
from programme.notices.words import CHANNEL_PHRASES
from programme.outcomes.models import ResultReason
from programme.payments.money import Money, money_when_it_ends
from programme.people.reference import force_name
from programme.people.telling import safe_address
from programme.referrals.states import ReferralState
from programme.shared.dates import london_date, spoken_day
from programme.web.case.case_form import CaseFormPage
from programme.web.case.case_page import look_at_case
from programme.web.case.case_view import case_context
from programme.web.case.clock import days_away
from programme.web.case.elsewhere_forms import CallOffForm, ElsewhereForm, ToldForm
from programme.web.case.heading import LeadsToCase
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.forms import FormData, Option, PageForm, show_refusal
from programme.web.kit.visit import Visit

F = TypeVar("F", bound=PageForm)


@dataclass(frozen=True, slots=True)
class CaseToPlace:
    """The case, and which programmes can take him."""

    case: CaseFile
    placing: Placing


class ElsewherePage(LeadsToCase, CheckedPage[CaseToPlace, ElsewhereForm]):
    """Which programme, on which day; the same page for another day. Then what it means."""

    path = "/elsewhere"
    form, template = ElsewhereForm, "custody/elsewhere.html"
    title = "Record a place at a neighbouring programme"
    check_template, check_title = "custody/elsewhere_check.html", "Check the place"
    looks_first = True
    done = "elsewhere"

    async def look(self, visit: Visit) -> CaseToPlace:
        """The case, and which programmes have an agreement."""
        reference = visit.part("reference")
        placing = await visit.read(placing_of, reference, visit.the_actor, now=visit.now)
        return CaseToPlace(await look_at_case(visit), placing)

    def start(self, visit: Visit, found: CaseToPlace) -> dict[str, Any]:
        """The place that he has there, where it is another day that is recorded."""
        placed_at = found.placing.placed_at
        place = found.case.elsewhere if placed_at is not None else None
        return {"force_code": placed_at, "their_reference": place.their_reference if place else ""}

    def fill(self, visit: Visit, found: CaseToPlace | None, sent: FormData | None) -> ElsewhereForm:
        form = super().fill(visit, found, sent)
        neighbours = found.placing.neighbours if found else ()
        form.force_code.choices = [Option(one.force_code, one.name, one.contact_email) for one in neighbours]
        return form

    def context(self, visit: Visit, found: CaseToPlace, form: ElsewhereForm) -> dict[str, Any]:
        another_day = found.placing.placed_at is not None
        return {
            **case_context(found.case, visit),
            "title": "Change the day at the neighbouring programme" if another_day else self.title,
            "placing": found.placing,
            "last_left": days_away(found.placing.last_on, london_date(visit.now)),
        }

    async def check(self, visit: Visit, form: ElsewhereForm) -> dict[str, Any]:
        """The meaning, and everything that is wrong with it at once."""
        arranged, reference = form.arranged(), visit.part("reference")
        for refusal in await visit.read(what_would_be_wrong, reference, visit.the_actor, arranged, now=visit.now):
            show_refusal(form, refusal)
        return {} if form.errors else _what_it_means(visit, await look_at_case(visit), form)

    async def act(self, visit: Visit, form: ElsewhereForm) -> Callable[..., Any]:
        return partial(place_elsewhere, reference=visit.part("reference"), arranged=form.arranged())


class _PlacePage(CaseFormPage[F]):
    """A form about the place that he has there."""

    def context(self, visit: Visit, found: CaseFile, form: F) -> dict[str, Any]:
        told_by = CHANNEL_PHRASES[safe_address(found.person)[0]]
        return {**super().context(visit, found, form), "place": found.elsewhere, "told_by": told_by}


class ResultElsewherePage(_PlacePage[ToldForm]):
    """The neighbour's result; it is in the tray."""

    path = "/elsewhere/result"
    form, template = ToldForm, "custody/elsewhere_result.html"
    title = "Record the result from the neighbouring programme"
    done = "elsewhere-result"
    looks_first = True

    def fill(self, visit: Visit, found: CaseFile | None, sent: FormData | None) -> ToldForm:
        form, today = super().fill(visit, found, sent), london_date(visit.now)
        place = found.elsewhere if found else None
        if place is not None:
            course_on = place.course_on
            form.asks = ((("told_on",), lambda: can_be_told(form.told_on.data, course_on=course_on, today=today)),)
        return form

    async def act(self, visit: Visit, form: ToldForm) -> Callable[..., Any]:
        return partial(
            record_result_from_elsewhere,
            reference=visit.part("reference"),
            reason=ResultReason(form.reason.data),
            told_by=form.told_by.data,
            told_on=form.told_on.data,
        )


class CallOffElsewherePage(_PlacePage[CallOffForm]):
    """The meaning of calling it off, and why it is done. The case looks for a place again."""

    path = "/elsewhere/off"
    form, template, title = CallOffForm, "custody/elsewhere_off.html", "Call the place elsewhere off"
    done = "elsewhere-off"

    async def act(self, visit: Visit, form: CallOffForm) -> Callable[..., Any]:
        reason = CallOffReason(form.reason.data)
        return partial(call_off_place_elsewhere, reference=visit.part("reference"), reason=reason)


def _what_it_means(visit: Visit, case: CaseFile, form: ElsewhereForm) -> dict[str, Any]:
    arranged, referral, today = form.arranged(), case.referral, london_date(visit.now)
    is_change = referral.state is ReferralState.PLACED_ELSEWHERE and case.elsewhere is not None
    spare = (referral.complete_by_on - arranged.course_on).days
    return {
        **case_context(case, visit),
        "programme": force_name(arranged.force_code),
        "day": f"{spoken_day(arranged.course_on)}, {days_away(arranged.course_on, today)}",
        "was": spoken_day(case.elsewhere.course_on) if is_change and case.elsewhere is not None else "",
        "their_reference": arranged.their_reference,
        "spare": "the day itself" if not spare else f"{spare} day{'' if spare == 1 else 's'} later",
        "bail": _bail_words(case, form),
        "refund": _refund_words(case),
        "told_by": CHANNEL_PHRASES[safe_address(case.person)[0]],
    }


def _bail_words(case: CaseFile, form: ElsewhereForm) -> str:
    """How the course stands to the bail date; empty where there is none."""
    bail_on = case.referral.bail_return_on
    if bail_on is None:
        return ""
    if form.course_on.data <= bail_on:
        return f"{spoken_day(bail_on)}. The course is not after it"
    return f"{spoken_day(bail_on)}. The course is after it: a task is raised to have the bail extended"


def _refund_words(case: CaseFile) -> str:
    """The fate of the fee that he paid here; empty where he paid nothing."""
    return money_when_it_ends(money_in(case.fee)) if money_in(case.fee) != Money() else ""
