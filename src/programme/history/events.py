"""Every kind of thing that can happen to a case, in the past tense, and the words the timeline says it in.

An event's facts never hold free text about the offence: the timeline is read by more people than the case is.
`words` is a format string over the facts; instants and dates arrive in it already spoken, and `days_left` as a
sentence too, `time_left`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from programme.shared.dates import spoken_day, spoken_instant


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event: its stable name, its headline on the timeline, and a sentence over its facts."""

    name: str
    headline: str
    words: str = ""


KINDS: dict[str, EventKind] = {}


def kind(name: str, headline: str, words: str = "") -> EventKind:
    """Declare a kind of event, once."""
    assert name not in KINDS, f"{name} is declared twice"
    KINDS[name] = made = EventKind(name, headline, words)
    return made


def event_kind(name: str) -> EventKind:
    """The kind called `name`; an unknown one (from a newer release) tells itself by its name."""
    return KINDS.get(name) or EventKind(name, name.replace("_", " ").capitalize())


ReferralMade = kind("referral_made", "Referred", "Charge by {charge_by_on}. Return by {return_by_on}.")
AnotherOffenceSaid = kind("another_offence_said", "Said to be another offence", "Another than {others}.")
EligibilityDecided = kind("eligibility_decided", "Eligibility checked", "{verdict}. {reasons}")
AnsweredTogether = kind("answered_together", "Answered together with other cases of an export", "{reason}")
CriterionSetAside = kind("criterion_set_aside", "Criterion set aside", "{criterion}, by the rank of {rank}.")
CriterionPutBack = kind(
    "criterion_put_back",
    "Criterion not set aside any more",
    "{criterion}, by the rank of {rank}: {reason} It had been set aside because: {reason_then}",
)
CasesTied = kind("cases_tied", "Goes with another case", "Case {other}: one place, one fee, two clocks.")
CasesUntied = kind("cases_untied", "Goes with no other case now", "Case {other}, which it went with, was taken back.")
CasesParted = kind("cases_parted", "Goes with no other case now", "Case {other}: they share no place any more.")
SaidRecordedTwice = kind("said_recorded_twice", "Said to be recorded twice", "{said}")
SaidReferredInError = kind("said_referred_in_error", "Said to be referred in error", "{said}")
OtherTimeSaid = kind("other_time_said", "Another time of the offence said", "{said}")
OtherCaseOpenAgain = kind("other_case_open_again", "Two cases of his are open", "{said}")
IdentityDecided = kind("identity_decided", "Who he is, decided", "{decided}: case {other}. Asked because: {why}.")
IdentityTakenBack = kind("identity_taken_back", "Who he is, taken back", "It was: {decided}, case {other}.")
OffenceCorrected = kind(
    "offence_corrected",
    "Time of the offence corrected",
    "It was {offence_at}, not {was_at}. Charge by {charge_by_on}, before {was_charge_by_on}. Return by {return_by_on}. "
    "Complete by {complete_by_on}. The reason is recorded with the case.",
)
NoteWritten = kind("note_written", "Note written", "{to}")
ReasonGiven = kind("reason_given", "He gave a reason", "{where}. It stands in a note.")
NoteStruck = kind("note_struck", "Note struck out", "It stays to be read, with why it does not hold.")
RecordCorrected = kind("record_corrected", "Record put right or completed", "{what} {where}")
AnswerDayMoved = kind("answer_day_moved", "Less time to answer", "Answer by {answer_by_at}.")
OfficerChanged = kind("officer_changed", "Officer in the case changed", "It is {officer} now. Before: {was}.")
CoverArranged = kind(
    "cover_arranged",
    "Somebody covers for the officer in the case",
    "{covered_by} covers for {officer} from {from_on} to {until_on}.",
)
CoverEnded = kind(
    "cover_ended",
    "Nobody covers for the officer in the case any more",
    "{covered_by} covered for {officer}. It was to be until {until_on}.",
)
ReferralReceived = kind("referral_received", "Received from a neighbouring force", "Sent by {force}.")
AdmissionRecorded = kind("admission_recorded", "Admission recorded", "{admission}")
OfferMade = kind("offer_made", "Offer made", "Answer by {answer_by_at}. Wording version {version}.")
OfferExplained = kind(
    "offer_explained", "Explained to him again", "{how}, in {language}, {present}. Wording version {version}."
)
CautionRecorded = kind(
    "caution_recorded", "Caution document signed", "Signed {signed_at}. Given by {given_by}, {rank}. He was warned."
)
PaperPrinted = kind("paper_printed", "Paper to sign printed", "Its words are kept with the case.")
SupporterNamed = kind("supporter_named", "Somebody who helps him recorded", "{kind}. {may}.")
SupporterEnded = kind("supporter_ended", "Somebody helps him no more", "{kind}.")
SlipIssued = kind("slip_issued", "Slip printed", "The code on any earlier slip stopped working.")
TelephoneCallBegun = kind(
    "telephone_call_begun", "On the telephone with him", "He said what stands on his slip, and when he was born."
)
TriesForgotten = kind(
    "tries_forgotten", "Wrong tries to sign in forgotten", "With the new slip he can sign in at once."
)
OfferAccepted = kind("offer_accepted", "Offer accepted", "Wording version {version}.")
OfferDeclined = kind("offer_declined", "Offer declined", "Wording version {version}.")
AdviceAskedFor = kind(
    "advice_asked_for",
    "He wants legal advice first",
    "Answer by {answer_by_at}, and no later. Wording version {version}.",
)
CourtChosen = kind("court_chosen", "He would rather go to court", "Wording version {version}.")  # read, not recorded
AnswerRecorded = kind(
    "answer_recorded", "Answer taken down for him", "{answer}. {how}, by {by}. Wording version {version}."
)
LapseUndone = kind("lapse_undone", "Stands again", "He had answered in time: the offer that had lapsed stands.")
OfferReopened = kind("offer_reopened", "Opened again", "The result was: {reason}. It no longer counts.")
OfferWithdrawn = kind("offer_withdrawn", "Offer taken back", "")
OfferLapsed = kind("offer_lapsed", "Offer lapsed", "No answer by {answer_by_at}.")
PlaceBooked = kind("place_booked", "Place held", "{date_reference} on {starts_at}, held until {held_until_at}.")
PlaceConfirmed = kind("place_confirmed", "Place confirmed", "{date_reference} on {starts_at}.")
PlaceMoved = kind("place_moved", "Place moved", "From {from_starts_at} to {starts_at}.")
PlaceCancelled = kind("place_cancelled", "Place cancelled", "{date_reference} on {starts_at}.")
PlacedElsewhere = kind(
    "placed_elsewhere",
    "Place at a neighbouring programme",
    "{force}, on {course_on}.{their_reference} Last safe course day {complete_by_on}.",
)
PlaceElsewhereChanged = kind(
    "place_elsewhere_changed",
    "Place at a neighbouring programme changed",
    "{force}, now on {course_on}, before on {was_on}.{their_reference}",
)
PlaceElsewhereCalledOff = kind(
    "place_elsewhere_called_off", "Place at a neighbouring programme called off", "{force}, on {course_on}. {reason}"
)
ResultFromElsewhereRecorded = kind(
    "result_from_elsewhere_recorded",
    "The neighbouring programme gave the result",
    "By {told_by}, {force}, on {told_on}. His course was on {course_on}.",
)
CourseDateChanged = kind(
    "course_date_changed", "Course time or place changed", "{date_reference} is now on {starts_at}."
)
HoldLapsed = kind("hold_lapsed", "Held place released", "It was not paid for by {held_until_at}.")
PayLinkSent = kind("pay_link_sent", "Link to pay sent", "By {channel}. It works once.")
PaidOutsideRecorded = kind(
    "paid_outside_recorded", "Paid outside the service, as is said", "{amount} {how} on {paid_on}, {reference}."
)
PaidOutsideConfirmed = kind("paid_outside_confirmed", "Payment outside confirmed", "{amount} {how}, {reference}.")
PaidOutsideNotCome = kind("paid_outside_not_come", "Payment outside not found", "{amount} {how}, {reference}.")
CheckoutOpened = kind("checkout_opened", "Payment page opened", "{amount}.")
FeePaid = kind("fee_paid", "Fee paid", "{amount}.")
FeeRefundDue = kind("fee_refund_due", "Refund due", "{amount}. {reason}")
FeeRefunded = kind("fee_refunded", "Fee refunded", "{amount}.")
FeeRefundFailed = kind(
    "fee_refund_failed",
    "Refund could not be sent",
    "{amount}. The bank or the payment service did not take it: pay it another way.",
)
FeeRefundByHand = kind(
    "fee_refund_by_hand", "Refund to be paid by hand", "{amount}. It was not paid by card: pay it back another way."
)
FeeRefundedOutside = kind(
    "fee_refunded_outside", "Refunded outside the service", "{amount}. The place is as it was: decide what it means."
)
FeeDisputed = kind(
    "fee_disputed", "Payment disputed", "{amount}: {status}. Answer the bank; the result of the case does not change."
)
DisputeWon = kind("dispute_won", "Payment no longer disputed", "{amount} stays.")
FeeRefundedByHand = kind("fee_refunded_by_hand", "Refund paid another way", "{amount}.")
PaymentMismatch = kind(
    "payment_mismatch", "A payment does not match", "{amount} came in and was not recorded: a person must look."
)
ArrivalMarked = kind("arrival_marked", "Arrived at the course", "At {arrived_at}. Identity: {identity}.")
AttendanceMarked = kind("attendance_marked", "Attendance marked", "{mark}")
MarkUndone = kind("mark_undone", "Mark undone", "It was: {mark}")
RegisterSigned = kind("register_signed", "Register signed", "{date_reference}.")
RegisterChased = kind("register_chased", "Register asked for", "{date_reference} is not signed yet.")
RegisterChasedAbove = kind(
    "register_chased_above",
    "Register asked for",
    "{date_reference} is not signed yet, and the provider has nobody to ask: those above were told.",
)
NeedsSaid = kind("needs_said", "Needs for the day said", "What is asked for is recorded with the place.")
NeedsTakenBack = kind("needs_taken_back", "Needs for the day taken back", "Nothing is asked for.")
NeedsAnswered = kind("needs_answered", "Needs for the day answered", "{answer}.")
NeedsChased = kind("needs_chased", "Answer about needs asked for", "{date_reference} is near.")
NeedsChasedAbove = kind(
    "needs_chased_above",
    "Answer about needs asked for",
    "{date_reference} is near, and the provider has nobody to ask: those above were told.",
)
ResultDecided = kind("result_decided", "Result", "{verdict}: {reason}")
ResultReturned = kind("result_returned", "Returned to the force", "To {force}. {time_left}")
ResultSuperseded = kind(
    "result_superseded", "The result is known now", "What was returned before, {reason}, no longer counts."
)
ResultChased = kind("result_chased", "Result asked about", "Nobody has acknowledged it since {returned_on}.")
ResultChasedUndecided = kind(
    "result_chased_undecided",
    "Result asked about",
    "It was acknowledged on {acknowledged_on}, and nothing that was done is on record since.",
)
ReturnAcknowledged = kind("return_acknowledged", "Return acknowledged", "")
DisposalRecorded = kind("disposal_recorded", "What was done", "{done} on {done_at}.")
DisposalTakenBack = kind(
    "disposal_taken_back",
    "What was recorded as done was taken back",
    "It was recorded as: {was}. The reason is recorded with the case. {clock}",
)
MistakenCaseNamed = kind(
    "mistaken_case_named", "Another case was ended, and this is the right one", "{reference}. {mistake}."
)
MistakenCaseBack = kind(
    "mistaken_case_back", "A case that was ended, and named this as the right one, stands again", "{reference}."
)
ClockEnded = kind(
    "clock_ended", "The last day to charge has passed", "It was {charge_by_on}. No further action was taken."
)
ReferralWithdrawn = kind("referral_withdrawn", "Withdrawn", "{reason}")
ContactChanged = kind("contact_changed", "Contact details changed", "")
ContactCodeSent = kind("contact_code_sent", "Code sent to see whether messages reach him", "By {channel}.")
ContactChecked = kind("contact_checked", "A code that was sent was read back", "His {way} is checked.")
MessagesStopped = kind("messages_stopped", "Asked to send nothing more", "To his {way}: “{why}”.")
ContactCheckSkipped = kind("contact_check_skipped", "How he is reached was not checked", "{reason}.")
PinChosen = kind("pin_chosen", "A PIN of his own was chosen", "")
PinRemoved = kind("pin_removed", "The PIN of his own was removed", "")
PinSetBack = kind("pin_set_back", "The PIN was set back", "{reason}. {asked}.")
MessageSent = kind("message_sent", "Message sent", "“{notice}”, by {channel}.")
MessageFailed = kind("message_failed", "Message could not be sent", "“{notice}”, by {channel}.")
MessagePassedUp = kind(
    "message_passed_up", "Somebody else was told instead", "“{notice}” did not reach {was}: {role} was told."
)
NobodyReached = kind("nobody_reached", "Nobody could be told", "“{notice}” did not reach {was}, and nobody is above.")
MessageSentAgain = kind("message_sent_again", "Message to be sent again", "“{notice}”.")
ClockReckoned = kind(
    "clock_reckoned", "Dates worked out again", "Return by {return_by_on}. Complete by {complete_by_on}."
)
CautionExtended = kind(
    "caution_extended", "Longer limit of the caution", "{weeks} weeks. The reason is recorded with the case."
)
BailDateRecorded = kind("bail_date_recorded", "Bail changed", "{bail}. Before: {before}.{authority}")
TaskRaised = kind("task_raised", "To be seen to", "{task}. By {due_on}.")
PointSeenTo = kind("point_seen_to", "Seen to", "One of the points of the case to look at again.")
TaskDone = kind("task_done", "Seen to", "{task}.")
TaskFellAway = kind("task_fell_away", "Not needed any more", "{task}.")
RungRaised = kind("rung_raised", "Deadline warning", "{time_left} It is with {role}.{stands_for}")
NobodyToTell = kind(
    "nobody_to_tell",
    "Nobody could be told",
    "{what}: nobody has a role in this case, and the programme names no fall-back address.",
)
TimeLimitPassed = kind(
    "time_limit_passed",
    "The last day to charge has passed",
    "No charge and no other final disposal was on record by {charge_by_on}.",
)
RungAcknowledged = kind(
    "rung_acknowledged", "Deadline warning seen", "The warning at {rung} days, which was with {role}."
)
DecisionNoted = kind("decision_noted", "Decision noted", "About the warning at {rung} days: {note}")
RungPassedUp = kind(
    "rung_passed_up",
    "Deadline warning escalated",
    "Nobody said that he had seen the warning at {rung} days: it is with {role} now. {time_left}",
)
RungToldAgain = kind(
    "rung_told_again",
    "Deadline warning sent again",
    "Nobody has said that he has seen the warning at {rung} days: {role} was told again. {time_left}",
)
ConcernRaised = kind("concern_raised", "Stopped for safeguarding", "{told}")
ConcernDecided = kind("concern_decided", "Safeguarding has decided", "{decision}")
DrugInterventionRecorded = kind("drug_intervention_recorded", "A question of custody was answered", "")


def storable(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as JSON holds them: instants and dates in ISO form."""
    return {k: v.isoformat() if isinstance(v, (date, datetime)) else v for k, v in facts.items()}


def spoken(facts: dict[str, Any]) -> dict[str, str]:
    """Facts as the timeline says them: `..._at` as day and time, `..._on` as a day."""
    out: dict[str, str] = {}
    for key, value in facts.items():
        if value is None:
            out[key] = "not known"
        elif key.endswith("_at"):
            out[key] = spoken_instant(datetime.fromisoformat(value))
        elif key.endswith("_on"):
            out[key] = spoken_day(date.fromisoformat(value))
        else:
            out[key] = str(value)
    if (days := facts.get("days_left")) is not None:
        out["time_left"] = _time_left(days)
    return out


def _time_left(days: int) -> str:
    many = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    if days < 0:
        return f"The last day to charge had passed {many} before."
    return f"{many} {'was' if days == 1 else 'were'} left to charge." if days else "It was the last day to charge."
