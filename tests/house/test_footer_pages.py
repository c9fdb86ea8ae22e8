"""The pages at the foot say what is so: of cookies, of accessibility, of what changed; and give nobody away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from programme.web.footer.accessibility import AXE_TAGS, CHECKED
from programme.web.footer.whats_new import Change, ReleaseNotes, changes_in, read_changes
from programme.web.kit.sign_in_cookie import COOKIES
from tests.support.accessible import LOOKED_FOR
from tests.support.browser import PHONE

HOUSE = Path(__file__).parents[2]
MAKES_A_COOKIE = re.compile(r"\bCookie\(|\bset_cookie\(|document\.cookie\s*=|cookie_name=", re.IGNORECASE)
MAY_MAKE_THEM = {
    "src/programme/web/kit/sign_in_cookie.py",
    "src/programme/app.py",
    "src/programme/web/static/exit.js",
}
"""The cookies themselves, the framework's token under our name, and the note that a script leaves."""


def makers(sources: dict[str, str]) -> set[str]:
    return {name for name, text in sources.items() if MAKES_A_COOKIE.search(text)}


def missing_tests(checked: tuple[tuple[str, str], ...]) -> list[str]:
    """The promises of the statement that no test holds."""
    return [
        test
        for _, test in checked
        for file, _, name in [test.partition("::")]
        if not (HOUSE / file).is_file() or f"def {name}(" not in (HOUSE / file).read_text()
    ]


def test_cookies_are_made_in_one_place_and_nowhere_else() -> None:
    python = {str(path.relative_to(HOUSE)): path.read_text() for path in (HOUSE / "src").rglob("*.py")}
    scripts = {
        str(path.relative_to(HOUSE)): path.read_text() for path in (HOUSE / "src/programme/web/static").glob("*.js")
    }
    assert makers({**python, **scripts}) == MAY_MAKE_THEM
    assert makers({"a.py": "answer.set_cookie('x', 'y')", "b.js": "document.cookie = 'z'", "c.py": "cookies"}) == {
        "a.py",
        "b.js",
    }


@pytest.mark.parametrize("secure", [True, False])
def test_each_cookie_that_is_told_of_is_another_one(secure: bool) -> None:
    assert len({one.name(secure) for one in COOKIES}) == len(COOKIES) == 4


def test_what_the_accessibility_statement_says_is_what_tests_hold() -> None:
    assert missing_tests(CHECKED) == []
    assert LOOKED_FOR["runOnly"]["values"] == list(AXE_TAGS)  # type: ignore[index]
    assert "wcag22aa" in AXE_TAGS
    assert PHONE["width"] == 390
    gone = (("x", "tests/nowhere.py::x"), ("y", "tests/support/browser.py::not_there"))
    assert missing_tests(gone) == [test for _, test in gone], "the control"


def test_whats_new_is_the_changelog_by_paragraph() -> None:
    assert changes_in("# What\n\nFor all.\n\n## 0.2\n\n**Custody** sees\n`one` more.\n\nPlain.\n\n## 0.1\n") == (
        ReleaseNotes("0.2", (Change("Custody", "sees one more."), Change("", "Plain."))),
        ReleaseNotes("0.1", ()),
    )
    releases = read_changes(HOUSE / "CHANGELOG.md")
    assert releases[0].changes
    assert not [change for release in releases for change in release.changes if re.search(r"[*`]", change.text)]
    assert read_changes(HOUSE / "not-there.md") == ()
