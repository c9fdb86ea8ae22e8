"""Asking again who he is and whether he is eligible: the one step after a fact of a person or a case has changed, after
a human has decided who he is, and after a case has ended that was in the way of others, or is open again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.courses.queries import hold_arrivals, programme_of
from programme.eligibility.assessment import one_person
from programme.eligibility.known import WhatIsKnown
from programme.eligibility.rules import NO_OPEN_CASE, ONE_PERSON
from programme.eligibility.terms import terms_of
from programme.intake.correcting import Reach, reach_of
from programme.intake.deciding import Judged, compare_again, judge_case, keep_judgement, release_tied
from programme.intake.pairs import others_like
from programme.intake.rules import waits_for_another, waits_for_identity
from programme.intake.tying import lock_his_others, lock_waiting_for, move_by_verdict
from programme.referrals.criteria import Settled, Status, kept_criterion
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral, lock_referral_by_id, person_of, visible_to
from programme.referrals.states import BEFORE_OFFER, IN_PROGRESS, ReferralState
from programme.shared.actor import Actor


def ask_again(
    db: Session, referral: Referral, *, actor: Actor, now: datetime, who_he_is: str | None = None
) -> Judged | None:
    """Compare the person of a case with everybody here, ask the rules, and keep what they say.

    Before an offer the case moves by it, and what shared the place of one that leads nobody any more is decided on
    its own. Once one was made its state stays, and what is in the way is the caller's to put to a human; after the
    result nothing is asked but who he is, where that waits, and None returned. The caller holds the case's lock, and
    sees to `about.repeat_of`: that this offence of his is a case already. `who_he_is` is what a human has just said
    of him: it answers who he is where there is not enough to compare him by and nobody else is put to a human.
    """
    reach = reach_of(referral.state)
    if reach is Reach.CLOCK:
        if waits_for_identity(referral.eligibility):
            ask_who_he_is(db, referral, who_he_is, actor=actor, now=now)
        return None
    db.flush()  # the look for others reads the rows
    programme = programme_of(db, referral.programme_id)
    terms = terms_of(db, referral, programme)
    about = compare_again(db, referral, person_of(db, referral), lookback_years=terms.rules.lookback_years).about
    settled = by_hand(about, who_he_is, actor=actor, now=now) if who_he_is else None
    judged = judge_case(db, referral, terms, now=now, about=about, settled=settled)
    keep_judgement(db, referral, judged, actor=actor, now=now)
    if reach is Reach.RULES:
        move_by_verdict(db, referral, judged.found, judged.about, actor=actor, now=now)
        release_tied(db, referral, programme, actor=actor, now=now)
    return judged


def ask_who_he_is(db: Session, referral: Referral, said: str | None = None, *, actor: Actor, now: datetime) -> None:
    """Whether the person of a case after its result may be somebody else here: the one question that is still a
    human's then. `said` is what he has just said of it."""
    db.flush()
    about = others_like(db, referral).about
    found, answer = one_person(about), by_hand(about, said, actor=actor, now=now).get(ONE_PERSON) if said else None
    status, reason = (answer.status, answer.reason) if answer is not None else (found.status, found.reason)
    kept = kept_criterion(ONE_PERSON, status, reason, answer)
    referral.eligibility = [kept if one.code == ONE_PERSON else one for one in referral.eligibility]


def lock_to_end(db: Session, reference: str, actor: Actor) -> Referral:
    """The row of a case that is about to end, or to be open again, locked with all of its man's; NotFound as
    `lock_referral`. No case comes in meanwhile: none is refused for one that has ended, or passes one that is open."""
    programmes = visible_to(actor, select(Referral.programme_id).where(Referral.reference == reference))
    for programme_id in db.execute(programmes).scalars():
        hold_arrivals(db, programme_id)
    return lock_referral(db, reference, actor)


def ask_those_who_waited(
    db: Session, ended: Referral, *, instead: Referral | None = None, actor: Actor, now: datetime
) -> list[Referral]:
    """Decide the cases again that one was in the way of: its man's later ones that were refused or waited because it
    was open, and `instead`, the case that stays, where that waited for a human to say whose it is.

    Every end of a case goes through here. The caller took `lock_to_end`, and has moved the case. Returns those asked.
    """
    db.flush()
    found = {one.id: one for one in lock_waiting_for(db, ended)}
    if instead is not None and instead.state in IN_PROGRESS and waits_for_another(instead.eligibility):
        found[instead.id] = instead
    again = [found[number] for number in sorted(found)]
    for one in again:
        ask_again(db, one, actor=actor, now=now)
    return again


def ask_since_it_is_open_again(db: Session, opened: Referral, *, actor: Actor, now: datetime) -> list[Referral]:
    """Decide a case that is open again, where nothing was offered in it, and those of its man before an offer: some are
    free only because it had ended. One that is refused for it now is not in its way: then it is asked once more. Of
    those with an offer in hand it is only kept what is in the way now.

    Every taking back of an end goes through here. The caller took `lock_to_end`, and has moved the case; what was
    offered meanwhile is his to put to a human. Returns the others.
    """
    if opened.state is ReferralState.WITHDRAWN:
        return []  # it is in nobody's way
    db.flush()
    is_undecided = opened.state in BEFORE_OFFER
    if is_undecided:
        ask_again(db, opened, actor=actor, now=now)
    others = lock_his_others(db, opened)
    for one in others:
        ask_again(db, one, actor=actor, now=now)
    if is_undecided and others and waits_for_another(opened.eligibility):
        ask_again(db, opened, actor=actor, now=now)
    return others


def ask_those_beside(
    db: Session, referral: Referral, numbers: Sequence[int], *, actor: Actor, now: datetime
) -> list[Referral]:
    """Ask the cases of these numbers again, once it was said who the man of `referral` is, which was asked just now;
    and that once more, where one that it waited for gives way to it. Returns the others. The caller holds the locks of
    all, and puts to a human what is in the way of an offer."""
    others = [lock_referral_by_id(db, number) for number in numbers]
    for one in others:
        ask_again(db, one, actor=actor, now=now)
    if others and referral.state in BEFORE_OFFER and waits_for_another(referral.eligibility):
        ask_again(db, referral, actor=actor, now=now)
    return others


def by_hand(about: WhatIsKnown, who_he_is: str, *, actor: Actor, now: datetime) -> dict[str, Settled]:
    """The answers of a human who has looked, where nobody could be compared with him: who he is, and with that whether
    he has another case."""
    if about.compared or about.possible_person is not None:
        return {}
    said = {ONE_PERSON: Settled(Status.MET, who_he_is, actor.label, now)}
    if about.open_case is None:
        looked = "An officer looked by hand: he has no other open case here."
        said[NO_OPEN_CASE] = Settled(Status.MET, looked, actor.label, now)
    return said
