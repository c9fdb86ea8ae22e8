"""Signing in and out: whose id counts, how long it lasts, what a stranger can find out. Times are the machine's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from programme.people.models import Account, FailureCount, SignIn
from programme.people.passwords import hash_password
from programme.people.sign_ins import PER_ACCOUNT, PER_ACCOUNT_AND_NETWORK, end_sign_ins_of
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import a_force, a_referral, a_world, an_account, an_offer, read
from tests.support.clients import Browser, a_wiring, an_app, no_database
from tests.support.clock import StandingClock

PASSWORD = "the right words to come in"
PASSWORD_HASH = hash_password(PASSWORD)


@pytest.fixture
def officer(database: Database) -> Account:
    a_force(database)
    return an_account(database, Door.CUSTODY, force_code="43", email="officer@example.org", password_hash=PASSWORD_HASH)


def a_browser(database: Database, *, settings: dict[str, Any] | None = None, **parts: Any) -> Browser:
    return Browser(an_app(a_wiring(database, settings=settings, **parts)))


def come_in(browser: Browser, email: str = "officer@example.org", password: str = PASSWORD, **headers: str) -> int:
    return browser.post("/sign-in", {"email": email, "password": password}, **headers).status_code


def is_signed_in(browser: Browser) -> bool:
    """Whoever is signed in is sent on from the sign-in page to his own start."""
    answer = browser.get("/sign-in")
    assert answer.status_code in (200, 303)
    return answer.status_code == 303


def test_an_old_password_begins_nothing_once_it_was_changed_while_it_was_looked_at(
    database: Database, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To look at a password takes long, in no transaction. Whoever changes it meanwhile ends every sign-in there is."""

    def changes_meanwhile(*_: str | None) -> bool:
        database.write_now(lambda db: db.execute(update(Account).values(password_hash="another")))
        return True

    monkeypatch.setattr("programme.web.kit.sign_in.is_password", changes_meanwhile)
    browser = a_browser(database)
    come_in(browser)
    assert not is_signed_in(browser)
    assert read(database, lambda db: db.execute(select(func.count()).select_from(SignIn)).scalar_one()) == 0


def seen_at(database: Database) -> Any:
    return read(database, lambda db: db.execute(select(SignIn.seen_at)).scalar_one())


def test_the_right_password_leads_to_the_door_of_the_account(database: Database, officer: Account) -> None:
    browser = a_browser(database)

    answer = browser.post("/sign-in", {"email": " Officer@Example.org ", "password": PASSWORD})

    assert (answer.status_code, answer.headers["location"]) == (303, "/custody")
    assert is_signed_in(browser)


def test_an_id_planted_before_signing_in_is_never_adopted(database: Database, officer: Account) -> None:
    victim, attacker = a_browser(database), a_browser(database)
    for browser in (victim, attacker):
        browser.keep("sid", "planted-by-the-attacker")

    come_in(victim)

    assert victim.sign_in_cookie != "planted-by-the-attacker"
    assert is_signed_in(victim)
    assert not is_signed_in(attacker)


def test_an_id_that_nobody_issued_makes_no_row_and_no_visitor(database: Database) -> None:
    browser = a_browser(database)
    browser.keep("sid", "x" * 43)

    assert browser.get("/my-booking").status_code == 303
    assert read(database, lambda db: db.execute(select(func.count()).select_from(SignIn)).scalar_one()) == 0


def test_signing_in_again_makes_a_new_id_and_ends_the_one_before(database: Database, officer: Account) -> None:
    browser, thief = a_browser(database), a_browser(database)
    come_in(browser)
    first = browser.sign_in_cookie
    thief.keep("sid", first)
    assert is_signed_in(thief)

    come_in(browser)

    assert browser.sign_in_cookie != first
    assert is_signed_in(browser)
    assert not is_signed_in(thief)


def test_the_id_is_256_random_bits_and_only_its_hash_is_kept(database: Database, officer: Account) -> None:
    browser = a_browser(database)
    come_in(browser)

    kept = read(database, lambda db: db.execute(select(SignIn.id_hash)).scalar_one())

    assert len(browser.sign_in_cookie) == 43
    assert browser.sign_in_cookie not in kept


def test_the_forms_token_is_a_new_one_after_signing_in(database: Database, officer: Account) -> None:
    browser = a_browser(database)
    before = browser.form_token()

    come_in(browser)

    assert browser.form_token() not in ("", before)


def test_signing_out_ends_it_on_the_server_and_empties_the_browser(database: Database, officer: Account) -> None:
    browser, copy = a_browser(database), a_browser(database)
    come_in(browser)
    copy.keep("sid", browser.sign_in_cookie)

    answer = browser.post("/sign-out")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert browser.sign_in_cookie == ""
    assert not is_signed_in(copy)


