"""The desk's lists: what needs somebody, cases by key, clocks, search, and a file that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from httpx import Response
from sqlalchemy import select, update

from programme.audit.models import AccessRow
from programme.intake.models import ReferralDraft
from programme.notices.models import Channel
from programme.notices.outbox import owe
from programme.people.identifiers import IdentifierKind
from programme.people.models import Identifier, Person
from programme.people.names import surname_key
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from programme.web.kit.csv_file import csv_bytes, safe_cell
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_person,
    a_referral,
    a_world,
    add,
    an_account,
    an_exchange,
    an_offer,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.many_cases import many_cases
from tests.support.page_reader import links_on, main_words
from tests.support.statements import statements

LIST_BUDGET = 7


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def officer(database: Database, force_code: str = "43") -> Browser:
    account = an_account(database, Door.CUSTODY, force_code=force_code)
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def logged(database: Database) -> list[tuple[str, str]]:
    wanted = select(AccessRow.what, AccessRow.subjects).order_by(AccessRow.id)
    rows = read(database, lambda db: db.execute(wanted).all())
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("path", ["/custody", "/custody/referrals", "/custody/clocks", "/custody/returns"])
def test_a_list_costs_seven_statements_at_most_however_many_cases_there_are(
    database: Database, world: World, path: str
) -> None:
    browser = officer(database)
    costs = []
    for count in (1, 60):
        many_cases(database, world, count)
        with statements(database) as sent:
            assert browser.get(path).status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1] <= LIST_BUDGET


def test_pages_follow_one_another_by_key_there_and_back(database: Database, world: World) -> None:
    many_cases(database, world, 60)
    browser = officer(database)
    pages: list[Response] = []
    address = "/custody/referrals"
    while address and len(pages) < 5:
        pages.append(browser.get(address))
        address = next(iter(re.findall(r'href="([^"]*)" rel="next"', pages[-1].text)), "")
    seen = [link for page in pages for link in links_on(page) if re.fullmatch(r"/custody/referrals/R\d+", link)]
    assert (len(pages), len(seen), len(set(seen))) == (3, 59, 59)
    for page in pages:
        assert re.findall(r'aria-current="page">(\d)', page.text) == [str(pages.index(page) + 1)]
    numbered = dict(re.findall(r'href="([^"]*)" aria-label="Page (\d)"', pages[2].text))
    assert [main_words(browser.get(one)) for one in numbered] == [main_words(page) for page in pages]
    (back,) = re.findall(r'href="([^"]*)" rel="prev"', pages[2].text)
    assert main_words(browser.get(back)) == main_words(pages[1])
    assert "60 cases: 0 out of time" in main_words(pages[0])


def test_the_clocks_own_key_is_no_personal_data_and_nonsense_in_the_address_does_no_harm(
    database: Database, world: World
) -> None:
    many_cases(database, world, 2)
    browser = officer(database)
    for query in ("?after=x", "?after=2027-01-01_", "?status=nonsense", "?month=1999-13", "?clock=9999", "?before=_1"):
        assert browser.get(f"/custody/referrals{query}").status_code == 200


def test_filters_are_in_the_address_and_the_month_is_that_of_the_offence(database: Database, world: World) -> None:
    late_january = a_referral(
        database, world, offence_at=NOW.replace(month=1, day=31, hour=23), charge_by_on=date(2027, 7, 31)
    )
    february = a_referral(
        database, world, offence_at=NOW.replace(month=2, day=1, hour=0), charge_by_on=date(2027, 8, 1)
    )
    eligible = a_referral(database, world, state=ReferralState.ELIGIBLE)
    browser = officer(database)
    january = main_words(browser.get("/custody/referrals?month=2027-01"))
    assert late_january.reference in january
    assert february.reference not in january
    of_state = main_words(browser.get("/custody/referrals?status=eligible"))
    assert eligible.reference in of_state
    assert february.reference not in of_state
    assert "No case fits these filters" in main_words(browser.get("/custody/referrals?clock=14"))


def test_closed_cases_are_found_by_state_and_not_among_running_clocks(database: Database, world: World) -> None:
    closed = a_referral(
        database, world, a_person(database, surname="Jones"), state=ReferralState.CLOSED, clock_stopped_at=NOW
    )
    browser = officer(database)
    assert closed.reference not in main_words(browser.get("/custody/referrals"))
    assert "No clock is running" in main_words(browser.get("/custody/clocks"))
    words = main_words(browser.get("/custody/referrals?status=closed"))
    assert f"{closed.reference} Jones, John Charged on Mon 1 Mar 2027" in words


def test_every_case_on_a_list_is_logged_and_another_forces_case_is_on_none(database: Database, world: World) -> None:
    mine = a_referral(database, world)
    other = a_referral(database, a_world(database, force_code="16"))
    browser = officer(database)
    for path in ("/custody", "/custody/referrals", "/custody/clocks"):
        words = main_words(browser.get(path))
        assert mine.reference in words
        assert other.reference not in words
    assert logged(database) == [
        ("/custody", mine.reference),
        ("/custody/referrals", mine.reference),
        ("/custody/clocks", mine.reference),
    ]


def test_the_shift_sees_what_needs_somebody_and_an_empty_desk_says_what_to_do(database: Database) -> None:
    world = a_world(database)
    account = an_account(database, Door.CUSTODY, force_code="43")
    browser = Browser(an_app(a_wiring(database))).sign_in_as(account)
    assert "Nothing needs you now" in main_words(browser.get("/custody"))
    for state in (ReferralState.UNDECIDED, ReferralState.ELIGIBLE, ReferralState.WITHDRAWN):
        a_referral(database, world, state=state)
    referral = a_referral(database, world)
    an_offer(database, referral)
    add(database, ReferralDraft(account_id=account.id, typed={}, saved_at=NOW))
    database.write_now(
        owe, notice="offer_made", cause="x", channel=Channel.HAND, address="", facts={}, now=NOW,
        referral_id=referral.id,
    )  # fmt: skip
    words = main_words(browser.get("/custody"))
    for wanted in (
        "1 undecided", "1 eligible without an offer", "1 withdrawn: record what was done",
        "1 message to pass on yourself", "1 draft to finish", "No address is safe: tell him yourself",
        "127 days for a course",
    ):  # fmt: skip
        assert wanted in words, wanted


def find(browser: Browser, **form: str) -> str:
    answer = browser.post("/custody/search", form)
    return answer.headers.get("location") or f"{answer.status_code} {main_words(answer)}"


def born(day: str, month: str, year: str) -> dict[str, str]:
    return {"born_on-day": day, "born_on-month": month, "born_on-year": year}


KEPT = (
    (IdentifierKind.PNC_ID, "10/217220K", "2010/0217220K"),
    (IdentifierKind.CRO, "103180/24H", "103180/24H"),
    (IdentifierKind.ASN, "26/43HA/01/89392L", "2643HA0100000089392L"),
    (IdentifierKind.URN, "43CA3245526", "43CA3245526"),
    (IdentifierKind.CRIME_NUMBER, "43/26/0012345", "43260012345"),
    (IdentifierKind.PNC_ID, "1999/0000001Q", None),
)
TYPED = (
    "43 260 012 345",
    "43-26-0012345",
    "43AB/1234/27",
    " 43ab/1234/27 ",
    "2010/217220k",
    "10/0217220K",
    "103180/24h",
    "2643ha01 00000089392 l",
    "43CA 32455 26",
    "43/CA/3245526",
    "1999/0000001q",
    "+44 7700 900123",
    "07700-900123",
    "Sean@example.org",
    "sean@Example.ORG",
    "Their/7",
)


NOBODYS = (
    "2010/217221X",
    "43260012346",
    "103180/25J",
    "2643HA0100000089393M",
    "43CA3245527",
    "43AB/1235/27",
    "07700 900124",
    "jean@example.org",
    "Their/8",
)
"""One for each kind of number, as alike as two can be."""


def test_a_custody_number_is_found_with_spaces_for_its_strokes_and_noughts_before_its_number(
    database: Database, world: World
) -> None:
    browser = officer(database)
    for kept in ("LA/1988/26", "LA/01989/26"):
        there = f"/custody/referrals/{a_referral(database, world, custody_reference=kept).reference}"
        for typed in ("la 198{} 26", "LA/0198{}/26", "la-00198{}-26", "LA / 198{} / 26", "la198{}26"):
            assert find(browser, number=typed.format(kept[-4])) == there, typed
    assert "No case of your force fits" in find(browser, number="LA/19880/26")


def test_one_case_is_found_by_each_of_its_numbers_and_by_name_with_date_of_birth(
    database: Database, world: World
) -> None:
    reached = {"mobile": "07700 900123", "email": "sean@example.org"}
    person = a_person(database, surname="Ó Súilleabháin", surname_key=surname_key("Ó Súilleabháin"), **reached)
    referral = a_referral(database, world, person, custody_reference="43AB/1234/27")
    for kind, as_entered, canonical in KEPT:
        problem = None if canonical else "bad_check_letter"
        kept = {"kind": kind, "as_entered": as_entered, "canonical": canonical, "problem": problem}
        add(database, Identifier(person_id=person.id, referral_id=referral.id, **kept))
    an_exchange(database, referral, "43", their_reference="Their/7")
    booking = a_booking(database, world, a_course_date(database, world), referral)
    browser, there = officer(database), f"/custody/referrals/{referral.reference}"
    for reference in (referral.reference, booking.reference):
        assert find(browser, number=reference.lower().replace("-", " ")) == there
    for number in TYPED:
        assert find(browser, number=number) == there, number
    assert find(browser, surname="O'Suilleabhain", **born("12", "3", "1980")) == there
    assert "No case of your force fits" in find(browser, surname="O'Suilleabhain", **born("13", "3", "1980"))
    browser = officer(database)  # so many searches of one sign-in are not kept
    for other in NOBODYS:
        assert "No case of your force fits" in find(browser, number=other), other
    looks = logged(database)
    assert [what for what, _ in looks] == ["/custody/search"] * (len(TYPED) + len(NOBODYS) + 4)
    assert [whose for _, whose in looks].count(referral.reference) == len(TYPED) + 3


def test_two_cases_of_one_man_are_a_list_with_his_date_of_birth_and_custody_numbers(
    database: Database, world: World
) -> None:
    person = a_person(database, surname="Smith", surname_key=surname_key("Smith"))
    first, second = (
        a_referral(database, world, person),
        a_referral(database, world, person, custody_reference="EA/2/27"),
    )
    browser = officer(database)
    browser.post("/custody/search", {"surname": "SMITH", **born("12", "3", "1980")})
    assert "No case of your force fits" in find(browser, surname="SMITH", **born("13", "3", "1980"))
    assert "2 cases fit" in find(browser, surname="smith"), "by the name alone"
    words = find(browser, surname="SMITH", **born("12", "3", "1980"))
    assert "2 cases fit" in words
    assert "12 March 1980" in words
    assert "EA/2/27" in words
    assert first.reference in words
    assert second.reference in words


def test_a_search_of_another_force_finds_nothing(database: Database, world: World) -> None:
    referral = a_referral(database, world, custody_reference="43AB/1")
    a_world(database, force_code="16")
    browser = officer(database, "16")
    assert "No case of your force fits" in find(browser, number=referral.reference)
    assert "No case of your force fits" in find(browser, number="43AB/1")


def test_a_word_that_stands_for_no_number_finds_nobody(database: Database, world: World) -> None:
    for _ in range(2):
        case = a_referral(database, world)
        unknown = {"kind": IdentifierKind.PNC_ID, "as_entered": "UNKNOWN", "canonical": None, "problem": "dummy"}
        add(database, Identifier(person_id=case.person_id, referral_id=case.id, **unknown))
    assert "No case of your force fits" in find(officer(database), number="UNKNOWN")


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ({}, "Enter a number, or the surname"),
        (born("1", "1", "1980"), "Enter the surname as well"),
        ({"surname": "Smith", **born("31", "2", "1980")}, "Date of birth must be a real date"),
    ],
)
def test_a_search_needs_a_number_or_a_name(database: Database, world: World, form: dict[str, str], wanted: str) -> None:
    answer = officer(database).post("/custody/search", form)
    assert answer.status_code == 422
    assert wanted in main_words(answer)


def test_the_file_holds_the_filtered_cases_is_logged_and_has_a_name_that_tells_nothing(
    database: Database, world: World
) -> None:
    person = a_person(database, surname="=cmd|'/c calc'!A1", forenames="Łukasz")
    referral = a_referral(database, world, person, officer_name="\t=1+1", custody_reference="@SUM(1)")
    a_referral(database, world, state=ReferralState.ELIGIBLE)
    answer = officer(database).get("/custody/referrals/export?status=accepted")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="list-')
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    cells = dict(zip(head, row, strict=True))
    assert cells["Reference"] == referral.reference
    assert cells["Surname"] == "'=cmd|'/c calc'!A1"
    assert cells["Officer"] == "'\t=1+1"
    assert cells["Custody number"] == "'@SUM(1)"
    assert cells["Forenames"] == "Łukasz"
    assert cells["Charge by"] == "2027-08-07"
    assert logged(database) == [("/custody/referrals/export", referral.reference)]


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1+1", "--1", "@a", "\t1", "\r1", "\n=1", " =1", "＝1", "＋1", "－1", "＠1", "\u00a0=1"]
)
def test_nothing_that_a_spreadsheet_would_run_leaves_as_it_is(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    written = next(csv.reader(io.StringIO(csv_bytes([], [[text]]).decode("utf-8-sig").split("\r\n", 1)[1], newline="")))
    assert written[0].startswith("'")


@pytest.mark.parametrize("text", ["", "Smith", "O'Neil", "1=1", "a-b", "£5", "-1", "-3.50"])
def test_other_text_leaves_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_a_person_is_never_called_guilty_or_an_offender_on_the_desk(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    browser = officer(database)
    for path in ("", "/referrals", "/clocks", "/returns", "/search", f"/referrals/{referral.reference}"):
        words = main_words(browser.get(f"/custody{path}")).lower()
        for word in ("offender", "guilty", "convict", "rehabilit"):
            assert word not in words
    assert read(database, lambda db: db.execute(select(Person)).first()) is not None


def test_whose_bail_date_passed_is_counted_on_today_listed_and_said_in_the_chip(
    database: Database, world: World
) -> None:
    yesterday, today = NOW.date() - timedelta(days=1), NOW.date()
    lapsed = a_referral(database, world, bail_return_on=yesterday)
    a_referral(database, world, bail_return_on=today)
    a_referral(database, world, bail_return_on=None)
    a_referral(database, world, bail_return_on=yesterday, clock_stopped_at=NOW, clock_stopped_by="charge_issued")
    a_referral(database, world, bail_return_on=yesterday, finalised_by="no_further_action")
    browser = officer(database)
    desk = browser.get("/custody")
    assert "1 whose bail date passed: record what became of it" in main_words(desk)
    assert "/custody/referrals?clock=bail" in links_on(desk)
    for path in ("/custody/referrals", "/custody/clocks"):
        page = browser.get(f"{path}?clock=bail")
        cases = {link for link in links_on(page) if re.fullmatch(r"/custody/referrals/[A-Z0-9-]{9}", link)}
        assert cases == {f"/custody/referrals/{lapsed.reference}"}, path
        assert "Bail passed." in main_words(page)
    put_off = update(Referral).where(Referral.id == lapsed.id).values(bail_return_on=today)
    database.write_now(lambda db: db.execute(put_off).close())
    assert "whose bail date passed" not in main_words(browser.get("/custody"))
