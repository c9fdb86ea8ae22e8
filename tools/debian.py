"""Installs system packages on Debian and its children, where the person running us may do that.

Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


class CannotInstall(Exception):
    """The packages are missing and we may not, or cannot, install them; the text says what to type."""


def install_packages(packages: list[str], needed_for: str) -> None:
    """Install `packages` with apt, as root or through a sudo which asks for no password.

    `needed_for` ends the sentence "... is needed for". Setting NO_APT=1 forbids it. Raises CannotInstall with a
    sentence which tells a person what to do instead.
    """
    command = f"apt-get install {' '.join(packages)}"
    advice = f"{', '.join(packages)} is needed for {needed_for}. Please run, as root:  {command}"
    if os.environ.get("NO_APT"):
        raise CannotInstall(f"{advice}\n(NO_APT is set, so it was not tried.)")
    if shutil.which("apt-get") is None:
        raise CannotInstall(f"{advice}\n(This machine has no apt-get: install your system's package of that name.)")
    become_root = _prefix_to_become_root()
    if become_root is None:
        raise CannotInstall(f"{advice}\n(Not root, and sudo would ask for a password, so it was not tried.)")

    print(f"Installing {', '.join(packages)} for {needed_for}.", file=sys.stderr, flush=True)
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    install = [*become_root, *environment, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    # Package lists may be old or absent on a fresh machine; refreshing them costs a second. A failed refresh is
    # not yet a reason to stop: the lists that are there may do.
    _run_quietly([*become_root, *environment, "apt-get", "update", "-qq"])
    finished = _run_quietly(install)
    if finished.returncode != 0:
        tail = "\n".join(finished.stdout.strip().splitlines()[-12:])
        raise CannotInstall(f"{advice}\napt-get was tried and answered:\n{tail}")


def _prefix_to_become_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _run_quietly(["sudo", "-n", "true"]).returncode == 0:
        return ["sudo", "-n"]
    return None


def _run_quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
