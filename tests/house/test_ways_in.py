"""A fresh machine: what is missing is installed where we may, and named where we may not."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
from collections.abc import Iterator
from importlib.util import cache_from_source
from pathlib import Path

import pytest

import debian
import install
from tests.support.chromium import ChromiumMissing, find_chromium

ROOT = Path(__file__).resolve().parents[2]


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_where_it_may_not_install_it_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_APT", "1")

    with pytest.raises(debian.CannotInstall, match="apt-get install chromium postgresql"):
        debian.install_packages(["chromium", "postgresql"], "the tests")


def test_without_apt_it_says_which_package_to_look_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NO_APT", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(debian.CannotInstall, match=r"(?s)chromium is needed for the tests.*no apt-get"):
        debian.install_packages(["chromium"], "the tests")


def test_a_failed_installation_repeats_what_apt_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path / "apt-get", 'echo "E: Unable to locate package chromium"; exit 100')
    program(tmp_path / "sudo", 'shift; exec "$@"')
    monkeypatch.delenv("NO_APT", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    with pytest.raises(debian.CannotInstall, match="E: Unable to locate package chromium"):
        debian.install_packages(["chromium"], "the tests")


def test_what_apt_installs_is_what_was_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path / "apt-get", f'echo "$@" >> {tmp_path}/called')
    program(tmp_path / "sudo", 'shift; exec "$@"')
    monkeypatch.delenv("NO_APT", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    debian.install_packages(["chromium"], "the tests")

    assert (tmp_path / "called").read_text().splitlines()[-1].endswith(" chromium")


def test_without_a_browser_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)

    with pytest.raises(ChromiumMissing, match="apt-get install chromium"):
        find_chromium(path=str(tmp_path))


def test_installing_again_changes_nothing_and_says_nothing() -> None:
    stamp = ROOT / ".venv" / "installed.json"
    command, environment = ["make", "dev"], _without_make()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120, env=environment)
    installed = stamp.stat().st_mtime_ns

    again = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=30, env=environment)

    assert again.stdout + again.stderr == b""
    assert stamp.stat().st_mtime_ns == installed


def not_compiled(folder: Path) -> list[Path]:
    """Modules that the first start would have to compile."""
    return [path for path in folder.rglob("*.py") if not Path(cache_from_source(str(path))).exists()]


def test_what_is_installed_is_compiled_so_that_the_first_start_is_as_quick_as_the_second() -> None:
    (libraries,) = (ROOT / ".venv").glob("lib/python*/site-packages")

    assert not_compiled(libraries) == []


def test_the_installer_compiles_what_is_not_compiled_yet(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text("title = 'Your booking'\n")
    assert not_compiled(tmp_path) == [tmp_path / "page.py"]

    install.compile_bytecode(tmp_path)

    assert not_compiled(tmp_path) == []
    assert 'compile_bytecode(VENV / "lib", ROOT / "src", ROOT / "migrations")' in inspect.getsource(install.install)


def test_the_image_is_compiled_too() -> None:
    """Its file system is read-only when it runs: what is not compiled then is compiled at every start."""
    dockerfile = (ROOT / "Dockerfile").read_text()

    assert "uv pip install --no-cache --compile-bytecode --require-hashes" in dockerfile
    assert "-m compileall -q src migrations" in dockerfile


def test_integration_runs_what_a_newcomer_types_and_nothing_else() -> None:
    script = (ROOT / ".ci/run").read_text().splitlines()
    commands = [line for line in script if line and not line.startswith(("#", "set ", "cd "))]

    assert commands == ["exec make test"]


def test_every_word_of_the_makefile_explains_itself() -> None:
    makefile = (ROOT / "Makefile").read_text()
    promised = {"install", "demo", "demo-reset", "serve", "dev", "test", "check", "bench", "lock", "clean"}

    assert promised <= set(re.findall(r"^([a-z-]+):.*## \S", makefile, flags=re.MULTILINE))


def _without_make() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}


@pytest.fixture
def installer() -> Iterator[None]:
    install.environment.cache_clear()
    yield
    install.environment.cache_clear()


@pytest.mark.usefixtures("installer")
def test_where_packages_go_is_not_the_machines_business_and_where_they_come_from_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = "[global]\nuser = true\ntarget = /elsewhere\nextra-index-url = https://mirror.test\n"
    (tmp_path / "pip.conf").write_text(said)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.test/simple")
    elsewhere = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PYTHONPATH", "PYTHONUSERBASE")
    for name in (*elsewhere, "UV_TARGET", "UV_SYSTEM_PYTHON", "VIRTUAL_ENV"):
        monkeypatch.setenv(name, "1")

    told = install.environment()

    assert set(told).isdisjoint({*elsewhere, "UV_TARGET", "UV_SYSTEM_PYTHON", "VIRTUAL_ENV"})
    assert told["PIP_CONFIG_FILE"] == os.devnull
    assert told["PIP_INDEX_URL"] == "https://index.test/simple"
    assert "https://mirror.test" in told["PIP_EXTRA_INDEX_URL"]


@pytest.mark.usefixtures("installer")
@pytest.mark.parametrize("home", ["/proc/nowhere", "/proc/version"])
def test_without_a_home_nothing_is_kept_for_the_next_time(monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    monkeypatch.setenv("HOME", home)
    for name in ("UV_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)

    assert install.environment()["UV_NO_CACHE"] == "1"


def test_the_product_is_found_by_a_path_that_every_encoding_can_read() -> None:
    (found,) = (ROOT / ".venv").glob("lib/python*/site-packages/programme.pth")

    assert found.read_bytes().isascii()
    assert (found.parent / found.read_text().strip()).resolve() == ROOT / "src"
