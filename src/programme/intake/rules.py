"""Pure questions about who somebody is."""

from __future__ import annotations

from collections.abc import Sequence

from programme.eligibility.rules import NOT_COMPARED, ONE_PERSON
from programme.people.refusals import NobodyToDecideAbout
from programme.referrals.criteria import KeptCriterion, Status
from programme.referrals.states import IN_PROGRESS, ReferralState


def waits_for_identity(kept: Sequence[KeptCriterion]) -> bool:
    """Whether a human has to say whether he is somebody who is here already."""
    return any(one.code == ONE_PERSON and one.status is Status.UNKNOWN and one.reason != NOT_COMPARED for one in kept)


def can_decide_identity(state: ReferralState, kept: Sequence[KeptCriterion]) -> None:
    """Whether somebody is put to a human who may be the same person. Raises NobodyToDecideAbout."""
    if state not in IN_PROGRESS or not waits_for_identity(kept):
        raise NobodyToDecideAbout()
