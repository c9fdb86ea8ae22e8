"""Makes sure that the things no Python package can bring are here: a PostgreSQL server, Chromium and nginx.

    .venv/bin/python tools/ready_to_test.py

Installs what is missing with apt where it may (as root, or with a sudo that asks for no password; NO_APT=1
forbids it), otherwise says what to install and fails. Nothing is skipped for want of a program.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from debian import CannotInstall, install_packages  # noqa: E402 - the path comes first
from tests.support.chromium import ChromiumMissing, find_chromium  # noqa: E402
from tests.support.nginx import NginxMissing, find_nginx  # noqa: E402
from tests.support.postgres import PostgresMissing, find_binaries  # noqa: E402


def main() -> int:
    """Check and install; 0 when every test can run, 1 after saying all that is missing."""
    missing: dict[str, Exception] = {}
    if not os.environ.get("TEST_POSTGRES_URL"):
        _look(find_binaries, "postgresql", missing)
    _look(find_chromium, "chromium", missing)
    _look(find_nginx, "nginx-light", missing)
    if not missing:
        return 0
    try:
        install_packages(sorted(missing), "the tests")
    except CannotInstall as problem:
        for text in (*missing.values(), problem):
            print(f"\n{text}", file=sys.stderr)
        return 1
    return 0


def _look(find: Callable[[], Path], package: str, missing: dict[str, Exception]) -> None:
    try:
        find()
    except (PostgresMissing, ChromiumMissing, NginxMissing) as problem:
        missing[package] = problem


if __name__ == "__main__":
    sys.exit(main())
