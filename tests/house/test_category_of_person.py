"""Everybody has a category of person (DPA 2018 s.38(3)), and nothing here ever makes somebody a convict."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.record_disposal import record_disposal
from programme.outcomes.disposing import FOR_CASES
from programme.outcomes.models import Disposal, NoActionReason, Result, ResultReason, Verdict
from programme.outcomes.states import ReturnState
from programme.people.models import Category, Person
from programme.referrals.states import ReferralState
from programme.storage.database import Database
from tests.support.builders import NOW, a_person, a_referral, a_world, add, read
from tests.support.source import FILES, nodes

WHERE_A_PERSON_IS_MADE = {"intake/arrived_people.py: Category.SUSPECT"}


def names_a_category(text: str) -> list[str]:
    """Every category that a file names, and every place that sets one in another way."""
    found = []
    for node in nodes(text):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Category":
            found.append(f"Category.{node.attr}")
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [
                ast.unparse(target)
                for target in targets
                if isinstance(target, ast.Attribute) and target.attr == "category"
            ]
    return found


def test_a_category_is_named_only_where_a_person_is_made_and_there_he_is_a_suspect() -> None:
    elsewhere = {
        f"{name}: {found}"
        for name, text in FILES.items()
        if name != "people/models.py"
        for found in names_a_category(text)
    }

    assert elsewhere == WHERE_A_PERSON_IS_MADE


@pytest.mark.parametrize("line", ["person.category = found", "Person(category=Category.CONVICTED)"])
def test_setting_one_elsewhere_would_be_noticed(line: str) -> None:
    assert names_a_category(line) != []


def test_every_person_has_one_and_it_begins_as_suspect() -> None:
    column = Person.__table__.columns["category"]

    assert not column.nullable
    assert column.default is not None
    assert column.default.arg is Category.SUSPECT


ROUTES = {Disposal.CAUTION_COMPLETED: "conditional_caution", Disposal.COMMUNITY_RESOLUTION: "community_resolution"}


@pytest.mark.parametrize("disposal", [one for one in FOR_CASES if one is not Disposal.TIME_LIMIT_EXPIRED])
def test_whatever_is_done_with_a_case_he_stays_a_suspect(database: Database, disposal: Disposal) -> None:
    """A completed course, a caution and a charge are none of them a conviction."""
    world = a_world(database)
    person = a_person(database)
    route = ROUTES.get(disposal, "deferred_prosecution")
    referral = a_referral(database, world, person, state=ReferralState.ACKNOWLEDGED, route=route)
    add(
        database,
        Result(
            referral_id=referral.id,
            force_code="43",
            verdict=Verdict.COMPLETED,
            reason=ResultReason.ATTENDED_THROUGHOUT,
            state=ReturnState.ACKNOWLEDGED,
            decided_at=NOW,
            decided_by="X",
            returned_at=NOW,
            acknowledged_at=NOW,
            acknowledged_by="X",
        ),
    )
    done: dict[str, Any] = {"disposal": disposal, "done_at": NOW, "no_action": NoActionReason.EVIDENCE}
    database.write_now(record_disposal, actor=world.custody, now=NOW, reference=referral.reference, **done)

    assert read(database, lambda db: db.execute(select(Person.category)).scalars().all()) == [Category.SUSPECT]
