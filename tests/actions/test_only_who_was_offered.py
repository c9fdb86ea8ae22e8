"""Nobody is written to who was never made an offer: whatever becomes of his case, and whatever the message. But for a
code that he lets be sent while he is there."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.withdraw_referral import withdraw_referral
from programme.notices.catalogue import FOR_STAFF
from programme.notices.models import Channel, OutboxMessage
from programme.notices.outbox import Debt, owe, owe_all
from programme.people.models import SafeContact
from programme.people.telling import tell_person
from programme.referrals.models import Origin
from programme.referrals.states import BEFORE_OFFER, ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.storage.database import Database
from tests.support.builders import NOW, a_person, a_referral, a_world, an_offer, read
from tests.support.jobs import return_unoffered_cases

NOTICES = {
    folder.name for folder in (Path(__file__).parents[2] / "notifications").iterdir() if folder.is_dir()
} - FOR_STAFF


def told(database: Database) -> list[str]:
    notices = read(database, lambda db: db.scalars(select(OutboxMessage.notice)).all())
    return sorted(set(notices) & NOTICES)


def test_there_are_messages_to_him() -> None:
    assert {"offer_made", "result_returned_to_person", "course_reminder"} <= NOTICES


@pytest.mark.parametrize("state", ReferralState)
def test_no_message_to_him_is_owed_before_an_offer_and_each_is_after_it(
    database: Database, state: ReferralState
) -> None:
    world = a_world(database)
    person = a_person(database)
    referral = a_referral(database, world, person, state=state)
    facts: dict[str, Any] = {"referral_id": referral.id, "facts": {}}

    def owe_all_of_them(cause: str) -> None:
        to: dict[str, Any] = {"channel": Channel.EMAIL, "address": person.email}
        for notice in NOTICES:
            database.write_now(tell_person, person, notice=notice, cause=f"{cause}1", now=NOW, **facts)
            database.write_now(owe, notice=notice, cause=f"{cause}2", now=NOW, **to, **facts)
        debts = [Debt(notice=notice, cause=f"{cause}3", **to, **facts) for notice in NOTICES]
        database.write_now(owe_all, debts, now=NOW)

    owe_all_of_them("before")
    assert told(database) == ["contact_code_sent"]  # he is there, and lets it be sent
    an_offer(database, referral)
    owe_all_of_them("after")
    assert told(database) == sorted(NOTICES)


@pytest.mark.parametrize("state", sorted(BEFORE_OFFER))
@pytest.mark.parametrize("safe", [SafeContact.ANY, SafeContact.NONE])
@pytest.mark.parametrize("origin", Origin)
def test_a_case_that_comes_back_without_an_offer_tells_the_officer_and_not_him(
    database: Database, state: ReferralState, safe: SafeContact, origin: Origin
) -> None:
    person = a_person(database, safe_contact=safe, mobile="07700 900469")
    over = {
        "complete_by_on": NOW.date() - timedelta(days=1),
        "return_by_on": NOW.date() + timedelta(days=2),
        "charge_by_on": NOW.date() + timedelta(days=30),
    }
    a_referral(database, a_world(database), person, state=state, origin=origin, **over)
    assert return_unoffered_cases(database, now=NOW).done == 1
    assert told(database) == []
    assert read(database, lambda db: db.scalars(select(OutboxMessage.notice)).all()) == ["result_returned_to_officer"]


@pytest.mark.parametrize("state", sorted(BEFORE_OFFER))
def test_a_case_that_is_withdrawn_before_an_offer_tells_him_nothing(database: Database, state: ReferralState) -> None:
    world = a_world(database)
    referral = a_referral(database, world, state=state)
    reason = next(iter(WithdrawalReason))
    database.write_now(withdraw_referral, actor=world.custody, now=NOW, reference=referral.reference, reason=reason)
    assert told(database) == []
