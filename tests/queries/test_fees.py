"""Which fee holds on a day: of its own programme, the last that has begun, and of two for one day the later made."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from programme.courses.fee_refusals import FeeTooFarAhead
from programme.courses.fees import (
    FEE_TODAY,
    HIGHEST_FEE_PENCE,
    Fees,
    check_first_day,
    fees_from,
    fees_of,
    fees_of_each,
    find_fee_on,
)
from programme.courses.models import Programme, ProgrammeFee
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_world, add, read

TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def ours(database: Database) -> World:
    """A programme whose fee rose today, was put right the same day, and rises tomorrow and the day after; beside a
    neighbour's, which has always been another. They are not made in the order of their days."""
    ours = a_world(database, fee_pence=9_500)
    a_world(database, force_code="34", name="Theirs", fee_pence=7_000)
    for from_on, pence in ((TODAY + 2 * DAY, 13_000), (TODAY, 10_000), (TODAY, 11_000), (TODAY + DAY, 12_000)):
        add(database, ProgrammeFee(programme_id=ours.programme.id, from_on=from_on, amount_pence=pence))
    return ours


def kept(database: Database, world: World) -> Fees:
    return read(database, lambda db: fees_of(db, world.programme.id))


HOLDS = [(TODAY - DAY, 9_500), (TODAY, 11_000), (TODAY + DAY, 12_000), (TODAY + 9 * DAY, 13_000)]


@pytest.mark.parametrize(("on", "pence"), HOLDS)
def test_the_three_ways_to_ask_agree_on_the_fee_of_a_day(database: Database, ours: World, on: date, pence: int) -> None:
    held = kept(database, ours).on(on)
    assert held is not None
    assert held.amount_pence == pence
    assert read(database, lambda db: find_fee_on(db, ours.programme.id, on)) == pence
    each = select(Programme.name, FEE_TODAY.label("pence")).order_by(Programme.id)
    found = read(database, lambda db: [tuple(row) for row in db.execute(each, {"today": on})])
    assert found == [("Programme", pence), ("Theirs", 7_000)]


def test_a_programme_without_a_fee_has_none(database: Database) -> None:
    world = a_world(database, fee_pence=None)
    add(database, ProgrammeFee(programme_id=world.programme.id, from_on=TODAY + DAY, amount_pence=100))
    assert kept(database, world).on(TODAY) is None
    assert read(database, lambda db: find_fee_on(db, world.programme.id, TODAY)) is None
    assert (
        read(database, lambda db: db.execute(select(FEE_TODAY).select_from(Programme), {"today": TODAY}).scalar())
        is None
    )


def test_its_fees_stand_oldest_first_and_each_day_has_one(database: Database, ours: World) -> None:
    found = kept(database, ours)
    assert [one.amount_pence for one in found.versions] == [9_500, 11_000, 12_000, 13_000]
    after = [found.next_after(TODAY + days * DAY) for days in (-1, 0, 1, 2)]
    assert [one and one.amount_pence for one in after] == [11_000, 12_000, 13_000, None]


def test_what_is_asked_from_a_day_on_names_each_fee_once(database: Database, ours: World) -> None:
    each = read(database, fees_of_each)
    assert fees_from(each, TODAY) == [11_000, 7_000, 12_000, 13_000]
    assert fees_from(each, TODAY + 2 * DAY) == [13_000, 7_000]


def test_a_fee_is_set_for_two_years_ahead_at_most_and_is_a_thousand_pounds_at_most() -> None:
    none_yet = Fees(())
    check_first_day(none_yet, TODAY + 730 * DAY, TODAY)
    with pytest.raises(FeeTooFarAhead):
        check_first_day(none_yet, TODAY + 731 * DAY, TODAY)
    assert HIGHEST_FEE_PENCE == 100_000
