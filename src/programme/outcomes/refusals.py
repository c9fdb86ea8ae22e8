"""Every way to say no to acknowledging a result or recording what was done."""

from __future__ import annotations

from datetime import date, datetime

from programme.outcomes.models import Mistake
from programme.shared.dates import spoken_day, spoken_instant
from programme.shared.refusal import NotFound, Refusal


class AcknowledgedAlready(Refusal):
    """Somebody was quicker."""

    code = "acknowledged_already"
    headline = "This result was acknowledged already"
    remedy = "Go back to the result: record what was done, if nobody has."


class NoResultYet(NotFound):
    """The case has not come back."""

    code = "no_result_yet"
    headline = "There is no result yet"
    explanation = "The case has not come back to the force."
    remedy = "Go back to the case: its next step says what it waits for."


class NotToBeWithdrawn(Refusal):
    """The case is over, or was withdrawn before."""

    code = "not_to_be_withdrawn"
    headline = "The case cannot be withdrawn any more"
    explanation = "It has its result, or it was withdrawn before."
    remedy = "Go back to the case: its next step says what can be done."


class NotToBeDisposedOf(Refusal):
    """The case is still on its way."""

    code = "not_to_be_disposed_of"
    headline = "Nothing can be recorded as done with this case yet"
    explanation = "That is recorded once its result was acknowledged, or once the case was withdrawn."
    remedy = "Go back to the case: its next step says what it waits for."


class NotAcknowledged(Refusal):
    """A disposal is recorded after the result was acknowledged."""

    code = "not_acknowledged"
    headline = "Acknowledge the result first"
    explanation = "What was done is recorded once the result has been received."
    remedy = "Go back to the result and say that you have received it."


class DoneInTheFuture(Refusal):
    """Nothing is recorded before it has happened."""

    code = "done_in_the_future"
    headline = "The time it was done must be in the past"
    explanation = "The clock stops on what has been done, not on what is planned."
    remedy = "Record it once it has been done."
    status = 422
    field = "done_on"


class DoneBeforeTheOffence(Refusal):
    """Nothing was done about an offence before it was committed."""

    code = "done_before_the_offence"
    headline = "The time it was done must be after the offence"
    remedy = "Check the date."
    status = 422
    field = "done_on"


class DoneBeforeTheCourse(Refusal):
    """Nobody ends a case without a charge on a course that is not over yet."""

    code = "done_before_the_course"
    status = 422
    field = "done_on"

    def __init__(self, over_at: datetime) -> None:
        super().__init__(
            headline=f"His course was over on {spoken_instant(over_at)}: before that only a charge can be issued",
            remedy="Check the date and the time.",
        )


class ChargedTooLate(Refusal):
    """A charge issued after the last day is out of time, unless somebody says that it truly was."""

    code = "charged_too_late"
    status = 422
    field = "late"

    def __init__(self, charge_by_on: date) -> None:
        super().__init__(
            headline=f"The last day to charge was {spoken_day(charge_by_on)}",
            explanation="A charge issued later is out of time (Magistrates' Courts Act 1980 s.127).",
            remedy="Check the date. If it truly was issued then, tick the box that says so.",
        )


class NotWhatHappened(Refusal):
    """The disposal does not fit the result, the route or the day."""

    code = "not_what_happened"
    status = 422
    field = "disposal"

    def __init__(self, words: str, why: str) -> None:
        super().__init__(
            headline=f"{words} cannot be recorded: {why[:1].lower()}{why[1:].rstrip('.')}",
            remedy="Choose what was done. If the result or the route is wrong, have that put right first.",
        )


class OutcomeContradicts(Refusal):
    """The Home Office outcome is that of something else than what was done."""

    code = "outcome_contradicts"
    status = 422
    field = "outcome"

    def __init__(self, outcome: str, *, only: str = "", why: str = "") -> None:
        super().__init__(
            headline=f"Home Office outcome {outcome}, contradicts {'why' if why else 'what was done'}",
            explanation=f"Why no further action is taken: {why}." if why else f"{only} has one of its own.",
            remedy="Leave it at the one that follows, or choose what was done again.",
        )


class NoActionReasonMissing(Refusal):
    """No further action has a reason of the list."""

    code = "no_action_reason_missing"
    headline = "Choose why no further action is taken"
    status = 422
    field = "no_action"


class SaidAlready(Refusal):
    """Whoever said that a case is none of its own does not end it where that takes two people."""

    code = "said_already"
    status = 403
    headline = "You have said this already: somebody else has to end the case"
    remedy = "Ask another sergeant to open this page from their own account."

    def __init__(self, mistake: Mistake) -> None:
        twice = "The two say otherwise who he is, or when and where the offence was, so a second person looks at both."
        error = "Its clock runs, and no other case keeps it, so a second person looks at it."
        super().__init__(explanation=twice if mistake is Mistake.RECORDED_TWICE else error)


