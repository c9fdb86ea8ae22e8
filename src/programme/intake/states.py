"""The life of an uploaded custody export."""

from enum import StrEnum

from programme.shared.transitions import Transitions


class ImportState(StrEnum):
    """Where an uploaded custody export is."""

    READING = "reading"
    READ = "read"
    TAKING = "taking"
    DONE = "done"
    UNREADABLE = "unreadable"


class ImportEvent(StrEnum):
    READ_TO_THE_END = "read_to_the_end"
    NOT_READ = "not_read"
    ROWS_CHOSEN = "rows_chosen"
    ROWS_TAKEN = "rows_taken"


IMPORTS = Transitions(
    "custody export",
    ImportState,
    ImportEvent,
    """
    state      | read_to_the_end | not_read   | rows_chosen | rows_taken
    reading    | read            | unreadable | -           | -
    read       | -               | -          | taking      | -
    taking     | -               | -          | -           | done
    done       | -               | -          | taking      | -
    unreadable | -               | -          | -           | -
    """,
)


class ImportVerdict(StrEnum):
    """The verdict on a row. ACCEPT: it can be taken; the case then waits for what only a human can say. DECIDE:
    something else is not known either."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    DECIDE = "decide"
    REPEAT = "repeat"
    UNREADABLE = "unreadable"


CAN_BECOME_CASES = (ImportVerdict.ACCEPT, ImportVerdict.DECIDE)
