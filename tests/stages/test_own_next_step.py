"""The one next step of the person himself: every state has one, and none of them tells what it is about."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.attendance.states import Mark
from programme.audit.looks_by_day import LooksOfAnHour
from programme.audit.models import Operation
from programme.bookings.states import BookingState, PlaceLost
from programme.courses.states import DateState
from programme.insight.next_step import next_step, time_left
from programme.insight.own_places import LostPlace, OwnPlace
from programme.insight.own_record import told
from programme.insight.words import WHO_USED_IT, what_for
from programme.notices.discretion import give_aways
from programme.notices.form_first import WITH_WHOM, to_arrange_it
from programme.offers.states import OfferState
from programme.outcomes.models import Disposal, ResultReason, Verdict
from programme.outcomes.rules import REASON_OF, VERDICT_OF
from programme.outcomes.words import OWN_REASON_WORDS
from programme.payments.models import PaidHow
from programme.payments.outside import OwnOutside
from programme.payments.states import FeeState
from programme.policies.models import FailureMeans
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from tests.support.own_cases import ACCEPTED, CASE, CONFIRMED, HELD, NOW, PLACE

WRITE = "Write to us here"
LOST = LostPlace("K7M2-9QXD", PLACE.starts_at, PLACE.ends_at, DateState.OPEN, None, None)


def test_first_he_answers_with_the_day_in_sight() -> None:
    step = next_step(CASE, now=NOW)
    assert (step.what, step.href) == ("Read the details and reply", "/my-booking/read")
    assert step.when == "By the end of Monday 15 March 2027"


def test_after_the_time_to_answer_the_only_button_is_to_say_why() -> None:
    step = next_step(CASE, now=CASE.answer_by_at)
    assert (step.button, step.href, step.deed) == (WRITE, "/my-booking/reason", None)


def test_with_a_paper_to_sign_he_waits_for_it_and_learns_whom_to_call() -> None:
    case = replace(ACCEPTED, paper_owed=True)
    step = next_step(case, now=NOW)
    assert (step.what, step.button) == ("There is a form to go through before you can choose a date", "")
    assert step.when == "By Tuesday 29 June 2027. Later there may be no date left"
    late = next_step(case, now=NOW.replace(month=6, day=30))
    assert late.when == "You need to finish by Tuesday 6 July 2027"
    assert step.then == f"{WITH_WHOM} {to_arrange_it('01632 960001')}"


def test_then_he_chooses_a_date_and_learns_what_it_costs() -> None:
    step = next_step(ACCEPTED, now=NOW)
    assert (step.what, step.href) == ("Choose a date", "/my-booking/dates")
    assert step.when == "You need to finish by Tuesday 6 July 2027"
    assert "£95" in step.then


def test_who_has_paid_already_is_not_asked_again() -> None:
    assert "do not pay again" in next_step(replace(ACCEPTED, fee_state=FeeState.PAID), now=NOW).then


@pytest.mark.parametrize("fee_state", [None, FeeState.PAID, FeeState.WAIVED])
@pytest.mark.parametrize("date_state", [DateState.OPEN, DateState.CANCELLED])
def test_where_it_costs_nothing_no_sum_and_no_payment_is_spoken_of(
    fee_state: FeeState | None, date_state: DateState
) -> None:
    lost = replace(LOST, date_state=date_state, lost_because=PlaceLost.CANCELLED)
    case = replace(ACCEPTED, fee_pence=0, fee_state=fee_state, lost=lost)
    then = next_step(case, now=NOW).then
    assert then.endswith("There is nothing to pay.")
    assert "£" not in then
    assert "paid" not in then
    assert "£95" in next_step(replace(case, fee_pence=9500, fee_state=None), now=NOW).then


def test_a_form_that_is_missing_comes_before_a_date_that_is_missing() -> None:
    no_date = replace(ACCEPTED, no_place=True)
    assert "You do not have to do anything." in next_step(no_date, now=NOW).then
    both = next_step(replace(no_date, paper_owed=True), now=NOW)
    assert both.what == "There is a form to go through before you can choose a date"
    assert "do anything" not in both.then


def test_past_the_last_day_he_is_told_to_call() -> None:
    assert next_step(ACCEPTED, now=datetime(2027, 7, 7, 9, 0, tzinfo=UTC)).button == WRITE
    assert next_step(ACCEPTED, now=datetime(2027, 7, 6, 9, 0, tzinfo=UTC)).button == "See the dates"


def test_then_he_pays_and_sees_the_time_left_in_words() -> None:
    step = next_step(HELD, now=NOW)
    assert (step.what, step.href) == ("Pay £95 to keep your place", "/my-booking/pay")
    assert step.when == "By 10:41am today"
    assert "another 41 minutes" in step.then


def test_a_hold_that_is_over_asks_for_nothing_but_patience() -> None:
    assert next_step(HELD, now=PLACE.held_until_at).href == "/my-booking"


def test_then_he_comes() -> None:
    step = next_step(CONFIRMED, now=NOW)
    assert step.when == "Saturday 20 March 2027 at 9:30am"
    assert "door closes at 9:45am" in step.then
    assert next_step(CONFIRMED, now=datetime(2027, 3, 20, 8, 0, tzinfo=UTC)).when == "Today at 9:30am"
    assert next_step(CONFIRMED, now=PLACE.ends_at).button == WRITE


@pytest.mark.parametrize("mark", sorted(set(Mark) - {Mark.EXPECTED}))
def test_once_the_register_says_what_happened_his_page_says_the_same_and_never_come(mark: Mark) -> None:
    at_the_door = PLACE.starts_at - timedelta(minutes=10)
    place = replace(PLACE, state=BookingState.CONFIRMED, mark=mark)
    for now in (at_the_door, PLACE.door_closes_at, PLACE.ends_at):
        step = next_step(replace(CONFIRMED, place=place), now=now)
        words = " ".join((step.what, step.when, step.then))
        assert give_aways(words) == []
        assert "Come to" not in words
        assert step.button == (WRITE if "did something stop you" in words.lower() else "")
        assert ("stay to the end" in words.lower()) is (mark is Mark.ARRIVED and now < PLACE.ends_at)
        if mark not in (Mark.ARRIVED, Mark.COMPLETED):
            assert OWN_REASON_WORDS[REASON_OF[mark]] in words
            assert "Call 01632 960001 now." in words
            ours = VERDICT_OF[REASON_OF[mark]] is Verdict.NO_FAULT
            assert ("does not count against you" in words) is ours
            assert ("£95 that you paid goes back" in words) is ours
    free = next_step(replace(CONFIRMED, place=place, fee_state=FeeState.WAIVED), now=at_the_door)
    assert "£" not in free.then


@pytest.mark.parametrize("mark", [None, Mark.EXPECTED])
def test_a_line_that_says_nothing_of_him_changes_nothing(mark: Mark | None) -> None:
    place = replace(PLACE, state=BookingState.CONFIRMED, mark=mark)
    step = next_step(replace(CONFIRMED, place=place), now=PLACE.starts_at - timedelta(minutes=10))
    assert step.what == "Come to your appointment"


def test_once_the_door_has_closed_nobody_is_told_to_come() -> None:
    before = next_step(CONFIRMED, now=PLACE.door_closes_at - timedelta(seconds=1))
    assert before.what == "Come to your appointment"
    begun = next_step(CONFIRMED, now=PLACE.door_closes_at)
    assert (begun.what, begun.when, begun.button) == ("Your day has begun", "The door closed at 9:45am.", WRITE)
    assert "If you are there, stay to the end" in begun.then
    assert "Call 01632 960001 now. Keep anything that shows why." in begun.then
    assert next_step(CONFIRMED, now=PLACE.ends_at).what == "There is nothing for you to do now"


OUTSIDE = OwnOutside(PaidHow.CASH, "Receipt 8", NOW.date(), came=None)


def test_what_is_read_out_on_the_telephone_sends_him_to_no_page_and_to_no_number() -> None:
    ended = [
        replace(ACCEPTED, state=ReferralState.RETURNED, verdict=VERDICT_OF[one], reason=one)
        for one in REASON_OF.values()
    ]
    marked = [replace(CONFIRMED, place=replace(CONFIRMED.place or PLACE, mark=mark)) for mark in Mark]
    elsewhere = replace(ACCEPTED, state=ReferralState.PLACED_ELSEWHERE, elsewhere_on=PLACE.starts_at.date())
    taken_back = replace(ACCEPTED, state=ReferralState.WITHDRAWN)
    to_sign, no_place = replace(ACCEPTED, paper_owed=True), replace(ACCEPTED, no_place=True)
    paid = [replace(one, outside=OUTSIDE) for one in (ACCEPTED, HELD)]
    cases = [CASE, ACCEPTED, HELD, CONFIRMED, to_sign, no_place, elsewhere, taken_back, *ended, *marked, *paid]
    times = (
        NOW,
        PLACE.door_closes_at,
        PLACE.ends_at + timedelta(days=1),
        CASE.answer_by_at,
        datetime(2027, 7, 9, tzinfo=UTC),
    )
    sent, control = set(), 0
    for case, now in product(cases, times):
        on_call = next_step(replace(case, help_line=case.help_line.on_this_call()), now=now)
        words = f"{on_call.what} {on_call.when} {on_call.then}"
        sent |= {words} if re.search(r"01632 960001|\b[Hh]ere\b|call us", words) else set()
        control += "01632 960001" in next_step(case, now=now).then
    assert sent == set()
    assert control > len(cases)


def test_who_paid_without_a_card_is_not_asked_to_pay_whether_or_not_his_hold_has_ended() -> None:
    for case, now in (
        (HELD, NOW),
        (HELD, PLACE.held_until_at),
        (ACCEPTED, NOW),
        (replace(ACCEPTED, no_place=True), NOW),
    ):
        step = next_step(replace(case, outside=OUTSIDE), now=now)
        assert "We are looking for your payment" in f"{step.what} {step.then}"
        assert step.href != "/my-booking/pay"
        assert "you pay" not in step.then
        assert ("comes back to you, or the money does" in step.then) is (case is not HELD or now != NOW)


@pytest.mark.parametrize("reason", list(ResultReason))
def test_an_end_has_no_button_but_to_say_why_where_he_may_explain(reason: ResultReason) -> None:
    ended = replace(ACCEPTED, state=ReferralState.RETURNED, verdict=VERDICT_OF[reason], reason=reason)
    step = next_step(ended, now=NOW)
    assert step.what
    assert step.then
    explains = "did something stop you" in step.then or "tell us. Call" in step.then
    assert (step.button, step.deed) == (WRITE if explains else "", None)
    assert ("finished" in step.what) is (VERDICT_OF[reason] is Verdict.COMPLETED)
    assert "01632 960001" in step.then, "whom he calls now"
    assert "write to you" not in step.then


def test_who_did_not_finish_reads_why_and_that_a_good_reason_can_be_told() -> None:
    ended = replace(
        CONFIRMED, state=ReferralState.RETURNED, verdict=Verdict.FAILED, reason=ResultReason.IDENTITY_NOT_SHOWN
    )
    step = next_step(ended, now=NOW)
    assert step.when == "It is down as not completed, because you did not show who you are."
    assert step.then.startswith("You can still tell us why.")
    assert "did something stop you? Call 01632 960001 today" in step.then


@pytest.mark.parametrize("reason", list(ResultReason))
def test_once_something_was_done_nobody_reads_that_it_is_still_to_be_decided(reason: ResultReason) -> None:
    ended = replace(ACCEPTED, state=ReferralState.RETURNED, verdict=VERDICT_OF[reason], reason=reason)
    waits = re.compile("decides what happens now|confirm what follows|knows that we are waiting")
    assert waits.search(next_step(ended, now=NOW).then)
    for disposal, means in product((Disposal.CHARGE_ISSUED, Disposal.NO_FURTHER_ACTION), FailureMeans):
        then = next_step(replace(ended, disposal=disposal, on_failure=means), now=NOW).then
        assert not waits.search(then)
        assert not re.search("before they decide|to take this further", then), "nothing is to be decided any more"


@pytest.mark.parametrize(
    ("on_failure", "means"),
    [
        (FailureMeans.PROSECUTION, "They must look at a good reason before they decide."),
        (FailureMeans.NO_PROSECUTION, "Not finishing is not by itself a reason to take this further."),
        (FailureMeans.DECISION_REVIVES, ""),
    ],
)
def test_who_did_not_finish_reads_what_that_means_on_his_route(on_failure: FailureMeans, means: str) -> None:
    ended = replace(ACCEPTED, state=ReferralState.RETURNED, verdict=Verdict.FAILED, on_failure=on_failure)
    said = next_step(replace(ended, reason=ResultReason.DID_NOT_COME), now=NOW).then
    assert means in said
    assert ("by itself" in said, "must look at" in said) == ("by itself" in means, "must look at" in means)
    for other in (replace(ended, reason=ResultReason.OFFER_LAPSED), replace(ended, reason=None)):
        assert not re.search("by itself|must look at", next_step(other, now=NOW).then)


def test_a_no_is_passed_on_and_asks_him_to_be_reachable() -> None:
    for reason in (ResultReason.OFFER_DECLINED, ResultReason.CHOSE_COURT):
        ended = replace(CASE, state=ReferralState.RETURNED, verdict=VERDICT_OF[reason], reason=reason, answered_at=NOW)
        step = next_step(ended, now=NOW)
        assert step.what == "Your answer was passed on"
        assert step.when == "You said no on Monday 1 March 2027. It is down as your answer, and not as a failure."
        assert "not completed" not in step.then


def test_an_end_without_fault_says_so() -> None:
    ended = replace(
        CONFIRMED, state=ReferralState.RETURNED, verdict=Verdict.NO_FAULT, reason=ResultReason.COURSE_CANCELLED
    )
    assert "no fault of yours" in next_step(ended, now=NOW).what


@pytest.mark.parametrize(
    ("state", "offer", "place"), list(product(ReferralState, OfferState, [None, PLACE, CONFIRMED.place]))
)
def test_every_state_has_a_next_step_that_gives_nothing_away(
    state: ReferralState, offer: OfferState, place: OwnPlace | None
) -> None:
    step = next_step(replace(CASE, state=state, offer_state=offer, place=place), now=NOW)
    assert step.what
    assert step.then
    assert bool(step.button) == bool(step.href)
    assert give_aways(" ".join((step.what, step.when, step.then, step.button))) == []


@given(minutes=st.integers(0, 200), seconds=st.integers(0, 59))
def test_the_time_left_is_never_said_too_long(minutes: int, seconds: int) -> None:
    said = time_left(NOW + timedelta(minutes=minutes, seconds=seconds), NOW)
    numbers = [int(word) for word in said.split() if word.isdigit()]
    if minutes == 0:
        assert said == "less than a minute"
    elif "hour" in said:
        assert numbers[0] * 60 + (numbers[1] if len(numbers) > 1 else 0) == minutes
    else:
        assert numbers == [minutes]


def test_who_used_his_details_is_told_by_what_they_are_to_him_and_never_by_name() -> None:
    assert WHO_USED_IT.keys() == set(Door)
    said = [told([LooksOfAnHour(NOW, Operation.CONSULTATION, door, "/custody/referrals", 1)]) for door in Door]
    assert {one.who for (one,) in said} == set(WHO_USED_IT.values())
    assert give_aways(" ".join(WHO_USED_IT.values())) == []


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("/provider/dates/{reference}/register", ", to run the day"),
        ("/provider/dates/{reference}/register/{seat}", ", to run the day"),
        ("mark_attendance", ", to run the day"),
        ("/provider/dates/{reference}", ", to plan the day"),
        ("/custody/referrals/export", ", in a list that was saved"),
        ("/admin/access-log", ", to check who looked"),
        ("/custody/search", ", to find somebody"),
        ("/custody/concerns/{reference}", ", to see to your booking"),
        ("/custody/referrals", ", in a list with others"),
        ("/custody/telephone/{call}/dates", ", to do on the telephone what you asked for"),
        ("begin_telephone_call", ", to do on the telephone what you asked for"),
        ("/my-booking", ""),
        ("refer_offender", ""),
    ],
)
def test_each_look_says_what_for_in_words_that_tell_nothing(what: str, words: str) -> None:
    assert what_for(what) == words
    assert give_aways(words) == []


@pytest.mark.parametrize(
    ("because", "date_state", "says"),
    [
        (
            PlaceLost.CANCELLED,
            DateState.CANCELLED,
            "We had to cancel the date on {day}. That is our doing. It does not",
        ),
        (
            PlaceLost.CANCELLED,
            DateState.OPEN,
            "{day} was no longer in time for you, so we had to cancel it. That is our doing.",
        ),
        (
            PlaceLost.NOT_TAKEN_IN,
            DateState.SIGNED,
            "You could not take part on {day}, because they could not take you. That is our",
        ),
        (
            PlaceLost.HOLD_RAN_OUT,
            DateState.OPEN,
            "Your place on {day} was not paid for in time, so we released it. Choose another",
        ),
        (
            PlaceLost.HOLD_RAN_OUT,
            DateState.CANCELLED,
            "Your place on {day} was not paid for in time, so we released it. Choose another",
        ),
        (PlaceLost.ASKED, DateState.OPEN, "You cancelled your place on {day}. Choose another"),
        (PlaceLost.ASKED, DateState.CANCELLED, "You cancelled your place on {day}. Choose another"),
        (PlaceLost.CASE_ENDED, DateState.OPEN, "Your place on {day} was given back, when this had ended"),
    ],
)
def test_who_lost_a_place_reads_why_before_he_chooses_again(
    because: PlaceLost, date_state: DateState, says: str
) -> None:
    step = next_step(replace(ACCEPTED, lost=replace(LOST, date_state=date_state, lost_because=because)), now=NOW)
    assert step.what == "Choose a date"
    assert says.format(day="Saturday 20 March 2027") in step.then
    assert give_aways(step.then) == []
    assert step.then.endswith("You owe nothing for it. When you have chosen another, you pay £95 to keep your place.")


def test_what_one_office_did_in_a_day_for_one_end_is_one_line_and_each_kind_its_own() -> None:
    look, case, register = (
        Operation.CONSULTATION,
        "/custody/referrals/{reference}",
        "/provider/dates/{reference}/register",
    )
    late, next_day = NOW.replace(hour=22, minute=59), NOW.replace(hour=22, minute=59) + timedelta(hours=2)
    looks = [
        LooksOfAnHour(next_day, look, Door.CUSTODY, case, 1),
        LooksOfAnHour(late, look, Door.CUSTODY, case, 4),
        LooksOfAnHour(late, look, Door.PROVIDER, register, 46),
        LooksOfAnHour(NOW, Operation.ALTERATION, Door.CUSTODY, "correct_record", 1),
        LooksOfAnHour(NOW, look, Door.CUSTODY, f"{case}/slip", 2),
        LooksOfAnHour(NOW, look, Door.CUSTODY, "/custody/referrals", 3),
    ]
    assert [(one.on.day, one.who, one.what, one.times) for one in told(looks)] == [
        (2, "The office you first dealt with", "Looked at it, to see to your booking", 1),
        (1, "The office you first dealt with", "Looked at it, to see to your booking", 6),
        (1, "The course team", "Looked at it, to run the day", 46),
        (1, "The office you first dealt with", "Changed it", 1),
        (1, "The office you first dealt with", "Looked at it, in a list with others", 3),
    ]
