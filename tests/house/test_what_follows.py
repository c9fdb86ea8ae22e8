"""Consequences of an event are declared: no event is recorded of which nobody has thought what it changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from programme.history import events
from programme.history.events import KINDS, EventKind
from programme.history.followers import Follower, Followers, remember
from programme.notices.catalogue import (
    CARRIES_LINK,
    CATALOGUE,
    FOR_AN_ACCOUNT,
    FOR_HIS_OLD_ADDRESS,
    FOR_STAFF,
    NEEDLESS_LATE,
    Audience,
    made_stale_by,
)
from programme.notices.models import Channel
from programme.opening import FOLLOWERS
from programme.shared.actor import WORKER

FOLLOWED_BY_NOBODY = frozenset(
    {
        "court_chosen",  # once an answer of its own: read, and recorded no more
        # how the case came in, and what was asked of it
        "referral_made", "referral_received", "criterion_set_aside", "criterion_put_back", "admission_recorded",
        "identity_taken_back", "answered_together", "drug_intervention_recorded", "concern_decided",
        # cases of one night: what they share follows from the events of the one that leads
        "cases_tied", "cases_untied", "cases_parted", "other_case_open_again", "said_recorded_twice",
        "said_referred_in_error", "other_time_said", "another_offence_said",
        # words and papers
        "note_written", "note_struck", "reason_given",
        "lapse_undone",  # that its case is open again is what is followed
        "offer_explained", "caution_extended", "paper_printed", "slip_issued", "tries_forgotten", "answer_recorded",
        "telephone_call_begun",  # each thing that is done in the call is an event of its own
        # what a clock and its ladder do
        "rung_raised", "rung_acknowledged", "decision_noted", "rung_passed_up", "rung_told_again",
        "nobody_to_tell", "time_limit_passed", "disposal_taken_back", "mistaken_case_named", "mistaken_case_back",
        # money: what it does to a place is an event of the place
        "checkout_opened", "pay_link_sent", "fee_paid", "fee_refund_due", "fee_refunded", "fee_refunded_outside",
        "paid_outside_recorded", "paid_outside_confirmed", "paid_outside_not_come", "fee_refund_by_hand",
        "fee_disputed", "dispute_won", "fee_refunded_by_hand", "payment_mismatch",
        # the day itself, which becomes a result
        "arrival_marked", "attendance_marked", "mark_undone", "register_signed", "register_chased",
        "needs_answered", "needs_chased", "needs_chased_above",
        "register_chased_above", "result_decided", "result_chased", "result_chased_undecided",
        # messages and tasks are what follows
        "supporter_named", "supporter_ended", "pin_chosen", "pin_removed", "pin_set_back",
        "contact_code_sent", "contact_check_skipped", "messages_stopped",
        "officer_changed", "cover_arranged", "cover_ended",
        "message_sent", "message_failed", "message_passed_up", "nobody_reached",
        "message_sent_again", "task_raised", "point_seen_to", "task_done", "task_fell_away",
    }
)  # fmt: skip


def test_every_event_is_followed_or_listed_as_followed_by_nobody() -> None:
    declared, followed = {*KINDS}, {one.name for one in FOLLOWERS.kinds}

    assert declared - followed - FOLLOWED_BY_NOBODY == set()
    assert FOLLOWED_BY_NOBODY - declared == set()
    assert FOLLOWED_BY_NOBODY & followed == set()


def test_an_event_that_nobody_has_thought_of_is_noticed() -> None:
    followed = {one.name for one in Followers().kinds}

    assert {*KINDS} - followed - FOLLOWED_BY_NOBODY != set()


def test_a_follower_of_an_event_that_does_not_exist_is_refused_when_it_is_declared() -> None:
    with pytest.raises(ValueError, match="never_declared"):
        Follower(frozenset({EventKind("never_declared", "Never")}), lambda db, happened: None)
    Follower(frozenset({events.PlaceBooked}), lambda db, happened: None)


class Standing:
    """A session as far as followers need one."""

    def __init__(self) -> None:
        self.info: dict[str, Any] = {}

    def flush(self) -> None:
        pass


def happens(db: Any, kind: EventKind) -> None:
    remember(cast("Any", db), [(1, kind, {})], actor=WORKER, now=datetime(2027, 3, 1, tzinfo=UTC))


def test_what_a_follower_records_is_followed_too_and_each_is_told_once() -> None:
    db, seen = Standing(), []
    booked = Follower(frozenset({events.PlaceBooked}), lambda db, _: happens(db, events.TaskRaised))
    raised = Follower(frozenset({events.TaskRaised}), lambda db, happened: seen.append([one.kind for one in happened]))
    happens(db, events.PlaceBooked)

    Followers(booked, raised)(cast("Any", db))

    assert seen == [[events.TaskRaised]]


def test_events_that_follow_from_each_other_without_end_are_a_fault() -> None:
    db = Standing()
    happens(db, events.TaskRaised)

    with pytest.raises(RuntimeError, match="without end"):
        Followers(Follower(frozenset({events.TaskRaised}), lambda db, _: happens(db, events.TaskRaised)))(
            cast("Any", db)
        )


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_notice_to_him_can_be_told_by_hand_and_one_to_staff_goes_to_work_by_email(name: str) -> None:
    """The exceptions say to the address he had that there is another, and carry a code to it: nobody is to pass on
    that."""
    notice = CATALOGUE[name]
    if notice.audience is not Audience.PERSON:
        assert notice.channels == {Channel.EMAIL}
    else:
        assert (Channel.HAND in notice.channels) is (name not in ("contact_changed", "contact_code_sent"))


# ---- what is called off, written out once more: seen from the event, and not from the notice

AN_OFFER = {"advice_asked_for", "answer_day_moved", "offer_made"}
A_PLACE = {
    *("course_date_changed", "course_reminder", "fee_paid", "place_booked", "place_confirmed_free", "place_moved"),
    "needs_answered",
    "pay_link_sent",
}
PAPER = {"paper_to_sign"}
NO_PLACE = {"date_to_choose", "lapse_undone", "no_place_in_time", "offer_accepted"}
LOST = {"place_cancelled", "place_elsewhere_called_off"}
DETAILS = {"details_corrected"}
A_RESULT = {
    *("result_not_acknowledged", "result_not_acted_on", "result_returned_to_officer", "result_returned_to_person"),
}
CALLED_OFF_BY: dict[EventKind, set[str]] = {
    events.OfferMade: {"offer_lapsed", "offer_withdrawn"},
    events.OfferAccepted: AN_OFFER,
    events.OfferDeclined: AN_OFFER | DETAILS | PAPER,
    events.CautionRecorded: PAPER,
    events.AdviceAskedFor: AN_OFFER,
    events.AnswerDayMoved: AN_OFFER,
    events.OfferLapsed: AN_OFFER | DETAILS,
    events.OfferWithdrawn: AN_OFFER | LOST | NO_PLACE | DETAILS | PAPER,
    events.OfferReopened: A_RESULT | {"offer_lapsed", "offer_withdrawn"},
    events.PlaceBooked: NO_PLACE | LOST,
    events.PlaceConfirmed: NO_PLACE | LOST | {"pay_link_sent", "place_booked"},
    events.ContactChanged: {"pay_link_sent"},
    events.ContactChecked: {"contact_code_sent"},
    events.PlaceMoved: A_PLACE,
    events.PlaceCancelled: A_PLACE,
    events.HoldLapsed: A_PLACE,
    events.CourseDateChanged: A_PLACE,
    events.PlacedElsewhere: NO_PLACE | LOST | {"placed_elsewhere"},
    events.PlaceElsewhereChanged: {"placed_elsewhere"},
    events.PlaceElsewhereCalledOff: {"placed_elsewhere"},
    events.ResultFromElsewhereRecorded: {"placed_elsewhere"},
    events.ReferralWithdrawn: NO_PLACE | PAPER,
    events.ResultReturned: NO_PLACE | LOST | DETAILS | PAPER,
    events.ResultSuperseded: A_RESULT,
    events.ReturnAcknowledged: {"result_not_acknowledged"},
    events.DisposalRecorded: {
        "deadline_warning",
        "result_not_acknowledged",
        "result_not_acted_on",
        "result_returned_to_person",
    },
    events.ClockEnded: {"deadline_warning"},
    events.OffenceCorrected: {"deadline_warning", "offence_corrected", "other_time_said"},
    events.FeeRefundFailed: {"fee_refunded"},
    events.NeedsSaid: {"needs_answered"},
    events.NeedsTakenBack: {"needs_answered"},
}


def test_an_event_calls_off_what_it_makes_untrue_and_nothing_else() -> None:
    called_off = {name: set(made_stale_by(kind)) for name, kind in KINDS.items() if made_stale_by(kind)}

    assert called_off == {kind.name: notices for kind, notices in CALLED_OFF_BY.items()}


def test_who_gets_a_notice_by_which_way_and_which_of_them_is_needless_late() -> None:
    for_staff = {
        *("cases_given_on", "cases_handed_over", "concern_raised", "deadline_warning", "last_day_passed"),
        *("neighbour_over_number", "no_place_in_time", "nobody_was_told", "offence_corrected", "register_unsigned"),
        *("result_not_acknowledged", "result_not_acted_on", "result_returned_to_officer", "warnings_of_the_day"),
        *("note_written", "record_corrected", "register_corrected", "cover_ended", "cover_given", "cover_taken"),
        *("draft_waits", "needs_unanswered", "other_time_said"),
    }
    assert for_staff == FOR_STAFF
    assert {"invitation", "new_password"} == FOR_AN_ACCOUNT
    assert {"contact_changed", "contact_code_sent"} == FOR_HIS_OLD_ADDRESS
    assert CATALOGUE["contact_changed"].channels == {Channel.EMAIL, Channel.TEXT}
    assert {
        "advice_asked_for",
        "contact_code_sent",
        "course_reminder",
        "pay_link_sent",
        "place_booked",
    } == NEEDLESS_LATE
    assert for_staff - CARRIES_LINK == {
        *("cases_given_on", "concern_raised", "neighbour_over_number", "register_corrected", "register_unsigned"),
        *("cover_ended", "cover_given", "cover_taken", "draft_waits", "needs_unanswered"),
    }
    assert for_staff > CARRIES_LINK
