"""Words of a case that goes with another, where something is asked of it that is done in that one."""

from __future__ import annotations

from programme.referrals.states import ReferralState


def done_in_the_other(state: ReferralState) -> dict[str, str]:
    """The words of a refusal, where it is because of that; none, where the refusal's own are true."""
    if state is not ReferralState.TIED:
        return {}
    return {
        "headline": "This is done in the case that it goes with",
        "explanation": "The two share one offer, one place and one fee. Only the clock of this case is its own.",
        "remedy": "Go back to the case: it has a link to the one that it goes with.",
    }
