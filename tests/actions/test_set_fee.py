"""Setting the fee: from a day on, logged, and never for a day on which somebody is being told another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.add_agreement import add_agreement
from programme.actions.set_fee import set_fee
from programme.audit.models import AccessRow
from programme.courses.fee_refusals import FeeBegunAlready, FeeTooFarAhead
from programme.courses.fees import Fees, fees_of
from programme.duties.refusals import ChangedMeanwhile, NothingToChange, SettingsRefused
from programme.exchange.agreeing import AgreementTerms
from programme.exchange.refusals import FeeBelowShare, ShareBeyondFee
from programme.shared.actor import COMMAND_LINE, Actor, Door, Role
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_force, a_world, an_agreement, read

TODAY = NOW.date()
COORDINATOR = Actor(Door.ADMIN, 1, "C. Ordinator", "Force", frozenset({Role.COORDINATOR}), force_code="43")


def set_to(database: Database, pounds: int, days: int | None = None, **more: Any) -> None:
    on = None if days is None else TODAY + timedelta(days=days)
    facts: dict[str, Any] = {"actor": COORDINATOR, "now": NOW, "force_code": "43", "from_on": on, **more}
    database.write_now(set_fee, amount_pence=pounds * 100, **facts)


def kept(database: Database, world: World) -> Fees:
    return read(database, lambda db: fees_of(db, world.programme.id))


def test_the_first_fee_holds_at_once_and_another_from_tomorrow_at_the_earliest(database: Database) -> None:
    world = a_world(database, fee_pence=None)
    set_to(database, 95, actor=COMMAND_LINE)
    assert [(one.from_on, one.amount_pence) for one in kept(database, world).versions] == [(TODAY, 9_500)]
    with pytest.raises(FeeBegunAlready) as refused:
        set_to(database, 110, days=0)
    assert refused.value.headline == "The first day must be Tuesday 2 March 2027 or later"
    with pytest.raises(FeeTooFarAhead):
        set_to(database, 110, days=731)
    set_to(database, 110)
    versions = kept(database, world).versions
    assert [(one.from_on, one.amount_pence, one.made_by) for one in versions] == [
        (TODAY, 9_500, "command line"),
        (TODAY + timedelta(days=1), 11_000, "C. Ordinator, Force"),
    ]
    reasons = read(database, lambda db: db.scalars(select(AccessRow.reason).where(AccessRow.what == "set_fee")).all())
    assert list(reasons) == [
        "Fee from Monday 1 March 2027: none to £95",
        "Fee from Tuesday 2 March 2027: £95 to £110",
    ]


def test_a_fee_that_is_to_come_is_taken_back_by_the_old_one_for_the_same_day(database: Database) -> None:
    world = a_world(database)
    set_to(database, 110, days=30)
    set_to(database, 95, days=30)
    found = kept(database, world).on(TODAY + timedelta(days=31))
    assert found is not None
    assert found.amount_pence == 9_500


def test_a_fee_gives_every_share_that_is_agreed_whichever_was_there_first(database: Database) -> None:
    a_world(database)
    a_force(database, "34")
    an_agreement(database, "34", from_on=TODAY, until_on=TODAY + timedelta(days=20), fee_share_pence=9_000)
    with pytest.raises(FeeBelowShare, match="fee_below_share"):
        set_to(database, 89, days=20)
    set_to(database, 89, days=21)
    terms = AgreementTerms("2027-2", "D. Price", "them@example.org", fee_share_pence=9_000)
    add: dict[str, Any] = {"actor": COMMAND_LINE, "now": NOW, "force_code": "34", "from_on": TODAY + timedelta(days=2)}
    with pytest.raises(ShareBeyondFee, match="share_beyond_fee"):
        database.write_now(add_agreement, terms=terms, **add)
    database.write_now(add_agreement, terms=replace(terms, fee_share_pence=8_900), **add)
    set_to(database, 0, days=30)  # where nothing is paid there is nothing to share


def test_what_cannot_be_is_refused_and_nothing_is_a_fee(database: Database) -> None:
    world = a_world(database)
    shown = kept(database, world).mark
    for pounds in (-1, 1001):
        with pytest.raises(SettingsRefused):
            set_to(database, pounds)
    with pytest.raises(NothingToChange):
        set_to(database, 95)
    with pytest.raises(NotFound):
        set_to(database, 50, actor=world.custody)
    set_to(database, 0, days=1, mark=shown)
    with pytest.raises(ChangedMeanwhile):
        set_to(database, 60, days=1, mark=shown)
