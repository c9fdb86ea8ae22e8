"""A trained officer at night, who fills in the referral form without the mouse; every key is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from tests.support.browser import Somebody

SECONDS_A_KEY, SECONDS_A_PRESS = 0.2, 1.3
"""The keystroke-level model: a key of an average typist, and the mouse to a button with a click."""

PLACE, PLACE_BEGUN = "Oxford Road, Reading", "oxf"
TYPED = (
    "{custody}", "{pnc}", "{surname}", "{forename}", "9", "{month}", "81", None,  # his sex is chosen
    "y", "2315", "s", "2305", "{place}", "<1>",  # he admits it
    "<1>", "<2>", "<2>", "<2>", "<2>",  # evidence, violence, earlier record, signs, drugs
    "<2>", "<2>", "", "12 Elm Street", "ox42zz", "07700900123", "{email}",  # not on bail; how to reach him
)  # fmt: skip
"""The texts typed into one field after another, with Tab between; None: it stands as it is; <1> and <2> choose the
first answer and the second, by its number, which goes on by itself, or without scripts by the keys of any browser."""
SAID_BACK = (" ", "day course", "caution; court", "yes; here")
"""That he was read the words; then what he said to the three questions."""
SIGNED = ("<2>", "no need", " ", "n")
"""He was asked about a solicitor and said no, why; he was warned; and he signed now."""


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
    place = PLACE_BEGUN if officer.javascript else PLACE  # the box goes on by itself to a place that is known
    texts = [(text or "").format(**asdict(record), email=record.email, place=place) for text in TYPED]
    return _types(officer, texts) + _goes_on(officer)


def explains_and_signs_by_keyboard(officer: Somebody) -> int:
    """Make the offer on its page to a man who signs now: the mouse only where what stands as it is lies between; how
    many keys it took."""
    officer.choose("How was it explained to him?", "In person")
    officer.choose("Can he decide now?", "Yes: he is sober and well, and understood what he was told")
    officer.page.keyboard.press("Tab")
    keys = 1 + _types(officer, SAID_BACK)
    officer.choose("Has he signed the caution document?", "Yes: that is his answer")
    officer.page.keyboard.press("Tab")
    return keys + 1 + _types(officer, SIGNED) + _goes_on(officer)


def _types(officer: Somebody, texts: Sequence[str]) -> int:
    keyboard, keys = officer.page.keyboard, 0
    for number, text in enumerate(texts, start=1):
        chosen = text in _WITHOUT_SCRIPTS
        if chosen and officer.javascript:
            keyboard.press(text[1])
            keys += 1
            continue
        if chosen:
            keyboard.press(_WITHOUT_SCRIPTS[text])
        elif text:
            keyboard.type(text)
        keys += 1 if chosen else len(text)
        if number < len(texts):
            keyboard.press("Tab")
            keys += 1
    return keys


_WITHOUT_SCRIPTS = {"<1>": "Space", "<2>": "ArrowDown"}


def _goes_on(officer: Somebody) -> int:
    """Enter, which sends the form as its first button would."""
    with officer.page.expect_navigation(wait_until="load"):
        officer.page.keyboard.press("Enter")
    officer.look()
    return 1
