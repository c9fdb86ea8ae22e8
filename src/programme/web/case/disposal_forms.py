"""The forms about what was done with a case: what, when and why; and why it does not stand."""

from __future__ import annotations

from datetime import date, datetime

from programme.intake.facts import century_of_events
from programme.outcomes.disposing import FOR_CASES
from programme.outcomes.done import Done
from programme.outcomes.excuses import check_excuse
from programme.outcomes.finalising import OUTCOME_TYPES
from programme.outcomes.models import Disposal, Excuse, NoActionReason
from programme.outcomes.recording import (
    Disposing,
    check_after_course,
    check_day,
    check_fits,
    check_in_time,
    check_outcome,
    check_reason,
    check_time,
)
from programme.outcomes.words import DISPOSAL_WORDS, EXCUSE_WORDS, NO_ACTION_WORDS
from programme.shared.actor import Actor
from programme.shared.dates import london_date, london_instant
from programme.web.case.words import DISPOSAL_HINTS
from programme.web.kit.forms import (
    ChoiceField,
    DatePartsField,
    HiddenField,
    LongTextField,
    Option,
    PageForm,
    TextField,
    TickField,
    TimeField,
)


class DisposalForm(PageForm):
    """The disposal, when it was done, and why where that is needed. `mark` is that of what was recorded until it was
    shown."""

    mark = HiddenField("Shown", longest=40)
    disposal = ChoiceField(
        "What was done?",
        choices=[Option(one.value, DISPOSAL_WORDS[one], DISPOSAL_HINTS[one]) for one in FOR_CASES],
        needed="Choose what was done",
    )
    done_on = DatePartsField(
        "Date it was done",
        hint="For example, 27 3 26, or t for today",
        needed="Enter the date it was done",
        century=century_of_events,
        by_word=True,
    )
    done_time = TimeField(
        "Time it was done",
        hint="A charge is issued when it is complete, not when it is posted. For example, 9:30pm or 21:30",
        needed="Enter the time it was done",
    )
    no_action = ChoiceField(
        "Why is no further action taken?",
        choices=[
            Option(one.value, NO_ACTION_WORDS[one], "Say it below" if one is NoActionReason.OTHER else "")
            for one in NoActionReason
        ],
    )
    excuse = ChoiceField(
        "Has he given a reason for not finishing, and what was decided about it?",
        hint="Needed for a charge: he was told that a good reason is looked at first. Look at the notes of the case",
        choices=[
            Option(one.value, EXCUSE_WORDS[one], "He cannot be charged then" if one is Excuse.REASONABLE else "")
            for one in Excuse
        ],
    )
    excuse_because = LongTextField(
        "His reason, and why it was decided so",
        hint="One or two sentences. Leave it empty if he has given none. Not shown to him or the provider",
        longest=400,
    )
    outcome = ChoiceField(
        "Home Office outcome",
        hint="The one that follows from what was done, unless the force records another",
        choices=[Option(str(number), f"{number}, {words}") for number, words in OUTCOME_TYPES.items()],
    )
    crime_number = TextField("Crime number", hint="The case has none yet. Leave it empty if there is none", longest=60)
    reason = LongTextField(
        "Why",
        hint="One or two sentences. Kept with the case, with your name and rank. Not shown to him or the provider",
        longest=400,
    )
    late = TickField("The charge truly was issued after the last day")

    def know(self, case: Disposing, actor: Actor, now: datetime) -> None:
        """Ask with everything else what the action will ask of this case."""
        referral, today = case.referral, london_date(now)

        def what() -> Disposal:
            return Disposal(self.disposal.data)

        def day() -> date | None:
            return None if self.done_on.errors else self.done_on.data

        self.asks = (
            (("done_on",), lambda: check_day(referral, self.done_on.data, today=today)),
            (("done_on", "done_time"), lambda: check_time(referral, self.done().at, now=now)),
            (("disposal", "done_on", "done_time"), lambda: check_after_course(case, what(), self.done().at)),
            (
                ("disposal", "done_on"),
                lambda: check_in_time(referral, what(), self.done_on.data, late_is_true=self.late.data),
            ),
            (
                ("disposal", "reason", "no_action"),
                lambda: check_reason(case, what(), self.reason.data, actor, self.because()),
            ),
            *(
                [(("disposal", "excuse", "excuse_because"), lambda: check_excuse(what(), *self.excused()))]
                if case.asks_excuse
                else []
            ),
            (("disposal",), lambda: check_fits(case, what(), day(), today=today)),
            (
                ("disposal", "no_action", "outcome"),
                lambda: check_outcome(what(), self.because(), self.done_outcome()),
            ),
        )

    def done(self) -> Done:
        """The disposal as typed. Call it on a form that is valid."""
        at = london_instant(self.done_on.data, self.done_time.data)
        reason = " ".join(self.reason.data.split())
        return Done(
            Disposal(self.disposal.data),
            at,
            reason,
            bool(self.late.data),
            self.because(),
            self.done_outcome(),
            self.crime_number.data,
            *self.excused(),
        )

    def excused(self) -> tuple[Excuse | None, str]:
        """Whether he gave a reason and what was decided about it, where somebody has chosen it; and why."""
        excuse = Excuse(self.excuse.data) if self.excuse.data else None
        return excuse, " ".join(self.excuse_because.data.split())

    def done_outcome(self) -> int | None:
        """The Home Office outcome type, where somebody has chosen one."""
        return int(self.outcome.data) if self.outcome.data else None

    def because(self) -> NoActionReason | None:
        """Why nothing further is done, where somebody has chosen it."""
        return NoActionReason(self.no_action.data) if self.no_action.data else None


class TakeBackForm(PageForm):
    """Why it does not stand."""

    reason = LongTextField(
        "Why does it not stand?",
        hint="One or two sentences. Kept with the case, with your name and rank. Not shown to him or the provider",
        longest=400,
        needed="Enter why it was wrong",
    )
