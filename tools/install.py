"""Makes `.venv` and installs exactly what the lock files name. Run by the Makefile.

    python3 tools/install.py runtime        what it takes to run the product   (requirements.lock)
    python3 tools/install.py development    the same and every tool and test library (requirements-dev.lock)

When nothing has changed since the last time it does nothing, in well under a second. Standard library only:
this is the first program a fresh machine runs.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
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
    _write_stamp({**installed, wanted: _fingerprint(LOCKS[wanted])})


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
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _run(command: list[str], *, quiet: bool = False) -> None:
    environment = dict(os.environ)
    # Set, it would make every later start compile the whole product again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.pop("VIRTUAL_ENV", None)
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL if quiet else sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
