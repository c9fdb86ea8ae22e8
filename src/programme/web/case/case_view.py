"""The case on its page and on the return: rows of facts, made from the case file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from programme.attendance.words import IDENTITY_WORDS, MARK_WORDS
from programme.bookings.states import BookingState
from programme.bookings.words import BOOKING_WORDS
from programme.concerns.rules import holds_up
from programme.concerns.words import DRUG_WORDS
from programme.history.timeline import Moment
from programme.insight.case_file import CaseFile
from programme.insight.case_now import CaseNow
from programme.intake.words import FLAG_WORDS
from programme.notices.models import Channel
from programme.outcomes.finalising import outcome_words
from programme.outcomes.models import RecordedDisposal
from programme.outcomes.rules import proposal_of
from programme.outcomes.words import DISPOSAL_WORDS, NO_ACTION_WORDS, excuse_lines
from programme.payments.words import FEE_WORDS
from programme.people.contact import wrong_with_mobile
from programme.people.states import ContactState
from programme.people.ways import HasStates, WayToCheck, ways_to_check
from programme.people.words import (
    CONTACT_STATE_WORDS,
    IDENTIFIER_WORDS,
    PROBLEM_WORDS,
    SAFE_CONTACT_WORDS,
    safe_hours_words,
)
from programme.policies.words import FAILURE_SENTENCES
from programme.referrals.states import BEFORE_OFFER, OFFER_IN_HAND, ReferralState
from programme.referrals.words import ADMISSION_WORDS, ORIGIN_WORDS, RELEASE_WORDS, state_words
from programme.shared.actor import Door
from programme.shared.dates import london_date, spoken_day, spoken_instant
from programme.web.case.case_clock import case_chip, case_clock
from programme.web.case.corrections import corrected, mistakes_said
from programme.web.case.eligibility_view import belonging, mistake_lines, route_row
from programme.web.case.heading import here
from programme.web.case.linking import linked
from programme.web.kit.visit import Visit


def case_context(
    case: CaseFile, visit: Visit, stands: CaseNow | None = None, own: Collection[str] = ()
) -> dict[str, Any]:
    """The context that its pages need; with `stands` also its clock, for the case's own page and its result's; without
    it the case was read by `look_at_case`. Cases that events name are links where they are the reader's `own`."""
    today = london_date(visit.now)
    return {
        "here": here(visit),
        "case": case,
        "holds_up": holds_up(case.referral.state),
        "referral": case.referral,
        "person": case.person,
        "today": today,
        "state": state_words(case.referral.state, stopped=case.stopped),
        "proposed": proposal_of(case.result, case.referral.offence_code, stopped=case.stopped),
        "failure_means": FAILURE_SENTENCES[case.route.on_failure],
        "belonging": belonging(case),
        "mistakes": mistake_lines(case),
        "identifiers": identifier_rows(case),
        **(
            case_clock(case, stands, visit.now)
            if stands
            else {"chip": case_chip(case, today, visit.request.state.bites)}
        ),
        "timeline_items": [_moment(moment, own, f"{visit.home}/referrals") for moment in case.timeline],
    }


def recorded_rows(recorded: Sequence[RecordedDisposal], put_to_a_human: Sequence[Moment]) -> list[dict[str, Any]]:
    """The disposals recorded, each time with who and why, newest first, among them what one person had said that a
    second has to say too."""
    done = [
        (
            one.recorded_at,
            [
                f"{DISPOSAL_WORDS[one.disposal]}, {spoken_instant(one.done_at)}"
                if one.disposal and one.done_at
                else "Taken back",
                *([NO_ACTION_WORDS[one.no_action]] if one.no_action else []),
                *excuse_lines(one.excuse, one.excuse_because),
                *([f"Home Office outcome {outcome_words(one.outcome)}"] if one.outcome else []),
                f"By {one.recorded_by}",
                *([one.reason] if one.reason else []),
            ],
        )
        for one in recorded
    ]
    said = mistakes_said(put_to_a_human) if done else []
    newest_first = sorted([*done, *said], key=lambda one: one[0], reverse=True)
    return [{"key": spoken_instant(at), "lines": lines} for at, lines in newest_first]


