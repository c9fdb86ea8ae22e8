"""Makes `.venv` and installs exactly what the lock files name. Run by the Makefile.

    python3 tools/install.py runtime        what it takes to run the product   (requirements.lock)
    python3 tools/install.py development    the same and every tool and test library (requirements-dev.lock)

When nothing has changed since the last time it does nothing, in well under a second. Standard library only:
this is the first program a fresh machine runs.
"""

from __future__ import annotations

import configparser
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

from debian import CannotInstall, install_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
STAMP = VENV / "installed.json"

UV_LOCK = ROOT / "requirements-uv.lock"
# The development lock holds everything the runtime lock holds, at the same versions.
LOCKS = {"runtime": ROOT / "requirements.lock", "development": ROOT / "requirements-dev.lock"}
OLDEST_PYTHON = (3, 11)


def main(arguments: list[str]) -> int:
    """Install one set; returns the exit status, 0 for success or 1 after saying what is wrong."""
    if len(arguments) != 1 or arguments[0] not in LOCKS:
        print(__doc__, file=sys.stderr)
        return 2
    if sys.version_info < OLDEST_PYTHON:
        print(f"Python 3.11 or newer is needed; {sys.executable} is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    # Two `make` at once in one checkout must not build the same environment; the checkout itself is the lock.
    descriptor = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        install(arguments[0])
    except CannotInstall as problem:
        print(f"\n{problem}\n", file=sys.stderr)
        return 1
    except OSError as problem:
        named = f" ({problem.filename})" if problem.filename else ""
        print(f"\nInstallation stopped: {problem.strerror}{named}.\n", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as problem:
        print(f"\nInstallation stopped: {' '.join(map(str, problem.cmd))} failed.\n", file=sys.stderr)
        return 1
    finally:
        os.close(descriptor)
    return 0


def install(wanted: str) -> None:
    """Bring `.venv` to what the lock file of `wanted` says, doing only the steps that are needed."""
    installed = _read_stamp()
    if _is_installed(wanted, installed):
        return
    if not os.access(VENV if VENV.exists() else ROOT, os.W_OK):
        raise CannotInstall(f"{ROOT} cannot be written by this account: install as the one that owns it.")
    if not _venv_works():
        _make_venv()
        installed = {}
    if installed.get("uv") != _fingerprint(UV_LOCK) or not UV.exists():
        _install_uv()
        # Only what is said here counts as installed from now on: a new uv may install differently.
        _write_stamp(installed := {"uv": _fingerprint(UV_LOCK)})
    uv = [str(UV), "pip", "install", "--quiet", "--python", str(PYTHON)]
    _run([*uv, "--require-hashes", "--requirement", str(LOCKS[wanted])])
    # uv builds the project with its own back end, so this downloads nothing.
    _run([*uv, "--no-deps", "--editable", str(ROOT)])
    _find_sources_by_a_relative_path()
    if not _answers([str(PYTHON), "-c", "import programme"]):
        raise CannotInstall(
            "Python cannot read the name of this folder with the language settings of this machine. "
            "Set LC_ALL=C.UTF-8, or move the checkout to a folder with plain letters."
        )
    compile_bytecode(VENV / "lib", ROOT / "src", ROOT / "migrations")
    _write_stamp({**installed, wanted: _fingerprint(LOCKS[wanted])})


def compile_bytecode(*folders: Path) -> None:
    """Compile what is not compiled yet, on every processor, so that the first start is as quick as the second."""
    # Not checked: whether a file can be compiled that nobody may ever import is not what an installation hangs on.
    subprocess.run([str(PYTHON), "-m", "compileall", "-qq", "-j0", *folders], check=False, env=environment())


def _find_sources_by_a_relative_path() -> None:
    """Python before 3.12 reads this file in the machine's own encoding, and may not read a folder's name in it."""
    for path in VENV.glob("lib/python*/site-packages/programme.pth"):
        unfinished = path.with_suffix(".new")
        unfinished.write_text(os.path.relpath(ROOT / "src", path.parent) + "\n")
        unfinished.replace(path)  # not written over: it may be one file with the copy in uv's cache


def _is_installed(wanted: str, installed: dict[str, str]) -> bool:
    if not PYTHON.exists() or installed.get("uv") != _fingerprint(UV_LOCK):
        return False
    return installed.get(wanted) == _fingerprint(LOCKS[wanted])


def _fingerprint(lock: Path) -> str:
    """Changes when the lock file, what the project says of itself, or this installer changes."""
    digest = hashlib.sha256()
    for path in (lock, ROOT / "pyproject.toml", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write_stamp(stamp: dict[str, str]) -> None:
    unfinished = STAMP.with_suffix(".new")
    unfinished.write_text(json.dumps(stamp, indent=1))
    unfinished.replace(STAMP)


def _venv_works() -> bool:
    """False also for an environment whose Python has been removed or upgraded away from under it."""
    if not PYTHON.exists():
        return False
    return subprocess.run([str(PYTHON), "-c", ""], check=False, capture_output=True).returncode == 0


def _make_venv() -> None:
    # Without pip: Debian splits pip's bootstrap into python3-venv, and putting pip in costs seconds we can save.
    print(f"Making .venv with Python {sys.version.split()[0]}.", file=sys.stderr, flush=True)
    _run([sys.executable, "-m", "venv", "--without-pip", "--clear", str(VENV)])


def _install_uv() -> None:
    """Install the pinned uv with whatever installer this machine already has."""
    requirement = ["install", "--quiet", "--require-hashes", "--requirement", str(UV_LOCK)]
    own_uv = shutil.which("uv")
    if own_uv:
        _run([own_uv, "pip", *requirement, "--python", str(PYTHON)])
    elif _answers([sys.executable, "-m", "pip", "--python", str(PYTHON), "--version"]):
        quiet = ["--disable-pip-version-check", "--no-input"]
        _run([sys.executable, "-m", "pip", "--python", str(PYTHON), *requirement, *quiet])
    else:
        _put_pip_into_venv()
        _run([str(PYTHON), "-m", "pip", *requirement, "--disable-pip-version-check", "--no-input"])


def _put_pip_into_venv() -> None:
    bootstrap = [str(PYTHON), "-m", "ensurepip"]
    if not _answers([*bootstrap, "--version"]):
        install_packages(["python3-venv"], "creating a Python environment (pip's bootstrap, ensurepip, is missing)")
    _run([*bootstrap, "--default-pip"], quiet=True)


def _answers(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True, env=environment()).returncode == 0


def _run(command: list[str], *, quiet: bool = False) -> None:
    subprocess.run(command, check=True, env=environment(), stdout=subprocess.DEVNULL if quiet else sys.stderr)


ABOUT_THE_INDEX = ("index-url", "extra-index-url", "no-index", "find-links", "trusted-host")
ABOUT_THE_WAY_THERE = ("proxy", "cert", "client-cert", "timeout", "default-timeout", "retries")
ELSEWHERE = (
    *("TARGET", "PREFIX", "PYTHON", "SYSTEM_PYTHON", "BREAK_SYSTEM_PACKAGES"),
    *("CONSTRAINT", "OVERRIDE", "NO_DEPS", "REQUIRE_HASHES"),
)
"""The settings that would lead uv elsewhere than into `.venv`, or to other versions than the lock's."""


@cache
def environment() -> dict[str, str]:
    """The machine's environment without what would make Python, pip or uv install elsewhere, or something else: where
    packages come from is the machine's business, and where they go is ours."""
    # PYTHONDONTWRITEBYTECODE would make every later start compile the whole product again.
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "PYTHON")) and name not in ("VIRTUAL_ENV", *(f"UV_{one}" for one in ELSEWHERE))
    }
    kept |= {"PIP_CONFIG_FILE": os.devnull, **_pip_settings()}
    if not _can_keep_a_cache():
        kept["UV_NO_CACHE"] = kept["PIP_NO_CACHE_DIR"] = "1"
    return kept


def _pip_settings() -> dict[str, str]:
    """The orders that pip has on this machine about where packages come from: in its files, in a file that the
    environment names (which pip does not list), and in the environment, which has the last word."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    asked = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", errors="replace")
    told = [line.partition("=")[::2] for line in asked.stdout.splitlines() if not line.startswith(":env:")]
    named = configparser.RawConfigParser()
    with suppress(configparser.Error):  # pip says itself what is wrong in it
        named.read(os.environ.get("PIP_CONFIG_FILE", os.devnull), encoding="utf-8")
    told += [(name, value) for section in named.sections() for name, value in named.items(section)]
    found = {name.rpartition(".")[2]: value.strip("'\"").replace("\\n", " ") for name, value in told}
    kept = {f"PIP_{name.upper().replace('-', '_')}": found.get(name) for name in ABOUT_THE_INDEX + ABOUT_THE_WAY_THERE}
    return {name: value for name, old in kept.items() if (value := os.environ.get(name, old))}


def _can_keep_a_cache() -> bool:
    """Whether there is a home to keep packages in from one time to the next."""
    try:
        place = Path(os.environ.get("UV_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        place.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return False
    return os.access(place, os.W_OK)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
