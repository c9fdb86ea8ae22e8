"""Every way to say no to sending somebody to a neighbouring programme."""

from __future__ import annotations

from datetime import date

from programme.shared.dates import spoken_day
from programme.shared.money import spoken_pounds
from programme.shared.refusal import Refusal


class VersionTaken(Refusal):
    """Two versions of one name could not be told apart."""

    code = "version_taken"
    headline = "There is a version of this name with this force already"
    remedy = "Enter another name for the version."
    status = 422
    field = "version"


class ShareBeyondFee(Refusal):
    """More would be given away of a fee than the fee is."""

    code = "share_beyond_fee"
    status = 422
    field = "fee_share"

    def __init__(self, fee_pence: int) -> None:
        super().__init__(
            headline=f"Share of each fee must be {spoken_pounds(fee_pence)} or less: that is the fee",
            remedy="Enter a smaller share.",
        )


class FeeBelowShare(Refusal):
    """The fee would be less than what is agreed to be given away of it."""

    code = "fee_below_share"
    status = 422
    field = "amount"

    def __init__(self, force: str, version: str, share_pence: int) -> None:
        super().__init__(
            headline=f"Fee must be {spoken_pounds(share_pence)} or more: that is what {force} gets of it by version "
            f"{version} of the agreement. Agree on a smaller share first, from that day on",
        )


class AgreedAlready(Refusal):
    """A first version, of a force that has one."""

    code = "agreed_already"
    headline = "There is an agreement with this force already. Open the force under Neighbours, and add a version"
    status = 422
    field = "force"


class BegunOrUsed(Refusal):
    """A version that holds already is ended, and not taken back."""

    code = "begun_or_used"
    headline = "This version has begun, or referrals came under it"
    explanation = "It cannot be taken back any more."
    remedy = "Set its last day, or add a new version from a day on."


class VersionNotAfter(Refusal):
    """A version would begin before the one before it, or on a day on which referrals may have come already."""

    code = "version_not_after"
    status = 422
    field = "from_on"

    def __init__(self, newest_on: date) -> None:
        super().__init__(
            headline=f"A new version begins today or later, and after {spoken_day(newest_on)}, when the last one began",
            remedy="Choose a later first day.",
        )


class FirstDayTooFar(Refusal):
    """A version would begin so late that the year was mistyped; no other could begin before it."""

    code = "first_day_too_far"
    headline = "The first day must be within two years"
    explanation = "Once it is added, no version can begin before it."
    remedy = "Check the year."
    status = 422
    field = "from_on"


class VersionIsUsed(Refusal):
    """Referrals came under this version of an agreement."""

    code = "version_is_used"
    headline = "Referrals came under this version: what was agreed in it is not changed any more"
    explanation = "Whom to ask can still be changed."
    remedy = "Add a new version from a day on."


class AnotherVersionFollows(Refusal):
    """A version would run into the one after it."""

    code = "another_version_follows"
    status = 422
    field = "until_on"

    def __init__(self, next_on: date) -> None:
        super().__init__(headline=f"Another version begins on {spoken_day(next_on)}: this one ends before that day")


class NoAgreementOnThatDay(Refusal):
    """The agreement with the neighbour is not in force on the day of the course."""

    code = "no_agreement_on_that_day"
    field = "force_code"
    status = 422

    def __init__(self, neighbour: str, on: date) -> None:
        super().__init__(
            headline=f"There is no agreement with {neighbour} that is in force on {spoken_day(on)}",
            remedy="Choose another programme or another day, or ask the coordinator.",
        )


class AnotherNeighbour(Refusal):
    """He has a place at one neighbour already."""

    code = "another_neighbour"
    field = "force_code"
    status = 422

    def __init__(self, neighbour: str) -> None:
        super().__init__(
            headline=f"He has a place at {neighbour}: call that off before he gets one at another programme",
            remedy="Go back to the case and call the place off.",
        )


class DayIsPast(Refusal):
    """A place elsewhere is recorded before the course, not after it."""

    code = "day_is_past"
    field = "course_on"
    status = 422

    def __init__(self, complete_by_on: date) -> None:
        super().__init__(
            headline=f"The day of the course must be today or later, and no later than {spoken_day(complete_by_on)}",
            remedy="Check the day.",
        )


