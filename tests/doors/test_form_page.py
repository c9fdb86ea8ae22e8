"""Any form page: what was typed survives Back and reload, reaches the action whole, and stays between us and the one
who typed it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from litestar import Litestar, Router
from sqlalchemy import text
from sqlalchemy.orm import Session

from programme.jobs.housekeeping import forget_sign_ins
from programme.people.kept_answers import (
    FORMS_A_SIGN_IN,
    KEPT_FOR,
    FormAnswers,
    FormKey,
    act_in_part,
    act_once,
    find_kept,
    keep_answers,
)
from programme.referrals.models import Referral
from programme.shared.access import CUSTODY
from programme.shared.actor import Actor, Door
from programme.shared.refusal import Refusal
from programme.storage.away import DatabaseAway
from programme.storage.database import Database
from programme.web.case.bail import BailForm, BailPage
from programme.web.case.heading import LeadsToCase
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import SecretField, TextField
from programme.web.kit.visit import Visit
from tests.support.at_once import at_once
from tests.support.builders import NOW, a_referral, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import main_words

GOOD = {"release": "under_investigation", "note": "Zebrawitz"}


class Noted(BailForm):
    """The form of the bail, and a field that nobody knows but the one who adds it."""

    note = TextField("Note")
    code = SecretField("Code", longest=12)


class Full(Refusal):
    """The action's refusal."""

    field = "note"
    headline = "There is no room for it"


class Desk:
    """Everything that has reached the action."""

    def __init__(self) -> None:
        self.done: list[dict[str, Any]] = []
        self.full = False

    def take(self, db: Session, *, actor: Actor, now: Any, **given: Any) -> None:
        if self.full:
            raise Full()
        self.done.append(given)


_open: list[Desk] = []


class Checked(BailPage):
    path = "/noted"
    form = Noted

    async def act(self, visit: Visit, form: Any) -> Callable[..., Any]:
        return partial(_open[0].take, note=form.note.data, code=form.code.data)


class Unchecked(LeadsToCase, FormPage[Any, Noted]):
    path = "/plain"
    form, template, title, done = Noted, "facts/bail.html", "Bail", "noted"
    look, start, context, act = Checked.look, Checked.start, Checked.context, Checked.act


CASES = "/custody/referrals"
PAGES = Router(
    f"{CASES}/{{reference:str}}", route_handlers=[Checked, Unchecked], opt={"access": CUSTODY, "cases": CASES}
)


@pytest.fixture
def desk() -> Desk:
    _open[:] = [Desk()]
    return _open[0]


@pytest.fixture
def case(database: Database) -> Referral:
    return a_referral(database, a_world(database))


@pytest.fixture
def app(database: Database, desk: Desk) -> Litestar:
    return an_app(a_wiring(database), PAGES)


@pytest.fixture
def browser(database: Database, app: Litestar, case: Referral) -> Browser:
    return officer(database, app)


def officer(database: Database, app: Litestar) -> Browser:
    return Browser(app).sign_in_as(an_account(database, Door.CUSTODY, force_code="43"))


def rows(database: Database) -> int:
    return int(read(database, lambda db: db.execute(text("SELECT count(*) FROM kept_forms")).scalar_one()))


def at(case: Referral, rest: str) -> str:
    return f"/custody/referrals/{case.reference}{rest}"


def without_following(browser: Browser, path: str, sent: dict[str, str]) -> Any:
    return browser.send("POST", path, data={**sent, "_csrf_token": browser.form_token()})


@pytest.mark.parametrize("page", ["/plain", "/noted"])
def test_a_form_that_is_wrong_is_fetched_again_with_what_was_typed(browser: Browser, case: Referral, page: str) -> None:
    answer = without_following(browser, at(case, page), {"authorised_by": "C. Typed", "release": ""})
    assert answer.status_code == 303
    address = answer.headers["location"]
    assert "Typed" not in address

    for _ in range(2):  # the second is a reload, or Forward
        shown = browser.get(address)
        assert shown.status_code == 422
        assert 'value="C. Typed"' in shown.text
        assert "Choose whether he is on bail now" in main_words(shown)


def test_what_the_action_says_against_it_stands_beside_its_field(browser: Browser, case: Referral, desk: Desk) -> None:
    desk.full = True
    answer = browser.post(at(case, "/plain"), GOOD)
    assert (answer.status_code, "There is no room for it" in main_words(answer)) == (422, True)
    assert "There is no room for it" in main_words(browser.get(str(answer.url.raw_path, "ascii")))


