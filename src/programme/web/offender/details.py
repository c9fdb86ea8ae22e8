"""Who has his details and to whom he can complain, which names the police, so that he is asked first whether he is
alone; and who used them, by what they are to him."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.insight.own_copy import own_copy
from programme.insight.own_record import who_looked_at_own_record
from programme.insight.privacy_notice import complaints, notice_rows, own_notice
from programme.referrals.supporters import supporters_of
from programme.shared.access import OFFENDER
from programme.shared.dates import london_date
from programme.web.kit.visit import Visit
from programme.web.offender.copied import copied_parts
from programme.web.offender.own_case import look_at_own_case
from programme.web.offender.own_code import ask_for_code
from programme.web.offender.reading import gate


class DetailsPages(Controller):
    """`/my-booking/details`: the question, and behind it the page, which can be printed."""

    path = "/my-booking/details"
    opt = {"access": OFFENDER}

    @get()
    async def ask(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Whether he is alone."""
        case = await look_at_own_case(visit)
        about = "It says who has your details, and to whom you can complain."
        return gate(visit, case, about, "/my-booking/details/shown")

    @get("/shown")
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The whole notice, and the complaints."""
        today = london_date(visit.now)
        notice = await visit.look(
            own_notice, visit.the_actor.referral_id, today, subjects=lambda found: [found.reference]
        )
        return visit.page(
            "offender/details.html",
            title="Your booking",
            rows=notice_rows(notice),
            complaints=complaints(notice),
            helps=await visit.read(supporters_of, visit.the_actor.referral_id),
            help_line=notice.help_line,
        )

    @get("/copy")
    async def copy(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Everything that he may have at a click, laid out for paper. Its title, which a saved file is called by, says
        no more than any other."""
        await ask_for_code(visit)
        actor = visit.the_actor
        found = await visit.look(
            own_copy, actor.id, actor.referral_id, now=visit.now, subjects=lambda copy: [copy.case.reference]
        )
        return visit.page(
            "offender/copy.html",
            title="Your booking",
            parts=copied_parts(found, visit.now),
            copy=found,
            help_line=found.case.help_line,
        )


class DetailsUsedPage(Controller):
    """`/my-booking/details-used`: who used his details, and what for, without names."""

    path = "/my-booking/details-used"
    opt = {"access": OFFENDER}

    @get()
    async def show(self, visit: NamedDependency[Visit], before: FromQuery[str] = "") -> Response[Any]:
        """The newest days, or those before a day; the newest as well where the address holds no day."""
        found = await visit.look(
            who_looked_at_own_record,
            visit.the_actor.referral_id,
            before=_day(before),
            subjects=lambda record: [record.reference],
        )
        return visit.page(
            "offender/details_used.html",
            title="Your booking",
            found=found,
            is_newest=_day(before) is None,
            help_line=found.help_line,
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
