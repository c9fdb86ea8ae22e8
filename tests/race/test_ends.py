"""A case ends while another of its man is decided or comes in: none is left refused for one that has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.actions.make_offer import make_offer
from programme.actions.refer_offender import refer_offender
from programme.actions.settle_eligibility import settle_eligibility
from programme.actions.take_back_disposal import take_back_disposal
from programme.actions.withdraw_referral import withdraw_referral
from programme.concerns.settling import Answers
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.eligibility.circumstances import ALL_CLEAR, UNSAID
from programme.intake.arrivals import Arrival
from programme.outcomes.models import Mistake
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.refusal import Refusal
from programme.storage.database import Database
from tests.support.at_once import at_once
from tests.support.builders import NOW, a_world, read, signed, told
from tests.support.referring import PLAIN, an_officer, case_of, ended_as_mistake, refer

ROUNDS = 12


def of_round(number: int) -> Arrival:
    """Another man each time, known by his PNC ID."""
    letter = "ZABCDEFGHJKLMNPQRTUVWXY"[(960000000 + number) % 23]
    return replace(
        PLAIN,
        surname=f"Nguyen{number}",
        pnc_id=f"1996/{number:07}{letter}",
        custody_reference=f"HA/{number}/27",
        born_on=date(1960 + number, 1 + number % 12, 20),
        mobile="",
    )


def later_than(first: Arrival) -> Arrival:
    return replace(
        first, offence_at=first.offence_at + timedelta(days=7), custody_reference=f"{first.custody_reference}9"
    )


def test_one_that_comes_in_while_the_other_is_withdrawn_is_not_refused_for_it(database: Database) -> None:
    a_world(database)
    desk = an_officer(database)
    for number in range(1, ROUNDS):
        first = of_round(number)
        open_case = refer(database, desk, first).reference
        said: dict[str, Any] = {"reference": open_case, "reason": WithdrawalReason.EVIDENCE}
        _, made = at_once(
            partial(database.write_now, withdraw_referral, actor=desk, now=NOW, **said),
            partial(database.write_now, refer_offender, actor=desk, now=NOW, arrival=later_than(first)),
        )
        assert case_of(database, made.reference).state is ReferralState.ELIGIBLE


def test_who_settles_one_while_the_other_of_its_night_is_withdrawn_waits_and_is_not_begun_again(
    database: Database,
) -> None:
    """Both take the cases of the man in one order: where each held one and wanted the other, the database would end one
    of the two, and it would be run again."""
    a_world(database)
    desk = an_officer(database)
    begun: list[str] = []

    def counted(work: Callable[..., Any], db: Session, **said: Any) -> Any:
        begun.append(work.__name__)
        return work(db, actor=desk, now=NOW, **said)

    for number in range(1, ROUNDS):
        first = of_round(number)
        lead = refer(database, desk, first).reference
        of_its_night = replace(first, offence_at=first.offence_at + timedelta(hours=1), custody_reference="HA/9/27")
        other = refer(database, desk, replace(of_its_night, circumstances=UNSAID)).reference
        withdraws = partial(counted, withdraw_referral, reference=lead, reason=WithdrawalReason.EVIDENCE)
        settles = partial(counted, settle_eligibility, reference=other, answers=Answers(circumstances=ALL_CLEAR))
        at_once(partial(database.write_now, settles), partial(database.write_now, withdraws))
        assert case_of(database, other).state in (ReferralState.ELIGIBLE, ReferralState.UNDECIDED)
    assert len(begun) == 2 * (ROUNDS - 1)


def test_what_is_offered_while_the_other_is_open_again_is_refused_or_put_to_a_human(database: Database) -> None:
    """Whoever is second sees what the first did: he is never offered one case beside another of which nobody knows."""
    world = a_world(database)
    desk = an_officer(database)
    other = replace(world.custody, id=9, name="Sgt B. Other")
    for number in range(1, ROUNDS):
        first = of_round(number)
        ended = refer(database, desk, first).reference
        freed = refer(database, desk, later_than(first)).reference
        ended_as_mistake(database, world.custody, ended, Mistake.NOT_HIM)
        offer: dict[str, Any] = {"reference": freed, "secret_hash": "x", "told": told(), "caution": signed()}
        back: dict[str, Any] = {"reference": ended, "reason": "It was him."}
        done, _ = at_once(
            partial(database.write_now, make_offer, actor=world.custody, now=NOW, **offer),
            partial(database.write_now, take_back_disposal, actor=other, now=NOW, **back),
        )
        tasks = read(database, partial(_to_look_at, references=(ended, freed)))
        state = case_of(database, freed).state
        if isinstance(done, Refusal):
            assert (state, tasks) == (ReferralState.INELIGIBLE, 0)
        else:
            assert (state, tasks) == (ReferralState.ACCEPTED, 2)


def _to_look_at(db: Session, *, references: tuple[str, str]) -> int:
    wanted = select(func.count()).select_from(Task).join(Referral, Referral.id == Task.referral_id)
    wanted = wanted.where(Task.kind == TaskKind.LOOK_AGAIN, Task.state == TaskState.OPEN)
    wanted = wanted.where(Referral.reference.in_(references))
    return int(db.execute(wanted).scalar_one())
