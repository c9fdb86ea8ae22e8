"""Every way to say no to a referral, a draft or an import."""

from __future__ import annotations

from programme.shared.ranks import Rank
from programme.shared.refusal import Refusal
from programme.storage.constraints import refuses


class NotEligible(Refusal):
    """The rules say no. The criteria that are not met are the explanation."""

    code = "not_eligible"
    headline = "He cannot be referred"
    remedy = "Correct the answers if one is wrong. If they are right, go on with the charging decision."


class AlreadyReferred(Refusal):
    """This offence of this person is a case already."""

    code = "already_referred"
    headline = "This offence was referred before"
    explanation = "There is a case for the same person and the same offence. A second one would give it two clocks."
    remedy = "Look for the case by name and date of birth, and go on with it there."


class NoSuchNeighbour(Refusal):
    """The force chosen as sender has no agreement with us today."""

    code = "no_agreement"
    headline = "There is no agreement with that force today"
    explanation = "Referrals are taken only from forces with a sharing agreement that is in force."
    remedy = "Choose another force, or ask the coordinator about the agreement."
    field = "sent_by_force"


class AlreadyDecided(Refusal):
    """An offer was made, so what the rules were asked about is settled."""

    code = "already_decided"
    headline = "Eligibility is decided already"
    explanation = "The case was offered, goes with another, or has ended, so its eligibility is not looked at again."
    remedy = "To end an offer that should not have been made, withdraw the case."


class NothingToSettle(Refusal):
    """No fact was given."""

    code = "nothing_to_settle"
    headline = "Record at least one fact"
    explanation = "Nothing was filled in, so the rules would say the same again."
    remedy = "Fill in what is missing, or go back to the case."


class NotNotMet(Refusal):
    """There is nothing to set aside."""

    code = "not_not_met"
    headline = "This criterion is not in the way"
    explanation = "Only a criterion that is not met can be set aside. One that is not known has to be answered."
    remedy = "Go back to the case: it says what is open."
    field = "criterion"


class NeverSetAside(Refusal):
    """Nobody may set this criterion aside."""

    code = "never_set_aside"
    headline = "Nobody can set this criterion aside"
    explanation = "The rules that the case began with let no rank do it."
    remedy = "If an answer is wrong, correct it. Otherwise withdraw the case and decide what to do instead."
    field = "criterion"


class NotSetAside(Refusal):
    """There is nothing to put back."""

    code = "not_set_aside"
    headline = "This criterion is not set aside"
    explanation = "Only a criterion that somebody has set aside can be put back."
    remedy = "Go back to the case: it says what is met, not met and set aside."
    field = "back"


class TooManyDrafts(Refusal):
    """An account keeps at most fifty drafts."""

    code = "too_many_drafts"
    headline = "You have 50 drafts, which is the most there can be"
    remedy = "Refer or discard some of them, then save this one."


class EmptyExport(Refusal):
    """A file without a byte in it."""

    code = "empty_export"
    headline = "The file is empty"
    remedy = "Export it from the custody system again, then choose it here."
    status = 422
    field = "file"


class ImportNotReady(Refusal):
    """The worker is reading or taking it."""

    code = "import_not_ready"
    headline = "Wait until the rows have been read"
    explanation = "The worker is still busy with this file."
    remedy = "The page shows how far it is. Choose the rows when it has finished."


class NothingTicked(Refusal):
    """Nothing to take."""

    code = "nothing_ticked"
    headline = "Tick at least one row to take"
    remedy = "Rows that can be taken, or are to decide, can be ticked."
    status = 422


refuses(
    "uq_referrals_custody_offence",
    "referrals.custody_reference, referrals.force_code, referrals.person_id, referrals.offence_at, "
    "referrals.offence_code, referrals.offence_place",
    AlreadyReferred,
)


class RankTooLow(Refusal):
    """Whoever asks does not have the rank that it needs."""

    code = "rank_too_low"
    status = 403

    def __init__(self, needed: Rank) -> None:
        super().__init__(
            headline=f"This needs the rank of {needed.label} or above",
            explanation="Your account does not have the rank.",
            remedy=f"Ask a {needed.label} to do it from their own account.",
        )


class RouteKept(Refusal):
    """An offer was made by the route, or the case has its result by it."""

    code = "route_kept"
    headline = "The route of this case can not be changed now"
    explanation = "An offer was made by it, or the case has its result: what he was told hangs on the route."
    remedy = "Where the case is opened again, its route can be changed before the next offer."


