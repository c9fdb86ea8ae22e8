"""The longer limit of a caution: a sergeant's reason on record, and the last safe course day moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from programme.actions.extend_caution import ExtendedCaution, extend_caution
from programme.history.timeline import timeline
from programme.policies.models import DisposalRoute
from programme.referrals.models import Referral
from programme.referrals.refusals import CautionNotExtended, NoCautionToExtend, RankTooLow, ReasonMissing
from programme.referrals.states import ReferralState
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_referral, a_world, read

CAUTIONED_ON = date(2027, 3, 1)
CAUTIONED: dict[str, Any] = {
    "route": "conditional_caution",
    "cautioned_on": CAUTIONED_ON,
    "complete_by_on": date(2027, 6, 21),
}
REASON = "No interpreter could be found before the spring."


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def extend(database: Database, world: World, referral: Referral, reason: str = REASON, rank: str = "Sgt") -> Any:
    return database.write_now(
        extend_caution, actor=replace(world.custody, rank=rank), now=NOW, reference=referral.reference, reason=reason
    )


def test_the_reason_is_kept_and_the_last_safe_course_day_moves_as_far_as_there_is_time_to_charge(
    database: Database, world: World
) -> None:
    referral = a_referral(database, world, **CAUTIONED)
    assert extend(database, world, referral) == ExtendedCaution(referral.reference, date(2027, 7, 6))
    row = read(database, lambda db: db.execute(select(Referral)).scalar_one())
    assert (row.exceptional_reason, row.complete_by_on) == (REASON, date(2027, 7, 6))
    assert (row.return_by_on, row.charge_by_on) == (referral.return_by_on, referral.charge_by_on)
    reckoned, extended = read(database, lambda db: timeline(db, referral.id))
    assert (extended.event, extended.words, extended.who) == (
        "caution_extended", "20 weeks. The reason is recorded with the case.", world.custody.label,
    )  # fmt: skip
    assert REASON not in str(extended.facts)
    assert reckoned.event == "clock_reckoned"


@pytest.mark.parametrize("rank", ["PC", "DC", "", "Detention officer"])
def test_it_takes_a_sergeant(database: Database, world: World, rank: str) -> None:
    referral = a_referral(database, world, **CAUTIONED)
    with pytest.raises(RankTooLow, match="sergeant or above"):
        extend(database, world, referral, rank=rank)


@pytest.mark.parametrize("rank", ["PS", "Insp", "Ch Supt"])
def test_a_higher_rank_may_as_well(database: Database, world: World, rank: str) -> None:
    assert extend(database, world, a_referral(database, world, **CAUTIONED), rank=rank)


def test_without_a_reason_nothing_is_extended(database: Database, world: World) -> None:
    with pytest.raises(ReasonMissing) as refused:
        extend(database, world, a_referral(database, world, **CAUTIONED), reason=" \n ")
    assert refused.value.field == "reason"


def test_without_a_caution_there_is_no_limit_to_extend(database: Database, world: World) -> None:
    with pytest.raises(NoCautionToExtend):
        extend(database, world, a_referral(database, world))


def test_a_case_with_its_result_is_not_extended(database: Database, world: World) -> None:
    with pytest.raises(CautionNotExtended):
        extend(database, world, a_referral(database, world, state=ReferralState.RETURNED, **CAUTIONED))


def test_a_route_without_a_longer_limit_has_none(database: Database, world: World) -> None:
    def write(db: Any) -> None:
        route = db.get_one(DisposalRoute, "conditional_caution")
        row = {column.key: getattr(route, column.key) for column in DisposalRoute.__table__.columns}
        strict = {
            "key": "strict",
            "code": "strict",
            "exceptional_weeks": None,
            "from_on": row["from_on"] + timedelta(1),
        }
        db.execute(insert(DisposalRoute).values({**row, **strict}))

    database.write_now(write)
    with pytest.raises(CautionNotExtended):
        extend(database, world, a_referral(database, world, **{**CAUTIONED, "route": "strict"}))


def test_another_forces_case_is_not_found(database: Database, world: World) -> None:
    other = a_world(database, force_code="16")
    with pytest.raises(NotFound):
        extend(database, other, a_referral(database, world, **CAUTIONED))
