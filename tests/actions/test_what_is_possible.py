"""Possible deeds are asked once: in every state of a case, whatever a page offers is done, and everything it does not
offer is refused in the very words that it would have been refused in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from programme import actions
from programme.actions.accept_offer import accept_offer
from programme.actions.acknowledge_result import acknowledge_result
from programme.actions.ask_for_advice import ask_for_advice
from programme.actions.book_place import book_place
from programme.actions.call_off_place_elsewhere import call_off_place_elsewhere
from programme.actions.cancel_booking import cancel_booking
from programme.actions.cancel_course_date import cancel_course_date
from programme.actions.change_contact import change_contact
from programme.actions.change_course_date import change_course_date
from programme.actions.change_officer import change_officer
from programme.actions.check_contact import check_contact
from programme.actions.correct_contact import Contact, correct_contact
from programme.actions.correct_offence import correct_offence
from programme.actions.correct_record import correct_record
from programme.actions.decide_concern import decide_concern
from programme.actions.decide_identity import decide_identity
from programme.actions.decline_offer import decline_offer
from programme.actions.end_mistaken_case import end_mistaken_case
from programme.actions.explain_offer import explain_offer
from programme.actions.extend_caution import extend_caution
from programme.actions.issue_slip import issue_slip
from programme.actions.make_offer import make_offer
from programme.actions.mark_the_rest import mark_the_rest
from programme.actions.move_booking import move_booking
from programme.actions.name_supporter import name_supporter
from programme.actions.open_checkout import open_checkout
from programme.actions.open_register import open_register
from programme.actions.place_elsewhere import place_elsewhere
from programme.actions.raise_concern import raise_concern
from programme.actions.record_answer import record_answer
from programme.actions.record_bail import record_bail
from programme.actions.record_caution import record_caution
from programme.actions.record_disposal import record_disposal
from programme.actions.record_drug_intervention import record_drug_intervention
from programme.actions.record_result_from_elsewhere import record_result_from_elsewhere
from programme.actions.reopen_offer import reopen_offer
from programme.actions.return_now import return_now
from programme.actions.set_back_pin import set_back_pin
from programme.actions.settle_eligibility import settle_eligibility
from programme.actions.sign_register import sign_register
from programme.actions.take_back_disposal import take_back_disposal
from programme.actions.withdraw_referral import withdraw_referral
from programme.actions.write_note import write_note
from programme.attendance.states import MarkEvent
from programme.bookings.elsewhere import Arranged
from programme.bookings.states import CallOffReason
from programme.clock.bail import Bail
from programme.concerns.models import DrugStep, Sign
from programme.concerns.settling import Answers
from programme.concerns.states import ConcernEvent
from programme.courses.queries import own_date
from programme.courses.scheduling import Times
from programme.courses.states import DateState
from programme.insight.case_now import CaseNow, case_now
from programme.insight.date_deeds import DateDeed, why_not_on_date
from programme.insight.next_step import next_step
from programme.insight.own_case import own_case
from programme.insight.own_deeds import possible_for_him
from programme.insight.possible import DEEDS_AT, ONLY_CUSTODY, possible
from programme.offers.authorising import Authoriser
from programme.offers.models import PinAsked, PinReason
from programme.offers.states import OfferState
from programme.offers.told.released import newest_version
from programme.outcomes.models import Disposal, GivenAnswer, Mistake, ResultReason
from programme.people.models import SafeContact
from programme.people.officers import Officer
from programme.referrals.corrections import RecordPart
from programme.referrals.deeds import Deed, OwnDeed
from programme.referrals.models import Admission, Release, SupporterKind
from programme.referrals.next_action import Owner
from programme.referrals.states import ReferralState
from programme.referrals.supporters import Helps
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import Actor, Door, Role
from programme.shared.refusal import NotFound, Refusal
from programme.storage.database import Database
from programme.web.case.deeds import PARTS, WORDS
from tests.support.builders import NOW, World, a_course_date, a_world, signed, told
from tests.support.states_of_a_case import NEIGHBOUR, STATES, TODAY, CaseInState, StatesOfACase, cases_in

CURRENT = newest_version("conditional_caution")
A_MINUTE_AGO = NOW - timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Known:
    """The arguments of an action besides whose case it is."""

    case: CaseInState
    dates: tuple[str, ...]

    @property
    def answer(self) -> GivenAnswer:
        """A yes where none was said, else a change of mind."""
        return GivenAnswer.DECLINE if self.case.offer_state is OfferState.ACCEPTED else GivenAnswer.ACCEPT


Say = Callable[[Known], dict[str, Any]]

DO: Mapping[Deed, tuple[Callable[..., Any], Say]] = {
    Deed.MAKE_OFFER: (
        make_offer,
        lambda known: {"secret_hash": "-", "told": told(), "authorised": Authoriser("Insp E. High", "inspector")},
    ),
    Deed.ISSUE_SLIP: (issue_slip, lambda known: {"secret_hash": "-"}),
    Deed.REOPEN_OFFER: (reopen_offer, lambda known: {"reason": "He was in hospital."}),
    Deed.EXPLAIN_OFFER: (explain_offer, lambda known: {"told": told()}),
    Deed.RECORD_ANSWER: (
        record_answer,
        lambda known: {
            "answer": known.answer,
            "told": told(at=NOW - timedelta(hours=2)),
            "reason": "The desk was alone.",
        },
    ),
    Deed.RECORD_CAUTION: (record_caution, lambda known: {"caution": signed()}),
    Deed.PLACE_ELSEWHERE: (place_elsewhere, lambda known: {"arranged": Arranged(NEIGHBOUR, TODAY, "THEIRS-9")}),
    Deed.RECORD_RESULT_FROM_ELSEWHERE: (
        record_result_from_elsewhere,
        lambda known: {"reason": ResultReason.ATTENDED_THROUGHOUT, "told_by": "Their desk", "told_on": TODAY},
    ),
    Deed.CALL_OFF_PLACE_ELSEWHERE: (call_off_place_elsewhere, lambda known: {"reason": CallOffReason.CANNOT_COME}),
    Deed.RETURN_NOW: (return_now, lambda known: {}),
    Deed.SETTLE_ELIGIBILITY: (settle_eligibility, lambda known: {"answers": Answers(admission=Admission.ADMITTED)}),
    Deed.DECIDE_IDENTITY: (
        decide_identity,
        lambda known: {"other": "LIKE-0001", "is_same": True, "reason": "His photograph."},
    ),
    Deed.ACKNOWLEDGE_RESULT: (acknowledge_result, lambda known: {}),
    Deed.RECORD_DISPOSAL: (
        record_disposal,
        lambda known: {
            "disposal": Disposal.CHARGE_ISSUED,
            "done_at": A_MINUTE_AGO,
            "reason": "A reason.",
            "late_is_true": True,
        },
    ),
    Deed.TAKE_BACK_DISPOSAL: (take_back_disposal, lambda known: {"reason": "It was another case."}),
    Deed.END_MISTAKEN_CASE: (end_mistaken_case, lambda known: {"mistake": Mistake.NO_ARREST, "reason": "A slip."}),
    Deed.RAISE_CONCERN: (raise_concern, lambda known: {"signs": [Sign.CONTROLLED]}),
    Deed.DECIDE_CONCERN: (decide_concern, lambda known: {"decision": ConcernEvent.CLEARED, "reason": "Looked at."}),
    Deed.RECORD_DRUG_INTERVENTION: (record_drug_intervention, lambda known: {"step": DrugStep.NOT_NEEDED}),
    Deed.WRITE_NOTE: (write_note, lambda known: {"text": "He rings back on Monday."}),
    Deed.CORRECT_RECORD: (
        correct_record,
        lambda known: {"part": RecordPart.PERSON, "facts": {"surname": "Otherwise"}, "reason": "His passport says so."},
    ),
    Deed.CORRECT_CONTACT: (
        correct_contact,
        lambda known: {"contact": Contact("07700900001", "he@example.org", "1 A Road", "XY1 2AB", SafeContact.ANY, "")},
    ),
    Deed.CHECK_CONTACT: (check_contact, lambda known: {"code": "000000"}),
    Deed.NAME_SUPPORTER: (
        name_supporter,
        lambda known: {"helps": Helps(SupporterKind.SOLICITOR, "A. Lawyer", "", "01632 960 005", may_speak=True)},
    ),
    Deed.SET_BACK_PIN: (
        set_back_pin,
        lambda known: {"asked": PinAsked.FACE_TO_FACE, "reason": PinReason.FORGOTTEN},
    ),
    Deed.CHANGE_OFFICER: (
        change_officer,
        lambda known: {"officer": Officer("PC", "7", "A Nother", "nother@example.org")},
    ),
    Deed.CORRECT_OFFENCE: (
        correct_offence,
        lambda known: {
            "offence_at": known.case.offence_at - timedelta(hours=1),
            "was_at": known.case.offence_at,
            "reason": "The camera shows it.",
        },
    ),
    Deed.RECORD_BAIL: (record_bail, lambda known: {"bail": Bail(Release.UNDER_INVESTIGATION)}),
    Deed.EXTEND_CAUTION: (extend_caution, lambda known: {"reason": "He was in hospital."}),
    Deed.WITHDRAW_REFERRAL: (withdraw_referral, lambda known: {"reason": WithdrawalReason.EVIDENCE}),
}
"""The action of each deed, and what it is told that no form would refuse."""

HIMSELF_DOES: Mapping[OwnDeed, tuple[Callable[..., Any], Say]] = {
    OwnDeed.ACCEPT_OFFER: (accept_offer, lambda known: {"words_version": CURRENT}),
    OwnDeed.ASK_FOR_ADVICE: (ask_for_advice, lambda known: {"words_version": CURRENT}),
    OwnDeed.DECLINE_OFFER: (decline_offer, lambda known: {"words_version": CURRENT}),
    OwnDeed.BOOK_PLACE: (book_place, lambda known: {"date_reference": known.dates[0]}),
    OwnDeed.OPEN_CHECKOUT: (
        open_checkout,
        lambda known: {"reference": known.case.reference, "public_url": "http://localhost"},
    ),
    OwnDeed.MOVE_BOOKING: (move_booking, lambda known: {"date_reference": known.dates[0]}),
    OwnDeed.CANCEL_BOOKING: (cancel_booking, lambda known: {}),
    OwnDeed.CHANGE_CONTACT: (
        change_contact,
        lambda known: {"mobile": "07700900002", "email": "", "safe_contact": SafeContact.ANY},
    ),
}

NO_DEED_OF_A_CASE = {
    "abandon_checkout": "the service gives up a page that the gateway did not open",
    "acknowledge_by_link": "about a warning, by whoever has the link: asked as `acknowledge_rung` is",
    "acknowledge_rung": "about a warning: the page asks `RungLine.is_for`, as the action does",
    "add_agreement": "about a neighbour",
    "add_eligibility_rules": "about the programme's rules",
    "add_provider": "about a provider",
    "add_route_version": "about the programme's routes",
    "add_venue": "about a venue",
    "arrange_cover": "about an officer who is away",
    "ask_for_new_password": "about an account",
    "change_account": "about an account",
    "change_agreement": "about a neighbour",
    "choose_pin": "about his own sign-in, at his own door",
    "remove_pin": "about his own sign-in, at his own door",
    "renew_own_sign_in": "about his own sign-in, at his own door",
    "change_own_password": "about an account",
    "change_programme": "about the programme",
    "change_provider": "about a provider",
    "change_venue": "about a venue",
    "chase_draft": "time",
    "begin_telephone_call": "about who is on the telephone: tests/doors/test_telephone.py",
    "end_telephone_call": "about who is on the telephone",
    "answer_needs": "about a line of a date: tests/actions/test_needs.py",
    "chase_needs": "time",
    "chase_register": "time",
    "chase_result": "time",
    "choose_password": "about an account",
    "confirm_policies": "about the programme",
    "sign_words": "about the programme",
    "take_back_words": "about the programme",
    "disable_account": "about an account",
    "discard_referral_draft": "about a draft, which is no case yet",
    "drop_view": "about somebody's own list",
    "enable_account": "about an account",
    "end_agreement": "about a neighbour",
    "end_clock_by_time": "time",
    "end_cover": "about an officer who is away",
    "end_cover_by_time": "time",
    "end_provider": "about a provider",
    "end_supporter": "asked with NAME_SUPPORTER: tests/doors/test_supporters.py",
    "end_venue": "about a venue",
    "finish_task": "about a task: what is open, and not for the facts to end, is offered",
    "follow_up_message": "time",
    "hand_cases_on": "about the cases of one officer: each is asked under its lock",
    "invite_again": "about an account",
    "keep_view": "about somebody's own list",
    "lapse_hold": "time",
    "lapse_offer": "time",
    "mark_attendance": "about a line of the register: tests/actions/test_register.py",
    "mark_the_rest": "asked with the marks of a date, below",
    "offer_course_date": "about a date that is not there yet",
    "open_account": "about an account",
    "pass_up_rungs": "time",
    "print_paper": "kept as it is printed, from the pages that make the offer and record the signature",
    "put_criterion_back": "asked with SETTLE_ELIGIBILITY; which criteria and whose rank, the form says",
    "recalculate_clock": "time",
    "say_needs": "about the day, and asked on its own page: tests/actions/test_needs.py",
    "read_shift_note": "about a shift",
    "record_dispute": "the card company",
    "record_outside_refund": "the card company",
    "send_contact_code": "asked with CHECK_CONTACT: which number or address, the form says",
    "stop_messages": "by whoever has the link of a message: tests/actions/test_stop_messages.py",
    "skip_contact_check": "asked with CHECK_CONTACT, in every state",
    "record_payment": "the card company",
    "record_refund": "the card company",
    "record_try_out": "about the programme",
    "refer_offender": "makes the case",
    "remind_of_courses": "time",
    "report_last_days": "time",
    "return_unbooked": "time",
    "return_unoffered": "time",
    "return_unsigned": "time",
    "return_untold": "time",
    "save_referral_draft": "about a draft, which is no case yet",
    "send_message_again": "about a message: the page asks the message",
    "send_messages_again": "about messages: the page asks each of them",
    "set_criterion_aside": "asked with SETTLE_ELIGIBILITY; which criteria and whose rank, the form says",
    "confirm_paid_outside": "about a payment that waits, by a second person: tests/doors/test_paid_outside.py",
    "give_reason": "in every state: tests/doors/test_own_reason.py, tests/doors/test_telephone.py",
    "record_paid_outside": "asked with OPEN_CHECKOUT, on the telephone: tests/doors/test_paid_outside.py",
    "send_pay_link": "asked with OPEN_CHECKOUT, on the telephone: tests/doors/test_pay_by_link.py",
    "set_fee": "about the programme",
    "set_privacy_notice": "about the programme",
    "tick_go_live_step": "about the programme",
    "set_password": "about an account",
    "set_up": "about the programme",
    "settle_undelivered": "time",
    "settle_import_cases": "many cases of a file at once: of each it asks the rule of SETTLE_ELIGIBILITY",
    "start_custody_import": "about a file",
    "take_back_agreement": "about a neighbour",
    "take_back_route_version": "about a route",
    "take_back_identity": "about a decision: the page asks which stands",
    "strike_note": "about a note: offered on those of the own side that stand",
    "take_import_rows": "makes cases",
    "tell_by_hand": "about a message: the page asks the message",
    "tell_of_warnings": "time",
    "undo_mark": "about a line of the register: tests/actions/test_register.py",
    "warn_of_deadlines": "time",
    "watch_contacts": "time",
    "watch_places": "time",
    "write_shift_note": "about a shift",
}
"""Actions that nobody does to a case as a whole, and why."""
SAID_BEFORE = {OwnDeed.ACCEPT_OFFER: OfferState.ACCEPTED}
"""Not offered again, and not refused either: to say the same twice changes nothing."""


class NotKept(Exception):
    """Ends a transaction that is only tried."""


def tried(database: Database, action: Callable[..., Any], **said: Any) -> Refusal | None:
    """The refusal of the action; None where it is done. Nothing of it is kept."""

    def run(db: Any) -> None:
        action(db, **said)
        db.flush()
        raise NotKept()

    try:
        database.write_now(run)
    except NotKept:
        return None
    except Refusal as refusal:
        return refusal
    raise AssertionError("the transaction was kept")


def words_of(refusal: Refusal | None) -> tuple[str, ...]:
    """The words that somebody reads of it."""
    if refusal is None:
        return ("it is done",)
    return (type(refusal).__name__, refusal.headline, refusal.explanation, refusal.remedy)


@dataclass(frozen=True, slots=True)
class Everything:
    """Every state of a case in one database, and who there is."""

    database: Database
    world: World
    cases: list[CaseInState]
    dates: tuple[str, ...]

    @property
    def staff(self) -> dict[str, Actor]:
        """Everybody who may find the cases of the force."""
        desk = self.world.custody
        return {
            "the sergeant who recorded it": desk,
            "another sergeant": replace(desk, id=5, name="Sgt B. Other"),
            "a constable": replace(desk, id=4, name="PC C. Young", rank="PC"),
            "safeguarding": self.world.safeguarding,
            "the force at its own door": replace(
                desk, door=Door.PARTNER, id=6, name="Sgt D. Away", roles=frozenset({Role.PARTNER_STAFF})
            ),
            "the coordinator": replace(
                desk, door=Door.ADMIN, id=7, name="C. Ordinator", roles=frozenset({Role.COORDINATOR})
            ),
        }

    def known(self, case: CaseInState) -> Known:
        """The facts of the case."""
        return Known(case, self.dates)

    def stands(self, case: CaseInState, actor: Actor) -> CaseNow:
        """The case as it stands."""
        return self.database.read_now(lambda db: case_now(db, case.reference, actor, now=NOW))


Possibly = Callable[[CaseNow, Actor, Any], Mapping[Deed, Refusal | None]]


COORDINATORS = frozenset(
    {
        Deed.REOPEN_OFFER,
        Deed.PLACE_ELSEWHERE,
        Deed.RECORD_RESULT_FROM_ELSEWHERE,
        Deed.CALL_OFF_PLACE_ELSEWHERE,
        Deed.RETURN_NOW,
        Deed.END_MISTAKEN_CASE,
        Deed.ACKNOWLEDGE_RESULT,
        Deed.RECORD_DISPOSAL,
        Deed.TAKE_BACK_DISPOSAL,
        Deed.WRITE_NOTE,
        Deed.CORRECT_RECORD,
        Deed.CORRECT_CONTACT,
        Deed.CHECK_CONTACT,
        Deed.NAME_SUPPORTER,
        Deed.SET_BACK_PIN,
        Deed.CHANGE_OFFICER,
        Deed.CORRECT_OFFENCE,
        Deed.RECORD_BAIL,
        Deed.EXTEND_CAUTION,
        Deed.WITHDRAW_REFERRAL,
    }
)
ASKED_BY: Mapping[str, frozenset[Deed]] = {
    "another sergeant": frozenset(Deed),
    "the sergeant who recorded it": frozenset({Deed.RECORD_DISPOSAL, Deed.TAKE_BACK_DISPOSAL}),
    "a constable": frozenset(
        {Deed.RECORD_DISPOSAL, Deed.TAKE_BACK_DISPOSAL, Deed.END_MISTAKEN_CASE, Deed.EXTEND_CAUTION}
    ),
    "safeguarding": frozenset({Deed.RAISE_CONCERN, Deed.DECIDE_CONCERN}),
    "the force at its own door": frozenset(Deed) - ONLY_CUSTODY,
    "the coordinator": COORDINATORS,
}
"""The people whom each is tried with: everything once, and by the others whatever hangs on rank, role or person."""
EVERY = 3
"""A force's own door and the coordinator have the same deeds as the desk: each is tried with one case in so many."""
EVERY_ON_THE_SECOND = 9
"""A rule and the words of a refusal know no engine: there everybody is tried with one case in so many."""


