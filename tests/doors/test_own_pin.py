"""A PIN of his own: with one, his sheet opens nothing, whoever holds it; and it is set back by those he can ask."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import update

from programme.audit.models import AccessRow
from programme.history.timeline import timeline
from programme.notices.models import OutboxMessage
from programme.offers.models import OwnPin
from programme.offers.pin_refusals import PinRefused
from programme.offers.pins import check_pin
from programme.people.models import FailureCount, Person, SignIn
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import an_account, an_agreement, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.own_door import CODE, Stage, a_stage
from tests.support.page_reader import words_on

PIN = "408391"


def choose(stage: Stage, pin: str = PIN, **more: str) -> Response:
    return stage.post("/my-booking/pin", **{"pin": pin, "again": pin, "code": CODE, **more})


def a_stranger(stage: Stage) -> Browser:
    """Somebody at another browser, with the sheet in his hand."""
    return Browser(an_app(a_wiring(stage.database, clock=stage.clock)))


def first_step(stage: Stage, browser: Browser, **typed: Any) -> Response:
    born = stage.person.born_on
    assert born is not None
    parts = {"born_on-day": born.day, "born_on-month": born.month, "born_on-year": born.year}
    return browser.post("/", {"reference": stage.referral.reference, "code": CODE, **parts, **typed})


def sign_ins(stage: Stage) -> int:
    return int(read(stage.database, lambda db: db.query(SignIn).count()))


def happened(stage: Stage) -> list[str]:
    return [one.event for one in read(stage.database, lambda db: timeline(db, stage.referral.id))][::-1]


def test_with_a_pin_the_sheet_and_the_date_of_birth_open_nothing(database: Database) -> None:
    stage = a_stage(database)
    other = a_stranger(stage)
    assert "The PIN is for this website. By telephone, what is on your sheet" in words_on(
        stage.get("/my-booking/pin")
    )  # decision 0057
    assert first_step(stage, other).headers["location"] == "/my-booking", "the control: without one they do"
    other.post("/sign-out")
    assert choose(stage).headers["location"] == "/my-booking/pin?done=chosen"
    before = sign_ins(stage)

    assert first_step(stage, other).headers["location"] == "/pin"
    assert (sign_ins(stage), other.sign_in_cookie) == (before, "")
    assert other.get("/my-booking").headers["location"].startswith("/?again")
    wrong = other.post("/pin", {"pin": "408392"})
    assert (wrong.status_code, sign_ins(stage)) == (422, before)
    assert "This is not the PIN that you chose. You have 4 more tries" in words_on(wrong)
    assert PIN not in wrong.text
    assert "A PIN is 6 numbers" in words_on(other.post("/pin", {"pin": "12"})), "what can be none is no try"
    assert other.post("/pin", {"pin": PIN}).headers["location"] == "/my-booking"
    assert other.get("/my-booking").status_code == 200


def test_choosing_ends_every_sign_in_that_was_begun_without_it_and_his_own_goes_on(database: Database) -> None:
    stage = a_stage(database)
    other = a_stranger(stage)
    first_step(stage, other)
    assert other.get("/my-booking").status_code == 200

    choose(stage)

    assert other.get("/my-booking").status_code == 303
    assert "Your PIN is set" in words_on(stage.get("/my-booking/pin?done=chosen"))
    kept = read(database, lambda db: db.query(OwnPin).one())
    assert kept.pin_hash.startswith("$argon2id$")
    assert PIN not in kept.pin_hash
    assert happened(stage) == ["pin_chosen"]


def test_whoever_does_not_know_the_code_is_not_told_whether_there_is_a_pin(database: Database) -> None:
    stage = a_stage(database)
    without = words_on(first_step(stage, a_stranger(stage), code="X7KM-4QPD-9RTX"))
    choose(stage)
    stage.database.write_now(lambda db: db.query(FailureCount).delete())
    assert words_on(first_step(stage, a_stranger(stage), code="X7KM-4QPD-9RTX")) == without


def test_a_right_code_forgets_no_wrong_pins_so_five_a_day_are_all(database: Database) -> None:
    stage = a_stage(database)
    choose(stage)
    other = a_stranger(stage)
    tried = 0
    for number in range(12):
        if first_step(stage, other).headers.get("location") != "/pin":
            break
        tried += 1
        other.post("/pin", {"pin": f"9{number:02}418"})
    assert tried <= 5
    locked = first_step(stage, other)
    assert locked.status_code == 422, "the right code too"
    assert "There are no more tries now" in words_on(locked)
    assert "do not match" not in words_on(locked), "nothing was looked at that could be wrong"
    assert other.post("/pin", {"pin": PIN}).status_code in (303, 422)
    assert other.sign_in_cookie == ""


def test_nobody_comes_to_the_second_step_without_the_first_or_after_ten_minutes(database: Database) -> None:
    stage = a_stage(database)
    choose(stage)
    other = a_stranger(stage)
    assert other.get("/pin").headers["location"] == "/"
    assert other.post("/pin", {"pin": PIN}).headers["location"] == "/"
    first_step(stage, other, code="X7KM-4QPD-9RTX")
    assert other.get("/pin").headers["location"] == "/", "a wrong first step is none"
    first_step(stage, other)
    assert other.get("/pin").status_code == 200
    other.wiring.wall_clock.move(minutes=10)  # type: ignore[attr-defined]  # a standing clock
    assert other.post("/pin", {"pin": PIN}).headers["location"] == "/"
    assert other.sign_in_cookie == ""


def test_only_the_code_and_no_pin_opens_the_copy_of_everything_for_some_minutes(database: Database) -> None:
    stage = a_stage(database)
    choose(stage)
    other, copy, asks = a_stranger(stage), "/my-booking/details/copy", "/my-booking/details/code"
    wall = other.wiring.wall_clock
    first_step(stage, other)
    wall.move(minutes=4)  # type: ignore[attr-defined]  # a standing clock
    other.post("/pin", {"pin": "408392"})
    assert other.post("/pin", {"pin": PIN}).status_code == 303
    assert other.get(copy).status_code == 200, "the code was shown four minutes ago"

    wall.move(minutes=2)  # type: ignore[attr-defined]
    assert other.get(copy).headers["location"] == asks, "six minutes since the code, two since the PIN"
    changed = other.post("/my-booking/pin", {"now": PIN, "pin": "719264", "again": "719264"})
    assert changed.headers["location"] == "/my-booking/pin?done=chosen"
    assert other.get(copy).headers["location"] == asks, "the PIN is no code"
    other.post(asks, {"code": CODE})
    assert other.get(copy).status_code == 200, "the control"


@pytest.mark.parametrize(
    "pin",
    ["12345", "1234567", "123456", "654321", "890123", "111111", "121212", "123123", "120380", "031980", "abcdef"],
)
def test_a_pin_that_would_be_guessed_is_refused(pin: str) -> None:
    with pytest.raises(PinRefused):
        check_pin(pin, date(1980, 3, 12))
    check_pin(PIN, date(1980, 3, 12))


def test_what_is_wrong_with_a_new_pin_is_said_beside_it_and_none_is_kept(database: Database) -> None:
    stage = a_stage(database)
    assert 'id="pin-error"' in choose(stage, "111111").text
    born = stage.person.born_on
    assert born is not None
    assert 'id="pin-error"' in choose(stage, born.strftime("%d%m%y")).text
    assert "A PIN is 6 numbers" in words_on(choose(stage, "abcdef"))
    differs = choose(stage, again="408392")
    assert "The two are not the same" in words_on(differs)
    assert read(database, lambda db: db.query(OwnPin).count()) == 0
    assert PIN not in differs.text


def test_only_who_knows_it_changes_or_removes_it(database: Database) -> None:
    stage = a_stage(database)
    assert stage.get("/my-booking/pin/remove").headers["location"] == "/my-booking/pin"
    choose(stage)
    assert 'id="now-error"' in choose(stage, "571926").text
    assert 'id="now-error"' in stage.post("/my-booking/pin/remove", now="571926").text
    assert choose(stage, "571926", now=PIN).status_code == 303
    assert stage.post("/my-booking/pin/remove", now="571926").headers["location"] == "/my-booking/pin?done=removed"
    assert first_step(stage, a_stranger(stage)).headers["location"] == "/my-booking"
    assert happened(stage) == ["pin_chosen", "pin_chosen", "pin_removed"]


def test_whoever_finds_his_telephone_open_sets_no_pin_without_the_sheet(database: Database) -> None:
    stage = a_stage(database)
    missing = choose(stage, code="")
    assert 'id="code-error"' in missing.text
    wrong = choose(stage, code="X7KM-4QPD-9RTX")
    assert "That is not the code on your sheet. You have 4 more tries" in words_on(wrong)
    assert "This is not a code" in words_on(choose(stage, code="12"))
    assert "You have 3 more tries" in words_on(choose(stage, code="X7KM-4QPD-9RTX")), "what cannot be a code is no try"
    assert read(database, lambda db: db.query(OwnPin).count()) == 0
    assert choose(stage).status_code == 303, "the control"


def test_nobody_is_rung_at_a_number_that_is_not_on_the_record(database: Database) -> None:
    stage = a_stage(database)
    choose(stage)
    staff = desk(stage, Door.CUSTODY, force_code="43")
    page = f"/custody/referrals/{stage.referral.reference}/pin"
    refused = staff.post(page, {"asked": "rang_him", "reason": "forgotten"})
    assert "There is no mobile number on the record" in words_on(refused)
    assert happened(stage) == ["pin_chosen"]
    assert staff.post(page, {"asked": "face_to_face", "reason": "forgotten"}).status_code == 303


def has_mobile(stage: Stage) -> None:
    number = update(Person).where(Person.id == stage.person.id).values(mobile="07700900123")
    stage.database.write_now(lambda db: db.execute(number))


def desk(stage: Stage, door: Door, **facts: Any) -> Browser:
    return Browser(an_app(stage.browser.wiring)).sign_in_as(an_account(stage.database, door, **facts))


@pytest.mark.parametrize(
    ("door", "cases", "facts"),
    [
        (Door.CUSTODY, "/custody/referrals", {"force_code": "43"}),
        (Door.ADMIN, "/admin/referrals", {"force_code": "43", "roles": [Role.COORDINATOR]}),
    ],
)
def test_his_desk_sets_it_back_after_asking_and_he_is_told_and_chooses_anew(
    database: Database, door: Door, cases: str, facts: dict[str, Any]
) -> None:
    stage = a_stage(database)
    page = f"{cases}/{stage.referral.reference}/pin"
    staff = desk(stage, door, **facts)
    assert staff.post(page, {"asked": "rang_him", "reason": "forgotten"}).status_code == 409, "there is none"
    choose(stage)
    has_mobile(stage)
    assert staff.get(page).status_code == 200
    nothing = staff.post(page, {})
    assert ['id="asked-error"' in nothing.text, 'id="reason-error"' in nothing.text] == [True, True]

    done = staff.post(page, {"asked": "rang_him", "reason": "forgotten"})

    assert (done.status_code, done.headers["location"].endswith("?done=pin")) == (303, True)
    assert happened(stage) == ["pin_chosen", "pin_set_back"]
    assert stage.get().status_code == 303, "every sign-in has ended"
    told = read(database, lambda db: [one.notice for one in db.query(OutboxMessage)])
    assert told == ["pin_set_back"]
    assert "set_back_pin" in read(database, lambda db: [one.what for one in db.query(AccessRow)])
    other = a_stranger(stage)
    assert first_step(stage, other).headers["location"] == "/my-booking"
    assert "Set the PIN" in words_on(other.get("/my-booking/pin"))


def test_a_desk_that_does_not_have_the_case_finds_nothing_to_set_back(database: Database) -> None:
    stage = a_stage(database)
    choose(stage)
    an_agreement(database, "34")
    for door, cases in ((Door.PARTNER, "/partner/cases"), (Door.CUSTODY, "/custody/referrals")):
        staff = desk(stage, door, force_code="34")
        page = f"{cases}/{stage.referral.reference}/pin"
        assert staff.post(page, {"asked": "rang_him", "reason": "forgotten"}).status_code == 404
    assert happened(stage) == ["pin_chosen"]
