"""One case: what is next, whose and by when; everything that hangs on it; who has looked."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from programme.actions.send_message_again import send_message_again
from programme.actions.tell_by_hand import tell_by_hand
from programme.concerns.states import ConcernState
from programme.duties.tasks import MONEY_TASKS, TASK_WORDS
from programme.exchange.agreements import contact_at
from programme.insight.case_file import CaseFile, one_case_file
from programme.insight.no_place import choices_without_place
from programme.notices.carriers import CAUSE_WORDS
from programme.notices.models import Delivery
from programme.outcomes.queries import recorded_disposals
from programme.outcomes.rules import can_be_reopened
from programme.referrals.models import Origin
from programme.referrals.next_action import is_too_late_for_a_course
from programme.referrals.states import BEFORE_OFFER, IN_PROGRESS, REFERRALS, ReferralEvent, ReferralState
from programme.shared.access import CUSTODY
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.ranks import Rank, is_at_least
from programme.web.case.consent_view import consent_context
from programme.web.case.corrections import to_look_at
from programme.web.case.routes import DONE_WORDS
from programme.web.case.rungs import rung_words
from programme.web.custody.case_view import (
    booking_rows,
    case_context,
    contact_rows,
    custody_only_rows,
    entered_rows,
    flag_sentences,
    identifier_rows,
    offence_rows,
    recorded_rows,
    rung_rows,
    slip_is_wanted,
)
from programme.web.custody.eligibility_view import criteria
from programme.web.custody.elsewhere_view import DONE_ELSEWHERE, elsewhere_rows
from programme.web.custody.words import (
    CHANNEL_WORDS,
    DELIVERY_TONES,
    DELIVERY_WORDS,
    DISPOSAL_WORDS,
    REASON_WORDS,
    VERDICT_WORDS,
    notice_words,
)
from programme.web.kit.visit import Visit


def can_be_extended(case: CaseFile, actor: Actor) -> bool:
    """Whether whoever looks may record a reason for the longer limit of the caution."""
    referral = case.referral
    open_still = referral.state in IN_PROGRESS and referral.cautioned_on is not None
    return (
        open_still
        and case.route.has_longer_limit
        and not referral.exceptional_reason
        and is_at_least(actor.rank, Rank.SERGEANT)
    )


def may_be_reopened(case: CaseFile, today: date) -> bool:
    """Whether an officer may open the case again: by its result, its state and the days that are left."""
    result, referral = case.result, case.referral
    return (
        result is not None
        and referral.tied_to_id is None
        and REFERRALS.allows(referral.state, ReferralEvent.REOPENED)
        and can_be_reopened(result.reason, return_by_on=referral.return_by_on, today=today)
    )


def may_be_placed_elsewhere(case: CaseFile) -> bool:
    """Whether a place at a neighbouring programme can be recorded: he said yes, signed what there is to sign, and has
    no place; and the case is our own."""
    referral = case.referral
    waits = referral.state is ReferralState.ACCEPTED and referral.over_at is None
    return waits and referral.origin is not Origin.PARTNER and not case.paper_owed


SAID = {**DONE_WORDS, **DONE_ELSEWHERE}
"""What the page says when it comes after a form."""
_CAN_BE_DISPOSED_OF = frozenset({ReferralState.ACKNOWLEDGED, ReferralState.CLOSED, ReferralState.WITHDRAWN})


async def look_at_case(visit: Visit, reference: str) -> CaseFile:
    """The case, its reading logged; NotFound where it is another force's."""
    return await visit.look(one_case_file, reference, visit.the_actor, subjects=lambda found: found.references)


class CasePage(Controller):
    """`/custody/referrals/REF`."""

    path = "/custody/referrals/{reference:str}"
    opt = {"access": CUSTODY}

    @get()
    async def show(
        self, visit: NamedDependency[Visit], reference: FromPath[str], done: FromQuery[str] = ""
    ) -> Response[Any]:
        """The case page. `done` names what was recorded just now."""
        case = await look_at_case(visit, reference)
        waits = case.concern is not None and case.concern.state is ConcernState.OPEN
        state, rung = case.referral.state, case.rung
        today = london_date(visit.now)
        choices = await visit.read(choices_without_place, today=today) if case.has_no_place else None
        contact = await visit.read(contact_at, case.elsewhere.force_code) if case.elsewhere else ""
        recorded = await visit.read(recorded_disposals, case.referral.id) if case.was_disposed_of else []
        too_late = is_too_late_for_a_course(state, case.referral.complete_by_on, london_date(visit.now))
        return visit.page(
            "custody/case.html",
            title=f"Case {case.referral.reference}",
            **case_context(case, visit.now),
            done=SAID.get(done),
            choices=choices,
            task_words=TASK_WORDS,
            money_tasks=MONEY_TASKS,
            to_look_at=to_look_at(case.corrections),
            criteria=criteria(case),
            flags=flag_sentences(case),
            offence=offence_rows(case),
            **consent_context(case.consent, case.route.paper),
            booking=booking_rows(case),
            elsewhere=elsewhere_rows(case, contact),
            neighbour_contact=contact,
            contact=contact_rows(case),
            recorded=recorded_rows(recorded),
            identifiers=identifier_rows(case),
            custody_only=custody_only_rows(case),
            entered=entered_rows(case),
            rungs=rung_rows(case),
            rung_is_mine=rung is not None and not case.referral.over_at and rung.is_for(visit.the_actor),
            rung_words=rung_words,
            rungs_home="/custody",
            by_hand=(Delivery.BY_HAND, Delivery.FAILED),
            may={
                "withdraw_first": (state is ReferralState.INELIGIBLE and not waits) or too_late,
                "decide_concern": waits,
                "raise_concern": state in IN_PROGRESS,
                "offer": state is ReferralState.ELIGIBLE and not too_late,
                "extend": can_be_extended(case, visit.the_actor),
                "settle": state in (ReferralState.UNDECIDED, ReferralState.INELIGIBLE) and not case.stopped,
                "put_back": state in BEFORE_OFFER,
                "reopen": may_be_reopened(case, london_date(visit.now)),
                "explain": case.offer_stands,
                "sign": case.paper_owed and not too_late,
                "sign_first": case.paper_owed and state is ReferralState.ACCEPTED,
                "document": case.caution is not None,
                "slip": case.offer_stands,
                "slip_first": slip_is_wanted(case) and not too_late,
                "place_elsewhere": may_be_placed_elsewhere(case),
                "change_elsewhere": state is ReferralState.PLACED_ELSEWHERE,
                "tell_elsewhere": case.waits_for_neighbour and case.elsewhere_begun(today),
                "offence": case.referral.clock_stopped_at is None,
                "bail": not case.referral.over_at,
                "withdraw": REFERRALS.allows(state, ReferralEvent.WITHDRAWN),
                "acknowledge": state is ReferralState.RETURNED,
                "dispose": state in _CAN_BE_DISPOSED_OF,
                "take_back": state is ReferralState.CLOSED,
            },
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
        return visit.to(f"/custody/referrals/{reference}#messages")

    @post("/messages/{message_id:int}/again", status_code=200)
    async def again(
        self, visit: NamedDependency[Visit], reference: FromPath[str], message_id: FromPath[int]
    ) -> Response[Any]:
        """Send a message that did not go again."""
        await visit.write(send_message_again, reference=reference, message_id=message_id)
        return visit.to(f"/custody/referrals/{reference}#messages")
