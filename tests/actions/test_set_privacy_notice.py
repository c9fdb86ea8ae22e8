"""Deciding the privacy notice: each point by its day, and no offer while one of them is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.make_offer import make_offer
from programme.actions.set_privacy_notice import set_privacy_notice
from programme.audit.models import AccessRow
from programme.courses.models import Programme
from programme.courses.privacy import POINTS, Notices, NoticeTerms, notice_is_decided, notices_of
from programme.courses.refusals import NoticeBegunAlready, ProgrammeNotReady
from programme.duties.refusals import ChangedMeanwhile, NothingToChange, SettingsRefused
from programme.insight.case_now import case_now
from programme.insight.possible import why_not_possible
from programme.referrals.deeds import Deed
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door, Role
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOTICE, NOW, World, a_referral, a_world, read, told

TODAY = NOW.date()
COORDINATOR = Actor(Door.ADMIN, 1, "C. Ordinator", "Force", frozenset({Role.COORDINATOR}), force_code="43")


def decide(database: Database, terms: NoticeTerms, **said: Any) -> None:
    facts: dict[str, Any] = {"actor": COORDINATOR, "now": NOW, "force_code": "43", **said}
    database.write_now(set_privacy_notice, terms=terms, **facts)


def kept(database: Database, world: World) -> Notices:
    return read(database, lambda db: notices_of(db, world.programme.id))


def test_each_version_holds_from_its_day_and_every_point_that_changes_is_logged(database: Database) -> None:
    world = a_world(database, notice=None)
    assert kept(database, world).on(TODAY).open_points == list(POINTS.values())
    decide(database, NOTICE)
    decide(database, replace(NOTICE, answer_days=5, card_ask="Card Co"), from_on=TODAY + timedelta(days=2))
    notices = kept(database, world)
    assert (notices.on(TODAY).answer_days, notices.on(TODAY + timedelta(days=2)).answer_days) == (10, 5)
    wanted = select(AccessRow.reason).where(AccessRow.what == "set_privacy_notice").order_by(AccessRow.id)
    logged = list(read(database, lambda db: db.scalars(wanted).all()))
    assert len(logged) == len(POINTS) + 2
    assert (
        logged[-2] == "Privacy notice from Wednesday 3 March 2027. Whom to ask of the card company: card ask to Card Co"
    )


@pytest.mark.parametrize("point", POINTS)
def test_nobody_is_offered_a_place_while_a_point_is_open(database: Database, point: str) -> None:
    """The page that is asked first says the same as the action; and with that point decided both let it go on."""
    open_yet: dict[str, Any] = {point: 0 if point == "answer_days" else ""}
    world = a_world(database, notice=replace(NOTICE, **open_yet))
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)

    def asked() -> object:
        case = read(database, lambda db: case_now(db, referral.reference, world.custody, now=NOW))
        return why_not_possible(Deed.MAKE_OFFER, case, world.custody, NOW)

    offer: dict[str, Any] = {"actor": world.custody, "now": NOW, "reference": referral.reference, "secret_hash": "-"}
    with pytest.raises(ProgrammeNotReady) as refused:
        database.write_now(make_offer, **offer, told=told())
    assert "no privacy notice in which every point is decided" in refused.value.explanation
    assert "on the page Programme" in refused.value.remedy
    assert isinstance(asked(), ProgrammeNotReady)
    decide(database, NOTICE)
    assert asked() is None
    database.write_now(make_offer, **offer, told=told())


def test_a_notice_without_a_data_protection_officer_is_not_decided(database: Database) -> None:
    world = a_world(database)

    def decided() -> bool:
        return bool(read(database, lambda db: notice_is_decided(db, world.programme.id, TODAY)))

    assert decided() is True

    def forget(db: Any) -> None:
        db.get_one(Programme, world.programme.id).data_protection_contact = ""

    database.write_now(forget)
    assert decided() is False


def test_a_notice_that_is_still_to_come_decides_nothing_yet(database: Database) -> None:
    world = a_world(database, notice=None)
    decide(database, NOTICE, from_on=TODAY + timedelta(days=1))
    for days, whether in ((0, False), (1, True)):
        decided = partial(notice_is_decided, programme_id=world.programme.id, on=TODAY + timedelta(days=days))
        assert bool(read(database, decided)) is whether


def test_nobody_is_offered_a_place_while_a_notice_that_he_will_read_has_an_open_point(database: Database) -> None:
    world, tomorrow = a_world(database, notice=None), TODAY + timedelta(days=1)

    def decided() -> bool:
        return bool(read(database, lambda db: notice_is_decided(db, world.programme.id, TODAY)))

    decide(database, replace(NOTICE, card_ask=""), from_on=tomorrow)
    decide(database, NOTICE)
    assert decided() is False
    decide(database, NOTICE, from_on=tomorrow)  # which takes the place of the one for that day
    assert decided() is True


@pytest.mark.parametrize("point", POINTS)
def test_what_is_decided_is_not_left_open_again(database: Database, point: str) -> None:
    open_again: dict[str, Any] = {point: 0 if point == "answer_days" else ""}
    a_world(database)
    with pytest.raises(SettingsRefused) as refused:
        decide(database, replace(NOTICE, **open_again), from_on=TODAY + timedelta(days=1))
    assert refused.value.explanation == f"{POINTS[point]}: this is decided, so write what holds from that day on."


def test_nothing_that_is_wrong_is_kept(database: Database) -> None:
    world = a_world(database)
    before = kept(database, world)
    changed = replace(NOTICE, answer_days=11)
    for terms, said, refusal in (
        (NOTICE, {}, NothingToChange),
        (replace(NOTICE, answer_days=61), {}, SettingsRefused),
        (replace(NOTICE, card_ask="x" * 201), {}, SettingsRefused),
        (replace(NOTICE, card_ask="two\nlines"), {}, SettingsRefused),
        (changed, {"from_on": TODAY - timedelta(days=1)}, NoticeBegunAlready),
        (changed, {"from_on": TODAY + timedelta(days=731)}, NoticeBegunAlready),
        (changed, {"mark": "older"}, ChangedMeanwhile),
        (changed, {"actor": replace(COORDINATOR, force_code="34")}, NotFound),
    ):
        with pytest.raises(refusal):
            decide(database, terms, **said)
    assert kept(database, world) == before
    decide(database, changed, mark=before.mark)
    assert kept(database, world).on(TODAY).answer_days == 11
