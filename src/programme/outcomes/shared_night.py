"""The cases that share a night with one that is corrected, and what the correction does to them: said before anybody
agrees."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.intake.correcting import Correction
from programme.intake.tying import event_of
from programme.outcomes.correcting import STOPS, Then, WhatFollows
from programme.referrals.models import Referral
from programme.referrals.states import ReferralEvent, ReferralState
from programme.shared.dates import spoken_day
from programme.storage.rows import rows

_LEADS_NOBODY = frozenset({ReferralEvent.TIED, ReferralEvent.FOUND_INELIGIBLE})
_PLACE_ENDS = {
    Then.CHOOSES_AGAIN: "the date that he chooses then counts for it too",
    Then.GOES_BACK: "it comes back to the force with this one",
}


def night_words(db: Session, referral: Referral, correction: Correction, follows: WhatFollows) -> Iterator[str]:
    """A sentence for each case that shares the place of this one, or whose place it shares. Those that are not of its
    night any more are a human's to look at (`outcomes.correcting`)."""
    judged = correction.judged
    if judged is None:
        return
    moves = ReferralEvent.FOUND_INELIGIBLE if follows.signs else event_of(judged.found, judged.about)
    parts = {one.id for one in correction.parts}
    share = (Referral.tied_to_id == referral.id, Referral.state == ReferralState.TIED, Referral.id.not_in(parts))
    for reference in rows(db, str, select(Referral.reference).where(*share).order_by(Referral.id)):
        yield f"Case {reference} shares the place of this one: {_of_tied(correction, follows.then, moves)}."
    before = referral.tied_to_id if referral.state is ReferralState.TIED else None
    after = judged.about.open_id if moves is ReferralEvent.TIED else None
    if before is not None and before != after:
        how = "stops too, until safeguarding has decided" if follows.signs else "goes on without it"
        yield f"Case {db.get_one(Referral, before).reference}, whose place this one shared, {how}."
    if after is not None:
        lead = db.get_one(Referral, after)
        last_on = min(lead.complete_by_on, correction.becomes.complete_by_on)
        how = "It shares the place of" if before == after else "From then on it goes with"
        yield f"{how} case {lead.reference}: the course for both has to be over by {spoken_day(last_on)}."


def _of_tied(correction: Correction, then: Then, moves: ReferralEvent) -> str:
    if then in STOPS or (then is Then.DECIDED_AGAIN and moves in _LEADS_NOBODY):
        return "it is let go and looked at as a case of its own"
    if then in _PLACE_ENDS:
        return _PLACE_ENDS[then]
    last_on = correction.becomes.complete_by_on
    if last_on != correction.was.complete_by_on:
        return f"the course for both has to be over by {spoken_day(last_on)}"
    return "it goes on with it"
