"""A message that is not true any more never goes, and nobody is asked to pass it on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.actions.cancel_booking import cancel_booking
from programme.actions.cancel_course_date import cancel_course_date
from programme.actions.change_course_date import change_course_date
from programme.actions.decline_offer import decline_offer
from programme.actions.move_booking import move_booking
from programme.actions.raise_concern import raise_concern
from programme.actions.tell_by_hand import tell_by_hand
from programme.actions.withdraw_referral import withdraw_referral
from programme.concerns.models import Sign
from programme.courses.models import CourseDate
from programme.courses.scheduling import Times
from programme.history import events
from programme.history.events import EventKind
from programme.history.timeline import record
from programme.jobs.outbox import send_owed
from programme.notices.carriers import Carried, Cause, Rendered
from programme.notices.catalogue import CATALOGUE
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.notices.outbox import Debt, owe_one
from programme.notices.rendering import Words
from programme.offers.told.released import newest_version
from programme.outcomes.refusals import ToldAlready
from programme.people.models import SafeContact
from programme.referrals.models import Referral
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import WORKER
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    a_booking,
    a_course_date,
    a_person,
    a_referral,
    a_world,
    an_offer,
    himself,
    read,
)

CHANGED = "course_date_changed"
WORDS_VERSION = newest_version("conditional_caution")
WORDS = Words(Path(__file__).resolve().parents[2] / "notifications", "https://book.example.org", "Course bookings")


class Booked:
    """A man with a place on a date, who can be told, or only by hand."""

    def __init__(self, database: Database, safe: SafeContact) -> None:
        self.database, self.world = database, a_world(database)
        self.date = a_course_date(database, self.world)
        self.another = a_course_date(database, self.world, starts_at=self.date.starts_at + timedelta(days=7))
        self.referral = a_referral(database, self.world, a_person(database, safe_contact=safe))
        self.offer = an_offer(database, self.referral)
        a_booking(database, self.world, self.date, self.referral)

    def change_hour(self, by: timedelta = timedelta(minutes=30), now: datetime = NOW) -> None:
        date = read(self.database, lambda db: db.get_one(CourseDate, self.date.id))
        times = Times(date.starts_at + by, date.ends_at + by, date.door_closes_at + by)
        self.database.write_now(
            change_course_date,
            actor=self.world.provider_staff,
            now=now,
            reference=self.date.reference,
            venue_id=self.world.venue.id,
            times=times,
            capacity=12,
            agreed=True,
        )

    def messages(self, notice: str) -> list[OutboxMessage]:
        found: list[OutboxMessage] = read(
            self.database,
            lambda db: db.scalars(
                select(OutboxMessage).where(OutboxMessage.notice == notice).order_by(OutboxMessage.id)
            ).all(),
        )
        return found


def cancels(booked: Booked) -> None:
    booked.database.write_now(cancel_booking, actor=himself(booked.offer), now=NOW)


def moves(booked: Booked) -> None:
    booked.database.write_now(
        move_booking, actor=himself(booked.offer), now=NOW, date_reference=booked.another.reference
    )


def says_no(booked: Booked) -> None:
    booked.database.write_now(decline_offer, actor=himself(booked.offer), now=NOW, words_version=WORDS_VERSION)


def is_withdrawn(booked: Booked) -> None:
    reference, reason = booked.referral.reference, WithdrawalReason.EVIDENCE
    booked.database.write_now(
        withdraw_referral, actor=booked.world.custody, now=NOW, reference=reference, reason=reason
    )


def is_stopped(booked: Booked) -> None:
    booked.database.write_now(
        raise_concern, actor=booked.world.custody, now=NOW, reference=booked.referral.reference, signs=[*Sign][:1]
    )


def loses_the_date(booked: Booked) -> None:
    booked.database.write_now(
        cancel_course_date, actor=booked.world.provider_staff, now=NOW, reference=booked.date.reference
    )


LEAVES = (cancels, moves, says_no, is_withdrawn, is_stopped, loses_the_date)


@pytest.mark.parametrize("safe", [SafeContact.ANY, SafeContact.NONE], ids=["by-message", "by-hand"])
@pytest.mark.parametrize("leaves", LEAVES)
def test_that_the_hour_has_changed_is_not_told_of_a_date_that_he_left(
    database: Database, leaves: Callable[[Booked], None], safe: SafeContact
) -> None:
    booked = Booked(database, safe)
    booked.change_hour()
    (owed,) = booked.messages(CHANGED)
    assert owed.state in (Delivery.QUEUED, Delivery.BY_HAND)  # else there is nothing to call off

    leaves(booked)

    (called_off,) = booked.messages(CHANGED)
    assert called_off.state is Delivery.STALE
    with pytest.raises(ToldAlready):
        database.write_now(
            tell_by_hand,
            actor=booked.world.custody,
            now=NOW,
            reference=booked.referral.reference,
            message_id=called_off.id,
        )


@pytest.mark.parametrize("later", [timedelta(minutes=1), timedelta(milliseconds=300)])
def test_that_the_hour_has_changed_again_replaces_what_was_to_be_told_before(
    database: Database, later: timedelta
) -> None:
    booked = Booked(database, SafeContact.ANY)
    booked.change_hour(timedelta(minutes=30))
    booked.change_hour(timedelta(minutes=45), now=NOW + later)

    states = [(message.facts["starts_at"][11:16], message.state) for message in booked.messages(CHANGED)]

    assert states == [("10:00", Delivery.STALE), ("10:45", Delivery.QUEUED)]


# ---- every notice, by every event that makes it stale

STALE_BY = [(name, kind) for name, notice in CATALOGUE.items() for kind in sorted(notice.stale_when, key=str)]
FACTS: dict[str, Any] = {
    "charge_by_on": NOW.date(),
    "was_charge_by_on": NOW.date() + timedelta(days=1),
    "complete_by_on": NOW.date(),
    "charged": True,
}


def owe(database: Database, referral: Referral, notice: str, cause: str, channel: Channel) -> None:
    debt = Debt(notice, cause, channel, "" if channel is Channel.HAND else "to@example.org", {}, referral.id)
    database.write_now(owe_one, debt, now=NOW)


def happens(database: Database, referral: Referral, kind: EventKind, **facts: Any) -> None:
    database.write_now(record, referral.id, kind, actor=WORKER, now=NOW, **{**FACTS, **facts})


def stands(db: Session, key: str, state: Delivery) -> None:
    db.execute(update(OutboxMessage).where(OutboxMessage.dedupe_key == key).values(state=state))


def states_of(database: Database, referral: Referral) -> dict[str, Delivery]:
    found = read(
        database,
        lambda db: db.scalars(select(OutboxMessage).where(OutboxMessage.referral_id == referral.id)).all(),
    )
    return {row.dedupe_key.partition(":")[2]: row.state for row in found}


@pytest.mark.parametrize(("notice", "kind"), STALE_BY, ids=[f"{name}-{kind.name}" for name, kind in STALE_BY])
def test_what_an_event_makes_stale_goes_no_more_however_it_stands(
    database: Database, notice: str, kind: EventKind
) -> None:
    world = a_world(database)
    his, another = a_referral(database, world), a_referral(database, world)
    for referral in (his, another):
        an_offer(database, referral)
        for channel in CATALOGUE[notice].channels:
            owe(database, referral, notice, f"{referral.id}:{channel}", channel)
        for state in (Delivery.SENDING, Delivery.FAILED, Delivery.SENT):
            owe(database, referral, notice, f"{referral.id}:{state}", Channel.EMAIL)
            database.write_now(stands, f"{notice}:{referral.id}:{state}", state)

    happens(database, his, kind)

    found = states_of(database, his)
    assert found.pop(f"{his.id}:sent") is Delivery.SENT
    assert set(found.values()) == {Delivery.STALE}
    others = states_of(database, another)
    assert len(others) == len(found) + 1
    assert Delivery.STALE not in others.values()


@pytest.mark.parametrize(
    ("notice", "kind"),
    [
        ("place_cancelled", events.PlaceConfirmed),
        ("place_cancelled", events.OfferWithdrawn),
        ("place_elsewhere_called_off", events.PlacedElsewhere),
        ("place_elsewhere_called_off", events.OfferWithdrawn),
    ],
)
def test_nobody_is_told_to_choose_again_who_has_a_place_or_can_sign_in_no_more(
    database: Database, notice: str, kind: EventKind
) -> None:
    referral = a_referral(database, a_world(database))
    an_offer(database, referral)
    owe(database, referral, notice, "1", Channel.HAND)

    happens(database, referral, kind)

    assert states_of(database, referral) == {"1": Delivery.STALE}


def test_a_corrected_offence_that_leaves_the_last_day_where_it_is_calls_no_warning_off(database: Database) -> None:
    referral = a_referral(database, a_world(database))
    owe(database, referral, "deadline_warning", "1", Channel.EMAIL)

    happens(database, referral, events.OffenceCorrected, was_charge_by_on=NOW.date())

    assert states_of(database, referral) == {"1": Delivery.QUEUED}


@pytest.mark.parametrize(("charged", "then"), [(True, Delivery.STALE), (False, Delivery.QUEUED)])
def test_that_it_is_still_to_be_decided_what_comes_next_is_not_told_after_a_charge(
    database: Database, charged: bool, then: Delivery
) -> None:
    referral = a_referral(database, a_world(database))
    an_offer(database, referral)
    owe(database, referral, "result_returned_to_person", "1", Channel.EMAIL)

    happens(database, referral, events.DisposalRecorded, charged=charged)

    assert states_of(database, referral) == {"1": then}


def test_a_message_is_stale_by_what_happens_after_it_was_owed_and_not_by_its_own_cause(database: Database) -> None:
    referral = a_referral(database, a_world(database))
    an_offer(database, referral)

    def in_one_transaction(db: Session) -> None:
        owe_one(db, Debt("place_moved", "before", Channel.EMAIL, "to@example.org", {}, referral.id), now=NOW)
        record(db, referral.id, events.PlaceMoved, actor=WORKER, now=NOW)
        owe_one(db, Debt("place_moved", "its own", Channel.EMAIL, "to@example.org", {}, referral.id), now=NOW)

    database.write_now(in_one_transaction)

    assert states_of(database, referral) == {"before": Delivery.STALE, "its own": Delivery.QUEUED}


def test_a_message_that_was_owed_before_by_the_same_cause_is_stale_by_what_happens_now(database: Database) -> None:
    referral = a_referral(database, a_world(database))
    an_offer(database, referral)
    owe(database, referral, "place_moved", "one cause", Channel.EMAIL)

    def in_one_transaction(db: Session) -> None:
        record(db, referral.id, events.PlaceMoved, actor=WORKER, now=NOW)
        assert not owe_one(
            db, Debt("place_moved", "one cause", Channel.EMAIL, "to@example.org", {}, referral.id), now=NOW
        )

    database.write_now(in_one_transaction)

    assert states_of(database, referral) == {"one cause": Delivery.STALE}


def test_what_does_not_go_by_a_channel_cannot_be_owed_by_it(database: Database) -> None:
    referral = a_referral(database, a_world(database))

    with pytest.raises(ValueError, match="deadline_warning does not go by hand"):
        owe(database, referral, "deadline_warning", "1", Channel.HAND)


# ---- the day by which he has to finish


@pytest.mark.parametrize("kind", [events.ClockReckoned, events.OffenceCorrected])
def test_a_message_that_waits_says_the_day_to_finish_by_as_it_is_when_it_goes(
    database: Database, kind: EventKind
) -> None:
    world, day = a_world(database), NOW.date() + timedelta(days=60)
    his, another = a_referral(database, world), a_referral(database, world)
    for referral in (his, another):
        an_offer(database, referral)
        for notice in ("offer_accepted", "date_to_choose", "lapse_undone", "place_cancelled", "place_confirmed_free"):
            facts = {} if notice == "place_confirmed_free" else {"complete_by_on": day}
            debt = Debt(notice, f"{referral.id}", Channel.EMAIL, "to@example.org", facts, referral.id)
            database.write_now(owe_one, debt, now=NOW)
    database.write_now(stands, f"lapse_undone:{his.id}", Delivery.SENT)
    to_sign = {"complete_by_on": day, "sign_by_on": day - timedelta(days=7)}
    debt = Debt("paper_to_sign", f"{his.id}", Channel.EMAIL, "to@example.org", to_sign, his.id)
    database.write_now(owe_one, debt, now=NOW)

    happens(database, his, kind, complete_by_on=day - timedelta(days=7), charge_by_on=day, was_charge_by_on=day)

    found = read(database, lambda db: db.scalars(select(OutboxMessage)).all())
    says = {(row.notice, row.referral_id): row.facts.get("complete_by_on") for row in found}
    changed = {one for one, on in says.items() if on == (day - timedelta(days=7)).isoformat()}
    named = ("offer_accepted", "date_to_choose", "place_cancelled", "paper_to_sign")
    assert changed == {(notice, his.id) for notice in named}
    sign_by = [row.facts["sign_by_on"] for row in found if row.notice == "paper_to_sign"]
    assert sign_by == [(day - timedelta(days=14)).isoformat()]
    assert says["place_confirmed_free", his.id] is None  # which names no day gets none
    assert {row.state for row in found} == {Delivery.QUEUED, Delivery.SENT}


# ---- called off while it is being carried


class Carrying:
    """A carrier in whose hands something happens to the case."""

    def __init__(self, meanwhile: Callable[[], None], problem: str | None) -> None:
        self.meanwhile, self.problem, self.carried = meanwhile, problem, 0

    def carry(self, messages: Sequence[Rendered]) -> list[Carried]:
        self.carried += len(messages)
        self.meanwhile()
        return [Carried(message.key, self.problem, Cause.SERVICE_AWAY) for message in messages]


@pytest.mark.parametrize(("problem", "then"), [("away", Delivery.STALE), (None, Delivery.SENT)])
def test_what_is_called_off_while_it_is_carried_is_not_tried_again(
    database: Database, problem: str | None, then: Delivery
) -> None:
    booked = Booked(database, SafeContact.ANY)
    booked.change_hour()
    carrier = Carrying(lambda: cancels(booked), problem)

    send_owed(database, {Channel.EMAIL: carrier}, WORDS, holder="a", now=NOW)

    assert carrier.carried == 1
    assert [message.state for message in booked.messages(CHANGED)] == [then]
