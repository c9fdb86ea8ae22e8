"""What follows from an event is declared: no event is recorded of which nobody has thought what it changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from programme.history import events
from programme.history.events import KINDS, EventKind
from programme.history.followers import Follower, Followers, remember
from programme.notices.catalogue import CATALOGUE, Audience
from programme.notices.models import Channel
from programme.opening import FOLLOWERS
from programme.shared.actor import WORKER

FOLLOWED_BY_NOBODY = frozenset(
    {
        # how the case came in, and what was asked of it
        "referral_made", "referral_received", "criterion_set_aside", "criterion_put_back", "admission_recorded",
        "drug_intervention_recorded", "concern_raised", "concern_decided",
        # cases of one night: what they share follows from the events of the one that leads
        "cases_tied", "cases_untied", "cases_parted",
        # words and papers
        "offer_explained", "caution_recorded", "caution_extended", "slip_issued", "tries_forgotten", "answer_recorded",
        # the clock is moved where its dates are reckoned, never by what is on record about it
        "clock_reckoned", "rung_raised", "rung_acknowledged", "decision_noted", "rung_passed_up", "rung_told_again",
        "nobody_to_tell", "time_limit_passed", "disposal_taken_back",
        # money: what it does to a place is an event of the place
        "checkout_opened", "fee_paid", "fee_refund_due", "fee_refunded", "fee_refunded_outside", "fee_disputed",
        "dispute_won", "fee_refunded_by_hand", "payment_mismatch",
        # the day itself, which becomes a result
        "arrival_marked", "attendance_marked", "mark_undone", "register_signed", "register_chased",
        "register_chased_above", "result_decided", "result_chased", "result_chased_undecided",
        # messages and tasks are what follows
        "contact_changed", "officer_changed", "message_sent", "message_failed", "message_passed_up", "nobody_reached",
        "message_sent_again", "task_raised", "task_done", "task_fell_away",
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
    """The one exception says to the address he had that there is another: nobody is to pass that on."""
    notice = CATALOGUE[name]
    if notice.audience is not Audience.PERSON:
        assert notice.channels == {Channel.EMAIL}
    else:
        assert (Channel.HAND in notice.channels) is (name != "contact_changed")
