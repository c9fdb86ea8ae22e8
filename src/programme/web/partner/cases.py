"""The cases a neighbouring force sent: how far each is, and how much time is left."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from programme.exchange.queries import one_sent_case, sent_by_force
from programme.shared.access import PARTNER
from programme.shared.dates import london_date
from programme.web.case_clock import chip_of
from programme.web.clock_bar import Mark, clock_bar
from programme.web.partner.words import STATUS_WORDS
from programme.web.visit import Visit


class CasePages(Controller):
    """`/partner` and `/partner/cases/REF`."""

    path = "/partner"
    opt = {"access": PARTNER}

    @get()
    async def show_cases(
        self, visit: NamedDependency[Visit], show: FromQuery[str] = "", after: FromQuery[str] = ""
    ) -> Response[Any]:
        """The cases in hand, least time first; or those that are over."""
        over = show == "over"
        page = await visit.look(
            sent_by_force,
            visit.the_actor,
            over=over,
            after=_read_key(after),
            subjects=lambda found: found.references,
        )
        address = f"/partner?{'show=over&' if over else ''}"
        return visit.page(
            "partner/cases.html",
            title="Cases",
            lines=page.lines,
            over=over,
            first_href=address.rstrip("?&") if after else None,
            next_href=f"{address}after={_key(*page.last_key)}" if page.last_key else None,
            chip=partial(chip_of, today=london_date(visit.now)),
            status_words=STATUS_WORDS,
        )

    @get("/cases/{reference:str}")
    async def show_case(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """One case: its clock, where it is, and the result when there is one."""
        case = await visit.look(
            one_sent_case, reference, visit.the_actor, subjects=lambda found: [found.line.reference]
        )
        line, today = case.line, london_date(visit.now)
        marks = [Mark("Booked course", london_date(case.starts_at))] if case.starts_at else []
        return visit.page(
            "partner/case.html",
            title=f"Case {line.reference}",
            case=case,
            line=line,
            where=STATUS_WORDS[line.state],
            chip=chip_of(line, today),
            bar=None
            if line.over_at
            else clock_bar(
                london_date(line.offence_at),
                today,
                line.complete_by_on,
                line.return_by_on,
                line.charge_by_on,
                marks,
                returned=case.returned,
            ),
        )


def _key(charge_by_on: date, number: int) -> str:
    return f"{charge_by_on:%Y-%m-%d}_{number}"


def _read_key(text: str) -> tuple[date, int] | None:
    """The key that an address holds; None when it holds none."""
    on, _, number = text.partition("_")
    try:
        return date.fromisoformat(on), int(number)
    except ValueError:
        return None
