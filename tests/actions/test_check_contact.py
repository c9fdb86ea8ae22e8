"""Whether messages reach him: a code is sent to his number or address, he reads it out, it is typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from programme.actions.check_contact import CodeTyped, check_contact
from programme.actions.correct_contact import contact_of, correct_contact
from programme.actions.follow_up_message import follow_up_message
from programme.actions.send_contact_code import send_contact_code
from programme.actions.send_message_again import send_message_again
from programme.actions.skip_contact_check import skip_contact_check
from programme.actions.watch_contacts import watch_contacts
from programme.audit.models import AccessRow
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.history.timeline import timeline
from programme.insight.own_record import own_contact
from programme.notices.carriers import Cause
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.offers.reaching import WHILE_HE_IS_THERE
from programme.offers.states import OfferState
from programme.people.models import ContactWay, Person, SafeContact
from programme.people.refusals import NothingToCheck, TooManyCodes, WantsNothingThere
from programme.people.states import ContactEvent, ContactState, NotCheckedBecause
from programme.people.telling import tell_person
from programme.people.ways import CODE_LASTS, CODE_TRIES, way_of
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, a_person, a_referral, a_world, an_offer, read
from tests.support.codes import code_that_came

NUMBER, ADDRESS = "07700 900123", "he@example.org"
CHECKED, UNCHECKED, FAILING = ContactState.CHECKED, ContactState.UNCHECKED, ContactState.FAILING


class Desk:
    """Custody with a man before it, who has a number and an address."""

    def __init__(self, database: Database, **facts: object) -> None:
        self.database, self.world = database, a_world(database)
        self.person = a_person(database, **{"mobile": NUMBER, "email": ADDRESS, **facts})
        self.case: Referral = a_referral(database, self.world, self.person)

    def sends(self, channel: Channel = Channel.TEXT, now: datetime = NOW) -> None:
        """Custody sends a code."""
        self.database.write_now(
            send_contact_code, actor=self.world.custody, now=now, reference=self.case.reference, channel=channel
        )

    def came(self, address: str = NUMBER, now: datetime = NOW) -> str:
        """The code that he reads."""
        return code_that_came(self.database, address, now=now)

    def types(self, code: str, now: datetime = NOW) -> CodeTyped:
        """Custody types it."""
        done: CodeTyped = self.database.write_now(
            check_contact, actor=self.world.custody, now=now, reference=self.case.reference, code=code
        )
        return done

    def states(self) -> tuple[ContactState, ContactState]:
        """Of his number and his address."""
        found = self.database.read_now(own_contact, self.case.id)
        return found.mobile_state, found.email_state

    def events(self) -> list[str]:
        """His case's, the newest first."""
        return [one.event for one in self.database.read_now(timeline, self.case.id)]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_code_that_is_read_back_checks_the_number_it_went_to_and_no_other(database: Database) -> None:
    desk = Desk(database)
    assert desk.states() == (UNCHECKED, UNCHECKED)
    desk.sends()  # no offer was made yet: he stands there
    code = desk.came()
    assert desk.states() == (UNCHECKED, UNCHECKED)  # it went, and nobody has read it

    assert desk.types(code) == CodeTyped(right=True, tries_left=0)

    assert desk.states() == (CHECKED, UNCHECKED)
    [way] = read(database, lambda db: db.execute(select(ContactWay)).scalars().all())
    assert (way.address, way.state_at, way.state_by) == (NUMBER, NOW, desk.world.custody.label)
    assert desk.events() == ["contact_checked", "message_sent", "contact_code_sent"]
    kept = read(database, lambda db: [str(vars(row)) for of in (ContactWay, OutboxMessage, AccessRow)
                                      for row in db.execute(select(of)).scalars()])  # fmt: skip
    assert not any(code in one for one in kept)
    assert desk.types(code) == CodeTyped(right=False, tries_left=0)  # it is good once


def test_a_wrong_code_counts_and_an_old_one_is_none(database: Database) -> None:
    desk = Desk(database)
    desk.sends()
    first = desk.came()
    assert desk.types(other_than(first)) == CodeTyped(right=False, tries_left=CODE_TRIES - 1)
    desk.sends()
    second = desk.came()
    if first != second:
        assert not desk.types(first).right
    assert not desk.types(second, now=NOW + CODE_LASTS).right
    left = [desk.types(other_than(second)).tries_left for _ in range(CODE_TRIES)]
    assert left[-1] == 0
    assert not desk.types(second).right  # its tries are used up
    desk.sends()
    assert desk.types(desk.came()).right  # the control: a new one is good


def test_no_code_goes_where_nothing_is_safe_where_nothing_more_is_wanted_or_too_often(database: Database) -> None:
    desk = Desk(database, safe_contact=SafeContact.MOBILE_ONLY)
    with pytest.raises(NothingToCheck):
        desk.sends(Channel.EMAIL)
    for _ in range(6):
        desk.sends()
    with pytest.raises(TooManyCodes):
        desk.sends()
    desk.sends(now=NOW + timedelta(hours=1, minutes=1))

    def stop(db: Session) -> None:
        person = db.get_one(Person, desk.person.id)
        way_of(db, person, Channel.TEXT, now=NOW).apply(ContactEvent.OPTED_OUT, by="he", now=NOW)

    database.write_now(stop)
    with pytest.raises(WantsNothingThere):
        desk.sends(now=NOW + timedelta(hours=3))
    other = a_world(database, force_code="34")
    with pytest.raises(NotFound):
        database.write_now(check_contact, actor=other.custody, now=NOW, reference=desk.case.reference, code="000000")


