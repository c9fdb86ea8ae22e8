"""Every way to say no to somebody who answers a rung, sets a ladder or hands a case over."""

from __future__ import annotations

from programme.shared.refusal import Refusal


class NothingChosen(Refusal):
    """No warning was ticked."""

    code = "no_rung_chosen"
    headline = "Choose at least one warning"
    explanation = "Nothing was ticked, so nothing was recorded."
    remedy = "Go back, tick the warnings that you have seen, and send them again."
    status = 422


class WithSomebodyElse(Refusal):
    """It was passed up, or never was his."""

    code = "rung_with_somebody_else"
    headline = "This warning is with somebody else"
    explanation = "It was escalated because nobody had acknowledged it by its day, or it went to another role."
    remedy = "The list of running clocks says whom it is with. Tell them what you are doing about the case."


class CaseLinkOver(Refusal):
    """Wrong, run out, or of cases that are all over: the same answer."""

    code = "case_link_over"
    headline = "This link cannot be used any more"
    explanation = "It works for 14 days at the most, and no longer than what it is about. Or it is not complete."
    remedy = "Write to whoever your message names, or ask the desk that sent it."
    status = 404


class CaseLinkGivenOn(Refusal):
    """The link's case is with somebody else: it went to an officer who has it no more."""

    code = "case_link_given_on"
    headline = "This is with somebody else now"
    explanation = "So the link that was sent to you shows nothing any more."
    status = 410

    def __init__(self, ask: str) -> None:
        """`ask`: the address of the programme that can be written to; empty where it names none."""
        super().__init__(remedy=f"To ask about it, write to {ask or 'the desk that sent you the message'}.")


CANNOT_OPEN = (
    "Whoever covers opens the cases. The account is not at a desk of their force, may not read them, has no password "
    "yet, or was disabled meanwhile."
)


class NoSuchOfficer(Refusal):
    """An account that is no officer's of the force of the case."""

    code = "no_such_officer"
    headline = "Nobody with such an account can be the officer in this case"
    explanation = (
        "The account is not at a desk of the force of the case, may not read its cases, or was disabled meanwhile."
    )
    remedy = "Choose somebody else, or enter a name and an email address."
    status = 422
    field = "officer"


class SameOfficer(Refusal):
    """Cases given to whoever has them."""

    code = "same_officer"
    headline = "These cases are with him already"
    remedy = "Choose another officer."
    status = 422
    field = "officer"


class CoverDaysRefused(Refusal):
    """Days on which nobody can cover."""

    code = "cover_days_refused"
    headline = "These days cannot be covered"
    status = 422

    def __init__(self, wrong: str, *, field: str) -> None:
        super().__init__(headline=wrong, field=field)


class CoversOverlap(Refusal):
    """Somebody covers for the officer already on one of these days."""

    code = "covers_overlap"
    status = 422
    field = "from_on"

    def __init__(self, who: str, days: str) -> None:
        super().__init__(headline=f"{who} covers {days} already. Choose other days or other cases, or end that first")


class CoverIsAway(Refusal):
    """Whoever is to cover is covered for himself."""

    code = "cover_is_away"
    status = 422
    field = "officer"

    def __init__(self, who: str, days: str) -> None:
        super().__init__(headline=f"He is away himself: {who} covers for him {days}. Choose somebody else")


class CoversOthers(Refusal):
    """The officer covers for somebody else himself."""

    code = "covers_others"
    status = 422
    field = "from_on"

    def __init__(self, whom: str, days: str) -> None:
        super().__init__(headline=f"He covers for {whom} {days}. End that first, or choose other days")


class CoversForNobody(Refusal):
    """An officer without an account and an address: no message of his could go to anybody else."""

    code = "covers_for_nobody"
    headline = "Nobody can cover for an officer who has no account and no address"
    explanation = "Nothing is told to him, so there is nothing that could be told to somebody else."
    remedy = "Give his cases to another officer."


class CoverOver(Refusal):
    """It was ended, or its last day has passed."""

    code = "cover_over"
    headline = "This cover is over"
    explanation = "Somebody ended it, or its last day has passed. The cases are with the officer again."
    remedy = "Look at the list of officers for how it stands now."


class NoCasesToGive(Refusal):
    """None of the cases that were chosen is with that officer."""

    code = "no_cases_to_give"
    headline = "None of these cases is with that officer any more"
    explanation = "They were given to somebody else, or are over."
    remedy = "Go back to the list of officers."
    status = 409


class ChangedMeanwhile(Refusal):
    """Somebody else changed the programme between the page and the answer."""

    code = "programme_changed_meanwhile"
    headline = "Somebody else has changed the programme meanwhile"
    explanation = "What you were shown is not what it is any more, so nothing was saved."
    remedy = "Look at what it is now, and save your change again if it is still right."


class SettingsRefused(Refusal):
    """Settings that no form would have taken."""

    code = "settings_refused"
    headline = "These settings cannot be kept"
    explanation = "They would leave a clock that runs out unseen."
    remedy = "Change what is named, and save it again."
    status = 422

    def __init__(self, wrong: str) -> None:
        super().__init__(explanation=wrong)


class NothingToChange(Refusal):
    """The form holds the settings as they are kept."""

    code = "nothing_to_change"
    headline = "Nothing was changed"
    explanation = "Every setting is as it was."
    remedy = "Change a setting, or go back."
    status = 422


class EndsByItself(Refusal):
    """A task that no tick ends: what it is about has to change."""

    code = "task_ends_by_itself"
    headline = "This task ends by itself"
    explanation = "It stays until what it is about has changed, and then goes by itself."
    remedy = (
        "Where no date is in time, ask for another or return the case now. Where the last day to charge has passed, "
        "record what was done."
    )


class NothingToHandOver(Refusal):
    """Nothing was written."""

    code = "nothing_to_hand_over"
    headline = "Write what the next shift has to know"
    status = 422
    field = "text"


class OwnShiftNote(Refusal):
    """Whoever wrote it is not who has to read it."""

    code = "own_shift_note"
    headline = "You wrote this note yourself"
    explanation = "That it was read is for somebody of the next shift to say."
    remedy = "Leave it to them."
