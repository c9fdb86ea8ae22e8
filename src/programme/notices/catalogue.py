"""Every notice, one line each: who gets it, by which channels, what it is about, and what makes it stale.

A folder of the same name under `notifications/` holds its words. A message that is still owed when an event makes it
stale is called off before that event is committed (`notices.staleness`); nothing else has to remember it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from programme.history import events
from programme.history.events import EventKind
from programme.notices.models import Channel


class Audience(StrEnum):
    """Whom a notice is for. A notice for staff goes to their work addresses: neutral as well, but it may name the
    service, it is never sent to an address of the person's, and it climbs where it cannot be delivered. A notice for an
    account is for the one member of staff whose account it is: it carries the link with which he chooses his password,
    goes to nobody else, and climbs nowhere."""

    PERSON = "person"
    STAFF = "staff"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a notice, and the events after which it is out of date."""

    words: str
    stale_when: frozenset[EventKind] = frozenset()


def _subject(words: str, *stale_when: EventKind) -> Subject:
    return Subject(words, frozenset(stale_when))


OPEN_OFFER = _subject(
    "an offer that waits for his answer",
    events.OfferAccepted,
    events.OfferDeclined,
    events.AdviceAskedFor,  # the day to answer is another, and he knows it
    events.AnswerDayMoved,
    events.OfferLapsed,
    events.OfferWithdrawn,
)
ENDED_OFFER = _subject("an offer that is over", events.OfferReopened, events.OfferMade)
PLACE = _subject(
    "the day and hour of his place here",
    events.PlaceCancelled,
    events.HoldLapsed,
    events.PlaceMoved,
    events.CourseDateChanged,
)
LOST_PLACE = _subject(
    "a place that he has no more, and that he can sign in to choose again",
    events.PlaceBooked,  # he chose another
    events.PlaceConfirmed,  # or has it back
    events.PlacedElsewhere,
    events.OfferWithdrawn,  # which has words of its own: he can choose none any more
    events.ResultReturned,  # which has words of its own: there is nothing more to choose
)
PAPER = _subject(
    "a form that somebody goes through with him before he can choose a date",
    events.CautionRecorded,
    events.OfferDeclined,
    events.OfferWithdrawn,
    events.ResultReturned,
    events.ReferralWithdrawn,
)
PLACE_ELSEWHERE = _subject(
    "the day of his place at a neighbouring programme",
    events.PlacedElsewhere,
    events.PlaceElsewhereChanged,
    events.PlaceElsewhereCalledOff,
    events.ResultFromElsewhereRecorded,
)
LOOKING = _subject(
    "dates for somebody who has no place",
    events.PlaceBooked,
    events.PlaceConfirmed,
    events.PlacedElsewhere,
    events.OfferWithdrawn,
    events.ResultReturned,
    events.ReferralWithdrawn,
)
RESULT = _subject("the result that stands", events.OfferReopened, events.ResultSuperseded)
LAST_DAY_TO_CHARGE = _subject("the last day to charge", events.OffenceCorrected)
REFUND = _subject("money that went back", events.FeeRefundFailed)
OWN_WAY = _subject("a code for whoever has this number or address in his hands", events.ContactChecked)
ALWAYS = _subject("what has to be known, whatever came after")
DETAILS = _subject(
    "what is kept of him while he has an offer",
    events.OfferDeclined,
    events.OfferLapsed,
    events.OfferWithdrawn,
    events.ResultReturned,
)
MANY = _subject("a date or a day's work, and no one case")
OWN_ACCOUNT = _subject("his own account, and no case")

