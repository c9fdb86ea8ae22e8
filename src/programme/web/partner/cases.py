"""The cases a neighbouring force sent: how far each is, and how much time is left."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from programme.concerns.rules import holds_up
from programme.duties.words import MONEY_TASKS, TASK_WORDS
from programme.insight.case_now import CaseNow, case_now
from programme.insight.sent_cases import SentCase, SentLine, one_sent_case, sent_by_force
from programme.insight.sent_desk import sent_desk
from programme.outcomes.words import REASON_WORDS, VERDICT_TONES, VERDICT_WORDS
from programme.people.words import CONTACT_STATE_WORDS
from programme.referrals.bites import bites_next
from programme.referrals.states import ReferralState
from programme.referrals.too_late import is_too_late_for_a_course, is_too_late_for_a_date
from programme.shared.access import PARTNER
from programme.shared.actor import Door
from programme.shared.dates import london_date, previous_working_day, spoken_instant
from programme.shared.page_key import read_day_key
from programme.web.case.asked_list import AskedList, OwnFilter, filters_context, read_asked
from programme.web.case.case_view import named_at, way_unchecked
from programme.web.case.clock import chip_of, days_away
from programme.web.case.clock_bar import BarMark, clock_bar_in_order
from programme.web.case.consent_view import consent_context
from programme.web.case.corrections import corrected, record_corrections, said_clock, said_first, to_look_at
from programme.web.case.deeds import PARTS, deeds_context
from programme.web.case.list_ends import PageLinks, counted, page_links
from programme.web.case.list_marks import look_at_list
from programme.web.case.narrowing import narrowed
from programme.web.case.notes import note_rows
from programme.web.case.rungs import answer_rungs, rung_words, rungs_context
from programme.web.case.words import DONE_WORDS
from programme.web.kit.csv_file import csv_stream, instant_cell
from programme.web.kit.forms import Option
from programme.web.kit.visit import Visit
from programme.web.partner.words import status_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def _read(db: Session, reference: str, actor: Actor, *, now: datetime) -> tuple[SentCase, CaseNow]:
    return one_sent_case(db, reference, actor), case_now(db, reference, actor, now=now)


class CasePages(Controller):
    """`/partner` and `/partner/cases/REF`."""

    path = "/partner"
    opt = {"access": PARTNER}

    @get()
    async def show_cases(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The cases in hand, least time first; or those that are over."""
        asked, after = _asked(visit), read_day_key(visit.request.query_params.get("after", ""))
        over = bool(asked.status)
        desk = await look_at_list(
            visit,
            sent_desk,
            visit.the_actor,
            await narrowed(visit, asked),
            over=over,
            today=asked.today,
            after=after,
            subjects=lambda found: found.references,
        )
        page = desk.cases
        return visit.page(
            "partner/cases.html",
            title="Cases",
            **filters_context(asked, "/partner", desk.choices, visit.the_actor.force_code),
            tabs=[asked.tab(status).address("/partner") for status in ("", "over")],
            export_href=asked.address("/partner/export"),
            lines=page.lines,
            **rungs_context(visit, desk.rungs, home="/partner", case_url="/partner/cases/"),
            results=desk.results,
            to_acknowledge=visit.waiting,
            reason_words=REASON_WORDS,
            verdict_words=VERDICT_WORDS,
            verdict_tones=VERDICT_TONES,
            over=over,
            totals=desk.totals,
            count=counted(desk.totals.count, "case"),
            **page_links(
                asked,
                "/partner",
                PageLinks(visit.request.query_params.get("after", ""), later=page.last_key),
                begins=desk.begins,
                count=desk.totals.count,
            ),
            status_of=status_of,
        )

    @get("/export")
    async def export(self, visit: NamedDependency[Visit]) -> Stream:
        """The same cases as a file. Reading them for it is logged as a look at each."""
        return await csv_stream(_COLUMNS, _batches(visit))

    @get("/cases/{reference:str}")
    async def show_case(
        self, visit: NamedDependency[Visit], reference: FromPath[str], done: FromQuery[str] = ""
    ) -> Response[Any]:
        """One case: its clock, where it is, and the result when there is one. `done` names what was recorded just
        now."""
        case, stands = await visit.look(
            _read, reference, visit.the_actor, now=visit.now, subjects=lambda found: [found[0].line.reference]
        )
        line, today = case.line, london_date(visit.now)
        arranged = {
            "Place held" if line.held else "Booked course": london_date(case.starts_at) if case.starts_at else None,
            "Bail date": case.bail.return_on,
        }
        points = to_look_at(case.tasks, case.put_to_a_human, case.corrections, case.put_right)
        return visit.page(
            "partner/case.html",
            title=f"Case {line.reference}",
            case=case,
            holds_up=holds_up(case.state),
            line=line,
            **deeds_context(stands, visit),
            also=list(_to_see(case, stands)),
            **consent_context(case.consent, case.paper, case_at=f"/partner/cases/{line.reference}"),
            where=status_of(line),
            here=f"/partner/cases/{line.reference}",
            to_check=way_unchecked(case.person, case.state),
            named=partial(named_at, Door.PARTNER),
            contact_state_words=CONTACT_STATE_WORDS,
            rung_is_mine=case.rung is not None and not line.over_at and case.rung.is_for(visit.the_actor),
            done=DONE_WORDS.get(done),
            barred=today > line.charge_by_on and line.done is None and not case.returned,
            too_late=is_too_late_for_a_course(case.state, line.complete_by_on, today),
            no_date_helps=is_too_late_for_a_date(case.state, line.complete_by_on, today),
            task_words=TASK_WORDS,
            money_tasks=MONEY_TASKS,
            to_look_at=points,
            said_clock=said_clock(points, case.put_to_a_human, line.offence_at),
            said_first=said_first(points, case.put_to_a_human),
            parts=PARTS,
            put_right=record_corrections(case.put_right),
            notes=note_rows(case.notes),
            offence=[spoken_instant(line.offence_at), *corrected(case.corrections)],
            rung_words=rung_words,
            rungs_home="/partner",
            bail=case.bail.said_on(today),
            act_by_on=max(today, previous_working_day(line.charge_by_on)),
            chip=chip_of(line, today, bites_next(stands.step_facts(visit.now))),
            days_away=partial(days_away, today=today),
            bar=None
            if line.done
            else clock_bar_in_order(
                london_date(line.offence_at),
                today,
                line.complete_by_on,
                line.return_by_on,
                line.charge_by_on,
                [BarMark(label, on) for label, on in arranged.items() if on is not None],
            ),
        )

    @post("/warnings/seen", status_code=200)
    async def seen(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """ "I have seen this": a deadline warning about a case of the force."""
        return await answer_rungs(visit, home="/partner")


def _to_see(case: SentCase, stands: CaseNow) -> Iterator[tuple[str, str]]:
    """Records that have pages of their own: words and address."""
    here = f"/partner/cases/{stands.reference}"
    if case.document_kept:
        yield "Read the caution document", f"{here}/caution"
    if case.returned and stands.state is not ReferralState.RETURNED:
        yield "Open the result", f"/partner/returns/{stands.reference}"
    if stands.concern is not None:
        yield "See the concern", f"{here}/concern"


BY_WHETHER_OVER = OwnFilter("show", [Option("over", "Over")])
_COLUMNS = (
    "Reference",
    "Your reference",
    "Surname",
    "Forenames",
    "Where it is",
    "Received",
    "Offence",
    "Last safe course day",
    "Return by",
    "Charge by",
    "Clock stopped",
)
_A_BATCH = 500


def _asked(visit: Visit) -> AskedList:
    return read_asked(visit.request.query_params, today=london_date(visit.now), own=BY_WHETHER_OVER)


async def _batches(visit: Visit) -> AsyncIterator[list[tuple[str, ...]]]:
    asked, after, more = _asked(visit), None, True
    while more:
        found = await visit.look(
            sent_by_force,
            visit.the_actor,
            await narrowed(visit, asked),
            over=bool(asked.status),
            after=after,
            at_most=_A_BATCH,
            subjects=lambda found: found.references,
        )
        yield [_row(line) for line in found.lines]
        after, more = found.last_key, found.last_key is not None


def _row(line: SentLine) -> tuple[str, ...]:
    return (
        line.reference,
        line.their_reference,
        line.surname,
        line.forenames,
        status_of(line)[0],
        instant_cell(line.received_at),
        instant_cell(line.offence_at),
        line.complete_by_on.isoformat(),
        line.return_by_on.isoformat(),
        line.charge_by_on.isoformat(),
        instant_cell(line.over_at),
    )
