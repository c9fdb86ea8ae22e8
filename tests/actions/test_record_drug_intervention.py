"""Whether a drug intervention was considered: custody of the force of the offence keeps it, and nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from programme.actions.record_drug_intervention import record_drug_intervention
from programme.concerns.models import DrugIntervention, DrugStep
from programme.history.models import HistoryRow
from programme.shared.actor import Actor, Door
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, a_referral, a_world, read


def test_it_is_kept_and_said_again_it_is_replaced(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    for step in (DrugStep.NOT_CONSIDERED, DrugStep.VOLUNTARY_REFERRAL):
        database.write_now(
            record_drug_intervention, actor=world.custody, now=NOW, reference=referral.reference, step=step
        )

    kept = read(database, lambda db: db.execute(select(DrugIntervention)).scalar_one())
    assert (kept.step, kept.recorded_by) == (DrugStep.VOLUNTARY_REFERRAL, world.custody.label)


def test_the_history_says_that_something_was_kept_and_never_what(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    database.write_now(
        record_drug_intervention,
        actor=world.custody,
        now=NOW,
        reference=referral.reference,
        step=DrugStep.TEST_AUTHORISED,
    )

    assert read(database, lambda db: db.execute(select(HistoryRow.facts)).scalars().all()) == [{}]


def test_nobody_but_custody_of_the_force_of_the_offence_keeps_it(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    others: list[Actor] = [
        replace(world.custody, force_code="16"),
        replace(world.custody, door=Door.PARTNER),
        replace(world.custody, door=Door.ADMIN),
        world.provider_staff,
    ]
    for other in others:
        with pytest.raises(NotFound):
            database.write_now(
                record_drug_intervention,
                actor=other,
                now=NOW,
                reference=referral.reference,
                step=DrugStep.NOT_NEEDED,
            )


def test_there_is_no_column_for_what_a_test_found() -> None:
    """PACE s.63B(7): what is learnt from the sample is used for listed purposes only, so it is not here at all."""
    assert {column.name for column in DrugIntervention.__table__.columns} == {
        "referral_id",
        "step",
        "recorded_at",
        "recorded_by",
    }
