"""Putting the record right, at whichever door has the case: one page with its parts, and for each part a form, what a
change means, and only then the change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, ClassVar

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.actions.correct_record import correct_record
from programme.eligibility.words import criterion_name
from programme.insight.case_record import CaseRecord, RecordChangeShown, case_record, record_change_shown
from programme.insight.possible import possible
from programme.intake.arrivals import flags_of, identifiers_of
from programme.intake.changing_route import can_change_route
from programme.intake.correcting import TAKES_OUT_OF_THE_WAY, Correction
from programme.intake.stored_record import changes_between, facts_of_part
from programme.intake.words import FLAG_WORDS
from programme.outcomes.correcting import STOPS, Then, verdict_words
from programme.people.words import PROBLEM_WORDS
from programme.referrals.corrections import FACTS_OF, WAS_SENT, RecordPart
from programme.referrals.deeds import Deed
from programme.referrals.words import FACT_WORDS, RECORD_PART_WORDS, fact_said
from programme.shared.dates import london_date, spoken_day
from programme.shared.marks import check_shown, shown_mark
from programme.shared.ranks import is_at_least
from programme.shared.refusal import ChangedSinceShown, Refusal, refusal_of
from programme.web.case.corrections import record_corrections
from programme.web.case.deeds import CASES_AT, PARTS
from programme.web.case.heading import LeadsToCase, heading, look_with_clock, look_with_standing
from programme.web.case.record_forms import (
    LEFT_OUT_WITH,
    NeedsRecordForm,
    NumbersRecordForm,
    OffenceRecordForm,
    PersonRecordForm,
    PlaceRecordForm,
    RecordForm,
)
from programme.web.case.words import case_then_words
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.forms import FormData, said_of
from programme.web.kit.two_versions import two_versions
from programme.web.kit.visit import Visit

ELSEWHERE: Mapping[Deed, str] = {
    Deed.CORRECT_OFFENCE: "When the offence was, which the clock runs from",
    Deed.SETTLE_ELIGIBILITY: "Whether he admits it, and what else eligibility rests on",
    Deed.RECORD_BAIL: "Bail",
    Deed.CORRECT_CONTACT: "How he can be reached, and what is safe",
    Deed.CHANGE_OFFICER: "The officer in the case",
}
"""Facts that have a page of their own, at a door that has it, while it can be done."""


async def look_at_record(visit: Visit) -> CaseRecord:
    """The case's record, its reading logged; NotFound where it is another force's."""
    return await look_with_clock(visit, case_record)


class RecordPage(Controller):
    """`/custody/referrals/REF/record`: the record in its parts, and what was put right before."""

    path = "/record"

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The facts that stand, and where each part is put right; one that no change is possible to leads nowhere."""
        found, stands = await look_with_standing(visit, case_record)
        can = possible(stands, visit.the_actor, visit.now)
        head = heading(visit, found.facts.referral, found.facts.person)
        return visit.page(
            "facts/record.html",
            title="Correct the record",
            **head,
            parts=list(_parts(found)),
            elsewhere=[
                {"words": words, "address": f"{head['here']}{PARTS[deed]}", "shut": _why_shut(can[deed])}
                for deed, words in ELSEWHERE.items()
                if deed in can
            ],
            made=record_corrections(found.corrections),
        )


def _parts(found: CaseRecord) -> Iterator[dict[str, Any]]:
    for part in RecordPart:
        shown = [name for name in FACTS_OF[part] if name not in found.left_out]
        if not found.areas and not found.record.area:
            shown = [name for name in shown if name != "area"]
        if not shown:
            continue
        said = {name: _standing(found, name) for name in shown}
        yield {
            "path": f"/record/{part.value}",
            "shut": _shut(found, part),
            "title": RECORD_PART_WORDS[part],
            "rows": [{"key": FACT_WORDS[name], "value": text} for name, text in said.items()],
        }


def _shut(found: CaseRecord, part: RecordPart) -> str:
    """Why a part cannot be changed now; empty where it can be."""
    referral = found.facts.referral
    refusal = refusal_of(can_change_route, referral.state, referral.over_at) if part is RecordPart.ROUTE else None
    return refusal.explanation if refusal else ""


