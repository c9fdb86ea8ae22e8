"""`programme deadlines`: the dates of an offence for anybody checking by hand, without a database."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from programme.cli import main
from programme.policies.queries import all_routes
from programme.policies.shipped import SHIPPED_ROUTES
from programme.storage.database import Database
from tests.support.builders import read

VECTORS = {
    "2023-09-27": "2024-03-27",
    "2026-01-15": "2026-07-15",
    "2026-08-31": "2027-02-28",
    "2027-08-31": "2028-02-29",
    "2026-08-28": "2027-02-28",
    "2028-02-29": "2028-08-29",
    "2026-03-31": "2026-09-30",
    "2026-12-31": "2027-06-30",
}
"""Offence day and last day to charge, by the corresponding-date rule (the first is DPP v Jackson [2025])."""


def asked(*options: str) -> dict[str, Any]:
    answer = CliRunner().invoke(main, ["deadlines", *options, "--json"])
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.output)
    return found


def refused(*options: str) -> str:
    answer = CliRunner().invoke(main, ["deadlines", *options])
    assert answer.exit_code != 0
    return answer.output


@pytest.mark.parametrize(("offence", "charge_by"), VECTORS.items())
@pytest.mark.parametrize("time", ["00:15", "12:00", "23:59"])
def test_the_last_day_to_charge_is_the_corresponding_day(offence: str, charge_by: str, time: str) -> None:
    assert asked("--offence", f"{offence}T{time}")["charge_by_on"] == charge_by


@pytest.mark.parametrize("route", ["conditional_caution", "deferred_prosecution", "community_resolution"])
def test_no_route_changes_the_time_to_charge(route: str) -> None:
    found = asked("--offence", "2026-08-31T23:50", "--route", route)
    assert (found["route"], found["charge_by_on"]) == (route, "2027-02-28")


def test_a_caution_ends_after_the_weeks_of_its_route_and_longer_with_a_reason() -> None:
    said = ("--offence", "2026-08-31T23:50", "--caution", "2026-09-01")
    assert asked(*said)["caution_limit_on"] == "2026-12-22"
    longer = asked(*said, "--exceptional", "illness")
    assert longer["caution_limit_on"] == "2027-01-19"
    assert any("illness" in sentence for sentence in longer["why"])


def test_in_words_it_says_the_same() -> None:
    answer = CliRunner().invoke(main, ["deadlines", "--offence", "2026-08-31T23:50"])
    assert "charge_by_on       Sun 28 Feb 2027" in answer.output
    assert "Route: Conditional caution" in answer.output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--route", "fine"), "no route 'fine'; there are community_resolution, conditional_caution"),
        (("--route", "community_caution"), "switched off"),
        (("--route", "deferred_prosecution", "--caution", "2026-09-01"), "sets no limit"),
        (("--route", "community_resolution", "--exceptional", "illness"), "no longer limit"),
        (("--caution", "yesterday"), "2026-09-05"),
    ],
)
def test_what_cannot_be_is_said_plainly(options: tuple[str, ...], words: str) -> None:
    assert words in " ".join(refused("--offence", "2026-08-31T23:50", *options).split()).replace("│ ", "")


def test_a_route_before_its_first_day_is_refused() -> None:
    assert "not in force on 2018" in refused("--offence", "2018-05-01T12:00", "--route", "deferred_prosecution")


def test_the_routes_without_a_database_are_the_seeded_ones(database: Database) -> None:
    assert sorted(read(database, all_routes), key=lambda one: one.key) == sorted(
        SHIPPED_ROUTES, key=lambda one: one.key
    )
