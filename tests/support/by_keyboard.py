"""A trained officer at night, who fills in the referral form without the mouse; every key is counted."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from tests.support.browser import Somebody

SECONDS_A_KEY, SECONDS_A_PRESS = 0.2, 1.3
"""The keystroke-level model: a key of an average typist, and the mouse to a button with a click."""

TYPED = (
    "{custody}", "{pnc}", "{surname}", "{forename}", "9", "{month}", "81", None,  # his sex is chosen
    "y", "", "", "2315", "s", "", "", "2305", None, "Oxford Road, Reading", None, " ", None,  # he admits it
    " ", "_", "_", "_", "_",  # evidence, violence, earlier record, signs, drugs
    "_", "", "", "", "_", "", "12 Elm Street", "ox42zz", "07700900123", "{email}",  # not on bail; how to reach him
)  # fmt: skip
"""The texts typed into one field after another, with Tab between; None: it stands as it is; " " and "_" choose the
first answer and the second."""


@dataclass(frozen=True, slots=True)
class Record:
    """The lines of a custody record that differ from man to man. All were born on the ninth, in 1981."""

    surname: str
    forename: str = "Colin"
    custody: str = "43MD/2041/26"
    pnc: str = "10/0217220K"
    month: int = 4

    @property
    def email(self) -> str:
        """An address that nobody else has."""
        return f"{self.surname.lower()}@example.org"


def fills_the_form_by_keyboard(officer: Somebody, record: Record) -> int:
    """From the open form to check answers: how many keys it took."""
    keys, keyboard = 0, officer.page.keyboard
    for number, text in enumerate(TYPED):
        typed = (text or "").format(**asdict(record), email=record.email)
        if typed == "_":
            keyboard.press("ArrowDown")
        elif typed:
            keyboard.type(typed)
        keys += len(typed) + 1
        if number < len(TYPED) - 1:
            keyboard.press("Tab")
    with officer.page.expect_navigation(wait_until="load"):
        keyboard.press("Enter")
    officer.look()
    return keys
