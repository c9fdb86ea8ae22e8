"""Routes and rules as a coordinator keeps them, and trying them out."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from functools import partial

import pytest
from httpx import Response
from sqlalchemy import func, select

from programme.actions.add_route_version import add_route_version
from programme.actions.take_back_route_version import take_back_route_version
from programme.audit.models import AccessRow
from programme.eligibility.assessment import stored
from programme.eligibility.rules import Criterion, EligibilityVerdict, together
from programme.history import events
from programme.history.models import HistoryRow
from programme.history.timeline import record
from programme.insight.trying_rules import RulesChange, what_if
from programme.policies.confirming import version_of
from programme.policies.making import NewRoute
from programme.policies.models import DisposalRoute, EligibilityRules
from programme.policies.queries import all_routes, all_rules, confirmed_versions, route_on
from programme.policies.refusals import SameDayAlready, VersionHolds
from programme.policies.rules import Route
from programme.referrals.criteria import KeptCriterion, Status
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import COMMAND_LINE, WORKER, Door, Role
from programme.storage.database import Database
from tests.support.at_once import at_once
from tests.support.builders import NOW, World, a_person, a_referral, a_world, an_account, confirmed_routes, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words, mark_on

ROUTE = {
    "code": "community_caution",
    "from_on-day": "1",
    "from_on-month": "6",
    "from_on-year": "2027",
    "is_on": "yes",
    "admission": "admits",
    "authoriser_rank": "inspector",
    "paper": "caution",
    "weeks": "12",
    "exceptional_weeks": "14",
    "on_failure": "penalty_only",
    "success_outcome": "3",
    "success_finalisation": "Community caution, conditions met",
    "source": "An order that commences it",
}
RULES = {
    "from_on-day": "1",
    "from_on-month": "4",
    "from_on-year": "2027",
    "lookback_years": "5",
    "asked": ["admission_made", "first_course", "no_open_case", "surname_known", "one_person", "enough_evidence"],
    "rank_first_course": "inspector",
    "rank_no_open_case": "nobody",
    "rank_no_violence": "superintendent",
    "rank_no_relevant_record": "nobody",
    "reason": "The chief officer decided it",
}
FACTS = {
    "route": "conditional_caution",
    "born_on-day": "3",
    "born_on-month": "5",
    "born_on-year": "1980",
    "offence_code": "SX03213",
    "offence_on-day": "20",
    "offence_on-month": "2",
    "offence_on-year": "2027",
    "offence_time": "23:50",
    "admission": "admitted",
    "earlier_course": "no",
    "other_case": "none",
    "enough_evidence": "yes",
    "concern": "no",
    "violence": "no",
    "relevant_record": "no",
}
LEAST_CHANGE = {"lookback_years": "9"}


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def coordinator(database: Database, role: Role = Role.COORDINATOR) -> Browser:
    account = an_account(database, Door.ADMIN, name="C. Ordinator", roles=frozenset({role}))
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def add_rules(browser: Browser) -> Response:
    return browser.post("/admin/rules", {**RULES, "mark": mark_on(browser.get("/admin/rules"))})


def how_many(database: Database, kind: type) -> int:
    return int(read(database, lambda db: db.execute(select(func.count()).select_from(kind)).scalar_one()))


def test_every_version_is_shown_and_those_switched_off_as_such(database: Database, world: World) -> None:
    words = main_words(coordinator(database).get("/admin/routes"))
    for wanted in (
        "Conditional caution", "16 weeks from the caution, 20 with a recorded reason", "Sergeant or above",
        "Outcome 22, Educational activity undertaken", "Community caution (switched off)", "A financial penalty only",
        "Criminal Justice Act 2003 ss.22-27",
    ):  # fmt: skip
        assert wanted in words, wanted


def test_a_version_is_added_from_a_day_on_and_the_old_one_stays(database: Database, world: World) -> None:
    before = how_many(database, DisposalRoute)
    answer = coordinator(database).post("/admin/routes", ROUTE)
    assert answer.headers["location"] == "/admin/routes"
    assert how_many(database, DisposalRoute) == before + 1
    made = read(database, lambda db: route_on(db, "community_caution", date(2027, 6, 1)))
    assert (made.key, made.is_on, made.weeks) == ("community_caution_20270601", True, 12)
    kept = read(database, lambda db: db.get_one(DisposalRoute, "community_caution_20270601"))
    assert (kept.made_by, kept.made_at) == ("C. Ordinator, Organisation", NOW)
    old = read(database, lambda db: db.get_one(DisposalRoute, "community_caution"))
    assert (old.is_on, old.weeks, old.until_on) == (False, 16, None)


def test_every_mistake_about_a_version_shows_at_once(database: Database, world: World) -> None:
    page = coordinator(database).post("/admin/routes", {"exceptional_weeks": "20", "success_outcome": "many"})
    words = main_words(page)
    assert page.status_code == 422
    for wanted in (
        "Choose the route", "Enter the first day", "Choose whether it is in use", "Choose the rank",
        "Enter where it comes from", "Enter the ordinary weeks", "Home Office outcome must be a whole number",
    ):  # fmt: skip
        assert words.count(wanted) >= 2, wanted


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"from_on-year": "2026"}, "The first day must be today or later"),
        ({"exceptional_weeks": "8"}, "The longer limit cannot be shorter"),
        ({"code": "fine"}, "Choose one of the routes"),
    ],
)
def test_what_cannot_be_a_version_is_refused_beside_its_field(
    database: Database, world: World, changed: dict[str, str], said: str
) -> None:
    before = how_many(database, DisposalRoute)
    page = coordinator(database).post("/admin/routes", {**ROUTE, **changed})
    assert (page.status_code, said in main_words(page)) == (422, True)
    assert how_many(database, DisposalRoute) == before


def test_a_day_that_has_begun_is_said_with_everything_else(database: Database, world: World) -> None:
    for path, typed in (("/admin/routes", ROUTE), ("/admin/rules", RULES)):
        field = "source" if path == "/admin/routes" else "reason"
        page = coordinator(database).post(path, {**typed, "from_on-year": "2026", field: ""})
        words = main_words(page)
        assert "The first day must be today or later" in words
        assert "Enter w" in words, "what is empty"


def test_one_day_has_one_version(database: Database, world: World) -> None:
    browser = coordinator(database)
    browser.post("/admin/routes", ROUTE)
    again = browser.post("/admin/routes", ROUTE)
    assert "There is a version of this route from that day on" in main_words(again)
    old = read(database, lambda db: route_on(db, "community_caution", date(2027, 6, 1)))
    for day in range(2, 12):
        facts = {each.name: getattr(old, each.name) for each in fields(NewRoute)} | {"from_on": date(2027, 6, day)}
        add = partial(database.write_now, add_route_version, actor=COMMAND_LINE, now=NOW, wanted=NewRoute(**facts))
        both = at_once(add, add)
        assert sum(isinstance(one, SameDayAlready) for one in both) == 1, both


def test_who_added_a_version_or_rules_stands_in_the_access_log(database: Database, world: World) -> None:
    browser = coordinator(database)
    browser.post("/admin/routes", ROUTE)
    add_rules(browser)
    wanted = select(AccessRow.what, AccessRow.reason).where(AccessRow.subjects == "policies").order_by(AccessRow.id)
    assert read(database, lambda db: [tuple(row) for row in db.execute(wanted)]) == [
        ("add_route_version", "On for offences from Tuesday 1 June 2027: community_caution"),
        ("add_eligibility_rules", "For offences from Thursday 1 April 2027: The chief officer decided it"),
    ]


def test_rules_are_added_from_a_day_on_and_hard_blocks_stay_asked(database: Database, world: World) -> None:
    browser = coordinator(database)
    assert "Violence or threats Yes Inspector or above" in main_words(browser.get("/admin/rules"))
    assert add_rules(browser).headers["location"] == "/admin/rules"
    old, new = read(database, all_rules)
    assert (old.lookback_years, new.lookback_years, new.from_on) == (3, 5, date(2027, 4, 1))
    assert (new.of("no_violence").is_asked, new.of("no_concern").is_asked) == (False, True)
    assert (new.of("first_course").override_rank, new.of("time_left").override_rank) == ("inspector", None)
    words = main_words(browser.get("/admin/rules"))
    for wanted in ("For offences from Thursday 1 April 2027", "Look-back: 5 years", "Safeguarding Always Nobody"):
        assert wanted in words, wanted


def test_rules_are_added_once_where_the_button_is_pressed_twice_and_the_second_coordinator_sees_the_others(
    database: Database, world: World
) -> None:
    browser = coordinator(database)
    sent = {**RULES, "mark": mark_on(browser.get("/admin/rules"))}
    assert [browser.post("/admin/rules", sent).status_code for _ in range(2)] == [303, 303]
    assert how_many(database, EligibilityRules) == 2
    late = main_words(browser.post("/admin/rules", {**sent, "lookback_years": "7"}))
    assert "Somebody else has changed this meanwhile" in late
    assert "Look-back in years 5 7" in late
    assert how_many(database, EligibilityRules) == 2


def test_a_version_is_taken_back_until_it_begins(database: Database, world: World) -> None:
    browser, before = coordinator(database), how_many(database, DisposalRoute)
    assert "/take-back" not in browser.get("/admin/routes").text
    browser.post("/admin/routes", ROUTE)
    (link,) = (one for one in links_on(browser.get("/admin/routes")) if one.endswith("/take-back"))
    shown = browser.get(link)
    assert "Take back this version?" in main_words(shown)
    browser.post(link, {"mark": mark_on(shown)})
    assert how_many(database, DisposalRoute) == before
    assert browser.get(link).status_code == 409
    key = read(database, lambda db: all_routes(db)[0].key)
    began = browser.post(f"/admin/routes/{key}/take-back", {})
    assert "This version has begun" in main_words(began)
    with pytest.raises(VersionHolds):
        database.write_now(take_back_route_version, actor=COMMAND_LINE, now=NOW, key=key)


def test_another_version_from_the_same_day_is_not_confirmed_nor_taken_back_by_a_page_of_the_one_before(
    database: Database, world: World
) -> None:
    browser = coordinator(database)
    browser.post("/admin/routes", ROUTE)
    first = read(database, lambda db: route_on(db, "community_caution", date(2027, 6, 1)))
    here = f"/admin/routes/{first.key}/take-back"
    old = {"mark": mark_on(browser.get(here))}

    def another(rank: str) -> Route:
        database.write_now(take_back_route_version, actor=COMMAND_LINE, now=NOW, key=first.key)
        browser.post("/admin/routes", {**ROUTE, "authoriser_rank": rank})
        return read(database, lambda db: route_on(db, "community_caution", date(2027, 6, 1)))

    assert another("constable").key == first.key
    assert "This has changed since you opened the page" in main_words(browser.post(here, old))
    confirmed_routes(database, first.key)
    other = another("sergeant")
    assert version_of(other) not in read(database, lambda db: confirmed_versions(db, "43"))


def test_every_mistake_about_rules_shows_at_once(database: Database, world: World) -> None:
    page = coordinator(database).post("/admin/rules", {"lookback_years": "99"})
    words = main_words(page)
    assert page.status_code == 422
    for wanted in ("Enter the first day", "must be between 0 and 50", "Choose a rank, or nobody", "Enter why"):
        assert words.count(wanted) >= 2, wanted
    assert how_many(database, EligibilityRules) == 1


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FINANCE, Role.SAFEGUARDING])
@pytest.mark.parametrize("path", ["/admin/routes", "/admin/rules", "/admin/rules/try"])
def test_only_a_coordinator_sees_them(database: Database, world: World, role: Role, path: str) -> None:
    assert coordinator(database, role).get(path).status_code == 404


def test_the_page_to_try_rules_is_linked_only_for_whom_it_opens(database: Database, world: World) -> None:
    assert "/admin/rules/try" in links_on(coordinator(database).get("/admin/rules"))
    assert "/admin/rules/try" not in links_on(coordinator(database, Role.ADMINISTRATOR).get("/admin/rules"))


def custody(database: Database) -> Browser:
    return Browser(an_app(a_wiring(database))).sign_in_as(an_account(database, Door.CUSTODY, force_code="43"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ["Eligible", "Friday 20 August 2027"]),
        ({"born_on-year": "2010"}, ["Not eligible", "16 on the day of the offence"]),
        ({"violence": "yes"}, ["Not eligible", "There was violence, a weapon or a threat"]),
        ({"enough_evidence": "unknown"}, ["To be decided", "Nobody has recorded whether there is enough evidence"]),
        ({"other_case": "earlier"}, ["Not eligible", "A second offence while the first is open is refused"]),
        ({"route": "deferred_prosecution", "admission": "denied"}, ["Eligible", "needs no admission"]),
        (
            {"cautioned_on-day": "24", "cautioned_on-month": "2", "cautioned_on-year": "2027"},
            ["16 weeks from the conditional caution", "Limit of the caution"],
        ),
    ],
)
def test_made_up_facts_get_a_verdict_with_reasons_and_every_date_with_why(
    database: Database, world: World, changed: dict[str, str], said: list[str]
) -> None:
    for browser, path in ((coordinator(database), "/admin/rules/try"), (custody(database), "/custody/rules/try")):
        assert browser.get(path).status_code == 200
        rows = [how_many(database, kind) for kind in (Referral, AccessRow, HistoryRow)]
        words = main_words(browser.post(path, {**FACTS, **changed}))
        for wanted in (*said, "Charge by", "Return by"):
            assert wanted in words, wanted
        assert [how_many(database, kind) for kind in (Referral, AccessRow, HistoryRow)] == rows
        assert ("What would a changed rule alter" in words) == path.startswith("/admin")


def test_trying_says_every_mistake_and_which_route_is_off(database: Database, world: World) -> None:
    browser = custody(database)
    empty = browser.post("/custody/rules/try", {})
    assert empty.status_code == 422
    assert "Enter the date of the offence" in main_words(empty)
    off = browser.post("/custody/rules/try", {**FACTS, "route": "community_caution"})
    assert (off.status_code, "This route is not open" in main_words(off)) == (422, True)


def eligible(*changed: Criterion) -> list[KeptCriterion]:
    """Every criterion met, but for what is said."""
    codes = ("first_course", "time_left", "no_violence")
    rows = {code: Criterion(code, Status.MET, "It is met.") for code in codes}
    return stored(together([*({**rows, **{one.code: one for one in changed}}).values()]))


def test_which_open_cases_a_changed_rule_would_alter(database: Database, world: World) -> None:
    person = a_person(database)
    earlier = a_referral(database, world, person, state=ReferralState.CLOSED, clock_stopped_at=NOW)
    at = NOW - timedelta(days=5 * 365)
    database.write_now(record, earlier.id, events.OfferMade, actor=WORKER, now=at, answer_by_at=at, version="1")
    again = a_referral(database, world, person, state=ReferralState.ELIGIBLE, eligibility=eligible())
    a_referral(database, world, state=ReferralState.ELIGIBLE, eligibility=eligible())
    found = read(database, lambda db: what_if(db, RulesChange(lookback_years=9), today=NOW.date()))
    (line,) = found.lines
    assert (line.reference, line.verdict, line.verdict_then, line.why) == (
        again.reference,
        EligibilityVerdict.ELIGIBLE,
        EligibilityVerdict.INELIGIBLE,
        ("Earlier course or offer",),
    )
    assert (found.altered, found.looked_at, found.is_all) == (1, 2, True)
    none = read(database, lambda db: what_if(db, RulesChange(lookback_years=4), today=NOW.date()))
    assert none.lines == []
    later = NOW - timedelta(days=1)
    database.write_now(record, earlier.id, events.OfferMade, actor=WORKER, now=later, answer_by_at=later, version="1")
    after = read(database, lambda db: what_if(db, RulesChange(lookback_years=4), today=NOW.date()))
    assert after.lines == [], "an offer after the offence is no earlier one"


def test_a_longer_reserve_moves_the_last_safe_course_day_and_may_leave_no_time(
    database: Database, world: World
) -> None:
    offence_at = NOW - timedelta(days=60)
    a_referral(database, world, state=ReferralState.ELIGIBLE, eligibility=eligible(), offence_at=offence_at)
    (line,) = read(database, lambda db: what_if(db, RulesChange(charging_reserve_days=42), today=NOW.date())).lines
    assert 12 <= (line.complete_by_on - line.complete_by_on_then).days <= 16  # on working days both
    assert line.verdict is line.verdict_then is EligibilityVerdict.ELIGIBLE
    (late,) = read(database, lambda db: what_if(db, RulesChange(charging_reserve_days=150), today=NOW.date())).lines
    assert (late.verdict_then, late.why) == (EligibilityVerdict.INELIGIBLE, ("Time left",))


def test_what_is_no_longer_asked_stops_nobody_and_a_hard_block_is_always_asked(
    database: Database, world: World
) -> None:
    violent = eligible(Criterion("no_violence", Status.NOT_MET, "There was."))
    late = eligible(Criterion("no_concern", Status.NOT_MET, "There is one."))
    case = a_referral(database, world, state=ReferralState.INELIGIBLE, eligibility=violent)
    a_referral(database, world, state=ReferralState.INELIGIBLE, eligibility=late)
    change = RulesChange(not_asked=frozenset({"no_violence", "no_concern"}))
    (line,) = read(database, lambda db: what_if(db, change, today=NOW.date())).lines
    assert (line.reference, line.verdict_then) == (case.reference, EligibilityVerdict.ELIGIBLE)


def test_the_page_names_the_cases_and_writes_only_who_looked(database: Database, world: World) -> None:
    case = a_referral(database, world, state=ReferralState.ELIGIBLE, eligibility=eligible())
    browser = coordinator(database)
    browser.get("/admin/rules/try")
    looks, happened = how_many(database, AccessRow), how_many(database, HistoryRow)
    words = main_words(browser.post("/admin/rules/try/what-if", {"charging_reserve_days": "42"}))
    for wanted in ("1 of 1 open case would be altered", case.reference, "As it is"):
        assert wanted in words, wanted
    assert (how_many(database, AccessRow), how_many(database, HistoryRow)) == (looks + 1, happened)
    nothing = browser.post("/admin/rules/try/what-if", {})
    assert (nothing.status_code, "Change at least one value" in main_words(nothing)) == (422, True)