def _why_shut(refusal: Refusal | None) -> str:
    """Why a page of its own does not open now; empty where it does."""
    return f"{refusal.headline}. {refusal.explanation}".strip() if refusal else ""


def _standing(found: CaseRecord, name: str) -> str:
    value = getattr(found.record, name)
    text = value.isoformat() if hasattr(value, "isoformat") else str(value or "")
    return fact_said(name, text)


class RecordPartPage(LeadsToCase, CheckedPage[CaseRecord, RecordForm]):
    """One part of the record as it stands, what it is to be, and what follows."""

    template = "facts/record_part.html"
    check_template, check_title = "facts/record_check.html", "Check what is put right"
    looks_first = True
    done = "record"
    part: ClassVar[RecordPart]

    async def look(self, visit: Visit) -> CaseRecord:
        return await look_at_record(visit)

    def start(self, visit: Visit, found: CaseRecord) -> dict[str, Any]:
        return {"mark": shown_mark(facts_of_part(found.record, self.part)), **self.form.start(found.record)}

    def fill(self, visit: Visit, found: CaseRecord | None, sent: FormData | None) -> RecordForm:
        """A fact that the agreement does not let travel is not asked; an unknown one may stay empty."""
        form = super().fill(visit, found, sent)
        assert found is not None
        form.record = found.record
        for name in FACTS_OF[self.part]:
            boxes = LEFT_OUT_WITH.get(name, (name,))
            for box in boxes:
                if name in found.left_out:
                    del form[box]
                elif not getattr(found.record, name):
                    form[box].needed = None
        if "area" in form:
            areas = dict.fromkeys((*found.areas, found.record.area))
            form.area.choices = [(area, area) for area in areas if area]
            if not found.areas:
                del form.area
        return form

    def context(self, visit: Visit, found: CaseRecord, form: RecordForm) -> dict[str, Any]:
        """Whether somebody else put it right meanwhile."""
        versions = two_versions(form, self.start(visit, found))
        return {
            **heading(visit, found.facts.referral, found.facts.person),
            "part": self.part.value,
            "versions": [one for one in versions if one.label != form.reason.label.text],
            "rank": TAKES_OUT_OF_THE_WAY.with_article,
        }

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """The facts that somebody else put right meanwhile, seen beside those typed."""
        return said_of(refusal) if isinstance(refusal, ChangedSinceShown) else super().said(refusal)

    async def check(self, visit: Visit, form: RecordForm) -> dict[str, Any]:
        """The changes, and their consequences."""
        shown: RecordChangeShown = await look_with_clock(
            visit, record_change_shown, self.part, form.facts(), now=visit.now
        )
        change, then = shown.change, shown.follows.then
        check_shown(facts_of_part(change.was, self.part), form.mark.data or None)
        asked = verdict_words(change.correction) if then in (Then.DECIDED_AGAIN, Then.GOES_ON) else ""
        return {
            **heading(visit, shown.facts.referral, shown.facts.person),
            "part": self.part.value,
            "part_title": self.title,
            "rows": list(_rows(shown, visit)),
            "what_follows": [
                {"key": "The case", "lines": [*_then_words(shown), *([asked] if asked else [])]},
                *_days_moved(change.correction),
                *([{"key": "Cases of the same night", "lines": shown.night}] if shown.night else []),
                {"key": "Who is told", "lines": list(_told(shown, visit)) or ["Nobody"]},
                *([{"key": "Worth a second look", "lines": odd}] if (odd := _odd_now(shown, visit)) else []),
                *([{"key": "Why", "value": form.reason.data}] if form.reason.data else []),
            ],
            "cases": CASES_AT[visit.the_actor.door],
            "others": [one.reference for one in shown.others if one.force_code == shown.facts.referral.force_code],
            "others_away": any(one.force_code != shown.facts.referral.force_code for one in shown.others),
            "to_look_at": shown.follows.to_look_at,
            "cleared": [criterion_name(code).lower() for code in change.correction.cleared],
            "may_save": not change.correction.cleared or is_at_least(visit.the_actor.rank, TAKES_OUT_OF_THE_WAY),
            "rank": TAKES_OUT_OF_THE_WAY.with_article,
            "destructive": then in STOPS or bool(shown.follows.signs),
        }

    async def act(self, visit: Visit, form: RecordForm) -> Callable[..., Any]:
        return partial(
            correct_record,
            reference=visit.part("reference"),
            part=self.part,
            facts=form.facts(),
            reason=form.reason.data,
            mark=form.mark.data,
        )


