"""Recording what was done, at both doors of a force: what is offered, what follows, and who puts it right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from programme.actions.acknowledge_result import acknowledge_result
from programme.concerns.models import Concern
from programme.concerns.states import ConcernState
from programme.exchange.states import ExchangeState
from programme.outcomes.models import NoActionReason, ResultReason
from programme.outcomes.returning import return_case
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER, Door
from programme.storage.database import Database
from tests.support.builders import NOW, a_concern, a_force, a_referral, a_world, an_account, an_exchange, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import main_words

DONE = {"done_on-day": "28", "done_on-month": "2", "done_on-year": "2027", "done_time": "9pm"}
NONE = {**DONE, "disposal": "no_further_action", "no_action": "other"}
CHARGED = {**DONE, "disposal": "charge_issued"}
WHY = {"reason": "Not in the public interest."}


@dataclass(frozen=True)
class Force:
    """A force at its own door: where its cases are, and its people by rank."""

    database: Database
    door: Door
    code: str
    cases: str

    def somebody(self, rank: str = "Sgt") -> Browser:
        account = an_account(self.database, self.door, force_code=self.code, rank=rank)
        return Browser(an_app(a_wiring(self.database))).sign_in_as(account)

    def at(self, referral: Referral, rest: str = "") -> str:
        return f"{self.cases}/{referral.reference}/disposal{rest}"


@pytest.fixture(params=[Door.CUSTODY, Door.PARTNER])
def force(database: Database, request: pytest.FixtureRequest) -> Force:
    if request.param is Door.CUSTODY:
        return Force(database, Door.CUSTODY, "43", "/custody/referrals")
    a_force(database, "42")
    return Force(database, Door.PARTNER, "42", "/partner/cases")


def a_case(force: Force, reason: ResultReason | None = ResultReason.NOT_BOOKED_IN_TIME, **facts: Any) -> Referral:
    """A case of the force whose result was acknowledged; one that was withdrawn where it has no result."""
    state = ReferralState.ACCEPTED if reason else ReferralState.WITHDRAWN
    world = a_world(force.database)
    referral = a_referral(force.database, world, force_code=force.code, state=state, **facts)
    if force.door is Door.PARTNER:
        an_exchange(force.database, referral, force.code, state=ExchangeState.RESULT_RETURNED)
    if reason is not None:
        force.database.write_now(
            lambda db: return_case(db, lock_referral_by_id(db, referral.id), reason, actor=WORKER, now=NOW)
        )
        whose = replace(world.custody, door=force.door, force_code=force.code)
        force.database.write_now(acknowledge_result, actor=whose, now=NOW, reference=referral.reference)
    return referral


def row_of(force: Force, referral: Referral) -> Referral:
    found: Referral = read(force.database, lambda db: db.get_one(Referral, referral.id))
    return found


def test_only_what_fits_the_result_and_the_route_is_offered_and_the_page_says_why_not_the_rest(force: Force) -> None:
    referral = a_case(force, route="conditional_caution")
    browser = force.somebody()
    page = browser.get(force.at(referral))
    for value, offered in (
        ("charge_issued", True), ("no_further_action", True), ("caution_completed", False),
        ("community_resolution", False), ("deferred_prosecution_completed", False), ("time_limit_expired", False),
    ):  # fmt: skip
        assert (f'value="{value}"' in page.text) is offered, value
    words = main_words(page)
    assert "Caution completed: The result is not a completed course" in words
    assert "Community resolution: The route of this case is not a community resolution" in words
    refused = browser.post(force.at(referral), {**DONE, **WHY, "disposal": "caution_completed"})
    assert refused.status_code == 422
    assert "Caution completed cannot be recorded: the result is not a completed course" in main_words(refused)
    assert row_of(force, referral).state is ReferralState.ACKNOWLEDGED


def test_a_completed_caution_is_recorded_by_anybody_after_the_page_has_said_what_follows(force: Force) -> None:
    referral = a_case(force, ResultReason.ATTENDED_THROUGHOUT, route="conditional_caution")
    browser, done = force.somebody("PC"), {**DONE, "disposal": "caution_completed"}
    check = main_words(browser.post(force.at(referral), done))
    assert "This ends the case without a charge. Nothing will warn you again" in check
    assert "That is before his result, which is of Monday 1 March 2027. Check the date" in check
    today = {"done_on-day": "1", "done_on-month": "3", "done_time": "9am"}
    assert "before his result" not in main_words(browser.post(force.at(referral), {**done, **today}))
    assert row_of(force, referral).done is None
    assert browser.confirm(force.at(referral), {**done, "done_on-year": "27"}).status_code == 303
    assert row_of(force, referral).done == "caution_completed"


def test_a_completed_course_completes_nothing_before_safeguarding_has_decided(force: Force) -> None:
    code = {"offence_code": "SX03212"}
    referral = a_case(force, ResultReason.ATTENDED_THROUGHOUT, route="conditional_caution", **code)
    concern = a_concern(force.database, referral)
    browser, waits = force.somebody(), "Safeguarding has not said that the case can go on"
    result = f"{force.cases.rsplit('/', 1)[0]}/returns/{referral.reference}"
    for address in (result, force.at(referral)):
        words = main_words(browser.get(address))
        assert waits in words
        assert "somebody who was exploited" in words
        assert "dult conditional caution, conditions met" not in words
    assert 'value="caution_completed"' not in browser.get(force.at(referral)).text
    done = {**DONE, **WHY, "done_on-day": "1", "done_on-month": "3", "done_time": "9am"}
    refused = browser.post(force.at(referral), {**done, "disposal": "caution_completed"})
    assert refused.status_code == 422
    assert waits.replace("S", "s", 1) in main_words(refused)
    check = browser.post(force.at(referral), {**done, "disposal": "no_further_action", "no_action": "other"})
    assert waits in main_words(check)

    force.database.write_now(
        lambda db: db.execute(update(Concern).where(Concern.id == concern.id).values(state=ConcernState.CLEARED))
    )
    words = main_words(browser.get(result))
    assert waits not in words
    assert "Nothing is proposed" in words, "it is still an offence that the programme is not for"
    assert browser.confirm(force.at(referral), {**done, "disposal": "caution_completed"}).status_code == 303


def test_everything_that_is_wrong_is_said_at_once(force: Force) -> None:
    referral = a_case(force)
    browser = force.somebody()
    nothing = main_words(browser.post(force.at(referral), {}))
    for missing in ("Choose what was done", "Enter the date it was done", "Enter the time it was done"):
        assert missing in nothing, missing
    assert "Has he given a reason" not in nothing, "on this route it is no defence"
    future = {"disposal": "caution_completed", "done_on-day": "2", "done_on-month": "5", "done_on-year": "2027"}
    wrong = main_words(browser.post(force.at(referral), future))
    for said in (
        "Caution completed cannot be recorded", "The time it was done must be in the past",
        "Enter the time it was done", "Say why",
    ):  # fmt: skip
        assert said in wrong, said
    early = main_words(browser.post(force.at(referral), {**NONE, "done_on-year": "2020"}))
    assert "must be after the offence" in early
    assert "Say why" in early
    other = main_words(browser.post(force.at(referral), {**NONE, **WHY, "outcome": "17"}))
    assert "Home Office outcome 17, The time limit expired, contradicts what was done" in other


@pytest.mark.parametrize("reason", [ResultReason.NOT_BOOKED_IN_TIME, None])
def test_no_further_action_takes_a_sergeant_and_a_reason_and_the_clock_runs_on(
    force: Force, reason: ResultReason | None
) -> None:
    referral = a_case(force, reason)
    low = force.somebody("PC").post(force.at(referral), {**NONE, **WHY})
    assert (low.status_code, "needs the rank of sergeant" in main_words(low)) == (422, True)
    browser = force.somebody()
    assert "Say why" in main_words(browser.post(force.at(referral), NONE))
    unsaid = main_words(browser.post(force.at(referral), {**NONE, **WHY, "no_action": ""}))
    assert "Choose why no further action is taken" in unsaid
    check = main_words(browser.post(force.at(referral), {**NONE, **WHY, "crime_number": "43/123456-26"}))
    assert "Home Office outcome Not said" in check
    assert "Crime number 43/123456-26" in check
    against = main_words(
        browser.post(force.at(referral), {**NONE, "no_action": "not_in_public_interest", "outcome": "5"})
    )
    assert "Home Office outcome 5, The suspect has died, contradicts why" in against
    listed = main_words(
        browser.post(force.at(referral), {**NONE, "no_action": "not_worth_investigating", "outcome": "10"})
    )
    assert "not in the public interest Home Office outcome 10, Not in the public interest (police)" in listed
    assert "The clock runs on until Saturday 7 August 2027" in check
    assert browser.confirm(force.at(referral), {**NONE, **WHY}).status_code == 303
    row = row_of(force, referral)
    assert (row.state, row.over_at, row.done) == (ReferralState.CLOSED, None, "no_further_action")
    assert "can be looked at again" in main_words(browser.get(f"{force.cases}/{referral.reference}"))
    assert force.somebody("PC").confirm(force.at(referral), CHARGED).status_code == 303
    assert row_of(force, referral).clock_stopped_at is not None


def test_why_nothing_further_is_done_decides_what_the_page_says_follows(force: Force) -> None:
    referral, browser = a_case(force), force.somebody()
    told, charged = "Who is told Nobody. Tell him yourself", "until then he can still be charged"
    for why in NoActionReason:
        check = main_words(browser.post(force.at(referral), {**NONE, **WHY, "no_action": why}))
        assert "The clock runs on until Saturday 7 August 2027" in check, why
        assert (charged in check) is (why is not NoActionReason.DIED), check
        assert (told in check) is (why not in (NoActionReason.DIED, NoActionReason.TOO_ILL)), check
    died = {**NONE, "no_action": NoActionReason.DIED}
    assert browser.confirm(force.at(referral), died).status_code == 303
    for page in (f"{force.cases}/{referral.reference}", force.at(referral), force.cases):
        words = main_words(browser.get(page))
        assert "charged" not in words.replace("Only a charge issued", ""), words


def test_what_was_recorded_is_taken_back_by_a_second_sergeant_and_nobody_overwrites_it(force: Force) -> None:
    referral = a_case(force)
    first, second = force.somebody(), force.somebody()
    assert first.confirm(force.at(referral), CHARGED).status_code == 303
    for browser, why, words in ((first, WHY, "Somebody else has to correct this"), (second, {}, "Say why")):
        refused = browser.confirm(force.at(referral), {**NONE, **why})
        assert (refused.status_code, words in main_words(refused)) == (422, True)
    assert "Somebody else" in main_words(first.post(force.at(referral, "/back"), WHY))
    assert "Charge issued" in main_words(second.get(force.at(referral, "/back")))
    assert second.post(force.at(referral, "/back"), {"reason": ""}).status_code == 422
    assert row_of(force, referral).clock_stopped_at is not None
    back = second.post(force.at(referral, "/back"), {"reason": "It was another man."})
    assert back.status_code == 303
    assert "its clock runs" in main_words(second.get(back.headers["location"]))
    row = row_of(force, referral)
    assert (row.state, row.over_at, row.done) == (ReferralState.ACKNOWLEDGED, None, None)
    assert second.get(force.at(referral, "/back")).status_code == 409


def test_once_the_last_day_has_passed_the_honest_one_is_offered(force: Force) -> None:
    over: dict[str, Any] = {
        "charge_by_on": date(2027, 2, 20), "return_by_on": date(2027, 1, 22), "complete_by_on": date(2027, 1, 19),
    }  # fmt: skip
    referral = a_case(force, **over)
    browser = force.somebody()
    page = browser.get(force.at(referral))
    assert 'value="time_limit_expired"' in page.text
    assert "Only where it was decided by the last day to charge" in page.text
    assert "looked at again" not in main_words(page)
    expired = {**DONE, **WHY, "disposal": "time_limit_expired"}
    early = browser.post(force.at(referral), {**expired, "done_on-day": "20"})
    assert "It can be recorded from the day after" in main_words(early)
    assert browser.confirm(force.at(referral), expired).status_code == 303
    assert row_of(force, referral).done == "time_limit_expired"


def test_another_force_finds_none_of_it(force: Force) -> None:
    referral = a_case(force)
    a_force(force.database, "12")
    stranger = Force(force.database, force.door, "12", force.cases).somebody()
    for path in ("", "/back"):
        assert stranger.get(force.at(referral, path)).status_code == 404
    for path in ("", "/save", "/back"):
        assert stranger.post(force.at(referral, path), {**CHARGED, **WHY}).status_code == 404
    assert row_of(force, referral).done is None


def test_a_case_whose_rules_left_no_time_for_a_course_is_shown_without_the_picture_of_its_clock(force: Force) -> None:
    offence = NOW.date() - timedelta(days=21)
    early: dict[str, Any] = {"complete_by_on": offence - timedelta(days=1)}
    referral = a_case(force, **early)
    browser = force.somebody()
    page = browser.get(f"{force.cases}/{referral.reference}")
    assert page.status_code == 200
    assert "7 August 2027" in main_words(page)
    returns = "/custody/returns" if force.door is Door.CUSTODY else "/partner/returns"
    assert browser.get(f"{returns}/{referral.reference}").status_code in (200, 303)


@pytest.mark.parametrize("done", [CHARGED, {**NONE, **WHY}], ids=["charged", "no further action"])
def test_who_corrects_finds_what_stands_filled_in_but_a_charge_after_no_further_action_starts_empty(
    force: Force, done: dict[str, str]
) -> None:
    referral = a_case(force)
    assert force.somebody().confirm(force.at(referral), done).status_code == 303
    page = " ".join(force.somebody().get(force.at(referral)).text.split())
    filled = (f'value="{done["done_on-year"]}"' in page, 'value="charge_issued" checked' in page)
    assert filled == ((True, True) if done is CHARGED else (False, False))


def test_a_charge_for_not_finishing_a_caution_says_what_was_decided_about_his_reason(force: Force) -> None:
    referral = a_case(force, route="conditional_caution")
    browser = force.somebody()
    assert "Has he given a reason for not finishing" in main_words(browser.get(force.at(referral)))
    unasked = main_words(browser.post(force.at(referral), {**CHARGED, "done_on-year": "2020"}))
    assert "Choose whether he has given a reason" in unasked
    assert "must be after the offence" in unasked, "with everything else that is wrong"
    reasonable = {**CHARGED, "excuse": "reasonable", "excuse_because": "He was in hospital."}
    assert "a charge cannot be recorded" in main_words(browser.post(force.at(referral), reasonable))
    decided = {**CHARGED, "excuse": "not_reasonable", "excuse_because": "He overslept."}
    looked_at = "He gave a reason: looked at, and not a reasonable excuse"
    assert f"{looked_at}. He overslept." in main_words(browser.post(force.at(referral), decided))
    assert browser.confirm(force.at(referral), decided).status_code == 303
    if force.door is Door.CUSTODY:
        assert f"{looked_at} He overslept." in main_words(browser.get(f"{force.cases}/{referral.reference}"))
    assert "He overslept." in force.somebody().get(force.at(referral)).text, "it is filled in where it is corrected"
