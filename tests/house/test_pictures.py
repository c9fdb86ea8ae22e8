"""The pictures in docs/screens/: one a page and width, none left over, and how a page is told from what it was.

That none is older than its page is held by tests/stories/test_pictures_are_new.py, which goes through all of them.
"""

from __future__ import annotations

import re

from camera import SCREENS, TOGETHER, WIDTHS, kept_marks, mark_of
from tests.support.source import ROOT


def test_every_page_has_both_pictures_and_there_are_no_others() -> None:
    pictures = {f"{name}-{width}.png" for name in kept_marks() for width, _ in WIDTHS}

    assert {file.name for file in SCREENS.glob("*.png")} == {*pictures, f"{TOGETHER}.png"}


def test_what_differs_each_time_is_no_change_and_a_word_or_a_style_is() -> None:
    page = mark_of("<P> Reference H47W-86NR, born 14 October 1983, 176 days left", ".chip { color: green }")

    assert page == mark_of("<P> Reference 8F2D-K7M3, born 2 May 1979, 3 days  left", ".chip { color: green }")
    assert page != mark_of("<P> Reference H47W-86NR, born 14 October 1983, 176 days over", ".chip { color: green }")
    assert page != mark_of("<P> Reference H47W-86NR, born 14 October 1983, 176 days left", ".chip { color: red }")
    assert page != mark_of("<H2> Reference H47W-86NR, born 14 October 1983, 176 days left", ".chip { color: green }")


def test_the_readme_begins_with_a_picture_that_says_in_words_what_it_shows() -> None:
    first_screen = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:20])

    assert re.search(rf"!\[[^\]]{{60,}}\]\(docs/screens/{TOGETHER}\.png\)", first_screen)
