"""One case: what is next, whose and by when; everything that hangs on it; who has looked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from programme.actions.send_message_again import send_message_again
from programme.actions.tell_by_hand import tell_by_hand
from programme.duties.words import MONEY_TASKS, TASK_WORDS
from programme.exchange.agreements import contact_at
from programme.insight.case_file import CaseFile, one_case_file
from programme.insight.case_now import CaseNow, case_now
from programme.insight.no_place import choices_without_place
from programme.insight.possible import DEEDS_AT
from programme.notices.words import CAUSE_WORDS, CHANNEL_WORDS, DELIVERY_TONES, DELIVERY_WORDS, notice_words
from programme.outcomes.queries import recorded_disposals
from programme.outcomes.words import DISPOSAL_WORDS, REASON_WORDS, VERDICT_WORDS
from programme.payments.outside import recorded_by
from programme.people.words import CONTACT_STATE_WORDS
from programme.referrals.deeds import Deed
from programme.referrals.queries import references_open_to
from programme.referrals.states import ReferralState
from programme.referrals.too_late import is_too_late_for_a_date
from programme.shared.dates import london_date
from programme.web.case.case_view import (
    booking_rows,
    case_context,
    contact_rows,
    custody_only_rows,
    entered_rows,
    flag_sentences,
    named_at,
    offence_rows,
    recorded_rows,
    rung_rows,
    way_unchecked,
)
from programme.web.case.consent_view import consent_context
from programme.web.case.corrections import record_corrections, said_clock, said_first, to_look_at
from programme.web.case.deeds import PARTS, deeds_context
from programme.web.case.eligibility_view import eligibility_context
from programme.web.case.elsewhere_view import DONE_ELSEWHERE, elsewhere_rows
from programme.web.case.heading import here, look_with_clock
from programme.web.case.linking import references_named
from programme.web.case.notes import note_rows
from programme.web.case.on_top import on_top, top_facts
from programme.web.case.rungs import rung_words
from programme.web.case.words import DONE_WORDS
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor

SAID = {**DONE_WORDS, **DONE_ELSEWHERE, "drugs": "It is recorded whether drugs were considered"}
"""The sentence at the top of the page when it comes after a form."""


async def look_at_case(visit: Visit) -> CaseFile:
    """The case of this address, its reading logged, for a page with its clock. Raises NotFound."""
    return await look_with_clock(visit, one_case_file)


async def look_at_case_as_it_stands(visit: Visit, reference: str) -> tuple[CaseFile, CaseNow]:
    """The same, with how it stands now."""
    return await visit.look(
        _read, reference, visit.the_actor, now=visit.now, subjects=lambda found: found[0].references
    )


def _read(db: Session, reference: str, actor: Actor, *, now: datetime) -> tuple[CaseFile, CaseNow]:
    return one_case_file(db, reference, actor), case_now(db, reference, actor, now=now)


def _to_see(case: CaseFile, stands: CaseNow, home: str, deeds: frozenset[Deed]) -> Iterator[tuple[str, str]]:
    """Records that have pages of their own: words and address."""
    here = f"{home}/referrals/{stands.reference}"
    if stands.signed and Deed.RECORD_CAUTION in deeds:
        yield "Read the caution document", f"{here}/caution"
    if case.result is not None and stands.state is not ReferralState.RETURNED:
        yield "Open the result", f"{home}/returns/{stands.reference}"
    if stands.concern is not None and Deed.RAISE_CONCERN in deeds:
        yield "See the concern", f"{here}/concern"


def _reasons(case: CaseFile) -> Iterator[str]:
    """The texts that may name another case."""
    yield from (one.reason for one in case.referral.eligibility)
    yield from (moment.words for moment in case.timeline)


class CasePage(Controller):
    """`/custody/referrals/REF`, `/admin/referrals/REF`."""

    path = "/"

    @get()
    async def show(
        self, visit: NamedDependency[Visit], reference: FromPath[str], done: FromQuery[str] = ""
    ) -> Response[Any]:
        """The case page. `done` names what was recorded just now."""
        case, stands = await look_at_case_as_it_stands(visit, reference)
        rung, today, deeds = case.rung, london_date(visit.now), DEEDS_AT[visit.the_actor.door]
        choices = await visit.read(choices_without_place, today=today) if case.has_no_place else None
        contact = await visit.read(contact_at, case.elsewhere.force_code) if case.elsewhere else ""
        recorded = await visit.read(recorded_disposals, case.referral.id) if case.was_disposed_of else []
        named = references_named(_reasons(case)) - {reference}
        own = await visit.read(references_open_to, named, visit.the_actor) if named else set()
        points = to_look_at(case.tasks, case.put_to_a_human, case.corrections, case.put_right)
        return visit.page(
            "custody/case.html",
            title=f"Case {case.referral.reference}",
            **case_context(case, visit, stands, own),
            **deeds_context(stands, visit),
            top=on_top(top_facts(case, visit.the_actor.door), today),
            also=list(_to_see(case, stands, visit.home, deeds)),
            done=SAID.get(done),
            choices=choices,
            payment_is_mine=stands.payment_said and reference in await visit.read(recorded_by, visit.the_actor),
            task_words=TASK_WORDS,
            money_tasks=MONEY_TASKS,
            too_late=is_too_late_for_a_date(case.referral.state, case.referral.complete_by_on, today),
            to_look_at=points,
            said_clock=said_clock(points, case.put_to_a_human, case.referral.offence_at),
            said_first=said_first(points, case.put_to_a_human),
            parts=PARTS,
            **eligibility_context(case, own, f"{visit.home}/referrals"),
            flags=flag_sentences(case),
            offence=offence_rows(case, today, f"{visit.home}/referrals/{case.referral.reference}/record/route"),
            **consent_context(case.consent, case.route.paper, case_at=here(visit)),
            booking=booking_rows(case),
            elsewhere=elsewhere_rows(case, contact),
            neighbour_contact=contact,
            contact=contact_rows(case),
            to_check=way_unchecked(case.person, case.referral.state) if Deed.CHECK_CONTACT in deeds else None,
            named=partial(named_at, visit.the_actor.door),
            contact_state_words=CONTACT_STATE_WORDS,
            recorded=recorded_rows(recorded, case.put_to_a_human),
            put_right=record_corrections(case.put_right),
            notes=note_rows(case.notes),
            custody_only=custody_only_rows(case) if Deed.RECORD_DRUG_INTERVENTION in deeds else [],
            entered=entered_rows(case),
            rungs=rung_rows(case),
            rung_is_mine=rung is not None and not case.referral.over_at and rung.is_for(visit.the_actor),
            rung_words=rung_words,
            rungs_home=visit.home,
            to_pass_on=[one for one in case.messages if one.wants_somebody],
            other_messages=[one for one in case.messages if not one.wants_somebody],
            channel_words=CHANNEL_WORDS,
            cause_words=CAUSE_WORDS,
            delivery_words=DELIVERY_WORDS,
            delivery_tones=DELIVERY_TONES,
            disposal_words=DISPOSAL_WORDS,
            notice_words=notice_words,
            reason_words=REASON_WORDS,
            verdict_words=VERDICT_WORDS,
        )

    @post("/messages/{message_id:int}/told", status_code=200)
    async def told(
        self, visit: NamedDependency[Visit], reference: FromPath[str], message_id: FromPath[int]
    ) -> Response[Any]:
        """Somebody told him what a message says."""
        await visit.write(tell_by_hand, reference=reference, message_id=message_id)
        return visit.to(f"{here(visit)}#messages")

    @post("/messages/{message_id:int}/again", status_code=200)
    async def again(
        self, visit: NamedDependency[Visit], reference: FromPath[str], message_id: FromPath[int]
    ) -> Response[Any]:
        """Send a message that did not go again."""
        await visit.write(send_message_again, reference=reference, message_id=message_id)
        return visit.to(f"{here(visit)}#messages")
