"""The programme's own desk: numbers without people, and the access log for whoever audits it."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

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
ALTERATION = Operation.ALTERATION


def somebody(database: Database, role: Role, *, force_code: str | None = None) -> Browser:
    account = an_account(database, Door.ADMIN, name="C. Ordinator", roles=frozenset({role}), force_code=force_code)
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


def test_the_overview_says_nothing_of_what_another_forces_programme_lacks(database: Database) -> None:
    a_world(database)
    a_world(database, force_code="34", name="Neighbours", fallback_email="")

    ours, theirs = (
        main_words(somebody(database, Role.COORDINATOR, force_code=code).get("/admin")) for code in ("43", "34")
    )

    assert "fall-back address" not in ours
    assert "The Neighbours names no fall-back address" in theirs


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
    assert "Cases whose warning reached nobody 1" in words
    assert over.reference in words
    others = main_words(somebody(database, Role.FINANCE).get("/admin"))
    assert over.reference not in others


def test_the_coordinators_overview_takes_thirteen_and_seven_for_what_is_missing_to_begin(database: Database) -> None:
    """Sign-in, numbers, warnings, clocks that ran out, money, three for roles that nobody has, programmes, log, the
    machine's clock, programmes without a fall-back address, drafts with little time; and the list of what a programme
    lacks, in a transaction of its own: its settings, the newest privacy notice, the signed words and the dates on which
    nobody answers the help number among them."""
    world = a_world(database)
    for days in (20, 3, -1):
        a_clock(database, world, days)
    browser = somebody(database, Role.COORDINATOR)
    browser.get("/admin")
    with statements(database) as sent:
        browser.get("/admin")
    assert len(sent) == 13 + 7, sent


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
    assert "C. Ordinator, Organisation Consultation The access log (2 times)" in main_words(
        browser.get("/admin/access-log")
    )


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
    browser = somebody(database, Role.AUDITOR)
    answer = browser.get("/admin/access-log?reference=nonsense&since=soon&until=32/1/2027")
    assert answer.status_code == 422
    for message in ("Enter a reference like K7M2-9QXD", "From must be a date", "To must be a date"):
        assert main_words(answer).count(message) == 2, "at the top, and beside the field"
    assert 'value="nonsense"' in answer.text
    assert 'value="soon"' in answer.text
    assert "To must be the same day as From, or later" in main_words(
        browser.get("/admin/access-log?since=2/3/2027&until=1/3/2027")
    )
    assert browser.get("/admin/access-log/export?since=soon").status_code == 422
    unknown = browser.get("/admin/access-log?reference=k7m2+9qxh")
    assert unknown.status_code == 422
    assert main_words(unknown).count("There is no case with the reference k7m2 9qxh") == 2
    assert 'value="k7m2 9qxh"' in unknown.text


def test_the_days_the_category_and_who_stand_in_the_address_and_on_the_way_to_older_rows(database: Database) -> None:
    account = an_account(database, Door.CUSTODY, force_code=a_world(database).programme.force_code)
    actor = Actor(Door.CUSTODY, account.id, "Sgt Desk")
    for days in range(LOG_LINES_A_PAGE + 2):
        at, subjects = NOW - timedelta(days=days), [f"R{days}"]
        database.write_now(log_access, actor=actor, now=at, what="record_bail", subjects=subjects, operation=ALTERATION)
    look(database, account.id, "L1")
    browser, asked = somebody(database, Role.AUDITOR), f"account={account.id}&kind=alteration&since=1/1/2027"
    first = browser.get(f"/admin/access-log?{asked}&until=28/2/2027")
    words = main_words(first)
    assert "R0 " not in words, "the first of March"
    assert "L1 " not in words
    assert "R50 " in words
    older = next(link for link in links_on(first) if "before=" in link)
    assert f"account={account.id}&amp;kind=alteration&amp;since=1%2F1%2F2027&amp;until=28%2F2%2F2027" in first.text
    assert "R51 " in main_words(browser.get(older))
    assert "R50 " not in main_words(browser.get(older))


def test_the_log_as_a_file_has_every_row_in_its_category_safe_and_says_who_took_it(database: Database) -> None:
    a_world(database)
    for _ in range(3):
        look(database, 1, "K7M2-9QXD")
    actor = Actor(Door.ADMIN, 2, "=cmd|' /C calc'!A0")
    database.write_now(
        log_access, actor=actor, now=NOW, what="pack", subjects=[], operation=Operation.DISCLOSURE, recipient="Court"
    )
    browser = somebody(database, Role.AUDITOR)
    answer = browser.get("/admin/access-log/export?since=1/3/2027")
    assert answer.headers["content-type"].startswith("text/csv")
    assert re.fullmatch(r'attachment; filename="list-[0-9a-f]{8}\.csv"', answer.headers["content-disposition"])
    head, *lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert head[1:7] == ["When", "Category", "Who", "Door", "What", "Cases"]
    assert [line[2] for line in lines] == ["Disclosure", *["Consultation"] * 3], "each look by itself"
    assert lines[0][3] == "'=cmd|' /C calc'!A0"
    assert lines[1][1] == "2027-03-01 10:00:00"
    taken = "Export of the access log from 1 March 2027"
    assert taken in main_words(browser.get("/admin/access-log")).replace("  ", " ")


def test_somebody_of_one_force_reads_of_his_own_people_and_cases_only(database: Database) -> None:
    own, other = a_world(database), a_world(database, force_code="16")
    case = a_referral(database, own)
    ours, theirs = (an_account(database, Door.CUSTODY, force_code=code, name=f"Of {code}") for code in ("43", "16"))
    look(database, ours.id, "OURS-0001")
    look(database, theirs.id, "THEI-0001")
    look(database, theirs.id, case.reference)
    look(database, theirs.id, a_referral(database, other).reference)
    database.write_now(seal_access_log, now=LATER)
    auditor = an_account(database, Door.ADMIN, roles=frozenset({Role.AUDITOR}), force_code="43")
    page = Browser(an_app(a_wiring(database))).sign_in_as(auditor).get("/admin/access-log")
    words = main_words(page)
    assert [reference in words for reference in ("OURS-0001", case.reference, "THEI-0001")] == [True, True, False]
    assert words.count(f"Looker {theirs.id}") == 1
    assert "Of 16" not in words