def test_signing_out_without_being_signed_in_is_no_fault(database: Database) -> None:
    assert a_browser(database).post("/sign-out").status_code == 303


@pytest.mark.parametrize(("minutes", "signed_in"), [(14, True), (15, False)])
def test_staff_are_signed_out_after_fifteen_minutes_without_a_click(
    database: Database, officer: Account, minutes: int, signed_in: bool
) -> None:
    wiring = a_wiring(database)
    browser = Browser(an_app(wiring)).sign_in_as(officer)

    standing(wiring.wall_clock).move(minutes=minutes)

    assert is_signed_in(browser) is signed_in


def test_a_click_within_the_time_keeps_somebody_signed_in(database: Database, officer: Account) -> None:
    wiring = a_wiring(database)
    browser = Browser(an_app(wiring)).sign_in_as(officer)

    for _ in range(3):
        standing(wiring.wall_clock).move(minutes=14)
        assert is_signed_in(browser)


def test_ten_hours_are_the_longest_however_busy_somebody_is(database: Database, officer: Account) -> None:
    wiring = a_wiring(database)
    browser = Browser(an_app(wiring)).sign_in_as(officer)
    for _ in range(59):
        standing(wiring.wall_clock).move(minutes=10)
        assert is_signed_in(browser)

    standing(wiring.wall_clock).move(minutes=10)

    assert not is_signed_in(browser)


@pytest.mark.parametrize(("every", "times"), [(10, 1), (9, 7)])
def test_the_person_himself_has_ten_minutes_between_clicks_and_an_hour_in_all(
    database: Database, every: int, times: int
) -> None:
    wiring = a_wiring(database)
    offer = an_offer(database, a_referral(database, a_world(database)))
    browser = Browser(an_app(wiring)).sign_in_as(offer)
    for _ in range(times - 1):
        standing(wiring.wall_clock).move(minutes=every)
        assert is_signed_in(browser)

    standing(wiring.wall_clock).move(minutes=every)

    assert not is_signed_in(browser)


def test_moving_the_rehearsals_clock_signs_nobody_out(database: Database, officer: Account) -> None:
    wiring = a_wiring(database)
    browser = Browser(an_app(wiring)).sign_in_as(officer)

    standing(wiring.clock).move(days=30)

    assert is_signed_in(browser)


def test_when_somebody_was_last_seen_is_written_at_most_once_a_minute(database: Database, officer: Account) -> None:
    wiring = a_wiring(database)
    browser = Browser(an_app(wiring)).sign_in_as(officer)
    began = seen_at(database)

    standing(wiring.wall_clock).move(seconds=59)
    browser.get("/sign-in")
    after_a_moment = seen_at(database)
    standing(wiring.wall_clock).move(seconds=1)
    browser.get("/sign-in")

    assert after_a_moment == began
    assert seen_at(database) == began + timedelta(minutes=1)


def test_a_closed_account_is_out_at_the_next_request(database: Database, officer: Account) -> None:
    browser = a_browser(database).sign_in_as(officer)
    assert is_signed_in(browser)

    database.write_now(lambda db: db.execute(update(Account).values(active=False)))

    assert not is_signed_in(browser)
    assert come_in(a_browser(database)) == 422


def test_an_offer_after_which_the_case_was_opened_again_ends_his_sign_in_at_the_next_request(
    database: Database,
) -> None:
    offer = an_offer(database, a_referral(database, a_world(database)))
    browser = a_browser(database).sign_in_as(offer)
    assert is_signed_in(browser)

    database.write_now(lambda db: db.execute(update(type(offer)).values(reopened_reason="He was in hospital.")))

    assert not is_signed_in(browser)


def test_ending_all_sign_ins_of_an_account_ends_them_everywhere(database: Database, officer: Account) -> None:
    here, there = (a_browser(database).sign_in_as(officer) for _ in range(2))

    database.write_now(end_sign_ins_of, account_id=officer.id)

    assert not is_signed_in(here)
    assert not is_signed_in(there)


def test_wrong_unknown_and_closed_get_the_same_answer_to_the_byte(database: Database, officer: Account) -> None:
    an_account(
        database,
        Door.CUSTODY,
        force_code="43",
        email="retired@example.org",
        password_hash=PASSWORD_HASH,
        active=False,
    )
    browser = a_browser(database)
    token = browser.form_token()

    def answer(email: str, password: str) -> tuple[int, bytes, list[str]]:
        given = browser.post("/sign-in", {"email": email, "password": password})
        return given.status_code, given.content.replace(email.encode(), b""), sorted(given.headers)

    wrong = answer("officer@example.org", "not the right words")

    assert wrong[0] == 422
    assert answer("nobody1@example.org", "not the right words") == wrong
    assert answer("retired@example.org", PASSWORD) == wrong
    assert browser.form_token() == token


