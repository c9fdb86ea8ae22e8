"""Everything that may be done to a case, and where it may not, the refusal that the action would raise. Pure.

Each answer comes from the rule that the action itself asks under the case's lock. An answer that is typed (a reason, a
day, a choice) is judged on the form, and not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from programme.bookings.rules import can_return_now
from programme.clock.bail import can_change_bail
from programme.clock.rules import can_extend
from programme.concerns.rules import can_decide, can_raise, can_settle
from programme.courses.rules import lacks_for_offers
from programme.exchange.rules import can_be_placed, can_call_off, can_take_result
from programme.insight.case_now import CaseNow
from programme.intake.correcting import can_correct_offence
from programme.intake.rules import can_decide_identity
from programme.offers.pins import can_set_back
from programme.offers.rules import can_explain, can_keep_document, can_offer, can_print_slip, can_sign
from programme.offers.states import OfferState
from programme.offers.told.route_facts import RouteFacts
from programme.outcomes.ending import (
    can_acknowledge,
    can_dispose,
    can_end_as_mistake,
    can_find_answer,
    can_reopen,
    can_take_answer,
    can_take_back,
    can_undo_lapse,
    can_withdraw,
)
from programme.referrals.deeds import Deed
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date
from programme.shared.refusal import Refusal, refusal_of

Possible = Mapping[Deed, Refusal | None]

ONLY_CUSTODY = frozenset(
    {
        Deed.PLACE_ELSEWHERE,
        Deed.RECORD_RESULT_FROM_ELSEWHERE,
        Deed.CALL_OFF_PLACE_ELSEWHERE,
        Deed.RETURN_NOW,
        Deed.END_MISTAKEN_CASE,
        Deed.RECORD_DRUG_INTERVENTION,
        Deed.CORRECT_CONTACT,
        Deed.EXTEND_CAUTION,
        Deed.WITHDRAW_REFERRAL,
    }
)
"""Deeds that a neighbour has no page for: the programme does them for the cases that it holds."""
NOT_THE_COORDINATORS = frozenset(
    {
        Deed.MAKE_OFFER,
        Deed.ISSUE_SLIP,
        Deed.EXPLAIN_OFFER,
        Deed.RECORD_ANSWER,
        Deed.RECORD_CAUTION,
        Deed.SETTLE_ELIGIBILITY,
        Deed.DECIDE_IDENTITY,
        Deed.RAISE_CONCERN,
        Deed.DECIDE_CONCERN,
        Deed.RECORD_DRUG_INTERVENTION,
    }
)
"""Deeds that take whoever has the man before him, the evidence, or a named role: a coordinator sits in neither room."""
DEEDS_AT = {
    Door.CUSTODY: frozenset(Deed),
    Door.PARTNER: frozenset(Deed) - ONLY_CUSTODY,
    Door.ADMIN: frozenset(Deed) - NOT_THE_COORDINATORS,
}
"""The deeds that have a page, at each door that has cases. At the admin door it is the coordinator's: he stands on the
top rung of every ladder, so whatever ends a wait or a clock is his to do."""


def possible(case: CaseNow, actor: Actor, now: datetime) -> dict[Deed, Refusal | None]:
    """Everything that the actor's door has for a case: None where he may do it now, else why not. Empty for a door
    that does nothing to cases."""
    at_door = DEEDS_AT.get(actor.door, frozenset())
    return {deed: why_not_possible(deed, case, actor, now) for deed in Deed if deed in at_door}


def why_not_possible(deed: Deed, case: CaseNow, actor: Actor, now: datetime) -> Refusal | None:
    """The refusal that the action would raise now; None where it may be done."""
    return refusal_of(_RULES[deed], case, actor, now)


def _make_offer(case: CaseNow, actor: Actor, now: datetime) -> None:
    can_offer(
        case.state,
        stopped=case.stopped,
        complete_by_on=case.complete_by_on,
        return_by_on=case.return_by_on,
        lacks=lacks_for_offers(case.has_fee, case.statement_text, case.helpline, notice_decided=case.notice_decided),
        route=case.route_code,
        rules=RouteFacts(case.asks, case.paper, case.on_failure),
        words_signed=case.words_signed,
        today=london_date(now),
    )


def _reopen(case: CaseNow, actor: Actor, now: datetime) -> None:
    can_reopen(
        case.state,
        reason=case.reason,
        is_tied=case.tied_to_id is not None,
        stopped=case.stopped,
        complete_by_on=case.complete_by_on,
        return_by_on=case.return_by_on,
        today=london_date(now),
    )


def _record_caution(case: CaseNow, actor: Actor, now: datetime) -> None:
    if case.offer is not OfferState.LAPSED:
        can_sign(case.offer, case.state, has_document=case.has_document, signed=case.signed)
        return
    can_keep_document(has_document=case.has_document, signed=case.signed)
    _undo_lapse(case, now)


def _record_answer(case: CaseNow, actor: Actor, now: datetime) -> None:
    if case.offer is OfferState.LAPSED:
        can_find_answer(case.offer, case.state, case.reason)
        return
    can_take_answer(case.offer, case.state, begun=case.begun(now))


def _undo_lapse(case: CaseNow, now: datetime) -> None:
    can_undo_lapse(
        case.offer,
        case.state,
        reason=case.reason,
        is_tied=case.tied_to_id is not None,
        stopped=case.stopped,
        complete_by_on=case.complete_by_on,
        return_by_on=case.return_by_on,
        today=london_date(now),
    )


def _place_elsewhere(case: CaseNow, actor: Actor, now: datetime) -> None:
    can_be_placed(
        case.state,
        case.origin,
        is_over=case.over_at is not None,
        paper_owed=case.paper_owed,
        last_on=case.last_on,
        today=london_date(now),
    )


def _return_now(case: CaseNow, actor: Actor, now: datetime) -> None:
    can_return_now(case.state, is_told=case.no_place, earliest_on=case.earliest_on, complete_by_on=case.complete_by_on)


def _extend_caution(case: CaseNow, actor: Actor, now: datetime) -> None:
    can_extend(
        case.state,
        cautioned_on=case.cautioned_on,
        has_longer_limit=case.has_longer_limit,
        reason=case.exceptional_reason,
        rank=actor.rank,
    )


def _is_his_own(case: CaseNow, actor: Actor) -> bool:
    return case.recorded_by_id is not None and case.recorded_by_id == actor.id


def _always(case: CaseNow, actor: Actor, now: datetime) -> None:
    """Facts about him, and whose case it is, can be put right in every state, and something said about it."""


_RULES: Mapping[Deed, Callable[[CaseNow, Actor, datetime], None]] = {
    Deed.MAKE_OFFER: _make_offer,
    Deed.ISSUE_SLIP: lambda case, actor, now: can_print_slip(case.offer, case.state, over=case.answer_over(now)),
    Deed.REOPEN_OFFER: _reopen,
    Deed.EXPLAIN_OFFER: lambda case, actor, now: can_explain(case.offer, case.state),
    Deed.RECORD_ANSWER: _record_answer,
    Deed.RECORD_CAUTION: _record_caution,
    Deed.PLACE_ELSEWHERE: _place_elsewhere,
    Deed.RECORD_RESULT_FROM_ELSEWHERE: lambda case, actor, now: can_take_result(
        case.state, case.reason, course_on=case.elsewhere_on, today=london_date(now)
    ),
    Deed.CALL_OFF_PLACE_ELSEWHERE: lambda case, actor, now: can_call_off(case.state, case.elsewhere_on),
    Deed.RETURN_NOW: _return_now,
    Deed.SETTLE_ELIGIBILITY: lambda case, actor, now: can_settle(case.state, stopped=case.stopped),
    Deed.DECIDE_IDENTITY: lambda case, actor, now: can_decide_identity(case.eligibility),
    Deed.ACKNOWLEDGE_RESULT: lambda case, actor, now: can_acknowledge(case.result),
    Deed.RECORD_DISPOSAL: lambda case, actor, now: can_dispose(
        case.state, case.stands, his_own=_is_his_own(case, actor), rank=actor.rank
    ),
    Deed.TAKE_BACK_DISPOSAL: lambda case, actor, now: can_take_back(
        case.state, his_own=_is_his_own(case, actor), rank=actor.rank
    ),
    Deed.END_MISTAKEN_CASE: lambda case, actor, now: can_end_as_mistake(
        case.state, case.stands, others_have=case.others_have, pointed_at=case.pointed_at, rank=actor.rank
    ),
    Deed.RAISE_CONCERN: lambda case, actor, now: can_raise(case.state, stopped=case.stopped, roles=actor.roles),
    Deed.DECIDE_CONCERN: lambda case, actor, now: can_decide(stopped=case.stopped, roles=actor.roles),
    Deed.RECORD_DRUG_INTERVENTION: _always,
    Deed.WRITE_NOTE: _always,
    Deed.CORRECT_RECORD: _always,
    Deed.CORRECT_CONTACT: _always,
    Deed.CHECK_CONTACT: _always,
    Deed.NAME_SUPPORTER: _always,
    Deed.SET_BACK_PIN: lambda case, actor, now: can_set_back(has_pin=case.has_pin),
    Deed.CHANGE_OFFICER: _always,
    Deed.CORRECT_OFFENCE: lambda case, actor, now: can_correct_offence(case.clock_stopped_at),
    Deed.RECORD_BAIL: lambda case, actor, now: can_change_bail(case.over_at),
    Deed.EXTEND_CAUTION: _extend_caution,
    Deed.WITHDRAW_REFERRAL: lambda case, actor, now: can_withdraw(case.state, begun=case.begun(now)),
}
