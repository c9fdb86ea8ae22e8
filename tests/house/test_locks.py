"""The packages installed are those chosen, byte for byte."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ENTRY = re.compile(r"^([a-z0-9.-]+)==(\S+)[^\n]*((?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)*)", re.MULTILINE)


def locked(lock: str) -> dict[str, Version]:
    return {name: Version(version) for name, version, _ in ENTRY.findall((ROOT / lock).read_text())}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_held_to_its_bytes(lock: str) -> None:
    entries = ENTRY.findall((ROOT / lock).read_text())

    assert entries
    assert [name for name, _, hashes in entries if not hashes] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_a_place_to_download_from(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text()


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_what_the_project_asks_for_is_locked_at_a_version_it_accepts(lock: str, wanted: list[str]) -> None:
    versions = locked(lock)
    requirements = [Requirement(line) for line in wanted]

    assert [str(r) for r in requirements if r.name not in versions or versions[r.name] not in r.specifier] == []


def test_development_has_the_very_versions_that_run() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


def test_tools_for_development_do_not_run_with_the_product() -> None:
    assert {"pytest", "mypy", "ruff", "playwright", "hypothesis"} & set(locked("requirements.lock")) == set()
