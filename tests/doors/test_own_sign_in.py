"""The person comes in: one answer for everything that is wrong, few tries, and a new sign-in every time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import func, select

from programme.actions.issue_slip import issue_slip
from programme.history.timeline import timeline
from programme.jobs.housekeeping import forget_sign_ins
from programme.notices.discretion import give_aways
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.people.models import FailureCount, KeptForm, SignIn
from programme.people.passwords import hash_password
from programme.referrals.models import Referral
from programme.shared.references import new_reference
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_person, a_referral, a_world, an_offer, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.page_reader import words_on

CODE = "X7KM-4QPD-9RTW"
CODE_HASH = hash_password(CODE)
BORN_ON = date(1980, 3, 12)


class Stage:
    """A man with an offer, a browser, and the two clocks."""

    def __init__(self, database: Database, **offer: Any) -> None:
        self.database = database
        self.clock, self.wall_clock = StandingClock(NOW), StandingClock(NOW)
        self.app = an_app(a_wiring(database, clock=self.clock, wall_clock=self.wall_clock))
        self.world: World = a_world(database)
        self.offer = self.an_offer(**offer)
        self.browser = Browser(self.app)

    def an_offer(self, *, born_on: date | None = BORN_ON, **facts: Any) -> Offer:
        person = a_person(self.database, born_on=born_on)
        self.referral: Referral = a_referral(self.database, self.world, person)
        return an_offer(self.database, self.referral, **{"secret_hash": CODE_HASH, **facts})

    def come_in(self, browser: Browser | None = None, **typed: Any) -> Response:
        return (browser or self.browser).post("/", self.form(**typed))

    def form(self, **typed: Any) -> Mapping[str, str]:
        given = {"reference": self.referral.reference, "code": CODE, "born_on": BORN_ON, **typed}
        born_on = given.pop("born_on")
        parts = (born_on.day, born_on.month, born_on.year)
        return {
            **given,
            **{f"born_on-{name}": str(part) for name, part in zip(("day", "month", "year"), parts, strict=True)},
        }

    @property
    def sign_ins(self) -> int:
        return int(read(self.database, lambda db: db.execute(select(func.count()).select_from(SignIn)).scalar_one()))


def test_reference_code_and_date_of_birth_let_him_in(database: Database) -> None:
    stage = Stage(database)
    answer = stage.come_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/my-booking")
    assert stage.browser.get("/my-booking").status_code == 200
    assert stage.browser.get("/").headers["location"] == "/my-booking"


def test_who_has_an_offer_to_answer_is_led_to_the_page_before_it(database: Database) -> None:
    answer = Stage(database, state=OfferState.OPEN).come_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/my-booking/read")


def test_how_he_types_it_does_not_matter(database: Database) -> None:
    stage = Stage(database)
    reference = stage.referral.reference.lower().replace("-", " ")
    assert stage.come_in(reference=reference, code=" x7km4qpd 9rtw ").status_code == 303


def test_a_case_whose_date_of_birth_nobody_knows_is_proved_by_the_code(database: Database) -> None:
    stage = Stage(database, born_on=None)
    assert stage.come_in(code="X7KM-4QPD-9RTX").status_code == 422
    assert stage.come_in().status_code == 303


def test_signing_in_never_keeps_an_id_that_the_browser_brought(database: Database) -> None:
    stage = Stage(database)
    stage.browser.keep("sid", "planted")
    stage.come_in()
    first = stage.browser.sign_in_cookie
    assert first not in ("", "planted")
    stage.browser.send("POST", "/sign-out", data={"_csrf_token": stage.browser.form_token()})
    stage.browser.keep("sid", first)
    assert stage.browser.get("/my-booking").headers["location"] == "/?again=1"


def test_a_second_sign_in_ends_the_one_it_replaces(database: Database) -> None:
    stage = Stage(database)
    stage.come_in()
    first = stage.browser.sign_in_cookie
    stage.come_in()
    assert stage.browser.sign_in_cookie != first
    assert stage.sign_ins == 1


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(database: Database) -> None:
    stage = Stage(database)
    cookies = [value for name, value in stage.come_in().headers.multi_items() if name == "set-cookie"]
    (cookie,) = [value for value in cookies if value.startswith("sid=") and "sid=;" not in value]
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()


@pytest.mark.parametrize("state", OfferState)
def test_the_newest_offer_opens_however_it_stands_and_none_before_it(database: Database, state: OfferState) -> None:
    stage = Stage(database, state=OfferState.WITHDRAWN, secret_hash=hash_password("WRNG-4QPD-9RTW"))
    an_offer(database, stage.referral, secret_hash=CODE_HASH, state=state, answer_by_at=NOW)
    assert stage.come_in(code="WRNG-4QPD-9RTW").status_code == 422
    assert stage.come_in().status_code == 303
    page = words_on(stage.browser.get("/my-booking"))
    assert ("What comes next" in page) is False
    assert stage.browser.get("/my-booking/1").status_code == 200
    assert stage.browser.get("/my-booking/details").status_code == 200


# ---- one answer for everything that is wrong


def wrong_code(stage: Stage) -> dict[str, Any]:
    return {"code": "X7KM-4QPD-9RTX"}


def wrong_birthday(stage: Stage) -> dict[str, Any]:
    return {"born_on": date(1981, 3, 12)}


def unknown_reference(stage: Stage) -> dict[str, Any]:
    return {"reference": new_reference()}


def opened_again(stage: Stage) -> dict[str, Any]:
    stage.an_offer(state=OfferState.LAPSED, reopened_reason="He was in hospital.")
    return {"reference": stage.referral.reference}


def locked(stage: Stage) -> dict[str, Any]:
    for _ in range(5):
        stage.come_in(code="X7KM-4QPD-9RTX")
    return {}


WRONG = [
    wrong_code,
    wrong_birthday,
    unknown_reference,
    opened_again,
]


def seen(answer: Response, typed: Mapping[str, str]) -> tuple[int, dict[str, str], str]:
    """The part of the answer that he sees, apart from what he typed himself and the form's token."""
    token = answer.text.split('name="_csrf_token" value="')[1].split('"')[0]
    text = (
        answer.text.replace(token, "").replace(typed["reference"], "").replace(f'value="{typed["born_on-year"]}"', "")
    )
    headers = {name: value for name, value in answer.headers.items() if name not in ("date", "set-cookie")}
    headers.pop("content-length")
    return answer.status_code, headers, text


