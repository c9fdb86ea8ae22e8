"""Which Chromium the browser stories drive. Nothing is downloaded: Debian's own is enough."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class ChromiumMissing(Exception):
    """There is no browser to test with; the text says how to get one."""


def find_chromium(path: str | None = None) -> Path:
    """The browser named by CHROMIUM, else the first of the usual names on the PATH.

    Raises ChromiumMissing, whose text says what to install: browser stories are never silently skipped.
    """
    chosen = os.environ.get("CHROMIUM")
    found = (
        shutil.which(chosen, path=path)
        if chosen
        else next(filter(None, (shutil.which(n, path=path) for n in NAMES)), None)
    )
    if found is None:
        raise ChromiumMissing(
            f"Chromium is not on this machine ({f'CHROMIUM={chosen}' if chosen else 'looked on the PATH'}).\n"
            "On Debian, as root:  apt-get install chromium\n"
            "or set CHROMIUM to the path of a Chromium or Chrome you have."
        )
    return Path(found)
