"""Every way in which a course date says no."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from programme.shared.dates import spoken_day
from programme.shared.refusal import Refusal


class ProgrammeNotReady(Refusal):
    """The programme is being set up: he could not be told what his bank will print, whom to call, or what becomes
    of what is kept of him."""

    code = "programme_not_ready"
    headline = "This programme cannot make an offer yet"
    remedy = (
        "Ask the programme's administrator or coordinator to enter it on the page Programme. "
        "The case waits here meanwhile, and its clock runs."
    )

    def __init__(self, lacks: tuple[str, ...]) -> None:
        super().__init__(explanation=f"It is being set up, and still has no {' and no '.join(lacks)}.")


class NoticeBegunAlready(Refusal):
    """Somebody may have read the notice of that day; or a slip of the hand, while everybody thinks that it holds."""

    code = "notice_begun_already"
    status = 422
    field = "from_on"

    def __init__(self, today: date) -> None:
        super().__init__(headline=f"The first day must be {spoken_day(today)} or later, and within two years")


class DoneInFuture(Refusal):
    """A step is done today or was done before."""

    code = "done_in_future"
    status = 422
    field = "done_on"
    headline = "The day on which it was done must be today or in the past"


class TimeDoesNotHappen(Refusal):
    """The clocks go forward over this local time."""

    code = "time_does_not_happen"
    headline = "This time does not happen on that day, because the clocks go forward: choose a time an hour later"
    status = 422
    field = "starts"


class TimeHappensTwice(Refusal):
    """The clocks go back over this local time, so it could be meant two ways."""

    code = "time_happens_twice"
    headline = "This time happens twice on that day, because the clocks go back: choose a time before 1am or after 2am"
    status = 422
    field = "starts"


class EndsBeforeStart(Refusal):
    """The course would end before it begins."""

    code = "ends_before_start"
    headline = "The end must be later than the start"
    status = 422
    field = "ends"


class DoorOutsideCourse(Refusal):
    """The door would close before the course begins or after it ends."""

    code = "door_outside_course"
    headline = "The door must close at or after the start, and before the end"
    status = 422
    field = "door_closes"


class DateInThePast(Refusal):
    """The course would begin before now."""

    code = "date_in_the_past"
    headline = "The start must be in the future"
    status = 422
    field = "day"


class VenueNotYours(Refusal):
    """The venue belongs to another provider, or there is none."""

    code = "venue_not_yours"
    headline = "Choose a venue from the list"
    status = 422
    field = "venue"


class VenueBusy(Refusal):
    """Another of the provider's dates is at this venue at that time."""

    code = "venue_busy"
    headline = "You already have a date at this venue at that time"
    status = 422
    field = "venue"


class CapacityBelowTaken(Refusal):
    """Fewer places than people who hold one."""

    code = "capacity_below_taken"
    headline = "There are more people on this date than that: places cannot be taken from them"
    status = 422
    field = "capacity"


class DayFixed(Refusal):
    """People chose this day by their own deadlines: it cannot be moved under them."""

    code = "day_fixed"
    headline = "People have places on this day: cancel the date and offer another day instead"
    status = 422
    field = "day"


class ChangeNotAgreed(Refusal):
    """People hold places, and whoever changes the date has not seen what that means for them."""

    code = "change_not_agreed"
    headline = "People have places on this date"
    explanation = "They will be told of the new time or place."
    remedy = "Look at what will happen, then save the change."


class DateNotOpen(Refusal):
    """The date is running, signed or cancelled."""

    code = "date_not_open"
    headline = "This date can no longer be changed"
    explanation = "Its register has been opened or signed, or the date was cancelled."
    remedy = "Go back to the date to see what has happened."


class DateAlreadyCancelled(Refusal):
    """The date was cancelled before."""

    code = "date_already_cancelled"
    headline = "This date is already cancelled"
    explanation = "Everybody who had a place was told."
    remedy = "Go back to your dates."


