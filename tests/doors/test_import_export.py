"""A night's export in a browser without script: choose, watch, tick, take, count."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from httpx import Response
from sqlalchemy import func, select

from programme.audit.models import AccessRow
from programme.intake.models import CustodyImport
from programme.jobs.imports import forget_custody_imports, read_custody_imports
from programme.people.models import Account
from programme.policies.models import DisposalRoute
from programme.policies.words import ROUTE_NAMES
from programme.referrals.models import Referral
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import a_world, an_account, confirmed_routes, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.exports import EXPORTED_AT, SAMPLE, SAMPLE_UTF8, an_export, plain_rows
from tests.support.page_reader import links_on, main_words, mark_on
from tests.support.statements import statements

HERE = "/custody/import"


@pytest.fixture
def account(database: Database) -> Account:
    a_world(database)
    return an_account(database, Door.CUSTODY, force_code="43", name="Sgt Desk")


@pytest.fixture
def officer(database: Database, account: Account) -> Browser:
    clock = StandingClock(EXPORTED_AT)
    return Browser(an_app(a_wiring(database, clock=clock, wall_clock=clock))).sign_in_as(account)


@pytest.fixture
def sergeant(database: Database) -> Browser:
    a_world(database)
    clock = StandingClock(EXPORTED_AT)
    account = an_account(database, Door.CUSTODY, force_code="43", name="Sgt Desk", rank="Sgt")
    return Browser(an_app(a_wiring(database, clock=clock, wall_clock=clock))).sign_in_as(account)


def upload(officer: Browser, content: bytes) -> str:
    answer = officer.post(HERE, files={"file": ("night.csv", content, "text/csv")})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def uploaded_and_read(officer: Browser, database: Database, content: bytes) -> str:
    address = upload(officer, content)
    read_custody_imports(database, now=EXPORTED_AT)
    return address


def taken(officer: Browser, database: Database, content: bytes) -> str:
    """The address of an import of which everything that was ticked was taken."""
    address = uploaded_and_read(officer, database, content)
    take(officer, officer.get(address).text, address)
    read_custody_imports(database, now=EXPORTED_AT)
    return address


def take(officer: Browser, page: str, address: str) -> Response:
    """Press "Take the ticked rows", and confirm what the next page says."""
    asked = officer.get(officer.post(f"{address}/ticks", sent_by(page, "take")).headers["location"])
    return officer.post(f"{address}/take", {"mark": mark_on(asked)})


def ticked_on(page: str) -> list[str]:
    return re.findall(r'name="line" value="(\d+)" checked', page)


def sent_by(page: str, do: str) -> dict[str, object]:
    """The page's form, as a browser would send it."""
    boxes = dict(re.findall(r'<input type="hidden" name="(shown|verdict|after|next)" value="([^"]*)">', page))
    return {**boxes, "line": ticked_on(page), "do": do}


def cases(database: Database) -> int:
    return int(read(database, lambda db: db.execute(select(func.count()).select_from(Referral)).scalar_one()))


def test_the_first_page_says_what_to_do(officer: Browser) -> None:
    words = main_words(officer.get(HERE))
    assert "Choose the file that the custody system exported" in words
    assert "No export has been imported yet" in words


def test_the_columns_are_named_and_their_file_is_read_as_an_export(officer: Browser, database: Database) -> None:
    page = officer.get("/custody/import")
    assert "Needed: CustodyRef, PNCID, Surname" in main_words(page)
    assert "EnoughEvidence, SafeguardingConcern, Violence, RelevantRecord" in main_words(page)
    assert "/custody/import/columns" in links_on(page)
    answer = officer.get("/custody/import/columns")
    assert re.fullmatch(r'attachment; filename="list-[0-9a-f]+\.csv"', answer.headers["content-disposition"])
    head, (row, *_) = answer.content, plain_rows(1)
    values = next(csv.DictReader(io.StringIO(an_export(row).decode("utf-8-sig"))))
    cells = ",".join(f'"{values.get(name, "")}"' for name in head.decode("utf-8-sig").strip().split(","))
    assert len(ticked_on(officer.get(uploaded_and_read(officer, database, head + cells.encode())).text)) == 1


