"""Pure questions about who somebody is."""

from __future__ import annotations

from collections.abc import Sequence

from programme.eligibility.rules import NO_OPEN_CASE, NOT_COMPARED, ONE_PERSON
from programme.people.refusals import NobodyToDecideAbout
from programme.referrals.criteria import KeptCriterion, Status


def waits_for_identity(kept: Sequence[KeptCriterion]) -> bool:
    """Whether a human has to say whether he is somebody who is here already."""
    return any(one.code == ONE_PERSON and one.status is Status.UNKNOWN and one.reason != NOT_COMPARED for one in kept)


def waits_for_another(kept: Sequence[KeptCriterion]) -> bool:
    """Whether another case is in its way: an open one, or one of a man who may be the same."""
    in_the_way = (Status.UNKNOWN, Status.NOT_MET)
    return waits_for_identity(kept) or any(one.code == NO_OPEN_CASE and one.status in in_the_way for one in kept)


def can_decide_identity(kept: Sequence[KeptCriterion]) -> None:
    """Whether somebody is put to a human who may be the same person: in every state, because only what is of one man
    can be ended as recorded twice. Raises NobodyToDecideAbout."""
    if not waits_for_identity(kept):
        raise NobodyToDecideAbout()
