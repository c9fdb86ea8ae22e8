"""The programme's own desk: numbers without people, and the access log for whoever audits it."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from programme.audit.access_log import log_access
from programme.audit.log_pages import LOG_LINES_A_PAGE
from programme.audit.models import Operation
from programme.audit.sealing import seal_access_log
from programme.duties.models import Task, TaskKind
from programme.notices.carriers import Cause
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.shared.actor import Actor, Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, a_referral, a_world, add, an_account
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.jobs import report_all_last_days
from tests.support.page_reader import links_on, main_words
from tests.support.rungs import a_clock, staffed
from tests.support.statements import statements

LATER = NOW.replace(hour=14)


def somebody(database: Database, role: Role) -> Browser:
    account = an_account(database, Door.ADMIN, name="C. Ordinator", roles=frozenset({role}))
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def look(database: Database, who: int, reference: str, *, door: Door = Door.CUSTODY) -> None:
    actor = Actor(door, who, f"Looker {who}", force_code="43")
    database.write_now(log_access, actor=actor, now=NOW, what="/custody/referrals/{reference}", subjects=[reference])


def test_the_overview_counts_and_names_nobody(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    words = main_words(somebody(database, Role.FINANCE).get("/admin"))
    assert "Clocks running 1" in words
    assert referral.reference not in words
    assert "/admin/access-log" not in links_on(somebody(database, Role.FINANCE).get("/admin"))
    assert "/admin/access-log" in links_on(somebody(database, Role.AUDITOR).get("/admin"))


def test_a_coordinator_sees_what_is_to_be_seen_to_about_money_and_says_when_it_is_done(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    for kind in (TaskKind.PAYMENT_DISPUTED, TaskKind.BAIL_EXTENSION):
        add(database, Task(referral_id=referral.id, kind=kind, due_on=NOW.date(), raised_at=NOW))
    coordinator = somebody(database, Role.COORDINATOR)

    words = main_words(coordinator.get("/admin"))
    assert "A card payment is disputed" in words
    assert "Done means that the answer was sent" in words
    assert "bail" not in words
    address = f"/admin/money/{referral.reference}"
    assert coordinator.post(f"{address}/bail_extension/done").status_code == 404
    assert coordinator.post(f"{address}/payment_disputed/done").headers["location"] == "/admin"
    assert "A card payment is disputed" not in main_words(coordinator.get("/admin"))
    assert "A card payment" not in main_words(somebody(database, Role.FINANCE).get("/admin"))


def test_the_overview_says_where_a_warning_would_have_nobody_to_go_to(database: Database) -> None:
    world = a_world(database, fallback_email="")
    a_clock(database, world, 20, officer_email="")
    words = main_words(somebody(database, Role.COORDINATOR).get("/admin"))
    assert "The Programme names no fall-back address: a warning can have nobody to go to" in words
    assert "Nobody supervises Force 43 (43) now: 1 running case. Warnings go to the coordinator." in words


def test_the_overview_says_that_messages_are_held_back_by_a_fault_of_ours(database: Database) -> None:
    a_world(database)
    message = OutboxMessage(
        dedupe_key="a",
        notice="warnings_of_the_day",
        channel=Channel.EMAIL,
        address="officer@example.org",
        facts={},
        state=Delivery.QUEUED,
        queued_at=NOW,
        next_try_at=NOW,
        attempts=2,
    )
    add(database, message)
    coordinator = somebody(database, Role.COORDINATOR)
    assert "Messages do not go" not in main_words(coordinator.get("/admin"))
    database.write_now(lambda db: db.execute(update(OutboxMessage).values(cause=Cause.SERVICE_AWAY)))
    assert "Messages do not go: 1 waits" in main_words(coordinator.get("/admin"))


def test_where_everybody_is_there_the_overview_says_nothing_of_it(database: Database) -> None:
    world = a_world(database)
    staffed(database)
    a_clock(database, world, 20)
    words = main_words(somebody(database, Role.COORDINATOR).get("/admin"))
    assert "Roles that nobody has" not in words
    assert "fall-back address" not in words


def test_the_overview_counts_and_lists_what_ran_out_of_time_and_what_nobody_could_be_told_of(
    database: Database,
) -> None:
    world = a_world(database, fallback_email="")
    over = a_clock(database, world, -1, officer_email="")
    report_all_last_days(database, now=NOW)

    page = somebody(database, Role.COORDINATOR).get("/admin")

    words = main_words(page)
    assert "Out of time: no charge by the last day 1" in words
    assert "Cases that nobody could be told of 1" in words
    assert over.reference in words
    others = main_words(somebody(database, Role.FINANCE).get("/admin"))
    assert over.reference not in others


def test_the_coordinators_overview_takes_eleven(database: Database) -> None:
    """Sign-in, numbers, warnings, clocks that ran out, money, three for roles that nobody has, programmes, log, the
    machine's clock."""
    world = a_world(database)
    for days in (20, 3, -1):
        a_clock(database, world, days)
    browser = somebody(database, Role.COORDINATOR)
    browser.get("/admin")
    with statements(database) as sent:
        browser.get("/admin")
    assert len(sent) == 11, sent