def test_a_form_without_a_file_says_so(officer: Browser) -> None:
    page = officer.post(HERE, files={"other": ("a.csv", b"x", "text/csv")})
    assert page.status_code == 422
    assert main_words(page).count("Choose the export file") == 2


def test_an_empty_file_is_refused_beside_the_box(officer: Browser) -> None:
    page = officer.post(HERE, files={"file": ("night.csv", b"", "text/csv")})
    assert page.status_code == 422
    assert "The file is empty" in main_words(page)


def test_while_it_is_read_the_page_looks_again_with_and_without_script(officer: Browser) -> None:
    page = officer.get(upload(officer, SAMPLE.read_bytes()))
    assert "Reading the file" in main_words(page)
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page.text
    assert 'hx-trigger="every 2s"' in page.text


@pytest.mark.parametrize(("sample", "rows"), [(SAMPLE, 186), (SAMPLE_UTF8, 62)])
def test_a_sample_is_read_ticked_and_taken_and_the_counts_add_up(
    officer: Browser, database: Database, sample: object, rows: int
) -> None:
    address = uploaded_and_read(officer, database, sample.read_bytes())  # type: ignore[attr-defined]
    page = officer.get(address)
    assert f"night.csv : {rows} rows" in main_words(page)
    assert ticked_on(page.text)
    assert take(officer, page.text, address).headers["location"] == address
    assert "Taking the rows in" in main_words(officer.get(address))
    read_custody_imports(database, now=EXPORTED_AT)
    done = main_words(officer.get(address))
    taken = cases(database)
    assert f"{taken} rows have become cases" in done
    counted = re.search(
        r"Became cases (\d+) Not taken yet (\d+) Refused (\d+) Here already (\d+) Unreadable (\d+) "
        r"Together (\d+)",
        done,
    )
    assert counted is not None
    *parts, together = map(int, counted.groups())
    assert parts[0] == taken
    assert sum(parts) == together == rows


def test_every_count_of_an_import_is_that_of_the_rows_behind_it(officer: Browser, database: Database) -> None:
    """Of a filter and of the table; what would be narrowed twice has none."""
    address = taken(officer, database, SAMPLE_UTF8.read_bytes())
    page = officer.get(address)
    for number, kind in zip(
        re.findall(r"\((\d+)\)</option>", page.text), re.findall(r'<option value="(\w+)"', page.text), strict=True
    ):
        assert how_many_rows(officer, f"{address}?about={kind}") == int(number), kind
    tabs = re.findall(r'moj-sub-navigation__link"[^>]* href="([^"]+)">([^<(]+?) *\((\d+)\)</a>', page.text)
    assert len(tabs) == 8
    table = dict(re.findall(r"<th[^>]*>([^<]+)</th>\s*<td[^>]*>(\d+)</td>", page.text))
    for where, words, number in tabs:
        assert how_many_rows(officer, where) == int(number), words
        assert table.get(words.strip(), number) == number, words
    assert len(table) >= 5
    narrowed = officer.get(f"{address}?verdict=left").text
    assert "</option>" in narrowed
    assert not re.search(r"\(\d+\)</option>", narrowed)
    narrowed = officer.get(f"{address}?about={kind}").text
    assert not re.search(r"\(\d+\)</a></li>", narrowed)


def how_many_rows(officer: Browser, address: str) -> int:
    """Each row has one tag."""
    return officer.get(address).text.count("govuk-tag--")


