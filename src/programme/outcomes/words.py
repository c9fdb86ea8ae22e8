"""How pages and the timeline say a result and what was done after it."""

from __future__ import annotations

from programme.outcomes.models import Disposal, Excuse, GivenAnswer, Mistake, NoActionReason, ResultReason, Verdict

GIVEN_ANSWER_WORDS = {
    GivenAnswer.ACCEPT: "Yes",
    GivenAnswer.DECLINE: "No",
    GivenAnswer.ADVICE: "He wants legal advice first",
}

REASON_WORDS: dict[ResultReason, str] = {
    ResultReason.ATTENDED_THROUGHOUT: "Identity checked, on time, present throughout",
    ResultReason.DID_NOT_COME: "Did not come",
    ResultReason.CAME_TOO_LATE: "Came after the door closed",
    ResultReason.IDENTITY_NOT_SHOWN: "Did not show who he is",
    ResultReason.LEFT_EARLY: "Left before the end",
    ResultReason.REMOVED: "Asked to leave",
    ResultReason.OFFER_DECLINED: "Declined the offer",
    ResultReason.OFFER_LAPSED: "Did not answer the offer in time",
    ResultReason.NOT_BOOKED_IN_TIME: "Did not book in time",
    ResultReason.FEE_NOT_PAID: "Did not pay the fee in time",
    ResultReason.TURNED_AWAY: "Turned away by the provider",
    ResultReason.INTERPRETER_ABSENT: "The interpreter was not there",
    ResultReason.COURSE_CANCELLED: "The course was cancelled",
    ResultReason.NO_PLACE_IN_TIME: "No place on a course in time",
    ResultReason.NOT_DECIDED_IN_TIME: "The force did not decide in time whether he could be offered a place",
    ResultReason.NOT_OFFERED_IN_TIME: "He could be offered a place, and the force did not offer it in time",
    ResultReason.NOT_ELIGIBLE: "Not eligible",
    ResultReason.WITHDRAWN_BY_FORCE: "Withdrawn by the force",
    ResultReason.CHOSE_COURT: "Chose to go to court",
    ResultReason.TIME_RAN_OUT: "There was no time left for a course",
    ResultReason.REGISTER_NOT_SIGNED: "The provider has not said what happened",
    ResultReason.RESULT_NOT_TOLD: "The neighbouring programme has not said what happened",
}

OWN_REASON_WORDS: dict[ResultReason, str] = {
    ResultReason.ATTENDED_THROUGHOUT: "you were on time and stayed to the end",
    ResultReason.DID_NOT_COME: "you did not come",
    ResultReason.CAME_TOO_LATE: "you came after the door had closed",
    ResultReason.IDENTITY_NOT_SHOWN: "you did not show who you are",
    ResultReason.LEFT_EARLY: "you left before the end",
    ResultReason.REMOVED: "you were asked to leave",
    ResultReason.OFFER_DECLINED: "you said no",
    ResultReason.OFFER_LAPSED: "there was no answer in time",
    ResultReason.NOT_BOOKED_IN_TIME: "no date was booked in time",
    ResultReason.FEE_NOT_PAID: "it was not paid in time",
    ResultReason.TURNED_AWAY: "you came, and they could not take you",
    ResultReason.INTERPRETER_ABSENT: "the interpreter was not there",
    ResultReason.COURSE_CANCELLED: "the date was cancelled",
    ResultReason.NO_PLACE_IN_TIME: "there was no place in time",
    ResultReason.NOT_DECIDED_IN_TIME: "it was not decided in time whether you could be offered a place",
    ResultReason.NOT_OFFERED_IN_TIME: "you were not offered a place in time",
    ResultReason.NOT_ELIGIBLE: "you cannot be offered a place",
    ResultReason.WITHDRAWN_BY_FORCE: "the office you first dealt with took it back",
    ResultReason.CHOSE_COURT: "you said no",
    ResultReason.TIME_RAN_OUT: "there was no time left to finish",
    ResultReason.REGISTER_NOT_SIGNED: "we have not been told how your day went",
    ResultReason.RESULT_NOT_TOLD: "we have not been told how your day went",
}
"""The same to himself, behind a "because", on a page that others may see."""

VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.COMPLETED: "Completed",
    Verdict.FAILED: "Not completed",
    Verdict.HIS_ANSWER: "Ended by his answer",
    Verdict.NO_FAULT: "Not completed, through no fault of his",
}

VERDICT_TONES = {
    Verdict.COMPLETED: "green",
    Verdict.FAILED: "red",
    Verdict.HIS_ANSWER: "grey",
    Verdict.NO_FAULT: "blue",
}

DISPOSAL_CHIPS: dict[Disposal, str] = {
    Disposal.CHARGE_ISSUED: "Charged",
    Disposal.CAUTION_COMPLETED: "Caution completed",
    Disposal.DEFERRED_PROSECUTION_COMPLETED: "Deferred prosecution completed",
    Disposal.COMMUNITY_RESOLUTION: "Community resolution",
    Disposal.NO_FURTHER_ACTION: "No further action",
    Disposal.TIME_LIMIT_EXPIRED: "Time limit expired",
    Disposal.DUPLICATE: "Duplicate",
    Disposal.REFERRED_IN_ERROR: "Referred in error",
}
"""How a case ended, where its days left stood before."""

DISPOSAL_WORDS: dict[Disposal, str] = {
    Disposal.CHARGE_ISSUED: "Charge issued",
    Disposal.CAUTION_COMPLETED: "Caution completed",
    Disposal.DEFERRED_PROSECUTION_COMPLETED: "Deferred prosecution completed (outcome 22)",
    Disposal.COMMUNITY_RESOLUTION: "Community resolution",
    Disposal.NO_FURTHER_ACTION: "No further action",
    Disposal.TIME_LIMIT_EXPIRED: "The time limit to charge expired (outcome 17)",
    Disposal.DUPLICATE: "Ended as a duplicate of another case",
    Disposal.REFERRED_IN_ERROR: "Ended as referred in error",
}

MISTAKE_WORDS: dict[Mistake, str] = {
    Mistake.RECORDED_TWICE: "Recorded twice",
    Mistake.NOT_HIM: "It was not him",
    Mistake.NO_OFFENCE: "There was no offence",
    Mistake.NO_ARREST: "There was no such arrest",
}


def mistake_words(mistake: Mistake, right: str | None) -> str:
    """ "Ended as a duplicate of KNN9-HCMM", "Ended as referred in error: it was not him"."""
    if mistake is Mistake.RECORDED_TWICE:
        return f"Ended as a duplicate of {right}"
    why = MISTAKE_WORDS[mistake]
    instead = f"; the right case is {right}" if right else ""
    return f"Ended as referred in error: {why[:1].lower()}{why[1:]}{instead}"


def mistake_words_before(mistake: Mistake, right: str | None) -> str:
    """The same up to the right case, whose reference stands behind it as a link: "Ended as a duplicate of"."""
    return mistake_words(mistake, right).removesuffix(right or "").rstrip()


NO_ACTION_WORDS: dict[NoActionReason, str] = {
    NoActionReason.NOT_IN_PUBLIC_INTEREST: "Not in the public interest: a police decision",
    NoActionReason.CPS_NOT_IN_PUBLIC_INTEREST: "Not in the public interest: decided by the CPS",
    NoActionReason.EVIDENCE: "Not enough evidence",
    NoActionReason.NOT_WORTH_INVESTIGATING: "Further investigation is not in the public interest",
    NoActionReason.ANOTHER_BODY: "Another body deals with it",
    NoActionReason.TOO_ILL: "He is too ill to be prosecuted",
    NoActionReason.DIED: "He has died",
    NoActionReason.OTHER: "Something else",
}

EXCUSE_WORDS: dict[Excuse, str] = {
    Excuse.NONE_GIVEN: "He has given no reason",
    Excuse.NOT_REASONABLE: "He gave a reason: looked at, and not a reasonable excuse",
    Excuse.REASONABLE: "He gave a reason: looked at, and a reasonable excuse",
}


def excuse_lines(excuse: Excuse | None, because: str) -> list[str]:
    """The decision about his reason, and why, a line each; none where it was not asked."""
    return [line for line in (EXCUSE_WORDS[excuse], because) if line] if excuse else []