class TooLateElsewhere(Refusal):
    """The neighbour's course is after the last safe course day of the case."""

    code = "too_late_elsewhere"
    field = "course_on"
    status = 422

    def __init__(self, complete_by_on: date) -> None:
        super().__init__(
            headline=f"The course is too late: the last possible day is {spoken_day(complete_by_on)}",
            explanation="A course later leaves too little of the six months in which he can be charged.",
            remedy="Ask the neighbouring programme for an earlier day.",
        )


class NoTimeElsewhere(Refusal):
    """No day is left on which any course could be."""

    code = "no_time_elsewhere"
    headline = "It is too late for a course, here or elsewhere"
    remedy = "Withdraw the case, and decide what to do instead."

    def __init__(self, complete_by_on: date) -> None:
        super().__init__(explanation=f"The last safe course day was {spoken_day(complete_by_on)}.")


class SamePlaceElsewhere(Refusal):
    """Nothing was changed."""

    code = "same_place_elsewhere"
    headline = "This is the day and the reference that is recorded already"
    remedy = "Enter another day, or go back to the case."
    status = 422
    field = "course_on"


class NotForElsewhere(Refusal):
    """A place elsewhere is for a case that waits for one."""

    code = "not_for_elsewhere"
    headline = "This case cannot be given a place elsewhere now"
    explanation = "That can be done once he has said yes, while he has no place and the case has no result."
    remedy = "Go back to the case: its next step says what can be done."


class PlaceHereFirst(Refusal):
    """He has a place on a course here."""

    code = "place_here_first"
    headline = "He has a place on a course here"
    explanation = "He can have one place at a time."
    remedy = (
        "Ask him to cancel it on his own pages. What he paid goes back to his card, with seven days' notice at once, "
        "and otherwise when the place elsewhere is recorded."
    )


class SignFirst(Refusal):
    """His route has a document that he has not signed."""

    code = "sign_first"
    headline = "The caution document is not signed yet"
    explanation = "Until he has signed it there are no conditions that a course could meet."
    remedy = "Record the document first, then the place."


class SentByNeighbour(Refusal):
    """The case came to us from another force."""

    code = "sent_by_neighbour"
    headline = "This case was sent to our programme by another force"
    explanation = "Only the force of the offence decides where its people go."
    remedy = "Tell that force that there is no place in time."


class NoPlaceElsewhere(Refusal):
    """There is nothing to call off, and no result to wait for."""

    code = "no_place_elsewhere"
    headline = "The case has no place at a neighbouring programme now"
    explanation = "It was called off, or its result is known, or the case has been dealt with."
    remedy = "Go back to the case: its next step says what can be done."


class CourseNotYet(Refusal):
    """A result is told after the course."""

    code = "course_not_yet"
    field = "told_on"
    status = 422

    def __init__(self, course_on: date) -> None:
        super().__init__(
            headline=f"The course is on {spoken_day(course_on)}: a result is recorded from that day on",
            explanation="What is known before the day is no result.",
            remedy="If he does not go there, call the place off.",
        )


class ToldOutOfOrder(Refusal):
    """It was told after the course, and not in the future."""

    code = "told_out_of_order"
    field = "told_on"
    status = 422

    def __init__(self, course_on: date) -> None:
        super().__init__(
            headline=f"The day you were told must be from {spoken_day(course_on)}, the day of the course, to today",
            remedy="Check the day.",
        )


class NotesDoNotTravel(Refusal):
    """There is nobody who could read it, or nothing of the kind was agreed."""

    code = "notes_do_not_travel"
    headline = "A note of this case cannot go to the other side"
    explanation = "No other force has the case, or the agreement with it lets no notes travel."
    remedy = "Keep it for your own side, and tell the other one another way."
    field = "for_other_side"


class NoteMissing(Refusal):
    """Nothing was written."""

    code = "note_missing"
    headline = "Write the note"
    status = 422
    field = "text"


class NoteStruckAlready(Refusal):
    """Somebody has struck it out."""

    code = "note_struck_already"
    headline = "The note is struck out already"
    explanation = "Why it does not hold stands beside it."
    remedy = "Go back to the notes. If there is more to say, write another."


class MayNotTravel(Refusal):
    """A neighbour gave more than its agreement lets travel now, and has not been told so."""

    code, headline = "may_not_travel", "Not all that was given may travel any more: nothing was sent"
    remedy = "Look through the answers again: they say what is left out."
