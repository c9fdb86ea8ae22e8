"""The form on one person's card at the door."""

from __future__ import annotations

from datetime import datetime, timedelta

from programme.attendance.rules import is_door_open
from programme.attendance.seats import SeatCard
from programme.attendance.states import MARKS, Mark, MarkEvent
from programme.attendance.words import IDENTITY_WORDS, MARK_EVENT_WORDS
from programme.courses.scheduling import may_be_over_at
from programme.outcomes.rules import REASON_OF, VERDICT_OF
from programme.shared.dates import london_date, london_instant
from programme.web.kit.forms import ChoiceField, HiddenField, Option, PageForm, TextField, TimeField
from programme.web.provider.words import RESULT_HINTS

NOT_ADMITTED = frozenset({Mark.LATE_REFUSED, Mark.IDENTITY_REFUSED})
KEPT_ON_THE_PHONE = "Marked at that time on a phone without a network"
LONGEST_KEPT = timedelta(hours=18)
"""A tap that waited longer than this on a phone is not of this day."""


def means(mark: Mark) -> str:
    """The effect of a mark on the person's result, in a few words; nothing where it makes none, or a completed one."""
    words = RESULT_HINTS[VERDICT_OF[REASON_OF[mark]]] if mark in REASON_OF else ""
    return f"Not admitted: {words}" if mark in NOT_ADMITTED else words[:1].upper() + words[1:]


class MarkForm(PageForm):
    """The event, the document shown, and the time where it was not now."""

    identity_kind = ChoiceField(
        "Photo identity shown",
        hint="Match the photo, the name and the date of birth. A passport may have run out. No number is kept",
        choices=[Option(kind.value, label) for kind, label in IDENTITY_WORDS.items()],
    )
    at = TimeField("When it happened", hint="Only if it was not just now. For example, 9:05am")
    note = TextField("What happened, or who says so", hint="A few words, nothing about health", longest=400)
    event = ChoiceField(
        "What happened",
        choices=[Option(event.value, label) for event, label in MARK_EVENT_WORDS.items()],
        needed="Choose what happened",
    )
    press = HiddenField("Press")
    seconds_ago = HiddenField("Seconds ago")
    shown = HiddenField("Mark that was shown")

    @property
    def kept_for(self) -> timedelta | None:
        """How long the tap waited on the phone for a network, as the phone says; None where it did not."""
        typed = self.seconds_ago.data or ""
        waited = timedelta(seconds=int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 7 else None
        return waited if waited is not None and waited <= LONGEST_KEPT else None

    def happened_at(self, starts_at: datetime) -> datetime | None:
        """The instant on the day of the course; None for now."""
        return None if self.at.data is None else london_instant(london_date(starts_at), self.at.data)


def mark_shown(sent: str | None) -> Mark | None:
    """The mark that the page showed from which something was pressed; None where it showed none."""
    return Mark(sent) if sent in set(Mark) else None


def is_closed_to(card: SeatCard, now: datetime) -> bool:
    """Whether the person is still expected and can no longer come in: nothing on his card is the usual thing then."""
    return card.mark is Mark.EXPECTED and not is_door_open(card.times.door_closes_at, now)


def meanings(card: SeatCard) -> dict[MarkEvent, str]:
    """The effect of each button of the card on the result."""
    return {event: means(MARKS.after(card.mark, event)) for event in MarkEvent if MARKS.allows(card.mark, event)}


def events_offered(card: SeatCard, now: datetime) -> tuple[list[MarkEvent], list[MarkEvent]]:
    """The events that fit this person now: the usual thing first, the rest after it."""
    if card.mark is Mark.EXPECTED:
        others = [MarkEvent.IDENTITY_NOT_SHOWN, MarkEvent.TURNED_AWAY, MarkEvent.INTERPRETER_ABSENT]
        if is_closed_to(card, now):
            return [], [MarkEvent.CAME_TOO_LATE, MarkEvent.DID_NOT_COME, *others]
        return [MarkEvent.ARRIVED], others
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
