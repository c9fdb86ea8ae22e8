"""The marks that the register can have for one man on one day."""

from enum import StrEnum

from programme.shared.transitions import Transitions


class Mark(StrEnum):
    EXPECTED = "expected"
    ARRIVED = "arrived"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    LATE_REFUSED = "late_refused"
    IDENTITY_REFUSED = "identity_refused"
    LEFT_EARLY = "left_early"
    REMOVED = "removed"
    TURNED_AWAY = "turned_away"
    INTERPRETER_ABSENT = "interpreter_absent"


class MarkEvent(StrEnum):
    ARRIVED = "arrived"
    COMPLETED = "completed"
    DID_NOT_COME = "did_not_come"
    CAME_TOO_LATE = "came_too_late"
    IDENTITY_NOT_SHOWN = "identity_not_shown"
    LEFT_EARLY = "left_early"
    REMOVED = "removed"
    TURNED_AWAY = "turned_away"
    INTERPRETER_ABSENT = "interpreter_absent"
    UNDONE = "undone"


MARKS = Transitions(
    "attendance",
    Mark,
    MarkEvent,
    """
    state              | arrived | completed | did_not_come | came_too_late | identity_not_shown | left_early | removed | turned_away | interpreter_absent | undone
    expected           | arrived | -         | no_show      | late_refused  | identity_refused   | -          | -       | turned_away | interpreter_absent | -
    arrived            | -       | completed | -            | -             | -                  | left_early | removed | turned_away | interpreter_absent | expected
    completed          | -       | -         | -            | -             | -                  | left_early | removed | -           | -                  | arrived
    no_show            | -       | -         | -            | -             | -                  | -          | -       | -           | -                  | expected
    late_refused       | -       | -         | -            | -             | -                  | -          | -       | -           | -                  | expected
    identity_refused   | -       | -         | -            | -             | -                  | -          | -       | -           | -                  | expected
    left_early         | -       | -         | -            | -             | -                  | -          | -       | -           | -                  | arrived
    removed            | -       | -         | -            | -             | -                  | -          | -       | -           | -                  | arrived
    turned_away        | -       | -         | -            | -             | -                  | -          | -       | -           | -                  | expected
    interpreter_absent | -       | -         | -            | -             | -                  | -          | -       | -           | -                  | expected
    """,  # noqa: E501 - a grid is read by its columns
)

FINAL = frozenset(Mark) - {Mark.EXPECTED, Mark.ARRIVED}
PROVIDER_FAULT = frozenset({Mark.TURNED_AWAY, Mark.INTERPRETER_ABSENT})
