"""Setting the service up: a force, its programme and its first administrator, once; and no offer before it is ready."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from programme.actions.make_offer import make_offer
from programme.actions.set_up import SetUp, set_up
from programme.audit.models import AccessRow
from programme.courses.models import CourseDate, Programme, Provider, Venue
from programme.courses.refusals import ProgrammeNotReady
from programme.courses.setting_up import FirstAnswers, FirstAnswersWrong, SetUpAlready
from programme.people.models import Account
from programme.people.passwords import is_password
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import COMMAND_LINE, Door, Role
from programme.storage.database import Database
from tests.support.at_once import at_once
from tests.support.builders import NOW, a_referral, a_world, an_account, read, told

ANSWERS = FirstAnswers("43", "Thames Valley programme", "Ada Admin", "Ada@force.example", "correct horse battery")


def do(database: Database, answers: FirstAnswers = ANSWERS) -> SetUp:
    return database.write_now(set_up, actor=COMMAND_LINE, now=NOW, answers=answers)


def count(database: Database, kind: type[Any]) -> int:
    return read(database, lambda db: db.execute(select(func.count()).select_from(kind)).scalar_one())


def test_it_makes_a_programme_and_its_administrator_and_nothing_else(database: Database) -> None:
    assert do(database) == SetUp("Thames Valley programme", "Thames Valley", "ada@force.example")

    account = read(database, lambda db: db.execute(select(Account)).scalar_one())
    assert (account.door, account.roles, account.force_code) == (Door.ADMIN, {Role.ADMINISTRATOR}, "43")
    assert is_password(account.password_hash, ANSWERS.password)
    programme = read(database, lambda db: db.execute(select(Programme)).scalar_one())
    assert (programme.force_code, programme.fallback_email) == ("43", account.email)
    assert [count(database, kind) for kind in (Provider, Venue, CourseDate)] == [0, 0, 0]
    row = read(database, lambda db: db.execute(select(AccessRow)).scalar_one())
    assert (row.what, row.subjects) == ("set_up", "programme-43")


def test_it_is_done_once_whatever_the_answers(database: Database) -> None:
    do(database)
    with pytest.raises(SetUpAlready) as refused:
        do(database, replace(ANSWERS, force_code="34", email="other@force.example"))
    assert refused.value.headline == "The service is set up already, with Thames Valley programme for Thames Valley"
    for way_on in ("installation of its own", "PROGRAMME_DATABASE_URL", "programme user add --door partner"):
        assert way_on in refused.value.remedy
    assert (count(database, Programme), count(database, Account)) == (1, 1)


def test_of_two_who_do_it_at_once_one_is_refused(database: Database) -> None:
    other = replace(ANSWERS, force_code="34", email="other@force.example")
    came = at_once(partial(do, database, ANSWERS), partial(do, database, other))
    assert {type(one) for one in came} == {SetUp, SetUpAlready}
    assert count(database, Programme) == 1


def test_what_is_wrong_is_refused_in_one_breath_and_nothing_is_made(database: Database) -> None:
    an_account(database, Door.ADMIN, email="ada@force.example")
    with pytest.raises(FirstAnswersWrong) as refused:
        do(database, replace(ANSWERS, force_code="99", password="short"))
    for word in ("Force", "email", "password"):
        assert word in refused.value.remedy
    assert count(database, Programme) == 0


@pytest.mark.parametrize("missing", ["statement_text", "helpline"])
def test_a_programme_that_is_being_set_up_makes_no_offer_and_says_who_can_mend_it(
    database: Database, missing: str
) -> None:
    empty: dict[str, Any] = {missing: ""}
    world = a_world(database, **empty)
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)
    with pytest.raises(ProgrammeNotReady) as refused:
        database.write_now(
            make_offer, actor=world.custody, now=NOW, reference=referral.reference, secret_hash="-", told=told()
        )
    assert "administrator or coordinator" in refused.value.remedy
    assert read(database, lambda db: db.get_one(Referral, referral.id)).state is ReferralState.ELIGIBLE