def test_the_text_as_it_stood_stands_beside_what_was_made_of_it(officer: Browser, database: Database) -> None:
    content = an_export({"Surname": "  O'BRIEN ", "Forenames": "rhys", "PNCID": "96/54031P"})
    words = main_words(officer.get(uploaded_and_read(officer, database, content)))
    assert "rhys O'BRIEN" in words
    assert "Rhys O'Brien" in words
    assert "96/54031P" in words
    assert "1996/0054031P" in words
    assert "The name was typed in capitals or small letters only" in words


def test_the_verdict_is_in_the_address_and_pages_go_by_line(officer: Browser, database: Database) -> None:
    address = uploaded_and_read(officer, database, SAMPLE.read_bytes())
    first = officer.get(address)
    second = officer.get(officer.post(f"{address}/ticks", sent_by(first.text, "next")).headers["location"])
    assert second.status_code == 200
    back = next(link for link in links_on(second) if "before=" in link)
    assert ticked_on(officer.get(back).text) == ticked_on(first.text)
    refused = officer.get(f"{address}?verdict=refuse")
    assert not ticked_on(refused.text)
    assert "To decide, 4 answers missing" not in re.findall(r"govuk-tag--[a-z]+\">([^<]+)<", refused.text)
    assert officer.get(f"{address}?verdict=nonsense&after=0").status_code == 200


def test_ticks_are_kept_on_the_way_to_the_next_page(officer: Browser, database: Database) -> None:
    address = uploaded_and_read(officer, database, SAMPLE.read_bytes())
    page = officer.get(address)
    assert not [link for link in links_on(page) if "after=" in link], "a link would lose the ticks"
    before = len(ticked_on(page.text))
    form = sent_by(page.text, "next")
    form["line"] = ticked_on(page.text)[1:]
    answer = officer.post(f"{address}/ticks", form)
    assert f"after={form['next']}" in answer.headers["location"]
    assert len(ticked_on(officer.get(address).text)) == before - 1


def test_only_rows_that_can_be_taken_have_a_box(officer: Browser, database: Database) -> None:
    content = an_export(
        {}, {"OffenceCode": "SX03105"}, {}, {"DOB": "1980"}, {"PNCID": "", "Surname": "Other", "Admission": ""}
    )
    address = uploaded_and_read(officer, database, content)
    page = officer.get(address)
    assert "Each ticked row" not in main_words(officer.get(f"{address}?verdict=unreadable"))
    assert re.findall(r'name="line" value="(\d+)"', page.text) == ["2", "6"]
    assert ticked_on(page.text) == ["2"]
    assert re.findall(r'govuk-tag--[a-z]+">([^<]+)<', page.text) == [
        "Can be taken, 4 answers missing", "Refused", "Here already", "Unreadable", "To decide, 4 answers missing",
    ]  # fmt: skip


def test_taking_without_a_tick_says_so_and_changes_nothing(officer: Browser, database: Database) -> None:
    address = uploaded_and_read(officer, database, an_export({}))
    form = {**sent_by(officer.get(address).text, "take"), "line": []}
    page = officer.get(officer.post(f"{address}/ticks", form).headers["location"])
    assert page.status_code == 422
    assert "Tick at least one row to take" in main_words(page)


def test_the_page_before_says_how_many_become_cases_what_they_wait_for_and_who_is_told(
    officer: Browser, database: Database
) -> None:
    rows = list(plain_rows(4))
    rows[3]["SafeguardingConcern"] = "Y"
    address = uploaded_and_read(officer, database, an_export(*rows))
    form = {"shown": "2,3,4,5", "line": ["2", "3", "5"], "do": "take"}
    asked = officer.get(officer.post(f"{address}/ticks", form).headers["location"])
    words = main_words(asked)
    for wanted in ("Take 3 rows of this export?", "Become cases 3", "Wait for answers 3", "Somebody decides first 1",
                   "With a sign that somebody may need protecting 1", "The persons themselves: nobody"):  # fmt: skip
        assert wanted in words, wanted
    read_custody_imports(database, now=EXPORTED_AT)
    assert cases(database) == 0, "nothing is taken before it is confirmed"

    officer.post(f"{address}/ticks", {**form, "line": ["2", "4"], "do": "save"})
    again = officer.get(officer.post(f"{address}/take", {"mark": mark_on(asked)}).headers["location"])
    assert again.status_code == 409
    assert "Other rows are ticked than when you opened this page. Nothing was done" in main_words(again)
    officer.post(f"{address}/take", {"mark": mark_on(again)})
    read_custody_imports(database, now=EXPORTED_AT)
    assert cases(database) == 2
    assert officer.get(f"{address}/take").headers["location"] == address, "nothing is ticked any more"


