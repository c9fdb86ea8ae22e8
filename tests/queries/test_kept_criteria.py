"""The answers that decide about a man are read as they were written, and refused where they are none."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import msgspec
import pytest
from sqlalchemy import JSON, select, text, type_coerce
from sqlalchemy.orm import Session

from programme.policies.models import EligibilityRules
from programme.policies.rules import KeptRule
from programme.referrals.criteria import KeptCriterion, SetAside, Settled, Status, kept_criterion
from programme.referrals.models import Referral
from programme.storage.base import StructList
from programme.storage.database import Database
from programme.storage.many_rows import insert_rows
from tests.support.builders import NOW, a_referral, a_world, read

ANSWER = Settled(Status.NOT_MET, "There was a shove.", "Sgt A. Desk, Custody", NOW)
LIFTED = SetAside("Long ago.", "Insp B. Chief, Custody", "Insp", NOW)
KEPT = [
    kept_criterion("adult_on_offence_date", Status.MET, "46 on the day of the offence."),
    kept_criterion("no_violence", Status.SET_ASIDE, "There was a shove.", ANSWER, LIFTED),
]
WRITTEN = [
    {"code": "adult_on_offence_date", "status": "met", "reason": "46 on the day of the offence."},
    {
        "code": "no_violence",
        "status": "set_aside",
        "reason": "There was a shove.",
        "settled_by": "Sgt A. Desk, Custody",
        "settled_at": NOW.isoformat(),
        "settled_status": "not_met",
        "settled_reason": "There was a shove.",
        "set_aside_by": "Insp B. Chief, Custody",
        "set_aside_rank": "Insp",
        "set_aside_reason": "Long ago.",
        "set_aside_at": NOW.isoformat(),
    },
]
"""As every version has written them."""


def write(database: Database, referral: Referral, value: Any) -> None:
    change = text("UPDATE referrals SET eligibility = :value WHERE id = :id")
    database.write_now(lambda db: db.execute(change, {"value": json.dumps(value), "id": referral.id}))


def kept(database: Database, referral: Referral) -> list[KeptCriterion]:
    return read(database, lambda db: db.get_one(Referral, referral.id)).eligibility


def test_what_was_written_before_is_read(database: Database) -> None:
    referral = a_referral(database, a_world(database))
    write(database, referral, WRITTEN)

    assert kept(database, referral) == KEPT
    assert (KEPT[1].settled, KEPT[1].set_aside) == (ANSWER, LIFTED)
    assert (KEPT[0].settled, KEPT[0].set_aside) == (None, None)


def test_what_is_written_has_the_shape_it_had(database: Database) -> None:
    referral = a_referral(database, a_world(database), eligibility=KEPT)
    plain = select(type_coerce(Referral.eligibility, JSON)).where(Referral.id == referral.id)
    found = read(database, lambda db: db.execute(plain).scalar_one())

    assert [one.keys() for one in found] == [one.keys() for one in WRITTEN]
    assert found[0] == WRITTEN[0]
    assert datetime.fromisoformat(found[1]["settled_at"]) == NOW


def test_many_are_written_in_one_statement(database: Database) -> None:
    rules = [KeptRule("no_violence", is_asked=True, override_rank="inspector")]
    row = {"from_on": NOW.date(), "lookback_years": 3, "criteria": rules, "reason": "", "made_at": NOW, "made_by": ""}

    def written(db: Session) -> list[KeptRule]:
        insert_rows(db, EligibilityRules, [row])
        return db.execute(select(EligibilityRules.criteria).order_by(EligibilityRules.id.desc()).limit(1)).scalar_one()

    assert database.write_now(written) == rules


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "no_violence", "status": "perhaps", "reason": ""},
        {"code": "no_violence", "reason": "without an answer"},
        {**WRITTEN[0], "settled_status": "met"},
        {**WRITTEN[0], "set_aside_by": "Insp B. Chief"},
        {**WRITTEN[1], "settled_at": "2027-03-01T10:00:00"},
        {**WRITTEN[0], "remark": "that nobody reads"},
    ],
    ids=["a word of nobody's", "no answer", "half an answer", "half a setting aside", "no time zone", "unread"],
)
def test_what_is_no_criterion_is_not_read_as_one(database: Database, wrong: dict[str, str]) -> None:
    referral = a_referral(database, a_world(database))
    write(database, referral, [wrong])

    with pytest.raises(msgspec.ValidationError):
        kept(database, referral)


def test_nothing_else_can_be_kept_in_its_place() -> None:
    column = StructList(KeptCriterion)
    with pytest.raises(TypeError, match="a list of KeptCriterion holds nothing else"):
        column.process_bind_param([{"code": "no_violence", "status": "met", "reason": ""}], None)  # type: ignore[arg-type]
