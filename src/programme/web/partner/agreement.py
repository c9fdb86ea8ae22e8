"""The agreement with the neighbouring force that is signed in, as both forces read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.exchange.agreeing import AgreementShown, MonthOfSending, agreements_with, month_of
from programme.exchange.words import ALWAYS_TRAVELS
from programme.shared.access import PARTNER
from programme.shared.dates import london_date
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


def _own(db: Session, force_code: str, today: date) -> tuple[list[AgreementShown], MonthOfSending | None]:
    found = agreements_with(db, force_code)
    on = next((one for one in found if one.is_on(today)), None)
    return found, month_of(db, on, today) if on else None


class AgreementPages(Controller):
    """`/partner/agreement`."""

    path = "/partner/agreement"
    opt = {"access": PARTNER}

    @get()
    async def show_agreement(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Every version, the newest first; no person is in it."""
        today = london_date(visit.now)
        versions, month = await visit.read(_own, visit.the_actor.force_code, today)
        return visit.page(
            "partner/agreement.html",
            title="Agreement",
            versions=versions,
            month=month,
            always=ALWAYS_TRAVELS,
            today=today,
        )
