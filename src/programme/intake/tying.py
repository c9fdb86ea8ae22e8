"""Two offences of one man that belong together: those of one night share a place and a fee, each with its own clock.

Offences less than twelve hours apart are of the same night, whichever was referred first. The case that was here first
leads: it alone is offered, booked, paid and attended, in time for the shortest clock of all. Its result is the result
of each. Once he was offered a place in it, none is tied to it any more: he was not told of that one. A later offence,
while the first is still open, is tied to it by its number and refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from programme.eligibility.known import WhatIsKnown
from programme.eligibility.rules import NO_OPEN_CASE, Eligibility, EligibilityVerdict, OtherCase
from programme.history import events
from programme.history.timeline import record
from programme.intake.rules import waits_for_another
from programme.referrals.criteria import Status
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import BEFORE_OFFER, OFFER_IN_HAND, ReferralEvent, ReferralState
from programme.shared.actor import Actor

EVENT_OF = {
    EligibilityVerdict.ELIGIBLE: ReferralEvent.FOUND_ELIGIBLE,
    EligibilityVerdict.INELIGIBLE: ReferralEvent.FOUND_INELIGIBLE,
    EligibilityVerdict.UNDECIDED: ReferralEvent.FOUND_UNDECIDED,
}


def event_of(found: Eligibility, about: WhatIsKnown) -> ReferralEvent:
    """The event that a verdict means for a case: one that could be offered goes with the other case of its night
    instead."""
    if found.verdict is EligibilityVerdict.ELIGIBLE and about.open_as is OtherCase.SAME_NIGHT:
        return ReferralEvent.TIED
    return EVENT_OF[found.verdict]


def keeps_the_number(found: Eligibility, about: WhatIsKnown) -> bool:
    """Whether a case keeps the number of the other: it shares its place, waits to hear if it does, or was refused
    because of it. One of the night that is refused for itself goes with nobody, and so does one that goes on by itself:
    the other is not free beside it without a human."""
    if about.open_as not in (OtherCase.SAME_NIGHT, OtherCase.NIGHT_OFFERED):
        return about.open_as is OtherCase.EARLIER
    if found.verdict is EligibilityVerdict.INELIGIBLE:
        return any(one.code == NO_OPEN_CASE for one in found.with_status(Status.NOT_MET))
    return about.open_as is OtherCase.SAME_NIGHT or found.verdict is EligibilityVerdict.UNDECIDED


def move_by_verdict(
    db: Session, referral: Referral, found: Eligibility, about: WhatIsKnown, *, actor: Actor, now: datetime
) -> None:
    """Move a stored case by its verdict, and tie it where it belongs with another. The caller holds its lock.

    One that is tied already stays so while it belongs with the same case; else the two part, and it is moved by its
    verdict as any other.
    """
    event = event_of(found, about)
    if referral.state is ReferralState.TIED:
        if event is ReferralEvent.TIED and about.open_id == referral.tied_to_id:
            pull_lead(db, referral)
            return
        untie_one(db, referral, actor=actor, now=now)
    referral.tied_to_id = about.open_id if keeps_the_number(found, about) else None
    referral.apply(event)
    if event is ReferralEvent.TIED and about.open_id is not None:
        lead = lock_referral_by_id(db, about.open_id)
        share_the_shortest_clock(lead, referral)
        record_tie(db, referral, lead, actor=actor, now=now)


def pulled(lead: tuple[date, date], tied: tuple[date, date]) -> tuple[date, date]:
    """The lead's return date and last safe course day, pulled forward to those of a case that goes with it: the course
    that they share must be in time for both.

    Dates that are kept never move later by reckoning again (`clock.reckon`), so this holds wherever they are asked.
    """
    return min(lead[0], tied[0]), min(lead[1], tied[1])


def share_the_shortest_clock(lead: Referral, tied: Referral) -> None:
    """The same for stored cases, both locked. A lead that is pulled is looked at with the next sweep, today too: its
    place may be too late now."""
    kept = lead.return_by_on, lead.complete_by_on
    shared = pulled(kept, (tied.return_by_on, tied.complete_by_on))
    if shared != kept:
        lead.return_by_on, lead.complete_by_on = shared
        lead.clock_checked_on = None


def lock_leads(db: Session, numbers: Sequence[int]) -> dict[int, Referral]:
    """The stored cases with these numbers, locked, in the order of their numbers."""
    if not numbers:
        return {}
    rows = select(Referral).where(Referral.id.in_(numbers)).order_by(Referral.id).with_for_update()
    return {lead.id: lead for lead in db.execute(rows).scalars()}


def record_tie(db: Session, referral: Referral, lead: Referral, *, actor: Actor, now: datetime) -> None:
    """Put it on record in both cases."""
    for one, other in ((referral, lead), (lead, referral)):
        record(db, one.id, events.CasesTied, actor=actor, now=now, other=other.reference)


def lock_tied(db: Session, lead_id: int) -> list[Referral]:
    """The cases that share the place of this one, locked. Lock the lead first."""
    return list(
        db.execute(
            select(Referral)
            .where(Referral.tied_to_id == lead_id, Referral.state == ReferralState.TIED)
            .order_by(Referral.id)
            .with_for_update()
        ).scalars()
    )


def lock_belonging(db: Session, lead_id: int) -> list[Referral]:
    """The cases that keep the number of this one and went back already, locked. Lock the lead first."""
    went_back = (ReferralState.RETURNED, ReferralState.ACKNOWLEDGED)
    return list(
        db.execute(
            select(Referral)
            .where(Referral.tied_to_id == lead_id, Referral.state.in_(went_back))
            .order_by(Referral.id)
            .with_for_update()
        ).scalars()
    )


def lock_waiting_for(db: Session, ended: Referral) -> list[Referral]:
    """The cases without an offer that keep the number of this one, because it was open when they came, and those of its
    man that another case is in the way of, locked. Lock this one first, with all of its man's."""
    others_of_his = and_(Referral.person_id == ended.person_id, Referral.id != ended.id)
    found = db.execute(
        select(Referral)
        .where(or_(Referral.tied_to_id == ended.id, others_of_his), Referral.state.in_(BEFORE_OFFER))
        .order_by(Referral.id)
        .with_for_update()
    ).scalars()
    return [one for one in found if one.tied_to_id == ended.id or waits_for_another(one.eligibility)]


