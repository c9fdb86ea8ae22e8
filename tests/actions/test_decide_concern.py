"""Deciding a concern: only the named safeguarding role, with a reason where the case goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from programme.actions.decide_concern import DecidedConcern, decide_concern
from programme.actions.make_offer import make_offer
from programme.actions.raise_concern import raise_concern
from programme.actions.settle_eligibility import settle_eligibility
from programme.concerns.models import Concern, Sign
from programme.concerns.refusals import DecisionReasonNeeded, NoConcernToDecide, SafeguardingDecides
from programme.concerns.settling import Answers
from programme.concerns.states import ConcernEvent, ConcernState
from programme.eligibility.circumstances import Circumstances
from programme.eligibility.rules import NO_CONCERN
from programme.history.timeline import timeline
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door, Role
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_referral, a_world, read, told

WHY = "Identity card seen: she is 34."


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def stopped(database: Database, world: World) -> Referral:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)
    database.write_now(
        raise_concern, actor=world.custody, now=NOW, reference=referral.reference, signs=(Sign.UNDER_18,)
    )
    return referral


def decide(
    database: Database, actor: Actor, referral: Referral, decision: ConcernEvent, reason: str = WHY
) -> DecidedConcern:
    return database.write_now(
        decide_concern, actor=actor, now=NOW, reference=referral.reference, decision=decision, reason=reason
    )


def concern_now(database: Database) -> Concern:
    newest = select(Concern).order_by(Concern.id.desc()).limit(1)
    found: Concern = read(database, lambda db: db.execute(newest).scalar_one())
    return found


def state_of(database: Database, referral: Referral) -> ReferralState:
    found: ReferralState = read(database, lambda db: db.get_one(Referral, referral.id)).state
    return found


def test_upheld_it_stays_stopped_and_the_clock_runs(database: Database, world: World, stopped: Referral) -> None:
    assert decide(database, world.safeguarding, stopped, ConcernEvent.UPHELD, "").state is ConcernState.UPHELD
    assert state_of(database, stopped) is ReferralState.INELIGIBLE
    assert read(database, lambda db: db.get_one(Referral, stopped.id)).over_at is None


def answered(database: Database, referral: Referral) -> dict[str, str]:
    rows = read(database, lambda db: db.get_one(Referral, referral.id)).eligibility
    return {one.code: one.status for one in rows}


def test_cleared_eligibility_is_asked_again_and_says_what_else_is_not_known(
    database: Database, world: World, stopped: Referral
) -> None:
    assert answered(database, stopped)[NO_CONCERN] == "not_met"
    decide(database, world.safeguarding, stopped, ConcernEvent.CLEARED)

    assert answered(database, stopped)[NO_CONCERN] == "met"
    assert state_of(database, stopped) is ReferralState.UNDECIDED


def test_cleared_and_with_nothing_else_open_he_can_be_offered(
    database: Database, world: World, stopped: Referral
) -> None:
    decide(database, world.safeguarding, stopped, ConcernEvent.CLEARED)
    rest = Circumstances(enough_evidence=True, no_violence=True, no_relevant_record=True)
    answers = Answers(circumstances=rest, earlier_course=False)
    database.write_now(settle_eligibility, actor=world.custody, now=NOW, reference=stopped.reference, answers=answers)

    assert state_of(database, stopped) is ReferralState.ELIGIBLE
    database.write_now(
        make_offer, actor=world.custody, now=NOW, reference=stopped.reference, secret_hash="-", told=told()
    )
    assert state_of(database, stopped) is ReferralState.OFFERED


def test_who_decided_when_and_why_is_kept_and_the_history_says_only_what(
    database: Database, world: World, stopped: Referral
) -> None:
    decide(database, world.safeguarding, stopped, ConcernEvent.CLEARED)

    concern = concern_now(database)
    assert (concern.decided_at, concern.decided_by, concern.reason) == (NOW, world.safeguarding.label, WHY)
    moment = next(m for m in read(database, lambda db: timeline(db, stopped.id)) if m.event == "concern_decided")
    assert moment.words == "No concern is left."


def test_upheld_it_can_be_cleared_later_and_not_the_other_way_round(
    database: Database, world: World, stopped: Referral
) -> None:
    decide(database, world.safeguarding, stopped, ConcernEvent.UPHELD)
    decide(database, world.safeguarding, stopped, ConcernEvent.CLEARED)

    assert concern_now(database).state is ConcernState.CLEARED
    with pytest.raises(NoConcernToDecide):
        decide(database, world.safeguarding, stopped, ConcernEvent.UPHELD)


def test_whoever_lets_it_go_on_says_why(database: Database, world: World, stopped: Referral) -> None:
    with pytest.raises(DecisionReasonNeeded):
        decide(database, world.safeguarding, stopped, ConcernEvent.CLEARED, "  ")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
def test_nobody_else_decides(database: Database, world: World, stopped: Referral, role: Role) -> None:
    with pytest.raises(SafeguardingDecides):
        decide(database, replace(world.custody, roles=frozenset({role})), stopped, ConcernEvent.CLEARED)
    assert concern_now(database).state is ConcernState.OPEN


def test_the_safeguarding_role_of_another_force_does_not_find_it(
    database: Database, world: World, stopped: Referral
) -> None:
    for door in (Door.CUSTODY, Door.PARTNER, Door.ADMIN):
        with pytest.raises(NotFound):
            decide(database, replace(world.safeguarding, door=door, force_code="16"), stopped, ConcernEvent.CLEARED)


def test_the_role_decides_at_the_forces_own_door_too(database: Database, world: World, stopped: Referral) -> None:
    at_admin = replace(world.safeguarding, door=Door.ADMIN)

    assert decide(database, at_admin, stopped, ConcernEvent.UPHELD).state is ConcernState.UPHELD


def test_without_a_concern_there_is_nothing_to_decide(database: Database, world: World) -> None:
    with pytest.raises(NoConcernToDecide):
        decide(database, world.safeguarding, a_referral(database, world), ConcernEvent.CLEARED)


def test_after_it_was_cleared_a_new_concern_stops_it_again(database: Database, world: World, stopped: Referral) -> None:
    decide(database, world.safeguarding, stopped, ConcernEvent.CLEARED)
    database.write_now(
        raise_concern, actor=world.custody, now=NOW, reference=stopped.reference, signs=(Sign.CONTROLLED,)
    )

    assert concern_now(database).state is ConcernState.OPEN
