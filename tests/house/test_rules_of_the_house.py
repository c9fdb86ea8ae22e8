"""The code's promises about itself, read from the code. Every rule has a control that shows it can be broken."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
from datetime import date, datetime
from enum import StrEnum
from importlib import import_module
from typing import get_type_hints

import pytest

import programme
from programme.notices.discretion import give_aways
from programme.shared.refusal import Refusal
from programme.shared.transitions import Transitions
from tests.support.source import FILES, ROOT, SOURCE, calls, nodes

ACTIONS = sorted(path.stem for path in (SOURCE / "actions").glob("*.py") if path.stem != "__init__")
CLOCK = "integrations/clock.py"


# ---- only storage commits


def endings_of_transactions(text: str) -> list[str]:
    """Calls that begin, commit or roll back."""
    ending = re.compile(r"(^|\.)(commit|rollback|begin|begin_nested|commit_now)$")
    return [f"{call.lineno}: {called}" for call, called in calls(text) if ending.search(called) and called != "begin"]


def test_only_storage_commits() -> None:
    elsewhere = {name: endings_of_transactions(text) for name, text in FILES.items() if not name.startswith("storage/")}

    assert {name: found for name, found in elsewhere.items() if found} == {}


def test_a_commit_elsewhere_would_be_noticed() -> None:
    assert endings_of_transactions("def book(db):\n    db.add(1)\n    db.commit()") == ["3: db.commit"]
    assert endings_of_transactions(FILES["storage/database.py"]) != []


# ---- time is handed in


def asks_the_time(text: str) -> list[str]:
    """Calls that ask what time or day it is. Stop-watches (`monotonic`, `perf_counter`) only measure."""
    asking = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime))$")
    in_sql = re.compile(r"(^|\.)(func\.(now|current_timestamp|current_date)|text)$")
    found = [f"{call.lineno}: {called}" for call, called in calls(text) if asking.search(called)]
    return found + [
        f"{call.lineno}: {called}" for call, called in calls(text) if in_sql.search(called) and "now" in called
    ]


def test_only_the_clock_asks_what_time_it_is() -> None:
    elsewhere = {name: asks_the_time(text) for name, text in FILES.items() if name != CLOCK}

    assert {name: found for name, found in elsewhere.items() if found} == {}


@pytest.mark.parametrize("line", ["datetime.now(UTC)", "dt.date.today()", "time.time()", "select(func.now())"])
def test_asking_elsewhere_would_be_noticed(line: str) -> None:
    assert asks_the_time(line) != []
    assert asks_the_time(FILES[CLOCK]) != []


# ---- states


TABLES = {
    (value.name, name): value
    for name in FILES
    if name.endswith("/states.py")
    for value in vars(import_module(f"programme.{name[:-3].replace('/', '.')}")).values()
    if isinstance(value, Transitions)
}


def sets_a_state(text: str) -> list[str]:
    """Assignments to somebody's `state` or `mark`."""
    return [
        f"{node.lineno}: {ast.unparse(target)}"
        for node in nodes(text)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr in ("state", "mark")
    ]


def test_only_the_rows_themselves_set_their_state() -> None:
    elsewhere = {
        name: sets_a_state(text)
        for name, text in FILES.items()
        if not name.endswith("/models.py") and not name.startswith("sandbox/")
    }

    assert {name: found for name, found in elsewhere.items() if found} == {}


def test_a_state_set_elsewhere_would_be_noticed() -> None:
    assert sets_a_state("booking.state = BookingState.CONFIRMED") == ["1: booking.state"]


@pytest.mark.parametrize("table", TABLES.values(), ids=[f"{name}-{file}" for name, file in TABLES])
def test_every_state_and_event_is_decided_and_every_state_can_be_reached(table: Transitions[StrEnum, StrEnum]) -> None:
    states, events = list(table.states), list(table.events)
    decided = table.decided()
    reached = {target for target in decided.values() if target is not None}

    assert set(decided) == {(state, event) for state in states for event in events}
    assert set(states) - reached <= {states[0]}, "only the first state is where a row begins"
    assert all(any(table.allows(state, event) for state in states) for event in events)


def test_every_stage_with_states_is_in_the_tables() -> None:
    assert {file for _, file in TABLES} == {name for name in FILES if name.endswith("/states.py")}