@pytest.mark.parametrize(
    ("role", "status"), [(Role.AUDITOR, 200), (Role.COORDINATOR, 200), (Role.FINANCE, 404), (Role.SAFEGUARDING, 404)]
)
def test_the_access_log_is_for_auditors_and_coordinators(database: Database, role: Role, status: int) -> None:
    assert somebody(database, role).get("/admin/access-log").status_code == status


def test_the_log_is_newest_first_by_key_and_reading_it_is_logged(database: Database) -> None:
    for number in range(LOG_LINES_A_PAGE + 5):
        look(database, number, f"R{number}")
    browser = somebody(database, Role.AUDITOR)
    with statements(database) as sent:
        first = browser.get("/admin/access-log")
    assert len(sent) <= 5
    words = main_words(first)
    assert f"R{LOG_LINES_A_PAGE + 4}" in words
    assert "R4 " not in words
    older = next(link for link in links_on(first) if "before=" in link)
    assert "R4 " in main_words(browser.get(older))
    assert "C. Ordinator, Organisation Consultation The access log" in main_words(browser.get("/admin/access-log"))


def test_it_is_narrowed_by_who_looked_and_the_person_himself_is_no_account(database: Database) -> None:
    a_world(database)
    account = an_account(database, Door.CUSTODY, force_code="43", name="Sgt Desk")
    look(database, account.id, "K7M2-9QXD")
    look(database, account.id, "HHHH-9QXD", door=Door.OFFENDER)
    look(database, account.id + 100, "CCCC-9QXD")
    words = main_words(somebody(database, Role.AUDITOR).get(f"/admin/access-log?account={account.id}"))
    assert "K7M2-9QXD" in words
    assert "HHHH-9QXD" not in words
    assert "CCCC-9QXD" not in words


def test_it_is_narrowed_to_one_case_once_the_look_is_filed(database: Database) -> None:
    referral = a_referral(database, a_world(database))
    look(database, 1, referral.reference)
    look(database, 2, "K7M2-9QXD")
    database.write_now(seal_access_log, now=LATER)
    words = main_words(
        somebody(database, Role.AUDITOR).get(f"/admin/access-log?reference={referral.reference.lower()}")
    )
    assert "Looker 1" in words
    assert "Looker 2" not in words


def test_a_disclosure_says_to_whom(database: Database) -> None:
    actor = Actor(Door.ADMIN, 1, "C")
    database.write_now(
        log_access, actor=actor, now=NOW, what="pack", subjects=[], operation=Operation.DISCLOSURE, recipient="Court"
    )
    assert "Disclosure pack Court" in main_words(somebody(database, Role.AUDITOR).get("/admin/access-log"))


def test_a_reference_that_cannot_be_one_is_said_to_be_wrong(database: Database) -> None:
    answer = somebody(database, Role.AUDITOR).get("/admin/access-log?reference=nonsense")
    assert answer.status_code == 422
    assert "Enter a reference like K7M2-9QXD" in main_words(answer)
    assert 'value="nonsense"' in answer.text
