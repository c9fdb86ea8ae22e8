"""The cost of the busy jobs in statements, exactly: sign-in and access log included, BEGIN and COMMIT apart.

One statement more or less is a change to look at, on whatever machine; docs/benchmarks.md says what they cost in time.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from programme.actions.remind_of_courses import remind_of_courses
from programme.intake.custody_export import read_export
from programme.intake.import_taking import TakingFor
from programme.jobs.imports import take_batch
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.people.models import Account
from programme.people.sign_ins import account_actor
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER, Door
from programme.shared.dates import london_date
from programme.storage.database import Database
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
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.exports import EXPORTED_AT, an_export
from tests.support.statements import statements


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def signed_in(database: Database, who: Account | Offer, clock: StandingClock | None = None) -> Browser:
    return Browser(an_app(a_wiring(database, clock=clock or StandingClock(NOW)))).sign_in_as(who)


def custody(database: Database) -> Browser:
    return signed_in(database, an_account(database, Door.CUSTODY, force_code="43"))


def cost(browser: Browser, path: str) -> int:
    """How many statements the page takes when it is asked for a second time."""
    assert browser.get(path).status_code == 200
    with statements(browser.wiring.database) as sent:
        assert browser.get(path).status_code == 200
    return len(sent)


def somebody_accepted(database: Database, world: World) -> Offer:
    referral = a_referral(database, world, state=ReferralState.ACCEPTED)
    return an_offer(database, referral, state=OfferState.ACCEPTED, answered_at=NOW - timedelta(days=1))


def test_the_case_list_takes_five(database: Database, world: World) -> None:
    """Sign-in, page, totals with the numbered pages, what it can be narrowed to, log."""
    for _ in range(30):
        a_referral(database, world)
    assert cost(custody(database), "/custody/referrals") == 5


def test_what_is_missing_of_every_programme_takes_six(database: Database, world: World) -> None:
    """Programmes with all that is one row of each, routes, rules, ticked steps, signed words, and who has which role;
    beside the sign-in."""
    a_world(database, force_code="16")
    assert cost(signed_in(database, an_account(database, Door.ADMIN)), "/admin/set-up") == 8


def test_the_case_page_takes_four_and_its_lists(database: Database, world: World) -> None:
    """Sign-in, case, everything of which it has several, what may be done, log. SQLite is asked for its fifteen lists
    one by one."""
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)
    lists = 15 if database.is_sqlite else 1
    assert cost(custody(database), f"/custody/referrals/{referral.reference}") == 4 + lists


def test_checking_a_correction_takes_as_many_however_many_cases_he_has(database: Database, world: World) -> None:
    """Asked with one case and with six: the rules look at all of them at once."""
    person, taken = a_person(database), []
    case = a_referral(database, world, person, state=ReferralState.ACCEPTED)
    an_offer(database, case)
    officer = custody(database)
    sent = {"was_at": case.offence_at.isoformat(), "offence_time": "10:00", "reason": "The custody record says so."}
    sent |= {"offence_on-day": "1", "offence_on-month": "2", "offence_on-year": "2027"}
    officer.form_token()
    for more in (0, 5):
        for number in range(more):
            old = NOW - timedelta(days=100 * (number + 1))
            a_referral(database, world, person, state=ReferralState.CLOSED, offence_at=old)
        with statements(database) as found:
            assert officer.post(f"/custody/referrals/{case.reference}/offence", sent).status_code == 200
        taken.append(len(found))
    assert taken[0] == taken[1], taken


def test_the_dates_page_takes_four_however_many_dates(database: Database, world: World) -> None:
    """Sign-in, case, dates, log."""
    for days in range(10, 30):
        a_course_date(database, world, starts_at=NOW + timedelta(days=days))
    assert cost(signed_in(database, somebody_accepted(database, world)), "/my-booking/dates") == 4


def test_booking_takes_fourteen_and_the_whole_journey_twenty_one(database: Database, world: World) -> None:
    date = a_course_date(database, world)
    person = signed_in(database, somebody_accepted(database, world))
    person.get("/my-booking")
    with statements(database) as looking:
        person.get("/my-booking/dates")
    with statements(database) as booking:
        answer = person.post("/my-booking/dates", {"date": date.reference})
    with statements(database) as after:
        assert person.get(answer.headers["location"]).status_code == 200
    assert [len(sent) for sent in (looking, booking, after)] == [4, 14, 3], booking


def test_an_attendance_mark_takes_five(database: Database, world: World) -> None:
    """Sign-in, locked seat, history, log, change."""
    date = a_course_date(database, world, starts_at=NOW + timedelta(hours=1))
    for _ in range(2):
        a_booking(database, world, date)
    account = an_account(database, Door.PROVIDER, provider_id=world.provider.id)
    clock = StandingClock(NOW + timedelta(hours=1))
    provider = signed_in(database, account, clock)
    register = f"/provider/dates/{date.reference}/register"
    assert provider.post(f"{register}/open").status_code == 303
    arrived = {"event": "arrived", "identity_kind": "passport"}
    assert provider.post(f"{register}/1", arrived).status_code == 303
    with statements(database) as sent:
        assert provider.post(f"{register}/2", arrived).status_code == 303
    assert len(sent) == 5, sent


def test_a_batch_of_an_import_takes_sixteen_however_many_rows(database: Database, world: World) -> None:
    """Programme, routes, rules, lock, officers, namesakes, references; people, cases, their numbers; history; log;
    the concerns of their nights.

    SQLite runs the one prepared statement of each table once a row, and PostgreSQL takes all rows from one text."""
    officer = account_actor(an_account(database, Door.CUSTODY, force_code="43"))
    taken = []
    for first, last in ((0, 10), (10, 50)):
        content = an_export(*(a_row(place) for place in range(first, last)))
        rows = list(read_export([content], today=london_date(EXPORTED_AT)))
        with statements(database) as sent:
            assert all(row.reference for row in take_batch(database, rows, TakingFor("43", officer, EXPORTED_AT)))
        taken.append(len(sent))
    assert taken == [16, 16]


def a_row(place: int) -> dict[str, str]:
    name = f"Name{'abcdefghij'[place % 10]}{chr(97 + place // 10)}"
    born = f"{13 + place % 16}/{1 + place // 16:02}/1980"
    return {"CustodyRef": f"HA/{place}/26", "PNCID": "", "Surname": name, "DOB": born}


def test_a_sweep_of_reminders_takes_as_many_for_twenty_people_as_for_one(database: Database, world: World) -> None:
    taken = []
    for days, people in ((5, 1), (5, 20)):
        date = a_course_date(database, world, starts_at=NOW + timedelta(days=days, minutes=people), capacity=20)
        for _ in range(people):
            a_booking(database, world, date)
        with statements(database) as sent:
            assert database.write_now(remind_of_courses, actor=WORKER, now=NOW, batch=500) == people
        taken.append(len(sent))
    assert taken == [3, 3]
