"""Put a part of a case's record right, or add what had been missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.history import events
from programme.history.timeline import record_all
from programme.intake.changing_route import take_route
from programme.intake.correcting import TAKES_OUT_OF_THE_WAY
from programme.intake.correcting_record import RecordChange, record_change
from programme.intake.deciding import keep_judgement
from programme.intake.stored_record import facts_of_part, record_of, write_record
from programme.outcomes.carrying_corrections import (
    decide_as_corrected,
    protect_as_corrected,
    put_to_a_human,
    stop_as_corrected,
)
from programme.outcomes.correcting import STOPS, Then, WhatFollows
from programme.outcomes.correcting_record import other_cases_of_his, what_follows_record
from programme.outcomes.stopping import lead_of, stop_lead
from programme.people.models import Person
from programme.referrals.corrections import RecordPart
from programme.referrals.models import RecordCorrection
from programme.referrals.queries import lock_referral
from programme.referrals.refusals import RankTooLow, ReasonMissing
from programme.referrals.words import KEPT_WITH_THE_CASE, facts_named
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.marks import check_shown
from programme.shared.ranks import is_at_least
from programme.shared.refusal import NotFound
from programme.storage.locks import lock_row

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.referrals.models import Referral

_IN_ANOTHER = "It was done in another case of his."


@dataclass(frozen=True, slots=True)
class CorrectedRecord:
    """The facts as they stand now, and the consequences."""

    reference: str
    change: RecordChange
    follows: WhatFollows


def correct_record(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    reference: str,
    part: RecordPart,
    facts: Mapping[str, Any],
    reason: str = "",
    mark: str | None = None,
) -> CorrectedRecord:
    """Keep these facts of one part of the record, with what stood there before: in every state, also once the case is
    over, as what is kept of a man has to be true. `mark` is that of the facts that the officer was shown.

    The other cases are compared and the rules asked again. Before an offer they decide; where an offer stands it stops
    if he was under 18, and what else is in the way now is a human's; after the result nothing follows but the record.
    A code that says that a child was solicited, or somebody exploited, is a concern (`raise_concern`) in every state:
    safeguarding is told and decides, an offer that stands ends, and he learns nothing of it. Whoever was told
    what was sent out with it is told again (`outcomes.telling_again`). A fact that had been missing needs no reason.
    Where a criterion that was not met is in the way no more, it takes a sergeant. The route is changed while there is
    no offer, by who may choose it, and the days follow.

    Raises NotFound, ChangedSinceShown, ReasonMissing, RankTooLow, and what `record_change` raises.
    """
    referral = lock_referral(db, reference, actor)
    person = lock_row(db, Person, referral.person_id)
    if person is None:
        raise NotFound()
    check_shown(facts_of_part(record_of(db, referral, person), part), mark)
    change = record_change(db, referral, person, part, facts, rank=actor.rank, now=now)
    reason = " ".join(reason.split())
    if change.needs_reason and not reason:
        raise ReasonMissing()
    if change.correction.cleared and not is_at_least(actor.rank, TAKES_OUT_OF_THE_WAY):
        raise RankTooLow(TAKES_OUT_OF_THE_WAY)
    follows = what_follows_record(db, referral, change, now=now)
    others = {one.id for one in other_cases_of_his(db, referral, change)}
    write_record(db, referral, person, change.was, change.becomes, london_date(now))
    if "route" in change.facts:
        take_route(db, referral, change.correction.terms, change.correction.becomes, actor=actor, now=now)
    _keep(db, referral, part, change, follows, others, reason, actor=actor, now=now)
    on_their_own = _carry_out(db, referral, change, follows, actor=actor, now=now)
    here = {referral.id} if follows.to_look_at else set()
    put_to_a_human(db, on_their_own | others | here, actor=actor, now=now)
    return CorrectedRecord(reference, change, follows)


def _carry_out(
    db: Session, referral: Referral, change: RecordChange, follows: WhatFollows, *, actor: Actor, now: datetime
) -> set[int]:
    """Do to the case what follows. Returns the cases that it leads no more."""
    correction, signs = change.correction, follows.signs
    if follows.then in STOPS:
        return stop_as_corrected(db, referral, correction, signs=signs, actor=actor, now=now)
    if signs:
        stops = follows.then is Then.DECIDED_AGAIN
        lead_id = lead_of(referral)
        correction = protect_as_corrected(db, referral, correction, signs, stops=stops, actor=actor, now=now)
        stop_lead(db, lead_id, signs, actor=actor, now=now)
    if follows.then is Then.DECIDED_AGAIN:
        return decide_as_corrected(db, referral, correction, actor=actor, now=now)
    if correction.judged is not None:
        keep_judgement(db, referral, correction.judged, actor=actor, now=now)
    return set()


def _keep(
    db: Session,
    referral: Referral,
    part: RecordPart,
    change: RecordChange,
    follows: WhatFollows,
    others: set[int],
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Record the change, by whom and why; the timelines of the man's other cases say it too."""
    db.add(
        RecordCorrection(
            referral_id=referral.id,
            part=part,
            changes=list(change.changes),
            reason=reason,
            to_look_at=list(follows.to_look_at),
            corrected_at=now,
            corrected_by=actor.label,
            corrected_by_rank=actor.rank,
        )
    )
    subjects = [referral.reference]
    log_access(db, actor=actor, now=now, what="correct_record", subjects=subjects, operation=Operation.ALTERATION)
    said = {
        "what": facts_named(change.changes),
        "facts": sorted(change.facts),
        "corrects": change.needs_reason,
    }
    happened = [(referral.id, events.RecordCorrected, {**said, "where": KEPT_WITH_THE_CASE})]
    happened += [(number, events.RecordCorrected, {**said, "where": _IN_ANOTHER}) for number in sorted(others)]
    record_all(db, happened, actor=actor, now=now)