class AnotherPersonNeeded(Refusal):
    """Whoever recorded what was done does not correct it."""

    code = "another_person_needed"
    status = 403
    headline = "Somebody else has to correct this"
    explanation = (
        "What was recorded can only be corrected or taken back from another account than the one it came from."
    )
    remedy = "Ask another sergeant to do it from their own account."


class TimeSaidAlready(Refusal):
    """Whoever said that the offence was at another time does not end his offer by it too."""

    code = "time_said_already"
    status = 403
    headline = "You have said this time already: somebody else has to correct the offence"
    explanation = "By this time his course or his offer would end, so a second person looks at it."
    remedy = "Ask a colleague to open this page from their own account."


class RecordedAlready(Refusal):
    """The same was recorded already."""

    code = "recorded_already"
    headline = "This was recorded already"
    explanation = "Nothing was changed."
    remedy = "Go back to the case. To correct what was done, say what was done and when."


class NothingToTakeBack(Refusal):
    """Nothing was recorded as done with the case."""

    code = "nothing_to_take_back"
    headline = "Nothing is recorded as done with this case"
    explanation = "Its clock runs already."
    remedy = "Go back to the case: its next step says what can be done."


class TakeBackFirst(Refusal):
    """Something else is on record as done with the case."""

    code = "take_back_first"
    headline = "What was done with this case is on record"
    explanation = "A case that was charged, cautioned or closed is not ended as a mistake over that."
    remedy = "If that was wrong, another sergeant takes it back first."


class NobodyWouldWatch(Refusal):
    """By a corrected time there is time to charge that nobody watches, by what is on record."""

    code = "nobody_would_watch"
    status = 422
    field = "offence_on"

    def __init__(self, why: str) -> None:
        super().__init__(headline=f"By this time {why}: another sergeant takes that back first")


class WithdrawFirst(Refusal):
    """Somebody else has something from the case: an offer, a place, money, a concern that is looked at."""

    code = "withdraw_first"
    headline = "Withdraw the case first: it takes two steps"
    explanation = (
        "An offer was made in it, a concern stops it, or another force sent it. Withdrawing tells whoever has to know: "
        "him, the provider, that force. What he paid goes back."
    )
    remedy = "Go back to the case and withdraw it. Its page then offers to end it as recorded twice or in error."


class OthersPointHere(Refusal):
    """Other cases were ended because this one is the right one."""

    code = "others_point_here"
    headline = "Another case was ended because this is the right one"
    explanation = "If this one ended as a mistake too, nobody would be warned of that offence any more."
    remedy = "Have the other case taken back first: the case page has a link to it."


class NotTheRightCase(Refusal):
    """The case that is named cannot stand in the place of this one."""

    code = "not_the_right_case"
    status = 422
    field = "right"

    def __init__(self, headline: str, remedy: str = "Check the reference.") -> None:
        super().__init__(headline=headline, remedy=remedy)


class CourseHasBegun(Refusal):
    """The day of the course has begun: what happens on it is the result."""

    code = "course_has_begun"
    headline = "The course has begun"
    explanation = "A case is not withdrawn on the day of the course or after it. What happens there decides its result."
    remedy = "Wait for the result, then record what was done."


class ToldAlready(Refusal):
    """The message does not wait for anybody."""

    code = "told_already"
    headline = "This message does not wait for anybody"
    explanation = "Somebody has passed it on already, or it is not needed any more."
    remedy = "Go back to the case: its messages say what became of them."


class NotToBeReopened(Refusal):
    """The case has no result after which it may be offered again, or it is too late for that."""

    code = "not_to_be_reopened"
    headline = "The case cannot be opened again"
    explanation = (
        "That can be done before its return date, after an offer that lapsed, was declined or was answered with court, "
        "or when no date was booked or paid for, and before it is recorded what was done."
    )
    remedy = "Go back to the case: its next step says what can be done."


class NoLongerEligible(Refusal):
    """Eligibility was asked again, and nothing can be offered."""

    code = "no_longer_eligible"
    headline = "The case cannot be opened again: it is not eligible now"
    remedy = "Go on with the result, and decide what to do."


class ReopenReasonMissing(Refusal):
    """An officer opens a case again with a reason."""

    code = "reopen_reason_missing"
    headline = "Enter why the case is opened again"
    remedy = "Say what changed since the result."
    field = "reason"