def test_a_field_that_is_added_to_a_form_reaches_the_action_through_its_check_page(
    browser: Browser, case: Referral, desk: Desk
) -> None:
    assert browser.confirm(at(case, "/noted"), {**GOOD, "code": "s3cret"}).status_code == 303
    assert desk.done == [{"note": "Zebrawitz", "code": "s3cret"}]


def test_what_is_confirmed_twice_is_done_once_and_answered_alike(browser: Browser, case: Referral, desk: Desk) -> None:
    check = browser.post(at(case, "/noted"), GOOD)
    kept = check.text.partition('name="kept" value="')[2].partition('"')[0]
    first, second = (browser.post(at(case, "/noted/save"), {"kept": kept}) for _ in range(2))
    assert first.headers["location"] == second.headers["location"] == at(case, "?done=bail")
    assert len(desk.done) == 1

    gone_back = browser.get(f"{at(case, '/noted')}?kept={kept.partition('.')[0]}")
    assert gone_back.headers["location"] == at(case, "?done=bail")


def test_what_was_typed_otherwise_meanwhile_is_shown_before_it_is_done(
    browser: Browser, case: Referral, desk: Desk
) -> None:
    check = browser.post(at(case, "/noted"), GOOD)
    kept = check.text.partition('name="kept" value="')[2].partition('"')[0]
    number = kept.partition(".")[0]
    browser.post(at(case, "/noted"), {**GOOD, "note": "Other", "kept": number})

    again = browser.post(at(case, "/noted/save"), {"kept": kept})
    assert (again.status_code, "Record this bail?" in main_words(again)) == (422, True)
    assert "Nothing was done: the answers were changed after you opened that page" in main_words(again)
    assert desk.done == []
    now = again.text.partition('name="kept" value="')[2].partition('"')[0]
    assert browser.post(at(case, "/noted/save"), {"kept": now}).headers["location"] == at(case, "?done=bail")


def test_a_refusal_at_the_last_step_leads_back_to_the_form(browser: Browser, case: Referral, desk: Desk) -> None:
    desk.full = True
    answer = browser.confirm(at(case, "/noted"), GOOD)
    assert (answer.status_code, "There is no room for it" in main_words(answer)) == (422, True)


def test_two_tabs_do_not_mix(browser: Browser, case: Referral) -> None:
    one, two = (
        without_following(browser, at(case, "/plain"), {"authorised_by": name}).headers["location"]
        for name in ("C. One", "C. Two")
    )
    assert "C. One" in browser.get(one).text
    assert "C. Two" not in browser.get(one).text
    assert "C. Two" in browser.get(two).text


def test_what_was_typed_is_for_nobody_else_to_see(
    database: Database, app: Litestar, browser: Browser, case: Referral
) -> None:
    address = without_following(browser, at(case, "/plain"), {"authorised_by": "C. Typed"}).headers["location"]
    assert "Typed" not in officer(database, app).get(address).text
    kept = read(database, lambda db: db.execute(text("SELECT * FROM kept_forms")).one())
    assert "Typed" not in str(kept)


def test_it_ends_with_what_it_was_for(database: Database, browser: Browser, case: Referral, desk: Desk) -> None:
    shown = browser.post(at(case, "/plain"), {"note": "x"})
    browser.post(at(case, "/plain"), {**GOOD, "kept": shown.url.params["kept"]})
    assert len(desk.done) == 1
    assert rows(database) == 0
    assert "not what you typed" in main_words(browser.get(str(shown.url.raw_path, "ascii")))


@pytest.mark.parametrize("leaving", ["/sign-out", "/exit"])
def test_it_ends_with_the_sign_in(database: Database, browser: Browser, case: Referral, leaving: str) -> None:
    browser.post(at(case, "/plain"), {"note": "x"})
    assert rows(database) == 1
    browser.post(leaving)
    assert rows(database) == 0


def test_a_sign_in_keeps_so_many_forms_and_no_more(database: Database, browser: Browser, case: Referral) -> None:
    for number in range(FORMS_A_SIGN_IN + 3):
        browser.post(at(case, "/plain"), {"note": "x", "kept": f"n{number}"})
    assert rows(database) == FORMS_A_SIGN_IN


def test_of_what_is_sent_only_the_forms_own_answers_are_kept(
    database: Database, browser: Browser, case: Referral
) -> None:
    assert browser.post(at(case, "/plain"), {"note": "x" * 9_000, "junk": "y" * 9_000}).status_code == 422
    kept = read(database, lambda db: db.execute(text("SELECT sealed FROM kept_forms")).scalar_one())
    assert len(kept) < 16_000


