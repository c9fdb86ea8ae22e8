"""Decide whether the person of a case is somebody who was here before: the two become one, or are told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.history.events import IdentityDecided
from programme.history.timeline import record
from programme.intake.asking_again import ask_again, ask_those_beside
from programme.intake.merging import join, lock_people
from programme.intake.pairs import add_decision, also_waiting, decided_words, pair_asked_about
from programme.intake.rules import can_decide_identity
from programme.outcomes.mistaken_cases import ended_for_the_other
from programme.outcomes.open_beside import put_by_who_he_is
from programme.outcomes.who_he_is_now import keep_who_he_is, records_of_both
from programme.people.refusals import EndedForTheOther, NobodyToDecideAbout
from programme.referrals.queries import lock_cases_beside, lock_referral
from programme.referrals.refusals import AlreadyReferred, ReasonMissing
from programme.referrals.states import IN_PROGRESS
from programme.shared.refusal import ChangedSinceShown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from sqlalchemy.orm import Session

    from programme.intake.pairs import Pair
    from programme.referrals.models import Referral
    from programme.shared.actor import Actor

_ONE_RECORD = "His record and another are one since it was decided who he is."
_ONE_GIVES_WAY = "End one of the two as recorded twice, or withdraw it. That he is the same man can be said after that."


@dataclass(frozen=True, slots=True)
class DecidedIdentity:
    """The case, the other, and whether they are of one person."""

    reference: str
    other: str
    is_same: bool


def decide_identity(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    reference: str,
    other: str,
    is_same: bool,
    reason: str,
    shown: str | None = None,
) -> DecidedIdentity:
    """Record that the person of a case and the one of the case `other` are one, or are two, and why.

    Of one person all cases and numbers go to the row that was here; a fact of him that is another in a case now is
    kept and told again like a correction. Of two, the pair is not asked about again until a
    fact of either changes. Eligibility is asked again, also of the other's cases where they waited for the same answer,
    and of one man in all that are in progress; an offer that something is in the way of now is put to a human.
    Of one offence two cases never go on; but one that was withdrawn, came back or was ended as recorded twice becomes
    his. Either can be taken back. `shown` is the mark of the two records that the page showed.

    Raises NotFound, NobodyToDecideAbout, ReasonMissing, ChangedSinceShown, EndedForTheOther where a case stands ended
    as recorded twice because the two are one, and AlreadyReferred where it shows that this offence is a case already.
    """
    referral = lock_referral(db, reference, actor)
    can_decide_identity(referral.eligibility)
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing()
    pair = pair_asked_about(db, referral, other)
    lock_cases_beside(db, [referral.id, pair.other_referral_id])
    people = lock_people(db, [pair.person_id, pair.other_id])
    pair = pair_asked_about(db, referral, other)  # whoever decided about one of them meanwhile is done now
    if shown is not None and shown != pair.facts:
        raise ChangedSinceShown()
    if not {pair.person_id, pair.other_id} <= set(people):
        raise NobodyToDecideAbout()
    if is_same and pair.is_same_offence and referral.state in IN_PROGRESS:
        raise AlreadyReferred(explanation=f"It is case {other}.", remedy=_ONE_GIVES_WAY)
    if not is_same and (ended := ended_for_the_other(db, pair.person_id, pair.other_id)) is not None:
        raise EndedForTheOther(explanation=f"{ended} was ended because they are one man: nobody watches its clock.")
    was = records_of_both(db, people) if is_same else {}
    moved = join(db, people[pair.person_id], people[pair.other_id], now=now) if is_same else {}
    add_decision(db, referral, pair, is_same=is_same, reason=reason, moved=moved, actor=actor, now=now)
    words = decided_words(is_same)
    for number, beside in ((referral.id, other), (pair.other_referral_id, reference)):
        record(db, number, IdentityDecided, actor=actor, now=now, decided=words, other=beside, why=pair.why)
    keep_who_he_is(db, was, where=_ONE_RECORD, reason=reason, actor=actor, now=now)
    log_access(
        db,
        actor=actor,
        now=now,
        what="decide_identity",
        subjects=[reference, other],
        operation=Operation.COMBINATION if is_same else Operation.ALTERATION,
    )
    db.refresh(referral)
    _ask(db, referral, other, pair, is_same=is_same, moved=moved, actor=actor, now=now)
    return DecidedIdentity(reference, other, is_same)


def _ask(
    db: Session,
    referral: Referral,
    other: str,
    pair: Pair,
    *,
    is_same: bool,
    moved: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """Ask eligibility again, here and in the cases that hang on the answer."""
    said = f"An officer decided that they are {'one person' if is_same else 'two people'}."
    judged = ask_again(db, referral, actor=actor, now=now, who_he_is=said)
    if judged is not None and judged.about.repeat_of is not None:
        raise AlreadyReferred(explanation=f"It is {judged.about.repeat_of}.", remedy=_ONE_GIVES_WAY)
    waiting = also_waiting(db, pair, is_same=is_same, moved=moved.get("cases", ()), but=referral.id)
    others = ask_those_beside(db, referral, waiting, actor=actor, now=now)
    if is_same:
        decided = f"It was decided that {referral.reference} and {other} are of one man."
        put_by_who_he_is(db, [referral, *others], decided, actor=actor, now=now)