def disagreements(everything: Everything, says: Possibly = possible, *, every: int | None = None) -> Iterator[str]:
    """Where the rule says one thing and the action another. `every`: of how many cases one is tried by everybody."""
    first_engine = everything.database.is_sqlite
    every = every or (EVERY if first_engine else EVERY_ON_THE_SECOND)
    for number, case in enumerate(everything.cases):
        for who, actor in everything.staff.items():
            if number % every and not (first_engine and actor.door is Door.CUSTODY):
                continue
            for deed, refusal in says(everything.stands(case, actor), actor, NOW).items():
                if deed not in ASKED_BY[who]:
                    continue
                action, say = DO[deed]
                said = say(everything.known(case))
                met = tried(everything.database, action, actor=actor, now=NOW, reference=case.reference, **said)
                if words_of(met) != words_of(refusal):
                    yield f"{case.name}, {who}, {deed}: the rule {words_of(refusal)}, the action {words_of(met)}"


def everything_in(database: Database, names: Iterable[str] = STATES) -> Everything:
    """A case of each name."""
    world = a_world(database)
    states = StatesOfACase(database, world)
    return Everything(database, world, cases_in(states, names), tuple(date.reference for date in states.dates))


def test_what_a_force_is_offered_is_done_and_what_it_is_not_is_refused_in_the_same_words(
    database: Database,
) -> None:
    assert list(disagreements(everything_in(database))) == []


