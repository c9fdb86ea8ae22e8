"""Take pictures of every door's main pages, at a desk's and at a phone's width, into docs/screens/.

    make screens                                           those that are older than their pages
    .venv/bin/python tools/take_screens.py custody-today   those whose name begins so, to look at: also pages set aside

They come from a rehearsal with a few people in it, started for the purpose. Needs Chromium, and pngquant
(apt-get install pngquant) to make the files small.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from playwright.sync_api import sync_playwright  # noqa: E402

from camera import SCREENS, Camera  # noqa: E402
from picture_story import ASIDE, World, tell_the_case  # noqa: E402
from programme.shared.dates import london_instant  # noqa: E402
from tests.support.browser import launch  # noqa: E402
from tests.support.earlier import Earlier  # noqa: E402
from tests.support.people import Cast  # noqa: E402
from tests.support.rehearsal import Rehearsal  # noqa: E402

BEGINS_AT = london_instant(date(2026, 11, 24), time(9, 30))
"""A Tuesday: pictures of one day do not differ because they were taken on another."""


def main(wanted: list[str]) -> int:
    """Take the pictures that are old, or those asked for."""
    camera = look_at_every_page(takes=True, wanted=tuple(wanted))
    size = sum(file.stat().st_size for file in SCREENS.glob("*.png"))
    print(f"{len(camera.old)} pages taken of {len(camera.seen)}; {size / 1e6:.1f} MB in {SCREENS.relative_to(ROOT)}")
    return 0


def look_at_every_page(*, takes: bool, wanted: tuple[str, ...] = ()) -> Camera:
    """Start a rehearsal on a day that is always the same, go through it with a camera, and stop it."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as driver:
        rehearsal = Rehearsal(Path(home))
        rehearsal.clock.move_to(BEGINS_AT)
        rehearsal.start()
        browser = launch(driver)
        earlier = Earlier(rehearsal)
        camera = Camera(takes, wanted, ASIDE, earlier.everything_due_has_happened)
        try:
            tell_the_case(World(Cast(browser, rehearsal), earlier, camera))
            camera.finish(browser)
        finally:
            browser.close()
            rehearsal.stop()
    return camera


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
