"""Every way in which a register says no."""

from __future__ import annotations

from datetime import datetime

from programme.shared.dates import spoken_time
from programme.shared.refusal import Refusal
from programme.shared.transitions import IllegalMove


class RegisterNotOpen(Refusal):
    """Nothing can be marked: the register is not open yet, or is signed, or the date is cancelled."""

    code = "register_not_open"
    headline = "The register is not open"
    explanation = "It can be marked from the moment it is opened until it is signed."
    remedy = "Go back to the date to see what has happened."


class TooEarlyToOpen(Refusal):
    """The register opens two hours before the course, not earlier."""

    code = "too_early_to_open"
    headline = "The register cannot be opened yet"
    explanation = "Until then people can still book, move and cancel."
    remedy = "Open it from 2 hours before the course begins."


class IdentityNeeded(Refusal):
    """Somebody was to be marked as arrived without showing who he is."""

    code = "identity_needed"
    headline = "Choose what photo identity was shown"
    status = 422
    field = "identity_kind"


class DoorStillOpen(Refusal):
    """Nobody is late, or has not come, while the door is open."""

    code = "door_still_open"
    headline = "The door is still open"
    explanation = "Until it closes, people can still come in."
    remedy = "Mark this after the door has closed."


class DoorHadClosed(Refusal):
    """Somebody was to be marked as arrived after the door had closed: that is for whoever stands there to decide."""

    code = "door_had_closed"
    headline = "The door had closed: record the person as too late, or enter when the person came before that"
    status = 422
    field = "at"


class SaidByNobody(Refusal):
    """The person came in time, it is marked only now, and nobody is named who saw it."""

    code = "said_by_nobody"
    headline = "Enter who says that the person came before the door closed"
    status = 422
    field = "note"


class AlreadyMarked(IllegalMove):
    """The line says something already that this cannot follow: a colleague was quicker, or the page was old."""

    code = "already_marked"
    remedy = "If that is wrong, undo it first."


class MarkedMeanwhile(AlreadyMarked):
    """The line says another thing than the page did from which it was marked: somebody else marked it since."""

    code = "marked_meanwhile"
    explanation = "Nothing that you pressed was done."
    remedy = "Look at what the line says now, and mark it again if that is wrong."


class PlaceGivenUp(Refusal):
    """The place of this line ended after the register was opened: there is nothing to mark, and nothing is signed."""

    code = "place_given_up"
    headline = "This person has no place on this date any more"

    def __init__(self, ended_at: datetime | None) -> None:
        when = f" at {spoken_time(ended_at)}" if ended_at is not None else ""
        super().__init__(
            explanation=f"The place ended{when}, before this mark came. The mark is not taken, and no result follows.",
            remedy="Was the person at the door before that? Call the help line, and say what happened.",
        )


class UndoNotAgreed(Refusal):
    """The mark has stood for a while, and whoever takes it back has not been asked."""

    code = "undo_not_agreed"
    headline = "This mark was made a while ago"
    explanation = "Taking it back is kept in the history of the case."
    remedy = "Look at what it says, then take it back."


class CourseNotOver(Refusal):
    """Nobody was present throughout while the course goes on."""

    code = "course_not_over"
    headline = "The course is not over"
    explanation = "Nobody has been present throughout before the end."
    remedy = "Mark this when the course has ended."


class TimeNotPossible(Refusal):
    """The time of the event is in the future, before the register could open, or before he arrived."""

    code = "time_not_possible"
    headline = "Enter a time between the opening of the register and now"
    status = 422
    field = "at"


class LeftBeforeArriving(TimeNotPossible):
    """He would have left before he came."""

    code = "left_before_arriving"
    headline = "The time must be after the arrival"


class LeftAfterTheEnd(Refusal):
    """He left when the course was over: he was present throughout."""

    code = "left_after_the_end"
    headline = "The course had ended by then, so nobody left early"
    explanation = "A person who stayed to the end was present throughout."
    status = 422
    field = "at"


class MarksMissing(Refusal):
    """Some people have no final mark."""

    code = "marks_missing"
    headline = "Some people are not marked to the end"
    explanation = "Every person needs a final mark before the register is signed."
    remedy = "Mark the people listed as missing."


class PeopleNotListed(Refusal):
    """Somebody paid after the register was opened and has no line on it."""

    code = "people_not_listed"
    headline = "Somebody with a place is not on the register yet"
    explanation = "A payment arrived after the register was opened."
    remedy = "Add them to the register, and mark them."
