"""Somebody is invited: the link leaves in the message alone, works once and for a day, and lets nobody in before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.audit.models import AccessRow
from programme.notices.models import OutboxMessage
from programme.people.models import Account, AccountLink
from programme.people.sign_ins import PER_NETWORK, find_account
from programme.shared.actor import Door, Role
from programme.storage.base import Base
from programme.storage.database import Database
from tests.support.builders import NOW, a_force, a_provider, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.links import Postman, link_to, path_in, post
from tests.support.page_reader import links_on, main_words

NEW = "new@example.org"
PASSWORD = "three or four words"
CHOSEN = {"password": PASSWORD, "again": PASSWORD}
PEOPLE = "/admin/people"
FORM = {
    "name": "Sam Okafor",
    "email": NEW,
    "roles": ["officer"],
    "rank": "PS",
    "collar": "1187",
    "station": "Loddon Valley",
}


def at(database: Database, now: datetime = NOW) -> Browser:
    return Browser(an_app(a_wiring(database, clock=StandingClock(now))))


def administrator(database: Database, **facts: Any) -> Browser:
    a_force(database)
    given = {"force_code": "43", "name": "L. Hartley", "roles": frozenset({Role.ADMINISTRATOR}), **facts}
    return at(database).sign_in_as(an_account(database, Door.ADMIN, **given))


def invited(database: Database) -> tuple[Browser, Response]:
    browser = administrator(database)
    return browser, browser.post(f"{PEOPLE}/invite/custody", FORM)


def account(database: Database, email: str = NEW) -> Account:
    found: Account = read(database, lambda db: db.execute(select(Account).where(Account.email == email)).scalar_one())
    return found


def everything_kept(database: Database) -> str:
    """All that the database holds of links and messages, as text."""
    tables = (AccountLink, OutboxMessage, AccessRow, Account)
    return " ".join(str(database.read_now(all_rows, table)) for table in tables)


def all_rows(db: Session, table: type[Base]) -> list[Any]:
    return list(db.execute(select(table.__table__)).all())


def test_an_invitation_leads_to_a_password_and_in(database: Database) -> None:
    browser, answer = invited(database)

    made = account(database)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PEOPLE}/{made.id}?done=invited")
    assert (made.door, made.force_code, made.organisation) == (Door.CUSTODY, "43", "Force 43")
    assert (made.rank, made.collar, made.station) == ("PS", "1187", "Loddon Valley")
    shown = main_words(browser.get(answer.headers["location"]))
    assert "The invitation is on its way" in shown
    assert "State Invited Waiting to be sent" in shown
    stranger = at(database)
    assert stranger.post("/sign-in", {"email": NEW, "password": PASSWORD}).status_code == 422

    path = link_to(database, NEW, now=NOW)
    page = stranger.get(path)
    assert page.status_code == 200
    assert "<title>Choose a password - Programme</title>" in page.text
    assert "The link works until Tuesday 2 March 2027 at 10am" in main_words(browser.get(f"{PEOPLE}/{made.id}"))
    done = stranger.post(path, CHOSEN)

    assert (done.status_code, done.headers["location"]) == (303, "/sign-in?chosen=1")
    assert "Your password is saved" in main_words(stranger.get("/sign-in?chosen=1"))
    came_in = stranger.post("/sign-in", {"email": NEW, "password": PASSWORD})
    assert came_in.headers["location"] == "/custody"
    listed = main_words(browser.get(PEOPLE))
    assert "Sam Okafor PS 1187 Loddon Valley Custody: Officer Force 43 Active Monday 1 March 2027 at 10am" in listed
    what = [
        row.what
        for row in read(database, lambda db: db.execute(select(AccessRow).order_by(AccessRow.id)).scalars().all())
    ]
    assert what[:2] == ["user add", "choose_password"]


def test_what_makes_the_link_is_in_the_message_that_leaves_and_nowhere_else(database: Database) -> None:
    invited(database)

    token = link_to(database, NEW, now=NOW).rpartition("/")[2]

    assert len(token) == 43
    assert token not in everything_kept(database)
    assert "/new-password/(not kept)" in everything_kept(database)  # so the message is there, without it


def test_a_link_is_built_on_the_public_address_whatever_the_browser_called_us(database: Database) -> None:
    a_force(database)
    wiring = a_wiring(database, settings={"allowed_hosts": ["elsewhere.example"]})
    who = an_account(database, Door.ADMIN, force_code="43", roles=frozenset({Role.ADMINISTRATOR}))
    Browser(an_app(wiring), host="elsewhere.example").sign_in_as(who).post(f"{PEOPLE}/invite/custody", FORM)
    postman = Postman()

    post(database, postman, now=NOW)

    assert path_in(postman.letters[0].body)
    assert "elsewhere" not in postman.letters[0].body


def test_wrong_used_ended_and_replaced_links_get_the_same_answer(database: Database) -> None:
    browser, _ = invited(database)
    replaced = link_to(database, NEW, now=NOW)
    assert browser.post(f"{PEOPLE}/{account(database).id}/invite-again").status_code == 303
    good = link_to(database, NEW, now=NOW)
    stranger = at(database)
    late = at(database, NOW + timedelta(hours=24))
    wrong = "/new-password/" + "x" * 43
    answers = [stranger.get(wrong), stranger.get(replaced), late.get(good)]
    answers += [stranger.post(wrong, CHOSEN), stranger.post(replaced, CHOSEN), late.post(good, CHOSEN)]

    assert at(database, NOW + timedelta(hours=23, minutes=59)).get(good).status_code == 200  # or all of them fail
    assert stranger.post(good, CHOSEN).status_code == 303
    answers += [stranger.get(good), stranger.post(good, CHOSEN)]

    assert {one.status_code for one in answers} == {410}
    assert len({main_words(one) for one in answers}) == 1
    assert "ask whoever looks after accounts where you work" in main_words(answers[0])


def test_a_link_that_is_tried_too_often_is_paused_for_the_network(database: Database) -> None:
    stranger = at(database)
    token = stranger.form_token()
    answers = [
        stranger.post(f"/new-password/{'x' * 43}", CHOSEN, token=token).status_code for _ in range(PER_NETWORK + 1)
    ]

    assert set(answers[:-1]) == {410}
    assert answers[-1] == 429


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Enter a password"),
        ({"password": "short", "again": "short"}, "A password has 15 to 128 characters"),
        ({"password": PASSWORD, "again": "three or four wordz"}, "The two passwords are not the same"),
        ({"password": NEW + " ", "again": NEW + " "}, "Choose a password that is harder to guess"),
    ],
)
def test_a_bad_password_is_said_and_the_link_stays_good(database: Database, sent: dict[str, str], said: str) -> None:
    invited(database)
    path = link_to(database, NEW, now=NOW)
    stranger = at(database)

    answer = stranger.post(path, sent)

    assert answer.status_code == 422
    assert said in main_words(answer)
    assert stranger.post(path, CHOSEN).status_code == 303


def test_an_invitation_that_does_not_go_waits_and_its_time_begins_when_it_goes(database: Database) -> None:
    browser, _ = invited(database)
    down = Postman(problem="mail server away")
    post(database, down, now=NOW)
    number = account(database).id
    waits = "The invitation has not gone yet. The mail server or text service could not be reached."
    assert waits in main_words(browser.get(f"{PEOPLE}/{number}"))

    later = NOW + timedelta(hours=30)
    path = link_to(database, NEW, now=later)

    assert at(database, later + timedelta(hours=23)).post(path, CHOSEN).status_code == 303
    assert "Active" in main_words(browser.get(f"{PEOPLE}/{number}"))


def test_every_error_of_the_form_is_told_at_once_and_nothing_typed_is_lost(database: Database) -> None:
    browser = administrator(database)

    answer = browser.post(f"{PEOPLE}/invite/custody", {"email": "nobody", "collar": "1187", "roles": ["coordinator"]})

    words = main_words(answer)
    assert answer.status_code == 422
    for said in ("Enter the name", "Work email address must have an @", "Choose at least one role"):
        assert said in words, said
    assert 'value="1187"' in answer.text
    assert "nobody" in answer.text


def test_an_address_has_one_account(database: Database) -> None:
    browser, _ = invited(database)

    again = browser.post(f"{PEOPLE}/invite/admin", {**FORM, "email": "New@Example.org", "roles": ["auditor"]})

    assert again.status_code == 422
    assert "This email address has an account already" in main_words(again)


def test_whoever_keeps_a_providers_people_cannot_tell_whose_address_has_an_account_elsewhere(
    database: Database,
) -> None:
    """One who is new and one who is a force's: the same answer, page, list and second invitation, and neither can sign
    in before he chose a password. Whose address it is learns who tried, and that his account is as it was."""
    provider = a_provider(database)
    roles = frozenset({Role.ADMINISTRATOR})
    keeper = an_account(database, Door.PROVIDER, provider_id=provider.id, roles=roles, organisation="Courses Ltd")
    a_force(database)
    theirs = an_account(database, Door.CUSTODY, force_code="43", email="known@example.org")
    browser, people = at(database), "/provider/people"
    browser.sign_in_as(keeper)
    asked = {"name": "Sam Hill", "roles": ["provider_staff"]}
    addresses = ("fresh@example.org", "known@example.org")

    seen: list[list[str]] = []
    postman = Postman()
    for address in addresses:
        answer = browser.post(f"{people}/invite/provider", {**asked, "email": address})
        page = answer.headers["location"].split("?")[0]
        shown = [main_words(browser.get(f"{page}?done=invited"))]
        post(database, postman, now=NOW)
        shown += [main_words(browser.get(page)), str(browser.post(f"{page}/invite-again", {}).status_code)]
        post(database, postman, now=NOW)
        again = browser.post(f"{people}/invite/provider", {**asked, "email": address})
        shown += [main_words(again), main_words(browser.get(f"{page}/change")), main_words(browser.get(page))]
        seen.append([words.replace(address, "ADDRESS") for words in shown])
    assert seen[0] == seen[1]
    assert "This email address has an account already" in seen[0][3], "the control: his own people he sees"
    listed = main_words(browser.get(people))
    assert listed.count("Sam Hill") == 2

    fresh, known = ([one.body for one in postman.letters if one.address == address] for address in addresses)
    assert (len(fresh), len(known)) == (2, 2)
    assert all("/new-password/" in body for body in fresh)
    assert not any("/new-password/" in body for body in known)
    assert "It has one already" in known[0]
    assert known[0].startswith(f"{provider.name} asked for"), "as it is registered, whatever its people call it"
    assert "Courses Ltd" not in "".join(known)
    kept = read(database, lambda db: db.get_one(Account, theirs.id))
    assert (kept.email, kept.active, kept.door) == ("known@example.org", True, Door.CUSTODY)
    assert read(database, lambda db: find_account(db, "known@example.org")).id == theirs.id


def test_whoever_changes_door_or_organisation_is_invited_with_his_address_once_the_old_account_is_disabled(
    database: Database,
) -> None:
    browser, provider = administrator(database), a_provider(database)
    old = an_account(database, Door.CUSTODY, force_code="43", email="known@example.org", name="Sam Hill")
    asked = {"name": "Sam Hill", "email": old.email, "roles": ["provider_staff"], "provider": str(provider.id)}
    assert "disable it first" in main_words(browser.post(f"{PEOPLE}/invite/provider", asked))
    browser.post(f"{PEOPLE}/{old.id}/disable", {})
    same = {**FORM, "email": old.email}
    assert "Where the person comes back, enable it" in main_words(browser.post(f"{PEOPLE}/invite/custody", same)), (
        "not a second of the same"
    )
    made = browser.post(f"{PEOPLE}/invite/provider", asked)
    assert made.status_code == 303
    at(database).post(link_to(database, old.email, now=NOW), CHOSEN)
    number = read(database, lambda db: find_account(db, old.email)).id
    assert number != old.id
    before = main_words(browser.get(f"{PEOPLE}/{old.id}"))
    assert ("known@example.org" in before, "Disabled" in before) == (True, True), "what he was stays to be read"
    browser.post(f"{PEOPLE}/{old.id}/enable", {})
    post(database, postman := Postman(), now=NOW)
    assert "It has one already" in postman.letters[-1].body
    assert read(database, lambda db: find_account(db, old.email)).id == number


def test_a_provider_and_a_neighbour_get_their_first_administrator_here(database: Database) -> None:
    browser = administrator(database)
    a_force(database, "34")
    provider = a_provider(database, "Ridgeway Learning")
    for door, bound in (("provider", {"provider": str(provider.id)}), ("partner", {"force": "34"})):
        form = {"name": "First", "email": f"{door}@example.org", "roles": ["administrator"], **bound}
        assert browser.post(f"{PEOPLE}/invite/{door}", form).status_code == 303

    first, neighbour = account(database, "provider@example.org"), account(database, "partner@example.org")
    assert (first.provider_id, first.organisation, first.force_code) == (provider.id, "Ridgeway Learning", None)
    assert (neighbour.force_code, neighbour.organisation) == ("34", "Force 34")
    own = {"name": "First", "email": "own@example.org", "roles": ["administrator"], "force": "43"}
    assert "Choose the force" in main_words(browser.post(f"{PEOPLE}/invite/partner", own)), "no neighbour of itself"
    assert browser.get(f"{PEOPLE}/invite/offender").status_code == 404


def test_the_form_does_not_take_what_it_does_not_ask(database: Database) -> None:
    """His force is his own, whatever is sent."""
    browser = administrator(database)
    a_force(database, "16")

    browser.post(f"{PEOPLE}/invite/custody", {**FORM, "force": "16"})

    assert account(database).force_code == "43"


def test_whoever_has_a_password_is_not_invited_again(database: Database) -> None:
    browser = administrator(database)
    colleague = an_account(database, Door.CUSTODY, force_code="43")

    assert browser.post(f"{PEOPLE}/{colleague.id}/invite-again").status_code == 409
    assert f"{PEOPLE}/{colleague.id}/invite-again" not in browser.get(f"{PEOPLE}/{colleague.id}").text


def test_the_list_is_paged_by_name_and_says_no_more_than_is_his(database: Database) -> None:
    browser = administrator(database, name="ZZ Last")
    for number in range(52):
        an_account(database, Door.CUSTODY, force_code="43", name=f"Officer {number:02}")
    a_force(database, "16")
    stranger = an_account(database, Door.CUSTODY, force_code="16", name="A. Stranger")

    first = browser.get(PEOPLE)
    after = next(link for link in links_on(first) if "after=" in link)
    second = main_words(browser.get(after))

    assert "Officer 49" in main_words(first)
    assert "A. Stranger" not in main_words(first)
    assert "Officer 50" in second
    assert "ZZ Last" in second
    assert "Officer 49" not in second
    assert browser.get(f"{PEOPLE}/{stranger.id}").status_code == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR, Role.FINANCE, Role.SAFEGUARDING])
def test_only_an_administrator_sees_accounts(database: Database, role: Role) -> None:
    browser = administrator(database, roles=frozenset({role}))
    other = an_account(database, Door.CUSTODY, force_code="43")

    assert browser.get(PEOPLE).status_code == 404
    assert browser.get(f"{PEOPLE}/{other.id}").status_code == 404
    assert browser.post(f"{PEOPLE}/invite/custody", FORM).status_code == 404
    assert PEOPLE not in links_on(browser.get("/admin"))