SAFE = frozenset(Channel)
"""By email or text to the address that is safe for him, or by hand where none is."""
OLD_ADDRESS = frozenset({Channel.EMAIL, Channel.TEXT})
"""To the address that he had, or that a code is for: never to another, and called off where that changes once more
(`outbox.readdress`)."""
WORK = frozenset({Channel.EMAIL})


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice. `needless_late`: it tells him nothing that he has not been told, so that one whose time ran out before
    it went is of no use, and nobody has to see to it. Any other that ran out was not delivered. `at_once`: it answers
    what he does at that moment, so that it goes at any hour where he himself did it just now
    (`notices/keeping_hours.py`); every other one to him waits for the hours that are safe. `before_offer`: he is there
    and lets it be sent, so that it goes also where no offer was made yet."""

    audience: Audience
    channels: frozenset[Channel]
    about: Subject
    stale_when: frozenset[EventKind]
    needless_late: bool
    carries_link: bool = False
    at_once: bool = False
    before_offer: bool = False


def _to_person(
    about: Subject,
    *or_when: EventKind,
    by: frozenset[Channel] = SAFE,
    needless_late: bool = False,
    at_once: bool = False,
    before_offer: bool = False,
) -> Notice:
    stale = about.stale_when | {*or_when}
    return Notice(Audience.PERSON, by, about, stale, needless_late, at_once=at_once, before_offer=before_offer)


def _to_staff(about: Subject, *or_when: EventKind, carries_link: bool = False) -> Notice:
    """`carries_link`: to somebody without an account it carries a link to how its cases stand (`duties.links`). Not
    where that a case was stopped is already too much to show, and not where it is about no case."""
    return Notice(
        Audience.STAFF, WORK, about, about.stale_when | {*or_when}, needless_late=False, carries_link=carries_link
    )


def _to_account() -> Notice:
    return Notice(Audience.ACCOUNT, WORK, OWN_ACCOUNT, OWN_ACCOUNT.stale_when, needless_late=False)


CATALOGUE: dict[str, Notice] = {
    "advice_asked_for": _to_person(OPEN_OFFER, needless_late=True),
    "answer_day_moved": _to_person(OPEN_OFFER),
    "cases_given_on": _to_staff(MANY),
    "cases_handed_over": _to_staff(MANY, carries_link=True),
    "concern_raised": _to_staff(ALWAYS),
    "contact_changed": _to_person(ALWAYS, by=OLD_ADDRESS),
    "contact_code_sent": _to_person(OWN_WAY, by=OLD_ADDRESS, needless_late=True, at_once=True, before_offer=True),
    "course_date_changed": _to_person(PLACE),
    "course_reminder": _to_person(PLACE, needless_late=True),
    "cover_ended": _to_staff(MANY),
    "cover_given": _to_staff(MANY),
    "cover_taken": _to_staff(MANY),
    "date_to_choose": _to_person(LOOKING),
    "deadline_warning": _to_staff(LAST_DAY_TO_CHARGE, events.DisposalRecorded, events.ClockEnded, carries_link=True),
    "details_corrected": _to_person(DETAILS),
    "draft_waits": _to_staff(MANY),
    "fee_paid": _to_person(PLACE, at_once=True),
    "fee_refunded": _to_person(REFUND),
    "invitation": _to_account(),
    "lapse_undone": _to_person(LOOKING),
    "last_day_passed": _to_staff(ALWAYS, carries_link=True),
    "neighbour_over_number": _to_staff(MANY),
    "needs_answered": _to_person(PLACE, events.NeedsSaid, events.NeedsTakenBack),
    "needs_unanswered": _to_staff(MANY),
    "new_password": _to_account(),
    "no_place_in_time": _to_staff(LOOKING, carries_link=True),
    "nobody_was_told": _to_staff(ALWAYS, carries_link=True),
    "note_written": _to_staff(ALWAYS, carries_link=True),
    "offence_corrected": _to_staff(LAST_DAY_TO_CHARGE, carries_link=True),
    "offer_accepted": _to_person(LOOKING),
    "offer_lapsed": _to_person(ENDED_OFFER),
    "offer_made": _to_person(OPEN_OFFER),
    "offer_withdrawn": _to_person(ENDED_OFFER),
    "other_time_said": _to_staff(LAST_DAY_TO_CHARGE, carries_link=True),
    "paper_to_sign": _to_person(PAPER),
    "pay_link_sent": _to_person(PLACE, events.PlaceConfirmed, events.ContactChanged, needless_late=True, at_once=True),
    "pin_set_back": _to_person(ALWAYS),
    "place_booked": _to_person(PLACE, events.PlaceConfirmed, needless_late=True, at_once=True),
    "place_cancelled": _to_person(LOST_PLACE, at_once=True),
    "place_confirmed_free": _to_person(PLACE, at_once=True),
    "place_elsewhere_called_off": _to_person(LOST_PLACE),
    "place_moved": _to_person(PLACE, at_once=True),
    "placed_elsewhere": _to_person(PLACE_ELSEWHERE),
    "reason_given": _to_person(ALWAYS, at_once=True),
    "record_corrected": _to_staff(ALWAYS, carries_link=True),
    "register_corrected": _to_staff(MANY),
    "register_unsigned": _to_staff(MANY),
    "result_not_acknowledged": _to_staff(RESULT, events.ReturnAcknowledged, events.DisposalRecorded, carries_link=True),
    "result_not_acted_on": _to_staff(RESULT, events.DisposalRecorded, carries_link=True),
    "result_returned_to_officer": _to_staff(RESULT, carries_link=True),
    "result_returned_to_person": _to_person(RESULT, events.DisposalRecorded),  # where it was a charge
    "warnings_of_the_day": _to_staff(MANY, carries_link=True),
}

FOR_STAFF = frozenset(name for name, notice in CATALOGUE.items() if notice.audience is Audience.STAFF)
FOR_A_PERSON = frozenset(name for name, notice in CATALOGUE.items() if notice.audience is Audience.PERSON)
SENT_BEFORE_OFFER = frozenset(name for name, notice in CATALOGUE.items() if notice.before_offer)
AT_ONCE = frozenset(name for name, notice in CATALOGUE.items() if notice.at_once)
FOR_AN_ACCOUNT = frozenset(name for name, notice in CATALOGUE.items() if notice.audience is Audience.ACCOUNT)
FOR_HIS_OLD_ADDRESS = frozenset(name for name, notice in CATALOGUE.items() if notice.channels == OLD_ADDRESS)
CARRIES_LINK = frozenset(name for name, notice in CATALOGUE.items() if notice.carries_link)
STALE_BY_A_CHARGE = frozenset({"result_returned_to_person"})
"""Of what is recorded as done only a charge makes these stale: they say that it is still to be decided what comes next.
After any other he has to know all the same how his booking ended."""
NEEDLESS_LATE = frozenset(name for name, notice in CATALOGUE.items() if notice.needless_late)


def made_stale_by(kind: EventKind) -> frozenset[str]:
    """The notices that this event makes stale."""
    return frozenset(name for name, notice in CATALOGUE.items() if kind in notice.stale_when)
