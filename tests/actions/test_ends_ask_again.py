"""Whatever ends a case, those that were refused or waited because it was open are decided again, in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from programme.actions.acknowledge_result import acknowledge_result
from programme.actions.record_disposal import record_disposal
from programme.actions.withdraw_referral import withdraw_referral
from programme.history.timeline import timeline
from programme.intake.asking_again import ask_again
from programme.outcomes.models import Disposal, Mistake, ResultReason
from programme.outcomes.returning import return_case
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import WORKER, Actor
from programme.storage.database import Database
from tests.support.builders import NOW, a_world, read
from tests.support.referring import PLAIN, an_officer, case_of, ended_as_mistake, refer

A_WEEK_LATER = replace(PLAIN, offence_at=PLAIN.offence_at + timedelta(days=7), custody_reference="HA/2002/27")
A_WEEK_BEFORE = replace(PLAIN, offence_at=PLAIN.offence_at - timedelta(days=7), custody_reference="HA/3003/27")
THE_SAME_NIGHT = replace(PLAIN, offence_at=PLAIN.offence_at + timedelta(hours=1), custody_reference="HA/1002/27")


def withdrawn(database: Database, actor: Actor, reference: str) -> None:
    reason = WithdrawalReason.EVIDENCE
    database.write_now(withdraw_referral, actor=actor, now=NOW, reference=reference, reason=reason)


def a_mistake(database: Database, actor: Actor, reference: str) -> None:
    ended_as_mistake(database, actor, reference, Mistake.NOT_HIM, reason="His brother was arrested.")


def charged(database: Database, actor: Actor, reference: str) -> None:
    database.write_now(
        lambda db: return_case(
            db, lock_referral(db, reference, actor), ResultReason.NOT_OFFERED_IN_TIME, actor=WORKER, now=NOW
        )
    )
    database.write_now(acknowledge_result, actor=actor, now=NOW, reference=reference)
    said: dict[str, Any] = {"disposal": Disposal.CHARGE_ISSUED, "done_at": NOW}
    database.write_now(record_disposal, actor=actor, now=NOW, reference=reference, **said)


ENDS = [withdrawn, a_mistake, charged]


@pytest.fixture
def desk(database: Database) -> Actor:
    a_world(database)
    return replace(an_officer(database), rank="Sgt")


@pytest.mark.parametrize("end", ENDS)
def test_a_later_one_that_was_refused_because_it_was_open_is_decided_again(
    database: Database, desk: Actor, end: Callable[[Database, Actor, str], None]
) -> None:
    first = case_of(database, refer(database, desk).reference)
    later = case_of(database, refer(database, desk, A_WEEK_LATER).reference)
    assert (later.state, later.tied_to_id) == (ReferralState.INELIGIBLE, first.id)

    end(database, desk, first.reference)

    freed = case_of(database, later.reference)
    assert (freed.state, freed.tied_to_id) == (ReferralState.ELIGIBLE, None)
    decided = [one.event for one in read(database, lambda db: timeline(db, later.id))]
    assert decided.count("eligibility_decided") == 2


@pytest.mark.parametrize("end", ENDS)
def test_an_earlier_one_that_waited_for_a_human_because_of_it_waits_no_more(
    database: Database, desk: Actor, end: Callable[[Database, Actor, str], None]
) -> None:
    first = case_of(database, refer(database, desk).reference)
    waits = case_of(database, refer(database, desk, A_WEEK_BEFORE).reference)
    assert (waits.state, waits.tied_to_id) == (ReferralState.UNDECIDED, None)

    end(database, desk, first.reference)

    assert case_of(database, waits.reference).state is ReferralState.ELIGIBLE


def test_one_that_another_open_case_is_in_the_way_of_too_stays_refused(database: Database, desk: Actor) -> None:
    first = refer(database, desk).reference
    second = case_of(database, refer(database, desk, A_WEEK_LATER).reference)
    third = replace(PLAIN, offence_at=PLAIN.offence_at + timedelta(days=8), custody_reference="HA/4004/27")
    last = case_of(database, refer(database, desk, third).reference)

    withdrawn(database, desk, first)

    assert case_of(database, second.reference).state is ReferralState.UNDECIDED, "whether it goes on beside the last"
    still = case_of(database, last.reference)
    assert (still.state, still.tied_to_id) == (ReferralState.INELIGIBLE, second.id)


def test_what_shared_the_place_of_one_that_leads_nobody_any_more_is_decided_on_its_own(
    database: Database, desk: Actor
) -> None:
    lead = case_of(database, refer(database, desk).reference)
    tied = case_of(database, refer(database, desk, THE_SAME_NIGHT).reference)
    assert (tied.state, tied.tied_to_id) == (ReferralState.TIED, lead.id)

    def asked(db: object) -> None:
        db.get_one(Person, lead.person_id).born_on = date(2011, 1, 1)  # type: ignore[attr-defined]
        ask_again(db, lock_referral(db, lead.reference, desk), actor=desk, now=NOW)  # type: ignore[arg-type]

    database.write_now(asked)

    assert case_of(database, lead.reference).state is ReferralState.INELIGIBLE
    parted = case_of(database, tied.reference)
    assert (parted.state, parted.tied_to_id) == (ReferralState.INELIGIBLE, None)
    assert read(database, lambda db: db.get_one(Referral, tied.id)).tied_to_id is None
