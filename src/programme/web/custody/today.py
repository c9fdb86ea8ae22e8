"""The shift: what needs somebody now, then the clocks that end first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.duties.words import TASK_WORDS
from programme.insight.desk import Desk, desk
from programme.intake.drafts import DatedDraft, drafts_with_clock
from programme.notices.models import Delivery
from programme.notices.words import notice_words
from programme.outcomes.words import REASON_WORDS, VERDICT_WORDS
from programme.shared.access import CUSTODY
from programme.shared.dates import london_date
from programme.web.case.clocks import in_one_list
from programme.web.case.list_marks import look_at_list
from programme.web.case.rungs import answer_rungs, rungs_context
from programme.web.case.search import SearchForm
from programme.web.kit.forms import bind
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor

DRAFTS_SHOWN = 5


def _desk_and_drafts(db: Session, actor: Actor, *, today: date, whole: str) -> tuple[Desk, list[DatedDraft]]:
    """The desk, and the drafts with the shortest clocks where there are any."""
    shown = desk(db, actor, today=today, whole=whole)
    return shown, drafts_with_clock(db, actor, today=today, at_most=DRAFTS_SHOWN) if shown.drafts else []


class TodayPage(Controller):
    """`/custody`."""

    path = "/custody"
    opt = {"access": CUSTODY}

    @get()
    async def show(self, visit: NamedDependency[Visit], whole: FromQuery[str] = "") -> Response[Any]:
        """Needs you now, running clocks, search. The tasks or the messages are all there where the address asks."""
        today = london_date(visit.now)
        found, drafts = await look_at_list(
            visit,
            _desk_and_drafts,
            visit.the_actor,
            today=today,
            whole=whole,
            subjects=lambda shown: sorted(shown[0].references),
        )
        return visit.page(
            "custody/today.html",
            title="Today",
            desk=found,
            gone_up=any(not line.is_for(visit.the_actor) for line in found.rungs),
            **rungs_context(visit, found.rungs, home="/custody", case_url="/custody/referrals/"),
            clocks=in_one_list(found.clocks, drafts, visit.now),
            goes_on_with_drafts=True,
            today=today,
            form=bind(SearchForm),
            by_hand=Delivery.BY_HAND,
            notice_words=notice_words,
            task_words=TASK_WORDS,
            verdict_words=VERDICT_WORDS,
            reason_words=REASON_WORDS,
        )

    @post("/warnings/seen", status_code=200)
    async def seen(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """ "I have seen this": one deadline warning, or all that were ticked."""
        return await answer_rungs(visit, home="/custody")
