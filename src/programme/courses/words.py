"""How pages say where a course date is."""

from __future__ import annotations

from programme.courses.states import DateState

DATE_STATE_WORDS = {
    DateState.OPEN: ("Open", "green"),
    DateState.RUNNING: ("Running", "blue"),
    DateState.SIGNED: ("Signed", "grey"),
    DateState.CANCELLED: ("Cancelled", "red"),
}
