"""All that is confirmed is shown: every field of a form that is checked first stands on its check page."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import programme.web
from programme.web.admin.privacy_notice import PrivacyNoticePage
from programme.web.admin.programme_part import PartPage
from programme.web.case.record import RecordPartPage
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.forms import HiddenField
from programme.web.places.venues import ChangeVenuePage

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
EVERY_CHANGE = (PartPage, PrivacyNoticePage, ChangeVenuePage, RecordPartPage)
"""Their check pages go through all that is kept, and say what is another than before."""
NOT_SHOWN = {"sure": "the box under the question about an unusual day"}
SHOWN_AS = {
    "offence_on": "offence_at",
    "offence_time": "offence_at",
    "arrested_on": "arrested_at",
    "arrested_time": "arrested_at",
}
READS_ALL = {"arrival_of"}
"""Functions that read a whole form to make something else of it: that they read it shows nothing."""
SHOWS_PART = {"identifiers_of"}
"""Functions below the doors, whose result is read back whole."""

AnyPage = type[CheckedPage[Any, Any]]


def checked_pages() -> list[AnyPage]:
    for module in pkgutil.walk_packages(programme.web.__path__, "programme.web."):
        importlib.import_module(module.name)
    ours = [page for page in below(CheckedPage) if page.__module__.startswith("programme.")]  # tests make more
    return [page for page in ours if "form" in vars(page) and not issubclass(page, EVERY_CHANGE)]


def below(kind: AnyPage) -> Iterator[AnyPage]:
    for page in kind.__subclasses__():
        yield page
        yield from below(page)


def names_in(function: Callable[..., Any], form: type, seen: set[str]) -> Iterator[str]:
    """Every name and text that a function mentions, and those that it calls with a form, as far as pages go."""
    seen.add(function.__qualname__)
    for node in ast.walk(ast.parse(dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Call):
            called = inspect.unwrap(function).__globals__.get(getattr(node.func, "id", ""))
            called = called or getattr(form, getattr(node.func, "attr", ""), None)
            if inspect.isfunction(called) and called.__qualname__ not in seen and is_of_a_page(called):
                yield from names_in(called, form, seen)


def is_of_a_page(function: Callable[..., Any]) -> bool:
    name = function.__name__
    return name in SHOWS_PART or (function.__module__.startswith("programme.web.") and name not in READS_ALL)


def left_out(page: AnyPage, template: str) -> set[str]:
    """The fields that neither the template nor what it is given mentions."""
    shown = {*re.findall(r"\bform\.(\w+)", template), *names_in(page.check, page.form, set())}
    fields = {field.name for field in page.form() if not isinstance(field, HiddenField)}
    return {name for name in fields - NOT_SHOWN.keys() if SHOWN_AS.get(name, name) not in shown}


@pytest.mark.parametrize("page", checked_pages(), ids=lambda page: page.__name__)
def test_every_field_stands_on_the_check_page(page: AnyPage) -> None:
    assert left_out(page, (TEMPLATES / page.check_template).read_text()) == set()


def test_a_field_that_is_left_out_is_found() -> None:
    class Forgetful(CheckedPage[Any, Any]):
        form = next(page.form for page in checked_pages() if "capacity" in vars(page.form))

        async def check(self, visit: Any, form: Any) -> dict[str, Any]:
            return {"when": (form.day, form.starts, form.ends, form.door_closes), "venue": form.venue}

    assert left_out(Forgetful, "{{ places }}") == {"capacity"}
    assert left_out(Forgetful, "{{ form.capacity.data }}") == set()
