"""Running clocks with their warnings, at every door that has to answer them: lists, buttons, a file."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from httpx import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.audit.models import AccessRow
from programme.bookings.states import BookingState
from programme.courses.models import Programme
from programme.duties.models import ClockRung
from programme.insight.clocks import all_clocks
from programme.intake.models import ReferralDraft
from programme.offers.states import OfferState
from programme.people.models import Account
from programme.people.sign_ins import account_actor
from programme.referrals.criteria import KeptCriterion, Status
from programme.referrals.models import Referral
from programme.referrals.next_action import next_action
from programme.referrals.states import ReferralState
from programme.referrals.words import OWNER_WORDS
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from programme.web.case.clock import days_away
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_concern,
    a_course_date,
    a_force,
    a_world,
    add,
    an_account,
    an_exchange,
    an_offer,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.jobs import pass_up_warnings, warn_forces
from tests.support.page_reader import links_on, main_words
from tests.support.rungs import a_clock, climbed, rungs_of, staffed
from tests.support.statements import statements

CLOCKS = "/custody/clocks"
SEEN = "/custody/warnings/seen"


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def staff(database: Database, world: World) -> dict[Role, Account]:
    return staffed(database)


def at(database: Database, who: Account, *, days: int = 0) -> Browser:
    clock = StandingClock(NOW + timedelta(days=days))
    return Browser(an_app(a_wiring(database, clock=clock))).sign_in_as(who)


def raised(database: Database, world: World, *days_left: int, **facts: object) -> list[Referral]:
    cases = [a_clock(database, world, days, **facts) for days in days_left]
    warn_forces(database, now=NOW)
    return cases


def number(database: Database, case: Referral) -> str:
    return str(rungs_of(database, case)[-1].id)


def test_the_shortest_clock_is_first_with_its_next_step_and_its_warning(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    far, near = raised(database, world, 100, 13)
    browser = at(database, staff[Role.SUPERVISOR])

    words = main_words(browser.get(CLOCKS))

    assert words.index(near.reference) < words.index(far.reference)
    assert "2 clocks running, the shortest first: 0 out of time, 1 with 14 days or fewer" in words
    assert "13 days to" in words
    assert "14 days: with the supervisor since Monday 1 March 2027" in words
    assert "None yet" in words
    assert "Too late for a course: withdraw the case and decide what to do instead Custody, by" in words
    assert "Book a date and pay for it The person, by" in words


def test_the_next_step_is_the_one_that_the_case_page_says(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    a_concern(database, a_clock(database, world, 100, state=ReferralState.INELIGIBLE))
    a_clock(
        database,
        world,
        101,
        state=ReferralState.UNDECIDED,
        eligibility=[KeptCriterion("evidence", Status.UNKNOWN, "")],
    )
    an_offer(
        database,
        a_clock(database, world, 102, state=ReferralState.OFFERED),
        state=OfferState.OPEN,
        answer_by_at=NOW + timedelta(days=3),
    )
    held, paid = (a_clock(database, world, days) for days in (103, 104))
    date = a_course_date(database, world)
    a_booking(database, world, date, held, state=BookingState.HELD)
    a_booking(database, world, date, paid)
    browser = at(database, staff[Role.SUPERVISOR])

    found = database.read_now(all_clocks, account_actor(staff[Role.SUPERVISOR]), None, at_most=10)

    assert len(found) == 5
    for clock in found:
        step = next_action(clock.at(NOW))
        page = main_words(browser.get(f"/custody/referrals/{clock.line.reference}"))
        assert f"Next: {step.what}" in page
        assert OWNER_WORDS[step.whose] in page
        assert days_away(step.by_on, NOW.date()) in page


@pytest.mark.parametrize(
    ("warning", "shown"),
    [("waiting", {"waits"}), ("acknowledged", {"seen"}), ("none", {"none"}), ("", {"waits", "seen", "none"})],
)
def test_the_filter_is_in_the_address(
    database: Database, world: World, staff: dict[Role, Account], warning: str, shown: set[str]
) -> None:
    cases = dict(zip(("waits", "seen", "none"), raised(database, world, 13, 20, 100), strict=True))
    browser = at(database, staff[Role.SUPERVISOR])
    browser.post(SEEN, {"only": number(database, cases["seen"])})

    words = main_words(browser.get(f"{CLOCKS}?warning={warning}"))

    assert {name for name, case in cases.items() if case.reference in words} == shown


def test_nothing_fits_says_so_and_nonsense_is_no_filter(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    raised(database, world, 100)
    browser = at(database, staff[Role.OFFICER])
    assert "No running clock fits these filters" in main_words(browser.get(f"{CLOCKS}?warning=waiting"))
    for query in ("?after=x", "?before=2027-01-01_", "?after=2027-01-01_1&before=2027-01-01_1"):
        assert browser.get(f"{CLOCKS}{query}").status_code == 200
    assert "1 clock running" in main_words(browser.get(f"{CLOCKS}?warning=unacknowledged"))


def led_on_to(page: Response, rel: str) -> str:
    """The address of the next page, or of the one before; empty where there is none."""
    return next((unescape(href) for href in re.findall(rf'href="([^"]*)" rel="{rel}"', page.text)), "")


def test_pages_follow_one_another_by_key_there_and_back(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    raised(database, world, *range(1, 31), *range(1, 31))
    browser = at(database, staff[Role.SUPERVISOR])
    pages, address = [], f"{CLOCKS}?warning=waiting"
    while address:
        pages.append(browser.get(address))
        address = led_on_to(pages[-1], "next")
    seen = [link for page in pages for link in links_on(page) if "/referrals/" in link and "/new" not in link]
    assert (len(pages), len(seen), len(set(seen))) == (3, 60, 60)
    assert main_words(browser.get(led_on_to(pages[2], "prev"))) == main_words(pages[1])


def test_the_list_takes_six_statements_however_many_clocks(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    """Sign-in, page, count, the choices of the filters, drafts (where the list is not narrowed), log."""
    browser, taken = at(database, staff[Role.SUPERVISOR]), []
    for count in (1, 40):
        raised(database, world, *[13] * count)
        for address in (CLOCKS, f"{CLOCKS}?warning=waiting"):
            browser.get(address)
            with statements(database) as sent:
                browser.get(address)
            taken.append(len(sent))
    assert taken == [6, 5, 6, 5]


def test_one_is_answered_by_its_button_and_the_list_comes_back_as_it_was(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    first, second = raised(database, world, 13, 20)
    browser = at(database, staff[Role.SUPERVISOR])
    back = f"{CLOCKS}?warning=waiting"
    form = {"only": number(database, first), "rung": number(database, second), "back": back}

    answer = browser.post(SEEN, form)

    assert (answer.status_code, answer.headers["location"]) == (303, back)
    assert climbed(database, first) == [(14, "supervisor", "acknowledged")]
    assert climbed(database, second) == [(28, "supervisor", "raised")]
    words = main_words(browser.get(CLOCKS))
    assert "14 days: seen by supervisor, Organisation, Monday 1 March 2027 at 10am" in words


def test_several_are_answered_at_once(database: Database, world: World, staff: dict[Role, Account]) -> None:
    cases = raised(database, world, 13, 20, 50)
    browser = at(database, staff[Role.SUPERVISOR])

    answer = browser.post(SEEN, {"rung": [number(database, case) for case in cases]})

    assert answer.headers["location"] == "/custody"
    assert [climbed(database, case)[0][2] for case in cases] == ["acknowledged"] * 3


@pytest.mark.parametrize("back", ["https://elsewhere.example", "//elsewhere.example", "/admin", "/custodyx"])
def test_it_leads_back_to_this_door_only(
    database: Database, world: World, staff: dict[Role, Account], back: str
) -> None:
    (case,) = raised(database, world, 13)
    answer = at(database, staff[Role.SUPERVISOR]).post(SEEN, {"only": number(database, case), "back": back})
    assert answer.headers["location"] == "/custody"


def test_nothing_ticked_and_what_is_not_his_are_said(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    (case,) = raised(database, world, 13)
    browser = at(database, staff[Role.OFFICER])

    nothing, not_his = browser.post(SEEN, {}), browser.post(SEEN, {"only": number(database, case)})

    assert (nothing.status_code, not_his.status_code) == (422, 409)
    assert "Choose at least one warning" in main_words(nothing)
    assert "This warning is with somebody else" in main_words(not_his)
    for nonsense in ("x", "-1", "", "9" * 30, "1 OR 1"):
        assert browser.post(SEEN, {"rung": ["0", nonsense]}).status_code == 404


def test_whom_it_is_not_for_sees_no_button(database: Database, world: World, staff: dict[Role, Account]) -> None:
    raised(database, world, 13)
    for role, buttons in ((Role.OFFICER, False), (Role.SUPERVISOR, True)):
        words = main_words(at(database, staff[role]).get(CLOCKS))
        assert ("I have seen this" in words) is buttons
        assert ("I have seen those I ticked" in words) is buttons


def test_the_desk_shows_first_what_is_the_actors_to_answer(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    officers, supervisors, coordinators = raised(database, world, 50, 13, 5)
    asked = "deadline warning"
    words = main_words(at(database, staff[Role.OFFICER]).get("/custody"))
    assert "Needs you now 1 deadline warning to acknowledge" in words
    browser = at(database, staff[Role.SUPERVISOR])
    words = main_words(browser.get("/custody"))
    assert "2 deadline warnings to acknowledge" in words
    shown = warnings_in(words)
    assert shown.index(supervisors.reference) < shown.index(officers.reference)
    for case in (officers, supervisors):
        browser.post(SEEN, {"only": number(database, case), "back": "/custody"})
    assert f"{asked}s to acknowledge" not in main_words(browser.get("/custody"))
    assert coordinators.reference in warnings_in(main_words(browser.get("/custody")))


def test_whoever_is_below_still_sees_a_warning_that_has_gone_up_first_and_cannot_answer_it(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    """A case that has to be charged today is nobody's secret: its warning is with the coordinator."""
    mine, today = raised(database, world, 13, 0)
    for role, buttons in ((Role.OFFICER, 0), (Role.SUPERVISOR, 1)):
        page = at(database, staff[role]).get("/custody")
        shown = warnings_in(main_words(page))
        assert shown.index(today.reference) < shown.index(mine.reference)
        assert "Charge by today" in shown
        assert "Last working day: with the coordinator" in shown
        assert page.text.count('name="only"') == buttons
        assert "Deadline warnings that are with somebody above you" in main_words(page)