def test_a_rule_that_says_otherwise_than_the_action_would_be_noticed(database: Database) -> None:
    """A page that asks whether an offer stands, and not whether its day is over, offered what was refused."""

    def slip_while_it_stands(case: CaseNow, actor: Actor, now: Any) -> Mapping[Deed, Refusal | None]:
        stands = case.offer in (OfferState.OPEN, OfferState.ACCEPTED)
        return {Deed.ISSUE_SLIP: None if stands else possible(case, actor, now)[Deed.ISSUE_SLIP]}

    everything = everything_in(database, ("offered", "offered, answer day over"))
    found = list(disagreements(everything, slip_while_it_stands, every=1))
    assert found
    assert all(line.startswith("offered, answer day over") for line in found)


def test_what_he_is_offered_is_done_and_what_he_is_not_is_refused_in_the_same_words(database: Database) -> None:
    wrong = []
    everything = everything_in(database)
    soon = a_course_date(database, everything.world, starts_at=NOW + timedelta(hours=3))
    everything = replace(everything, dates=(soon.reference,))  # in time for whoever has any time left
    for case in everything.cases:
        if case.offer_id is None:
            continue
        actor = Actor(Door.OFFENDER, case.offer_id, "", referral_id=case.referral_id)
        own = everything.database.read_now(own_case, case.offer_id)
        allowed = possible_for_him(own, NOW)
        step = next_step(own, now=NOW)
        assert step.deed is None or allowed[step.deed] is None, case.name
        for deed, refusal in allowed.items():
            action, say = HIMSELF_DOES[deed]
            met = tried(everything.database, action, actor=actor, now=NOW, **say(everything.known(case)))
            if met is None and SAID_BEFORE.get(deed) is case.offer_state:
                continue
            if words_of(met) != words_of(refusal):
                wrong.append(f"{case.name}, {deed}: the rule {words_of(refusal)}, the action {words_of(met)}")
    assert wrong == []


