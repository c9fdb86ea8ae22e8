"""A fault of money that the service cannot put right stands as a task, and not only as a line in a timeline."""

from __future__ import annotations

import re

from programme.duties.models import TaskKind
from programme.duties.words import MONEY_TASKS, TASK_WORDS
from programme.history import events
from programme.history.events import EventKind
from programme.payments.for_a_person import TASK_OF
from tests.support.source import FILES

ASKS = re.compile(r"a person must|pay it|answer the bank|decide what it means", re.IGNORECASE)


def asking() -> list[EventKind]:
    """Events whose words tell somebody to do something about money."""
    return [kind for kind in vars(events).values() if isinstance(kind, EventKind) and ASKS.search(kind.words)]


def test_every_event_about_money_that_asks_a_person_raises_a_task() -> None:
    assert {kind.name for kind in asking()} == {kind.name for kind in TASK_OF}
    assert len(TASK_OF) >= 4


def test_none_of_them_is_recorded_without_its_task() -> None:
    """They are recorded in one place, which raises the task with them."""
    names = "|".join(
        found[1]
        for kind in asking()
        for found in re.finditer(rf'^(\w+) = kind\(\s*"{kind.name}"', FILES["history/events.py"], re.MULTILINE)
    )
    alone = re.compile(rf"\brecord(?:_all)?\([^()]*events\.(?:{names})\b")
    found = [name for name, text in FILES.items() if alone.search(text)]

    assert names.count("|") == len(TASK_OF) - 1
    assert found == []
    assert alone.search("record(db, 1, events.FeeDisputed, actor=actor)")  # the control


def test_every_task_about_money_says_whose_it_is_and_what_done_means() -> None:
    assert set(MONEY_TASKS) == {*TASK_OF.values(), TaskKind.PAID_OUTSIDE}  # which is asked before there is any fault
    assert all("Done means" in words for words in MONEY_TASKS.values())
    assert set(TASK_WORDS) == set(TaskKind)