@pytest.mark.parametrize("wrong", WRONG)
def test_whatever_is_wrong_the_answer_is_the_same(database: Database, wrong: Callable[[Stage], dict[str, Any]]) -> None:
    stage = Stage(database)
    plain = stage.form(**unknown_reference(stage))
    expected = seen(stage.browser.post("/", plain), plain)
    typed = stage.form(**wrong(stage))
    answer = stage.browser.post("/", typed)
    assert answer.status_code == 422
    assert seen(answer, typed) == expected
    assert stage.sign_ins == 0


def said_at(stage: Stage, times: int, **typed: Any) -> list[str]:
    """The words against each of so many wrong tries."""
    found = [words_on(stage.come_in(**typed)) for _ in range(times)]
    return [page.split("There is a problem")[1].split("Sign in with the sheet")[0] for page in found]


def test_how_many_tries_are_left_is_said_whether_there_is_such_a_reference_or_not(database: Database) -> None:
    stage = Stage(database)
    at_a_real_one = said_at(stage, 6, code="X7KM-4QPD-9RTX")
    assert at_a_real_one == said_at(stage, 6, reference=new_reference())

    assert ["You have 4 more tries" in at_a_real_one[0], "You have 1 more try" in at_a_real_one[3]] == [
        True,
        True,
    ]
    for used_up in at_a_real_one[4:]:
        assert "There are no more tries now. You can try again in 24 hours." in used_up
    stage.wall_clock.move(hours=22, minutes=30)
    assert "You can try again in 2 hours." in said_at(stage, 1)[0], "the right code is not told from a wrong one"


def test_where_a_network_is_stopped_its_own_hour_is_said(database: Database) -> None:
    stage = Stage(database)
    for _ in range(19):
        stage.come_in(reference=new_reference())
    assert "You have no more" not in said_at(stage, 1, reference=new_reference())[0]
    assert "You can try again in an hour." in said_at(stage, 1, reference=new_reference())[0]