def test_another_force_finds_nothing_to_do(database: Database) -> None:
    everything = everything_in(database, ("undecided", "place paid", "closed: charged"))
    stranger = replace(everything.world.custody, force_code="16")
    for case in everything.cases:
        with pytest.raises(NotFound):
            everything.stands(case, stranger)
        for deed, (action, say) in DO.items():
            said = say(everything.known(case))
            met = tried(everything.database, action, actor=stranger, now=NOW, reference=case.reference, **said)
            assert isinstance(met, NotFound), (case.name, deed)


def test_the_next_step_can_be_taken_and_no_rule_is_only_ever_asked_where_it_says_yes(database: Database) -> None:
    """The step by the officer at the desk, or, of a stopped case, by safeguarding."""
    everything = everything_in(database)
    desk, safeguarding = everything.world.custody, everything.world.safeguarding
    answers: dict[Deed, set[bool]] = {deed: set() for deed in Deed}
    states = set()
    for case in everything.cases:
        stands = everything.stands(case, desk)
        states.add(stands.state)
        step = stands.next_action(NOW)
        actor = safeguarding if step.whose is Owner.SAFEGUARDING else desk
        assert step.deed is None or possible(stands, actor, NOW)[step.deed] is None, case.name
        if step.whose is Owner.CUSTODY and stands.state is not ReferralState.TIED:
            assert step.deed is not None, case.name
        for who in everything.staff.values():
            for deed, refusal in possible(stands, who, NOW).items():
                answers[deed].add(refusal is None)
    assert states == set(ReferralState)
    always = {
        Deed.RECORD_DRUG_INTERVENTION,
        Deed.WRITE_NOTE,
        Deed.CORRECT_RECORD,
        Deed.CORRECT_CONTACT,
        Deed.CHANGE_OFFICER,
        Deed.CHECK_CONTACT,
        Deed.NAME_SUPPORTER,
    }
    assert {deed for deed, met in answers.items() if met != {True, False}} == always
    assert all(True in met for met in answers.values())


