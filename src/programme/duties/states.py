"""The life of a rung and of a task."""

from enum import StrEnum

from programme.shared.transitions import Transitions


class RungState(StrEnum):
    """A rung that a clock reached."""

    RAISED = "raised"
    PASSED_UP = "passed_up"
    ACKNOWLEDGED = "acknowledged"
    ENDED = "ended"


class RungEvent(StrEnum):
    ACKNOWLEDGED = "acknowledged"
    PASSED_UP = "passed_up"
    CLOCK_ENDED = "clock_ended"
    CLOCK_BACK = "clock_back"


RUNGS = Transitions(
    "rung",
    RungState,
    RungEvent,
    """
    state        | acknowledged | passed_up | clock_ended  | clock_back
    raised       | acknowledged | passed_up | ended        | -
    passed_up    | acknowledged | passed_up | ended        | -
    acknowledged | -            | -         | acknowledged | -
    ended        | -            | -         | ended        | raised
    """,
)


WAITING = frozenset({RungState.RAISED, RungState.PASSED_UP})
"""Nobody has said yet that he has seen it."""


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


class TaskEvent(StrEnum):
    DONE = "done"
    FELL_AWAY = "fell_away"


TASKS = Transitions(
    "task",
    TaskState,
    TaskEvent,
    """
    state      | done | fell_away
    open       | done | not_needed
    done       | -    | -
    not_needed | -    | -
    """,
)