@pytest.mark.parametrize(
    ("typed", "beside", "said"),
    [
        ({"reference": "K7M2-9QX"}, "reference", "This is not a reference: it has a letter or number too few."),
        ({"reference": "K7M2-9QXDD44"}, "reference", "This is not a reference: it has 3 letters or numbers too many."),
        ({"reference": "K7M2-9QXS"}, "reference", "This is not a reference: it never has S in it."),
        ({"reference": "K7M2-9QXD"}, "reference", "This is not a reference: one letter or number is wrong, or two"),
        ({"code": "X7KM-4QPD-9RT"}, "code", "This is not a code: it has a letter or number too few."),
        ({"code": "X7KM-4QPD-9R0"}, "code", "it has a letter or number too few, and it never has 0 in it."),
        ({"born_on": date(2026, 3, 12)}, "born_on", "Enter the year in which you were born, like 1980"),
        ({"born_on": date(1905, 3, 12)}, "born_on", "Enter the year in which you were born, like 1980"),
    ],
)
def test_what_cannot_be_one_is_said_beside_it_is_no_try_and_asks_no_database_for_it(
    database: Database, typed: dict[str, Any], beside: str, said: str
) -> None:
    stage = Stage(database)
    answer = stage.come_in(**typed)

    assert (answer.status_code, f'id="{beside}-error"' in answer.text) == (422, True)
    assert said.rstrip(".") in words_on(answer)
    assert "do not match" not in words_on(answer)
    assert (stage.sign_ins, counted(database)) == (0, 0)


def test_a_year_of_two_numbers_is_answered_with_one_in_which_somebody_was_born(database: Database) -> None:
    stage = Stage(database)
    answer = stage.browser.post("/", {**stage.form(), "born_on-year": "80"})
    assert "Date of birth must have a year of 4 numbers, like 1980" in words_on(answer)


def test_what_is_wrong_with_all_three_is_said_at_once(database: Database) -> None:
    answer = Stage(database).come_in(reference="K7M2", code="X7KM", born_on=date(2026, 1, 1))
    assert [f'id="{one}-error"' in answer.text for one in ("reference", "code", "born_on")] == [True] * 3


