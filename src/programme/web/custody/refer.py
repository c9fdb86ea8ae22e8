"""Refer a man in a minute: the form, check answers, drafts."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from programme.actions.discard_referral_draft import discard_referral_draft
from programme.actions.refer_offender import OffenderReferred
from programme.actions.save_referral_draft import save_referral_draft
from programme.clock.deadlines import chip, deadlines_of_day
from programme.intake.facts import century_of_events
from programme.intake.imports import DraftFacts, drafts_of, one_draft
from programme.shared.access import CUSTODY
from programme.shared.dates import london_date
from programme.shared.references import read_reference
from programme.shared.written_dates import DateNotRead, day_from_parts
from programme.web.case.clock import Chip
from programme.web.case.refer import check_answers, live_panel, new_form, refer
from programme.web.case.referral_form import draft_number, typed_answers
from programme.web.kit.visit import Visit

_HERE = "/custody/referrals/new"
_TONES = {"calm": "safe", "soon": "soon", "now": "urgent", "gone": "gone"}


class ReferPages(Controller):
    """`/custody/referrals/new` and `/custody/drafts`."""

    path = "/custody"
    opt = {"access": CUSTODY}

    @get("/referrals/new")
    async def start(
        self,
        visit: NamedDependency[Visit],
        draft: FromQuery[str] = "",
        received: FromQuery[str] = "",
        stopped: FromQuery[str] = "",
    ) -> Response[Any]:
        """An empty form, one of the officer's own drafts, or what has just become of a neighbour's referral."""
        if received:
            return visit.page(
                "custody/refer_received.html", title="Received", reference=read_reference(received), stopped=stopped
            )
        number = draft_number(draft)
        if number is None:
            return await new_form(visit, _HERE)
        found: DraftFacts = await visit.look(one_draft, number, visit.the_actor, subjects=lambda _: [])
        return await new_form(visit, _HERE, typed=found.typed, draft=found.id)

    @post("/referrals/new", status_code=200)
    async def answer(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The form's buttons: check, change, save as a draft, refer."""
        sent = await visit.form()
        wanted = sent.get("do", "check")
        if wanted == "save":
            await visit.write(save_referral_draft, typed=typed_answers(sent), draft_id=draft_number(sent.get("draft")))
            return visit.to("/custody/drafts")
        if wanted == "change":
            return await new_form(visit, _HERE, typed=typed_answers(sent), draft=draft_number(sent.get("draft")))
        if wanted != "refer":
            return await check_answers(visit, _HERE, sent)
        became = await refer(visit, _HERE, sent)
        if not isinstance(became, OffenderReferred):
            return became
        if became.force_code != visit.the_actor.force_code:
            stopped = "&stopped=yes" if became.stopped else ""
            return visit.to(f"{_HERE}?received={became.reference}{stopped}")  # the case is the neighbour's to see
        case_page = f"/custody/referrals/{became.reference}"
        return visit.to(f"{case_page}/concern" if became.stopped else case_page)

    @post("/referrals/new/live", status_code=200)
    async def live(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The dates and the criteria while the form is filled in."""
        return await live_panel(visit, await visit.form())

    @get("/drafts")
    async def drafts(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The officer's own half-filled forms. Their clocks run already."""
        found: list[DraftFacts] = await visit.look(drafts_of, visit.the_actor, subjects=lambda _: [])
        today = london_date(visit.now)
        lines = [{"draft": draft, "name": _name(draft), "chip": _chip(draft, today)} for draft in found]
        return visit.page("custody/drafts.html", title="Drafts", lines=lines)

    @get("/drafts/{draft_id:int}/discard")
    async def ask_discard(self, visit: NamedDependency[Visit], draft_id: FromPath[int]) -> Response[Any]:
        """What is lost with it."""
        found: DraftFacts = await visit.look(one_draft, draft_id, visit.the_actor, subjects=lambda _: [])
        return visit.page("custody/draft_discard.html", title="Discard the draft", draft=found, name=_name(found))

    @post("/drafts/{draft_id:int}/discard", status_code=303)
    async def discard(self, visit: NamedDependency[Visit], draft_id: FromPath[int]) -> Response[Any]:
        """Throw it away."""
        await visit.write(discard_referral_draft, draft_id=draft_id)
        return visit.to("/custody/drafts")


def _name(draft: DraftFacts) -> str:
    typed = draft.typed
    return f"{typed.get('forenames', '')} {typed.get('surname', '')}".strip() or "No name yet"


def _chip(draft: DraftFacts, today: date) -> Chip | None:
    """The clock of a draft, as far as the day of the offence can be read."""
    day, month, year = (str(draft.typed.get(f"offence_on-{part}", "")) for part in ("day", "month", "year"))
    try:
        offence_on = day_from_parts(day, month, year, century_of_events(today))
    except DateNotRead:
        return None
    text, tone = chip(deadlines_of_day(offence_on), today)
    return Chip(text, _TONES[tone])