DATE_DOES: Mapping[DateDeed, Callable[..., Any]] = {
    DateDeed.OPEN_REGISTER: open_register,
    DateDeed.MARK_ATTENDANCE: mark_the_rest,
    DateDeed.SIGN_REGISTER: sign_register,
    DateDeed.CHANGE_COURSE_DATE: change_course_date,
    DateDeed.CANCEL_COURSE_DATE: cancel_course_date,
}


@pytest.mark.parametrize("state", DateState)
@pytest.mark.parametrize("begins_in", [timedelta(days=9), timedelta(hours=1), timedelta(hours=-3), timedelta(hours=-9)])
def test_what_a_provider_is_offered_is_done_and_what_it_is_not_is_refused_in_the_same_words(
    database: Database, state: DateState, begins_in: timedelta
) -> None:
    world = a_world(database)
    date = a_course_date(database, world, starts_at=NOW + begins_in, state=state)
    staff, later = world.provider_staff, NOW + timedelta(days=30)
    times = Times(later, later + timedelta(hours=7), later + timedelta(minutes=15))
    said: dict[DateDeed, dict[str, Any]] = {
        DateDeed.OPEN_REGISTER: {"date_reference": date.reference},
        DateDeed.MARK_ATTENDANCE: {"date_reference": date.reference, "event": MarkEvent.DID_NOT_COME},
        DateDeed.SIGN_REGISTER: {"date_reference": date.reference},
        DateDeed.CHANGE_COURSE_DATE: {
            "reference": date.reference,
            "venue_id": world.venue.id,
            "times": times,
            "capacity": 10,
        },
        DateDeed.CANCEL_COURSE_DATE: {"reference": date.reference},
    }
    facts = database.read_now(lambda db: own_date(db, date.reference, world.provider.id))
    for deed, action in DATE_DOES.items():
        met = tried(database, action, actor=staff, now=NOW, **said[deed])
        assert words_of(met) == words_of(why_not_on_date(deed, facts, NOW)), deed


