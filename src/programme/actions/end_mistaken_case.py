"""End a case that is none of its own: recorded twice, or referred in error. Its warnings end, and it names the right
one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.concerns.queries import find_standing
from programme.duties.answering import end_rungs_of
from programme.duties.models import TaskKind
from programme.history import events
from programme.history.timeline import record
from programme.intake.asking_again import ask_those_who_waited, lock_to_end
from programme.intake.tying import untie, untie_one
from programme.offers.queries import lock_newest_offer
from programme.outcomes.done import EndedAsMistake
from programme.outcomes.ending import can_end_as_mistake, ends_at_once
from programme.outcomes.mistaken_cases import mistaken, points_here
from programme.outcomes.models import Mistake
from programme.outcomes.queries import find_locked_result
from programme.outcomes.recording import disposing_of, end_incident, keep
from programme.outcomes.second_look import needs_another, say_mistaken
from programme.outcomes.states import ReturnEvent
from programme.outcomes.stopping import stop_in_its_place
from programme.referrals.models import Origin
from programme.referrals.refusals import ReasonMissing
from programme.referrals.states import ReferralEvent, ReferralState
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.referrals.models import Referral
    from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class EndedMistakenCase:
    """The reference of the right case, empty where none is named. `waits`: a second person has to end it."""

    right: str
    waits: bool = False


def end_mistaken_case(
    db: Session, *, actor: Actor, now: datetime, reference: str, mistake: Mistake, right: str = "", reason: str
) -> EndedMistakenCase:
    """End the case for a `reason`. One in which nothing was offered ends as it stands, and what shared its night is
    looked at again; any other was withdrawn first. A later case that was refused because this one was open is decided
    again.

    Nobody is warned of it any more. So what was recorded twice names the case that stays: of the same man, its clock
    running or stopped because he was dealt with, its last day no later. None that was itself ended so can be named, and
    none is ended so that another names: nothing points in a circle. It is taken back like everything that is recorded
    as done (`take_back_disposal`). Where the two have quite another name or date of birth, and, while its clock runs,
    where they say otherwise when and where the offence was or where it was referred in error, it ends only once a
    second person says so too: until then it waits for him. While a concern stands only what was recorded twice ends,
    and the case that stays is stopped in its place. Raises NotFound, ReasonMissing, NotTheRightCase, ConcernIsOpen,
    SaidAlready and what `can_end_as_mistake` raises.
    """
    lock_to_end(db, reference, actor)
    found, reason = mistaken(db, reference, right, actor, locked=True), " ".join(reason.split())
    referral, stays = found.referral, found.right
    result = find_locked_result(db, referral.id)
    case = disposing_of(db, referral, result)
    others_have = (
        lock_newest_offer(db, referral.id) is not None
        or find_standing(db, referral.id) is not None
        or referral.origin is Origin.PARTNER
    )
    pointed_at = points_here(db, referral.id)
    can_end_as_mistake(referral.state, case.stands, others_have=others_have, pointed_at=pointed_at, rank=actor.rank)
    if not reason:
        raise ReasonMissing()
    found.check(mistake, today=london_date(now))
    named = stays.reference if stays else ""
    if needs_another(db, referral, mistake, stays, actor):
        say_mistaken(db, referral, mistake, stays, reason, actor=actor, now=now)
        _log(db, [reference, *([named] if named else [])], actor=actor, now=now)
        return EndedMistakenCase(named, waits=True)
    done = EndedAsMistake(mistake.ends_as, now, reason, mistake=mistake, right=stays)
    keep(db, case, done, reason=reason, runs=False, actor=actor, now=now)
    _end(db, referral, actor=actor, now=now)
    if result is not None:
        result.apply(ReturnEvent.DISPOSAL_RECORDED)
        result.disposal, result.disposed_at = done.disposal, now
    referral.finalised_by, referral.finalised_at = done.disposal.value, now
    if stays is not None:
        record(db, stays.id, events.MistakenCaseNamed, actor=actor, now=now, reference=reference, mistake=done.words)
    again = ask_those_who_waited(db, referral, instead=stays, actor=actor, now=now)
    if stays is not None and mistake is Mistake.RECORDED_TWICE:
        stop_in_its_place(db, referral, stays, actor=actor, now=now)
    subjects = list(dict.fromkeys([reference, *(one.reference for one in (stays, *again) if one is not None)]))
    _log(db, subjects, actor=actor, now=now)
    end_rungs_of(db, referral.id)
    end_incident(db, referral, TaskKind.LOOK_AGAIN, actor=actor, now=now)
    return EndedMistakenCase(named)


def _log(db: Session, subjects: Sequence[str], *, actor: Actor, now: datetime) -> None:
    log_access(db, actor=actor, now=now, what="end_mistaken_case", subjects=subjects, operation=Operation.ALTERATION)


def _end(db: Session, referral: Referral, *, actor: Actor, now: datetime) -> None:
    if not ends_at_once(referral.state):
        referral.apply(ReferralEvent.DISPOSAL_RECORDED)
        return
    if referral.state is ReferralState.TIED:
        untie_one(db, referral, actor=actor, now=now)
    referral.apply(ReferralEvent.ENDED_AS_MISTAKE)
    untie(db, referral, actor=actor, now=now)
