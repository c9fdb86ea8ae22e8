"""The templates: where they are found, and what they may call."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from markupsafe import Markup, escape

from programme.shared.dates import london_date, spoken_date, spoken_day, spoken_instant, spoken_time, spoken_time_near
from programme.shared.money import spoken_pounds
from programme.web.kit.advice_words import clock_runs_words, due_words
from programme.web.kit.assets import STATIC, asset_addresses
from programme.web.kit.summary_rows import summary_rows


def build_environment(templates_dir: Path, *, static_dir: Path = STATIC) -> Environment:
    """The one Jinja environment of the service.

    Everything is escaped, whatever a template file is called (H4 of the pitfalls: `.j2` files are not, by
    default). Templates are read once. Every macro of `components/` can be called by its name in every template
    and in every fragment, without an import.
    """
    environment = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(templates_dir),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters.update(
        day=shown(spoken_day),
        date=shown(spoken_date),
        short_day=shown(short_date),
        time=shown(spoken_time),
        time_near=spoken_time_near,
        due=due_words,
        clock_runs=clock_runs_words,
        instant=shown(spoken_instant),
        money=shown(spoken_pounds),
        dial=dial,
        in_page_order=in_page_order,
        name_in_lists=name_in_lists,
        often=often,
        spoken_list=spoken_list,
        summary_rows=summary_rows,
    )
    environment.globals["asset"] = asset_addresses(static_dir)
    add_components(environment, templates_dir)
    return environment


def add_components(environment: Environment, templates_dir: Path) -> None:
    """Give every template the macros of `components/`, one a file, the file named for its macro.

    Each is compiled when a page first calls it: to compile them all would be a tenth of a process's start. A component
    that calls another imports it: globals are fixed when its module is made.
    """
    for path in sorted((templates_dir / "components").glob("*.html")):
        environment.globals[path.stem] = _Component(environment, path)


class _Component:
    """A macro of `components/`."""

    def __init__(self, environment: Environment, path: Path) -> None:
        self._environment, self._path = environment, path
        self._macro: Callable[..., str] | None = None

    def __call__(self, *given: Any, **named: Any) -> str:
        if self._macro is None:
            module = self._environment.get_template(f"components/{self._path.name}").module
            self._macro = getattr(module, self._path.stem)
        return self._macro(*given, **named)


def shown(speak: Callable[[Any], str]) -> Callable[[Any], str]:
    """The same, but nothing for None: a template need not ask whether there is a date."""

    def filtered(value: Any) -> str:
        return "" if value is None or value == "" else speak(value)

    return filtered


@lru_cache(maxsize=4096)
def short_date(on: date) -> str:
    """A date where there is little room, with its weekday: "Sat 13 Mar 2027"."""
    if isinstance(on, datetime):
        on = london_date(on)
    return f"{on:%a} {on.day} {on:%b} {on.year}"


def in_page_order(errors: Sequence[Mapping[str, str]], content: str) -> list[Mapping[str, str]]:
    """Errors as their fields stand on the page, whatever the order of the form: what belongs to no field first, what is
    not on the page last."""

    def place(error: Mapping[str, str]) -> int:
        found = content.find(f'id="{error["href"].removeprefix("#")}"') if error["href"] else -1
        return found if found >= 0 or not error["href"] else len(content)

    return sorted(errors, key=place)


_A_NUMBER, _BETWEEN = r"(?<![\w:/+-])(?:\+44 ?|0)[1-9](?: ?[0-9]){7,9}\b", re.compile(r"[^+0-9]+")
"""A telephone number in Britain within a text, and the signs between its digits."""


class HasNumber(Protocol):
    """A number that can be rung."""

    @property
    def number(self) -> str: ...
    @property
    def dialled(self) -> str: ...


def dial(text: str, line: HasNumber) -> str:
    """The text with every telephone number in it as a link: that of the line, and others that a force wrote."""
    ours = f"{re.escape(line.number)}|" if line.number else ""
    link = Markup('<a class="govuk-link programme-nowrap" href="tel:{}">{}</a>')

    def linked(found: re.Match[str]) -> str:
        number = found[0]
        return link.format(line.dialled if number == line.number else _BETWEEN.sub("", number), number)

    return Markup(re.sub(ours + _A_NUMBER, linked, escape(text)))  # noqa: S704 - escaped, but for the links


def often(times: int) -> str:
    """How often something was done, behind the words for it; nothing for once."""
    return f" ({times:,} times)" if times > 1 else ""


class HasName(Protocol):
    """Whoever is named in a list."""

    @property
    def surname(self) -> str: ...
    @property
    def forenames(self) -> str: ...


def name_in_lists(person: HasName) -> str:
    """As lists are sorted: "Khan, Ahmed"; of a man with one name that name alone."""
    return ", ".join(part for part in (person.surname, person.forenames) if part)


def spoken_list(items: list[str], word: str = "and") -> str | Markup:
    """Items in a sentence: "one, two and three"."""
    *first, last = items or [""]
    return f"{', '.join(first)} {word} {last}" if first else last