class ReasonMissing(Refusal):
    """A departure from the rule needs a reason on record."""

    code = "reason_missing"
    headline = "Say why"
    remedy = "Write the reason in a sentence."
    status = 422
    field = "reason"


class NoCautionToExtend(Refusal):
    """There is no caution whose conditions could take longer."""

    code = "no_caution_to_extend"
    headline = "No caution is recorded in this case"
    explanation = "The longer limit is one of a conditional caution: without one there is no limit to extend."
    remedy = "Record the date of the caution with the offer."


class CautionNotExtended(Refusal):
    """The case has its result, or its route knows no longer limit."""

    code = "caution_not_extended"
    headline = "The limit cannot be extended"
    explanation = "The case has its result already, or its route has no longer limit."
    remedy = "Go back to the case: its next step says what can be done."


class ExtendedAlready(Refusal):
    """The reason for the longer limit is on record."""

    code = "extended_already"
    headline = "The longer limit is recorded already"
    explanation = "The reason on record is the one that moved the dates, so another does not take its place."
    remedy = "Go back to the case: its dates have the longer limit in them."


class ClockIsOver(Refusal):
    """A charge was issued, or the case was finished without one."""

    code = "clock_is_over"
    headline = "The case is finished"
    explanation = "A charge was issued, or it was recorded that there will be none, so nothing of its time is changed."
    remedy = "If that was recorded by mistake, correct what was done first."


class BailDateMissing(Refusal):
    """Bail has a day to return on, and nothing else has."""

    code = "bail_date_missing"
    headline = "Enter the date he has to return, or choose that there is no bail"
    remedy = "On bail he has a day to return on; without bail there is none."
    status = 422
    field = "bail_return_on"


class BailInThePast(Refusal):
    """A day that is over."""

    code = "bail_in_the_past"
    headline = "The date he has to return must be today or later"
    remedy = "If he is not on bail any more, choose that there is no bail."
    status = 422
    field = "bail_return_on"


class BailIsAsItWas(Refusal):
    """The date sent is the one that is kept."""

    code = "bail_is_as_it_was"
    headline = "This is what is recorded already: change it, or go back"
    status = 422
    field = "release"


class BailNeedsACourt(Refusal):
    """Longer than the police can give."""

    code = "bail_needs_a_court"
    status = 422
    field = "bail_return_on"

    def __init__(self, months: int) -> None:
        super().__init__(
            headline=f"The date he has to return must be within {months} months of the arrest: check the year",
            explanation="Longer bail is a magistrates' court's to give, and the time to charge is over long before.",
            remedy="Check the date.",
        )


class BailAuthorityNeeded(Refusal):
    """Bail beyond three months takes a higher rank."""

    code = "bail_authority_needed"
    status = 422

    def __init__(self, needed: Rank, *, somebody_named: bool) -> None:
        super().__init__(
            headline=f"Bail until this date takes {needed.with_article} or above: enter the name and rank",
            explanation="It runs beyond what whoever is on duty may give.",
            remedy="Ask somebody of that rank, and enter the name and rank.",
            field="authorised_rank" if somebody_named else "authorised_by",
        )


class ChargeIssued(Refusal):
    """The clock has stopped: what it ran from is evidence now."""

    code = "charge_issued"
    headline = "The offence cannot be corrected any more"
    explanation = "A charge was issued in this case, and the charge says when the offence was."
    remedy = "If it was recorded by mistake, correct what was done first. Otherwise the prosecutor amends the charge."


class OffenceIsAsItWas(Refusal):
    """The time sent is the one that is kept."""

    code = "offence_is_as_it_was"
    headline = "This is what is recorded already: change the date or the time, or go back"
    status = 422
    field = "offence_on"


class OffenceAfterReferral(Refusal):
    """Nobody was referred for an offence before it was committed."""

    code = "offence_after_referral"
    headline = "The offence must be before he was referred for it"
    remedy = "Check the date and the time."
    status = 422
    field = "offence_on"


class CorrectedMeanwhile(Refusal):
    """Somebody else corrected it between the page and the answer."""

    code = "offence_corrected_meanwhile"
    headline = "Somebody else has corrected the offence meanwhile"
    explanation = "What you were shown is not what it is any more, so nothing was changed."
    remedy = "Go back to the case, and look at what it says now."


class RecordIsAsItWas(Refusal):
    """The facts sent are those that are kept."""

    code = "record_is_as_it_was"
    headline = "This is what is recorded already: change it, or go back"
    status = 422
    field = "reason"
