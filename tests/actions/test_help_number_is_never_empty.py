"""The number that he can ring is never empty where he reads it: nobody is offered anything without one, and none is
taken away."""

from __future__ import annotations

from typing import Any

import pytest

from programme.actions.change_programme import change_programme
from programme.courses.help_line import HelpLine
from programme.courses.models import Programme
from programme.courses.rules import lacks_for_offers
from programme.duties.refusals import SettingsRefused
from programme.shared.actor import Actor, Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, a_world, read

ADMINISTRATOR = Actor(Door.ADMIN, 1, "C. Ordinator", roles=frozenset({Role.COORDINATOR}), force_code="43")


def test_nobody_is_offered_anything_without_a_number_to_ring() -> None:
    everything_else: Any = {"has_fee": True, "statement_text": "CRS", "notice_decided": True}
    assert lacks_for_offers(**everything_else, helpline="") == ("number to call for help",)
    assert lacks_for_offers(**everything_else, helpline="01632 960001") == (), "the control"


def test_a_number_is_changed_and_never_taken_away(database: Database) -> None:
    programme = a_world(database).programme
    hours = programme.helpline_hours
    for empty in ("", " ", "-"):
        with pytest.raises(SettingsRefused) as refused:
            change(database, HelpLine(empty, hours))
        assert "whole telephone number" in refused.value.explanation
    assert kept(database, programme) == "01632 960001"
    change(database, HelpLine("0300 123 4567", hours))
    assert kept(database, programme) == "0300 123 4567", "the control"


def change(database: Database, line: HelpLine) -> None:
    database.write_now(change_programme, actor=ADMINISTRATOR, now=NOW, force_code="43", settings=line)


def kept(database: Database, programme: Programme) -> str:
    return read(database, lambda db: db.get_one(Programme, programme.id)).helpline
