"""A provider's dates: the list, a new one, changing and cancelling one, each with its consequence before the button."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import json

from programme.actions.cancel_course_date import CourseDateCancelled, cancel_course_date
from programme.attendance.consequences import preview_cancellation
from programme.attendance.readiness import Readiness, readiness_of
from programme.courses.queries import DateFacts, dates_of, own_date
from programme.courses.states import DateState
from programme.courses.venues import Spot, spots_of
from programme.insight.date_deeds import DateDeed
from programme.people.kept_answers import FormAnswers
from programme.shared.access import PROVIDER
from programme.shared.page_key import InstantKey, read_instant_key
from programme.web.kit.keeping_forms import KEPT, KeepsForms, number_of
from programme.web.kit.visit import Visit
from programme.web.provider.own import (
    can,
    date_state,
    next_step_of_date,
    own_provider,
    readiness_words,
    refuse_unless_possible,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_PAGE = 25
_DONE = "done"


def a_page_of_dates(
    db: Session, provider_id: int, *, closed: bool, after: tuple[datetime, int] | None, now: datetime
) -> tuple[list[DateFacts], bool, dict[int, Readiness]]:
    """One page of the list, whether there is more, and how ready each date is."""
    found = dates_of(db, provider_id, closed=closed, wanted_at=now, after=after, at_most=_PAGE + 1)
    shown = found[:_PAGE]
    return shown, len(found) > _PAGE, readiness_of(db, [date.id for date in shown])


def date_and_spots(db: Session, reference: str, provider_id: int) -> tuple[DateFacts, list[Spot], Readiness]:
    """One of the provider's dates, where its dates can be, and how ready it is."""
    date = own_date(db, reference, provider_id)
    return date, spots_of(db, provider_id), readiness_of(db, [date.id])[date.id]


class DatePages(KeepsForms, Controller):
    """`/provider/dates...`, but for the register."""

    path = "/provider/dates"
    opt = {"access": PROVIDER}

    def address(self, visit: Visit) -> str:
        """A cancelled date is kept by its number, not by the page."""
        return f"/provider/dates/{visit.part('reference')}"

    @get()
    async def list_dates(
        self, visit: NamedDependency[Visit], show: FromQuery[str] = "", after: FromQuery[str] = ""
    ) -> Response[Any]:
        """Dates to come and to sign, nearest first; or those that are over, latest first."""
        closed = show == "over"
        dates, more, readiness = await visit.read(
            a_page_of_dates, own_provider(visit), closed=closed, after=read_instant_key(after), now=visit.now
        )
        last = InstantKey(dates[-1].starts_at, dates[-1].id) if more else None
        next_href = f"/provider/dates?{'show=over&' if closed else ''}after={last}" if last else None
        lines = [(date, readiness[date.id], date_state(date, visit.now)) for date in dates]
        first_href = f"/provider/dates{'?show=over' if closed else ''}" if after else None
        return visit.page(
            "provider/dates.html",
            title="Dates",
            lines=lines,
            closed=closed,
            next_href=next_href,
            first_href=first_href,
        )

    @get("/{reference:str}")
    async def show(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """One date: its facts, how ready it is, and what can be done with it."""
        date, _, readiness = await visit.read(date_and_spots, reference, own_provider(visit))
        return visit.page(
            "provider/date.html",
            title="Date",
            date=date,
            readiness=readiness,
            ready_words=readiness_words(readiness),
            step=next_step_of_date(date, visit.now),
            state=date_state(date, visit.now),
            can_change=can(DateDeed.CHANGE_COURSE_DATE, date, visit.now),
            can_cancel=can(DateDeed.CANCEL_COURSE_DATE, date, visit.now),
            is_signed=date.state is DateState.SIGNED,
        )

    @get("/{reference:str}/cancel")
    async def before_cancelling(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Each person, and what happens to him."""
        preview = await visit.look(
            preview_cancellation,
            reference,
            own_provider(visit),
            now=visit.now,
            subjects=lambda found: [person.reference for person in found.people],
        )
        refuse_unless_possible(DateDeed.CANCEL_COURSE_DATE, preview.date, visit.now)
        return visit.page("provider/cancel_date.html", title="Cancel the date", preview=preview, date=preview.date)

    @post("/{reference:str}/cancel", status_code=303)
    async def cancel(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Cancel it. How many were on it is kept for the page that says so, as a form is."""
        done = await visit.write(cancel_course_date, reference=reference)
        number = number_of(visit)
        await self.keep(visit, number, FormAnswers({_DONE: [json.encode(done).decode()]}))
        return visit.to(f"/provider/dates/{reference}/cancelled?{KEPT}={number}")

    @get("/{reference:str}/cancelled")
    async def cancelled(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """The date is cancelled, and what that meant; of one that is not, its own page."""
        date = await visit.read(own_date, reference, own_provider(visit))
        if date.state is not DateState.CANCELLED:
            return visit.to(f"/provider/dates/{reference}")
        kept = await self.kept(visit, visit.request.query_params.get(KEPT, ""))
        done = json.decode(kept.answers.typed[_DONE][0], type=CourseDateCancelled) if kept else None
        return visit.page("provider/date_cancelled.html", title="Date cancelled", date=date, done=done)
