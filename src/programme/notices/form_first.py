"""That a form comes before his date: the same words in the message that tells him, on his pages, and where he is sent
back from a date that he cannot choose yet."""

from __future__ import annotations

FORM_FIRST = "There is a form to go through before you can choose a date"
WITH_WHOM = (
    "The office you first dealt with goes through it with you in person. You do not have to sign it, and you can have "
    "an adviser with you."
)


ARRANGE_A_TIME = "To arrange a time"
NO_WAIT = "You need not wait to hear from them, and a wait is not your fault."
"""There is no number of days that anybody promised him."""


def to_arrange_it(number: str) -> str:
    """How he comes to it."""
    return f"{ARRANGE_A_TIME}, call {number}. {NO_WAIT}"