def test_every_action_is_a_deed_or_says_why_it_is_none() -> None:
    there_are = {path.stem for path in Path(actions.__file__).parent.glob("*.py")} - {"__init__"}
    done = [*Deed, *OwnDeed, *(deed for deed in DateDeed if deed is not DateDeed.MARK_ATTENDANCE)]
    deeds = {deed.value for deed in done}
    assert there_are == deeds | set(NO_DEED_OF_A_CASE)
    assert not deeds & set(NO_DEED_OF_A_CASE)
    assert set(DO) == set(Deed)
    assert set(HIMSELF_DOES) == set(OwnDeed)
    assert set(DATE_DOES) == set(DateDeed)
    assert all(action.__name__ == deed.value for deed, (action, _) in [*DO.items(), *HIMSELF_DOES.items()])


def test_a_coordinator_does_what_ends_a_wait_and_sits_neither_in_custody_nor_with_the_evidence() -> None:
    assert DEEDS_AT[Door.ADMIN] == COORDINATORS


def test_every_deed_has_words_and_an_address() -> None:
    assert set(WORDS) == set(Deed)
    assert set(PARTS) == set(Deed) - {Deed.ACKNOWLEDGE_RESULT}
    assert set(Deed) > ONLY_CUSTODY
    said = [words for words in WORDS.values() if isinstance(words, str)]
    assert not [words for words in said if "_" in words or words in {deed.value for deed in Deed}]
