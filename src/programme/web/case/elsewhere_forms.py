"""The forms about a place at a neighbouring programme."""

from __future__ import annotations

from programme.bookings.elsewhere import Arranged
from programme.bookings.states import CallOffReason
from programme.bookings.words import CALL_OFF_WORDS
from programme.outcomes.rules import TOLD_ELSEWHERE, VERDICT_OF
from programme.outcomes.words import REASON_WORDS, VERDICT_WORDS
from programme.web.kit.forms import ChoiceField, DatePartsField, Option, PageForm, TextField

_CALL_OFF_HINTS = {CallOffReason.CANCELLED_THERE: "They know. For every other reason, you tell them"}


class ElsewhereForm(PageForm):
    """Whose course, on which day, and by what they know him. The choices are those that have an agreement."""

    force_code = ChoiceField("Which programme?", needed="Choose the programme")
    course_on = DatePartsField("Day of the course", hint="For example, 27 3 2027", needed="Enter the day of the course")
    their_reference = TextField("Their reference for him", hint="Leave empty where they gave none", longest=40)

    def arranged(self) -> Arranged:
        """The arrangement that they told. Call it on a form that is valid."""
        return Arranged(self.force_code.data, self.course_on.data, self.their_reference.data)


class ToldForm(PageForm):
    """The neighbour's words, who said them, and when."""

    reason = ChoiceField(
        "What did they tell you?",
        choices=[Option(one.value, REASON_WORDS[one], VERDICT_WORDS[VERDICT_OF[one]]) for one in TOLD_ELSEWHERE],
        needed="Choose what they told you",
    )
    told_by = TextField(
        "Who told you?", hint="Name and role there. Kept with the case", longest=100, needed="Enter who told you"
    )
    told_on = DatePartsField("Day you were told", hint="For example, 27 3 2026", needed="Enter the day you were told")


class CallOffForm(PageForm):
    """Why."""

    reason = ChoiceField(
        "Why is it called off?",
        choices=[Option(one.value, CALL_OFF_WORDS[one], _CALL_OFF_HINTS.get(one, "")) for one in CallOffReason],
        needed="Choose why it is called off",
    )
