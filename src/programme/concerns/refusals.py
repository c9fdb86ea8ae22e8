"""Every way to say no to raising a concern, to deciding one, and to offering or ending a case while one stands."""

from __future__ import annotations

from collections.abc import Mapping

from programme.shared.refusal import Refusal
from programme.storage.constraints import refuses


class SignsNeeded(Refusal):
    """A concern says at least one thing that was seen."""

    code = "signs_needed"
    headline = "Choose what the signs are of"
    status = 422
    field = "signs"


class NotYoursToRaise(Refusal):
    """Neither an officer nor safeguarding."""

    code = "not_yours_to_raise"
    headline = "An officer or safeguarding raises a concern"
    explanation = "Your account has neither role."
    remedy = "Tell an officer of your force, or the named safeguarding role, now."
    status = 403


class StoppedAlready(Refusal):
    """One concern at a time stops a case."""

    code = "stopped_already"
    headline = "This case is stopped for safeguarding already"
    explanation = "Nothing is offered while it is."
    remedy = "Tell safeguarding directly what else you have seen."


class HasItsResult(Refusal):
    """Nothing is left to stop."""

    code = "has_its_result"
    headline = "There is no offer left to stop"
    explanation = "The case has its result, or was withdrawn."
    remedy = "Tell safeguarding directly what you have seen, today: somebody may need protecting."


class SafeguardingDecides(Refusal):
    """Only the named role says whether a stopped case can go on."""

    code = "safeguarding_decides"
    headline = "Only safeguarding decides this"
    explanation = "A case that was stopped goes on only when the named safeguarding role has looked at it."
    remedy = "Ask them. If nobody at your force has the role, the coordinator can name somebody."
    status = 403


class NoConcernToDecide(Refusal):
    """Nothing was raised, or it is decided so already."""

    code = "no_concern_to_decide"
    headline = "There is nothing to decide here"
    explanation = "No concern was raised in this case, or it has been decided in this way already."
    remedy = "Go back to the concern: it says what was decided, when, and by whom."


class DecisionReasonNeeded(Refusal):
    """Whoever lets a stopped case go on says why."""

    code = "decision_reason_needed"
    headline = "Enter why no concern is left"
    status = 422
    field = "reason"


class StoppedForSafeguarding(Refusal):
    """Nothing is offered or settled while a concern stands."""

    code = "stopped_for_safeguarding"
    headline = "This case is stopped for safeguarding"
    explanation = "There were signs that somebody needs protecting. That is looked at first, and nothing is offered."
    remedy = "Ask safeguarding. The clock runs on: watch the last day to charge."


class ConcernIsOpen(Refusal):
    """There were signs that somebody needs protecting, and nobody has decided that none are left."""

    code = "concern_is_open"
    headline = (
        "A concern stops this case: safeguarding says first that none is left. Only a case recorded twice can end "
        "before, and then the case that stays is stopped"
    )
    status = 422
    field = "mistake"


refuses("uq_concerns_one_open", "concerns.referral_id", StoppedAlready)


class AnswersChangedHalfWay(Refusal):
    """While many cases were answered, one part after the other, somebody changed the answers on the same form."""

    code = "answers_changed_half_way"
    headline = "The answers were changed while the cases were answered"
    explanation = "Those that wait here no more have the answers as they were confirmed."
    remedy = "For the rest, read these answers and confirm them."
    status = 409


class NotAllAnswered(Refusal):
    """Of many cases that were answered together some refused their answer."""

    code = "not_all_answered"
    remedy = "Open each of these: it says what can be done. A second press leaves alone what was answered."

    def __init__(self, answered: int, refused: Mapping[str, Refusal]) -> None:
        named = "; ".join(
            f"{reference}: {why.headline}. {why.explanation}".strip() for reference, why in refused.items()
        )
        super().__init__(headline=f"{answered} were answered, {len(refused)} were not", explanation=named)