def test_another_number_is_unchecked_and_its_code_goes_nowhere_else(database: Database) -> None:
    desk = Desk(database)
    desk.sends()
    assert desk.types(desk.came()).right
    desk.sends(Channel.EMAIL)
    contact = replace(contact_of(desk.person), mobile="07700 900456", email="new@example.org")
    database.write_now(
        correct_contact, actor=desk.world.custody, now=NOW, reference=desk.case.reference, contact=contact
    )
    assert desk.states() == (UNCHECKED, UNCHECKED)
    states = read(database, lambda db: db.execute(select(OutboxMessage.state)).scalars().all())
    assert sorted(states) == [Delivery.SENT, Delivery.STALE]


def test_an_address_that_refuses_is_failing_until_somebody_knows_better_or_a_code_comes_back(
    database: Database,
) -> None:
    desk = Desk(database)
    an_offer(database, desk.case)
    database.write_now(
        tell_person, desk.person, notice="offer_made", cause="x", referral_id=desk.case.id, facts={}, now=NOW
    )
    message = fails(desk)
    assert desk.states() == (UNCHECKED, FAILING)
    assert len(read(database, lambda db: db.execute(select(Task)).scalars().all())) == 1
    database.write_now(
        send_message_again, actor=desk.world.custody, now=NOW, reference=desk.case.reference, message_id=message
    )
    assert desk.states() == (UNCHECKED, UNCHECKED)
    fails(desk)
    desk.sends(Channel.EMAIL)
    assert desk.types(desk.came(ADDRESS)).right
    assert desk.states() == (UNCHECKED, CHECKED)


def fails(desk: Desk) -> int:
    """The newest message is refused for good, and somebody is told."""

    def refuse(db: Session) -> int:
        number = db.execute(select(func.max(OutboxMessage.id))).scalar_one()
        values = {"state": Delivery.FAILED, "cause": Cause.ADDRESS_REFUSED, "followed_up_at": None}
        db.execute(update(OutboxMessage).where(OutboxMessage.id == number).values(**values))
        return int(number)

    message: int = desk.database.write_now(refuse)
    desk.database.write_now(follow_up_message, actor=WORKER, now=NOW, message_id=message)
    return message


def test_a_code_that_does_not_go_is_no_task(database: Database) -> None:
    desk = Desk(database)
    desk.sends(Channel.EMAIL)
    fails(desk)
    assert desk.states() == (UNCHECKED, FAILING)
    assert read(database, lambda db: db.execute(select(Task)).scalars().all()) == []


def test_why_it_was_not_checked_is_on_record(database: Database) -> None:
    desk = Desk(database)
    database.write_now(
        skip_contact_check,
        actor=desk.world.custody,
        now=NOW,
        reference=desk.case.reference,
        reason=NotCheckedBecause.PHONE_KEPT_HERE,
    )
    said = database.read_now(timeline, desk.case.id)[-1]
    assert (said.event, said.words) == ("contact_check_skipped", "The phone is kept here.")


def test_who_is_not_known_to_be_reached_is_somebodys_to_ring_from_the_start_and_once_an_offer(
    database: Database,
) -> None:
    desk = Desk(database)
    desk.case = a_referral(database, desk.world, desk.person, state=ReferralState.OFFERED)
    an_offer(database, desk.case, state=OfferState.OPEN, made_at=NOW)
    hand = a_referral(database, desk.world, a_person(database, safe_contact=SafeContact.NONE), state=desk.case.state)
    an_offer(database, hand, state=OfferState.OPEN, made_at=NOW)

    def tasks(now: datetime) -> list[tuple[int, TaskState]]:
        database.write_now(watch_contacts, actor=WORKER, now=now, batch=9)
        found = read(database, lambda db: db.execute(select(Task).order_by(Task.id)).scalars().all())
        assert {one.kind for one in found} <= {TaskKind.REACH_HIM}
        return [(one.referral_id, one.state) for one in found]

    later = NOW + WHILE_HE_IS_THERE
    assert tasks(later - timedelta(minutes=1)) == []
    assert tasks(later) == [(desk.case.id, TaskState.OPEN)]  # who has no safe address has messages that wait for him
    desk.sends(now=later)
    assert desk.types(desk.came(now=later), now=later).right
    assert tasks(later) == [(desk.case.id, TaskState.OPEN)]  # the number is checked, and messages go to the address
    desk.sends(Channel.EMAIL, now=later)
    assert desk.types(desk.came(ADDRESS, now=later), now=later).right
    assert tasks(later) == [(desk.case.id, TaskState.DONE)]


def test_the_task_falls_away_where_nothing_waits_for_him_any_more(database: Database) -> None:
    desk = Desk(database)
    reason = NotCheckedBecause.NO_TIME
    database.write_now(
        skip_contact_check, actor=desk.world.custody, now=NOW, reference=desk.case.reference, reason=reason
    )
    [task] = read(database, lambda db: db.execute(select(Task)).scalars().all())
    assert (task.kind, task.state) == (TaskKind.REACH_HIM, TaskState.OPEN)
    assert database.write_now(watch_contacts, actor=WORKER, now=NOW, batch=9) == 0
    booked = update(Referral).values(state=ReferralState.BOOKED)
    database.write_now(lambda db: db.execute(booked))
    assert database.write_now(watch_contacts, actor=WORKER, now=NOW, batch=9) == 1
    [task] = read(database, lambda db: db.execute(select(Task)).scalars().all())
    assert task.state is TaskState.NOT_NEEDED
