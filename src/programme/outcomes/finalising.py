"""The Home Office outcome type that goes with what was done, and why nothing further was. Pure.

The force decides: what follows here is proposed, and another can be recorded; but not of a charge, or of a time limit
that expired, and of no further action none that contradicts why. Whether the offence is one that outcomes are counted
for is the force's too (`docs/for-the-force-lawyer.md`).
"""

from __future__ import annotations

from programme.outcomes.models import Disposal, NoActionReason

OUTCOME_TYPES: dict[int, str] = {
    1: "Charged or summonsed",
    3: "Adult caution",
    5: "The suspect has died",
    8: "Community resolution",
    9: "Not in the public interest (CPS)",
    10: "Not in the public interest (police)",
    12: "The suspect is too ill",
    15: "Evidential difficulties, suspect identified",
    17: "The time limit expired",
    20: "Passed to another body",
    21: "Further investigation not in the public interest (police)",
    22: "Diversionary, educational or intervention activity",
}
"""The types that a case of this kind can end with, by their numbers."""

OUTCOME_OF_NO_ACTION: dict[NoActionReason, int | None] = {
    NoActionReason.NOT_IN_PUBLIC_INTEREST: 10,
    NoActionReason.CPS_NOT_IN_PUBLIC_INTEREST: 9,
    NoActionReason.EVIDENCE: 15,
    NoActionReason.NOT_WORTH_INVESTIGATING: 21,
    NoActionReason.ANOTHER_BODY: 20,
    NoActionReason.TOO_ILL: 12,
    NoActionReason.DIED: 5,
    NoActionReason.OTHER: None,
}

_CLOSES_WITHOUT = frozenset({5, 9, 10, 12, 15, 20, 21, 22})
OUTCOMES_THAT_FIT: dict[NoActionReason, frozenset[int]] = {
    NoActionReason.NOT_IN_PUBLIC_INTEREST: frozenset({10, 21, 22}),
    NoActionReason.CPS_NOT_IN_PUBLIC_INTEREST: frozenset({9}),
    NoActionReason.EVIDENCE: frozenset({15}),
    NoActionReason.NOT_WORTH_INVESTIGATING: frozenset({10, 21}),
    NoActionReason.ANOTHER_BODY: frozenset({20}),
    NoActionReason.TOO_ILL: frozenset({12}),
    NoActionReason.DIED: frozenset({5}),
    NoActionReason.OTHER: _CLOSES_WITHOUT,
}
"""The types that can be true of a case with which nothing further was done for this reason."""

_OUTCOME_OF: dict[Disposal, int] = {
    Disposal.CHARGE_ISSUED: 1,
    Disposal.CAUTION_COMPLETED: 3,
    Disposal.DEFERRED_PROSECUTION_COMPLETED: 22,
    Disposal.COMMUNITY_RESOLUTION: 8,
    Disposal.TIME_LIMIT_EXPIRED: 17,
}
_SAID_OF_ONE = (Disposal.CHARGE_ISSUED, Disposal.TIME_LIMIT_EXPIRED)
"""Of each of them its own type is said and no other, and that type of nothing else."""
_COMPLETES = (
    Disposal.CAUTION_COMPLETED,
    Disposal.DEFERRED_PROSECUTION_COMPLETED,
    Disposal.COMMUNITY_RESOLUTION,
)


def outcome_that_follows(disposal: Disposal, no_action: NoActionReason | None, proposed: int | None) -> int | None:
    """The type that goes with it unless somebody says another: what the route proposes for what it completes, what the
    reason says for no further action. None: the force has to say."""
    if disposal is Disposal.NO_FURTHER_ACTION:
        return OUTCOME_OF_NO_ACTION[no_action] if no_action else None
    if disposal in _COMPLETES and proposed is not None:
        return proposed
    return _OUTCOME_OF.get(disposal)  # none for a case that was a mistake


def contradicted(disposal: Disposal, outcome: int | None) -> Disposal | None:
    """The one of the two that the type has to be said of alone, where it is not: charged, or out of time. A time limit
    that expired is reported as that, and nothing else is."""
    return next(
        (only for only in _SAID_OF_ONE if outcome is not None and (outcome == _OUTCOME_OF[only]) != (disposal is only)),
        None,
    )


def fits_reason(no_action: NoActionReason | None, outcome: int | None) -> bool:
    """Whether the type can be true beside why nothing further was done; where neither is said, it is."""
    return no_action is None or outcome is None or outcome in OUTCOMES_THAT_FIT[no_action]


def outcome_words(outcome: int | None) -> str:
    """The type, for a page: "10, Not in the public interest (police)"."""
    if outcome is None:
        return "Not said"
    words = OUTCOME_TYPES.get(outcome)
    return f"{outcome}, {words}" if words else str(outcome)
