"""How pages say what happened on the day."""

from __future__ import annotations

from programme.attendance.models import IdentityKind
from programme.attendance.states import Mark, MarkEvent

MARK_WORDS: dict[Mark, str] = {
    Mark.EXPECTED: "Expected",
    Mark.ARRIVED: "In",
    Mark.COMPLETED: "Present throughout",
    Mark.NO_SHOW: "Did not come",
    Mark.LATE_REFUSED: "Came after the door closed",
    Mark.IDENTITY_REFUSED: "Did not show who he is",
    Mark.LEFT_EARLY: "Left early",
    Mark.REMOVED: "Asked to leave",
    Mark.TURNED_AWAY: "Turned away by us",
    Mark.INTERPRETER_ABSENT: "Interpreter not there",
}

MARK_EVENT_WORDS: dict[MarkEvent, str] = {
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

IDENTITY_WORDS: dict[IdentityKind, str] = {
    IdentityKind.DRIVING_LICENCE: "Driving licence",
    IdentityKind.PASSPORT: "Passport",
    IdentityKind.IDENTITY_CARD: "National identity card",
    IdentityKind.RESIDENCE_PERMIT: "Residence permit",
    IdentityKind.CITIZEN_CARD: "CitizenCard or Young Scot",
    IdentityKind.FORCES_CARD: "Armed forces or warrant card",
    IdentityKind.BUS_PASS: "Bus pass with photo",
    IdentityKind.BLUE_BADGE: "Blue Badge",
    IdentityKind.OTHER_PHOTO: "Other card with photo",
}

IDENTITY_TO_BRING: dict[IdentityKind, str] = {
    IdentityKind.PASSPORT: "passport (it may have run out)",
    IdentityKind.DRIVING_LICENCE: "photocard driving licence",
    IdentityKind.IDENTITY_CARD: "national identity card",
    IdentityKind.RESIDENCE_PERMIT: "residence permit with a photo",
    IdentityKind.CITIZEN_CARD: "CitizenCard, Young Scot card or another card with the PASS hologram",
    IdentityKind.FORCES_CARD: "armed forces identity card or warrant card",
    IdentityKind.BUS_PASS: "bus pass or railcard with a photo",
    IdentityKind.BLUE_BADGE: "Blue Badge",
    IdentityKind.OTHER_PHOTO: "student card, or another card with your name and photo",
}
"""The same list as he reads it: whatever is taken at the door."""
