"""Whether a caution may take longer. Pure."""

from __future__ import annotations

from datetime import date

from programme.referrals.refusals import CautionNotExtended, ExtendedAlready, NoCautionToExtend, RankTooLow
from programme.referrals.states import IN_PROGRESS, ReferralState
from programme.shared.ranks import Rank, is_at_least

EXTENDS = Rank.SERGEANT
"""The lowest rank that may record why a caution takes longer."""


def can_extend(
    state: ReferralState, *, cautioned_on: date | None, has_longer_limit: bool, reason: str, rank: str
) -> None:
    """Whether somebody of this rank may let the conditions take as long as the route exceptionally allows. `reason` is
    what is on record. Raises NoCautionToExtend, CautionNotExtended, ExtendedAlready or RankTooLow."""
    if cautioned_on is None:
        raise NoCautionToExtend()
    if state not in IN_PROGRESS or not has_longer_limit:
        raise CautionNotExtended()
    if reason:
        raise ExtendedAlready()
    if not is_at_least(rank, EXTENDS):
        raise RankTooLow(EXTENDS)
