"""Somebody chooses another password, or has forgotten it, and a stranger learns nothing by asking."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from programme.notices.models import OutboxMessage
from programme.people.models import Account, SignIn
from programme.people.passwords import hash_password, is_password
from programme.people.sign_ins import PER_ACCOUNT_AND_NETWORK, PER_ACCOUNT_FORGOTTEN
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import NOW, a_force, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.links import link_to
from tests.support.page_reader import main_words

EMAIL = "officer@example.org"
OLD, NEW = "the right words to come in", "three or four other words"
OLD_HASH = hash_password(OLD)
FORM = {"present": OLD, "password": NEW, "again": NEW}
CHOSEN = {"password": NEW, "again": NEW}


@pytest.fixture
def officer(database: Database) -> Account:
    a_force(database)
    return an_account(database, Door.CUSTODY, force_code="43", email=EMAIL, password_hash=OLD_HASH, collar="1187")


def a_browser(database: Database, later: timedelta = timedelta()) -> Browser:
    return Browser(an_app(a_wiring(database, clock=StandingClock(NOW + later))))


def has_password(database: Database, account: Account, password: str) -> bool:
    kept = read(database, lambda db: db.get(Account, account.id))
    return is_password(kept.password_hash, password)


def count(database: Database, table: type[SignIn] | type[OutboxMessage]) -> int:
    return read(database, lambda db: db.execute(select(func.count()).select_from(table)).scalar_one())


def test_the_own_page_says_what_is_kept_and_how_he_signs_in(database: Database, officer: Account) -> None:
    words = main_words(a_browser(database).sign_in_as(officer).get("/account"))

    assert "Collar number 1187" in words
    assert f"How you sign in Email address {EMAIL} Password" in words
    assert a_browser(database).get("/account").headers["location"].startswith("/sign-in?")


def test_a_new_password_takes_the_present_one_and_ends_every_sign_in(database: Database, officer: Account) -> None:
    browser, elsewhere = (a_browser(database).sign_in_as(officer) for _ in range(2))

    answer = browser.post("/account/password", FORM)

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?chosen=1")
    assert has_password(database, officer, NEW)
    assert count(database, SignIn) == 0
    assert elsewhere.get("/custody").status_code == 303


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"present": "the wrong words to come in"}, "This is not your present password"),
        ({"present": ""}, "Enter your present password"),
        ({"password": "short", "again": "short"}, "A password has 15 to 128 characters"),
        ({"again": ""}, "Enter the password again"),
    ],
)
def test_a_password_is_not_changed_without_the_present_one_or_for_a_bad_one(
    database: Database, officer: Account, changed: dict[str, str], said: str
) -> None:
    answer = a_browser(database).sign_in_as(officer).post("/account/password", {**FORM, **changed})

    assert answer.status_code == 422
    assert said in main_words(answer)
    assert OLD not in answer.text
    assert has_password(database, officer, OLD)


def test_a_wrong_present_password_and_a_bad_new_one_are_said_at_once(database: Database, officer: Account) -> None:
    wrong = {"present": "the wrong words to come in", "password": "short", "again": "short"}
    said = main_words(a_browser(database).sign_in_as(officer).post("/account/password", {**FORM, **wrong}))
    assert "This is not your present password" in said
    assert "A password has 15 to 128 characters" in said
    unlike = {**wrong, "again": "short too"}
    said = main_words(a_browser(database).sign_in_as(officer).post("/account/password", {**FORM, **unlike}))
    assert "This is not your present password" in said
    assert "The two passwords are not the same" in said


def test_a_password_typed_well_is_not_called_missing_because_the_page_forgot_it(
    database: Database, officer: Account
) -> None:
    said = main_words(a_browser(database).sign_in_as(officer).post("/account/password", {**FORM, "again": ""}))
    assert "New password: type it once more" in said
    assert "Present password: type it once more" in said
    assert "Enter the password again" in said
    assert "Enter a password" not in said
    assert "Enter your present password" not in said


def test_the_present_password_cannot_be_tried_without_end(database: Database, officer: Account) -> None:
    browser = a_browser(database).sign_in_as(officer)
    token = browser.form_token()
    wrong = {**FORM, "present": "the wrong words to come in"}
    answers = [
        browser.post("/account/password", wrong, token=token).status_code for _ in range(PER_ACCOUNT_AND_NETWORK + 1)
    ]

    assert answers[-2:] == [422, 429]


def test_a_forgotten_password_is_replaced_with_a_link_that_works_for_an_hour(
    database: Database, officer: Account
) -> None:
    a_browser(database).sign_in_as(officer)
    assert a_browser(database).post("/forgotten-password", {"email": " Officer@Example.org "}).status_code == 303

    path = link_to(database, EMAIL, now=NOW)

    assert a_browser(database, timedelta(hours=1)).get(path).status_code == 410
    assert has_password(database, officer, OLD)
    assert a_browser(database, timedelta(minutes=59)).post(path, CHOSEN).status_code == 303
    assert has_password(database, officer, NEW)
    assert count(database, SignIn) == 0
    assert a_browser(database).get(path).status_code == 410


def test_who_asks_is_told_the_same_whether_there_is_an_account_or_not(database: Database, officer: Account) -> None:
    an_account(database, Door.CUSTODY, force_code="43", email="left@example.org", active=False)
    an_account(database, Door.CUSTODY, force_code="43", email="invited@example.org", password_hash=None)
    shown = set()
    for email in (EMAIL, "somebody.else@example.org", "nobody@example.org", "left@example.org", "invited@example.org"):
        browser = a_browser(database)
        answer = browser.post("/forgotten-password", {"email": email})
        said = browser.get(answer.headers["location"])
        shown.add((answer.status_code, answer.headers["location"], main_words(said)))

    assert len(shown) == 1
    assert count(database, OutboxMessage) == 1  # or nobody was sent anything


def test_nobody_can_be_sent_links_without_end(database: Database, officer: Account) -> None:
    answers = {
        a_browser(database).post("/forgotten-password", {"email": EMAIL}).headers["location"]
        for _ in range(PER_ACCOUNT_FORGOTTEN + 1)
    }

    assert answers == {"/forgotten-password?sent=1"}
    assert count(database, OutboxMessage) == PER_ACCOUNT_FORGOTTEN


def test_an_older_link_stays_good_until_one_of_them_is_used(database: Database, officer: Account) -> None:
    """Whoever asks in somebody else's name takes nothing away from him."""
    paths = []
    for _ in range(2):
        a_browser(database).post("/forgotten-password", {"email": EMAIL})
        paths.append(link_to(database, EMAIL, now=NOW))

    assert [a_browser(database).get(path).status_code for path in paths] == [200, 200]
    assert a_browser(database).post(paths[0], CHOSEN).status_code == 303
    assert [a_browser(database).get(path).status_code for path in paths] == [410, 410]
