"""The form on one person's card at the door."""

from __future__ import annotations

from datetime import datetime

from programme.attendance.models import IdentityKind
from programme.attendance.queries import SeatCard
from programme.attendance.states import Mark, MarkEvent
from programme.courses.scheduling import may_be_over_at
from programme.shared.dates import london_date, london_instant
from programme.web.forms import ChoiceField, Option, PageForm, TextField, TimeField

IDENTITY_WORDS: dict[IdentityKind, str] = {
    IdentityKind.DRIVING_LICENCE: "Driving licence",
    IdentityKind.PASSPORT: "Passport, also expired",
    IdentityKind.IDENTITY_CARD: "National identity card",
    IdentityKind.RESIDENCE_PERMIT: "Residence permit",
    IdentityKind.CITIZEN_CARD: "CitizenCard or Young Scot",
    IdentityKind.FORCES_CARD: "Armed forces or warrant card",
    IdentityKind.BUS_PASS: "Bus pass with photo",
    IdentityKind.BLUE_BADGE: "Blue Badge",
    IdentityKind.OTHER_PHOTO: "Other card with photo",
}

EVENT_WORDS: dict[MarkEvent, str] = {
    MarkEvent.ARRIVED: "Arrived",
    MarkEvent.IDENTITY_NOT_SHOWN: "No identity shown",
    MarkEvent.CAME_TOO_LATE: "Came too late",
    MarkEvent.DID_NOT_COME: "Did not come",
    MarkEvent.TURNED_AWAY: "We turned the person away",
    MarkEvent.INTERPRETER_ABSENT: "Interpreter did not come",
    MarkEvent.LEFT_EARLY: "Left early",
    MarkEvent.REMOVED: "Asked to leave",
    MarkEvent.COMPLETED: "Stayed to the end",
}


class MarkForm(PageForm):
    """What happened, what was shown, and when where it was not now."""

    identity_kind = ChoiceField(
        "Photo identity shown",
        hint="Match the photo, the name and the date of birth. No number is kept",
        choices=[Option(kind.value, label) for kind, label in IDENTITY_WORDS.items()],
    )
    at = TimeField("When it happened", hint="Only if it was not just now. For example, 9:05am")
    note = TextField("What happened", hint="Optional. A few words, nothing about health", longest=400)
    event = ChoiceField(
        "What happened",
        choices=[Option(event.value, label) for event, label in EVENT_WORDS.items()],
        needed="Choose what happened",
    )

    def happened_at(self, starts_at: datetime) -> datetime | None:
        """The instant on the day of the course; None for now."""
        return None if self.at.data is None else london_instant(london_date(starts_at), self.at.data)


def events_offered(card: SeatCard, now: datetime) -> tuple[list[MarkEvent], list[MarkEvent]]:
    """What can be said of this person now: the usual thing first, the rest after it."""
    closed = now > card.times.door_closes_at
    if card.mark is Mark.EXPECTED:
        late = [MarkEvent.CAME_TOO_LATE, MarkEvent.DID_NOT_COME] if closed else []
        others = [MarkEvent.IDENTITY_NOT_SHOWN, MarkEvent.TURNED_AWAY, MarkEvent.INTERPRETER_ABSENT]
        return [MarkEvent.ARRIVED], [*late, *others]
    if card.mark is Mark.ARRIVED:
        over = now >= may_be_over_at(card.times.ends_at)
        usual = [MarkEvent.COMPLETED] if over else []
        return usual, [
            MarkEvent.LEFT_EARLY,
            MarkEvent.REMOVED,
            MarkEvent.TURNED_AWAY,
            MarkEvent.INTERPRETER_ABSENT,
        ]
    if card.mark is Mark.COMPLETED:
        return [], [MarkEvent.LEFT_EARLY, MarkEvent.REMOVED]
    return [], []
