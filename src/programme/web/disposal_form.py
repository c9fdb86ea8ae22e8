"""The form of what a force did with a case after its result, at whichever force's door."""

from __future__ import annotations

from datetime import datetime

from programme.outcomes.models import Disposal
from programme.outcomes.rules import DISPOSAL_WORDS
from programme.shared.dates import london_instant
from programme.web.forms import ChoiceField, DatePartsField, Option, PageForm, TickField, TimeField

_DISPOSAL_HINTS = {
    Disposal.CHARGE_ISSUED: "The written charge was complete and in the form needed for service",
    Disposal.CAUTION_COMPLETED: "The caution is recorded and its conditions were met",
    Disposal.NO_FURTHER_ACTION: "Final: the case is closed without a charge",
    Disposal.COMMUNITY_RESOLUTION: "Final: it was resolved in the community",
}


class DisposalForm(PageForm):
    """What, and when it was done."""

    disposal = ChoiceField(
        "What was done?",
        choices=[Option(one.value, DISPOSAL_WORDS[one], _DISPOSAL_HINTS[one]) for one in Disposal],
        needed="Choose what was done",
    )
    done_on = DatePartsField("Date it was done", hint="For example, 27 3 2027", needed="Enter the date it was done")
    done_time = TimeField(
        "Time it was done",
        hint="A charge is issued when it is complete, not when it is posted. For example, 9:30pm or 21:30",
        needed="Enter the time it was done",
    )
    late = TickField("The charge truly was issued after the last day")

    @property
    def done_at(self) -> datetime:
        """When it was done; for a form that holds."""
        return london_instant(self.done_on.data, self.done_time.data)
