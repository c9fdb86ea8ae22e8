"""The life of a course date."""

from enum import StrEnum

from programme.shared.transitions import Transitions


class DateState(StrEnum):
    OPEN = "open"
    RUNNING = "running"
    SIGNED = "signed"
    CANCELLED = "cancelled"


class DateEvent(StrEnum):
    REGISTER_OPENED = "register_opened"
    REGISTER_SIGNED = "register_signed"
    CANCELLED = "cancelled"


COURSE_DATES = Transitions(
    "course date",
    DateState,
    DateEvent,
    """
    state     | register_opened | register_signed | cancelled
    open      | running         | -               | cancelled
    running   | running         | signed          | cancelled
    signed    | -               | -               | -
    cancelled | -               | -               | -
    """,
)
