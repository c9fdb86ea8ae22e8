"""A case ends while another of its man is decided or comes in: none is left refused for one that has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from programme.actions.refer_offender import refer_offender
from programme.actions.settle_eligibility import settle_eligibility
from programme.actions.withdraw_referral import withdraw_referral
from programme.concerns.settling import Answers
from programme.eligibility.circumstances import ALL_CLEAR, UNSAID
from programme.intake.arrivals import Arrival
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.storage.database import Database
from tests.support.at_once import at_once
from tests.support.builders import NOW, a_world
from tests.support.referring import PLAIN, an_officer, case_of, refer

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
