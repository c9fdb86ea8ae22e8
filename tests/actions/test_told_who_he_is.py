"""Two records become one man, or two again: what his cases then say otherwise is kept and told like a correction."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import or_, select, update

from programme.actions.issue_slip import issue_slip
from programme.actions.take_back_identity import take_back_identity
from programme.eligibility.rules import ONE_PERSON
from programme.history.timeline import timeline
from programme.insight.case_file import CaseFile, one_case_file
from programme.notices.models import Delivery, OutboxMessage
from programme.people.models import IdentityDecision, Person
from programme.referrals.criteria import KeptCriterion, Status
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.storage.database import Database
from programme.web.case.corrections import record_corrections, to_look_at
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_person,
    a_referral,
    a_world,
    an_account,
    an_offer,
    read,
)
from tests.support.referring import who_he_is

BORN_ON = date(1980, 4, 2)
A_WEEK = timedelta(days=7)
SLIP = "The slip that he has shows his name as it was: print a new one for him."


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


ASKED = [KeptCriterion(ONE_PERSON, Status.UNKNOWN, "Somebody here may be the same man.")]


def known(database: Database, surname: str, **facts: str) -> Person:
    return a_person(database, surname=surname, forenames="Wayne", born_on=BORN_ON, email="he@example.org", **facts)


def a_case(database: Database, world: World, man: Person, state: ReferralState, **facts: Any) -> Referral:
    return a_referral(database, world, man, state=state, eligibility=ASKED, officer_email="oic@example.org", **facts)


def joined(database: Database, world: World, case: Referral, other: Referral) -> None:
    who_he_is(database, world.custody, case.reference, other.reference, is_same=True)


def owed(database: Database, case: Referral) -> list[str]:
    """Of this case, and of a register, which is of none."""
    its = or_(OutboxMessage.referral_id == case.id, OutboxMessage.referral_id.is_(None))
    return sorted(read(database, lambda db: db.execute(select(OutboxMessage.notice).where(its)).scalars().all()))


def page_of(database: Database, world: World, case: Referral) -> CaseFile:
    return read(database, partial(one_case_file, reference=case.reference, actor=world.custody))


def looks_of(database: Database, world: World, case: Referral) -> list[str]:
    file = page_of(database, world, case)
    points = to_look_at(file.tasks, file.put_to_a_human, file.corrections, file.put_right)
    return [one.words for one in points]


def with_a_place(database: Database, world: World, man: Person) -> Referral:
    case = a_case(database, world, man, ReferralState.BOOKED)
    an_offer(database, case)
    a_booking(database, world, a_course_date(database, world), case)
    return case


def test_whoever_was_told_his_name_as_it_was_is_told_again_and_again_once_it_is_taken_back(
    database: Database, world: World
) -> None:
    an_account(database, world.provider_staff.door, provider_id=world.provider.id, email="desk@courses.example.org")
    here = a_case(database, world, known(database, "Mensah"), ReferralState.WITHDRAWN)
    booked = with_a_place(database, world, known(database, "Mensa"))
    database.write_now(issue_slip, actor=world.custody, now=NOW, reference=booked.reference, secret_hash="-")

    joined(database, world, booked, here)

    told_again = ["details_corrected", "record_corrected", "register_corrected"]
    assert owed(database, booked) == told_again
    assert looks_of(database, world, booked) == [SLIP]
    (kept,) = record_corrections(page_of(database, world, booked).put_right)
    assert kept["lines"] == ["Surname: Mensah, not Mensa", f"By {world.custody.label}", "His photograph."]
    assert "Mensa" not in str([one.words for one in read(database, lambda db: timeline(db, booked.id))])
    assert page_of(database, world, here).put_right == [], "of the one who was here nothing is another"

    decision = read(database, lambda db: db.execute(select(IdentityDecision.id)).scalar_one())
    why = {"reference": booked.reference, "decision": decision, "reason": "It was his brother."}
    sent = update(OutboxMessage).values(state=Delivery.SENT)
    database.write_now(lambda db: db.execute(sent))
    database.write_now(take_back_identity, actor=world.custody, now=NOW + timedelta(hours=1), **why)

    kept = record_corrections(page_of(database, world, booked).put_right)[0]
    assert kept["lines"][0] == "Surname: Mensa, not Mensah"
    assert owed(database, booked) == sorted(told_again * 2)


def test_a_need_that_only_one_record_had_reaches_the_register_of_the_other(database: Database, world: World) -> None:
    an_account(database, world.provider_staff.door, provider_id=world.provider.id, email="desk@courses.example.org")
    booked = with_a_place(database, world, known(database, "Mensah"))
    case = a_case(database, world, known(database, "Mensa", interpreter="Polish"), ReferralState.WITHDRAWN)

    joined(database, world, case, booked)

    assert owed(database, booked) == ["details_corrected", "register_corrected"], (
        "a gap that is filled is no news to his officer"
    )
    assert looks_of(database, world, booked) == []


def test_who_still_decides_about_a_charge_hears_that_he_has_another_name(database: Database, world: World) -> None:
    here = a_case(database, world, known(database, "Mensah"), ReferralState.WITHDRAWN)
    him = known(database, "Mensa")
    back = a_case(database, world, him, ReferralState.ACKNOWLEDGED)
    over = a_case(database, world, him, ReferralState.CLOSED, offence_at=back.offence_at - A_WEEK, clock_stopped_at=NOW)

    joined(database, world, back, here)

    (look,) = looks_of(database, world, back)
    assert "has his name and date of birth as they are now" in look
    assert looks_of(database, world, over) == []
    assert len(page_of(database, world, over).put_right) == 1, "what is kept of him is true there too"
