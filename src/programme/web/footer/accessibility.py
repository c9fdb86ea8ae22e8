"""The accessibility statement: what the tests check, and what nobody has checked. The tests read this table too."""

from __future__ import annotations

AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
"""The rules that every page of a story is held against: WCAG 2.2, levels A and AA."""
PHONE_PIXELS = 390

CHECKED = (
    (
        "Pages that a test comes to in a real browser are checked by a program, axe, against the rules of WCAG 2.2, "
        f"levels A and AA, that a program can check ({', '.join(AXE_TAGS)}).",
        "tests/support/browser.py::look",
    ),
    (
        f"On a phone of {PHONE_PIXELS} pixels no page that a test comes to is wider than the screen.",
        "tests/support/browser.py::look",
    ),
    (
        "Enlarged to 400 per cent, no page of the person himself that a test opens is wider than the screen, and "
        "nothing that has the focus is hidden behind “Exit this page”.",
        "tests/doors/test_his_pages_for_everybody.py::test_nothing_is_out_of_reach_at_any_size",
    ),
    (
        "On a phone the cells of a list stand one below the other, each beside the name of its column, and are read "
        "aloud as a table.",
        "tests/doors/test_tables_on_a_phone.py::test_it_is_heard_as_a_table",
    ),
    (
        "Pages are opened, filled in and sent without JavaScript by tests.",
        "tests/support/clients.py::post",
    ),
    (
        "A page with mistakes says so in its title, and leads from each mistake to its field.",
        "tests/doors/test_templating.py::test_the_title_says_when_there_are_errors",
    ),
    (
        "“Exit this page” stays in sight at the end of the longest page, and works without JavaScript.",
        "tests/stories/test_exit_this_page.py::test_exit_needs_no_script",
    ),
)
"""The promises of the statement, each with the test that fails where it is not so."""
