"""Refer a man in a minute: the form, check answers, drafts."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from programme.actions.discard_referral_draft import discard_referral_draft
from programme.actions.refer_offender import OffenderReferred
from programme.actions.save_referral_draft import save_referral_draft
from programme.intake.drafts import DatedDraft, DraftFacts, drafts_of, one_draft
from programme.shared.access import CUSTODY
from programme.shared.dates import london_date
from programme.shared.references import read_reference
from programme.web.case.clock import draft_chip
from programme.web.case.refer import ReferPage
from programme.web.case.referral_form import ReferralForm, draft_number, mark_of_draft
from programme.web.custody.draft_answers import typed_answers
from programme.web.kit.forms import FormData
from programme.web.kit.keeping_forms import KEPT
from programme.web.kit.visit import Visit


class CustodyReferPage(ReferPage):
    """An empty form, or one of the drafts of the force."""

    path = "/custody/referrals/new"
    opt = {"access": CUSTODY, "cases": "/custody/referrals"}

    async def fresh(self, visit: Visit) -> FormData | None:
        number = draft_number(visit.request.query_params.get("draft", ""))
        if number is None:
            return None
        found: DraftFacts = await visit.look(one_draft, number, visit.the_actor, subjects=lambda _: [])
        return FormData({**found.typed, "draft": found.mark})

    async def take(self, visit: Visit) -> Response[Any]:
        """Check the answers; or save them as a draft, from the form or from the page that checks it."""
        sent = await visit.form()
        if sent.get("do") != "save":
            return await super().take(visit)
        kept = await self.kept(visit, sent.get(KEPT).partition(".")[0]) if KEPT in sent else None
        typed = sent if kept is None or "surname" in sent else FormData(kept.answers.typed)
        answers, draft = typed_answers(typed, today=london_date(visit.now)), typed.get("draft")
        mark = mark_of_draft(draft)
        await visit.write(save_referral_draft, typed=answers, draft_id=draft_number(draft), mark=mark)
        return visit.to("/custody/drafts")

    def leads_to(self, visit: Visit, form: ReferralForm, done: OffenderReferred) -> str:
        """Custody's case; a neighbour's is the neighbour's to see."""
        if done.force_code == visit.the_actor.force_code:
            return super().leads_to(visit, form, done)
        stopped = "&stopped=yes" if done.stopped else ""
        return f"{self.address(visit)}/received?reference={done.reference}{stopped}"

    @get("/received")
    async def received(
        self, visit: NamedDependency[Visit], reference: FromQuery[str] = "", stopped: FromQuery[str] = ""
    ) -> Response[Any]:
        """The outcome of a neighbour's referral a moment ago."""
        shown = read_reference(reference)
        return visit.page("custody/refer_received.html", title="Received", reference=shown, stopped=stopped)


class DraftPages(Controller):
    """`/custody/drafts`."""

    path = "/custody"
    opt = {"access": CUSTODY}

    @get("/drafts")
    async def drafts(self, visit: NamedDependency[Visit], station: FromQuery[str] = "") -> Response[Any]:
        """The half-filled forms of the force, those of one's own station and the shortest clocks first: they run."""
        today = london_date(visit.now)
        found: list[DatedDraft] = await visit.look(drafts_of, visit.the_actor, today=today, subjects=lambda _: [])
        counts = Counter(one.draft.station for one in found if one.draft.station)
        tabs = [
            {
                "href": f"/custody/drafts?{urlencode({'station': name})}",
                "text": name,
                "active": name == station,
                "count": count,
            }
            for name, count in counts.items()
        ]
        everything = {"href": "/custody/drafts", "text": "Every station", "active": not station, "count": len(found)}
        return visit.page(
            "custody/drafts.html",
            title="Drafts",
            lines=[(one, draft_chip(one, today)) for one in found if station in ("", one.draft.station)],
            tabs=[everything, *tabs] if tabs else [],
            station=station,
        )

    @get("/drafts/{draft_id:int}/discard")
    async def ask_discard(self, visit: NamedDependency[Visit], draft_id: FromPath[int]) -> Response[Any]:
        """The loss that goes with it."""
        found: DraftFacts = await visit.look(one_draft, draft_id, visit.the_actor, subjects=lambda _: [])
        return visit.page("custody/draft_discard.html", title="Discard the draft", draft=found, name=found.name)

    @post("/drafts/{draft_id:int}/discard", status_code=303)
    async def discard(self, visit: NamedDependency[Visit], draft_id: FromPath[int]) -> Response[Any]:
        """Throw it away."""
        mark = mark_of_draft((await visit.form()).get("draft"))
        await visit.write(discard_referral_draft, draft_id=draft_id, mark=mark)
        return visit.to("/custody/drafts")