def test_what_was_taken_counts_no_more_as_what_can_be_and_its_sign_warns_no_more(
    officer: Browser, database: Database
) -> None:
    rows = list(plain_rows(3))
    rows[2]["SafeguardingConcern"] = "Y"
    address = uploaded_and_read(officer, database, an_export(*rows))
    sign = "1 row says that the person solicited may need protecting"
    before = main_words(officer.get(address))
    assert sign in before
    assert "Can be taken (2)" in before
    officer.post(f"{address}/ticks", {"shown": "2,3,4", "line": ["2", "4"], "do": "save"})
    take(officer, officer.get(address).text, address)
    read_custody_imports(database, now=EXPORTED_AT)
    after = main_words(officer.get(address))
    assert sign not in after
    assert "Can be taken (1)" in after
    assert "Became cases (2)" in after
    assert len(re.findall(r" line (\d+)", main_words(officer.get(f"{address}?verdict=taken")))) == 2


def test_a_file_that_is_no_export_says_what_is_missing(officer: Browser, database: Database) -> None:
    words = main_words(officer.get(uploaded_and_read(officer, database, b"a,b\r\n1,2\r\n")))
    assert "The file could not be read" in words
    assert "CustodyRef" in words


def test_more_than_the_limit_is_refused(officer: Browser) -> None:
    answer = officer.post(HERE, files={"file": ("night.csv", b"x" * 61_000_000, "text/csv")})
    assert answer.status_code == 413


def test_another_force_sees_nothing_of_it(officer: Browser, database: Database) -> None:
    from tests.support.builders import a_force

    address = uploaded_and_read(officer, database, an_export({}))
    a_force(database, "44")
    stranger = Browser(an_app(a_wiring(database))).sign_in_as(an_account(database, Door.CUSTODY, force_code="44"))
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/take", {"do": "take"}).status_code == 404
    assert "No export has been imported yet" in main_words(stranger.get(HERE))


def test_looking_at_rows_is_logged(officer: Browser, database: Database) -> None:
    address = uploaded_and_read(officer, database, an_export({}))
    officer.get(address)
    looks = read(database, lambda db: db.execute(select(AccessRow.what)).scalars().all())
    assert looks == ["/custody/import/{import_id}"]


def test_a_formula_stays_text(officer: Browser, database: Database) -> None:
    page = officer.get(uploaded_and_read(officer, database, an_export({"Surname": '=HYPERLINK("http://x")'})))
    assert "=HYPERLINK(&#34;http://x&#34;)" in page.text
    assert "It is kept as text and never run" in main_words(page)