@pytest.mark.parametrize("wrong", [wrong_code, unknown_reference, opened_again, locked])
def test_whatever_is_wrong_a_hash_is_worked_out_and_the_try_is_counted(
    database: Database, wrong: Callable[[Stage], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    import argon2

    stage = Stage(database)
    typed = stage.form(**wrong(stage))
    worked: list[str] = []
    verify = argon2.PasswordHasher.verify

    def noted(hasher: argon2.PasswordHasher, kept: str, given: str) -> bool:
        worked.append(kept)
        return verify(hasher, kept, given)  # the library's own work is done as ever

    monkeypatch.setattr(argon2.PasswordHasher, "verify", noted)
    before = counted(database)
    stage.browser.post("/", typed)
    assert len(worked) == 1
    assert counted(database) == before + (2 if wrong is locked else 3)  # it goes no further than what is used up


def counted(database: Database) -> int:
    return int(
        read(database, lambda db: db.execute(select(func.coalesce(func.sum(FailureCount.failures), 0))).scalar_one())
    )


def test_five_wrong_tries_lock_a_reference_for_24_hours_of_the_machines_time(database: Database) -> None:
    stage = Stage(database)
    for _ in range(5):
        assert stage.come_in(code="X7KM-4QPD-9RTX").status_code == 422
    assert stage.come_in().status_code == 422
    stage.clock.move(hours=30)  # the rehearsal's clock opens nothing
    assert stage.come_in().status_code == 422
    stage.wall_clock.move(hours=24)
    assert stage.come_in().status_code == 303


def test_a_lock_holds_for_every_browser_and_process_and_not_for_others(database: Database) -> None:
    stage = Stage(database)
    for _ in range(5):
        stage.come_in(code="X7KM-4QPD-9RTX")
    elsewhere = Browser(an_app(a_wiring(database, clock=stage.clock, wall_clock=stage.wall_clock)))
    assert stage.come_in(elsewhere).status_code == 422
    stage.an_offer()
    assert stage.come_in(elsewhere).status_code == 303


def behind_a_proxy(stage: Stage, address: str, **typed: Any) -> int:
    wiring = a_wiring(stage.database, clock=stage.clock, wall_clock=stage.wall_clock, settings={"trusted_proxies": 1})
    answer = Browser(an_app(wiring)).post("/", stage.form(**typed), X_Forwarded_For=address)
    return answer.status_code


def test_a_stranger_elsewhere_who_knows_the_reference_does_not_keep_him_out(database: Database) -> None:
    stage = Stage(database)
    for _ in range(30):
        assert behind_a_proxy(stage, "198.51.100.7", code="X7KM-4QPD-9RTX") == 422

    assert behind_a_proxy(stage, "203.0.113.9") == 303


def test_fifty_wrong_tries_from_everywhere_lock_the_reference_with_the_same_answer(database: Database) -> None:
    stage = Stage(database)
    for number in range(50):
        assert behind_a_proxy(stage, f"198.51.100.{number % 10}", code="X7KM-4QPD-9RTX") == 422

    assert behind_a_proxy(stage, "203.0.113.9") == 422


@pytest.mark.parametrize("networks", [1, 10])
def test_a_new_slip_lets_him_in_at_once_and_the_case_says_that_there_were_wrong_tries(
    database: Database, networks: int
) -> None:
    stage = Stage(database)
    for number in range(networks * 5):
        behind_a_proxy(stage, f"198.51.100.{number % networks}", code="X7KM-4QPD-9RTX")
    assert behind_a_proxy(stage, "198.51.100.0") == 422
    new_code = "X7KM-4QPD-9RTV"
    slip = {"reference": stage.referral.reference, "secret_hash": hash_password(new_code)}
    database.write_now(issue_slip, actor=stage.world.custody, now=NOW, **slip)

    assert behind_a_proxy(stage, "198.51.100.0", code=new_code) == 303
    happened = database.read_now(lambda db: [moment.event for moment in timeline(db, stage.referral.id)])
    assert {"slip_issued", "tries_forgotten"} <= set(happened)


def test_counts_that_no_limit_looks_at_any_more_are_removed_and_others_are_not(database: Database) -> None:
    stage = Stage(database)
    for _ in range(5):
        stage.come_in(code="X7KM-4QPD-9RTX")
    forget_sign_ins(database, machine_now=stage.wall_clock.at + timedelta(hours=23))
    assert stage.come_in().status_code == 422
    forget_sign_ins(database, machine_now=stage.wall_clock.at + timedelta(hours=24))

    assert database.read_now(lambda db: db.query(FailureCount).count()) == 0


def test_a_header_that_claims_another_network_opens_nothing(database: Database) -> None:
    stage = Stage(database)
    for number in range(20):
        stage.browser.post("/", stage.form(reference=new_reference()), x_forwarded_for=f"192.0.2.{number}")
    assert stage.browser.post("/", stage.form(), x_forwarded_for="198.51.100.1").status_code == 422
    stage.wall_clock.move(hours=1)
    assert stage.come_in().status_code == 303


def test_good_tries_do_not_use_up_a_network_that_many_share(database: Database) -> None:
    stage = Stage(database)
    for _ in range(25):
        assert stage.come_in().status_code == 303


def test_four_wrong_tries_are_forgotten_by_a_right_one(database: Database) -> None:
    stage = Stage(database)
    for _ in range(2):
        for _ in range(4):
            stage.come_in(code="X7KM-4QPD-9RTX")
        assert stage.come_in().status_code == 303


def test_what_is_missing_is_said_all_at_once_and_the_code_is_never_shown_again(database: Database) -> None:
    stage = Stage(database)
    answer = stage.browser.post("/", {"reference": "", "code": CODE, "born_on-day": "31", "born_on-month": "2"})
    assert answer.status_code == 422
    assert "Enter your reference" in answer.text
    assert "Date of birth must" in answer.text
    assert 'value="31"' not in answer.text
    assert CODE not in answer.text
    assert "Enter your code" not in answer.text
    assert "Kept from before. Leave this empty, or type it again" in words_on(answer)
    assert counted(database) == 0


@pytest.mark.parametrize("code", ["", "9" * 61])
def test_a_code_that_cannot_be_one_is_said_beside_it(database: Database, code: str) -> None:
    answer = Stage(database).come_in(code=code)
    assert (answer.status_code, 'id="code-error"' in answer.text) == (422, True)


def fails_unread(stage: Stage) -> Response:
    """A wrong try whose answer is not fetched yet."""
    sent = {**stage.form(**wrong_code(stage)), "_csrf_token": stage.browser.form_token()}
    return stage.browser.send("POST", "/", data=sent)


def test_a_wrong_try_is_fetched_again_and_its_address_says_nothing(database: Database) -> None:
    stage = Stage(database)
    answer = fails_unread(stage)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?kept=form")
    page = stage.browser.get("/?kept=form")
    assert (page.status_code, f'value="{stage.referral.reference}"' in page.text) == (422, True)
    assert words_on(page).count("These details do not match a booking that is open now. Check all three") == 1
    assert counted(database) == 3


def test_a_wrong_try_is_shown_once_and_never_with_the_date_of_birth(database: Database) -> None:
    stage = Stage(database)
    page = stage.come_in(**wrong_code(stage))
    boxes = [f'name="born_on-{part}" type="text" inputmode="numeric" value=""' for part in ("day", "month", "year")]
    assert [box in page.text for box in boxes] == [True] * 3
    assert words_on(page).count("Kept from before. Leave this empty, or type it again") == 2  # the code, and this

    for again in ("/?kept=form", "/?kept=form&again=time"):  # a reload, Back, Forward, the history
        assert stage.browser.get(again).headers["location"] == "/"
    fresh = stage.browser.get("/")
    assert (fresh.status_code, stage.referral.reference in fresh.text) == (200, False)
    assert 'name="kept" value="form"' not in fresh.text, "what is kept sealed is sent from no other page"

    fails_unread(stage)
    assert stage.referral.reference not in stage.browser.get("/").text, "a page that was fetched instead of the answer"
    assert stage.browser.get("/?kept=form").headers["location"] == "/"


@pytest.mark.parametrize("wrong", [{"born_on": date(1981, 3, 12)}, {"reference": "K7M2"}])
def test_a_code_is_typed_once_whatever_else_was_wrong(database: Database, wrong: dict[str, Any]) -> None:
    stage = Stage(database)
    stage.come_in(**wrong)
    assert stage.come_in(code="").status_code == 422, "the control: without the form that came back it is not kept"
    assert "Kept from before" in words_on(stage.come_in(**wrong))
    assert stage.come_in(code="", kept="form").status_code == 303


def test_a_date_of_birth_that_was_typed_well_need_not_be_typed_again(database: Database) -> None:
    stage = Stage(database)
    empty = {"born_on-day": "", "born_on-month": "", "born_on-year": ""}
    stage.come_in(reference="K7M2")
    alone = stage.browser.post("/", {**stage.form(), **empty})
    assert "Enter your date of birth" in words_on(alone), "the control: without the form that came back it is not kept"
    stage.come_in(reference="K7M2")
    assert stage.browser.post("/", {**stage.form(code=""), **empty, "kept": "form"}).status_code == 303


def test_a_code_that_is_kept_is_in_no_other_browser_and_gone_after_exit_and_after_ten_minutes(
    database: Database,
) -> None:
    stage = Stage(database)
    stage.come_in(born_on=date(1981, 3, 12))
    assert stage.come_in(Browser(stage.app), code="", kept="form").status_code == 422
    stage.browser.post("/exit")
    assert stage.come_in(code="", kept="form").status_code == 422
    stage.come_in(born_on=date(1981, 3, 12))
    stage.wall_clock.move(minutes=10)
    assert stage.come_in(code="", kept="form").status_code == 422
    assert stage.sign_ins == 0


def test_what_he_typed_is_gone_after_exit_after_the_sign_in_and_after_a_minute(database: Database) -> None:
    stage = Stage(database)

    def is_shown() -> bool:
        return stage.referral.reference in stage.browser.get("/?kept=form").text

    fails_unread(stage)
    assert is_shown()
    fails_unread(stage)
    stage.browser.post("/exit")
    assert not is_shown()

    stage.come_in(**wrong_code(stage))
    stage.come_in(kept="form")
    assert read(database, lambda db: db.query(KeptForm).count()) == 1  # what was left behind at the exit
    stage.browser.post("/sign-out")
    assert not is_shown()

    (once,) = [one for name, one in fails_unread(stage).headers.multi_items() if one.startswith("once=")]
    assert "max-age=60" in once.lower()
    stage.wall_clock.move(minutes=10)
    assert not is_shown()


@pytest.mark.parametrize("minutes", [10, 60])
def test_he_is_signed_out_after_10_idle_minutes_and_after_an_hour_whatever_he_does(
    database: Database, minutes: int
) -> None:
    stage = Stage(database)
    stage.come_in()
    for _ in range(minutes // 10 - 1):
        stage.wall_clock.move(minutes=9)
        assert stage.browser.get("/my-booking").status_code == 200
    stage.wall_clock.at = NOW + timedelta(minutes=minutes)
    answer = stage.browser.get("/my-booking")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?again=time&to=/my-booking")
    assert "signed out" in stage.browser.get("/?again=time").text


def test_the_way_in_says_the_minutes_that_are_set(database: Database) -> None:
    for minutes in (10, 25):
        app = an_app(a_wiring(database, settings={"offender_idle_minutes": minutes}))
        assert f"signed out after {minutes} minutes." in words_on(Browser(app).get("/"))


def test_the_way_in_says_nothing_of_what_it_leads_to(database: Database) -> None:
    browser = Stage(database).browser
    page = browser.get("/")
    assert give_aways(words_on(page)) == []
    for shown in (page, browser.get("/help")):
        assert "Those that are private ask first whether you are alone." in words_on(shown)
    assert "<title>Course bookings</title>" in page.text
    assert "Exit this page" in page.text
    assert 'id="reference"' in page.text
    assert page.headers["cache-control"] == "no-store"
