"""A correction says beforehand what it does to the cases of the same night."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from programme.actions.correct_offence import correct_offence
from programme.insight.case_facts import correction_shown
from programme.insight.case_record import record_change_shown
from programme.referrals.corrections import RecordPart
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.shared.dates import spoken_day
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import main_words
from tests.support.referring import PLAIN, an_officer, case_of, refer

MORNING = datetime(2027, 2, 16, 8, tzinfo=UTC)
THE_DAY_BEFORE = MORNING - timedelta(hours=10)
SOLICITED_A_CHILD = "SX03104"


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def desk(database: Database, world: World) -> Actor:
    return replace(an_officer(database), rank="Sgt")


def put_in(database: Database, desk: Actor, number: int, **facts: Any) -> Referral:
    arrival = replace(PLAIN, custody_reference=f"HA/{number}/27", **facts)
    return case_of(database, refer(database, desk, arrival, refused=True).reference)


@pytest.fixture
def pair(database: Database, desk: Actor) -> tuple[Referral, Referral]:
    lead = put_in(database, desk, 1, offence_at=MORNING)
    tied = put_in(database, desk, 2, offence_at=MORNING + timedelta(hours=1))
    assert (tied.state, tied.tied_to_id) == (ReferralState.TIED, lead.id)
    return lead, tied


def said(database: Database, desk: Actor, case: Referral, offence_at: datetime) -> list[str]:
    shown = read(database, lambda db: correction_shown(db, case.reference, desk, offence_at, now=NOW))
    return list(shown.night)


def said_of_code(database: Database, desk: Actor, case: Referral) -> list[str]:
    facts = {"offence_code": SOLICITED_A_CHILD}
    shown = read(
        database,
        lambda db: record_change_shown(db, case.reference, desk, RecordPart.OFFENCE, facts, now=NOW),
    )
    return list(shown.night)


def correct(database: Database, desk: Actor, case: Referral, offence_at: datetime) -> None:
    facts: dict[str, Any] = {"offence_at": offence_at, "was_at": case.offence_at, "reason": "The log."}
    database.write_now(correct_offence, actor=desk, now=NOW, reference=case.reference, **facts)


def test_what_it_does_to_the_cases_of_the_same_night_is_said(
    database: Database, desk: Actor, pair: tuple[Referral, Referral]
) -> None:
    lead, tied = pair
    another = put_in(database, desk, 3, offence_at=MORNING + timedelta(days=3))

    assert said(database, desk, tied, MORNING + timedelta(days=2)) == [
        f"Case {lead.reference}, whose place this one shared, goes on without it."
    ]
    shares = f"Case {tied.reference} shares the place of this one"
    assert said(database, desk, lead, MORNING + timedelta(hours=2)) == [f"{shares}: it goes on with it."]
    assert said(database, desk, lead, MORNING + timedelta(days=9)) == [], "that it parts is put to a human"
    assert said_of_code(database, desk, lead) == [f"{shares}: it is let go and looked at as a case of its own."]
    assert said_of_code(database, desk, tied) == [
        f"Case {lead.reference}, whose place this one shared, stops too, until safeguarding has decided."
    ]
    last_on = spoken_day(lead.complete_by_on)
    assert said(database, desk, another, MORNING + timedelta(hours=3)) == [
        f"From then on it goes with case {lead.reference}: the course for both has to be over by {last_on}."
    ]

    (words,) = said(database, desk, tied, THE_DAY_BEFORE)
    correct(database, desk, tied, THE_DAY_BEFORE)
    pulled = case_of(database, lead.reference).complete_by_on
    assert pulled < lead.complete_by_on
    assert words == (
        f"It shares the place of case {lead.reference}: the course for both has to be over by {spoken_day(pulled)}."
    )


def test_the_page_of_the_record_says_it_before_anybody_agrees(
    database: Database, pair: tuple[Referral, Referral]
) -> None:
    lead, tied = pair
    account = an_account(database, Door.CUSTODY, force_code="43", name="A. Desk", rank="Sgt")
    browser = Browser(an_app(a_wiring(database))).sign_in_as(account)
    page = f"/custody/referrals/{tied.reference}"
    day = {"offence_on-day": "18", "offence_on-month": "2", "offence_on-year": "2027", "offence_time": "09:00"}

    check = browser.post(f"{page}/offence", {"was_at": tied.offence_at.isoformat(), "reason": "The log.", **day})

    assert f"Cases of the same night Case {lead.reference}, whose place this one shared" in main_words(check)