def test_ten_wrong_tries_stop_even_the_right_password_whatever_address_is_claimed(
    database: Database, officer: Account
) -> None:
    for number in range(PER_ACCOUNT_AND_NETWORK):
        # A process of its own each time, and another made-up address in front.
        assert come_in(a_browser(database), password="wrong", X_Forwarded_For=f"198.51.100.{number}") == 422

    assert come_in(a_browser(database), X_Forwarded_For="203.0.113.9", X_Real_IP="203.0.113.9") == 429


def test_tries_on_an_address_that_nobody_has_are_stopped_the_same(database: Database, officer: Account) -> None:
    browser = a_browser(database)

    answers = [come_in(browser, email="nobody@example.org") for _ in range(PER_ACCOUNT_AND_NETWORK + 1)]

    assert answers == [422] * PER_ACCOUNT_AND_NETWORK + [429]


def test_a_stranger_elsewhere_cannot_lock_an_officer_out(database: Database, officer: Account) -> None:
    """The proxy in front is ours here, so what it says of a visitor's network counts."""
    behind_a_proxy = {"trusted_proxies": 1}
    for _ in range(PER_ACCOUNT + 1):
        stranger = a_browser(database, settings=behind_a_proxy)
        come_in(stranger, password="wrong", X_Forwarded_For="10.0.0.1, 198.51.100.7")

    assert come_in(a_browser(database, settings=behind_a_proxy), X_Forwarded_For="203.0.113.9") == 303


def test_a_hundred_tries_from_everywhere_stop_the_account(database: Database, officer: Account) -> None:
    behind_a_proxy = {"trusted_proxies": 1}
    browser = a_browser(database, settings=behind_a_proxy)
    come_in(browser, password="wrong", X_Forwarded_For="198.51.100.1")
    database.write_now(
        lambda db: db.execute(
            update(FailureCount).where(~FailureCount.key.contains("198.51")).values(failures=PER_ACCOUNT)
        )
    )

    assert come_in(browser, X_Forwarded_For="203.0.113.9") == 429


def test_tries_are_forgotten_after_a_quarter_of_an_hour(database: Database, officer: Account) -> None:
    wiring = a_wiring(database)
    browser = Browser(an_app(wiring))
    for _ in range(PER_ACCOUNT_AND_NETWORK + 1):
        come_in(browser, password="wrong")

    standing(wiring.wall_clock).move(minutes=15)

    assert come_in(browser) == 303


def test_the_right_password_forgets_the_wrong_ones(database: Database, officer: Account) -> None:
    browser = a_browser(database)
    for _ in range(3):
        for _ in range(PER_ACCOUNT_AND_NETWORK - 1):
            come_in(browser, password="wrong")
        assert come_in(browser) == 303


def test_what_was_typed_as_an_address_is_not_kept(database: Database) -> None:
    come_in(a_browser(database), email=PASSWORD)

    keys = read(database, lambda db: db.execute(select(FailureCount.key)).scalars().all())

    assert len(keys) == 3
    assert not any(PASSWORD in key for key in keys)


def test_text_that_no_keyboard_makes_is_left_out(database: Database) -> None:
    browser = a_browser(database)

    assert come_in(browser, email="nobody\0@example.org") == 422
    assert browser.get("/sign-in?again=%00").status_code == 200
    assert browser.get("/custody/%00").status_code == 404


@pytest.mark.parametrize(
    ("public_url", "name", "secure"),
    [("https://courses.test", "__Host-sid", True), ("http://127.0.0.1:8000", "sid", False)],
)
def test_the_cookies_say_what_a_browser_may_do_with_them(
    database: Database, officer: Account, public_url: str, name: str, secure: bool
) -> None:
    browser = a_browser(database, settings={"public_url": public_url})
    first_page = browser.get("/sign-in")
    answer = browser.post("/sign-in", {"email": officer.email, "password": PASSWORD})

    set_first = first_page.headers.get_list("set-cookie")
    set_then = [line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{name}=")]

    assert len(set_first) == len(set_then) == 1
    assert set_first[0].startswith("__Host-form=" if secure else "form=")
    for line in (*set_first, *set_then):
        words = {word.strip().lower() for word in line.split(";")[1:]}
        assert {"httponly", "path=/", "samesite=lax"} <= words
        assert ("secure" in words) is secure
        assert not any(word.startswith(("domain", "expires", "max-age")) for word in words)


def test_only_a_cookie_costs_a_look_at_the_database(database: Database) -> None:
    """A stranger's visit is answered even when the database is not there."""
    browser = a_browser(no_database())

    assert browser.get("/sign-in").status_code == 200


def standing(clock: Any) -> StandingClock:
    assert isinstance(clock, StandingClock)
    return clock