def _then_words(shown: RecordChangeShown) -> list[str]:
    if shown.follows.then is Then.DECIDED_AGAIN:
        stops = ["The case stops, as with a concern, until safeguarding has decided"] if shown.follows.signs else []
        return ["Eligibility is decided again, by what stands then", *stops]
    return case_then_words(shown.follows, shown.facts.referral.state)


def _days_moved(correction: Correction) -> Iterator[dict[str, Any]]:
    """The last safe course day, where another route moves it."""
    was, becomes = correction.was.complete_by_on, correction.becomes.complete_by_on
    if was != becomes:
        yield {"key": "Last safe course day", "lines": [spoken_day(becomes), f"Until now {spoken_day(was)}"]}


def _rows(shown: RecordChangeShown, visit: Visit) -> Iterator[tuple[str, str, str]]:
    """Each fact from what to what; of a number also what is wrong with it."""
    read = {one.kind.value: one for one in identifiers_of(shown.change.becomes, today=london_date(visit.now))}
    for one in changes_between(shown.change.was, shown.change.becomes):
        number = read.get(one.fact)
        flaw = f". {PROBLEM_WORDS[number.problem]}" if number is not None and number.problem else ""
        yield FACT_WORDS[one.fact], fact_said(one.fact, one.was), f"{fact_said(one.fact, one.becomes)}{flaw}"


def _odd_now(shown: RecordChangeShown, visit: Visit) -> list[str]:
    """The oddities that come with the change, as the form names them when somebody refers him."""
    today, change = london_date(visit.now), shown.change
    before = flags_of(change.was, today=today)
    return [FLAG_WORDS[one] for one in flags_of(change.becomes, today=today) if one not in before]


def _told(shown: RecordChangeShown, visit: Visit) -> Iterator[str]:
    """Who is told again (`outcomes.telling_again`)."""
    referral, sent = shown.facts.referral, bool(shown.change.facts & WAS_SENT)
    if shown.change.needs_reason and referral.over_at is None and referral.officer_id != visit.the_actor.id:
        yield "The officer in the case, that something was put right"
    if shown.follows.signs:
        waits = shown.follows.then in (*STOPS, Then.DECIDED_AGAIN)
        yield f"Safeguarding, at once{': the case waits for its decision' if waits else ''}"
    if shown.follows.then in STOPS and shown.follows.has_offer:
        yield "He is, that the offer was taken back, never why"
    if sent and shown.follows.course_at is not None:
        yield "The provider of his course: its register shows it as it is from now on"
    if sent and shown.follows.has_offer:
        yield "He is, that something was put right, never what"


class PersonRecordPage(RecordPartPage):
    """Who he is."""

    path, part, form, title = "/record/person", RecordPart.PERSON, PersonRecordForm, "Correct who he is"


class NumbersRecordPage(RecordPartPage):
    """His numbers, and those that come later."""

    path, part, form, title = "/record/numbers", RecordPart.NUMBERS, NumbersRecordForm, "Correct or add numbers"


class OffenceRecordPage(RecordPartPage):
    """The offence and the arrest."""

    path, part, form = "/record/offence", RecordPart.OFFENCE, OffenceRecordForm
    title = "Correct the offence and the arrest"


class PlaceRecordPage(RecordPartPage):
    """Where it was."""

    path, part, form, title = "/record/place", RecordPart.PLACE, PlaceRecordForm, "Correct the place and the area"


class NeedsRecordPage(RecordPartPage):
    """The person's needs."""

    path, part, form, title = "/record/needs", RecordPart.NEEDS, NeedsRecordForm, "Correct what he needs"


RECORD_PAGES: tuple[Any, ...] = (
    RecordPage,
    PersonRecordPage,
    NumbersRecordPage,
    OffenceRecordPage,
    PlaceRecordPage,
    NeedsRecordPage,
)
