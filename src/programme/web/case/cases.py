"""The force's cases: filtered in the address, in one of four orders, paged, and as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.response import Stream

from programme.insight.case_lists import CasePage, ListedCase, case_batch, case_page, crime_numbers
from programme.insight.list_choices import ChoiceKind
from programme.referrals.bites import bites_next
from programme.referrals.models import Origin
from programme.referrals.next_action import NextAction, next_action
from programme.referrals.queries import CaseLine
from programme.referrals.words import ORIGIN_WORDS, OWNER_WORDS, StateWords, state_words
from programme.shared.dates import london_date
from programme.web.case.asked_list import AskedList, filters_context, read_asked
from programme.web.case.clock import Chip, charge_words, chip_of
from programme.web.case.list_ends import PageLinks, counted, page_links
from programme.web.case.narrowing import covers_of_reader, narrowed, narrowed_by
from programme.web.kit.csv_file import csv_stream, instant_cell
from programme.web.kit.visit import Visit


class CasePages(Controller):
    """`/custody/referrals`, `/admin/referrals`, and their files."""

    path = "/referrals"

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """A page of cases."""
        asked, sent, cases = _asked(visit), visit.request.query_params, f"{visit.home}/referrals"
        covers = await covers_of_reader(visit, asked)
        page = await visit.look(
            case_page,
            visit.the_actor,
            narrowed_by(asked, covers, visit),
            today=asked.today,
            after=asked.key(sent.get("after", "")),
            before=asked.key(sent.get("before", "")),
            subjects=lambda found: found.references,
        )
        return visit.page(
            "custody/cases.html",
            title="Cases",
            cases_url=cases,
            cases_of=asked.by_officer(cases),
            covers=covers,
            export_href=asked.address(f"{cases}/export"),
            views=_views(page, cases),
            **filters_context(asked, cases, page.choices, visit.the_actor.force_code),
            **_shown(page, visit, asked),
            **page_links(
                asked,
                cases,
                PageLinks(sent.get("after", ""), sent.get("before", ""), page.earlier, page.later),
                begins=page.begins,
                count=page.totals.count,
            ),
        )

    @get("/export")
    async def export(self, visit: NamedDependency[Visit]) -> Stream:
        """The same cases as a file. Reading them for it is logged as a look at each."""
        return await csv_stream(_COLUMNS, _rows_of(visit, _asked(visit)))


def _asked(visit: Visit) -> AskedList:
    return read_asked(visit.request.query_params, today=london_date(visit.now))


def _views(page: CasePage, path: str) -> list[tuple[str, str]]:
    """The names and addresses of the views that the reader keeps."""
    kept = sorted((one.label, one.value) for one in page.choices if one.kind == ChoiceKind.VIEW)
    return [(name, f"{path}?{asked}" if asked else path) for name, asked in kept]


def _shown(page: CasePage, visit: Visit, asked: AskedList) -> dict[str, Any]:
    return {
        "lines": [_line(case, visit.now, asked.today) for case in page.cases],
        "totals": page.totals,
        "count": counted(page.totals.count, "case"),
        "bands": not asked.status,
        "charge_words": charge_words,
        "owner_words": OWNER_WORDS,
    }


def _line(case: ListedCase, now: datetime, today: date) -> tuple[CaseLine, NextAction, Chip, StateWords]:
    facts, line = case.at(now), case.line
    state = state_words(line.state, stopped=facts.stopped)
    return line, next_action(facts), chip_of(line, today, bites_next(facts)), state


async def _rows_of(visit: Visit, asked: AskedList) -> AsyncIterator[list[tuple[str, ...]]]:
    after = None
    wanted = await narrowed(visit, asked)
    while True:
        cases, after = await visit.look(
            case_batch,
            visit.the_actor,
            wanted,
            after=after,
            subjects=lambda found: [case.line.reference for case in found[0]],
        )
        numbers = await visit.read(crime_numbers, cases)
        yield [_row(case, visit, numbers.get(case.line.id, "")) for case in cases]
        if after is None:
            return


_COLUMNS = (
    "Reference",
    "State",
    "Surname",
    "Forenames",
    "Date of birth",
    "Offence",
    "Received",
    "Last safe course day",
    "Return by",
    "Charge by",
    "Clock stopped",
    "Next step",
    "Whose",
    "By",
    "Officer",
    "Collar number",
    "Custody number",
    "Crime number",
    "Station",
    "Area",
    "Came by",
)


def _row(case: ListedCase, visit: Visit, crime_number: str) -> tuple[str, ...]:
    line, facts = case.line, case.at(visit.now)
    step = next_action(facts)
    return (
        line.reference,
        state_words(line.state, stopped=facts.stopped).words,
        line.surname,
        line.forenames,
        line.born_on.isoformat() if line.born_on else "",
        instant_cell(line.offence_at),
        instant_cell(line.referred_at),
        line.complete_by_on.isoformat(),
        line.return_by_on.isoformat(),
        line.charge_by_on.isoformat(),
        instant_cell(line.over_at),
        step.what,
        OWNER_WORDS[step.whose],
        step.by_on.isoformat(),
        line.officer_name,
        line.officer_collar,
        line.custody_reference or "",
        crime_number,
        line.station,
        line.area,
        ORIGIN_WORDS[Origin(line.origin)],
    )
