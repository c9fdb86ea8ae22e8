"""docs/architecture.md draws and names what the code is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import draw_states
from tests.support.source import FILES

ROOT = Path(__file__).resolve().parents[2]
PAGE = draw_states.PAGE.read_text()


def test_the_state_diagrams_are_those_of_the_code() -> None:
    assert draw_states.redrawn(PAGE) == PAGE, "run: .venv/bin/python tools/draw_states.py"


def test_a_diagram_that_is_out_of_date_would_be_noticed() -> None:
    old = PAGE.replace("[*] --> undecided", "[*] --> decided")

    assert old != PAGE
    assert draw_states.redrawn(old) != old


def test_every_room_stands_on_the_map() -> None:
    rooms = {path.name for path in (ROOT / "src/programme").iterdir() if (path / "__init__.py").exists()}

    assert {room for room in rooms if room not in PAGE} == set()


def test_every_action_that_it_names_exists() -> None:
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", PAGE.split("## The way of a case")[1].split("## Two walks")[0]))
    actions = {path.stem for path in (ROOT / "src/programme/actions").glob("*.py")}

    assert named
    assert named - actions == set()


@pytest.mark.parametrize("page", ["docs/architecture.md", "README.md", "CONTRIBUTING.md", "docs/operations.md"])
def test_every_file_that_a_page_names_exists(page: str) -> None:
    text = (ROOT / page).read_text()
    named = set(
        re.findall(r"`((?:docs|src|tests|tools|templates|notifications|deploy|benchmarks)/[\w./-]*\w/?)`", text)
    )
    linked = set(re.findall(r"\]\((?!http|#|mailto)([^)#]+)", text))

    missing = [name for name in named if not (ROOT / name).exists() and "something" not in name]
    missing += [name for name in linked if not (ROOT / page).parent.joinpath(name).exists()]
    assert missing == []


def not_there(page: str) -> list[str]:
    """Of what a page names as "`name` (`file.py`)": what that file does not define."""
    found = []
    for name, file in re.findall(r"`([\w.]+)` \(`([\w/]+\.py)`", page):
        *_, last = name.split(".")
        if not re.search(rf"^ *((async )?def|class) {last}\b|^{last}\b.*=", FILES.get(file, ""), re.MULTILINE):
            found.append(f"{name} ({file})")
    return found


def test_whoever_follows_a_walk_finds_every_function_where_it_is_said_to_stand() -> None:
    assert not_there(PAGE) == []


@pytest.mark.parametrize(
    ("name", "file"), [("refer_him", "actions/refer_offender.py"), ("refer_offender", "actions/refer.py")]
)
def test_a_function_that_has_moved_would_be_noticed(name: str, file: str) -> None:
    assert not_there(f"then `{name}` (`{file}`) decides") == [f"{name} ({file})"]