class DateAlreadySigned(Refusal):
    """The register was signed: its results have gone out."""

    code = "date_already_signed"
    headline = "The register of this date is signed"
    explanation = "The results have gone to the forces. A signed register is not changed here."
    remedy = "If something on it is wrong, tell the coordinator of the programme."


class ChangedByAnother(Refusal):
    """Somebody else changed it between the page and the answer."""

    code = "changed_by_another"
    headline = "Somebody else has changed this meanwhile"
    explanation = "Nothing was saved. What it is now is shown beside what you entered."
    remedy = "Look at both, put right what you entered, and save it again."


class NothingChanged(Refusal):
    """The form holds what is kept already."""

    code = "nothing_changed"
    headline = "Nothing was changed"
    explanation = "Everything is as it was."
    remedy = "Change something, or go back."
    status = 422


class DetailsRefused(Refusal):
    """Everything wrong with details that no form would have taken."""

    code = "details_refused"
    headline = "This cannot be kept"
    remedy = "Put right what is named, and save it again."
    status = 422

    def __init__(self, wrong: Sequence[str]) -> None:
        super().__init__(explanation=" ".join(wrong))


class ProviderNameTaken(Refusal):
    """Two providers of one name could not be told apart."""

    code = "provider_name_taken"
    headline = "There is a provider of this name already"
    remedy = "Enter another name, or change the provider that there is."
    status = 422
    field = "name"


class ProviderEnded(Refusal):
    """The provider runs no courses on that day any more."""

    code = "provider_ended"
    status = 422
    field = "day"

    def __init__(self, until_on: date) -> None:
        super().__init__(
            headline=f"Your last day is {spoken_day(until_on)}: choose a day until then",
            remedy="Ask the coordinator of the programme if you go on after it.",
        )


class LastDayIsPast(Refusal):
    """An end is set before it comes."""

    code = "last_day_is_past"
    headline = "The last day must be today or later"
    status = 422
    field = "until_on"


class DatesAfterEnd(Refusal):
    """There are dates after the last day: nobody loses his place by an end that somebody else set."""

    code = "dates_after_end"
    status = 422
    field = "until_on"

    def __init__(self, days: Sequence[str]) -> None:
        some = ", ".join(days[:5]) + (f" and {len(days) - 5} more" if len(days) > 5 else "")
        super().__init__(
            headline=f"There are dates after that day: {some}. They have to be cancelled or moved first, or choose a "
            "later day",
            remedy="The provider does that under Dates. Everybody who has a place is told.",
        )


class VenueEnded(Refusal):
    """The venue cannot be used on that day any more."""

    code = "venue_ended"
    status = 422
    field = "venue"

    def __init__(self, until_on: date) -> None:
        super().__init__(headline=f"The last day of this venue is {spoken_day(until_on)}: choose another venue or day")


class RoomNotNamed(Refusal):
    """The venue has rooms, and none of them was chosen."""

    code = "room_not_named"
    headline = "Choose a room of this venue"
    status = 422
    field = "venue"


class PlacesBeyondRoom(Refusal):
    """More places than the room holds."""

    code = "places_beyond_room"
    status = 422
    field = "capacity"

    def __init__(self, capacity: int) -> None:
        super().__init__(
            headline=f"This room holds {capacity}: offer {capacity} places or fewer, or choose another room"
        )


class RoomInUse(Refusal):
    """A room goes, or gets too small, under dates that are to come."""

    code = "room_in_use"
    status = 422

    def __init__(self, room: str, days: Sequence[str]) -> None:
        some = ", ".join(days[:5]) + (" and more" if len(days) > 5 else "")
        super().__init__(
            headline=f"There are dates in {room} that need it as it is: {some}",
            remedy="Give these dates another room or fewer places first, under Dates.",
        )


class VenueChangeNotAgreed(Refusal):
    """People have places there, and whoever changes the venue has not seen what that means for them."""

    code = "venue_change_not_agreed"
    headline = "People have places at this venue"
    explanation = "They will be told that the place has changed."
    remedy = "Look at who they are, then save the change."
