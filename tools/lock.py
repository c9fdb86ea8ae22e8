"""Writes the lock files from pyproject.toml: exact versions with hashes, for every platform, without addresses.

.venv/bin/python tools/lock.py              keeps the versions that are locked and still fit
.venv/bin/python tools/lock.py --upgrade    takes the newest that fit
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT, RUNTIME = "requirements-dev.lock", "requirements.lock"
# Hashes hold a package to its bytes wherever it comes from, so the addresses of one machine's index stay out.
COMPILE = [
    "pip", "compile", "pyproject.toml", "--universal", "--python-version=3.11", "--generate-hashes",
    "--no-annotate", "--no-header", "--no-emit-index-url", "--quiet",
]  # fmt: skip


def main(arguments: list[str]) -> int:
    """Write both lock files; the development one decides the versions, so the two can never differ."""
    uv = [str(ROOT / ".venv" / "bin" / "uv"), *COMPILE]
    for lock, choice in (
        (DEVELOPMENT, ["--group=dev", *arguments]),
        (RUNTIME, [f"--constraints={DEVELOPMENT}", "--upgrade"]),
    ):
        written = subprocess.run([*uv, *choice, f"--output-file={lock}"], cwd=ROOT, check=False)
        if written.returncode:
            return written.returncode
    print(f"{RUNTIME} and {DEVELOPMENT} are written. `make dev` installs them.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
