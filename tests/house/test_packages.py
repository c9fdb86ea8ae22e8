"""Every library that the product imports is asked for by name, and what stands here of others is named as theirs."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.support.source import FILES, ROOT, imports


def imported(files: dict[str, str]) -> dict[str, str]:
    """Top-level modules of other people that the files import, each with one file that does."""
    found = {module.partition(".")[0]: name for name, text in files.items() for module in imports(text)}
    return {name: file for name, file in found.items() if name not in {*sys.stdlib_module_names, "programme"}}


def named() -> set[str]:
    """The packages in `pyproject.toml`, as package indexes spell them."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    return {spelt(re.split(r"[\[<>=~!; ]", line, maxsplit=1)[0]) for line in asked}


def spelt(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def not_named(modules: dict[str, str], packages: set[str]) -> dict[str, str]:
    brings = packages_distributions()
    return {name: file for name, file in modules.items() if not {spelt(one) for one in brings.get(name, ())} & packages}


def test_every_package_that_is_imported_is_named() -> None:
    assert not_named(imported(FILES), named()) == {}


def test_a_package_that_only_another_brings_would_be_noticed() -> None:
    assert not_named({"anyio": "app.py"}, named()) == {"anyio": "app.py"}


def licensed_folders() -> set[str]:
    """Folders with a licence of their own beside what is in them."""
    found = [file for place in ("src", "templates", "tests") for file in (ROOT / place).rglob("*") if file.is_file()]
    return {str(file.parent.relative_to(ROOT)) for file in found if re.fullmatch(r"LICENSE|OFL\.txt", file.name)}


def test_the_notice_names_every_folder_that_is_not_ours_and_no_other() -> None:
    named_there = re.findall(r"^\| `([^`]+)` \|", (ROOT / "NOTICE.md").read_text(encoding="utf-8"), re.MULTILINE)
    meant = {folder for folder in licensed_folders() for name in named_there if folder.startswith(name.rstrip("…"))}

    assert meant == licensed_folders()
    assert len(named_there) == len(licensed_folders()) >= 7


def test_the_licence_is_the_one_that_the_package_names_and_a_weakness_can_be_reported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith(f"{project['license']} License\n")
    assert [name for name in project["license-files"] if not (ROOT / name).is_file()] == []
    assert "Report a vulnerability" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