@pytest.mark.parametrize("number", ["a b", "a?b&c=1#f", "line\nend", "n" * 80])
def test_a_number_that_is_none_of_ours_is_not_taken(browser: Browser, case: Referral, number: str) -> None:
    answer = without_following(browser, at(case, "/plain"), {"authorised_by": "C. Typed", "kept": number})
    assert re.fullmatch(r"\?kept=[\w-]{16}", answer.headers["location"].removeprefix(at(case, "/plain")))
    assert "C. Typed" in browser.get(answer.headers["location"]).text


def test_one_form_that_two_send_at_once_is_kept_once(database: Database) -> None:
    key = FormKey("a stranger's", "/sign-in", "form")

    def keep(who: int) -> bool:
        return database.write_now(keep_answers, key, FormAnswers({"who": [str(who)]}), signed_in=False, now=NOW)

    assert at_once(*(partial(keep, who) for who in range(4))) == [True] * 4
    assert rows(database) == 1


def test_whose_sign_in_has_ended_meanwhile_nothing_is_kept_for(database: Database) -> None:
    key = FormKey("a cookie that has ended", "/custody", "n1")
    kept = database.write_now(keep_answers, key, FormAnswers({}), signed_in=True, now=NOW)
    assert (kept, rows(database)) == (False, 0)


def test_it_ends_after_an_hour(database: Database, browser: Browser, case: Referral) -> None:
    browser.post(at(case, "/plain"), {"authorised_by": "C. Typed"})
    forget_sign_ins(database, machine_now=NOW + KEPT_FOR - timedelta(seconds=1))
    assert rows(database) == 1
    forget_sign_ins(database, machine_now=NOW + KEPT_FOR)
    assert rows(database) == 0


def test_a_code_that_was_typed_well_need_not_be_typed_again_and_is_never_shown(
    browser: Browser, case: Referral, desk: Desk
) -> None:
    shown = browser.post(at(case, "/plain"), {"note": "x", "code": "s3cret"})
    assert "s3cret" not in shown.text
    browser.post(at(case, "/plain"), {**GOOD, "kept": shown.url.params["kept"]})
    assert desk.done == [{"note": "Zebrawitz", "code": "s3cret"}]


def test_a_code_that_cannot_be_right_is_asked_for_again(browser: Browser, case: Referral, desk: Desk) -> None:
    shown = browser.post(at(case, "/plain"), {"note": "x", "code": "longer than any code"})
    browser.post(at(case, "/plain"), {**GOOD, "kept": shown.url.params["kept"]})
    assert desk.done == [{"note": "Zebrawitz", "code": ""}]


def test_while_the_database_is_away_nothing_typed_is_lost_and_no_code_is_shown(
    database: Database, app: Litestar, browser: Browser, case: Referral, desk: Desk
) -> None:
    def away(db: Session, **_: Any) -> None:
        raise DatabaseAway("locked")

    desk.take = away  # type: ignore[method-assign]
    answer = browser.post(at(case, "/plain"), {**GOOD, "code": "s3cret"})
    assert (answer.status_code, "Zebrawitz" in answer.text, "s3cret" in answer.text) == (503, True, False)


def test_a_part_of_what_was_confirmed_is_done_only_while_the_answers_are_those_that_were_shown(
    database: Database,
) -> None:
    key = FormKey("cookie", "/many", "1")
    done: list[int] = []

    def keep(said: str) -> str:
        database.write_now(keep_answers, key, FormAnswers({"said": [said]}), signed_in=False, now=NOW)
        kept = read(database, lambda db: find_kept(db, key, now=NOW))
        return str(kept.version)

    def a_part(version: str, part: int) -> Any:
        def do(db: Any, part: int) -> int:
            done.append(part)
            return part

        return database.write_now(lambda db: act_in_part(db, do, key=key, version=version, part=part))

    shown = keep("yes")
    assert [a_part(shown, 1), a_part(shown, 2)] == [1, 2]

    changed = keep("no")

    assert a_part(shown, 3) is None
    assert a_part(changed, 4) == 4
    ended = database.write_now(
        lambda db: act_once(db, lambda db: None, key=key, version=changed, leads_to=lambda _: "/done")
    )
    assert ended == "/done"
    assert a_part(changed, 5) is None, "it was done"
    assert done == [1, 2, 4]
