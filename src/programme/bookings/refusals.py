"""Every way to say no to a booking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from programme.notices.form_first import FORM_FIRST, WITH_WHOM, to_arrange_it
from programme.shared.dates import spoken_day
from programme.shared.refusal import NotFound, Refusal
from programme.storage.constraints import refuses

CANNOT_COME = "If you cannot come on the day, call the help line as soon as you can, and keep anything that shows why."
CHOOSE_AGAIN = f"You can cancel it, and choose another date in time: what you paid stays paid. {CANNOT_COME}"


class NotAccepted(Refusal):
    """A place is booked only against an accepted offer that still stands."""

    code = "not_accepted"
    headline = "You cannot choose a date now"
    explanation = "You can choose a date once you have said yes, and while it is still open to you."
    remedy = "Your first page shows what to do next."


class PaperFirst(Refusal):
    """His route has a document that he has not signed."""

    code = "paper_first"
    headline = FORM_FIRST
    explanation = WITH_WHOM
    remedy = to_arrange_it("the help line")


class AlreadyBooked(Refusal):
    """The case has a held or confirmed place."""

    code = "already_booked"
    headline = "You already have a place"
    explanation = "You can have one place at a time."
    remedy = "Go to your booking. It says what to do next, and by when you have to pay if you have not paid."


class PlacedAlready(Refusal):
    """The case has a place at a neighbouring programme."""

    code = "placed_already"
    headline = "You already have an appointment"
    explanation = "It was arranged for you, with another organisation. You can have one appointment at a time."
    remedy = "Go to your booking to see the day."


refuses("uq_places_elsewhere_one_placed", "places_elsewhere.referral_id", PlacedAlready)
refuses("uq_bookings_one_active", "bookings.referral_id", AlreadyBooked)


class NoPlaceBooked(NotFound):
    """He has no place."""

    code = "no_place_booked"
    headline = "You have no place booked"
    remedy = "Your first page shows what to do next."


class DateFull(Refusal):
    """Somebody else took the last place. `others` are the days of dates that still fit, nearest first."""

    code = "date_full"
    headline = "This date is full"
    explanation = "Somebody else has just taken the last place. Nothing was booked, and nothing is owed."

    def __init__(self, others: Sequence[date] = ()) -> None:
        super().__init__(remedy=other_days(others))


class DateGone(Refusal):
    """The date was cancelled, or has begun."""

    code = "date_gone"
    headline = "This date can no longer be booked"
    explanation = "It was cancelled, or it has already begun. Nothing was booked."
    remedy = "Choose another date."


class TooLateForDate(Refusal):
    """The date ends after the last day on which a course still leaves enough time."""

    code = "too_late_for_date"
    headline = "This date is too late for you"

    def __init__(self, complete_by_on: date) -> None:
        super().__init__(
            explanation=f"You need to finish by {spoken_day(complete_by_on)}.",
            remedy="Choose an earlier date.",
        )


class NotConfirmed(Refusal):
    """Only a paid place is moved."""

    code = "not_confirmed"
    headline = "This place cannot be moved yet"
    explanation = "The place is held for you, but not yet paid for."
    remedy = "Pay for it first, or cancel it and choose another date."


class ADateFits(Refusal):
    """A case is returned for want of a place only while there is none."""

    code = "a_date_fits"
    headline = "This case cannot be returned for want of a place"
    explanation = "A date with a place left is in time for it, or the case has gone on."
    remedy = "Go back to the case: its next step says what can be done."


class MovedAlready(Refusal):
    """A place is moved once."""

    code = "moved_already"
    headline = "You have already moved your place once"
    explanation = "A place can be moved here once. Your booking shows the date you have now."
    remedy = CHOOSE_AGAIN


class TooLateToMove(Refusal):
    """A place is moved with seven days' notice."""

    code = "too_late_to_move"
    headline = "It is too late to move your place"

    def __init__(self, last_day_on: date) -> None:
        super().__init__(
            explanation=f"The last day to move it was {spoken_day(last_day_on)}, 7 days before.",
            remedy=CHOOSE_AGAIN,
        )


class SameDate(Refusal):
    """He chose the date he has."""

    code = "same_date"
    headline = "You already have a place on this date"
    remedy = "Choose a different date, or keep the one you have."


class NeedsNotNow(Refusal):
    """There is no yes that stands, or the day has begun."""

    code = "needs_not_now"
    headline = "What you need cannot be changed here now"
    explanation = "You can say it after you said yes, and until the day begins."
    remedy = "Call the help line if you need something."


class NeedsUnclear(Refusal):
    """Too little was said to arrange anything."""

    code = "needs_unclear"
    headline = "This cannot be arranged as it is said"

    def __init__(self, explanation: str) -> None:
        super().__init__()
        self.explanation = explanation
        self.remedy = "Say it, and send it again."


class NeedsAnsweredAlready(Refusal):
    """Somebody answered it, or he asks for something else since."""

    code = "needs_answered_already"
    headline = "This is not open any more"
    explanation = "Somebody answered it, the person asks for something else, or the place is another."
    remedy = "Look at the list of the date again."


class AlreadyBegun(Refusal):
    """The day has begun: nothing about it is changed any more."""

    code = "already_begun"
    headline = "The day has begun, so nothing can be changed here"
    remedy = "Something wrong? Call the help line as soon as you can, and keep anything that shows why."


class MarkedAlready(AlreadyBegun):
    """The register says already what happened to him on the day."""

    code = "marked_already"
    headline = "What happened at the door is written down already, so nothing can be changed here"


def other_days(days: Sequence[date]) -> str:
    """The other dates that he can choose from, as a sentence."""
    if not days:
        return "No other date fits at the moment. New dates are added often: look again soon, or call the help line."
    names = ", ".join(spoken_day(day) for day in days)
    if len(days) == 1:
        return f"One other date still leaves enough time: {names}."
    return f"{_NUMBERS.get(len(days), str(len(days)))} other dates still leave enough time: {names}."


_NUMBERS = {2: "Two", 3: "Three", 4: "Four", 5: "Five"}