# ---- actions


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_is_called_like_its_file_and_is_handed_what_it_needs(name: str) -> None:
    action = getattr(import_module(f"programme.actions.{name}"), name)
    parameters = inspect.signature(action).parameters

    assert next(iter(parameters)) == "db"
    assert {"actor", "now"} <= set(parameters)
    assert all(p.kind is p.KEYWORD_ONLY for p in list(parameters.values())[1:])
    assert action.__doc__


# ---- names


def test_no_room_is_called_by_a_name_that_means_nothing() -> None:
    meaningless = re.compile(r"(^|/)(utils?|helpers?|common|managers?|misc|base_?classes|stuff)(/|\.py)")

    assert [name for name in FILES if meaningless.search(name)] == []


def test_dates_instants_and_money_say_by_their_names_what_they_are() -> None:
    wrong = []
    for name in FILES:
        if name.endswith("/models.py"):
            module = import_module(f"programme.{name[:-3].replace('/', '.')}")
            for row in (value for value in vars(module).values() if hasattr(value, "__tablename__")):
                wrong += [
                    f"{row.__tablename__}.{column.name}"
                    for column in row.__table__.columns
                    if not _well_named(column.name, column.type.python_type)
                ]
    assert sorted(set(wrong)) == []


def _well_named(name: str, kind: type) -> bool:
    if kind is datetime:
        return name == "at" or name.endswith("_at")
    if kind is date:
        return name == "on" or name.endswith("_on")
    return not re.search(r"amount$|price$|cost$|fee$", name)


# ---- refusals


def _refusals() -> list[type[Refusal]]:
    for module in pkgutil.walk_packages(programme.__path__, "programme."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    found, waiting = [], [Refusal]
    while waiting:
        below = waiting.pop().__subclasses__()
        found += [refusal for refusal in below if refusal.__module__.startswith("programme.")]
        waiting += below
    return sorted(set(found), key=lambda refusal: (refusal.__module__, refusal.__name__))


REFUSALS = _refusals()
SHOWN_TO_HIM = ("programme.offers.", "programme.bookings.", "programme.payments.", "programme.web.offender.")
SHOWN_TO_STAFF_ONLY = {
    "CautionDateWrong",
    "CautionNotWanted",
    "CautionRankTooLow",
    "ExplainedAtWrong",
    "WordsNotSigned",
}


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_a_refusal_says_what_is_wrong_and_what_to_do(refusal: type[Refusal]) -> None:
    """Beside a field one sentence says both: "Enter the date of birth". Elsewhere each has its own."""
    own_words = refusal.__init__ is not Refusal.__init__

    assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", refusal.code)
    assert refusal.code != Refusal.code
    assert refusal.headline != Refusal.headline or own_words
    assert refusal.remedy or refusal.explanation or refusal.field or own_words
    assert 400 <= refusal.status < 500 or refusal.status == 503


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_a_refusal_is_told_nothing_about_a_person(refusal: type[Refusal]) -> None:
    told = set(get_type_hints(refusal.__init__)) | set(inspect.signature(refusal.__init__).parameters)

    assert told.isdisjoint({"person", "name", "surname", "forenames", "born_on", "address", "email", "mobile"})


@pytest.mark.parametrize(
    "refusal",
    [r for r in REFUSALS if r.__module__.startswith(SHOWN_TO_HIM) and r.__name__ not in SHOWN_TO_STAFF_ONLY],
    ids=lambda refusal: refusal.__name__,
)
def test_what_he_is_refused_with_gives_nothing_away(refusal: type[Refusal]) -> None:
    assert give_aways(f"{refusal.headline} {refusal.explanation} {refusal.remedy}") == []


def test_no_two_refusals_share_a_code() -> None:
    codes = [refusal.code for refusal in REFUSALS]

    assert {code for code in codes if codes.count(code) > 1} == set()


# ---- nothing dangerous


def test_no_page_is_made_of_strings_that_are_marked_safe() -> None:
    templates = ROOT / "templates"
    marked = [
        f"{path.relative_to(templates)}: {found}"
        for path in templates.rglob("*.html")
        for found in re.findall(r"\|\s*safe\b|autoescape\s+false", path.read_text())
    ]

    assert marked == []


def test_nothing_is_unpickled_evaluated_or_run_through_a_shell() -> None:
    dangerous = re.compile(r"^(eval|exec|pickle\.loads?|marshal\.loads?|os\.system|yaml\.load|subprocess\.getoutput)$")

    assert [
        f"{name}:{call.lineno}"
        for name, text in FILES.items()
        for call, called in calls(text)
        if dangerous.match(called)
    ] == []