def lock_his_others(db: Session, beside: Referral) -> list[Referral]:
    """The other cases of the man of this one that are before an offer or have one in hand, locked. Lock this one first,
    with all of its man's."""
    states = BEFORE_OFFER | OFFER_IN_HAND
    of_his = (Referral.person_id == beside.person_id, Referral.id != beside.id, Referral.state.in_(states))
    return list(db.execute(select(Referral).where(*of_his).order_by(Referral.id).with_for_update()).scalars())


def untie(db: Session, lead: Referral, *, actor: Actor, now: datetime) -> None:
    """Let go of the cases that shared this one's place: each is looked at again, on its own. The caller holds the
    lock of the lead, which was taken back."""
    for one in lock_tied(db, lead.id):
        one.apply(ReferralEvent.UNTIED)
        one.tied_to_id = None
        record(db, one.id, events.CasesUntied, actor=actor, now=now, other=lead.reference)
    db.flush()  # whoever asks next which cases go with this one must find none


def untie_one(db: Session, tied: Referral, *, actor: Actor, now: datetime) -> None:
    """Let a case go that shared the place of another: they are not of one night, or the other leads nobody. It is
    undecided until it is looked at. The caller holds its lock."""
    lead = db.get_one(Referral, tied.tied_to_id)
    tied.apply(ReferralEvent.UNTIED)
    tied.tied_to_id = None
    for one, other in ((tied, lead), (lead, tied)):
        record(db, one.id, events.CasesParted, actor=actor, now=now, other=other.reference)
    db.flush()  # whoever asks next which cases go with the other must not find this one


def pull_lead(db: Session, referral: Referral) -> None:
    """Where the dates of a tied case moved forward, its lead's follow. The caller holds the lock of the tied case."""
    if referral.state is ReferralState.TIED and referral.tied_to_id is not None:
        share_the_shortest_clock(lock_referral_by_id(db, referral.tied_to_id), referral)