def test_the_name_of_the_file_stands_on_its_page_and_in_the_list_and_goes_with_its_rows(
    officer: Browser, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    long = f"C:\\\\nights\\\\night of\u202e 28 November {'x' * 200}.csv"
    sent = officer.post(HERE, files={"file": (long, an_export({}), "text/csv")})
    read_custody_imports(database, now=EXPORTED_AT)
    for page in (sent.headers["location"], HERE):
        words = main_words(officer.get(page))
        assert "night of 28 November" in words
        assert "nights" not in words
    assert "November" not in caplog.text
    assert len(read(database, lambda db: db.scalars(select(CustodyImport.file_name)).one())) <= 120
    later = StandingClock(EXPORTED_AT + timedelta(days=31))
    forget_custody_imports(database, now=later.now())
    assert read(database, lambda db: db.scalars(select(CustodyImport.file_name)).one()) == ""
    account = an_account(database, Door.CUSTODY, force_code="43")
    browser = Browser(an_app(a_wiring(database, clock=later, wall_clock=later))).sign_in_as(account)
    assert "Export of Monday 23 November 2026 its rows are kept no more" in main_words(browser.get(HERE))
    shown = browser.get(sent.headers["location"])
    assert "Export of Monday 23 November 2026 : 1 row" in main_words(shown)
    assert "moj-sub-navigation" not in shown.text, "there is nothing to choose from"


def test_an_import_whose_rows_are_forgotten_leads_to_every_case_that_waits(
    officer: Browser, database: Database
) -> None:
    address = taken(officer, database, an_export(*plain_rows(2)))
    assert "Every case that waits" not in main_words(officer.get(address))
    later = StandingClock(EXPORTED_AT + timedelta(days=31))
    forget_custody_imports(database, now=later.now())
    sergeant = an_account(database, Door.CUSTODY, force_code="43", rank="Sgt")
    browser = Browser(an_app(a_wiring(database, clock=later, wall_clock=later))).sign_in_as(sergeant)
    for path in (address, f"{address}/answers"):
        page = browser.get(path)
        assert "No case of this import waits" not in main_words(page)
        assert "/custody/referrals?status=undecided" in links_on(page), path


def test_rows_are_chosen_by_reason_or_warning_ticked_all_at_once_and_decided_later(
    officer: Browser, database: Database
) -> None:
    rows = [{**row, "Mobile": "07700 900577" if place else "none"} for place, row in enumerate(plain_rows(6))]
    unsaid = [{**row, "Admission": ""} for row in rows[3:]]
    unsaid[2]["SafeguardingConcern"] = "Y"
    address = taken(officer, database, an_export(*rows[:3], *unsaid))
    assert cases(database) == 3
    sign = next(link for link in links_on(officer.get(address)) if link.endswith("about=concern_reported"))
    assert re.findall(r" line (\d+)", main_words(officer.get(sign))) == ["7"]
    page = officer.get(f"{address}?about=odd_phone")
    assert re.findall(r" line (\d+)", main_words(page)) == ["2"]
    assert "This is not a UK mobile number (1)" in main_words(page)
    assert "Admission not recorded (3)" in main_words(page)
    for odd in ("about=%25&verdict=left", "about='", "about=x%00y", "verdict=left&before=-1"):
        assert officer.get(f"{address}?{odd}").status_code == 200, odd
    left = officer.get(f"{address}?verdict=left&about=admission_not_recorded")
    assert "Rows that were left can be taken here until Wednesday 23 December 2026" in main_words(left)
    form = {**sent_by(left.text, "all"), "about": "admission_not_recorded"}
    assert (
        officer.post(f"{address}/ticks", form).headers["location"].endswith("verdict=left&about=admission_not_recorded")
    )
    ticked = officer.get(f"{address}?verdict=left")
    assert len(ticked_on(ticked.text)) == 3
    take(officer, ticked.text, address)
    read_custody_imports(database, now=EXPORTED_AT + timedelta(days=9))
    assert cases(database) == 6
    assert "6 rows have become cases" in main_words(officer.get(address))


def test_of_a_row_that_is_here_already_only_what_differs_is_shown(officer: Browser, database: Database) -> None:
    first, same, other = plain_rows(3)
    taken(officer, database, an_export(first, same, {**other, "PNCID": "1996/0054031P"}))
    later = {"ReleaseStatus": "BAIL", "BailReturn": "14/01/2027", "URN": "43HA0001226"}
    content = an_export({**first, **later}, {**same, "Mobile": ""}, {**other, "PNCID": "96/54031P"})
    address = uploaded_and_read(officer, database, content)
    with statements(database) as sent:
        page = officer.get(address)
    words = main_words(page)
    for said in ("URN: 43HA0001226 (missing here)", "Release: On bail", "Bail return: 14 January 2027 (missing here)"):
        assert said in words
    assert "Mobile:" not in words, "a fact that the file leaves out says nothing"
    assert words.count("Nothing differs") == 2
    assert "Born:" not in words
    references = {str(one) for one in read(database, lambda db: db.scalars(select(Referral.reference)).all())}
    logged = read(database, lambda db: db.scalars(select(AccessRow.subjects).order_by(AccessRow.id.desc())).first())
    assert set(logged.split()) == references
    assert len(sent) <= 10, len(sent)


CLEAR = {"enough_evidence": "yes", "concern": "no", "violence": "no", "relevant_record": "no"}


def test_the_cases_of_an_import_are_answered_one_after_another(officer: Browser, database: Database) -> None:
    address = taken(officer, database, an_export(*plain_rows(3)))
    start = next(link for link in links_on(officer.get(address)) if "/answers/next" in link)

    def on(where: str) -> tuple[str, str, dict[str, str]]:
        page_at = officer.get(where).headers["location"]
        page = officer.get(page_at)
        hidden = dict(re.findall(r'name="(queue|at|of)" value="([^"]*)"', page.text))
        return page_at.split("?")[0], main_words(page), hidden

    first, words, hidden = on(start)
    assert "1 of 3 of this import" in words
    wrong = officer.post(first, {**hidden, "born_on-day": "40", "then": "next"})
    assert (wrong.status_code, "1 of 3" in main_words(wrong)) == (422, True), "an error loses the place in the line"
    sent = officer.post(first, {**hidden, **CLEAR, "then": "next"})
    second, words, hidden = on(sent.headers["location"])
    assert second != first
    assert "2 of 3 of this import" in words
    assert "Eligible Open that case" in words
    third, words, hidden = on(
        next(link for link in links_on(officer.get(f"{second}?{urlencode(hidden)}")) if "next" in link)
    )
    assert (third in (first, second), "3 of 3" in words) == (False, True)
    sign = {**hidden, **CLEAR, "concern": "yes", "signs": "under_18", "then": "next"}
    stopped = officer.get(officer.post(third, sign).headers["location"])
    assert "Stopped for safeguarding" in main_words(stopped)
    last = officer.get(next(link for link in links_on(stopped) if "/answers/next" in link))
    assert last.headers["location"] == address
    assert "1 of these cases waits for answers" in main_words(officer.get(address))
    again = officer.get(start).headers["location"]
    assert (second in again, "of=1" in again) == (True, True)


def test_all_that_wait_are_gone_through_from_a_case_and_nonsense_in_the_address_is_all(
    officer: Browser, database: Database
) -> None:
    taken(officer, database, an_export(*plain_rows(2)))
    queues = ("all", "import-0", "import-99999999999999", "x")
    led = {officer.get(f"/custody/answers/next?queue={one}&at=-1&of=zz").headers["location"] for one in queues}
    page, _, asked = led.pop().partition("?")
    assert (asked, led) == ("queue=all&at=1&of=2", set())
    onward = officer.post(page, {**CLEAR, "then": "next"}).headers["location"]
    assert "at=1&of=1" in officer.get(onward).headers["location"]
    assert officer.get("/custody/answers/next?queue=import-12345").headers["location"] == "/custody/import/12345"


def test_an_export_of_200_rows_is_taken_and_answered_in_a_handful_of_presses(
    sergeant: Browser, database: Database
) -> None:
    """Read, taken, answered, checked, given: five presses. Each page takes as many statements as for one row."""
    address = taken(sergeant, database, an_export(*plain_rows(200)))
    with statements(database) as sent:
        page = sergeant.get(f"{address}/answers")
        assert any(name in main_words(page) for name in ROUTE_NAMES.values()), "each case says its route"
    assert len(re.findall(r'name="cases" value="[^"]+" id="[^"]+" checked', page.text)) == 200
    assert len(sent) <= 12, len(sent)
    boxes = re.findall(r'name="cases" value="([^"]+)"', page.text)
    wrong = sergeant.post(f"{address}/answers", {"cases": boxes[:3]})
    assert wrong.status_code == 422
    for said in ("Give at least one answer", "Say how this is known of all of them"):
        assert main_words(wrong).count(said) == 2, "at the top, and beside its field"
    assert len(re.findall(r'name="cases" value="[^"]+" id="[^"]+" checked', wrong.text)) == 3
    told = {"enough_evidence": "yes", "no_concern": "yes", "no_violence": "yes", "no_record": "yes"}
    check = sergeant.post(f"{address}/answers", {**told, "cases": boxes, "reason": "One operation."})
    assert "Give these answers for 200 cases?" in main_words(check)
    assert "Eligible: 200" in main_words(check)
    confirmed = {"kept": re.findall(r'name="kept" value="([^"]+)"', check.text)[0]}
    with statements(database) as sent:
        done = sergeant.post(f"{address}/answers/save", confirmed)
    assert len(sent) <= 15 * 200, len(sent)
    assert done.headers["location"].startswith(f"{address}?answered=200&eligible=200&kept=")
    words = main_words(sergeant.get(done.headers["location"]))
    assert "200 cases were answered" in words
    invented = done.headers["location"].replace("answered=200", "answered=76")
    account = an_account(database, Door.CUSTODY, force_code="43", rank="Sgt")
    other = Browser(an_app(a_wiring(database))).sign_in_as(account)
    for who, where in ((sergeant, invented), (sergeant, f"{address}?answered=200"), (other, done.headers["location"])):
        assert "cases were answered" not in main_words(who.get(where)), "told to nobody who did not do it"
    assert "many at once" not in main_words(sergeant.get(address)), "nothing is left to give"
    again = sergeant.post(f"{address}/answers/save", confirmed)
    assert again.headers["location"] == done.headers["location"]
    assert "No case of this import waits for an answer" in main_words(sergeant.get(f"{address}/answers"))


def test_a_route_is_chosen_for_all_of_them_and_the_check_page_names_it(database: Database) -> None:
    a_world(database, other_routes=["deferred_prosecution"])
    confirmed_routes(database, "deferred_prosecution")
    clock = StandingClock(EXPORTED_AT)
    account = an_account(database, Door.CUSTODY, force_code="43", rank="Sgt")
    sergeant = Browser(an_app(a_wiring(database, clock=clock, wall_clock=clock))).sign_in_as(account)
    address = taken(sergeant, database, an_export(*plain_rows(2)))
    page = sergeant.get(f"{address}/answers")
    assert "Disposal route of all of them" in main_words(page)
    boxes = re.findall(r'name="cases" value="([^"]+)"', page.text)
    told = {"enough_evidence": "yes", "no_concern": "yes", "no_violence": "yes", "no_record": "yes", "reason": "One."}
    form = {**told, "cases": boxes, "route": "deferred_prosecution"}
    check = main_words(sergeant.post(f"{address}/answers", form))
    assert "Disposal route: Deferred prosecution" in check
    assert "Decided by that route when the answers are kept" in check
    done = sergeant.confirm(f"{address}/answers", form)
    assert done.headers["location"].startswith(f"{address}?answered=2&eligible=2")
    routes = read(database, lambda db: db.execute(select(DisposalRoute.code).join(Referral)).scalars().all())
    assert routes == ["deferred_prosecution"] * 2


def test_whoever_is_no_sergeant_is_told_who_can_answer_many_at_once(officer: Browser, database: Database) -> None:
    address = taken(officer, database, an_export(*plain_rows(1)))
    page = officer.get(address)
    assert "a sergeant can give them for many at once" in main_words(page)
    assert f"{address}/answers" not in links_on(page)
    assert officer.get(f"{address}/answers").status_code == 403