def test_warnings_that_have_gone_up_leave_room_for_ones_own(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    mine, *_ = raised(database, world, 28, *[5] * 12)
    assert mine.reference in warnings_in(main_words(at(database, staff[Role.SUPERVISOR]).get("/custody")))


def warnings_in(words: str) -> str:
    """The list of warnings on a desk."""
    return words.split("Deadline warnings that nobody has acknowledged", 1)[1].split("Running clocks")[0]


def test_the_desk_takes_as_many_statements_with_warnings_as_without(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    """Sign-in, counts, warnings and clocks, results, what their next steps need, messages, log."""
    browser, taken = at(database, staff[Role.SUPERVISOR]), []
    for days in ((100,), (13,), (20,) * 30):
        raised(database, world, *days)
        browser.get("/custody")
        with statements(database) as sent:
            browser.get("/custody")
        taken.append(len(sent))
    assert taken == [7, 7, 7]
    assert "Every warning that nobody has acknowledged" in main_words(browser.get("/custody"))


def test_the_case_says_what_became_of_each_warning(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    (case,) = raised(database, world, 44)
    page = f"/custody/referrals/{case.reference}"
    for day in (2, 4):
        warn_forces(database, now=NOW + timedelta(days=day))
        pass_up_warnings(database, now=NOW + timedelta(days=day))
    browser = at(database, staff[Role.SUPERVISOR], days=4)
    words = main_words(browser.get(page))
    assert "Deadline warning that nobody has acknowledged 42 days: escalated to the supervisor" in words

    browser.post(SEEN, {"only": number(database, case), "back": page})

    words = main_words(browser.get(page))
    assert "Deadline warning that nobody has acknowledged" not in words
    card = words.split("Deadline warnings: 2 At 60 days")[1].split("What happened")[0]
    assert card.count("With the officer in the case") == 2
    assert card.count("Escalated to the supervisor, Friday 5 March 2027") == 1
    assert card.count("Seen by supervisor, Organisation") == 2


def test_the_file_holds_the_clocks_and_is_logged(database: Database, world: World, staff: dict[Role, Account]) -> None:
    near, far = raised(database, world, 13, 100)
    browser = at(database, staff[Role.SUPERVISOR])
    browser.post(SEEN, {"only": number(database, near)})

    answer = browser.get(f"{CLOCKS}/export")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Reference"] for row in rows] == [near.reference, far.reference]
    assert (rows[0]["Days left"], rows[0]["Warning at days left"], rows[0]["With"]) == ("13", "14", "")
    assert rows[0]["Seen by"] == "supervisor, Organisation"
    assert (rows[1]["Warning at days left"], rows[1]["Next step"]) == ("", "Book a date and pay for it")
    wanted = select(AccessRow.subjects).where(AccessRow.what == f"{CLOCKS}/export")
    assert read(database, lambda db: db.execute(wanted).scalar_one()) == f"{near.reference} {far.reference}"


def test_another_forces_clocks_are_on_no_page_and_cannot_be_answered(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    (case,) = raised(database, world, 13)
    a_world(database, force_code="16")
    stranger = an_account(database, Door.CUSTODY, force_code="16", roles=frozenset({Role.SUPERVISOR}))
    browser = at(database, stranger)
    for path in ("/custody", CLOCKS, f"{CLOCKS}/export"):
        assert case.reference not in browser.get(path).text
    assert browser.post(SEEN, {"only": number(database, case)}).status_code == 404


def test_a_clock_that_is_over_asks_for_nothing(database: Database, world: World, staff: dict[Role, Account]) -> None:
    (case,) = raised(database, world, 13)

    def finish(db: Session) -> None:
        found = db.get_one(Referral, case.id)
        found.finalised_at, found.state = NOW, ReferralState.CLOSED

    database.write_now(finish)
    browser = at(database, staff[Role.SUPERVISOR])
    assert "to acknowledge" not in main_words(browser.get("/custody"))
    assert "I have seen this" not in main_words(browser.get(f"/custody/referrals/{case.reference}"))


def test_the_coordinator_sees_what_reached_him_and_answers_it(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    officers, his = raised(database, world, 50, 5)
    browser = at(database, staff[Role.COORDINATOR])

    words = main_words(browser.get("/admin"))
    assert "Needs you now" in words
    assert (his.reference in words, officers.reference in words) == (True, False)
    logged = read(database, lambda db: db.execute(select(AccessRow.what, AccessRow.subjects)).all())
    assert [tuple(row) for row in logged] == [("/admin", his.reference)]

    answer = browser.post("/admin/warnings/seen", {"only": number(database, his), "back": "/admin"})
    assert answer.headers["location"] == "/admin"
    assert "Needs you now" not in main_words(browser.get("/admin"))


def test_coordinators_of_another_programme_and_others_at_his_door_see_nothing(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    (case,) = raised(database, world, 5)
    a_world(database, force_code="16")
    other = an_account(database, Door.ADMIN, force_code="16")
    finance = an_account(database, Door.ADMIN, force_code="43", roles=frozenset({Role.FINANCE}))
    for who in (other, finance):
        browser = at(database, who)
        assert case.reference not in main_words(browser.get("/admin"))
        assert browser.post("/admin/warnings/seen", {"only": number(database, case)}).status_code == 404


def test_a_neighbour_answers_for_its_own_cases(database: Database, world: World, staff: dict[Role, Account]) -> None:
    a_force(database, "34")
    neighbour = an_account(database, Door.PARTNER, force_code="34")
    cases = [a_clock(database, world, days, force_code="34") for days in (13, 5)]
    for case in cases:
        an_exchange(database, case, "34")
    (ours,) = raised(database, world, 13)
    browser = at(database, neighbour)

    words = main_words(browser.get("/partner"))
    assert "Deadline warnings that nobody has acknowledged" in words
    assert ours.reference not in words
    page = f"/partner/cases/{cases[0].reference}"
    assert "14 days: with the supervisor" in main_words(browser.get(page))

    for case in cases:
        answer = browser.post("/partner/warnings/seen", {"only": number(database, case), "back": page})
        assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert "14 days: seen by A. Member, Organisation" in main_words(browser.get(page))
    assert "Deadline warnings that nobody has acknowledged" not in main_words(browser.get("/partner"))
    assert browser.post("/partner/warnings/seen", {"only": number(database, ours)}).status_code == 404
    waits = read(database, lambda db: db.execute(select(ClockRung.state).order_by(ClockRung.id)).scalars().all())
    assert [str(state) for state in waits].count("acknowledged") == 2
    assert read(database, lambda db: len(db.execute(select(Programme)).all())) == 1


def a_draft(database: Database, offence_on: date, surname: str, force_code: str = "43") -> None:
    account = an_account(database, Door.CUSTODY, force_code=force_code, name="PC Half")
    parts = {"day": offence_on.day, "month": offence_on.month, "year": offence_on.year}
    typed = {"surname": surname, **{f"offence_on-{name}": str(value) for name, value in parts.items()}}
    add(database, ReferralDraft(account_id=account.id, typed=typed, saved_at=NOW))


def test_drafts_stand_among_the_clocks_by_the_last_day_to_charge_and_the_coordinator_sees_them_too(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    a_force(database, "44")
    first, last = raised(database, world, 20, 170)
    a_draft(database, NOW.date() - timedelta(days=60), "Halfway")
    a_draft(database, NOW.date() - timedelta(days=60), "Stranger", force_code="44")
    for role, url, opens in ((Role.OFFICER, CLOCKS, True), (Role.COORDINATOR, "/admin/clocks", False)):
        page = at(database, staff[role]).get(url)
        words = main_words(page)
        assert words.index(first.reference) < words.index("Halfway") < words.index(last.reference)
        assert "Stranger" not in words
        assert any("?draft=" in link for link in links_on(page)) is opens
        assert words.split("Halfway")[1].split(last.reference)[0].count("days") == 1, "the days are said once"
    desk = main_words(at(database, staff[Role.OFFICER]).get("/custody")).split("Running clocks")[1]
    assert desk.index(first.reference) < desk.index("Halfway") < desk.index(last.reference)
    assert "Halfway" not in main_words(at(database, staff[Role.OFFICER]).get(f"{CLOCKS}?warning=none"))


def test_every_draft_stands_on_one_page_of_the_clocks_there_and_back(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    for days in range(60):
        a_clock(database, world, 100 + days - days % 3)
    for days in (90, 60, 45, 43, 30, 20, 1):
        a_draft(database, NOW.date() - timedelta(days=days), f"D{days}")
    browser, pages, address = at(database, staff[Role.OFFICER]), [], CLOCKS
    while address:
        pages.append(browser.get(address))
        address = led_on_to(pages[-1], "next")
    drafts = [re.findall(r">(D\d+)</a>", page.text) for page in pages]
    assert [name for page in drafts for name in page] == ["D90", "D60", "D45", "D43", "D30", "D20", "D1"]
    assert len(pages) == 3
    assert all(drafts[:2]), "a walk in which one page has them all proves little"
    for number in (1, 0):
        back = browser.get(led_on_to(pages[number + 1], "prev"))
        assert re.findall(r">(D\d+)</a>", back.text) == drafts[number]