def flag_sentences(case: CaseFile) -> list[str]:
    """The oddities noticed when the case came in, in words; that he had no PNC ID only until he has one, by whichever
    of his cases."""
    numbered = any(one.kind.value == "pnc_id" for one in case.identifiers)
    flags = [flag for flag in case.referral.flags if not (numbered and flag == "pnc_missing")]
    return [FLAG_WORDS.get(flag, flag.replace("_", " ").capitalize()) for flag in flags]


def offence_rows(case: CaseFile, today: date, route_at: str) -> list[dict[str, Any]]:
    """The offence and how he came to us. `route_at` is where the route is changed."""
    referral = case.referral
    officer = " ".join(part for part in (referral.officer_rank, referral.officer_collar, referral.officer_name) if part)
    covers = [f"{one.covered_by} covers {one.days}" for one in case.covers(today)]
    return [
        {"key": "Offence", "value": referral.offence_code},
        {"key": "When", "lines": [spoken_instant(referral.offence_at), *corrected(case.corrections)]},
        {"key": "Where", "value": referral.offence_place},
        {"key": "Arrested", "value": spoken_instant(referral.arrested_at) if referral.arrested_at else "Not recorded"},
        {"key": "Custody number", "value": referral.custody_reference},
        {"key": "Release", "value": RELEASE_WORDS[referral.release]},
        *_caution(case),
        route_row(case, route_at),
        {"key": "Admission", "value": ADMISSION_WORDS[referral.admission]},
        {"key": "Officer", "lines": [officer, *covers] if officer else []},
        {"key": "Area", "value": referral.area},
        {"key": "Operation", "value": referral.operation},
        {"key": "Came by", "value": ORIGIN_WORDS[referral.origin]},
        {"key": "Referred", "lines": [spoken_instant(referral.referred_at), referral.referred_by]},
    ]


def _caution(case: CaseFile) -> list[dict[str, Any]]:
    """The day of a caution, and the limit of its conditions."""
    referral = case.referral
    if referral.cautioned_on is None:
        return []
    given = spoken_day(referral.cautioned_on)
    longer = f"Its conditions may exceptionally take longer: {referral.exceptional_reason}"
    longer_lines = [longer] if referral.exceptional_reason else []
    if referral.state in BEFORE_OFFER or not case.consent.newest_is_signed:
        limit = "That offer ended. Its limit holds until another document is signed"
        return [{"key": "Caution of an earlier offer", "lines": [given, limit, *longer_lines]}]
    return [{"key": "Caution given", "lines": [given, *(longer_lines or ["Its conditions have a limit of their own"])]}]


def booking_rows(case: CaseFile) -> list[dict[str, Any]]:
    """The place and whether its fee is paid; never how."""
    booking, course = case.booking, case.course_date
    if booking is None or course is None:
        return []
    rows: list[dict[str, Any]] = [
        {"key": "Place", "value": BOOKING_WORDS[booking.state]},
        {"key": "Course", "value": f"{spoken_instant(course.starts_at)}"},
        {"key": "Where", "lines": [case.venue.name, case.venue.postcode] if case.venue else []},
        {"key": "Provider", "value": case.provider},
        {"key": "Booked", "value": spoken_instant(booking.booked_at)},
    ]
    if booking.state is BookingState.HELD:
        rows.append({"key": "Held until", "value": spoken_instant(booking.held_until_at)})
    if case.fee is not None:
        rows.append({"key": "Fee", "value": FEE_WORDS[case.fee.state]})
    return rows


def custody_only_rows(case: CaseFile) -> list[dict[str, Any]]:
    """The facts that never leave custody of the force of the offence: for no provider, neighbour or paper that goes
    out."""
    drugs = case.drugs
    said = [DRUG_WORDS[drugs.step], f"{spoken_instant(drugs.recorded_at)}, {drugs.recorded_by}"] if drugs else []
    return [{"key": "Drug intervention", "lines": said or ["Nobody has recorded whether it was considered"]}]


def contact_rows(case: CaseFile) -> list[dict[str, Any]]:
    """How he can be reached and what he needs."""
    person = case.person
    return [
        {"key": "Safe to use", "value": SAFE_CONTACT_WORDS[person.safe_contact]},
        {"key": "Safe hours", "value": safe_hours_words(person.safe_hours)},
        {"key": "Mobile", "lines": _with_state(person.mobile, person.mobile_state, wrong_with_mobile(person.mobile))},
        {"key": "Email", "lines": _with_state(person.email, person.email_state)},
        {"key": "Address", "lines": [part for part in (person.address, person.postcode) if part]},
        {"key": "Interpreter", "value": person.interpreter},
        {"key": "Adjustments", "value": person.adjustments},
    ]


