"""Acknowledging a result: by the force of the offence, once, at either door."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from programme.actions.acknowledge_result import acknowledge_result
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.history.timeline import timeline
from programme.outcomes.models import Result, ResultReason
from programme.outcomes.refusals import AcknowledgedAlready
from programme.outcomes.returning import return_case
from programme.outcomes.states import ReturnState
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER, Actor, Door
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, a_force, a_referral, a_world, an_exchange, read


def returned(database: Database, referral: Referral) -> None:
    database.write_now(
        lambda db: return_case(
            db, lock_referral_by_id(db, referral.id), ResultReason.DID_NOT_COME, actor=WORKER, now=NOW
        )
    )


def test_the_force_says_it_has_it_back_and_the_clock_runs_on(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    returned(database, referral)
    done = database.write_now(acknowledge_result, actor=world.custody, now=NOW, reference=referral.reference)
    assert done.charge_by_on == referral.charge_by_on
    result = read(database, lambda db: db.execute(select(Result)).scalar_one())
    assert (result.state, result.acknowledged_at) == (ReturnState.ACKNOWLEDGED, NOW)
    assert result.acknowledged_by == world.custody.label
    row = read(database, lambda db: db.get_one(Referral, referral.id))
    assert (row.state, row.clock_stopped_at) == (ReferralState.ACKNOWLEDGED, None)
    assert read(database, lambda db: timeline(db, referral.id))[0].event == "return_acknowledged"


def test_a_neighbour_acknowledges_its_own_case_and_the_exchange_follows(database: Database) -> None:
    world = a_world(database)
    a_force(database, "44")
    referral = a_referral(database, world, force_code="44")
    exchange = an_exchange(database, referral, "44", state=ExchangeState.RESULT_RETURNED)
    returned(database, referral)
    partner = Actor(Door.PARTNER, 7, "Coordinator", "Neighbour", force_code="44")
    database.write_now(acknowledge_result, actor=partner, now=NOW, reference=referral.reference)
    assert read(database, lambda db: db.get_one(Exchange, exchange.id)).state is ExchangeState.ACKNOWLEDGED
    with pytest.raises(NotFound):
        database.write_now(acknowledge_result, actor=world.custody, now=NOW, reference=referral.reference)


def test_the_second_of_two_is_told_that_it_was_done(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    returned(database, referral)
    database.write_now(acknowledge_result, actor=world.custody, now=NOW, reference=referral.reference)
    with pytest.raises(AcknowledgedAlready):
        database.write_now(acknowledge_result, actor=world.custody, now=NOW, reference=referral.reference)


def test_a_case_without_a_result_has_nothing_to_acknowledge(database: Database) -> None:
    world = a_world(database)
    with pytest.raises(NotFound, match="no result"):
        database.write_now(
            acknowledge_result, actor=world.custody, now=NOW, reference=a_referral(database, world).reference
        )
