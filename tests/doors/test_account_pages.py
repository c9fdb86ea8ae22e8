"""An account is changed, shut out and let in again on its own page, and whoever does it sees what somebody else did."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import update

from programme.notices.models import Delivery, OutboxMessage
from programme.people.models import Account
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import a_force, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words
from tests.support.rungs import a_clock

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})


@pytest.fixture
def office(database: Database) -> Browser:
    a_force(database)
    return administrator(database)


def administrator(database: Database, **facts: Any) -> Browser:
    given = {"force_code": "43", "roles": ADMINISTRATOR, **facts}
    return Browser(an_app(a_wiring(database))).sign_in_as(an_account(database, Door.ADMIN, **given))


def an_officer(database: Database, **facts: Any) -> Account:
    return an_account(database, Door.CUSTODY, force_code="43", name="S. Okafor", rank="PC", **facts)


def page_of(account: Account) -> str:
    return f"/admin/people/{account.id}"


def shown(browser: Browser, account: Account, **changed: Any) -> dict[str, Any]:
    """The form as the page shows it, some of it changed."""
    found = re.search(r'name="mark"\s+value="(\w+)"', browser.get(f"{page_of(account)}/change").text)
    assert found is not None
    kept = {"name": "S. Okafor", "organisation": "Organisation", "rank": "PC", "collar": "", "station": ""}
    return {"mark": found[1], "roles": ["officer"], **kept, **changed}


def test_the_second_of_two_sees_both_versions_and_decides(database: Database, office: Browser) -> None:
    officer, second = an_officer(database), administrator(database)
    first_form = shown(office, officer, rank="PS", roles=["officer", "supervisor"])
    second_form = shown(second, officer, collar="1187")
    assert office.post(f"{page_of(officer)}/change", first_form).status_code == 303

    answer = second.post(f"{page_of(officer)}/change", second_form)

    words = main_words(answer)
    assert answer.status_code == 422
    assert "Somebody else has changed this account meanwhile" in words
    assert "Roles Officer, Supervisor Officer Rank PS PC Collar number none 1187" in words
    form = shown(second, officer, collar="1187", rank="PS", roles=["officer", "supervisor"])
    assert second.post(f"{page_of(officer)}/change", form).headers["location"] == f"{page_of(officer)}?done=changed"
    kept = read(database, lambda db: db.get(Account, officer.id))
    assert (kept.rank, kept.collar, kept.roles) == ("PS", "1187", {Role.OFFICER, Role.SUPERVISOR})


@pytest.mark.parametrize("rank", ["PC", ""])
def test_somebody_without_a_rank_is_changed_like_anybody_else(database: Database, office: Browser, rank: str) -> None:
    colleague = an_account(database, Door.CUSTODY, force_code="43", name="S. Okafor", rank=rank)
    form = shown(office, colleague, rank="", roles=["officer", "supervisor"])
    assert office.post(f"{page_of(colleague)}/change", form).headers["location"] == f"{page_of(colleague)}?done=changed"
    kept = read(database, lambda db: db.get(Account, colleague.id))
    assert (kept.rank, kept.roles) == ("", {Role.OFFICER, Role.SUPERVISOR})


def test_every_error_is_told_at_once_and_nothing_typed_is_lost(database: Database, office: Browser) -> None:
    officer = an_officer(database)
    form = shown(office, officer, name="", roles=[], organisation="", station="Loddon Valley")

    answer = office.post(f"{page_of(officer)}/change", form)

    for said in ("Enter the name", "Choose at least one role", "Enter the organisation"):
        assert said in main_words(answer), said
    assert 'value="Loddon Valley"' in answer.text
    assert "Nothing was changed" in main_words(office.post(f"{page_of(officer)}/change", shown(office, officer)))


def test_whoever_is_disabled_is_out_at_the_next_click_and_on_the_list_of_who_left(
    database: Database, office: Browser
) -> None:
    officer = an_officer(database)
    at_work = Browser(an_app(a_wiring(database))).sign_in_as(officer)
    assert at_work.get("/custody/rules/try").status_code == 200

    assert "Disable the account of S. Okafor?" in main_words(office.get(f"{page_of(officer)}/disable"))
    for _ in range(2):  # twice is once
        done = office.post(f"{page_of(officer)}/disable")
        assert done.headers["location"] == f"{page_of(officer)}?done=disabled"

    assert at_work.get("/custody/rules/try").headers["location"].startswith("/sign-in?again=1")
    assert "S. Okafor" not in main_words(office.get("/admin/people"))
    left = office.get("/admin/people?left=1")
    assert "S. Okafor" in main_words(left)
    assert page_of(officer) in links_on(left)
    assert office.post(f"{page_of(officer)}/enable").status_code == 303
    assert "S. Okafor" in main_words(office.get("/admin/people?door=custody"))


def test_the_page_says_which_roles_nobody_has_after_somebody_was_disabled(database: Database) -> None:
    world = a_world(database)
    a_clock(database, world, 20)
    browser = administrator(database)
    an_account(database, Door.ADMIN, force_code="43", roles=frozenset({Role.COORDINATOR}))
    supervisor = an_officer(database, roles=frozenset({Role.SUPERVISOR}))
    assert "Nobody supervises" not in main_words(browser.get(page_of(supervisor)))

    done = browser.post(f"{page_of(supervisor)}/disable")

    assert "Nobody supervises Force 43 (43) now: 1 running case." in main_words(browser.get(done.headers["location"]))


def test_the_last_administrator_is_told_so_on_the_page(database: Database, office: Browser) -> None:
    everywhere = administrator(database, force_code=None)
    of_force = an_account(database, Door.ADMIN, force_code="43", roles=ADMINISTRATOR, name="S. Okafor", rank="PC")
    form = shown(everywhere, of_force, roles=["auditor"])
    assert everywhere.post(f"{page_of(of_force)}/change", form).status_code == 303  # others are left
    only = an_account(database, Door.ADMIN, force_code=None, roles=ADMINISTRATOR, active=False)
    database.write_now(lambda db: db.execute(update(Account).where(Account.id != only.id).values(active=False)))
    database.write_now(lambda db: db.execute(update(Account).where(Account.id == only.id).values(active=True)))
    other = administrator(database, password_hash=None, force_code=None)  # who never signed in by himself

    answer = other.post(f"{page_of(only)}/disable")

    assert answer.status_code == 422
    assert "This is the last administrator" in main_words(answer)


def test_nobody_is_asked_for_his_own_roles_or_rank_and_sent_ones_change_nothing(database: Database) -> None:
    a_force(database)
    own = an_account(database, Door.ADMIN, force_code="43", roles=ADMINISTRATOR, name="S. Okafor", rank="PC")
    browser = Browser(an_app(a_wiring(database))).sign_in_as(own)
    page = browser.get(f"{page_of(own)}/change").text
    assert 'name="roles"' not in page
    assert 'name="rank"' not in page
    assert browser.get(f"{page_of(own)}/disable").status_code == 409

    form = shown(browser, own, rank="Insp", collar="1187", roles=["administrator", "coordinator"])
    assert browser.post(f"{page_of(own)}/change", form).status_code == 303

    kept = read(database, lambda db: db.get(Account, own.id))
    assert (kept.rank, kept.collar, kept.roles) == ("PC", "1187", ADMINISTRATOR)


def test_an_invitation_that_could_not_be_delivered_says_what_to_do(database: Database, office: Browser) -> None:
    form = {"name": "New", "email": "new@example.org", "roles": ["officer"]}
    page = office.post("/admin/people/invite/custody", form).headers["location"]
    database.write_now(lambda db: db.execute(update(OutboxMessage).values(state=Delivery.FAILED)))

    assert "The invitation could not be delivered" in main_words(office.get(page))