def way_unchecked(person: HasStates, state: ReferralState) -> WayToCheck | None:
    """Where messages to him go, as long as nobody knows whether they arrive and there are some to send."""
    ways = ways_to_check(person) if state in _WRITTEN_TO else []
    return ways[0] if ways and ways[0].state is not ContactState.CHECKED else None


def named_at(door: Door, channel: Channel, address: str) -> str:
    """A number or an address as the pages of a door name it: a neighbour is not shown how he is reached."""
    if door is not Door.PARTNER:
        return address
    return "his mobile number" if channel is Channel.TEXT else "his email address"


_WRITTEN_TO = frozenset({ReferralState.UNDECIDED, ReferralState.ELIGIBLE, *OFFER_IN_HAND})


def _with_state(kept: str, state: ContactState, wrong: str = "") -> list[str]:
    return [kept, wrong or CONTACT_STATE_WORDS[state]] if kept else []


def identifier_rows(case: CaseFile) -> list[dict[str, Any]]:
    """Each number as it was entered, in its canonical form, and what is wrong with it."""
    rows = []
    for number in case.identifiers:
        lines = [number.canonical or number.as_entered]
        if number.canonical and number.canonical != number.as_entered:
            lines.append(f"Entered as {number.as_entered}")
        if number.problem:
            lines.append(PROBLEM_WORDS.get(number.problem, number.problem.replace("_", " ")))
        rows.append({"key": IDENTIFIER_WORDS[number.kind], "lines": lines})
    return rows


def register_rows(case: CaseFile) -> list[dict[str, Any]]:
    """The day as the register has it: the kind of identity seen, never its number."""
    line = case.attendance
    if line is None:
        return []
    kind = IDENTITY_WORDS[line.identity_kind] if line.identity_kind else "None shown"
    return [
        {"key": "Mark", "value": MARK_WORDS[line.mark]},
        {"key": "Arrived", "value": spoken_instant(line.arrived_at) if line.arrived_at else "Not recorded"},
        {"key": "Left", "value": spoken_instant(line.left_at) if line.left_at else "Not recorded"},
        {"key": "Identity seen", "value": kind},
        {"key": "Identity checked by", "value": line.identity_checked_by},
        {"key": "Marked by", "value": line.marked_by},
        {"key": "Marked", "value": spoken_instant(line.marked_at) if line.marked_at else ""},
    ]


def entered_rows(case: CaseFile) -> list[dict[str, str]]:
    """The text of an import as it stood."""
    return [{"key": str(name).replace("_", " "), "value": str(text)} for name, text in case.referral.as_entered.items()]


def rung_rows(case: CaseFile) -> list[dict[str, Any]]:
    """Every deadline warning of the case, oldest first: put to whom, passed up to whom, seen by whom."""
    rows: list[dict[str, Any]] = []
    for moment in reversed(case.timeline):
        at, rung, role = spoken_instant(moment.happened_at), moment.facts.get("rung"), moment.facts.get("role")
        if moment.event == "rung_raised":
            rows.append({"rung": rung, "key": f"At {rung} days", "lines": [f"With {role} from {at}"], "seen": False})
        elif moment.event == "rung_passed_up":
            for row in rows:
                row["lines"] += [f"Escalated to {role}, {at}"] if row["rung"] == rung else []
        elif moment.event == "rung_acknowledged":
            for row in rows:  # whoever has seen the lower one has seen those before it
                row["lines"] += [] if row["seen"] else [f"Seen by {moment.who}, {at}"]
                row["seen"] = True
    return rows


def _moment(moment: Moment, own: Collection[str], cases: str) -> dict[str, Any]:
    late = moment.happened_at != moment.recorded_at
    recorded = f" Recorded {spoken_instant(moment.recorded_at)}." if late else ""
    return {
        "title": moment.headline,
        "by": moment.who,
        "at": moment.happened_at,
        "text": linked(f"{_sentence(moment.words)}{recorded}", own, cases),
    }


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
