"""Pages show no name that only the code knows: every job, page and action that one of them names has words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

from programme.jobs.timetable import TIMETABLE
from programme.web.admin.words import JOB_WORDS, WHAT_WAS_LOOKED_AT
from tests.support.clients import a_wiring, an_app, no_database
from tests.support.everybody import routes_of
from tests.support.source import FILES, calls, nodes

LOGGING = {"log_access", "log_account", "log_alterations", "look_and_log", "take_in"}


def without_words(names: Iterable[str], words: Mapping[str, str]) -> list[str]:
    """Names that have no words, or whose words are the name over again."""
    as_said = {name: words.get(name, "") for name in names}
    return sorted(name for name, said in as_said.items() if not said or re.search(r"[_/{}]", said))


def logged_as(text: str) -> set[str]:
    """The names that this source hands to the access log as `what`: a text, or a name that was given a text."""
    texts = {
        node.targets[0].id: node.value.value
        for node in nodes(text)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    given = [
        word.value for call, called in calls(text) if called in LOGGING for word in call.keywords if word.arg == "what"
    ]
    named = [texts.get(one.id) if isinstance(one, ast.Name) else getattr(one, "value", None) for one in given]
    return {one for one in named if isinstance(one, str)}


def test_every_job_has_words() -> None:
    assert without_words([row.name for row in TIMETABLE], JOB_WORDS) == []
    assert set(JOB_WORDS) == {row.name for row in TIMETABLE}


def test_every_page_behind_a_sign_in_has_words_for_the_access_log() -> None:
    routes = [route for route in routes_of(an_app(a_wiring(no_database()))) if route.access.doors]
    patterns = {re.sub(r"\{(\w+):\w+\}", r"{\1}", route.pattern) for route in routes}

    assert len(patterns) > 50
    assert without_words(patterns, WHAT_WAS_LOOKED_AT) == []


def test_everything_that_is_logged_by_name_has_words() -> None:
    names = set().union(*map(logged_as, FILES.values()))

    assert {"record_bail", "take_back_disposal", "import custody", "user add"} <= names
    assert without_words(names, WHAT_WAS_LOOKED_AT) == []
    pages = {name for name in WHAT_WAS_LOOKED_AT if name.startswith("/")}
    assert set(WHAT_WAS_LOOKED_AT) - pages == names


def test_a_name_without_words_would_be_noticed() -> None:
    words = {"record_bail": "Bail", "undo_mark": "undo_mark"}

    assert without_words(["record_bail", "undo_mark", "/custody/new"], words) == ["/custody/new", "undo_mark"]
    assert logged_as("what = 'one'\nlog_access(db, what=what)\nlog_access(db, what='two')\nother(what='three')") == {
        "one",
        "two",
    }
