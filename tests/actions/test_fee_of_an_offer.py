"""He pays what he was offered: a fee that rises afterwards is for those who are offered a place after it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from programme.actions.accept_offer import accept_offer
from programme.actions.issue_slip import issue_slip
from programme.actions.make_offer import make_offer
from programme.actions.move_booking import move_booking
from programme.courses.fees import find_fee_on
from programme.courses.models import ProgrammeFee
from programme.courses.refusals import ProgrammeNotReady
from programme.insight.own_case import own_case
from programme.offers.case_to_offer import case_to_offer
from programme.payments.states import FeeState
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_referral, a_world, add, read, told
from tests.support.till import Man, Till

TODAY = NOW.date()
ROSE_TO = 11_000


def a_fee(database: Database, world: World, amount_pence: int, from_on: date) -> None:
    add(database, ProgrammeFee(programme_id=world.programme.id, from_on=from_on, amount_pence=amount_pence))


def offered(till: Till, at: datetime) -> Man:
    """Somebody who was made the offer at this instant, and said yes."""
    referral = a_referral(till.database, till.world, state=ReferralState.ELIGIBLE)
    made = till.database.write_now(
        make_offer,
        actor=till.world.custody,
        now=at,
        reference=referral.reference,
        secret_hash="-",
        told=told(at=at),
    )
    himself = Actor(Door.OFFENDER, made.offer_id, "", referral_id=referral.id)
    till.database.write_now(accept_offer, actor=himself, now=at, words_version=made.words_version)
    return Man(referral, himself)


@pytest.mark.parametrize(("offered_on", "pays"), [(-1, 9_500), (0, ROSE_TO)], ids=["before it rose", "since it rose"])
def test_he_pays_the_fee_that_he_was_offered_at_every_step_and_after_he_moved(
    database: Database, offered_on: int, pays: int
) -> None:
    till = Till.on(database)
    a_fee(database, till.world, ROSE_TO, TODAY)
    man = offered(till, NOW + timedelta(days=offered_on))
    assert shown(till, man) == {"to himself": pays, "on his slip": pays, "to the officer who reads it out": pays}

    first, later = till.a_date(days=19), till.a_date(days=26)
    assert till.book(man, first).amount_pence == pays
    till.clock.move(minutes=46)
    till.lapse()
    assert till.book(man, first).amount_pence == pays
    assert till.prepare(man).request.amount_pence == pays
    till.gateway.pay(till.open_page(man))
    till.tick()
    database.write_now(move_booking, actor=man.actor, now=till.clock.now(), date_reference=later.reference)

    assert [(fee.state, fee.amount_pence) for fee in till.fees(man)] == [
        (FeeState.VOID, pays),
        (FeeState.PAID, pays),
    ]
    assert till.balance_pence(man) == 0
    assert shown(till, man)["to himself"] == pays


def shown(till: Till, man: Man) -> dict[str, int]:
    """The fee, wherever he or somebody who tells him reads it."""
    desk, at = till.world.custody, till.clock.now()
    slip = till.database.write_now(issue_slip, actor=desk, now=at, reference=man.referral.reference, secret_hash="-")

    def look(db: Session) -> dict[str, int]:
        return {
            "to himself": own_case(db, man.actor.id or 0).fee_pence,
            "on his slip": slip.fee_pence,
            "to the officer who reads it out": case_to_offer(db, man.referral.reference, desk, now=at).fee_pence,
        }

    return till.database.read_now(look)


def test_a_fee_holds_from_its_day_on_until_the_next_and_of_two_for_one_day_the_later_made_holds(
    database: Database,
) -> None:
    world = a_world(database, fee_pence=None)
    for amount_pence, days in ((9_500, 0), (12_000, 10), (0, 10), (10_000, 5)):
        a_fee(database, world, amount_pence, TODAY + timedelta(days=days))

    def on(days: int) -> int | None:
        return read(database, lambda db: find_fee_on(db, world.programme.id, TODAY + timedelta(days=days)))

    assert [on(days) for days in (-1, 0, 4, 5, 9, 10, 99)] == [None, 9_500, 9_500, 10_000, 10_000, 0, 0]


def test_nobody_is_offered_a_place_before_the_programme_has_a_fee(database: Database) -> None:
    till = Till(database, a_world(database, fee_pence=None))
    with pytest.raises(ProgrammeNotReady):
        offered(till, NOW)
    a_fee(database, till.world, 0, TODAY)
    man = offered(till, NOW)
    assert till.book(man, till.a_date()).confirmed
