"""The copy of everything that is kept of him, in parts as he reads them on paper: a heading, and facts by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from programme.attendance.words import IDENTITY_WORDS
from programme.bookings.words import BOOKING_WORDS
from programme.history import events
from programme.history.timeline import Moment
from programme.insight.day_needs import OwnNeeds
from programme.insight.own_copy import CopiedPlace, OwnCopy
from programme.insight.own_messages import OwnMessage
from programme.insight.own_receipts import money_lines
from programme.insight.own_standing import standing
from programme.payments.states import FeeState
from programme.people.words import IDENTIFIER_WORDS, with_state
from programme.referrals.models import Release
from programme.referrals.offences import offence
from programme.shared.dates import spoken_date, spoken_day, spoken_instant
from programme.shared.money import spoken_pounds
from programme.web.kit.templating import often
from programme.web.offender.messages import fate, how
from programme.web.offender.words import (
    ANSWER_TO_HIM,
    LOST_TO_HIM,
    MARKED_TO_HIM,
    NEEDS_TO_CHOOSE,
    OFFER_TO_HIM,
    REACHED_TO_HIM,
    TOLD_TO_HIM,
)

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CopiedPart:
    """A part of the copy. A fact without a value is left out."""

    heading: str
    facts: list[Fact]


def copied_parts(copy: OwnCopy, now: datetime) -> list[CopiedPart]:
    """The parts, in the order of what happened."""
    parts = [
        CopiedPart("Who you are", _person(copy)),
        CopiedPart("The case", _case(copy)),
        CopiedPart("What you were offered, and your answers", _offers(copy)),
        CopiedPart("Your places", [*(_place(place) for place in copy.places), *(_move(one) for one in copy.moves)]),
        CopiedPart("Reasons you gave", [(spoken_instant(one.written_at), one.words) for one in copy.reasons]),
        CopiedPart("Your money", _money(copy, now)),
        CopiedPart("How it stands", [("Now", standing(copy.case, now).says)]),
        CopiedPart("Who has details of you", [(row.who, row.what) for row in copy.holders]),
        CopiedPart("Passed on", [(spoken_instant(one.at), one.recipient) for one in copy.passed_on]),
        CopiedPart(
            "Who used your details",
            [(f"{spoken_day(one.on)}: {one.who}", one.what + often(one.times)) for one in copy.looks],
        ),
        CopiedPart("Messages to you", [(spoken_instant(one.at), _message(one)) for one in copy.messages]),
    ]
    return [kept for part in parts if (kept := _without_blanks(part)).facts]


def _without_blanks(part: CopiedPart) -> CopiedPart:
    return CopiedPart(part.heading, [(name, value) for name, value in part.facts if value])


def _person(copy: OwnCopy) -> list[Fact]:
    person = copy.person
    return [
        ("Name", person.name),
        ("Born", spoken_date(person.born_on) if person.born_on else ""),
        ("Address", ", ".join(line for line in (person.address, person.postcode) if line)),
        ("Mobile", with_state(person.mobile, person.mobile_state)),
        ("Email", with_state(person.email, person.email_state)),
        ("How we may reach you", REACHED_TO_HIM[person.safe_contact]),
        ("In these hours", person.safe_hours),
        ("Interpreter", person.interpreter),
        ("What you need", person.adjustments),
        ("You asked for, on the day", _needs(copy)),
        ("The answer to that", _answer(copy.needs)),
        *(("Helps you", one.said) for one in copy.helps),
        *((IDENTIFIER_WORDS[one.kind], one.canonical or one.as_entered) for one in copy.numbers),
    ]


def _needs(copy: OwnCopy) -> str:
    asked = copy.needs.asked
    if asked is None:
        return ""
    kinds = [words for kind, words in NEEDS_TO_CHOOSE.items() if kind in asked.kinds]
    return ". ".join(one for one in (*kinds, asked.language, asked.words) if one)


def _answer(needs: OwnNeeds) -> str:
    asked = needs.asked
    if asked is None or asked.arranged is None:
        return ""
    said = "It is arranged" if asked.arranged else "It cannot be arranged as you asked"
    before = "" if needs.is_answered else "This was for an earlier date"
    return ". ".join(one for one in (said, asked.answer.rstrip("."), before) if one)


def _case(copy: OwnCopy) -> list[Fact]:
    case = copy.referral
    said = offence(case.offence_code)
    return [
        ("Reference", case.reference),
        ("What it is about", said.title if said else case.offence_code),
        ("When", spoken_instant(case.offence_at)),
        ("Where", case.offence_place),
        ("Arrested", spoken_instant(case.arrested_at) if case.arrested_at else ""),
        ("Custody record", case.custody_reference or ""),
        ("Bail", f"Return on {spoken_date(case.bail_return_on)}" if case.bail_return_on else ""),
        ("Released", "Under investigation" if case.release is Release.UNDER_INVESTIGATION else ""),
        ("Sent to us", spoken_instant(case.referred_at)),
        ("To be finished by", spoken_date(case.complete_by_on)),
    ]


def _offers(copy: OwnCopy) -> list[Fact]:
    facts = []
    for one in copy.offers:
        facts.append((f"Made {spoken_instant(one.made_at)}", OFFER_TO_HIM[one.state]))
        if one.answered_at and one.answer:
            facts.append((f"You answered {spoken_instant(one.answered_at)}", ANSWER_TO_HIM[one.answer]))
        if one.advice_wanted_at:
            facts.append(("You asked for advice first", spoken_instant(one.advice_wanted_at)))
    facts += [(f"Told to you {spoken_instant(one.given_at)}", TOLD_TO_HIM[one.how]) for one in copy.explanations]
    if copy.case.signed_at:
        facts.append(("You signed the form", spoken_instant(copy.case.signed_at)))
    return facts


def _move(moved: Moment) -> Fact:
    what = "Moved" if moved.event == events.PlaceMoved.name else "Changed by us"
    return f"{what} {spoken_instant(moved.happened_at)}", moved.words


def _place(place: CopiedPlace) -> Fact:
    marked = MARKED_TO_HIM[place.mark] if place.mark else ""
    shown = f"You showed: {IDENTITY_WORDS[place.identity_kind]}" if place.identity_kind else ""
    came = f"Came at {spoken_instant(place.arrived_at)}" if place.arrived_at else ""
    left = f"Left at {spoken_instant(place.left_at)}" if place.left_at else ""
    where = f"{place.address}, {place.postcode}"
    stands = LOST_TO_HIM[place.lost_because] if place.lost_because else BOOKING_WORDS[place.state]
    said = (where, f"chosen {spoken_instant(place.booked_at)}", stands, marked, shown, came, left)
    return spoken_instant(place.starts_at), ". ".join(one for one in said if one)


def _money(copy: OwnCopy, now: datetime) -> list[Fact]:
    case = copy.case
    return [
        ("Cost", spoken_pounds(case.fee_pence) if case.fee_pence else "Nothing to pay"),
        ("Waived", "Yes" if case.fee_state is FeeState.WAIVED else ""),
        *money_lines(case, copy.receipts, now),
    ]


def _message(message: OwnMessage) -> str:
    return ". ".join(said.strip(".") for said in (how(message), fate(message), message.words) if said) + "."
